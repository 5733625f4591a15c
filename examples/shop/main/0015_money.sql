create domain shop.cents as bigint check (value >= 0);
comment on domain shop.cents is 'An amount in the smallest unit of the currency';
