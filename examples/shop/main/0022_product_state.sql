create type shop.product_state as enum ('draft', 'listed', 'retired');

alter table shop.products add column state shop.product_state not null default 'draft';
create index products_listed_idx on shop.products (title) where state = 'listed';
