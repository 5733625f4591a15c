-- Schemas, the search path, extensions, roles and other things outside tables.
CREATE SCHEMA app;
CREATE TABLE app.users (id integer PRIMARY KEY);
CREATE TABLE users (id integer PRIMARY KEY);
CREATE ROLE reader;

--- both make a schema
-- source
CREATE SCHEMA shop;
-- target
CREATE SCHEMA IF NOT EXISTS shop;
-- expect: clean

--- a table in a schema that goes
-- source
CREATE TABLE app.tags (id integer);
-- target
DROP TABLE app.users;
DROP SCHEMA app;
-- expect: DropVsReference Schema app

--- a table in a schema that goes with all in it
-- source
CREATE TABLE app.tags (id integer);
-- target
DROP SCHEMA app CASCADE;
-- expect: DropVsModify Schema app

--- a table of a schema that goes is altered
-- source
ALTER TABLE app.users ADD COLUMN name text;
-- target
DROP SCHEMA app CASCADE;
-- expect: DropVsModify Schema app

--- one name in two schemas
-- source
ALTER TABLE app.users ADD COLUMN name text;
-- target
ALTER TABLE users ADD COLUMN name integer;
-- expect: clean

--- the search path says which is meant
-- source
SET search_path TO app, public;
ALTER TABLE users ADD COLUMN name text;
-- target
ALTER TABLE app.users ADD COLUMN name integer;
-- expect: BothCreated Column app.users.name

--- the search path says where a table is made
-- source
SET search_path = app;
CREATE TABLE tags (id integer);
-- target
CREATE TABLE app.tags (id text);
-- expect: BothCreated Table app.tags

--- one extension, two versions
-- source
CREATE EXTENSION hstore VERSION '1.7';
-- target
CREATE EXTENSION hstore VERSION '1.8';
-- expect: BothCreated Extension hstore

--- one extension
-- source
CREATE EXTENSION IF NOT EXISTS pg_trgm;
-- target
CREATE EXTENSION pg_trgm;
-- expect: clean

--- an extension, and a type of a name that it brings
-- source
CREATE EXTENSION hstore SCHEMA app;
-- target
CREATE TYPE app.hstore AS (a integer);
-- expect: IncompatibleAlter Schema app

--- a privilege given here, taken there
-- base
GRANT SELECT ON users TO reader;
-- source
REVOKE SELECT ON users FROM reader;
-- target
GRANT SELECT ON users TO reader WITH GRANT OPTION;
-- expect: BothModified Table users "privilege SELECT of reader"

--- two privileges
-- source
GRANT SELECT ON users TO reader;
-- target
GRANT INSERT ON TABLE users TO reader;
-- expect: clean

--- a role that goes gets a privilege
-- source
GRANT SELECT ON users TO reader;
-- target
DROP ROLE reader;
-- expect: DropVsReference Role reader

--- one policy, two conditions
-- source
CREATE POLICY own ON users USING (id = 1);
-- target
CREATE POLICY own ON users USING (id = 2);
-- expect: BothCreated Policy "own on users"

--- a policy over a column that goes
-- base
ALTER TABLE users ADD COLUMN owner_id integer;
-- source
CREATE POLICY own ON users USING (owner_id = 1);
-- target
ALTER TABLE users DROP COLUMN owner_id;
-- expect: DropVsReference Column users.owner_id

--- a policy altered here, dropped there
-- base
CREATE POLICY own ON users USING (id = 1);
-- source
ALTER POLICY own ON users USING (id = 2);
-- target
DROP POLICY own ON users;
-- expect: DropVsModify Policy "own on users" "using"

--- condition here, roles there
-- base
CREATE POLICY own ON users USING (id = 1);
-- source
ALTER POLICY own ON users USING (id = 2);
-- target
ALTER POLICY own ON users TO reader;
-- expect: clean

--- row security on and off
-- source
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
-- target
ALTER TABLE users FORCE ROW LEVEL SECURITY;
-- expect: clean

