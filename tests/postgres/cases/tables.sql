-- Tables: their columns, LIKE, inheritance, typed tables, storage, CREATE TABLE AS.

-- case: plain columns and their types
CREATE TABLE account (
  id bigint NOT NULL,
  name character varying(80) NOT NULL DEFAULT 'nobody',
  balance numeric(12, 2) DEFAULT 0.00,
  tags text[] DEFAULT '{}'::text[],
  grid integer[][],
  born date,
  seen timestamp(3) with time zone DEFAULT now(),
  gone time without time zone,
  span interval day to second,
  flags bit varying(8),
  code char(3),
  payload jsonb,
  key uuid DEFAULT gen_random_uuid()
);

-- case: a table that is there already
CREATE TABLE item (id integer);
CREATE TABLE item (id integer);
CREATE TABLE IF NOT EXISTS item (id integer, other text);
CREATE VIEW item AS SELECT 1 AS one;
CREATE SEQUENCE item;
CREATE INDEX item ON item (id);
CREATE TYPE item AS ENUM ('a');

-- case: two columns of one name
CREATE TABLE pair (one integer, one text);
CREATE TABLE pair (one integer, two text);
ALTER TABLE pair ADD COLUMN two integer;
ALTER TABLE pair ADD COLUMN IF NOT EXISTS two integer;
ALTER TABLE pair RENAME COLUMN one TO two;
ALTER TABLE pair RENAME COLUMN three TO four;

-- case: names of the system columns are taken
CREATE TABLE reserved (ctid integer);
CREATE TABLE reserved (id integer);
ALTER TABLE reserved ADD COLUMN xmin integer;
ALTER TABLE reserved RENAME COLUMN id TO tableoid;
ALTER TABLE reserved DROP COLUMN ctid;

-- case: types that are not there
CREATE TABLE ghost (id nothing);
CREATE TABLE ghost (id nowhere.nothing);
CREATE TABLE ghost (id integer, other text);
ALTER TABLE ghost ADD COLUMN spirit nothing;
ALTER TABLE ghost ALTER COLUMN other TYPE nothing;

-- case: pseudo-types are no types for columns
CREATE TABLE pseudo (id anyelement);
CREATE TABLE pseudo (id record);
CREATE TABLE pseudo (id trigger);
CREATE TABLE pseudo (id void);

-- case: a schema that is not there
CREATE TABLE nowhere.item (id integer);
DROP TABLE nowhere.item;
DROP TABLE IF EXISTS nowhere.item;
ALTER TABLE nowhere.item ADD COLUMN name text;
ALTER TABLE IF EXISTS nowhere.item ADD COLUMN name text;

-- case: altering what is not there
ALTER TABLE item ADD COLUMN name text;
ALTER TABLE IF EXISTS item ADD COLUMN name text;
ALTER TABLE item RENAME TO thing;
ALTER TABLE item RENAME COLUMN id TO key;
ALTER TABLE item SET SCHEMA public;
DROP TABLE item;
DROP TABLE IF EXISTS item;

-- case: columns are added, changed and dropped
CREATE TABLE item (id integer, name text);
ALTER TABLE item ADD COLUMN price numeric(8, 2) NOT NULL DEFAULT 1, ADD COLUMN note text;
ALTER TABLE item ALTER COLUMN note SET DEFAULT 'none', ALTER note SET NOT NULL;
ALTER TABLE item ALTER COLUMN note DROP DEFAULT;
ALTER TABLE item ALTER COLUMN note DROP NOT NULL;
ALTER TABLE item ALTER COLUMN id TYPE bigint;
ALTER TABLE item ALTER COLUMN name SET DATA TYPE varchar(40) USING substr(name, 1, 40);
ALTER TABLE item DROP COLUMN price;
ALTER TABLE item DROP COLUMN price;
ALTER TABLE item DROP COLUMN IF EXISTS price;
ALTER TABLE item ALTER COLUMN price SET DEFAULT 2;
ALTER TABLE item ALTER COLUMN price SET NOT NULL;
ALTER TABLE item ALTER COLUMN price TYPE text;
ALTER TABLE item ADD COLUMN price money;

