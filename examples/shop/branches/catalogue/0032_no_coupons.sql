-- Discounts are the price list's business from here on.
alter table shop.orders drop column coupon;
drop table shop.coupons;
