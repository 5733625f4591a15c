-- Types: enums, composites, ranges, domains, shells and base types.

-- case: enums
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE empty AS ENUM ();
CREATE TYPE mood AS ENUM ('x');
CREATE TYPE twice AS ENUM ('a', 'a');
CREATE TYPE quoted AS ENUM ('it''s', 'with "quotes"', '');
CREATE TYPE too_long AS ENUM ('this label has more than the sixty-three bytes that a label may have here');
CREATE TABLE item (id integer, feels mood DEFAULT 'ok', list mood[] DEFAULT ARRAY['sad', 'ok']::mood[]);
DROP TYPE mood;
ALTER TYPE mood RENAME TO feeling;
ALTER TYPE feeling RENAME VALUE 'ok' TO 'fine';
ALTER TYPE feeling RENAME VALUE 'ok' TO 'fine';
ALTER TYPE feeling RENAME VALUE 'sad' TO 'fine';
DROP TYPE feeling CASCADE;
DROP TYPE feeling;
DROP TYPE IF EXISTS feeling;

-- case: values are added to an enum
CREATE TYPE mood AS ENUM ('sad', 'happy');
ALTER TYPE mood ADD VALUE 'ok' BEFORE 'happy';
ALTER TYPE mood ADD VALUE 'glad' AFTER 'ok';
ALTER TYPE mood ADD VALUE 'last';
ALTER TYPE mood ADD VALUE 'ok';
ALTER TYPE mood ADD VALUE IF NOT EXISTS 'ok';
ALTER TYPE mood ADD VALUE 'x' BEFORE 'nothing';
ALTER TYPE nothing ADD VALUE 'x';
ALTER TYPE integer ADD VALUE 'x';
CREATE TABLE item (feels mood DEFAULT 'glad');

-- case: a value that an enum does not have
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE item (feels mood DEFAULT 'nothing');
CREATE TABLE item (feels mood CHECK (feels <> 'nothing'));
CREATE TABLE item (feels mood);
CREATE VIEW sad AS SELECT * FROM item WHERE feels = 'nothing';
CREATE VIEW sad AS SELECT * FROM item WHERE feels = 'sad';
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
ALTER TABLE item ALTER COLUMN feels SET DEFAULT 'sad';
ALTER TABLE item ALTER COLUMN feels SET DEFAULT 'blue';

-- case: an enum's label in a default is renamed with it
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE item (feels mood DEFAULT 'sad', other mood DEFAULT 'sad'::mood);
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';

-- case: composite types
CREATE TYPE point3 AS (x integer, y integer, z numeric(5, 2));
CREATE TYPE segment AS (start point3, "end" point3, name text COLLATE "C");
CREATE TYPE nothing AS ();
CREATE TYPE wrong AS (x integer, x text);
CREATE TYPE wrong AS (x no_such_type);
CREATE TYPE point3 AS (x integer);
ALTER TYPE point3 ADD ATTRIBUTE w integer, DROP ATTRIBUTE z;
ALTER TYPE point3 ADD ATTRIBUTE w integer;
ALTER TYPE point3 DROP ATTRIBUTE z;
ALTER TYPE point3 DROP ATTRIBUTE IF EXISTS z;
ALTER TYPE point3 ALTER ATTRIBUTE w SET DATA TYPE bigint;
ALTER TYPE point3 RENAME ATTRIBUTE x TO a;
ALTER TYPE point3 RENAME ATTRIBUTE nothing TO b;
ALTER TYPE point3 RENAME ATTRIBUTE a TO y;
ALTER TYPE point3 RENAME TO spot;
CREATE TABLE item (at spot, path segment[]);
ALTER TYPE spot ADD ATTRIBUTE more integer;
ALTER TYPE spot ALTER ATTRIBUTE w TYPE text;
ALTER TYPE spot RENAME ATTRIBUTE w TO v;
DROP TYPE spot;
DROP TYPE segment CASCADE;
DROP TYPE spot CASCADE;
ALTER TYPE segment RENAME TO other;

-- case: a table's row type
CREATE TABLE item (id integer, name text);
CREATE TABLE holder (kept item, many item[]);
ALTER TYPE item ADD ATTRIBUTE more integer;
ALTER TYPE item RENAME TO thing;
DROP TYPE item;
ALTER TABLE item ALTER COLUMN id TYPE bigint;
ALTER TABLE item ADD COLUMN more text;
ALTER TABLE item DROP COLUMN name;
DROP TABLE item;
DROP TABLE item CASCADE;

-- case: a type's name and its array's
CREATE TYPE mood AS ENUM ('a');
CREATE TYPE _mood AS ENUM ('b');
CREATE TABLE _mood (id integer);
CREATE TABLE item (one mood[], other _mood);
CREATE TABLE mood (id integer);
DROP TYPE mood[];
DROP TYPE _mood;
CREATE TYPE text AS ENUM ('c');
CREATE TABLE texts (a text, b public.text);

