-- Expressions over columns that get other types.
CREATE TABLE items (id integer PRIMARY KEY, number integer, label text, made timestamp, data jsonb, parts integer[]);
CREATE TABLE others (number integer);

--- an aggregate of numbers, and the column becomes a text
-- source
CREATE VIEW totals AS SELECT sum(number) AS total FROM items;
-- target
ALTER TABLE items ALTER COLUMN number TYPE text;
-- expect: IncompatibleAlter Column items.number

--- an index over the words of a text, and the column becomes a number
-- source
CREATE INDEX words ON items USING gin (to_tsvector('english', label));
-- target
ALTER TABLE items ALTER COLUMN label TYPE integer USING label::integer;
-- expect: IncompatibleAlter Column items.label

--- a field of a moment, and the column becomes a text
-- source
ALTER TABLE items ADD CONSTRAINT recent CHECK (extract(year FROM made) > 2000);
-- target
ALTER TABLE items ALTER COLUMN made TYPE text;
-- expect: IncompatibleAlter Column items.made

--- a key of a document, and the column becomes a text
-- source
CREATE VIEW names AS SELECT data ->> 'name' AS name FROM items;
-- target
ALTER TABLE items ALTER COLUMN data TYPE text;
-- expect: IncompatibleAlter Column items.data

--- an element of an array, and the column becomes a text
-- source
CREATE VIEW firsts AS SELECT parts[1] AS first FROM items;
-- target
ALTER TABLE items ALTER COLUMN parts TYPE text;
-- expect: IncompatibleAlter Column items.parts

--- a literal for what is missing, and the column becomes a number
-- source
CREATE VIEW labels AS SELECT coalesce(label, 'none') AS label FROM items;
-- target
ALTER TABLE items ALTER COLUMN label TYPE integer USING label::integer;
-- expect: IncompatibleAlter Column items.label

--- a join by a column of both tables, and one becomes a text
-- source
CREATE VIEW joined AS SELECT id FROM items JOIN others USING (number);
-- target
ALTER TABLE others ALTER COLUMN number TYPE text;
-- expect: IncompatibleAlter Column others.number

--- a sum of numbers, and the column becomes a longer number
-- source
CREATE VIEW totals AS SELECT sum(number) AS total, abs(number) AS size FROM items GROUP BY number;
-- target
ALTER TABLE items ALTER COLUMN number TYPE bigint;
-- expect: clean

--- a function of texts, and the column becomes a shorter text
-- source
CREATE VIEW labels AS SELECT substring(label FROM 1 FOR 3) AS label, trim(label) AS name FROM items;
-- target
ALTER TABLE items ALTER COLUMN label TYPE varchar(20);
-- expect: clean

--- a text of a number, and the column becomes a text
-- source
CREATE VIEW lengths AS SELECT bit_length(number::text) AS length FROM items;
-- target
ALTER TABLE items ALTER COLUMN number TYPE text;
-- expect: clean

--- an argument by its name, and the column becomes a text
-- source
CREATE VIEW spans AS SELECT make_interval(days => number) AS span FROM items;
-- target
ALTER TABLE items ALTER COLUMN number TYPE text;
-- expect: IncompatibleAlter Column items.number

--- a function of texts beside an extension that brings others, and the column becomes a number
-- source
CREATE EXTENSION pgcrypto;
CREATE INDEX low ON items (lower(label));
-- target
ALTER TABLE items ALTER COLUMN label TYPE integer USING label::integer;
-- expect: IncompatibleAlter Column items.label

--- a generated column of a type that its expression becomes no more
-- source
ALTER TABLE items ADD COLUMN late timestamp GENERATED ALWAYS AS (made) STORED;
-- target
ALTER TABLE items ALTER COLUMN made TYPE integer USING 1;
-- expect: IncompatibleAlter Column items.made

--- a body that PostgreSQL tracks, and the column becomes a longer number
-- source
CREATE FUNCTION most() RETURNS bigint BEGIN ATOMIC SELECT max(number) FROM items; END;
-- target
ALTER TABLE items ALTER COLUMN number TYPE bigint;
-- expect: clean

--- statistics of a column that goes
-- source
CREATE STATISTICS together ON number, label FROM items;
-- target
ALTER TABLE items DROP COLUMN label;
-- expect: DropVsReference Column items.label
