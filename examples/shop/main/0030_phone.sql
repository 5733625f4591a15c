alter table shop.customers add column phone text;
alter table shop.customers add constraint customers_phone check (phone ~ '^\+[0-9 ]+$');
comment on column shop.customers.phone is 'In international form, such as +49 30 1234567';
