-- Identity: a rename keeps the object, and the other side's changes follow it.
CREATE TABLE users (id integer PRIMARY KEY, age integer);
CREATE SCHEMA app;

--- a column renamed here, altered there
-- source
ALTER TABLE users RENAME COLUMN age TO years;
-- target
ALTER TABLE users ALTER COLUMN age TYPE bigint;
-- expect: clean

--- a column renamed here, indexed there
-- source
ALTER TABLE users RENAME age TO years;
-- target
CREATE INDEX users_age ON users (age);
-- expect: clean

--- both alter it, one under its new name
-- source
ALTER TABLE users RENAME COLUMN age TO years;
ALTER TABLE users ALTER COLUMN years TYPE bigint;
-- target
ALTER TABLE users ALTER COLUMN age TYPE smallint;
-- expect: BothModified Column users.age "type"

--- renamed and dropped under the new name
-- source
ALTER TABLE users RENAME COLUMN age TO years;
ALTER TABLE users DROP COLUMN years;
-- target
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
-- expect: DropVsModify Column users.age "not null"

--- renamed to and fro
-- source
ALTER TABLE users RENAME COLUMN age TO years;
ALTER TABLE users RENAME COLUMN years TO age;
-- target
ALTER TABLE users RENAME COLUMN age TO winters;
-- expect: clean

--- one column, two new names
-- source
ALTER TABLE users RENAME COLUMN age TO years;
-- target
ALTER TABLE users RENAME COLUMN age TO winters;
-- expect: DivergentRename Column users.age "name"

--- one column, the same new name
-- source
ALTER TABLE users RENAME COLUMN age TO years;
-- target
ALTER TABLE users RENAME COLUMN age TO years;
-- expect: clean

--- two columns, one new name
-- source
ALTER TABLE users RENAME COLUMN age TO value;
-- target
ALTER TABLE users RENAME COLUMN id TO value;
-- expect: NamespaceCollision Column users.value

--- a new name that the other side gives a new column
-- source
ALTER TABLE users RENAME COLUMN age TO years;
-- target
ALTER TABLE users ADD COLUMN years integer;
-- expect: NamespaceCollision Column users.years

--- a name that became free is taken again
-- source
ALTER TABLE users RENAME COLUMN age TO years;
ALTER TABLE users ADD COLUMN age text;
-- target
ALTER TABLE users ALTER COLUMN age SET DEFAULT 1;
-- expect: clean

--- a table renamed here, altered there
-- source
ALTER TABLE users RENAME TO people;
-- target
ALTER TABLE users ADD COLUMN nick text;
-- expect: clean

--- a table renamed here, its column dropped; the same column altered there
-- source
ALTER TABLE users RENAME TO people;
ALTER TABLE people DROP COLUMN age;
-- target
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
-- expect: DropVsModify Column users.age "not null"

--- one table, two new names
-- source
ALTER TABLE users RENAME TO people;
-- target
ALTER TABLE users RENAME TO accounts;
-- expect: DivergentRename Table users "name"

--- a new table takes the name that the other side gives an old one
-- source
ALTER TABLE users RENAME TO people;
-- target
CREATE TABLE people (id integer);
-- expect: NamespaceCollision Table people

--- a table renamed here, dropped there
-- source
ALTER TABLE users RENAME TO people;
-- target
DROP TABLE users CASCADE;
-- expect: DropVsModify Table users "name"

--- moved to a schema here, altered there
-- source
ALTER TABLE users SET SCHEMA app;
-- target
ALTER TABLE users ADD COLUMN nick text;
-- expect: clean

--- moved here, and altered under its new name; altered there
-- source
ALTER TABLE users SET SCHEMA app;
ALTER TABLE app.users ALTER COLUMN age TYPE bigint;
-- target
ALTER TABLE users ALTER COLUMN age TYPE text;
-- expect: BothModified Column users.age "type"

--- moved to two schemas
-- base
CREATE SCHEMA old;
-- source
ALTER TABLE users SET SCHEMA app;
-- target
ALTER TABLE users SET SCHEMA old;
-- expect: DivergentRename Table users "schema"

