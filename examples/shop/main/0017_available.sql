create function shop.available(product bigint) returns bigint
language sql stable as $$
    select coalesce(sum(on_hand - reserved), 0) from shop.stock where product_id = product
$$;
