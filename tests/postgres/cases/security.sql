-- Roles, policies, owners, privileges, default privileges.

-- case: policies
CREATE ROLE reader;
CREATE TABLE item (id integer, owner text, secret boolean);
ALTER TABLE item ENABLE ROW LEVEL SECURITY;
CREATE POLICY everyone ON item;
CREATE POLICY own ON item AS RESTRICTIVE FOR ALL TO reader, public USING (owner = current_user) WITH CHECK (NOT secret);
CREATE POLICY see ON item FOR SELECT TO reader USING (id IN (SELECT id FROM item WHERE NOT secret));
CREATE POLICY add ON item FOR INSERT WITH CHECK (id > 0);
CREATE POLICY change ON item FOR UPDATE TO CURRENT_USER USING (true) WITH CHECK (secret IS NOT NULL);
CREATE POLICY remove ON item FOR DELETE USING (false);
ALTER POLICY see ON item TO public USING (id > 5);
ALTER POLICY see ON item RENAME TO look;
ALTER POLICY look ON item RENAME TO add;
ALTER TABLE item RENAME COLUMN owner TO belongs_to;
DROP POLICY everyone ON item;
DROP POLICY IF EXISTS everyone ON item;

-- case: policies that cannot be
CREATE TABLE item (id integer);
CREATE VIEW items AS SELECT id FROM item;
CREATE POLICY p ON nothing;
CREATE POLICY p ON items;
CREATE POLICY p ON item TO nobody_at_all;
CREATE POLICY p ON item USING (nothing > 1);
CREATE POLICY p ON item FOR INSERT USING (id > 1);
CREATE POLICY p ON item FOR SELECT WITH CHECK (id > 1);
CREATE POLICY p ON item USING (id > 0);
CREATE POLICY p ON item USING (id > 1);
ALTER POLICY nothing ON item USING (true);
ALTER POLICY p ON item TO nobody_at_all;
DROP POLICY nothing ON item;
DROP POLICY p ON nothing;
ALTER TABLE item DROP COLUMN id;
DROP VIEW items;
ALTER TABLE item DROP COLUMN id;
ALTER TABLE item DROP COLUMN id CASCADE;

-- case: a policy needs what it mentions
CREATE FUNCTION allowed(integer) RETURNS boolean LANGUAGE sql STABLE AS 'SELECT $1 > 0';
CREATE TABLE member (id integer);
CREATE TABLE item (id integer);
CREATE POLICY p ON item USING (allowed(id) AND EXISTS (SELECT 1 FROM member m WHERE m.id = item.id));
DROP FUNCTION allowed(integer);
DROP TABLE member;
ALTER FUNCTION allowed(integer) RENAME TO may;
ALTER TABLE member RENAME TO people;
ALTER TABLE item RENAME TO thing;
DROP TABLE people CASCADE;
DROP FUNCTION may(integer);
DROP TABLE thing;

-- case: roles and members
CREATE ROLE reader NOLOGIN;
CREATE ROLE writer LOGIN CONNECTION LIMIT 5 VALID UNTIL '2040-01-01 00:00:00+00';
CREATE USER person IN ROLE reader;
CREATE GROUP team ROLE person;
CREATE ROLE reader;
GRANT reader TO writer WITH ADMIN OPTION;
GRANT nobody_at_all TO writer;
GRANT reader TO nobody_at_all;
GRANT writer TO reader;
REVOKE reader FROM person;
REVOKE ADMIN OPTION FOR reader FROM writer;
ALTER ROLE reader CREATEDB NOINHERIT;
ALTER ROLE nobody_at_all CREATEDB;
ALTER ROLE team RENAME TO crew;
ALTER ROLE crew RENAME TO reader;
ALTER ROLE reader SET work_mem = '4MB';
ALTER ROLE reader RESET work_mem;
DROP ROLE crew;
DROP ROLE nobody_at_all;
DROP ROLE IF EXISTS nobody_at_all;

