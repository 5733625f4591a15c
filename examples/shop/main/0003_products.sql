create table shop.products (
    id           bigint generated always as identity primary key,
    sku          varchar(32) not null unique,
    title        text not null,
    description  text,
    price_cents  integer not null check (price_cents >= 0),
    created_at   timestamptz not null default now()
);
