-- Whose statements come first, and what a side read of what the other changes.
create role reader;
create role writer;
create schema app;
create table users (id int primary key, email varchar(50), age int);
create type mood as enum ('ok', 'sad');

--- two values after one
-- source
alter type mood add value 'glad' after 'ok';
-- target
alter type mood add value 'calm' after 'ok';
-- expect: clean
-- warns: OrderDependent

--- two values at the end
-- source
alter type mood add value 'glad';
-- target
alter type mood add value 'calm';
-- expect: clean
-- warns: OrderDependent

--- after one value and before the next: either order of the branches leads to one order
-- source
alter type mood add value 'glad' after 'ok';
-- target
alter type mood add value 'calm' before 'sad';
-- expect: clean

--- one value in one place, told from either neighbour
-- source
alter type mood add value 'glad' after 'ok';
-- target
alter type mood add value 'glad' before 'sad';
-- expect: clean
-- because: Convergent

--- one value in two places, hidden by if not exists
-- source
alter type mood add value if not exists 'glad' after 'ok';
-- target
alter type mood add value if not exists 'glad' before 'ok';
-- expect: SilentSkip Type mood.'glad'

--- a value renamed here, the neighbour of a new one there
-- source
alter type mood rename value 'ok' to 'fine';
-- target
alter type mood add value 'glad' after 'ok';
-- expect: clean

--- a value renamed here, a default there
-- source
alter type mood rename value 'ok' to 'fine';
-- target
alter table users add feeling mood default 'ok';
-- expect: clean

--- default privileges against a new table
-- source
alter default privileges grant select on tables to reader;
-- target
create table tags (x int);
-- expect: clean
-- warns: OrderDependent

--- default privileges in a schema against a new table in it
-- source
create table app.tags (x int);
-- target
alter default privileges in schema app grant select on tables to reader;
-- expect: clean
-- warns: OrderDependent

--- default privileges in a schema against a new table in another
-- source
create table tags (x int);
-- target
alter default privileges in schema app grant select on tables to reader;
-- expect: clean
-- because: Disjoint

--- default privileges on functions against a new table
-- source
create table tags (x int);
-- target
alter default privileges revoke execute on functions from public;
-- expect: clean

--- default privileges on both sides
-- source
alter default privileges grant select on tables to reader;
-- target
alter default privileges grant insert on tables to writer;
-- expect: clean

--- a star against a new column
-- source
create view v as select * from users;
-- target
alter table users add nick text;
-- expect: clean
-- because: OrderDependent

--- a table made like one whose default changes
-- source
create table copies (like users including defaults);
-- target
alter table users alter age set default 7;
-- expect: clean
-- because: OrderDependent

--- a generated column over a column that grows
-- source
alter table users add double int generated always as (age * 2) stored;
-- target
alter table users alter age type bigint;
-- expect: clean
-- because: OrderSensitive

--- a generated column over a column that is renamed
-- source
alter table users add double int generated always as (age * 2) stored;
-- target
alter table users rename age to years;
-- expect: clean
-- because: RenameRebase

--- two columns at the end
-- source
alter table users add a int;
-- target
alter table users add b int;
-- expect: clean
-- because: Disjoint

--- a publication of a table and its children, and a child made there
-- base
create table animals (id int);
-- source
create publication feed for table animals;
-- target
create table cats (lives int) inherits (animals);
-- expect: clean
-- because: OrderDependent

--- a function that both make, and default privileges before it here
-- source
alter default privileges grant execute on functions to reader;
create or replace function lucky() returns int language sql as 'select 7';
-- target
create or replace function lucky() returns int language sql as 'select 7';
-- expect: clean
-- because: OrderDependent

--- granted on all tables of a schema, and a new table there
-- source
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
-- target
CREATE TABLE receipts (id integer);
-- expect: clean
-- warns: OrderDependent Table receipts

--- granted on all tables of a schema, and a table renamed there
-- base
CREATE TABLE receipts (id integer);
-- source
GRANT SELECT ON ALL TABLES IN SCHEMA public TO PUBLIC;
-- target
ALTER TABLE receipts RENAME TO bills;
-- expect: clean
-- warns: none