-- case: domains
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE DOMAIN email AS text COLLATE "C" DEFAULT 'x@y' NOT NULL CONSTRAINT has_at CHECK (VALUE LIKE '%@%');
CREATE DOMAIN small AS positive CHECK (VALUE < 100) CHECK (VALUE <> 50);
CREATE DOMAIN money_of AS numeric(10, 2) DEFAULT 0;
CREATE DOMAIN price_of AS numeric(10, 2) DEFAULT NULL;
CREATE DOMAIN weight AS numeric DEFAULT NULL;
CREATE DOMAIN word_of AS varchar(20) DEFAULT 'x';
CREATE DOMAIN list AS integer[] CHECK (array_length(VALUE, 1) < 5);
CREATE DOMAIN email AS text;
CREATE TABLE person (id small, mail email, pays money_of NOT NULL, many list);
ALTER DOMAIN email DROP NOT NULL;
ALTER DOMAIN email SET DEFAULT 'nobody@nowhere';
ALTER DOMAIN email DROP DEFAULT;
ALTER DOMAIN email ADD CONSTRAINT short CHECK (length(VALUE) < 50);
ALTER DOMAIN email ADD CHECK (VALUE <> '') NOT VALID;
ALTER DOMAIN email VALIDATE CONSTRAINT email_check;
ALTER DOMAIN email RENAME CONSTRAINT short TO brief;
ALTER DOMAIN email DROP CONSTRAINT has_at;
ALTER DOMAIN email DROP CONSTRAINT has_at;
ALTER DOMAIN email DROP CONSTRAINT IF EXISTS has_at;
ALTER DOMAIN email RENAME TO address;
ALTER DOMAIN address SET NOT NULL;
DROP DOMAIN address;
DROP DOMAIN positive;
DROP DOMAIN positive CASCADE;

-- case: domains that cannot be
CREATE DOMAIN wrong AS nothing;
CREATE DOMAIN wrong AS integer CHECK (VALUE > (SELECT 1));
CREATE DOMAIN wrong AS integer CHECK (other > 0);
CREATE DOMAIN wrong AS integer DEFAULT 1 DEFAULT 2;
CREATE DOMAIN wrong AS integer NULL NOT NULL;
CREATE DOMAIN wrong AS integer PRIMARY KEY;
CREATE DOMAIN wrong AS integer REFERENCES other;
CREATE DOMAIN wrong AS integer COLLATE "C";
CREATE DOMAIN wrong AS anyelement;
CREATE DOMAIN nowhere.wrong AS integer;
CREATE DOMAIN right_one AS integer CONSTRAINT a CHECK (VALUE > 0);
ALTER DOMAIN right_one ADD CONSTRAINT a CHECK (VALUE > 1);
ALTER DOMAIN nothing SET NOT NULL;
CREATE TYPE mood AS ENUM ('a');
ALTER DOMAIN mood SET NOT NULL;
DROP DOMAIN mood;
DROP TYPE right_one;

-- case: ranges
CREATE TYPE float_range AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE TYPE text_range AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_pattern_ops);
CREATE TYPE named AS RANGE (SUBTYPE = date, MULTIRANGE_TYPE_NAME = many_named);
CREATE TYPE wrong AS RANGE (SUBTYPE = nothing);
CREATE TYPE wrong AS RANGE (COLLATION = "C");
CREATE TYPE wrong AS RANGE (SUBTYPE = json);
CREATE TYPE float_range AS RANGE (SUBTYPE = float8);
CREATE TABLE item (a float_range DEFAULT float_range(1, 2), b float_multirange, c many_named);
DROP TYPE float_range;
DROP TYPE float_multirange;
ALTER TYPE float_range RENAME TO real_range;
DROP TYPE real_range CASCADE;
DROP FUNCTION float_range(float8, float8);

-- case: shell types and base types
CREATE TYPE shade;
CREATE TYPE shade;
CREATE TABLE wrong (a shade);
CREATE FUNCTION shade_in(cstring) RETURNS shade LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION shade_out(shade) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE shade (INPUT = shade_in, OUTPUT = shade_out, INTERNALLENGTH = 4, PASSEDBYVALUE, ALIGNMENT = int4);
CREATE TABLE item (a shade, b shade[]);
DROP TYPE shade;
DROP FUNCTION shade_in(cstring);
DROP TYPE shade CASCADE;
CREATE TYPE left_over;
DROP TYPE left_over;

-- case: types move, and what uses them follows
CREATE SCHEMA shop;
CREATE TYPE mood AS ENUM ('a', 'b');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TYPE pair AS (one mood, two positive);
CREATE TABLE item (m mood DEFAULT 'a', p positive, q pair);
CREATE FUNCTION use(m mood) RETURNS positive LANGUAGE sql AS 'SELECT 1';
ALTER TYPE mood SET SCHEMA shop;
ALTER DOMAIN positive SET SCHEMA shop;
ALTER TYPE pair SET SCHEMA nowhere;
ALTER TYPE pair SET SCHEMA shop;
ALTER TYPE mood SET SCHEMA shop;
DROP SCHEMA shop;
DROP SCHEMA shop CASCADE;