--- one rule, two actions
-- source
CREATE RULE quiet AS ON DELETE TO users DO INSTEAD NOTHING;
-- target
CREATE RULE quiet AS ON DELETE TO users DO ALSO NOTHING;
-- expect: BothCreated Rule "quiet on users"

--- statistics made twice
-- source
CREATE STATISTICS twins (dependencies) ON id, owner FROM users;
-- target
CREATE STATISTICS twins (ndistinct) ON id, owner FROM users;
-- expect: BothCreated Statistics twins

--- a publication made twice
-- source
CREATE PUBLICATION feed FOR TABLE users;
-- target
CREATE PUBLICATION feed FOR ALL TABLES;
-- expect: BothCreated Publication feed

--- a publication made twice, of other tables
-- source
CREATE PUBLICATION feed FOR TABLE users;
-- target
CREATE PUBLICATION feed FOR TABLE app.users;
-- expect: BothCreated Publication feed

--- a publication made twice, here of nothing
-- source
CREATE PUBLICATION feed;
-- target
CREATE PUBLICATION feed FOR TABLE users;
-- expect: BothCreated Publication feed

--- a publication made twice, of other columns of a table
-- base
CREATE TABLE notes (id integer PRIMARY KEY, body text);
-- source
CREATE PUBLICATION feed FOR TABLE notes (id);
-- target
CREATE PUBLICATION feed FOR TABLE notes (id, body);
-- expect: BothCreated Publication feed

--- a publication made twice, at once and step by step
-- source
CREATE PUBLICATION feed FOR TABLE users, app.users;
-- target
CREATE PUBLICATION feed FOR TABLE app.users;
ALTER PUBLICATION feed ADD TABLE users;
-- expect: clean
-- because: Convergent

--- both add a table to a publication, each another one
-- base
CREATE TABLE notes (id integer PRIMARY KEY);
CREATE PUBLICATION feed FOR TABLE notes;
-- source
ALTER PUBLICATION feed ADD TABLE users;
-- target
ALTER PUBLICATION feed ADD TABLE app.users;
-- expect: clean

--- a dictionary that is mapped to is altered, and commented on
-- base
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION plain (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION plain ADD MAPPING FOR word WITH words;
-- source
ALTER TEXT SEARCH DICTIONARY words (STOPWORDS = english, ACCEPT);
-- target
COMMENT ON TEXT SEARCH DICTIONARY words IS 'of few letters';
-- expect: clean

--- a server that goes, used
-- base
CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw;
-- source
CREATE FOREIGN TABLE distant (id integer) SERVER far;
-- target
DROP SERVER far;
-- expect: DropVsReference ForeignServer far

--- a collation made twice
-- source
CREATE COLLATION german (LOCALE = 'de_DE');
-- target
CREATE COLLATION german (LOCALE = 'de_AT');
-- expect: BothCreated Collation german

--- an extension moved here, and a column of its type there
-- base
CREATE EXTENSION hstore;
-- source
ALTER EXTENSION hstore SET SCHEMA app;
-- target
ALTER TABLE users ADD COLUMN labels hstore;
-- expect: clean

--- an extension moved to two schemas
-- base
CREATE EXTENSION hstore;
CREATE SCHEMA web;
-- source
ALTER EXTENSION hstore SET SCHEMA app;
-- target
ALTER EXTENSION hstore SET SCHEMA web;
-- expect: DivergentRename Extension hstore "schema"

--- one schema, two owners that its making names
-- base
create role one; create role two;
-- source
create schema theirs authorization one;
-- target
create schema theirs authorization two;
-- expect: BothCreated Schema theirs "owner"

--- one schema, two owners, one of them if there is none
-- base
create role one; create role two;
-- source
create schema if not exists theirs authorization one;
-- target
create schema theirs authorization two;
-- expect: SilentSkip Schema theirs "owner"
