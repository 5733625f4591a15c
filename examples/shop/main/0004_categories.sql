create table shop.categories (
    id         bigint generated always as identity primary key,
    parent_id  bigint references shop.categories,
    slug       text not null unique,
    title      text not null
);

create table shop.product_categories (
    product_id   bigint not null references shop.products on delete cascade,
    category_id  bigint not null references shop.categories on delete cascade,
    primary key (product_id, category_id)
);
