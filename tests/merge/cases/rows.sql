-- Statements about rows, and statements whose effects are not known.
CREATE TABLE users (id integer PRIMARY KEY, age integer, name text);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer);

--- the rows go with their table
-- source
UPDATE users SET age = 0;
-- target
DROP TABLE users;
-- warns: HiddenDependency Table users
-- ddl

--- a column that is written goes
-- source
UPDATE users SET age = 0;
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: DropVsReference Column users.age

--- a column that is read goes
-- source
DELETE FROM users WHERE users.age > 100;
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: DropVsReference Column users.age

--- the table that rows are taken from goes
-- source
INSERT INTO orders (id, user_id) SELECT id, id FROM users;
-- target
DROP TABLE users;
-- expect: DropVsReference Table users

--- a query of a table that goes is of no use
-- source
SELECT name FROM users;
-- target
DROP TABLE users;
-- warns: HiddenDependency Table users
-- ddl

--- a column has another name there
-- source
UPDATE users SET age = users.age + 1 WHERE age IS NOT NULL;
-- target
ALTER TABLE users RENAME COLUMN age TO years;
-- expect: clean
-- warns: none
-- ddl
UPDATE users SET years = users.years + 1 WHERE years IS NOT NULL;

--- a table has another name there
-- source
INSERT INTO users (id, name) VALUES (1, 'ann');
TRUNCATE users;
-- target
ALTER TABLE users RENAME TO people;
-- expect: clean
-- warns: none
-- ddl
INSERT INTO people (id, name) VALUES (1, 'ann');
TRUNCATE people;

--- both drop the column that one wrote before
-- source
UPDATE users SET age = 0;
ALTER TABLE users DROP COLUMN age;
-- target
ALTER TABLE users DROP COLUMN age;
-- warns: HiddenDependency Column users.age
-- ddl

--- a table is there only while rows need it
-- source
CREATE TABLE seeds (id integer, age integer);
INSERT INTO seeds VALUES (1, 20);
UPDATE users SET age = seeds.age FROM seeds WHERE seeds.id = users.id;
DROP TABLE seeds;
-- target
ALTER TABLE orders ADD COLUMN note text;
-- expect: clean
-- warns: none
-- ddl
CREATE TABLE seeds (id integer, age integer);
INSERT INTO seeds VALUES (1, 20);
UPDATE users SET age = seeds.age FROM seeds WHERE seeds.id = users.id;
DROP TABLE seeds;

--- a column is there only while rows need it
-- source
ALTER TABLE users ADD COLUMN before integer, ADD COLUMN never integer;
UPDATE users SET before = age;
ALTER TABLE users DROP COLUMN before, DROP COLUMN never;
-- target
ALTER TABLE orders ADD COLUMN note text;
-- expect: clean
-- warns: none
-- ddl
ALTER TABLE users ADD COLUMN before integer;
UPDATE users SET before = age;
ALTER TABLE users DROP COLUMN before;

--- a function is there only while it is called
-- source
CREATE FUNCTION older(age integer) RETURNS integer LANGUAGE sql AS 'SELECT age + 1';
UPDATE users SET age = older(age);
DROP FUNCTION older(integer);
-- target
ALTER TABLE orders ADD COLUMN note text;
-- expect: clean
-- warns: none

--- a block speaks of what goes
-- source
DO $$ BEGIN EXECUTE format('ALTER TABLE users ADD COLUMN %I text', current_user); END $$;
-- target
ALTER TABLE users RENAME TO people;
-- warns: Unknown Unknown
-- warns: HiddenDependency Unknown