-- case: owners
CREATE ROLE boss;
CREATE SCHEMA shop AUTHORIZATION boss;
CREATE SCHEMA AUTHORIZATION boss;
CREATE TABLE item (id serial);
CREATE VIEW items AS SELECT * FROM item;
CREATE FUNCTION act() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE mood AS ENUM ('a');
ALTER TABLE item OWNER TO boss;
ALTER VIEW items OWNER TO boss;
ALTER FUNCTION act() OWNER TO boss;
ALTER TYPE mood OWNER TO boss;
ALTER SCHEMA shop OWNER TO CURRENT_USER;
ALTER TABLE item OWNER TO nobody_at_all;
ALTER TABLE nothing OWNER TO boss;
ALTER SEQUENCE item_id_seq OWNER TO boss;
ALTER SEQUENCE item_id_seq OWNER TO CURRENT_USER;
CREATE SCHEMA wrong AUTHORIZATION nobody_at_all;
DROP ROLE boss;
DROP OWNED BY boss;
DROP ROLE boss;

-- case: owners change with REASSIGN OWNED
CREATE ROLE boss;
CREATE ROLE heir;
CREATE TABLE item (id integer);
ALTER TABLE item OWNER TO boss;
GRANT SELECT ON item TO heir;
REASSIGN OWNED BY boss TO heir;
REASSIGN OWNED BY nobody_at_all TO heir;
DROP ROLE boss;
DROP ROLE heir;

