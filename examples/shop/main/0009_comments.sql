comment on schema shop is 'A small shop: what it sells, to whom, and what is in stock';
comment on table shop.customers is 'People who have ordered, or may';
comment on column shop.order_lines.price_cents is 'The price when it was ordered: products change theirs';
