-- orders_customer_idx serves the same queries.
drop index shop.orders_open_idx;
create index orders_status_idx on shop.orders (status) where status in ('open', 'paid');
