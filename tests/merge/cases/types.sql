-- Types, domains and sequences.
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TYPE point2 AS (x integer, y integer);
CREATE DOMAIN age AS integer CHECK (VALUE > 0);
CREATE SEQUENCE tickets;
CREATE TABLE users (id serial PRIMARY KEY, name text);

--- two values of an enum
-- source
ALTER TYPE mood ADD VALUE 'glad' AFTER 'ok';
-- target
ALTER TYPE mood ADD VALUE 'mad' BEFORE 'sad';
-- expect: clean

--- one value, two places
-- source
ALTER TYPE mood ADD VALUE 'glad' AFTER 'ok';
-- target
ALTER TYPE mood ADD VALUE 'glad' BEFORE 'sad';
-- expect: BothCreated Type mood.'glad'

--- one value renamed to two
-- source
ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';
-- target
ALTER TYPE mood RENAME VALUE 'ok' TO 'well';
-- expect: DivergentRename Type mood.'ok' "name"

--- one enum made twice, in another order
-- source
CREATE TYPE size AS ENUM ('small', 'large');
-- target
CREATE TYPE size AS ENUM ('large', 'small');
-- expect: BothCreated Type size

--- a type and a domain of one name
-- source
CREATE TYPE size AS ENUM ('small');
-- target
CREATE DOMAIN size AS integer;
-- expect: NamespaceCollision Type size

--- a column of a type that goes
-- source
ALTER TABLE users ADD COLUMN feels mood;
-- target
DROP TYPE mood;
-- expect: DropVsReference Type mood

--- a function over a type that goes
-- source
CREATE FUNCTION far(p point2) RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- target
DROP TYPE point2;
-- expect: DropVsReference Type point2

--- an attribute dropped here, altered there
-- source
ALTER TYPE point2 DROP ATTRIBUTE y;
-- target
ALTER TYPE point2 ALTER ATTRIBUTE y TYPE bigint;
-- expect: DropVsModify Column point2.y "type"

--- two attributes
-- source
ALTER TYPE point2 ADD ATTRIBUTE z integer;
-- target
ALTER TYPE point2 ADD ATTRIBUTE w integer;
-- expect: clean

--- two checks of a domain
-- source
ALTER DOMAIN age ADD CONSTRAINT young CHECK (VALUE < 50);
-- target
ALTER DOMAIN age ADD CONSTRAINT mortal CHECK (VALUE < 150);
-- expect: clean

--- two defaults of a domain
-- source
ALTER DOMAIN age SET DEFAULT 1;
-- target
ALTER DOMAIN age SET DEFAULT 2;
-- expect: BothModified Domain age "default"

--- a domain that goes, used
-- source
CREATE TABLE pets (years age);
-- target
DROP DOMAIN age;
-- expect: DropVsReference Domain age

--- one sequence, two steps
-- source
ALTER SEQUENCE tickets INCREMENT BY 5;
-- target
ALTER SEQUENCE tickets INCREMENT 7;
-- expect: BothModified Sequence tickets "increment"

--- one sequence, two options
-- source
ALTER SEQUENCE tickets INCREMENT BY 5;
-- target
ALTER SEQUENCE tickets CACHE 10;
-- expect: clean

--- a default from a sequence that goes
-- source
ALTER TABLE users ADD COLUMN ticket bigint DEFAULT nextval('tickets'::regclass);
-- target
DROP SEQUENCE tickets;
-- expect: DropVsReference Sequence tickets

--- a sequence goes with its column
-- base
CREATE TABLE orders (id integer);
-- source
ALTER TABLE orders ALTER COLUMN id SET DEFAULT nextval('users_id_seq');
-- target
ALTER TABLE users DROP COLUMN id;
-- expect: DropVsReference Column users.id

--- a made-up sequence name against a given one
-- source
CREATE TABLE orders (id serial);
-- target
CREATE SEQUENCE orders_id_seq INCREMENT 5;
-- expect: NamespaceCollision Sequence orders_id_seq

--- an attribute gets another type here, and a column stores values of its type there
-- source
ALTER TYPE point2 ALTER ATTRIBUTE x TYPE bigint;
-- target
ALTER TABLE users ADD COLUMN place point2;
-- expect: IncompatibleAlter Column point2.x "type"

--- an attribute gets another type here, and both sides make tables that store values of its type
-- source
ALTER TYPE point2 ALTER ATTRIBUTE x TYPE bigint;
CREATE TABLE places (place point2);
-- target
CREATE TABLE places (place point2);
CREATE TABLE routes (start point2);
-- expect: IncompatibleAlter Column point2.x "type"

--- an attribute is added or renamed here, and a column stores values of its type there
-- source
ALTER TYPE point2 ADD ATTRIBUTE z integer;
ALTER TYPE point2 RENAME ATTRIBUTE x TO width;
-- target
ALTER TABLE users ADD COLUMN place point2;
-- expect: clean

