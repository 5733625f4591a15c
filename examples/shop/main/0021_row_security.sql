alter table shop.orders enable row level security;

create policy orders_own on shop.orders
    for select
    using (customer_id = current_setting('shop.customer', true)::bigint);