--- taken on all functions of a schema, and one moved there
-- base
CREATE SCHEMA app;
CREATE FUNCTION app.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- source
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
-- target
ALTER FUNCTION app.f() SET SCHEMA public;
-- expect: clean
-- warns: OrderDependent Function app.f()

--- made if it is not there, and dropped there
-- base
CREATE TABLE receipts (id integer);
-- source
CREATE TABLE IF NOT EXISTS receipts (id integer);
-- target
DROP TABLE receipts;
-- expect: clean
-- warns: OrderDependent Table receipts

--- a column added if it is not there, and dropped there
-- base
CREATE TABLE receipts (id integer, total numeric);
-- source
ALTER TABLE receipts ADD COLUMN IF NOT EXISTS total numeric;
-- target
ALTER TABLE receipts DROP COLUMN total;
-- expect: clean
-- warns: OrderDependent Column receipts.total

--- dropped if it is there, and something gets the name there
-- base
CREATE TABLE receipts (id integer);
-- source
DROP TABLE IF EXISTS bills;
-- target
ALTER TABLE receipts RENAME TO bills;
-- expect: clean
-- warns: OrderDependent Table receipts

--- what a role owns is given away, and it gets something there
-- base
create table receipts (id int);
-- source
reassign owned by reader to writer;
-- target
alter table receipts owner to reader;
-- expect: clean
-- warns: OrderDependent Table receipts

--- all triggers are switched off, and a new one there
-- base
create function noted() returns trigger language plpgsql as 'begin return new; end';
-- source
alter table users disable trigger user;
-- target
create trigger note before insert on users for each row execute function noted();
-- expect: clean
-- warns: OrderDependent Trigger note on users

--- a column is there if there is none, and the other side made it and dropped it
-- source
alter table users add column if not exists phone text;
-- target
alter table users add column phone text;
alter table users drop column phone;
-- warns: OrderDependent Column users.phone

--- a table is there if there is none, and the other side made it and dropped it
-- source
create table if not exists phones (id int);
-- target
create table if not exists phones (id int);
drop table phones;
-- warns: OrderDependent Table phones
-- warns: OrderDependent Table phones

--- a table is made and dropped again if there is none, and the other side made one
-- source
create table phones (id int);
-- target
create table if not exists phones (id int);
drop table phones;
-- warns: OrderDependent Table phones

--- if not exists, beside a rename
-- source
create table if not exists users (id int);
-- target
alter table users rename to people;
-- expect: clean
-- warns: OrderDependent Table users

--- a column if not exists, beside its rename
-- source
alter table users add column if not exists age int;
-- target
alter table users rename age to years;
-- expect: clean
-- warns: OrderDependent Column users.age

--- if exists, beside what is made
-- source
alter table if exists receipts add note text;
-- target
create table receipts (id int);
-- expect: clean
-- warns: OrderDependent Table receipts

--- if exists, beside a rename to that name
-- source
alter table if exists people add note text;
-- target
alter table users rename to people;
-- expect: clean
-- warns: OrderDependent Table users

--- replaced by the same, beside a drop
-- base
create function f() returns int language sql as 'select 1';
-- source
create or replace function f() returns int language sql as 'select 1';
-- target
drop function f();
-- expect: clean
-- warns: OrderDependent Function f()

--- the other side takes back what it did
-- source
alter table users alter age type bigint;
-- target
alter table users add note text;
alter table users drop note;
-- expect: clean
-- because: NetZero

--- what is made or replaced, and dropped again, the other side makes
-- source
create or replace rule quiet as on delete to users do instead nothing;
drop rule quiet on users;
-- target
create or replace rule quiet as on delete to users do instead nothing;
-- expect: clean
-- warns: OrderDependent

--- a function that is made or replaced, and dropped again, the other side makes
-- source
create or replace function app.f() returns int language sql as 'select 1';
drop function app.f();
-- target
create function app.f() returns int language sql as 'select 2';
-- expect: clean
-- warns: OrderDependent
