alter table shop.products add column updated_at timestamptz not null default now();

create function shop.touch() returns trigger
language plpgsql as $$
begin
    new.updated_at := now();
    return new;
end;
$$;

create trigger products_touch
    before update on shop.products
    for each row execute function shop.touch();