--- the base made partitions that nobody knows
-- base
CREATE TABLE events (id integer, day date) PARTITION BY RANGE (day);
CREATE FUNCTION part(whole text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', whole || '_rest', whole); END $$;
SELECT part('events');
-- source
ALTER TABLE events ADD COLUMN note text;
-- target
ALTER TABLE orders ADD COLUMN note text;
-- warns: Unknown Table events
-- ddl
ALTER TABLE events ADD COLUMN note text;

--- both run the same statement
-- source
UPDATE users SET age = age + 1;
-- target
UPDATE users SET age = age + 1;
-- expect: clean
-- warns: none
-- because: Convergent
-- ddl

--- both make a table with rows, and one of them more of them
-- source
CREATE TABLE roles (name text);
INSERT INTO roles VALUES ('reader');
INSERT INTO roles VALUES ('reader');
-- target
CREATE TABLE roles (name text);
INSERT INTO roles VALUES ('reader');
-- expect: clean
-- ddl
INSERT INTO roles VALUES ('reader');

--- both speak of rows alike, but of other tables
-- source
SET search_path TO public;
CREATE TABLE roles (name text);
INSERT INTO roles VALUES ('reader');
-- target
CREATE SCHEMA app;
SET search_path TO app;
CREATE TABLE roles (name text);
INSERT INTO roles VALUES ('reader');
-- expect: clean
-- ddl
SET search_path TO "$user", public;
SET search_path TO public;
CREATE TABLE roles (name text);
INSERT INTO roles VALUES ('reader');

--- rows change beside a publication that could not tell them apart
-- base
CREATE TABLE log (line text);
-- source
UPDATE log SET line = '';
-- target
CREATE PUBLICATION feed FOR TABLE log;
-- expect: IncompatibleAlter Table log "replica identity"

--- rows go beside a publication of their schema
-- base
CREATE TABLE log (line text);
-- source
WITH gone AS (DELETE FROM log RETURNING line) SELECT count(*) FROM gone;
-- target
CREATE PUBLICATION feed FOR TABLES IN SCHEMA public;
-- expect: IncompatibleAlter Table log "replica identity"

--- rows of a partition go beside a publication of its table
-- base
CREATE TABLE log (day date) PARTITION BY RANGE (day);
CREATE TABLE log_1 PARTITION OF log DEFAULT;
-- source
DELETE FROM log_1;
-- target
CREATE PUBLICATION feed FOR TABLE log;
-- expect: IncompatibleAlter Table log_1 "replica identity"

--- a published table loses what tells its rows apart
-- base
CREATE PUBLICATION feed FOR TABLE users;
-- source
ALTER TABLE users REPLICA IDENTITY NOTHING;
-- target
UPDATE users SET age = 0;
-- expect: IncompatibleAlter Table users "replica identity"

--- a published table loses its primary key
-- base
CREATE PUBLICATION feed FOR TABLE users;
-- source
ALTER TABLE users DROP CONSTRAINT users_pkey;
-- target
UPDATE users SET age = 0;
-- expect: IncompatibleAlter Table users "replica identity"

--- a publication looks at a column that tells nothing apart
-- source
CREATE PUBLICATION feed FOR TABLE users WHERE (age > 17);
-- target
DELETE FROM users;
-- expect: IncompatibleAlter Table users "replica identity"

--- a published table has a key, or all of it is one
-- base
CREATE TABLE log (line text);
ALTER TABLE log REPLICA IDENTITY FULL;
-- source
DELETE FROM users;
DELETE FROM log;
-- target
CREATE PUBLICATION feed FOR TABLE users, log;
-- expect: clean
-- warns: none

--- only new rows are published
-- base
CREATE TABLE log (line text);
-- source
DELETE FROM log;
-- target
CREATE PUBLICATION feed FOR TABLE log WITH (publish = 'insert, truncate');
-- expect: clean
-- warns: none

--- rows are added beside a publication
-- base
CREATE TABLE log (line text);
-- source
INSERT INTO log VALUES ('a');
-- target
CREATE PUBLICATION feed FOR TABLE log;
-- expect: clean
-- warns: none

--- rows are added beside a column that they leave null
-- source
INSERT INTO users (id, age) VALUES (1, 20);
-- target
ALTER TABLE users ADD COLUMN email text NOT NULL;
-- expect: IncompatibleAlter Column users.email "not null"

--- rows are added with a null that is not to be
-- source
INSERT INTO users VALUES (1, NULL);
-- target
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
-- expect: IncompatibleAlter Column users.age "not null"

--- rows are added beside a column that has a default
-- source
INSERT INTO users (id, age) VALUES (1, 20);
-- target
ALTER TABLE users ADD COLUMN email text NOT NULL DEFAULT '', ALTER COLUMN age SET NOT NULL;
-- expect: clean
-- warns: none

--- rows of a query may leave a column null
-- source
INSERT INTO users (id) SELECT id FROM orders;
-- target
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
-- warns: HiddenDependency Column users.age

--- rows are added beside a constraint that may refuse them
-- source
INSERT INTO users (id, age) VALUES (1, 20);
-- target
ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 17);
-- warns: HiddenDependency Constraint grown on users

--- rows are added that a key may not have room for
-- source
INSERT INTO users (id, name) VALUES (1, 'ann');
-- target
ALTER TABLE users ADD CONSTRAINT one_name UNIQUE (name);
-- warns: HiddenDependency Constraint one_name on users

--- rows are added that a key does not look at
-- source
INSERT INTO users (id, age) VALUES (1, 20);
-- target
ALTER TABLE users ADD CONSTRAINT one_name UNIQUE (name);
-- expect: clean
-- warns: none

--- rows go that may be referred to
-- source
DELETE FROM users WHERE age < 18;
-- target
ALTER TABLE orders ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users;
-- warns: HiddenDependency Constraint of_user on orders

--- a table that is referred to can't be truncated
-- source
TRUNCATE users;
-- target
ALTER TABLE orders ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users;
-- expect: IncompatibleAlter Constraint "of_user on orders" "rows"

--- a table is truncated with those that refer to it
-- source
TRUNCATE users CASCADE;
-- target
ALTER TABLE orders ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users;
-- expect: clean
-- warns: none

--- a column comes to make its values itself
-- source
INSERT INTO orders VALUES (1, 2);
-- target
ALTER TABLE orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
-- expect: IncompatibleAlter Column orders.id "identity"

--- a column comes to make its values itself, and rows say that they have their own
-- source
INSERT INTO orders OVERRIDING SYSTEM VALUE VALUES (1, 2);
-- target
ALTER TABLE orders ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;
-- expect: clean

