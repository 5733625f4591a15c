-- Sequences.

-- case: every option of a sequence
CREATE SEQUENCE plain;
CREATE SEQUENCE small AS smallint;
CREATE SEQUENCE full_one AS integer INCREMENT BY 5 MINVALUE 10 MAXVALUE 1000 START WITH 20 CACHE 7 CYCLE;
CREATE SEQUENCE down INCREMENT -1;
CREATE SEQUENCE down_to INCREMENT BY -2 MINVALUE -100 NO MAXVALUE START -3 NO CYCLE;
CREATE UNLOGGED SEQUENCE fast;
CREATE SEQUENCE short AS bigint MAXVALUE 9;

-- case: a sequence that is there already
CREATE SEQUENCE numbers;
CREATE SEQUENCE numbers;
CREATE SEQUENCE IF NOT EXISTS numbers INCREMENT 5;
CREATE TABLE numbers (id integer);
DROP SEQUENCE numbers;
DROP SEQUENCE numbers;
DROP SEQUENCE IF EXISTS numbers;
CREATE SEQUENCE nowhere.numbers;

-- case: sequences that cannot be
CREATE SEQUENCE wrong INCREMENT 0;
CREATE SEQUENCE wrong MINVALUE 10 MAXVALUE 5;
CREATE SEQUENCE wrong START 0;
CREATE SEQUENCE wrong MAXVALUE 5 START 6;
CREATE SEQUENCE wrong CACHE 0;
CREATE SEQUENCE wrong AS text;
CREATE SEQUENCE wrong AS smallint MAXVALUE 100000;
CREATE SEQUENCE wrong AS nothing;
CREATE SEQUENCE wrong OWNED BY nothing;
CREATE SEQUENCE wrong OWNED BY nothing.id;
CREATE SEQUENCE wrong INCREMENT 1 INCREMENT 2;

-- case: sequences are altered
CREATE SCHEMA shop;
CREATE SEQUENCE numbers;
ALTER SEQUENCE numbers INCREMENT BY 3 MAXVALUE 500;
ALTER SEQUENCE numbers AS smallint;
ALTER SEQUENCE numbers MINVALUE 5;
ALTER SEQUENCE numbers MINVALUE 5 START WITH 7 RESTART WITH 7;
ALTER SEQUENCE numbers RESTART;
ALTER SEQUENCE numbers NO MAXVALUE NO MINVALUE CYCLE;
ALTER SEQUENCE numbers AS integer;
ALTER SEQUENCE numbers SET UNLOGGED;
ALTER SEQUENCE numbers RENAME TO counts;
ALTER SEQUENCE counts SET SCHEMA shop;
ALTER SEQUENCE counts RESTART;
ALTER SEQUENCE IF EXISTS counts RESTART;
ALTER TABLE shop.counts RENAME TO sums;

-- case: owned by a column
CREATE TABLE item (id integer, other integer);
CREATE SCHEMA shop;
CREATE SEQUENCE numbers OWNED BY item.id;
CREATE SEQUENCE shop.numbers;
ALTER TABLE item ALTER COLUMN id SET DEFAULT nextval('numbers');
ALTER SEQUENCE numbers OWNED BY item.other;
ALTER SEQUENCE shop.numbers OWNED BY item.id;
ALTER SEQUENCE numbers OWNED BY item.nothing;
ALTER SEQUENCE numbers SET SCHEMA shop;
DROP SEQUENCE numbers;
ALTER SEQUENCE numbers OWNED BY NONE;
ALTER SEQUENCE numbers OWNED BY item.id;
ALTER TABLE item DROP COLUMN id;
DROP SEQUENCE numbers;

-- case: a default holds its sequence
CREATE SCHEMA shop;
CREATE SEQUENCE numbers;
CREATE TABLE item (id integer DEFAULT nextval('numbers'), other integer DEFAULT nextval('public.numbers'::regclass), third integer DEFAULT nextval('numbers'::text));
DROP SEQUENCE numbers;
ALTER SEQUENCE numbers RENAME TO counts;
ALTER SEQUENCE counts SET SCHEMA shop;
DROP SEQUENCE shop.counts CASCADE;

-- case: the sequence of an identity column
CREATE TABLE item (id integer GENERATED ALWAYS AS IDENTITY);
ALTER SEQUENCE item_id_seq INCREMENT 10;
ALTER SEQUENCE item_id_seq RENAME TO numbers;
ALTER SEQUENCE numbers OWNED BY NONE;
ALTER SEQUENCE numbers AS bigint;
DROP SEQUENCE numbers CASCADE;
ALTER TABLE item ALTER COLUMN id TYPE bigint;
ALTER TABLE item ALTER COLUMN id DROP IDENTITY;
DROP SEQUENCE numbers;

-- case: a serial's sequence lives with its table
CREATE TABLE item (id serial, name text);
CREATE TABLE part (item_id integer DEFAULT nextval('item_id_seq'));
ALTER TABLE item ALTER COLUMN id DROP DEFAULT;
DROP TABLE item;
ALTER TABLE part ALTER COLUMN item_id DROP DEFAULT;
DROP TABLE item;
DROP SEQUENCE item_id_seq;
