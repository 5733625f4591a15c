alter table shop.customers rename column name to full_name;
