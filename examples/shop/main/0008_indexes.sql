create index orders_customer_idx on shop.orders (customer_id, ordered_at desc);
create index orders_open_idx on shop.orders (ordered_at) where status = 'open';
create index order_lines_product_idx on shop.order_lines (product_id);
create index addresses_customer_idx on shop.addresses (customer_id);
