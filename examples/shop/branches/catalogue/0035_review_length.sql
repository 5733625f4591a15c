alter table shop.reviews add constraint reviews_body check (length(body) <= 4000);
