-- Functions, procedures and aggregates.

-- case: every attribute of a function
CREATE FUNCTION plain() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION full_one(a integer, b text DEFAULT 'x', VARIADIC c integer[] DEFAULT '{}') RETURNS SETOF text
  LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER LEAKPROOF PARALLEL SAFE COST 50 ROWS 20
  SET search_path = public, pg_temp SET work_mem = '4MB'
  AS $body$ BEGIN RETURN NEXT b; END $body$;
CREATE FUNCTION with_out(IN a integer, OUT b integer, INOUT c text, OUT d date) LANGUAGE sql AS 'SELECT 1, c, current_date';
CREATE FUNCTION as_table(a integer) RETURNS TABLE (b integer, c text) LANGUAGE sql AS 'SELECT a, ''x''';
CREATE FUNCTION poly(a anyelement, b anyarray) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE FUNCTION nothing() RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION new_style(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a + b;
CREATE FUNCTION atomic(a integer) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT a + 1; SELECT a + 2; END;
CREATE FUNCTION a_record(OUT a integer, OUT b integer) RETURNS SETOF record LANGUAGE sql AS 'SELECT 1, 2';

-- case: functions of one name
CREATE FUNCTION act(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION act(a text) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION act() RETURNS integer LANGUAGE sql AS 'SELECT 3';
CREATE FUNCTION act(b integer) RETURNS integer LANGUAGE sql AS 'SELECT 4';
CREATE OR REPLACE FUNCTION act(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 5';
CREATE OR REPLACE FUNCTION act(a integer) RETURNS text LANGUAGE sql AS 'SELECT 5';
CREATE OR REPLACE FUNCTION act(b integer) RETURNS integer LANGUAGE sql AS 'SELECT 5';
CREATE OR REPLACE FUNCTION act(a integer DEFAULT 7) RETURNS integer LANGUAGE sql STABLE AS 'SELECT 6';
CREATE OR REPLACE FUNCTION act(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 6';
CREATE PROCEDURE act(a integer) LANGUAGE sql AS '';
CREATE OR REPLACE PROCEDURE act(a integer) LANGUAGE sql AS '';
DROP FUNCTION act;
DROP FUNCTION act(date);
DROP FUNCTION act(integer);
DROP FUNCTION act(text), act();
DROP FUNCTION act;
DROP FUNCTION IF EXISTS act;
DROP FUNCTION IF EXISTS act(nothing);

-- case: functions that cannot be
CREATE FUNCTION wrong() RETURNS nothing LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong(a nothing) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE nothing AS 'SELECT 1';
CREATE FUNCTION wrong() RETURNS integer AS 'SELECT 1';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql;
CREATE FUNCTION wrong() LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong(a integer DEFAULT 1, b integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong(a integer, a text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong(VARIADIC a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong(VARIADIC a integer[], b text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong(OUT a integer) RETURNS text LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong() RETURNS anyelement LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong(a integer DEFAULT 'abc') RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql IMMUTABLE STABLE AS 'SELECT 1';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql COST 0 AS 'SELECT 1';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql ROWS 5 AS 'SELECT 1';
CREATE FUNCTION wrong(a integer) RETURNS TABLE (a integer) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION nowhere.wrong() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql SET nothing_at_all = 1 AS 'SELECT 1';

-- case: bodies in SQL are looked at
CREATE TABLE item (id integer, name text);
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS 'SELECT id FROM nothing';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS 'SELECT nothing FROM item';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS 'SELECT name FROM item';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS 'SELECT no_such_function()';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS 'SELECT id, name FROM item';
SET check_function_bodies = off;
CREATE FUNCTION late() RETURNS integer LANGUAGE sql AS 'SELECT id FROM nothing';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql RETURN (SELECT id FROM nothing);
SET check_function_bodies = on;
CREATE FUNCTION not_looked_at() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT id FROM nothing); END';

-- case: a body as text holds nothing, a parsed one does
CREATE TABLE item (id integer, name text);
CREATE FUNCTION by_text() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM item';
CREATE FUNCTION parsed() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM item WHERE name <> '');
CREATE FUNCTION atomic() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT name FROM item; END;
ALTER TABLE item RENAME COLUMN name TO title;
ALTER TABLE item RENAME TO thing;
ALTER TABLE thing DROP COLUMN title;
DROP TABLE thing;
DROP TABLE thing CASCADE;

-- case: what a function's signature needs
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE item (id integer, name text);
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE FUNCTION feel(m mood) RETURNS text LANGUAGE sql AS 'SELECT ''x''';
CREATE FUNCTION all_of() RETURNS SETOF item LANGUAGE sql AS 'SELECT * FROM item';
CREATE FUNCTION many(m mood[] DEFAULT '{sad}', p positive DEFAULT 1) RETURNS positive LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION column_of(n item.name%TYPE) RETURNS item.id%TYPE LANGUAGE sql AS 'SELECT 1';
DROP TYPE mood;
DROP TABLE item;
DROP DOMAIN positive;
ALTER TYPE mood RENAME TO feeling;
ALTER TABLE item RENAME TO thing;
DROP TYPE feeling CASCADE;
DROP TABLE thing CASCADE;

-- case: functions are altered
CREATE SCHEMA shop;
CREATE FUNCTION act(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION act(a text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION other(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION act(integer) IMMUTABLE STRICT SECURITY DEFINER PARALLEL SAFE COST 7;
ALTER FUNCTION act(integer) SET work_mem = '1MB';
ALTER FUNCTION act(integer) RESET work_mem;
ALTER FUNCTION act(integer) CALLED ON NULL INPUT SECURITY INVOKER;
ALTER FUNCTION act RENAME TO do_it;
ALTER FUNCTION act(integer) RENAME TO other;
ALTER FUNCTION act(integer) RENAME TO do_it;
ALTER FUNCTION act(date) RENAME TO do_it;
ALTER FUNCTION act(text) SET SCHEMA shop;
ALTER FUNCTION shop.act SET SCHEMA nowhere;
ALTER PROCEDURE do_it(integer) RENAME TO act;
ALTER ROUTINE do_it(integer) RENAME TO act;
DROP PROCEDURE act(integer);
DROP ROUTINE act(integer);

-- case: procedures
CREATE PROCEDURE plain() LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE full_one(IN a integer, INOUT b text DEFAULT 'x') LANGUAGE plpgsql SECURITY DEFINER AS 'BEGIN b := a::text; END';
CREATE PROCEDURE plain() LANGUAGE sql AS 'SELECT 1';
CREATE OR REPLACE PROCEDURE plain() LANGUAGE sql AS 'SELECT 2';
CREATE OR REPLACE FUNCTION plain() RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE PROCEDURE wrong() LANGUAGE sql STRICT AS 'SELECT 2';
ALTER PROCEDURE plain() SECURITY DEFINER;
ALTER PROCEDURE plain() RENAME TO simple;
DROP FUNCTION simple();
DROP PROCEDURE nothing();
DROP PROCEDURE simple, full_one;

-- case: aggregates
CREATE FUNCTION add_one(state bigint, value integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT state + value';
CREATE FUNCTION finish(state bigint) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT state::text';
CREATE AGGREGATE total(integer) (SFUNC = add_one, STYPE = bigint, INITCOND = '0');
CREATE AGGREGATE told(value integer) (SFUNC = add_one, STYPE = bigint, FINALFUNC = finish, COMBINEFUNC = int8pl, INITCOND = '0', PARALLEL = SAFE);
CREATE AGGREGATE total(integer) (SFUNC = add_one, STYPE = bigint);
CREATE OR REPLACE AGGREGATE total(integer) (SFUNC = add_one, STYPE = bigint, INITCOND = '5');
CREATE AGGREGATE wrong(integer) (SFUNC = nothing, STYPE = bigint);
CREATE AGGREGATE wrong(integer) (SFUNC = add_one);
CREATE AGGREGATE wrong(integer) (STYPE = bigint);
CREATE AGGREGATE wrong(integer) (SFUNC = add_one, STYPE = text);
CREATE VIEW sums AS SELECT total(n) AS all_of FROM generate_series(1, 3) AS g(n);
DROP FUNCTION add_one(bigint, integer);
DROP AGGREGATE total(integer);
ALTER AGGREGATE total(integer) RENAME TO grand_total;
DROP FUNCTION grand_total(integer);
DROP AGGREGATE nothing(integer);
DROP AGGREGATE IF EXISTS nothing(integer);
DROP AGGREGATE grand_total(integer) CASCADE;
DROP AGGREGATE told(integer);

-- case: calls find their function by the types of the arguments
CREATE SCHEMA shop;
CREATE FUNCTION pick(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION pick(a text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''x''';
CREATE FUNCTION shop.pick(a integer) RETURNS date LANGUAGE sql IMMUTABLE AS 'SELECT current_date';
CREATE FUNCTION rest(VARIADIC a integer[]) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE FUNCTION some_of(a integer, b integer DEFAULT 2, c text DEFAULT 'x') RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE TABLE item (id integer, name text);
CREATE VIEW picked AS SELECT pick(id) AS a, pick(name) AS b, shop.pick(id) AS c, pick('x') AS d, rest(1, 2, 3) AS e, some_of(1) AS f, some_of(1, c => 'y') AS g, some_of(a => id) AS h FROM item;
CREATE TABLE picks AS SELECT * FROM picked;
DROP FUNCTION pick(text);
DROP FUNCTION shop.pick(integer);
DROP FUNCTION rest(integer[]);
DROP FUNCTION some_of(integer, integer, text);
CREATE VIEW wrong AS SELECT pick(current_date) AS a;
CREATE VIEW wrong AS SELECT some_of(1, d => 'y') AS a;
CREATE VIEW wrong AS SELECT shop.pick('x'::text) AS a;

-- case: a query at the end gives the rows that are returned
CREATE TABLE item (id integer, name varchar(20));
CREATE TABLE log (id bigint, name text, at date);
CREATE FUNCTION items() RETURNS SETOF item LANGUAGE sql AS 'SELECT * FROM item';
CREATE FUNCTION rows_of_log() RETURNS SETOF log LANGUAGE sql AS 'SELECT id, name, NULL::date FROM item';
CREATE FUNCTION one_row() RETURNS item LANGUAGE sql AS 'SELECT item FROM item LIMIT 1';
CREATE FUNCTION said() RETURNS SETOF item LANGUAGE sql AS $$SELECT 1, 'x'$$;
CREATE FUNCTION wrong() RETURNS SETOF log LANGUAGE sql AS 'SELECT * FROM item';
CREATE FUNCTION wrong() RETURNS item LANGUAGE sql AS 'SELECT 1, 2, 3';
CREATE FUNCTION wrong() RETURNS SETOF log LANGUAGE sql AS 'SELECT id, name, id FROM item';
CREATE FUNCTION wrong() RETURNS SETOF log LANGUAGE sql AS 'SELECT id FROM item';
ALTER TABLE item RENAME TO items_before;
CREATE TABLE item (a date, b boolean, c integer);

-- case: functions by the names of those that every database has
CREATE FUNCTION round(integer) RETURNS text LANGUAGE sql AS $$SELECT 'own'$$;
CREATE FUNCTION abs(integer) RETURNS text LANGUAGE sql AS $$SELECT 'own'$$;
CREATE FUNCTION initcap(date) RETURNS date LANGUAGE sql AS 'SELECT $1';
CREATE TABLE item (id integer, day date, name text);
CREATE VIEW items AS SELECT round(id) AS rounded, abs(id) AS size, initcap(day) AS day, initcap(name) AS name FROM item;
DROP FUNCTION public.abs(integer);
DROP FUNCTION round(integer);
DROP FUNCTION initcap(date);

-- case: a call that may mean several
CREATE SCHEMA shop;
CREATE FUNCTION price(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION price(integer, integer DEFAULT 0) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION shop.price(integer, integer DEFAULT 0) RETURNS integer LANGUAGE sql AS 'SELECT 3';
CREATE FUNCTION named(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION named(a integer, b integer DEFAULT 0) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION told(bigint) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION told(integer, text DEFAULT '') RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE FUNCTION listed(integer, integer DEFAULT 0) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION listed(integer, VARIADIC integer[]) RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE VIEW wrong AS SELECT price(1) AS a;
CREATE VIEW wrong AS SELECT price('1') AS a;
CREATE VIEW wrong AS SELECT named(a => 1) AS a;
CREATE TABLE item (id integer DEFAULT price(3));
CREATE VIEW fine AS SELECT price(1, 2) AS a, shop.price(1) AS b, told(1) AS c, told(1::bigint) AS d, listed(1) AS e, named(1, b => 2) AS f;

-- case: what a body in SQL returns has to fit
CREATE TABLE item (id integer, name text);
CREATE FUNCTION a() RETURNS SETOF integer LANGUAGE sql AS 'SELECT id FROM item';
CREATE FUNCTION b() RETURNS bigint LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION c() RETURNS integer LANGUAGE sql AS 'SELECT count(*) FROM item';
CREATE FUNCTION d() RETURNS date LANGUAGE sql AS 'SELECT now()';
CREATE FUNCTION e() RETURNS text LANGUAGE sql AS 'SELECT id FROM item';
CREATE FUNCTION f() RETURNS item LANGUAGE sql AS 'SELECT ROW(1, ''a'')::item';
CREATE FUNCTION g(OUT x integer, OUT y text) LANGUAGE sql AS 'SELECT id, name FROM item';
CREATE FUNCTION h() RETURNS void LANGUAGE sql AS 'DELETE FROM item';
CREATE FUNCTION i() RETURNS integer LANGUAGE sql AS 'INSERT INTO item VALUES (1) RETURNING id';
CREATE FUNCTION j(x anyelement) RETURNS integer LANGUAGE sql AS 'SELECT x';
CREATE FUNCTION k() RETURNS integer LANGUAGE sql AS 'SELECT 1, 2; VALUES (3)';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS 'SELECT now()';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS 'SELECT NULL';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS 'SELECT 1; SELECT 2, 3';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS 'INSERT INTO item VALUES (1)';
CREATE FUNCTION wrong() RETURNS integer LANGUAGE sql AS '';
CREATE FUNCTION wrong() RETURNS uuid LANGUAGE sql AS 'SELECT name FROM item';
CREATE FUNCTION wrong() RETURNS text LANGUAGE sql AS 'SELECT name FROM item GROUP BY id';
CREATE FUNCTION wrong() RETURNS text LANGUAGE sql AS 'UPDATE item SET id = name RETURNING name';

-- case: rows without columns
CREATE TABLE part ();
CREATE FUNCTION parts() RETURNS SETOF part LANGUAGE sql AS 'SELECT * FROM part';
CREATE FUNCTION no_part() RETURNS part LANGUAGE sql AS 'SELECT 1, 2';
CREATE FUNCTION no_number() RETURNS integer LANGUAGE sql AS 'SELECT FROM part';

-- case: columns that a body gives
CREATE TABLE item (id integer PRIMARY KEY, name text, price numeric);
CREATE FUNCTION as_table() RETURNS TABLE (id integer, name text) LANGUAGE sql AS 'SELECT id, name FROM item';
CREATE FUNCTION too_few() RETURNS TABLE (id integer, name text) LANGUAGE sql AS 'SELECT id FROM item';
CREATE FUNCTION other_type(OUT a integer, OUT b integer) LANGUAGE sql AS 'SELECT id, name FROM item';
CREATE FUNCTION as_outputs(OUT a integer, OUT b numeric) LANGUAGE sql AS 'SELECT id, price FROM item';
CREATE FUNCTION one_output(OUT a text) LANGUAGE sql AS 'SELECT name FROM item';
CREATE FUNCTION row_in_one() RETURNS TABLE (id integer, name text) LANGUAGE sql AS 'SELECT ROW(id, name) FROM item';
CREATE FUNCTION read_text() RETURNS integer BEGIN ATOMIC SELECT name FROM item; END;
CREATE FUNCTION read_few() RETURNS TABLE (id integer, name text) BEGIN ATOMIC SELECT id FROM item; END;
CREATE FUNCTION read_both() RETURNS TABLE (id integer, name text) BEGIN ATOMIC SELECT id, name FROM item; END;
CREATE FUNCTION returned(number integer) RETURNS date RETURN number;
CREATE FUNCTION returned(number integer) RETURNS bigint RETURN number + 1;
CREATE FUNCTION in_another() RETURNS integer LANGUAGE plpgsql RETURN 1;
CREATE PROCEDURE changed(INOUT a integer) LANGUAGE sql AS 'SELECT id FROM item';

-- case: a body that reads a view which reads itself has no end
CREATE TABLE t (a integer);
CREATE VIEW v AS SELECT a FROM t;
CREATE OR REPLACE VIEW v AS SELECT a FROM v;
CREATE FUNCTION f() RETURNS SETOF integer LANGUAGE sql AS 'SELECT a FROM v';
CREATE FUNCTION g() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM t';
CREATE VIEW w AS SELECT a FROM v;
CREATE FUNCTION h() RETURNS SETOF integer LANGUAGE sql AS 'SELECT a FROM w';
CREATE TABLE u AS SELECT a FROM w;
CREATE TABLE u AS SELECT a FROM w WITH NO DATA;

-- case: calls that fit several functions alike
CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION f(a text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(a integer, b bigint) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION g(a bigint, b integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION h(a date) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION h(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION k(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION k(a bigint) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION m(a anyelement) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION m(a bigint) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION n(VARIADIC a integer[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION n(a bigint, b bigint) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW texts AS SELECT f('a') AS one, f(NULL) AS two, f(1::smallint) AS three, f('a'::varchar) AS four;
CREATE VIEW pairs AS SELECT g(1, 1);
CREATE VIEW pairs AS SELECT g(1, 1::bigint);
CREATE VIEW strings AS SELECT h('1');
CREATE VIEW strings AS SELECT h(NULL);
CREATE VIEW fewer AS SELECT k(1), k(1::smallint) AS short, k(1::bigint) AS long;
CREATE VIEW generic AS SELECT m(1), m('a'::text) AS text, m(1::smallint) AS short;
CREATE VIEW listed AS SELECT n(1, 1), n(1, 2, 3) AS more;
CREATE TABLE item (a smallint, b bigint, CHECK (g(a, a) > 0));
CREATE TABLE item (a smallint, b bigint DEFAULT g(1, 2));
CREATE TABLE item (a smallint, b bigint DEFAULT g(1, 2::bigint), CHECK (k(a) > 0));

-- case: types that functions can't take or return
CREATE FUNCTION sql_trigger() RETURNS trigger LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION sql_event() RETURNS event_trigger LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION sql_string() RETURNS cstring LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION sql_taken(a cstring) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION taken(a cstring) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE FUNCTION returned() RETURNS cstring LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE FUNCTION mixed(a internal) RETURNS internal LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';
CREATE FUNCTION rows(a record) RETURNS record LANGUAGE plpgsql AS 'BEGIN RETURN a; END';
CREATE FUNCTION anything(anyone integer) RETURNS integer LANGUAGE sql AS 'SELECT nothing(1)';
CREATE FUNCTION told(a integer) RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE FUNCTION told_event(a integer) RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
SET check_function_bodies = off;
CREATE FUNCTION sql_trigger() RETURNS trigger LANGUAGE sql AS 'SELECT 1';

-- case: procedures are not called as functions are
CREATE PROCEDURE done() LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE done(a integer) LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION done(a text) RETURNS text LANGUAGE sql AS 'SELECT a';
CREATE TABLE item (id integer DEFAULT done());
CREATE TABLE item (id integer, CHECK (done(id) > 0));
CREATE VIEW seen AS SELECT done();
CREATE VIEW seen AS SELECT * FROM done(1);
CREATE VIEW seen AS SELECT done('a'), done('a'::text) AS again;
SELECT done();
SELECT done(true);
CREATE TABLE item (id integer);
CREATE TRIGGER act BEFORE INSERT ON item EXECUTE FUNCTION done();

-- case: parameters with the name of their function in front
CREATE TABLE job (id integer, due date, title text);
CREATE TYPE plan AS (step integer, note text);
CREATE FUNCTION due_on(due date) RETURNS SETOF job LANGUAGE sql AS 'SELECT * FROM job WHERE job.due = due_on.due';
CREATE FUNCTION moved(ids integer[], due date DEFAULT NULL, title text DEFAULT NULL) RETURNS SETOF job LANGUAGE sql
  AS 'UPDATE job SET due = coalesce(moved.due, job.due), title = coalesce(moved.title, job.title) WHERE id = ANY (ids) RETURNING *';
CREATE FUNCTION listed(title text) RETURNS TABLE (id integer, due date) LANGUAGE sql
  AS 'WITH found AS (SELECT j.id, j.due FROM job j WHERE j.title = listed.title) SELECT id, due FROM found';
CREATE FUNCTION step_of(plan plan) RETURNS integer LANGUAGE sql AS 'SELECT step_of.plan.step';
CREATE FUNCTION added(a integer, b integer) RETURNS integer LANGUAGE sql RETURN added.a + added.b;
CREATE FUNCTION kept(title text) RETURNS bigint LANGUAGE sql
  BEGIN ATOMIC SELECT count(*) FROM job WHERE job.title = kept.title; END;
CREATE PROCEDURE put(id integer, title text) LANGUAGE sql AS 'INSERT INTO job (id, title) VALUES (put.id, put.title)';
CREATE FUNCTION other(due date) RETURNS SETOF job LANGUAGE sql AS 'SELECT * FROM job WHERE job.due = due_on.due';
CREATE FUNCTION wrong(due date) RETURNS SETOF job LANGUAGE sql AS 'SELECT * FROM job WHERE job.due = wrong.day';
CREATE FUNCTION mixed(due date) RETURNS text LANGUAGE sql AS 'SELECT mixed.due';

-- case: parameters by number have the types that are given
CREATE FUNCTION told(name, name) RETURNS text LANGUAGE sql AS 'SELECT ''two names''::text';
CREATE FUNCTION told(name, name[]) RETURNS text LANGUAGE sql AS 'SELECT ''a list''::text';
CREATE FUNCTION told(name, text) RETURNS text LANGUAGE sql AS 'SELECT ''a text''::text';
CREATE FUNCTION names(name, name) RETURNS text LANGUAGE sql AS 'SELECT told($1, $2)';
CREATE FUNCTION lists(name, OUT said text, list name[]) LANGUAGE sql AS 'SELECT told($1, $2)';
CREATE FUNCTION texts(one name, other text) RETURNS text LANGUAGE sql AS 'SELECT told($1, $2) || told(one, $2)';
CREATE FUNCTION dates(date, integer) RETURNS text LANGUAGE sql AS 'SELECT told($2, $1)';
CREATE FUNCTION sums(integer, text) RETURNS integer LANGUAGE sql AS 'SELECT $1 + $2';
CREATE FUNCTION more(integer) RETURNS integer LANGUAGE sql RETURN $1 + 1;
CREATE FUNCTION less(integer) RETURNS text LANGUAGE sql AS 'SELECT $1';

-- case: what a call lacks is no list, and what it gives back may be of any type
CREATE FUNCTION has(name, name[]) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION has(name) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION has(name, name, name[]) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION has(name, name) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION one(name) RETURNS boolean LANGUAGE sql AS 'SELECT has($1)';
CREATE FUNCTION two(name, name) RETURNS boolean LANGUAGE sql AS 'SELECT has($1, $2)';
CREATE FUNCTION keep_first(anyelement, anyelement) RETURNS anyelement LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE AGGREGATE first(anyelement) (sfunc = keep_first, stype = anyelement);
CREATE AGGREGATE joined(anycompatiblearray) (sfunc = array_cat, stype = anycompatiblearray, initcond = '{}');
CREATE FUNCTION listed(a anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT array[a]';
CREATE TABLE item (id integer, name text, tags integer[]);
CREATE VIEW firsts AS SELECT coalesce(first(id), 0) AS id, CASE WHEN count(*) > 1 THEN first(name) ELSE 'none' END AS name,
  CASE WHEN max(id) > 0 THEN joined(tags) ELSE ARRAY[0] END AS tags, first(id) + 1 AS next FROM item;
CREATE VIEW lists AS SELECT coalesce(listed(id), ARRAY[1]) AS ids, listed(id) || 2 AS more, unnest(listed(name)) AS word FROM item;
CREATE FUNCTION three(name) RETURNS boolean LANGUAGE sql AS 'SELECT has($1, $1, $1, $1)';

-- case: settings are kept in the order in which they were made
CREATE FUNCTION one() RETURNS integer LANGUAGE sql SET work_mem = '1MB' SET search_path = public, pg_temp SET enable_seqscan = off AS 'SELECT 1';
ALTER FUNCTION one() SET statement_timeout = 1000;
ALTER FUNCTION one() SET enable_hashjoin = off;
ALTER FUNCTION one() SET work_mem = '2MB';
ALTER FUNCTION one() RESET search_path;
ALTER FUNCTION one() SET search_path = public;
CREATE FUNCTION two() RETURNS integer LANGUAGE sql SET work_mem = '1MB' AS 'SELECT 2';
ALTER FUNCTION two() SET enable_seqscan = off;
CREATE OR REPLACE FUNCTION two() RETURNS integer LANGUAGE sql SET work_mem = '1MB' SET enable_sort = off AS 'SELECT 2';
CREATE FUNCTION three() RETURNS integer LANGUAGE sql SET work_mem = '1MB' SET enable_sort = off AS 'SELECT 3';
ALTER FUNCTION three() RESET ALL;

-- case: a cost has to be positive
CREATE FUNCTION one() RETURNS integer LANGUAGE sql COST -1 AS 'SELECT 1';
CREATE FUNCTION one() RETURNS integer LANGUAGE sql COST 0.5 AS 'SELECT 1';
CREATE FUNCTION many() RETURNS SETOF integer LANGUAGE sql ROWS -5 AS 'SELECT 1';

-- case: columns of a composite type's rows
CREATE TYPE pair AS (a integer, b text);
CREATE TABLE item (id integer, pairs pair[]);
CREATE VIEW named AS SELECT id, one.a, one.b FROM item, unnest(pairs) AS one;
CREATE VIEW every AS SELECT * FROM item, unnest(pairs);
CREATE VIEW counted AS SELECT one.* FROM item, unnest(pairs) WITH ORDINALITY AS one;
CREATE VIEW in_a_list AS SELECT (unnest(pairs)).* FROM item;
CREATE VIEW whole AS SELECT one FROM item, unnest(pairs) AS one;
CREATE VIEW renamed AS SELECT one.p, one.q FROM item, unnest(pairs) AS one (p, q);
CREATE VIEW wrong AS SELECT one.nothing FROM item, unnest(pairs) AS one;
CREATE VIEW together AS SELECT one.* FROM item, unnest(pairs, ARRAY[1, 2]) AS one;