-- case: a type that cannot be reached without USING
CREATE TABLE item (id text, flag boolean DEFAULT true);
ALTER TABLE item ALTER COLUMN id TYPE integer;
ALTER TABLE item ALTER COLUMN id TYPE integer USING id::integer;
ALTER TABLE item ALTER COLUMN flag TYPE date;
ALTER TABLE item ALTER COLUMN flag TYPE integer USING flag::integer;
ALTER TABLE item ALTER COLUMN flag DROP DEFAULT, ALTER COLUMN flag TYPE integer USING flag::integer;

-- case: defaults that do not fit
CREATE TABLE item (id integer DEFAULT now());
CREATE TABLE item (id integer DEFAULT true);
CREATE TABLE item (id integer DEFAULT 'abc');
CREATE TABLE item (id integer, other integer DEFAULT id);
CREATE TABLE item (id integer DEFAULT (SELECT 1));
CREATE TABLE item (id integer DEFAULT count(*));
CREATE TABLE item (id integer DEFAULT row_number() OVER ());
CREATE TABLE item (id integer DEFAULT no_such_function(1));
CREATE TABLE item (id integer DEFAULT nextval('no_such_sequence'));
CREATE TABLE item (id integer DEFAULT 1 + 2);

-- case: two defaults, and NULL with NOT NULL
CREATE TABLE item (id integer DEFAULT 1 DEFAULT 2);
CREATE TABLE item (id integer NULL NOT NULL);
CREATE TABLE item (id integer NOT NULL NOT NULL);

-- case: serial columns make sequences
CREATE TABLE item (id serial PRIMARY KEY, big bigserial, small smallserial NOT NULL);
ALTER TABLE item ADD COLUMN more serial;
ALTER TABLE item RENAME TO thing;
ALTER TABLE thing RENAME COLUMN big TO large;
DROP SEQUENCE item_id_seq;
ALTER TABLE thing DROP COLUMN large;
CREATE TABLE list (id serial[]);

-- case: a serial's name that is taken is numbered
CREATE SEQUENCE item_id_seq;
CREATE TABLE item (id serial);
CREATE TABLE item2 (id serial);
DROP TABLE item2;
CREATE TABLE a_table_whose_name_is_so_long_that_it_must_be_cut_somewhere (a_column_whose_name_is_long_too serial);

-- case: identity columns
CREATE TABLE item (
  id bigint GENERATED ALWAYS AS IDENTITY,
  other integer GENERATED BY DEFAULT AS IDENTITY (START WITH 10 INCREMENT BY 5 MAXVALUE 1000 CYCLE)
);
ALTER TABLE item ALTER COLUMN id SET GENERATED BY DEFAULT;
ALTER TABLE item ALTER COLUMN other SET INCREMENT BY 7 SET START WITH 3;
ALTER TABLE item ALTER COLUMN other DROP IDENTITY;
ALTER TABLE item ALTER COLUMN other DROP IDENTITY;
ALTER TABLE item ALTER COLUMN other DROP IDENTITY IF EXISTS;
ALTER TABLE item ALTER COLUMN other ADD GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME other_numbers);
ALTER TABLE item ALTER COLUMN other ADD GENERATED ALWAYS AS IDENTITY;

