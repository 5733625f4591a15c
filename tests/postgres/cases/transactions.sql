-- Transactions, savepoints, DO blocks, and what of a session is undone.

-- case: commit and rollback
BEGIN;
CREATE TABLE kept (id integer);
COMMIT;
BEGIN;
CREATE TABLE lost (id integer);
ALTER TABLE kept ADD COLUMN lost text;
ROLLBACK;
START TRANSACTION ISOLATION LEVEL SERIALIZABLE;
CREATE TABLE also_kept (id integer);
END;
BEGIN WORK;
DROP TABLE kept;
ABORT;

-- case: an error takes the transaction with it
BEGIN;
CREATE TABLE lost (id integer);
CREATE TABLE lost (id integer);
CREATE TABLE also_lost (id integer);
COMMIT;
CREATE TABLE kept (id integer);
BEGIN;
ALTER TABLE kept ADD COLUMN more text;
SELECT nothing;
ROLLBACK;

-- case: savepoints
BEGIN;
CREATE TABLE kept (id integer);
SAVEPOINT one;
CREATE TABLE lost (id integer);
SAVEPOINT two;
CREATE TABLE kept (id integer);
CREATE TABLE not_reached (id integer);
ROLLBACK TO SAVEPOINT two;
CREATE TABLE lost_too (id integer);
ROLLBACK TO one;
CREATE TABLE kept_too (id integer);
RELEASE SAVEPOINT one;
ROLLBACK TO one;
COMMIT;
CREATE TABLE at_last (id integer);
SAVEPOINT three;

-- case: savepoints of one name
BEGIN;
SAVEPOINT s;
CREATE TABLE a (id integer);
SAVEPOINT s;
CREATE TABLE b (id integer);
ROLLBACK TO s;
RELEASE s;
CREATE TABLE c (id integer);
ROLLBACK TO s;
CREATE TABLE d (id integer);
COMMIT;

-- case: settings are undone with the transaction
CREATE SCHEMA shop;
BEGIN;
SET search_path = shop;
CREATE TABLE in_shop (id integer);
ROLLBACK;
CREATE TABLE in_public (id integer);
BEGIN;
SET LOCAL search_path = shop;
CREATE TABLE in_shop (id integer);
COMMIT;
CREATE TABLE in_public_too (id integer);
BEGIN;
SET search_path = shop;
COMMIT;
CREATE TABLE in_shop_too (id integer);
SET LOCAL search_path = public;
CREATE TABLE in_shop_again (id integer);

-- case: a transaction in a transaction, and none
COMMIT;
ROLLBACK;
BEGIN;
BEGIN;
CREATE TABLE lost (id integer);
ROLLBACK;
ROLLBACK TO nothing;
RELEASE nothing;

-- case: chains
BEGIN;
CREATE TABLE kept (id integer);
COMMIT AND CHAIN;
CREATE TABLE lost (id integer);
ROLLBACK AND CHAIN;
CREATE TABLE kept_too (id integer);
COMMIT;

-- case: what does not run in a transaction
CREATE TABLE item (id integer, name text);
BEGIN;
CREATE INDEX CONCURRENTLY item_id ON item (id);
ROLLBACK;
BEGIN;
DROP INDEX CONCURRENTLY nothing;
ROLLBACK;
CREATE INDEX CONCURRENTLY item_id ON item (id);
DROP INDEX CONCURRENTLY item_id;

-- case: values that are added to an enum in a transaction
CREATE TYPE mood AS ENUM ('sad');
BEGIN;
ALTER TYPE mood ADD VALUE 'happy';
CREATE TABLE item (m mood DEFAULT 'sad');
COMMIT;
BEGIN;
ALTER TYPE mood ADD VALUE 'lost';
ROLLBACK;
ALTER TABLE item ALTER COLUMN m SET DEFAULT 'happy';

