create table shop.carts (
    id           uuid primary key default gen_random_uuid(),
    customer_id  bigint references shop.customers on delete cascade,
    coupon       text references shop.coupons,
    created_at   timestamptz not null default now()
);
