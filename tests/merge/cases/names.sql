-- One name for two, by the rules that PostgreSQL has for names.
create schema app;
create table users (id int primary key, email varchar(50), age int);
create table app.log (id int);

--- tables whose names are one once they are cut
-- source
create table a_table_with_a_name_that_is_much_longer_than_sixty_three_bytes_of_ours (x int);
-- target
create table a_table_with_a_name_that_is_much_longer_than_sixty_three_bytes_of_theirs (x int);
-- expect: IdentifierRules Table a_table_with_a_name_that_is_much_longer_than_sixty_three_bytes_

--- columns whose names are one once they are cut
-- source
alter table users add a_column_with_a_name_that_is_much_longer_than_sixty_three_bytes_ours int;
-- target
alter table users add a_column_with_a_name_that_is_much_longer_than_sixty_three_bytes_theirs text;
-- expect: IdentifierRules Column users.a_column_with_a_name_that_is_much_longer_than_sixty_three_bytes

--- a name that both sides write alike is one name, however long
-- source
create index an_index_with_a_name_that_is_much_longer_than_sixty_three_bytes_alike on users (age);
-- target
create index an_index_with_a_name_that_is_much_longer_than_sixty_three_bytes_alike on users (age);
-- expect: clean
-- because: Convergent

--- letters fold
-- source
create table Tags (x int);
-- target
create table tags (y int);
-- expect: BothCreated Table tags

--- a serial's sequence against a given one
-- source
alter table users add n serial;
-- target
create sequence users_n_seq;
-- expect: NamespaceCollision Sequence users_n_seq

--- one serial
-- source
alter table users add n serial;
-- target
alter table users add n serial;
-- expect: clean
-- because: Convergent

--- a key's made-up name against a table's
-- source
alter table users add unique (age);
-- target
create table users_age_key (x int);
-- expect: NamespaceCollision Table users_age_key

--- unnamed indexes of one made-up name
-- source
create index on users (age);
-- target
create index on users (age) where age > 0;
-- expect: clean

--- moved to where the other side makes one
-- source
alter table users set schema app;
-- target
create table app.users (x int);
-- expect: NamespaceCollision Table app.users

--- renamed here and moved there, to where one is
-- source
alter table users rename to log;
-- target
alter table users set schema app;
-- expect: NamespaceCollision Table app.users

--- an index renamed here, its table moved there, to where one is
-- base
create index by_age on users (age);
-- source
alter index by_age rename to log;
-- target
alter table users set schema app;
-- expect: NamespaceCollision Index app.by_age

--- moved and renamed here, the old name taken there
-- source
alter table users rename to people;
alter table people set schema app;
-- target
create table people (x int);
-- expect: clean

--- a function's optional argument against its fellow without it
-- source
create function g(a int, b int default 1) returns int language sql as 'select 1';
-- target
create function g(a int) returns int language sql as 'select 2';
-- expect: clean

--- two serial columns of one name, and one has got another name since
-- base
CREATE TABLE counted (x integer);
-- source
ALTER TABLE counted ADD COLUMN n serial;
ALTER TABLE counted RENAME COLUMN n TO number;
-- target
ALTER TABLE counted ADD COLUMN n serial;
-- expect: clean
-- warns: OrderDependent

--- columns get one name in tables that both sides rename
-- source
alter table users rename column age to value;
alter table users rename to people;
-- target
alter table users rename column id to value;
alter table users set schema app;
-- expect: NamespaceCollision Column app.users.value

--- an index if there is none, and one of that name on another table
-- base
create table orders (id int);
-- source
create index if not exists ix on users (age);
-- target
create index ix on orders (id);
-- expect: SilentSkip Index ix

--- a table if there is none, and a view of that name
-- source
create table if not exists x (a int);
-- target
create view x as select 1 as a;
-- expect: SilentSkip Table x

--- a table if there is none, and a type of that name
-- source
create table if not exists x (a int);
-- target
create type x as enum ('a');
-- expect: NamespaceCollision Table x

--- a column made in a block, and another of that name
-- source
do $$ begin alter table users add x int; end $$;
-- target
alter table users add x text;
-- expect: BothCreated Column users.x

--- a sequence and an enum of its name: PostgreSQL takes them in one order only
-- source
create sequence x;
-- target
create type x as enum ('a');
-- expect: NamespaceCollision Sequence x

--- the sequence of a column, and a domain of its name
-- source
alter table users add n serial;
-- target
create domain users_n_seq as int;
-- expect: NamespaceCollision Sequence users_n_seq

--- a sequence that is renamed, and an enum of its new name
-- base
create sequence s;
-- source
alter sequence s rename to x;
-- target
create type x as enum ('a');
-- expect: clean