-- case: identity columns that cannot be
CREATE TABLE item (id text GENERATED ALWAYS AS IDENTITY);
CREATE TABLE item (id integer DEFAULT 1 GENERATED ALWAYS AS IDENTITY);
CREATE TABLE item (id integer GENERATED ALWAYS AS IDENTITY GENERATED ALWAYS AS IDENTITY);
CREATE TABLE item (id integer NULL GENERATED ALWAYS AS IDENTITY);
CREATE TABLE item (id integer GENERATED ALWAYS AS IDENTITY, other integer, third integer NOT NULL DEFAULT 3);
ALTER TABLE item ALTER COLUMN id SET DEFAULT 5;
ALTER TABLE item ALTER COLUMN id DROP NOT NULL;
ALTER TABLE item ALTER COLUMN other ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE item ALTER COLUMN third ADD GENERATED ALWAYS AS IDENTITY;
ALTER TABLE item ALTER COLUMN other SET GENERATED ALWAYS;
DROP SEQUENCE item_id_seq;
ALTER TABLE item ALTER COLUMN id TYPE text;
ALTER TABLE item ALTER COLUMN id TYPE smallint;

-- case: generated columns
CREATE TABLE box (
  width integer,
  height integer,
  area integer GENERATED ALWAYS AS (width * height) STORED,
  label text GENERATED ALWAYS AS ('box ' || width::text) STORED
);
ALTER TABLE box ADD COLUMN double integer GENERATED ALWAYS AS (width * 2) STORED;
ALTER TABLE box ALTER COLUMN label DROP EXPRESSION;
ALTER TABLE box ALTER COLUMN label DROP EXPRESSION IF EXISTS;
ALTER TABLE box RENAME COLUMN width TO breadth;
ALTER TABLE box DROP COLUMN breadth;
ALTER TABLE box DROP COLUMN breadth CASCADE;

-- case: generated columns that cannot be
CREATE TABLE box (a integer, b integer GENERATED ALWAYS AS (c) STORED);
CREATE TABLE box (a integer, b integer GENERATED ALWAYS AS (b + 1) STORED);
CREATE TABLE box (a integer, b integer GENERATED ALWAYS AS (a) STORED, c integer GENERATED ALWAYS AS (b) STORED);
CREATE TABLE box (a integer, b timestamptz GENERATED ALWAYS AS (now()) STORED);
CREATE TABLE box (a integer, b integer DEFAULT 5 GENERATED ALWAYS AS (a) STORED);
CREATE TABLE box (a integer, b integer GENERATED ALWAYS AS (a) STORED GENERATED ALWAYS AS (a) STORED);
CREATE TABLE box (a integer, b integer GENERATED BY DEFAULT AS (a) STORED);
CREATE TABLE box (a integer, b integer GENERATED ALWAYS AS (a) STORED);
ALTER TABLE box ALTER COLUMN b SET DEFAULT 1;
ALTER TABLE box ALTER COLUMN a TYPE bigint;

-- case: what refers to a column goes with it, or holds it
CREATE TABLE item (id integer PRIMARY KEY, name text UNIQUE, price numeric CHECK (price > 0));
CREATE INDEX item_lower ON item (lower(name));
CREATE VIEW names AS SELECT name FROM item;
ALTER TABLE item DROP COLUMN price;
ALTER TABLE item DROP COLUMN name;
ALTER TABLE item DROP COLUMN name CASCADE;
ALTER TABLE item DROP COLUMN id;
DROP VIEW names;

-- case: the type of a column that a view shows stays
CREATE TABLE item (id integer, name varchar(10));
CREATE VIEW items AS SELECT id, name FROM item;
ALTER TABLE item ALTER COLUMN name TYPE text;
ALTER TABLE item RENAME COLUMN name TO title;
ALTER TABLE item ALTER COLUMN id SET DEFAULT 1;

-- case: renaming follows
CREATE TABLE item (id integer PRIMARY KEY, name text CHECK (name <> ''));
CREATE TABLE part (item_id integer REFERENCES item (id));
CREATE VIEW items AS SELECT i.id, i.name FROM item i;
ALTER TABLE item RENAME TO thing;
ALTER TABLE thing RENAME name TO title;
ALTER TABLE thing RENAME CONSTRAINT item_name_check TO title_is_given;
ALTER TABLE thing RENAME CONSTRAINT no_such_constraint TO other;
ALTER TABLE thing RENAME CONSTRAINT item_pkey TO thing_pkey;
ALTER TABLE thing RENAME TO part;

