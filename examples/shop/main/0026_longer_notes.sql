alter table shop.orders alter column note type varchar(500);