-- case: privileges on everything
CREATE ROLE reader;
CREATE ROLE writer;
CREATE SCHEMA shop;
CREATE TABLE item (id serial, name text);
CREATE VIEW items AS SELECT * FROM item;
CREATE FUNCTION act(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE run() LANGUAGE sql AS '';
CREATE TYPE mood AS ENUM ('a');
CREATE DOMAIN positive AS integer;
GRANT SELECT, INSERT ON item TO reader;
GRANT ALL ON item TO writer WITH GRANT OPTION;
GRANT SELECT (id), UPDATE (name, id) ON item TO reader;
GRANT SELECT ON TABLE items TO PUBLIC;
GRANT USAGE, SELECT ON SEQUENCE item_id_seq TO reader;
GRANT USAGE, CREATE ON SCHEMA shop TO reader;
REVOKE EXECUTE ON FUNCTION act(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION act TO reader;
GRANT EXECUTE ON PROCEDURE run() TO reader;
REVOKE USAGE ON TYPE mood FROM PUBLIC;
GRANT USAGE ON DOMAIN positive TO writer;
REVOKE INSERT ON item FROM reader;
REVOKE GRANT OPTION FOR DELETE ON item FROM writer;
REVOKE ALL ON item FROM reader, writer;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO writer;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO writer;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO writer;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- case: privileges that cannot be
CREATE ROLE reader;
CREATE TABLE item (id integer);
CREATE SEQUENCE numbers;
CREATE FUNCTION act() RETURNS integer LANGUAGE sql AS 'SELECT 1';
GRANT SELECT ON nothing TO reader;
GRANT SELECT ON item TO nobody_at_all;
GRANT NOTHING ON item TO reader;
GRANT EXECUTE ON TABLE item TO reader;
GRANT USAGE ON item TO reader;
GRANT SELECT (nothing) ON item TO reader;
GRANT DELETE (id) ON item TO reader;
GRANT USAGE ON SCHEMA nowhere TO reader;
GRANT EXECUTE ON FUNCTION nothing() TO reader;
GRANT USAGE ON TYPE nothing TO reader;
GRANT USAGE ON SEQUENCE item TO reader;
GRANT SELECT ON numbers TO reader;
GRANT SELECT ON ALL TABLES IN SCHEMA nowhere TO reader;
GRANT SELECT ON item TO PUBLIC WITH GRANT OPTION;
GRANT USAGE ON LANGUAGE nothing TO reader;
DROP ROLE reader;

-- case: privileges go with what they are on, and follow a renaming
CREATE ROLE reader;
CREATE TABLE item (id integer, name text);
GRANT SELECT ON item TO reader;
GRANT UPDATE (name) ON item TO reader;
ALTER TABLE item RENAME TO thing;
ALTER TABLE thing RENAME COLUMN name TO title;
ALTER ROLE reader RENAME TO looker;
DROP ROLE looker;
ALTER TABLE thing DROP COLUMN title;
DROP TABLE thing;
DROP ROLE looker;

-- case: default privileges
CREATE ROLE reader;
CREATE SCHEMA shop;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO reader;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SEQUENCES TO reader;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON TYPES TO reader WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO reader;
CREATE TABLE shop.item (id serial);
CREATE TABLE item (id integer);
CREATE FUNCTION act() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TYPE mood AS ENUM ('a');
CREATE SCHEMA more;
ALTER DEFAULT PRIVILEGES IN SCHEMA nowhere GRANT SELECT ON TABLES TO reader;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO nobody_at_all;
ALTER DEFAULT PRIVILEGES FOR ROLE nobody_at_all GRANT SELECT ON TABLES TO reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT USAGE ON SCHEMAS TO reader;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON TABLES TO reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop REVOKE SELECT ON TABLES FROM reader;
CREATE TABLE shop.other (id integer);
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON SEQUENCES FROM reader;
CREATE SEQUENCE numbers;

-- case: what another role owns
CREATE ROLE boss;
GRANT CREATE ON SCHEMA public TO boss;
CREATE TABLE item (id integer);
SET ROLE boss;
CREATE TABLE own (id integer);
CREATE FUNCTION own_act() RETURNS integer LANGUAGE sql AS 'SELECT 1';
GRANT SELECT ON own TO PUBLIC;
ALTER TABLE item ADD COLUMN more text;
DROP TABLE item;
RESET ROLE;
CREATE TABLE again (id integer);
SET ROLE nobody_at_all;
SET ROLE NONE;

-- case: a session of another user
CREATE ROLE boss;
GRANT CREATE ON SCHEMA public TO boss;
CREATE TABLE item (id integer);
SET SESSION AUTHORIZATION nobody_at_all;
SET SESSION AUTHORIZATION boss;
CREATE TABLE own (id integer);
DROP TABLE item;
ALTER TABLE own ADD COLUMN name text;

-- case: all privileges but some
CREATE ROLE app;
CREATE ROLE web;
CREATE TABLE item (id integer);
GRANT ALL ON item TO PUBLIC;
REVOKE SELECT ON item FROM PUBLIC;
GRANT ALL ON item TO app WITH GRANT OPTION;
REVOKE INSERT, UPDATE ON item FROM app;
CREATE TABLE other (id integer);
GRANT ALL ON other TO web;
REVOKE ALL ON other FROM web;
GRANT SELECT ON other TO web;
REVOKE TRUNCATE, REFERENCES ON other FROM CURRENT_USER;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO web;
ALTER DEFAULT PRIVILEGES REVOKE DELETE ON TABLES FROM web;

-- case: what an owner has on columns is the next owner's
CREATE ROLE one;
CREATE ROLE two;
CREATE TABLE users (id integer, name text);
ALTER TABLE users OWNER TO one;
GRANT SELECT (name) ON users TO one;
ALTER TABLE users OWNER TO two;

-- case: default privileges for a column's own sequence
CREATE ROLE one;
CREATE SCHEMA shop;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT USAGE ON SEQUENCES TO one;
CREATE TABLE shop.users (id integer GENERATED ALWAYS AS IDENTITY, n serial);
CREATE TABLE others (id integer GENERATED ALWAYS AS IDENTITY, n serial);

-- case: a policy's new name is looked at first
CREATE TABLE item (id boolean);
CREATE POLICY one ON item USING (id);
ALTER POLICY missing ON item RENAME TO one;
ALTER POLICY missing ON item RENAME TO two;
ALTER POLICY one ON item RENAME TO two;

-- case: all of a table's privileges, and the grant option for some of them
CREATE ROLE reader;
CREATE ROLE writer;
CREATE ROLE keeper;
CREATE TABLE item (id integer);
GRANT INSERT, UPDATE ON item TO reader WITH GRANT OPTION;
GRANT ALL ON item TO reader;
GRANT ALL ON item TO writer WITH GRANT OPTION;
REVOKE GRANT OPTION FOR SELECT ON item FROM writer;
REVOKE DELETE ON item FROM writer;
GRANT ALL ON item TO keeper WITH GRANT OPTION;
REVOKE SELECT ON item FROM keeper;

-- case: all sequences of a schema, those of identity columns too
CREATE TABLE item (id integer GENERATED ALWAYS AS IDENTITY, other serial);
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO PUBLIC;

-- case: a schema's new owner gets nothing of what is in it
CREATE ROLE one;
CREATE ROLE other;
CREATE SCHEMA s AUTHORIZATION one;
CREATE TABLE s.t (a integer);
CREATE FUNCTION s.f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
GRANT SELECT ON s.t TO one;
GRANT EXECUTE ON FUNCTION s.f() TO one;
GRANT USAGE ON SCHEMA s TO one;
ALTER SCHEMA s OWNER TO other;

-- case: all privileges on columns are not those on their table
CREATE ROLE reader;
CREATE TABLE item (id integer, name text);
GRANT SELECT, INSERT ON item TO PUBLIC;
GRANT UPDATE (id), SELECT (id, name) ON item TO PUBLIC;
GRANT ALL PRIVILEGES (id, name) ON item TO reader;
REVOKE ALL (id) ON item FROM PUBLIC;
REVOKE ALL /* but of the name */ PRIVILEGES (id) ON item FROM reader;

-- case: what an owner lacks the next one lacks
CREATE ROLE first; CREATE ROLE second;
CREATE FUNCTION act() RETURNS integer LANGUAGE sql AS 'SELECT 1';
ALTER FUNCTION act() OWNER TO first;
REVOKE ALL ON FUNCTION act() FROM first;
ALTER FUNCTION act() OWNER TO second;
CREATE TABLE item (id integer, name text);
ALTER TABLE item OWNER TO first;
GRANT SELECT (id) ON item TO first;
REVOKE UPDATE, DELETE ON item FROM first;
GRANT DELETE ON item TO second;
REASSIGN OWNED BY first TO second;

-- case: privileges on what every database has
CREATE ROLE reader;
GRANT USAGE ON SCHEMA pg_catalog, information_schema TO reader;
GRANT USAGE ON TYPE text TO reader;
GRANT SELECT ON pg_class TO reader;
GRANT EXECUTE ON FUNCTION lower(text), pg_catalog.upper(text) TO reader;
GRANT USAGE ON LANGUAGE nothing TO reader;
GRANT USAGE ON TYPE nothing TO reader;
GRANT EXECUTE ON FUNCTION no_such_function(text) TO reader;
COMMENT ON LANGUAGE plpgsql IS 'x';
COMMENT ON FUNCTION lower(text) IS 'x';
COMMENT ON TYPE text IS 'x';
COMMENT ON SCHEMA pg_catalog IS 'x';

-- case: what a role is to have on new objects goes with what it owns
CREATE ROLE keeper;
CREATE ROLE reader;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO keeper, reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO keeper;
ALTER DEFAULT PRIVILEGES FOR ROLE keeper REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
DROP ROLE keeper;
DROP OWNED BY keeper;
DROP ROLE keeper;
CREATE TABLE item (id integer);

-- case: names and limits that roles cannot have
CREATE ROLE public;
CREATE ROLE none;
CREATE ROLE pg_reader;
CREATE ROLE limited CONNECTION LIMIT -2;
