-- What a customer wants done with an order: 'gift wrap', 'no bag', …
create table shop.tags (
    id        bigint generated always as identity primary key,
    order_id  bigint not null references shop.orders on delete cascade,
    label     text not null
);