-- case: tables that end with the transaction
BEGIN;
CREATE TEMP TABLE passing (id integer) ON COMMIT DROP;
CREATE TABLE kept AS SELECT * FROM passing;
COMMIT;
CREATE TABLE wrong (id integer) ON COMMIT DROP;

-- case: DO blocks that guard
CREATE TABLE item (id integer);
DO $$ BEGIN
  CREATE TYPE mood AS ENUM ('a', 'b');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$ BEGIN
  CREATE TYPE mood AS ENUM ('c');
EXCEPTION WHEN duplicate_object THEN NULL;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN
    CREATE TYPE mood AS ENUM ('d');
  END IF;
END $$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'item' AND column_name = 'name') THEN
    ALTER TABLE item ADD COLUMN name text;
  END IF;
END $$;
DO $$ BEGIN
  ALTER TABLE item ADD COLUMN name text;
EXCEPTION WHEN duplicate_column THEN RAISE NOTICE 'there already';
END $$;
DO $$ BEGIN
  ALTER TABLE item ADD CONSTRAINT named CHECK (name <> '');
  EXECUTE 'CREATE INDEX item_name ON item (name)';
END $$;

-- case: DO blocks that fail
DO $$ BEGIN
  CREATE TABLE lost (id integer);
  CREATE TABLE lost (id integer);
END $$;
DO $$ BEGIN
  CREATE TABLE lost (id integer);
  ALTER TABLE nothing ADD COLUMN id integer;
EXCEPTION WHEN undefined_table THEN CREATE TABLE kept (id integer);
END $$;
DO LANGUAGE plpgsql $$ BEGIN DROP TABLE nothing; END $$;
DO $$ BEGIN RAISE EXCEPTION 'no more'; END $$;
DO LANGUAGE nothing 'x';
DO 'this is no block';

-- case: data does not matter
CREATE TABLE item (id integer PRIMARY KEY, name text);
INSERT INTO item VALUES (1, 'a'), (2, 'b');
INSERT INTO item (nothing) VALUES (1);
INSERT INTO nothing VALUES (1);
UPDATE item SET name = 'c' WHERE id = 1;
UPDATE item SET nothing = 1;
DELETE FROM item;
DELETE FROM nothing;
TRUNCATE item;
TRUNCATE nothing;
SELECT * FROM item;
SELECT * FROM nothing;

-- case: data for columns that make their own
CREATE TABLE item (id integer GENERATED ALWAYS AS IDENTITY, a integer, b integer GENERATED ALWAYS AS (a) STORED);
INSERT INTO item (id) VALUES (1);
INSERT INTO item (b) VALUES (1);
UPDATE item SET b = 1;
UPDATE item SET id = 1;
INSERT INTO item (id, a, b) VALUES (DEFAULT, 1, DEFAULT);
INSERT INTO item (id) OVERRIDING SYSTEM VALUE VALUES (5);

-- case: rows that can't be given
CREATE TABLE item (id integer GENERATED ALWAYS AS IDENTITY, a integer, b text);
INSERT INTO item SELECT 1, 2;
INSERT INTO item OVERRIDING SYSTEM VALUE VALUES (1, 2);
INSERT INTO item (id, a) OVERRIDING USER VALUE SELECT 1, 2;
INSERT INTO item VALUES (DEFAULT, 2), (3, 4);
UPDATE item SET (id, a) = (DEFAULT, 1);
UPDATE item SET (id, a) = (SELECT 1, 2);
INSERT INTO item (a) VALUES (1, 2);
INSERT INTO item (a, b) VALUES (1);
INSERT INTO item (a, a) VALUES (1, 2);
INSERT INTO item (a) VALUES ('x');
INSERT INTO item (a) VALUES (now());
UPDATE item SET a = now();
UPDATE item SET a = 1, a = 2;
UPDATE item SET nothing = 1;
UPDATE item SET a = nothing;
DELETE FROM item WHERE nothing;
DELETE FROM item WHERE a;
UPDATE item i SET a = 1 WHERE i.id = 1;
