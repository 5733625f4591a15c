-- Suppliers quote parts of a cent.
alter table shop.products alter column price_cents type numeric(12, 2);
