-- Schemas, search_path, comments, renaming and dropping across kinds.

-- case: schemas
CREATE SCHEMA shop;
CREATE SCHEMA shop;
CREATE SCHEMA IF NOT EXISTS shop;
CREATE SCHEMA pg_shop;
CREATE SCHEMA "Shop";
ALTER SCHEMA shop RENAME TO store;
ALTER SCHEMA store RENAME TO "Shop";
ALTER SCHEMA store RENAME TO pg_store;
ALTER SCHEMA nowhere RENAME TO somewhere;
DROP SCHEMA store;
DROP SCHEMA store;
DROP SCHEMA IF EXISTS store;
DROP SCHEMA nowhere, "Shop";
DROP SCHEMA IF EXISTS nowhere, "Shop";

-- case: a schema with its elements
CREATE SCHEMA shop
  CREATE TABLE item (id integer PRIMARY KEY, name text)
  CREATE VIEW items AS SELECT id, name FROM item
  CREATE SEQUENCE numbers
  CREATE INDEX item_name ON item (name);
CREATE SCHEMA other CREATE TABLE shop.more (id integer);
CREATE SCHEMA broken CREATE TABLE a (id integer) CREATE VIEW b AS SELECT nothing FROM a;
CREATE TABLE broken.a (id integer);

-- case: a schema goes with what is in it
CREATE SCHEMA shop;
CREATE TABLE shop.item (id integer PRIMARY KEY);
CREATE TYPE shop.mood AS ENUM ('a');
CREATE FUNCTION shop.act() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE part (item_id integer REFERENCES shop.item, feels shop.mood, n integer DEFAULT shop.act());
CREATE VIEW items AS SELECT * FROM shop.item;
DROP SCHEMA shop;
DROP SCHEMA shop RESTRICT;
DROP SCHEMA shop CASCADE;
DROP SCHEMA public;
DROP SCHEMA public CASCADE;
CREATE TABLE item (id integer);
CREATE SCHEMA public;