--- both add rows and the constraint that they keep
-- source
INSERT INTO users (id, age) VALUES (1, 20);
ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 17);
-- target
INSERT INTO users (id, age) VALUES (2, 20);
ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 17);
-- expect: clean
-- warns: none

--- rows change in a table that is published, and that goes afterwards
-- base
CREATE TABLE log (at text);
-- source
UPDATE log SET at = '';
DROP TABLE log;
-- target
CREATE PUBLICATION feed FOR TABLE log;
-- expect: IncompatibleAlter Table log "replica identity"
-- expect: DropVsReference Table log

--- rows change in a table that is published with all others, and that goes afterwards
-- base
CREATE TABLE log (at text);
-- source
DELETE FROM log WHERE at ~ '^a';
DROP TABLE log;
-- target
CREATE PUBLICATION feed FOR ALL TABLES;
-- expect: IncompatibleAlter Table log "replica identity"

--- rows change in a table that is made and dropped, and all are published
-- source
CREATE TABLE log (at text);
DELETE FROM log;
DROP TABLE log;
-- target
CREATE PUBLICATION feed FOR ALL TABLES;
-- expect: IncompatibleAlter Table log "replica identity"

--- a row is added that has no value for a column, which goes afterwards
-- source
INSERT INTO users (id, age) VALUES (1, NULL);
ALTER TABLE users DROP COLUMN age;
-- target
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
-- expect: IncompatibleAlter Column users.age "not null"
-- expect: DropVsModify Column users.age "not null"

--- a temporary table that ends with its transaction
-- source
BEGIN;
CREATE TEMP TABLE ages (id integer, years integer) ON COMMIT DROP;
INSERT INTO ages SELECT id, age FROM users;
UPDATE users SET age = ages.years + 1 FROM ages WHERE ages.id = users.id;
COMMIT;
BEGIN;
CREATE TEMP TABLE ages (id integer) ON COMMIT DROP;
INSERT INTO ages SELECT id FROM orders;
COMMIT;
-- target
ALTER TABLE users RENAME COLUMN name TO full_name;
-- expect: clean
-- ddl
BEGIN;
CREATE TEMP TABLE ages (id integer, years integer) ON COMMIT DROP;
INSERT INTO ages SELECT id, age FROM users;
UPDATE users SET age = ages.years + 1 FROM ages WHERE ages.id = users.id;
COMMIT;
BEGIN;
CREATE TEMP TABLE ages (id integer) ON COMMIT DROP;
INSERT INTO ages SELECT id FROM orders;
COMMIT;

--- a search path that ends with its transaction
-- base
CREATE SCHEMA app;
-- source
BEGIN;
SET LOCAL search_path TO app;
CREATE TABLE notes (id integer);
COMMIT;
CREATE TABLE notes (id integer);
-- target
ALTER TABLE users RENAME COLUMN name TO full_name;
-- expect: clean
-- ddl
BEGIN;
SET LOCAL search_path TO app;
CREATE TABLE notes (id integer);
COMMIT;
CREATE TABLE notes (id integer);

--- a transaction of which nothing is left
-- source
BEGIN;
SET LOCAL ROLE NONE;
ALTER TABLE users ADD COLUMN mail text;
COMMIT;
-- target
ALTER TABLE users ADD COLUMN mail text;
-- expect: clean
-- ddl

--- a key by which rows are told to be there goes
-- base
ALTER TABLE users ADD CONSTRAINT users_name UNIQUE (name);
-- source
INSERT INTO users (id, name) VALUES (1, 'Ann') ON CONFLICT (name) DO NOTHING;
-- target
ALTER TABLE users DROP CONSTRAINT users_name;
-- expect: IncompatibleAlter Constraint "users_name on users"

--- an index by which a view is refreshed goes
-- base
CREATE MATERIALIZED VIEW ages AS SELECT age FROM users;
CREATE UNIQUE INDEX ages_once ON ages (age);
-- source
DROP INDEX ages_once;
-- target
REFRESH MATERIALIZED VIEW CONCURRENTLY ages;
-- expect: IncompatibleAlter Index ages_once

--- a value that rows are given has another name
-- base
CREATE TYPE mood AS ENUM ('sad', 'happy');
ALTER TABLE users ADD COLUMN mood mood;
-- source
UPDATE users SET mood = 'sad';
-- target
ALTER TYPE mood RENAME VALUE 'sad' TO 'blue';
-- expect: IncompatibleAlter Type mood.'sad'

--- a default that a row takes goes, and it can't be null
-- base
ALTER TABLE users ADD COLUMN plan text NOT NULL DEFAULT 'free';
-- source
INSERT INTO users (id) VALUES (1);
-- target
ALTER TABLE users ALTER COLUMN plan DROP DEFAULT;
-- expect: IncompatibleAlter Column users.plan "default"

--- a default that a row takes is another
-- base
ALTER TABLE users ADD COLUMN plan text NOT NULL DEFAULT 'free';
-- source
INSERT INTO users (id) VALUES (1);
-- target
ALTER TABLE users ALTER COLUMN plan SET DEFAULT 'paid';
-- expect: clean