-- case: tables move between schemas
CREATE SCHEMA shop;
CREATE TABLE item (id serial PRIMARY KEY, name text);
CREATE INDEX item_name ON item (name);
CREATE VIEW items AS SELECT * FROM item;
ALTER TABLE item SET SCHEMA shop;
ALTER TABLE item SET SCHEMA public;
ALTER TABLE shop.item SET SCHEMA nowhere;
CREATE TABLE item (id integer);
ALTER TABLE shop.item SET SCHEMA public;
ALTER TABLE shop.item SET SCHEMA shop;

-- case: like another table
CREATE TABLE item (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL DEFAULT 'x' CHECK (name <> ''),
  size integer,
  area integer GENERATED ALWAYS AS (size * size) STORED
);
CREATE INDEX item_size ON item (size) WHERE size > 0;
COMMENT ON COLUMN item.name IS 'what it is called';
CREATE TABLE bare (LIKE item);
CREATE TABLE same (LIKE item INCLUDING ALL);
CREATE TABLE some (before text, LIKE item INCLUDING DEFAULTS INCLUDING CONSTRAINTS, after text);
CREATE TABLE most (LIKE item INCLUDING ALL EXCLUDING INDEXES EXCLUDING COMMENTS);
CREATE TABLE made (LIKE item INCLUDING GENERATED INCLUDING IDENTITY);
CREATE TABLE twice (id integer, LIKE item);
CREATE TABLE ghost (LIKE nothing);

-- case: like a view and a composite type
CREATE TYPE point3 AS (x integer, y integer, z integer);
CREATE VIEW one AS SELECT 1 AS one, 'a'::varchar(5) AS two;
CREATE TABLE from_type (LIKE point3);
CREATE TABLE from_view (LIKE one INCLUDING ALL, more text);
CREATE SEQUENCE numbers;
CREATE TABLE from_sequence (LIKE numbers);

-- case: inheritance
CREATE TABLE animal (id integer NOT NULL, name text DEFAULT 'x', CHECK (id > 0));
CREATE TABLE dog (barks boolean) INHERITS (animal);
CREATE TABLE cat (name text DEFAULT 'cat', lives integer) INHERITS (animal);
ALTER TABLE animal ADD COLUMN weight numeric;
ALTER TABLE animal RENAME COLUMN name TO called;
ALTER TABLE dog DROP COLUMN weight;
ALTER TABLE dog RENAME COLUMN called TO bark_name;
ALTER TABLE ONLY animal ADD COLUMN height numeric;
ALTER TABLE animal DROP COLUMN weight;
ALTER TABLE dog DROP CONSTRAINT animal_id_check;
ALTER TABLE animal ALTER COLUMN called TYPE varchar(30);
ALTER TABLE dog ALTER COLUMN called TYPE varchar(20);
DROP TABLE animal;
ALTER TABLE dog NO INHERIT animal;
ALTER TABLE dog NO INHERIT animal;
DROP TABLE animal CASCADE;

-- case: inheritance that cannot be
CREATE TABLE animal (id integer, name text);
CREATE TABLE dog (id text) INHERITS (animal);
CREATE TABLE dog (id integer) INHERITS (nothing);
CREATE TABLE dog (id integer);
ALTER TABLE dog INHERIT animal;
ALTER TABLE dog ADD COLUMN name varchar(3);
ALTER TABLE dog INHERIT animal;
ALTER TABLE dog ALTER COLUMN name TYPE text;
ALTER TABLE dog INHERIT animal;
ALTER TABLE dog INHERIT animal;
ALTER TABLE animal INHERIT dog;
ALTER TABLE animal INHERIT animal;

