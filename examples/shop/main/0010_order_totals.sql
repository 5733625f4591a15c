create view shop.order_totals as
select o.id as order_id,
       o.customer_id,
       o.status,
       coalesce(sum(l.quantity * l.price_cents), 0) as total_cents
from shop.orders o
left join shop.order_lines l on l.order_id = o.id
group by o.id;
