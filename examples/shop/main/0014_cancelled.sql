alter type shop.order_status add value 'cancelled' after 'shipped';
