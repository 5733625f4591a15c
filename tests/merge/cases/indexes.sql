-- Indexes, which share one namespace with tables, views and sequences.
CREATE TABLE users (id integer PRIMARY KEY, email text, age integer);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer);
CREATE INDEX by_age ON users (age);

--- one index, in other words
-- source
CREATE INDEX by_email ON users (email);
-- target
CREATE INDEX CONCURRENTLY by_email ON public.users USING btree (email ASC);
-- expect: clean

--- one name, two tables
-- source
CREATE INDEX ix ON users (email);
-- target
CREATE INDEX ix ON orders (user_id);
-- expect: NamespaceCollision Index ix

--- one name, two column lists
-- source
CREATE INDEX ix ON users (email);
-- target
CREATE INDEX ix ON users (email, age);
-- expect: BothCreated Index ix

--- if not exists over another index
-- source
CREATE INDEX IF NOT EXISTS ix ON users (email);
-- target
CREATE INDEX IF NOT EXISTS ix ON users (age);
-- expect: SilentSkip Index ix

--- unnamed, and alike
-- source
CREATE INDEX ON users (lower(email));
-- target
CREATE INDEX users_lower_idx ON users (lower(email));
-- expect: clean

--- an index and a table of one name
-- source
CREATE INDEX tags ON users (email);
-- target
CREATE TABLE tags (id integer);
-- expect: NamespaceCollision Table tags

--- an index and a constraint's index of one name
-- source
CREATE INDEX code ON orders (user_id);
-- target
ALTER TABLE users ADD CONSTRAINT code UNIQUE (email);
-- expect: NamespaceCollision Index code

--- an index on a column that goes
-- source
CREATE INDEX by_email ON users (lower(email));
-- target
ALTER TABLE users DROP COLUMN email;
-- expect: DropVsReference Column users.email

--- an index on a table that goes
-- source
CREATE INDEX by_user ON orders (user_id);
-- target
DROP TABLE orders;
-- expect: DropVsReference Table orders

--- an index goes with its column
-- source
ALTER INDEX by_age RENAME TO by_years;
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: DropVsModify Column users.age

--- renamed here, dropped there
-- source
ALTER INDEX by_age RENAME TO by_years;
-- target
DROP INDEX by_age;
-- expect: DropVsModify Index by_age "name"

--- dropped on both sides
-- source
DROP INDEX CONCURRENTLY by_age;
-- target
DROP INDEX IF EXISTS public.by_age;
-- expect: clean

--- an index that a key takes over
-- base
CREATE UNIQUE INDEX one_email ON users (email);
-- source
ALTER TABLE users ADD CONSTRAINT one_email UNIQUE USING INDEX one_email;
-- target
DROP INDEX one_email;
-- expect: DropVsReference Index one_email

--- a partial index reads a column that goes
-- source
CREATE INDEX grown_ups ON users (email) WHERE age > 17;
-- target
DROP INDEX by_age;
ALTER TABLE users DROP COLUMN age;
-- expect: DropVsReference Column users.age

--- an index becomes a named key here, and is renamed there
-- base
CREATE UNIQUE INDEX by_email ON users (email);
-- source
ALTER TABLE users ADD CONSTRAINT one_email UNIQUE USING INDEX by_email;
-- target
ALTER INDEX by_email RENAME TO emails;
-- expect: clean
-- ddl
ALTER TABLE users ADD CONSTRAINT one_email UNIQUE USING INDEX emails;

--- an index becomes a key of its own name here, and is renamed there
-- base
CREATE UNIQUE INDEX by_email ON users (email);
-- source
ALTER TABLE users ADD UNIQUE USING INDEX by_email;
-- target
ALTER INDEX by_email RENAME TO emails;
-- expect: clean

--- an index becomes a key that is dropped here, and is renamed there
-- base
CREATE UNIQUE INDEX by_email ON users (email);
-- source
ALTER TABLE users ADD CONSTRAINT one_email UNIQUE USING INDEX by_email;
ALTER TABLE users DROP CONSTRAINT one_email;
-- target
ALTER INDEX by_email RENAME TO emails;
-- expect: DropVsModify Index by_email "name"

--- both make an index without a name, and one renames its column since
-- source
CREATE INDEX ON users (lower(email)) INCLUDE (email);
-- target
CREATE INDEX ON users (lower(email)) INCLUDE (email);
ALTER TABLE users RENAME COLUMN email TO mail;
-- expect: clean
-- warns: none

--- an index here, and its table moves there to where its name is taken
-- base
CREATE SCHEMA app;
CREATE TABLE app.orders (id integer);
CREATE INDEX by_id ON app.orders (id);
-- source
CREATE INDEX by_id ON users (id);
-- target
ALTER TABLE users SET SCHEMA app;
-- expect: IncompatibleAlter Table users

--- what must not overlap, and one of the columns becomes a document
-- base
CREATE EXTENSION btree_gist;
CREATE TABLE stays (room integer, days int4range);
-- source
ALTER TABLE stays ADD CONSTRAINT apart EXCLUDE USING gist (room WITH =, days WITH &&);
-- target
ALTER TABLE stays ALTER COLUMN room TYPE jsonb USING to_jsonb(room);
-- expect: IncompatibleAlter Column stays.room

--- an index by the parts of words, and the text becomes a document
-- base
CREATE EXTENSION pg_trgm;
-- source
CREATE INDEX alike ON users USING gin (email gin_trgm_ops);
-- target
ALTER TABLE users ALTER COLUMN email TYPE jsonb USING to_jsonb(email);
-- expect: IncompatibleAlter Column users.email
