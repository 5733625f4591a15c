create schema audit;

create table audit.order_changes (
    order_id    bigint not null,
    was         shop.order_status,
    became      shop.order_status not null,
    changed_at  timestamptz not null default now(),
    changed_by  text not null default current_user
);

create function audit.note_order_change() returns trigger
language plpgsql as $$
begin
    insert into audit.order_changes (order_id, was, became) values (new.id, old.status, new.status);
    return new;
end;
$$;

create trigger orders_audit
    after update of status on shop.orders
    for each row
    when (old.status is distinct from new.status)
    execute function audit.note_order_change();
