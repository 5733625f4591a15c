create table shop.orders (
    id           bigint generated always as identity primary key,
    customer_id  bigint not null references shop.customers,
    status       shop.order_status not null default 'open',
    ordered_at   timestamptz not null default now(),
    note         varchar(200)
);

create table shop.order_lines (
    order_id     bigint not null references shop.orders on delete cascade,
    line         smallint not null,
    product_id   bigint not null references shop.products,
    quantity     integer not null check (quantity > 0),
    price_cents  integer not null check (price_cents >= 0),
    primary key (order_id, line)
);