-- case: renaming a schema follows
CREATE SCHEMA shop;
CREATE TABLE shop.item (id serial PRIMARY KEY, n integer CHECK (n > 0));
CREATE FUNCTION shop.act(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
CREATE VIEW items AS SELECT shop.act(id) AS acted FROM shop.item;
CREATE INDEX item_act ON shop.item (shop.act(n));
ALTER SCHEMA shop RENAME TO store;
CREATE TABLE part (item_id integer REFERENCES store.item);
DROP TABLE shop.item;

-- case: search_path decides where things come from and go to
CREATE SCHEMA a;
CREATE SCHEMA b;
SET search_path = a, b, public;
CREATE TABLE item (id integer);
CREATE TABLE b.item (id integer, name text);
CREATE TABLE b.only_b (id integer);
CREATE VIEW seen AS SELECT * FROM item;
CREATE VIEW other AS SELECT * FROM only_b;
CREATE INDEX ON only_b (id);
SET search_path TO nowhere, b;
ALTER TABLE item ADD COLUMN more text;
SET search_path TO nowhere;
CREATE TABLE lost (id integer);
CREATE TABLE public.found (id integer);
SET search_path = '';
CREATE TABLE lost (id integer);
CREATE VIEW public.founds AS SELECT * FROM found;
RESET search_path;
ALTER TABLE found ADD COLUMN name text;
SELECT pg_catalog.set_config('search_path', 'b', false);
CREATE TABLE in_b (id integer);

-- case: the schema of the catalog comes first unless named
CREATE SCHEMA shop;
CREATE FUNCTION public.upper(text) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE item (name text);
CREATE VIEW first_one AS SELECT upper(name) AS a FROM item;
SET search_path = public, pg_catalog;
CREATE VIEW second_one AS SELECT upper(name) AS a FROM item;
RESET search_path;
CREATE TABLE pg_catalog.wrong (id integer);
CREATE TYPE integer AS ENUM ('a');
DROP FUNCTION upper(text);
DROP FUNCTION public.upper(text);

-- case: comments on everything
CREATE ROLE reader;
CREATE SCHEMA shop;
CREATE TABLE item (id serial PRIMARY KEY, name text, CONSTRAINT given CHECK (name <> ''));
CREATE VIEW items AS SELECT * FROM item;
CREATE MATERIALIZED VIEW kept AS SELECT * FROM item;
CREATE INDEX item_name ON item (name);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER note BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION noted();
CREATE TYPE mood AS ENUM ('a');
CREATE TYPE pair AS (a integer, b integer);
CREATE DOMAIN positive AS integer CONSTRAINT above CHECK (VALUE > 0);
CREATE POLICY p ON item;
CREATE RULE r AS ON DELETE TO item DO INSTEAD NOTHING;
COMMENT ON SCHEMA shop IS 'a schema';
COMMENT ON SCHEMA public IS NULL;
COMMENT ON TABLE item IS 'a ''table''';
COMMENT ON COLUMN item.name IS 'a column';
COMMENT ON COLUMN items.name IS 'a column of a view';
COMMENT ON COLUMN pair.a IS 'an attribute';
COMMENT ON CONSTRAINT given ON item IS 'a constraint';
COMMENT ON CONSTRAINT above ON DOMAIN positive IS 'of a domain';
COMMENT ON VIEW items IS 'a view';
COMMENT ON MATERIALIZED VIEW kept IS 'kept';
COMMENT ON INDEX item_name IS 'an index';
COMMENT ON SEQUENCE item_id_seq IS 'a sequence';
COMMENT ON FUNCTION noted() IS 'a function';
COMMENT ON TRIGGER note ON item IS 'a trigger';
COMMENT ON TYPE mood IS E'a type\nof two lines';
COMMENT ON DOMAIN positive IS 'a domain';
COMMENT ON POLICY p ON item IS 'a policy';
COMMENT ON RULE r ON item IS 'a rule';
COMMENT ON ROLE reader IS 'a role';
COMMENT ON TABLE item IS 'another';
COMMENT ON INDEX item_name IS NULL;
COMMENT ON INDEX item_pkey IS '';

-- case: comments that cannot be, and ones that follow
CREATE TABLE item (id integer, name text);
COMMENT ON TABLE nothing IS 'x';
COMMENT ON COLUMN item.nothing IS 'x';
COMMENT ON COLUMN nothing.id IS 'x';
COMMENT ON VIEW item IS 'x';
COMMENT ON FUNCTION nothing() IS 'x';
COMMENT ON TYPE nothing IS 'x';
COMMENT ON SCHEMA nowhere IS 'x';
COMMENT ON CONSTRAINT nothing ON item IS 'x';
COMMENT ON TRIGGER nothing ON item IS 'x';
COMMENT ON COLUMN item.name IS 'what it is called';
COMMENT ON TABLE item IS 'things';
ALTER TABLE item RENAME TO thing;
ALTER TABLE thing RENAME COLUMN name TO title;
ALTER TABLE thing ALTER COLUMN title TYPE varchar(30);
ALTER TABLE thing DROP COLUMN id;
DROP TABLE thing;
CREATE TABLE thing (title text);

-- case: a cascade goes through many kinds
CREATE SCHEMA shop;
CREATE TYPE shop.mood AS ENUM ('a', 'b');
CREATE FUNCTION shop.is_good(m shop.mood) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';
CREATE TABLE item (id integer PRIMARY KEY, m shop.mood CHECK (shop.is_good(m)), n text);
CREATE VIEW moods AS SELECT m, count(*) AS many FROM item GROUP BY m;
CREATE MATERIALIZED VIEW kept AS SELECT * FROM moods;
CREATE INDEX kept_m ON kept (m);
CREATE TABLE part (id integer REFERENCES item, m shop.mood DEFAULT 'a');
CREATE POLICY p ON part USING (m = 'a');
DROP TYPE shop.mood;
DROP TYPE shop.mood CASCADE;
DROP SCHEMA shop;

-- case: drops of several things
CREATE TABLE a (id integer PRIMARY KEY);
CREATE TABLE b (id integer REFERENCES a);
CREATE VIEW c AS SELECT * FROM b;
CREATE VIEW d AS SELECT * FROM c;
DROP TABLE a, b;
DROP VIEW c, d;
DROP TABLE a, b;
DROP TABLE IF EXISTS a, b CASCADE;
CREATE TYPE x AS ENUM ('a');
CREATE TYPE y AS (v x);
DROP TYPE x, y;

-- case: what is temporary is discarded
CREATE TYPE mood AS ENUM ('ok');
CREATE TEMP TABLE item (a mood);
CREATE VIEW v AS SELECT a FROM item;
CREATE FUNCTION f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM item; END;
DROP TYPE mood;
DISCARD TEMP;
DROP TYPE mood;
DROP FUNCTION f();

-- case: names in what keeps others from being dropped
CREATE SCHEMA "Of All";
CREATE TABLE "Of All"."Item" ("Id" integer PRIMARY KEY, "Name" text);
CREATE TABLE part (item integer REFERENCES "Of All"."Item");
CREATE VIEW shown AS SELECT "Name" FROM "Of All"."Item";
DROP SCHEMA "Of All";
DROP TABLE "Of All"."Item";
ALTER TABLE "Of All"."Item" DROP COLUMN "Name";
ALTER TABLE "Of All"."Item" DROP CONSTRAINT "Item_pkey";

-- case: what a new schema holds comes in PostgreSQL's order
CREATE SCHEMA a CREATE VIEW v AS SELECT id FROM t CREATE TABLE t (id integer);
CREATE SCHEMA b CREATE INDEX i ON t (id) CREATE TABLE t (id integer);
CREATE SCHEMA c CREATE TABLE u (id integer REFERENCES t) CREATE TABLE t (id integer PRIMARY KEY);
CREATE SCHEMA d GRANT SELECT ON v TO public CREATE VIEW v AS SELECT id FROM t CREATE TABLE t (id integer);
CREATE SCHEMA e CREATE TRIGGER x BEFORE INSERT ON t EXECUTE FUNCTION nothing() CREATE TABLE t (id integer);
CREATE SCHEMA f CREATE TABLE t (id integer DEFAULT nextval('s')) CREATE SEQUENCE s;
CREATE SCHEMA g CREATE TABLE t (id nothing) CREATE TABLE public.t (id integer);
CREATE SCHEMA h CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE SCHEMA i CREATE TYPE t AS ENUM ('a');
COMMENT ON DOMAIN a.t IS 'a table';

-- case: schemas are published one after the other
CREATE SCHEMA app;
CREATE SCHEMA other;
CREATE TABLE item (id integer);
CREATE TABLE app.item (id integer);
CREATE PUBLICATION every FOR TABLES IN SCHEMA app, other;
CREATE PUBLICATION mixed FOR TABLES IN SCHEMA app, other, TABLE item;
CREATE PUBLICATION missing FOR TABLES IN SCHEMA app, nowhere;
ALTER PUBLICATION mixed DROP TABLES IN SCHEMA app, other;
ALTER PUBLICATION mixed ADD TABLES IN SCHEMA app;
ALTER PUBLICATION mixed ADD TABLES IN SCHEMA app;
ALTER PUBLICATION mixed ADD TABLE item;

-- case: what rows a publication can't choose
CREATE TABLE item (id integer, name text);
CREATE PUBLICATION one FOR TABLE item (id, id);
CREATE PUBLICATION one FOR TABLE item WHERE (id);
CREATE PUBLICATION one FOR TABLE item WHERE (id > (SELECT 1));
CREATE PUBLICATION one FOR TABLE item (id, name) WHERE (id > 1 AND name = 'x');
