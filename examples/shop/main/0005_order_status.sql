create type shop.order_status as enum ('open', 'paid', 'shipped', 'returned');
