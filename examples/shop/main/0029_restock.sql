create procedure shop.restock(warehouse smallint, product bigint, quantity integer)
language sql as $$
    insert into shop.stock (warehouse_id, product_id, on_hand)
    values (warehouse, product, quantity)
    on conflict (warehouse_id, product_id) do update set on_hand = stock.on_hand + excluded.on_hand
$$;
