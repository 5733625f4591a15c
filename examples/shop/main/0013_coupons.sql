create table shop.coupons (
    code         text primary key,
    percent      integer not null check (percent between 1 and 90),
    valid_until  date
);

alter table shop.orders add column coupon text references shop.coupons;
