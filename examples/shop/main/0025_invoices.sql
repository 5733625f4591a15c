create sequence shop.invoice_numbers start 10000;

create table shop.invoices (
    number     bigint primary key default nextval('shop.invoice_numbers'),
    order_id   bigint not null unique references shop.orders,
    issued_on  date not null default current_date
);

alter sequence shop.invoice_numbers owned by shop.invoices.number;
