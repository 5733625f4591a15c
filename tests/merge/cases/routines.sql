-- Functions, procedures, aggregates and triggers.
CREATE TABLE users (id integer PRIMARY KEY, age integer);
CREATE FUNCTION area(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a * a';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$;

--- both replace a function, differently
-- source
CREATE OR REPLACE FUNCTION area(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
-- target
CREATE OR REPLACE FUNCTION area(a int) RETURNS int LANGUAGE sql AS 'SELECT 2 * a';
-- expect: SilentOverwrite Function area(integer) "body"

--- both replace a function, alike
-- source
CREATE OR REPLACE FUNCTION area(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
-- target
create or replace function public.area(a int4) returns int language SQL as 'SELECT a';
-- expect: clean

--- functions of one name and other arguments are others
-- source
CREATE FUNCTION area(a bigint) RETURNS bigint LANGUAGE sql AS 'SELECT a';
-- target
CREATE FUNCTION area(a text) RETURNS text LANGUAGE sql AS 'SELECT a';
-- expect: clean

--- one function made twice, differently
-- source
CREATE FUNCTION half(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a / 2';
-- target
CREATE FUNCTION half(a integer) RETURNS numeric LANGUAGE sql AS 'SELECT a / 2.0';
-- expect: BothCreated Function half(integer)

--- a function and a procedure of one name
-- source
CREATE FUNCTION half(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a / 2';
-- target
CREATE PROCEDURE half(a integer) LANGUAGE sql AS 'SELECT a / 2';
-- expect: NamespaceCollision Function half(integer)

--- body here, volatility there
-- source
CREATE OR REPLACE FUNCTION area(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
-- target
ALTER FUNCTION area(integer) IMMUTABLE;
-- expect: clean

--- replaced here, dropped there
-- source
CREATE OR REPLACE FUNCTION area(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
-- target
DROP FUNCTION area;
-- expect: DropVsModify Function area(integer) "body"

--- two volatilities
-- source
ALTER FUNCTION area(integer) STABLE;
-- target
ALTER FUNCTION area(integer) IMMUTABLE;
-- expect: BothModified Function area(integer) "volatility"

--- dropped and made again here, granted there
-- source
GRANT EXECUTE ON FUNCTION area(integer) TO reader;
-- target
DROP FUNCTION area(integer);
CREATE FUNCTION area(a integer) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
-- expect: IdentityReplaced Function area(integer) "privilege EXECUTE of reader"

--- a body that PostgreSQL tracks
-- source
CREATE FUNCTION oldest() RETURNS integer BEGIN ATOMIC SELECT max(age) FROM users; END;
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: DropVsReference Column users.age

--- a body that is text is opaque
-- source
CREATE FUNCTION oldest() RETURNS integer LANGUAGE sql AS 'SELECT max(age) FROM users';
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: clean

--- a default calls a function that goes
-- source
ALTER TABLE users ALTER COLUMN age SET DEFAULT area(3);
-- target
DROP FUNCTION area(integer);
-- expect: DropVsReference Function area(integer)

--- a trigger's function goes
-- source
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
-- target
DROP FUNCTION touch();
-- expect: DropVsReference Function touch()

--- a trigger on a table that goes
-- source
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
-- target
DROP TABLE users;
-- expect: DropVsReference Table users

--- one trigger name, two events
-- source
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
-- target
CREATE TRIGGER users_touch BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch();
-- expect: BothCreated Trigger "users_touch on users"

--- a trigger of a column that goes
-- source
CREATE TRIGGER users_touch BEFORE UPDATE OF age ON users FOR EACH ROW EXECUTE FUNCTION touch();
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: DropVsReference Column users.age

--- a trigger disabled here, dropped there
-- base
CREATE TRIGGER users_touch BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch();
-- source
ALTER TABLE users DISABLE TRIGGER users_touch;
-- target
DROP TRIGGER users_touch ON users;
-- expect: DropVsModify Trigger "users_touch on users" "enabled"

--- two aggregates of one name
-- source
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
-- target
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '1');
-- expect: BothCreated Aggregate total(integer)

--- an event trigger made twice, differently
-- source
CREATE EVENT TRIGGER watch ON ddl_command_end EXECUTE FUNCTION touch();
-- target
CREATE EVENT TRIGGER watch ON sql_drop EXECUTE FUNCTION touch();
-- expect: BothCreated EventTrigger watch

--- one more function of a name here, and there a call that it makes ambiguous
-- base
CREATE FUNCTION price(of integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- source
CREATE FUNCTION price(of integer, off integer DEFAULT 0) RETURNS integer LANGUAGE sql AS 'SELECT 2';
-- target
CREATE VIEW prices AS SELECT price(1) AS price;
-- expect: IncompatibleAlter View prices

--- one more function of a name here, and there a call that still means one
-- base
CREATE FUNCTION price(of integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- source
CREATE FUNCTION price(of integer, off integer) RETURNS integer LANGUAGE sql AS 'SELECT 2';
-- target
CREATE VIEW prices AS SELECT price(1) AS price;
-- expect: clean

--- a body that PostgreSQL tracks, and its column gets another name and another type
-- source
ALTER TABLE users RENAME COLUMN age TO years;
ALTER TABLE users ALTER COLUMN years TYPE text USING years::text;
-- target
CREATE FUNCTION oldest() RETURNS bigint BEGIN ATOMIC SELECT count(*) FROM users WHERE age IS NOT NULL; END;
-- expect: clean

--- a body that is text, and its table's name is another's
-- source
CREATE FUNCTION ages() RETURNS SETOF integer LANGUAGE sql AS 'SELECT age FROM users';
-- target
ALTER TABLE users RENAME TO people;
CREATE TABLE users (age text);
-- warns: HiddenDependency Function ages()
-- ddl
SET check_function_bodies = false;
CREATE FUNCTION public.ages() RETURNS SETOF integer LANGUAGE sql AS $$SELECT age FROM users$$;

--- a function returns a set of rows of a table that is renamed; another schema has a table of that name
-- base
create schema app;
create table app.event (a integer);
create table event (b integer);
-- source
create function all_events() returns setof app.event language sql begin atomic select a from app.event; end;
-- target
alter table app.event rename to happening;
-- expect: clean
-- ddl
create function all_events() returns setof app.happening language sql begin atomic select a from app.happening; end;

--- a body that quotes the name of what is dropped
-- source
CREATE FUNCTION elders() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM "users" WHERE "age" > 3';
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: clean
-- warns: HiddenDependency Function elders()

--- a comment in a body names nothing
-- source
CREATE FUNCTION one() RETURNS integer LANGUAGE plpgsql AS 'BEGIN /* "users" */ RETURN 1; -- users
END';
-- target
DROP TABLE users;
-- expect: clean
-- warns: none

--- the function of a trigger speaks of the table's new row
-- source
CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN new.age := 1; RETURN new; END';
-- target
CREATE TRIGGER touched BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE users RENAME COLUMN age TO years;
-- expect: clean
-- warns: HiddenDependency Function touch()

--- a constant that names a sequence
-- base
CREATE SEQUENCE numbers;
-- source
CREATE FUNCTION next() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN nextval('public.numbers'); END $$;
-- target
ALTER SEQUENCE numbers RENAME TO tickets;
-- expect: clean
-- warns: HiddenDependency Function next()

--- a statement in a constant of a body, and one that only reads like it
-- source
CREATE FUNCTION run() RETURNS void LANGUAGE plpgsql AS $$ BEGIN EXECUTE 'DELETE FROM users'; END $$;
CREATE FUNCTION tell() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE 'no users'; END $$;
-- target
DROP TABLE users;
-- expect: clean
-- warns: HiddenDependency Function run()

--- a block that speaks of a dropped column
-- source
DO $$ BEGIN IF current_user = 'nobody' THEN UPDATE users SET age = 1; END IF; END $$;
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: clean
-- warns: HiddenDependency

--- a body in the search path of its function
-- base
CREATE SCHEMA app;
CREATE TABLE app.things (x integer);
-- source
CREATE FUNCTION most() RETURNS integer LANGUAGE sql SET search_path = app, public AS 'SELECT max(x) FROM things';
-- target
CREATE TABLE others (id integer);
-- expect: clean
-- warns: none
-- ddl
CREATE FUNCTION most() RETURNS integer LANGUAGE sql SET search_path = app, public AS 'SELECT max(x) FROM things';

--- a call that another function would be meant by
-- base
CREATE FUNCTION price(of bigint) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- source
CREATE VIEW prices AS SELECT price(1) AS price;
-- target
CREATE FUNCTION price(of integer) RETURNS integer LANGUAGE sql AS 'SELECT 2';
-- expect: clean
-- warns: OrderDependent Function price(integer)

--- a call that another function would not be meant by
-- base
CREATE FUNCTION price(of bigint) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- source
CREATE VIEW prices AS SELECT price(1::bigint) AS price;
-- target
CREATE FUNCTION price(of integer) RETURNS integer LANGUAGE sql AS 'SELECT 2';
-- expect: clean
-- warns: none

--- a generated column follows from a function that becomes stable
-- base
CREATE FUNCTION grown(of integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN of + 1; END';
-- source
ALTER TABLE users ADD COLUMN next integer GENERATED ALWAYS AS (grown(age)) STORED;
-- target
ALTER FUNCTION grown(integer) STABLE;
-- expect: IncompatibleAlter Column users.next "generated"

--- a field of an argument, and the column gets another name
-- source
ALTER TABLE users RENAME COLUMN age TO years;
-- target
CREATE FUNCTION grown(u users) RETURNS boolean RETURN u.age > 17;
-- expect: clean

--- one trigger switched off here, made anew there
-- base
CREATE TRIGGER touched BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch();
-- source
DROP TRIGGER touched ON users;
CREATE TRIGGER touched AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch();
-- target
ALTER TABLE users DISABLE TRIGGER touched;
-- expect: IdentityReplaced Trigger "touched on users" "enabled"
-- warns: none

--- a search path, as names and as strings
-- source
CREATE FUNCTION one() RETURNS integer LANGUAGE sql SET search_path = public, pg_temp AS 'SELECT 1';
-- target
CREATE FUNCTION one() RETURNS integer LANGUAGE sql SET search_path TO 'public', 'pg_temp' AS 'SELECT 1';
-- expect: clean
