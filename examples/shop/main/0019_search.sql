alter table shop.products
    add column search tsvector generated always as
        (to_tsvector('simple', title || ' ' || coalesce(description, ''))) stored;

create index products_search_idx on shop.products using gin (search);