-- case: two parents
CREATE TABLE one (id integer, a text);
CREATE TABLE two (id integer, b text);
CREATE TABLE child (c text) INHERITS (one, two);
CREATE TABLE other () INHERITS (one, one);
ALTER TABLE one DROP COLUMN id;
ALTER TABLE two DROP COLUMN id;
ALTER TABLE child NO INHERIT one;

-- case: checks that are not inherited
CREATE TABLE animal (id integer, CONSTRAINT only_here CHECK (id > 0) NO INHERIT, CONSTRAINT everywhere CHECK (id < 100));
CREATE TABLE dog () INHERITS (animal);
ALTER TABLE animal ADD CONSTRAINT added CHECK (id <> 50);
ALTER TABLE ONLY animal ADD CONSTRAINT not_alone CHECK (id <> 51);
ALTER TABLE animal DROP CONSTRAINT everywhere;
ALTER TABLE animal RENAME CONSTRAINT added TO renamed;

-- case: typed tables
CREATE TYPE person AS (id integer, name text);
CREATE TABLE people OF person;
CREATE TABLE members OF person (id WITH OPTIONS PRIMARY KEY, name NOT NULL DEFAULT 'x', CHECK (id > 0));
CREATE TABLE wrong OF person (age DEFAULT 1);
CREATE TABLE wrong OF nothing;
CREATE TABLE wrong OF integer;
ALTER TABLE people ADD COLUMN age integer;
ALTER TABLE people DROP COLUMN name;
ALTER TABLE people RENAME COLUMN name TO title;
ALTER TYPE person ADD ATTRIBUTE age integer;
ALTER TYPE person ADD ATTRIBUTE age integer CASCADE;
ALTER TYPE person RENAME ATTRIBUTE name TO title;
ALTER TYPE person RENAME ATTRIBUTE name TO title CASCADE;
ALTER TABLE people NOT OF;
ALTER TABLE people ADD COLUMN more text;
DROP TYPE person;
ALTER TABLE people OF person;
DROP TYPE person CASCADE;

-- case: unlogged, storage and options
CREATE UNLOGGED TABLE fast (id integer, body text COMPRESSION pglz) WITH (fillfactor = 70, autovacuum_enabled = false);
ALTER TABLE fast SET LOGGED;
ALTER TABLE fast SET UNLOGGED;
ALTER TABLE fast ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE fast ALTER COLUMN id SET STORAGE EXTERNAL;
ALTER TABLE fast ALTER COLUMN body SET COMPRESSION default;
ALTER TABLE fast ALTER COLUMN id SET STATISTICS 500;
ALTER TABLE fast ALTER COLUMN nothing SET STATISTICS 500;
ALTER TABLE fast ALTER COLUMN id SET (n_distinct = -0.5);
ALTER TABLE fast ALTER COLUMN id RESET (n_distinct);
ALTER TABLE fast SET (fillfactor = 80, toast.autovacuum_enabled = false);
ALTER TABLE fast RESET (autovacuum_enabled);
ALTER TABLE fast SET (fillfactor = 5);
ALTER TABLE fast SET (no_such_option = 5);
CREATE TABLE wrong (id integer) WITH (fillfactor = 101);
CREATE TABLE wrong (id integer) WITH (fillfactor = 50, fillfactor = 60);
ALTER TABLE fast SET WITHOUT CLUSTER;
ALTER TABLE fast SET ACCESS METHOD heap;
ALTER TABLE fast SET ACCESS METHOD nothing;

-- case: logged and unlogged tables do not refer to each other
CREATE TABLE item (id integer PRIMARY KEY);
CREATE UNLOGGED TABLE fast (item_id integer REFERENCES item);
CREATE UNLOGGED TABLE quick (id integer PRIMARY KEY);
CREATE TABLE slow (id integer REFERENCES quick);
ALTER TABLE item SET UNLOGGED;

