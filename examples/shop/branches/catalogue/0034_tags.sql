create table shop.tags (
    id     bigint generated always as identity primary key,
    label  text not null unique,
    color  char(7) not null default '#808080'
);
