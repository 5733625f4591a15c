create table shop.suppliers (
    id     bigint generated always as identity primary key,
    name   text not null,
    email  text
);

alter table shop.products add column supplier_id bigint references shop.suppliers on delete set null;
