create table shop.reviews (
    id           bigint generated always as identity primary key,
    product_id   bigint not null references shop.products on delete cascade,
    customer_id  bigint references shop.customers on delete set null,
    stars        smallint not null,
    body         text,
    created_at   timestamptz not null default now(),
    constraint reviews_stars check (stars between 1 and 5),
    constraint reviews_once unique (product_id, customer_id)
);
