create table shop.brands (
    id    bigint generated always as identity primary key,
    name  text not null unique
);

alter table shop.products add column brand_id bigint references shop.brands;
