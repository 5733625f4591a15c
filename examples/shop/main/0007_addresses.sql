create table shop.addresses (
    id           bigint generated always as identity primary key,
    customer_id  bigint not null references shop.customers on delete cascade,
    street       text not null,
    city         text not null,
    zip          varchar(10) not null,
    country      char(2) not null default 'DE'
);

alter table shop.orders
    add column ship_to bigint references shop.addresses,
    add column bill_to bigint references shop.addresses;
