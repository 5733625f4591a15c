create materialized view shop.bestsellers as
select p.id as product_id, p.title, sum(l.quantity) as sold
from shop.products p
join shop.order_lines l on l.product_id = p.id
group by p.id
order by sold desc
limit 100;

create unique index bestsellers_product_idx on shop.bestsellers (product_id);
