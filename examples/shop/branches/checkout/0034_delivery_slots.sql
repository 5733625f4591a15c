create type shop.delivery_slot as enum ('morning', 'afternoon', 'evening');

alter table shop.orders add column delivery shop.delivery_slot;
