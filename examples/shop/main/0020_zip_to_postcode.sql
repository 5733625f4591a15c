alter table shop.addresses rename column zip to postcode;
alter table shop.addresses alter column postcode type varchar(16);
