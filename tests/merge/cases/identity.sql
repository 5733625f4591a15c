-- What is dropped and made anew is another thing, though it has the old name.
create table users (id int primary key, email varchar(50), age int, constraint adult check (age > 17));
create sequence tickets;
create type point2 as (x int);

--- a type made anew, used
-- source
drop type point2;
create type point2 as (x int);
-- target
create table spots (at point2);
-- expect: IdentityReplaced Type point2

--- a sequence made anew, a default from it
-- source
drop sequence tickets;
create sequence tickets;
-- target
alter table users alter age set default nextval('tickets');
-- expect: IdentityReplaced Sequence tickets

--- a column made anew, altered
-- source
alter table users drop age;
alter table users add age int;
-- target
alter table users alter age set not null;
-- expect: IdentityReplaced Column users.age "not null"

--- a column made anew, indexed
-- source
alter table users drop age;
alter table users add age int;
-- target
create index by_age on users (age);
-- expect: IdentityReplaced Column users.age

--- a column made anew, dropped
-- source
alter table users drop age;
alter table users add age int;
-- target
alter table users drop age;
-- expect: IdentityReplaced Column users.age

--- a table made anew, a column of the old one dropped
-- source
drop table users;
create table users (id int primary key, email text, age bigint);
-- target
alter table users drop age;
-- expect: IdentityReplaced Column users.age

--- a table made anew, a function that returns its rows
-- source
drop table users;
create table users (id bigint);
-- target
create function all_users() returns setof users language sql as 'select * from users';
-- expect: IdentityReplaced Table users

--- a constraint made anew here, dropped there
-- source
alter table users drop constraint adult;
alter table users add constraint adult check (age > 20);
-- target
alter table users drop constraint adult;
-- expect: IdentityReplaced Constraint "adult on users"

--- a constraint made anew on both sides
-- source
alter table users drop constraint adult;
alter table users add constraint adult check (age > 20);
-- target
alter table users drop constraint adult;
alter table users add constraint adult check (age > 21);
-- expect: BothCreated Constraint "adult on users"

--- an index made anew on both sides, alike
-- base
create index by_age on users (age);
-- source
drop index by_age;
create index by_age on users (age, id);
-- target
drop index by_age;
create index by_age on users (age, id);
-- expect: clean
-- because: Convergent

--- a view made anew, a rule on the old one
-- base
create view v as select id from users;
-- source
drop view v;
create view v as select id, age from users;
-- target
create rule quiet as on insert to v do instead nothing;
-- expect: IdentityReplaced View v

--- a comment on what is made anew goes with the old one
-- source
drop type point2;
create type point2 as (x int, y int);
-- target
comment on type point2 is 'a place';
-- expect: clean
-- because: DropVsMetadata

--- both drop what a view reads, and one makes the view anew
-- base
CREATE TABLE old (a integer);
CREATE TABLE new (b integer);
CREATE VIEW v AS SELECT a FROM old;
-- source
DROP TABLE old CASCADE;
CREATE VIEW v AS SELECT b FROM new;
-- target
DROP TABLE old CASCADE;
-- expect: IdentityReplaced View v

--- a constraint made anew goes with its table
-- source
alter table users drop constraint adult;
alter table users add constraint adult check (age > 20);
-- target
drop table users;
-- expect: DropVsModify Table users

--- a foreign key made anew goes with what it refers to
-- base
create table orders (user_id int constraint buyer references users);
-- source
alter table orders drop constraint buyer;
alter table orders add constraint buyer foreign key (user_id) references users on delete cascade;
-- target
drop table users cascade;
-- expect: DropVsReference Table users
