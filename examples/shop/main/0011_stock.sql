create table shop.warehouses (
    id    smallint primary key,
    name  text not null unique
);

create table shop.stock (
    warehouse_id  smallint not null references shop.warehouses,
    product_id    bigint not null references shop.products on delete cascade,
    on_hand       integer not null default 0,
    reserved      integer not null default 0,
    constraint stock_not_oversold check (reserved <= on_hand),
    primary key (warehouse_id, product_id)
);