--- a schema renamed here, used there
-- source
ALTER SCHEMA app RENAME TO shop;
-- target
CREATE TABLE app.tags (id integer);
-- expect: clean

--- a schema renamed; one name in it by two routes
-- source
ALTER SCHEMA app RENAME TO shop;
CREATE TABLE shop.tags (id integer);
-- target
CREATE TABLE app.tags (id text);
-- expect: BothCreated Table app.tags

--- a view renamed here, replaced there
-- base
CREATE VIEW elders AS SELECT id FROM users WHERE age > 70;
-- source
ALTER VIEW elders RENAME TO seniors;
-- target
CREATE OR REPLACE VIEW elders AS SELECT id FROM users WHERE age > 80;
-- expect: clean

--- a constraint renamed here, dropped there
-- base
ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17);
-- source
ALTER TABLE users RENAME CONSTRAINT adult TO grown_up;
-- target
ALTER TABLE users DROP CONSTRAINT adult;
-- expect: DropVsModify Constraint "adult on users" "name"

--- two new names for one column, one of which the other side gave to another
-- source
ALTER TABLE users RENAME COLUMN age TO years;
-- target
ALTER TABLE users ADD COLUMN years integer;
ALTER TABLE users RENAME COLUMN age TO value;
-- expect: NamespaceCollision Column users.years
-- expect: DivergentRename Column users.age "name"

--- two tables and two columns swap their names here, one of each is altered there
-- base
CREATE TABLE cats (mouse integer, bird text);
CREATE TABLE dogs (cat integer);
-- source
ALTER TABLE cats RENAME TO pets;
ALTER TABLE dogs RENAME TO cats;
ALTER TABLE pets RENAME TO dogs;
ALTER TABLE dogs RENAME mouse TO prey;
ALTER TABLE dogs RENAME bird TO mouse;
ALTER TABLE dogs RENAME prey TO bird;
-- target
ALTER TABLE cats ALTER COLUMN mouse SET NOT NULL;
-- expect: clean

--- a type makes room for another of its name, and goes
-- base
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TABLE people (id integer, feels mood);
-- source
ALTER TYPE mood RENAME TO old_mood;
CREATE TYPE mood AS ENUM ('glad');
ALTER TABLE people ALTER COLUMN feels TYPE mood USING feels::text::mood;
DROP TYPE old_mood;
-- target
ALTER TABLE people ADD COLUMN age integer;
-- expect: clean
-- ddl
ALTER TYPE mood RENAME TO old_mood;
CREATE TYPE mood AS ENUM ('glad');
ALTER TABLE people ALTER COLUMN feels TYPE mood USING feels::text::mood;
DROP TYPE old_mood;

--- a rename that changes only letter case
-- source
ALTER TABLE users RENAME TO "Users";
ALTER TABLE "Users" RENAME age TO "Age";
-- target
ALTER TABLE users ADD COLUMN score integer;
-- expect: clean
-- because: RenameRebase
-- ddl
ALTER TABLE users RENAME TO "Users";
ALTER TABLE "Users" RENAME age TO "Age";

--- two renames that differ only in letter case
-- source
ALTER TABLE users RENAME COLUMN age TO "Age";
-- target
ALTER TABLE users RENAME COLUMN age TO "AGE";
-- expect: DivergentRename Column users.age "name"

--- renamed in letter case, and dropped
-- source
ALTER TABLE users RENAME TO "USERS";
-- target
DROP TABLE users;
-- expect: DropVsModify Table users "name"

--- renamed in letter case to a name that the other side gives
-- source
ALTER TABLE users RENAME TO "Users";
-- target
CREATE TABLE "Users" (id integer);
-- expect: NamespaceCollision Table "Users"

--- a new column on both sides, whose table moves to a new schema
-- source
ALTER TABLE users ADD COLUMN phone text;
CREATE INDEX by_phone ON users (phone);
-- target
ALTER TABLE users ADD COLUMN phone text;
CREATE INDEX by_phone ON users (phone);
CREATE SCHEMA web;
ALTER TABLE users SET SCHEMA web;
-- expect: clean