-- case: a null that a domain begins with
CREATE DOMAIN price AS numeric(10, 2) DEFAULT NULL;
CREATE DOMAIN label AS text DEFAULT NULL;
CREATE DOMAIN named AS varchar(5) DEFAULT 'x';
ALTER DOMAIN named SET DEFAULT NULL;
ALTER DOMAIN label SET DEFAULT 'y';

-- case: a field of a name that is there
CREATE TYPE pair AS (a integer, b text);
ALTER TYPE pair ADD ATTRIBUTE b pair;
ALTER TYPE pair ADD ATTRIBUTE c pair;

-- case: a domain of which values are kept within others can't ask for more
CREATE DOMAIN age AS integer;
CREATE TYPE person AS (name text, years age);
CREATE TABLE plain (years age);
ALTER DOMAIN age ADD CONSTRAINT grown CHECK (VALUE > 17);
CREATE TABLE lists (ages age[]);
ALTER DOMAIN age ADD CONSTRAINT small CHECK (VALUE < 200);
ALTER DOMAIN age SET NOT NULL;
ALTER DOMAIN age ADD CONSTRAINT later CHECK (VALUE < 200) NOT VALID;
DROP TABLE lists;
CREATE TABLE persons (one person);
ALTER DOMAIN age SET NOT NULL;
DROP TABLE persons;
ALTER DOMAIN age SET NOT NULL;

-- case: a composite type can't be altered while values of it are stored within others
CREATE TYPE p AS (x integer, y integer);
CREATE DOMAIN d AS p;
CREATE TYPE r AS RANGE (subtype = p);
CREATE TABLE t (a d[]);
ALTER TYPE p ALTER ATTRIBUTE x TYPE bigint;
DROP TABLE t;
CREATE TABLE t (a r);
ALTER TYPE p ALTER ATTRIBUTE x TYPE bigint;
DROP TABLE t;
CREATE TABLE t (a r_multirange);
ALTER TYPE p ALTER ATTRIBUTE x TYPE bigint;
DROP TABLE t;
ALTER TYPE p ALTER ATTRIBUTE x TYPE bigint;

-- case: values in arrays
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE item (moods mood[] DEFAULT '{sad,glad}');
CREATE TABLE item (numbers integer[] DEFAULT '{1,two}');
CREATE TABLE item (moods mood[] DEFAULT '{sad, ok,NULL}', numbers integer[] DEFAULT '{}', names text[] DEFAULT '{"a,b",c}', pairs integer[] DEFAULT '{{1,2},{3,4}}');

-- case: a check of a domain of which values are kept within others can't be validated
CREATE DOMAIN d AS integer;
CREATE TABLE t (a d[]);
ALTER DOMAIN d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID;
ALTER DOMAIN d VALIDATE CONSTRAINT k;
DROP TABLE t;
ALTER DOMAIN d VALIDATE CONSTRAINT k;

-- case: what JSON there is without an end
CREATE TABLE t (a jsonb DEFAULT '-1.5e3', b json DEFAULT 'true', c jsonb DEFAULT ' null ');
ALTER TABLE t ADD CHECK (a > '2000-01-01');
ALTER TABLE t ALTER a SET DEFAULT 'nothing';
ALTER TABLE t ALTER a SET DEFAULT 'truth';
ALTER TABLE t ALTER a SET DEFAULT '12';
ALTER TABLE t ALTER a SET DEFAULT '"12"';
ALTER TABLE t ALTER a SET DEFAULT '[1, 2]';

-- case: a domain that an array keeps, in another schema
CREATE SCHEMA shop;
CREATE DOMAIN shop.count AS integer;
CREATE TYPE shop.pair AS (one integer);
CREATE TABLE item (counts shop.count[], pair shop.pair);
ALTER DOMAIN shop.count ADD CHECK (VALUE > 0);
ALTER TYPE shop.pair ALTER ATTRIBUTE one TYPE bigint;

-- case: what a shell can not be used for
CREATE TYPE shell;
CREATE CAST (shell AS integer) WITHOUT FUNCTION;
CREATE CAST (integer AS shell) WITH INOUT;
CREATE DOMAIN over AS shell;
CREATE TABLE item (id shell);
CREATE FUNCTION taking(shell) RETURNS integer LANGUAGE sql AS 'SELECT 1';
DROP TYPE shell;

-- case: shells that functions announce
CREATE FUNCTION mood_in(cstring) RETURNS mood LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION mood_out(mood) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE mood (input = mood_in, output = mood_out, like = int4);
CREATE TABLE item (id mood);
CREATE FUNCTION weather() RETURNS weather LANGUAGE sql AS 'SELECT 1';