--- a check for a domain here, and a column with arrays of its values there
-- source
ALTER DOMAIN age ADD CONSTRAINT adult CHECK (VALUE > 17);
-- target
ALTER TABLE users ADD COLUMN ages age[];
-- expect: IncompatibleAlter Domain age "constraints"

--- a check for a domain on both sides, and a column with arrays of its values here
-- source
ALTER DOMAIN age ADD CONSTRAINT adult CHECK (VALUE > 17);
ALTER TABLE users ADD COLUMN ages age[];
-- target
ALTER DOMAIN age ADD CONSTRAINT adult CHECK (VALUE > 17);
-- expect: clean

--- a domain asks for a value here, and a type with an attribute of it is stored there
-- source
ALTER DOMAIN age SET NOT NULL;
-- target
CREATE TYPE person AS (name text, years age);
CREATE TABLE persons (one person);
-- expect: IncompatibleAlter Domain age "not null"

--- a check for a domain here, and a column of it there
-- source
ALTER DOMAIN age ADD CONSTRAINT adult CHECK (VALUE > 17);
-- target
ALTER TABLE users ADD COLUMN years age;
-- expect: clean

--- a sequence given to a column here and dropped with its table, and a comment on the column there
-- source
ALTER SEQUENCE tickets OWNED BY users.name;
DROP TABLE users CASCADE;
-- target
COMMENT ON COLUMN users.name IS 'what people are called';
-- expect: clean

--- an extension that brings no such operator
-- base
CREATE EXTENSION pgcrypto;
CREATE TABLE aged (age integer);
-- source
ALTER TABLE aged ADD CONSTRAINT grown CHECK (age > 0);
-- target
ALTER TABLE aged ALTER COLUMN age TYPE text;
-- expect: IncompatibleAlter Column aged.age

--- an extension that may bring no function of that name
-- base
CREATE EXTENSION pg_trgm;
CREATE TABLE aged (age integer);
CREATE FUNCTION grown(of integer) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT of > 17';
-- source
CREATE INDEX by_grown ON aged (grown(age));
-- target
ALTER TABLE aged ALTER COLUMN age TYPE text;
-- expect: IncompatibleAlter Column aged.age

--- an extension that brings the operator
-- base
CREATE EXTENSION pg_trgm;
CREATE TABLE named (name varchar(10));
-- source
CREATE VIEW alike AS SELECT name % 'x' AS is_alike FROM named;
-- target
ALTER TABLE named ALTER COLUMN name TYPE text;
-- expect: clean

--- one operator, made differently
-- source
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, PROCEDURE = int4eq);
-- target
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, PROCEDURE = int4ne);
-- expect: BothCreated Operator "=== (integer, integer)"
-- warns: none

--- a sequence made anew by itself, and its table leaves the schema
-- source
ALTER TABLE users ALTER COLUMN id DROP DEFAULT;
DROP SEQUENCE users_id_seq;
CREATE SEQUENCE users_id_seq;
CREATE SCHEMA app;
ALTER TABLE users SET SCHEMA app;
-- target
ALTER TYPE mood ADD VALUE 'glad';
-- expect: clean

--- two types, each within the other
-- base
CREATE TYPE route AS (a integer);
-- source
ALTER TYPE route ADD ATTRIBUTE start point2;
-- target
ALTER TYPE point2 ADD ATTRIBUTE along route[];
-- expect: IncompatibleAlter Type point2 "members"

--- a value after one that the other side renames
-- source
ALTER TYPE mood ADD VALUE 'fine' AFTER 'sad';
-- target
ALTER TYPE mood RENAME VALUE 'sad' TO 'low';
-- expect: clean
-- because: RenameRebase

--- a type that goes, one of its values renamed
-- source
ALTER TYPE mood RENAME VALUE 'sad' TO 'low';
-- target
DROP TYPE mood;
-- expect: DropVsModify Type mood

--- a type made in a block that asks whether it is there
-- source
DO $$ BEGIN CREATE TYPE tone AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
-- target
CREATE TYPE tone AS ENUM ('b');
-- expect: SilentSkip Type tone

--- a type made in such a block on both sides
-- source
DO $$ BEGIN CREATE TYPE tone AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
-- target
DO $$ BEGIN CREATE TYPE tone AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $$;
-- expect: clean
-- because: Convergent

--- a view compares with a value of an enum, and the column becomes text: each is refused after the other
-- base
ALTER TABLE users ADD COLUMN feels mood;
-- source
CREATE VIEW sad_ones AS SELECT id FROM users WHERE feels = 'sad'::mood;
-- target
ALTER TABLE users ALTER COLUMN feels TYPE text;
-- expect: IncompatibleAlter Column users.feels

--- a mapping of a configuration beside another: it is altered in place
-- base
CREATE TEXT SEARCH CONFIGURATION ours (PARSER = default);
-- source
ALTER TEXT SEARCH CONFIGURATION ours ADD MAPPING FOR word WITH simple;
-- target
ALTER TEXT SEARCH CONFIGURATION ours ADD MAPPING FOR email WITH simple;
-- expect: clean
-- because: AttributeMerge
