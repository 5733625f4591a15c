-- A history that began in the middle: the base lacks what the branches speak of.

--- both alter a column that the base does not tell of
-- source
ALTER TABLE users ALTER COLUMN age SET DEFAULT 1;
-- target
ALTER TABLE users ALTER COLUMN age SET DEFAULT 2;
-- expect: BothModified Column users.age "default"

--- one takes back what the other sets
-- source
ALTER TABLE users ALTER COLUMN age SET DEFAULT 1;
-- target
ALTER TABLE users ALTER COLUMN age DROP DEFAULT;
-- expect: BothModified Column users.age "default"

--- one drops, the other alters
-- source
DROP TABLE users;
-- target
ALTER TABLE users ADD COLUMN age integer;
-- expect: DropVsModify Table users

--- one drops, the other refers
-- source
DROP TABLE users;
-- target
CREATE TABLE orders (id integer, user_id integer REFERENCES users);
-- expect: DropVsReference Table users

--- one drops a column, the other reads it
-- source
ALTER TABLE users DROP COLUMN age;
-- target
CREATE VIEW ages AS SELECT age FROM users;
-- expect: DropVsReference Column users.age

--- one renames, the other alters
-- source
ALTER TABLE users RENAME TO people;
ALTER TABLE people ALTER COLUMN age TYPE bigint;
-- target
ALTER TABLE users ALTER COLUMN age SET NOT NULL;
-- expect: clean

--- two new names
-- source
ALTER TABLE users RENAME TO people;
-- target
ALTER TABLE users RENAME TO accounts;
-- expect: DivergentRename Table users "name"

--- different tables
-- source
ALTER TABLE users ADD COLUMN age integer;
-- target
ALTER TABLE orders ADD COLUMN age integer;
-- expect: clean