-- case: replica identity
CREATE TABLE item (id integer NOT NULL, name text, CONSTRAINT item_id UNIQUE (id));
CREATE UNIQUE INDEX item_name ON item (name);
CREATE INDEX item_plain ON item (id);
ALTER TABLE item REPLICA IDENTITY FULL;
ALTER TABLE item REPLICA IDENTITY NOTHING;
ALTER TABLE item REPLICA IDENTITY USING INDEX item_id;
ALTER TABLE item REPLICA IDENTITY USING INDEX item_name;
ALTER TABLE item REPLICA IDENTITY USING INDEX item_plain;
ALTER TABLE item REPLICA IDENTITY USING INDEX nothing;

-- case: row security flags
CREATE TABLE item (id integer);
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
ALTER TABLE item FORCE ROW LEVEL SECURITY;
CREATE TABLE other (id integer);
ALTER TABLE other ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
ALTER TABLE other DISABLE ROW LEVEL SECURITY;
ALTER TABLE other NO FORCE ROW LEVEL SECURITY;
CREATE VIEW items AS SELECT * FROM item;
ALTER TABLE items ENABLE ROW LEVEL SECURITY;

-- case: create table as
CREATE TABLE item (id integer PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x');
CREATE TABLE copy AS SELECT * FROM item;
CREATE TABLE named (key, title) AS SELECT id, upper(name) FROM item;
CREATE TABLE partly (key) AS SELECT id, name FROM item WITH NO DATA;
CREATE TABLE too_many (a, b, c) AS SELECT id, name FROM item;
CREATE TABLE same_name AS SELECT id, id FROM item;
CREATE TABLE IF NOT EXISTS copy AS SELECT 1 AS one;
CREATE TABLE copy AS SELECT 1 AS one;
CREATE TABLE literal AS SELECT 1 AS one, 'a' AS two, NULL AS three, 1.5 AS four, now() AS five, true AS six;
CREATE TABLE grouped AS SELECT name, count(*), max(id) AS last FROM item GROUP BY name;
CREATE TABLE wrong AS SELECT nothing FROM item;
CREATE TABLE wrong AS SELECT * FROM nothing;
CREATE TABLE from_table AS TABLE item;
CREATE TABLE from_values (a, b) AS VALUES (1, 'x'), (2, 'y');
SELECT id, name INTO chosen FROM item;
SELECT 1 AS one INTO chosen;

-- case: create table as keeps expressions' types
CREATE TABLE item (id bigint, price numeric(10, 2), made date);
CREATE TABLE report AS
  SELECT i.id + 1 AS next, i.price * 2 AS twice, i.made + 1 AS tomorrow, i.made::text AS told,
    CASE WHEN i.id > 5 THEN 'big' ELSE 'small' END AS size, coalesce(i.price, 0) AS cost,
    array_agg(i.id) OVER () AS ids, EXTRACT(year FROM i.made) AS year, i.id IS NULL AS unknown,
    CAST(i.price AS integer) AS whole, (SELECT max(id) FROM item) AS top
  FROM item i;

-- case: a column less table, and one of many drops
CREATE TABLE nothing ();
ALTER TABLE nothing ADD COLUMN one integer;
ALTER TABLE nothing DROP COLUMN one;
CREATE TABLE a (id integer);
CREATE TABLE b (id integer);
DROP TABLE a, b, c;
DROP TABLE IF EXISTS a, c;
DROP TABLE b;

-- case: the wrong kind
CREATE TABLE item (id integer);
CREATE VIEW items AS SELECT 1 AS one;
CREATE SEQUENCE numbers;
CREATE INDEX item_id ON item (id);
CREATE TYPE mood AS ENUM ('sad');
DROP VIEW item;
DROP TABLE items;
DROP TABLE numbers;
DROP TABLE item_id;
DROP TABLE mood;
DROP INDEX item;
DROP SEQUENCE item;
DROP MATERIALIZED VIEW items;
DROP TYPE item;
ALTER TABLE items ADD COLUMN two integer;
ALTER TABLE numbers ADD COLUMN two integer;
ALTER TABLE item_id ADD COLUMN two integer;
ALTER VIEW item RENAME TO thing;
ALTER SEQUENCE item RENAME TO thing;
ALTER INDEX item RENAME TO thing;

-- case: dependants hold a table
CREATE TABLE item (id integer PRIMARY KEY);
CREATE TABLE part (item_id integer REFERENCES item);
CREATE VIEW items AS SELECT * FROM item;
CREATE FUNCTION item_of(p part) RETURNS SETOF item LANGUAGE sql AS 'SELECT i.* FROM item i WHERE i.id = p.item_id';
DROP TABLE item;
DROP TABLE item RESTRICT;
DROP TABLE part;
DROP TABLE item CASCADE;

-- case: temporary tables leave nothing
CREATE TEMP TABLE passing (id serial PRIMARY KEY);
CREATE TABLE pg_temp.also (id integer);
CREATE TABLE lasting (id integer);
CREATE TEMPORARY TABLE lasting (other text);
ALTER TABLE lasting ADD COLUMN more text;
DROP TABLE lasting;
ALTER TABLE lasting ADD COLUMN more text;
CREATE TEMP TABLE public.wrong (id integer);

-- case: quoted and folded names
CREATE TABLE "Item" ("Id" integer, ID integer, "with space" text, "quote""d" text);
CREATE TABLE ITEM (id integer);
ALTER TABLE "Item" RENAME COLUMN "with space" TO "select";
ALTER TABLE Item RENAME COLUMN ID TO "Key";
CREATE TABLE "SELECT" ("from" integer CHECK ("from" > 0));
CREATE INDEX ON "SELECT" ("from");
DROP TABLE select;
DROP TABLE "select";

-- case: a long name is cut
CREATE TABLE this_name_has_more_than_the_sixty_three_bytes_that_postgresql_keeps_of_one (id integer);
ALTER TABLE this_name_has_more_than_the_sixty_three_bytes_that_postgresql_keeps_of_two ADD COLUMN name text;
CREATE TABLE this_name_has_more_than_the_sixty_three_bytes_that_postgresql_keeps_of_three (id integer);

-- case: clauses of ALTER TABLE are all or nothing
CREATE TABLE item (id integer);
ALTER TABLE item ADD COLUMN a text, ADD COLUMN b nothing;
ALTER TABLE item ADD COLUMN a text, DROP COLUMN c;
ALTER TABLE item ADD COLUMN a text, ADD COLUMN a text;
ALTER TABLE item ADD COLUMN a text, ALTER COLUMN a SET NOT NULL, ADD CHECK (a <> '');
ALTER TABLE item DROP COLUMN a, ADD COLUMN a integer;
ALTER TABLE item ALTER COLUMN id TYPE bigint, ALTER COLUMN id SET DEFAULT 7;

-- case: a cluster index
CREATE TABLE item (id integer PRIMARY KEY, name text);
CREATE INDEX item_name ON item (name);
ALTER TABLE item CLUSTER ON item_name;
ALTER TABLE item CLUSTER ON item_pkey;
ALTER TABLE item CLUSTER ON nothing;
CREATE INDEX item_part ON item (id) WHERE id > 5;
ALTER TABLE item CLUSTER ON item_part;

-- case: columns with collations
CREATE TABLE item (name text COLLATE "C", other varchar(5) COLLATE pg_catalog."POSIX");
CREATE TABLE wrong (id integer COLLATE "C");
CREATE TABLE wrong (name text COLLATE nothing);
ALTER TABLE item ALTER COLUMN name TYPE text COLLATE "POSIX";
ALTER TABLE item ALTER COLUMN other TYPE varchar(9);
ALTER TABLE item ADD COLUMN more text COLLATE "C" DEFAULT 'x';
