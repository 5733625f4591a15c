-- Carpets are sold by the roll: prices outgrow an integer.
alter table shop.products alter column price_cents type bigint;
