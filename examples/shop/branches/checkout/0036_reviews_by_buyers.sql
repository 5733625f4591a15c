alter table shop.reviews drop column body;
