create table shop.payments (
    id         uuid primary key default gen_random_uuid(),
    order_id   bigint not null references shop.orders,
    amount     shop.cents not null,
    provider   text not null,
    reference  text not null,
    paid_at    timestamptz not null default now(),
    unique (provider, reference)
);
