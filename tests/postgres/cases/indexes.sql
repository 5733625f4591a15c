-- Indexes and extended statistics.

-- case: every form of an index
CREATE TABLE item (id integer, name text, tags text[], body jsonb, at timestamptz, span int4range);
CREATE INDEX item_name ON item (name);
CREATE UNIQUE INDEX item_id ON item (id) INCLUDE (name) WITH (fillfactor = 70);
CREATE INDEX item_desc ON item (id DESC NULLS LAST, name COLLATE "C" text_pattern_ops ASC NULLS FIRST);
CREATE INDEX item_lower ON item (lower(name), (id + 1));
CREATE INDEX item_part ON item USING btree (name) WHERE id > 5 AND name IS NOT NULL;
CREATE INDEX item_tags ON item USING gin (tags);
CREATE INDEX item_body ON item USING gin (body jsonb_path_ops) WITH (fastupdate = off);
CREATE INDEX item_span ON item USING gist (span);
CREATE INDEX item_at ON item USING brin (at) WITH (pages_per_range = 32);
CREATE INDEX item_hash ON item USING hash (name);
CREATE INDEX item_spgist ON item USING spgist (name);
CREATE UNIQUE INDEX item_nulls ON item (name) NULLS NOT DISTINCT;
CREATE INDEX item_body_key ON item ((body ->> 'key'));

-- case: names that PostgreSQL makes up for indexes
CREATE TABLE item (id integer, name text);
CREATE INDEX ON item (id);
CREATE INDEX ON item (id);
CREATE INDEX ON item (id, name);
CREATE UNIQUE INDEX ON item (name);
CREATE INDEX ON item (lower(name));
CREATE INDEX ON item ((id + 1));
CREATE INDEX ON item (lower(name), upper(name), id);
CREATE INDEX ON item (id) INCLUDE (name);
CREATE INDEX ON item ((id + 1), (id + 2));
CREATE INDEX ON item ((name COLLATE "C"), (id::text));

-- case: indexes that cannot be
CREATE TABLE item (id integer, name text, body json);
CREATE VIEW items AS SELECT * FROM item;
CREATE INDEX wrong ON nothing (id);
CREATE INDEX wrong ON item (nothing);
CREATE INDEX wrong ON item (lower(nothing));
CREATE INDEX wrong ON items (id);
CREATE INDEX wrong ON item (body);
CREATE INDEX wrong ON item USING nothing (id);
CREATE INDEX wrong ON item (id nothing_ops);
CREATE INDEX wrong ON item (id text_pattern_ops);
CREATE INDEX wrong ON item USING gin (id);
CREATE INDEX wrong ON item USING hash (id, name);
CREATE UNIQUE INDEX wrong ON item USING hash (id);
CREATE INDEX wrong ON item USING hash (id DESC);
CREATE INDEX wrong ON item ((random()));
CREATE INDEX wrong ON item (id) WHERE nothing > 1;
CREATE INDEX wrong ON item (id) WHERE random() > 1;
CREATE INDEX wrong ON item (id) WHERE id IN (SELECT 1);
CREATE INDEX wrong ON item (id) INCLUDE (nothing);
CREATE INDEX wrong ON item (id) INCLUDE ((id + 1));
CREATE INDEX wrong ON item (id) WITH (nothing = 1);
CREATE INDEX wrong ON item (id) WITH (fillfactor = 1);
CREATE INDEX wrong ON item (id COLLATE "C");
CREATE INDEX wrong ON item (name COLLATE nothing);
CREATE INDEX wrong ON item (xmin);
CREATE INDEX wrong ON item (id) TABLESPACE nothing;

-- case: an index says the same at any time
CREATE TABLE item (
    id integer, name text, day date, at timestamp, zoned timestamptz, span interval, hour time, price money,
    amount numeric
);
CREATE INDEX item_days ON item (date_trunc('day', at));
CREATE INDEX wrong ON item (date_trunc('day', zoned));
CREATE INDEX wrong ON item (date_trunc('day', day));
CREATE INDEX item_years ON item (extract(year FROM at));
CREATE INDEX wrong ON item (extract(year FROM zoned));
CREATE INDEX item_dates ON item ((at::date));
CREATE INDEX wrong ON item ((zoned::date));
CREATE INDEX wrong ON item ((day::timestamptz));
CREATE INDEX item_later ON item ((at + span));
CREATE INDEX wrong ON item ((zoned + span));
CREATE INDEX wrong ON item ((zoned > at));
CREATE INDEX wrong ON item (concat(name, id));
CREATE INDEX wrong ON item (to_char(at, 'YYYY'));
CREATE INDEX wrong ON item (age(at));
CREATE INDEX item_ages ON item (age(at, at));
CREATE INDEX wrong ON item (to_tsvector(name));
CREATE INDEX item_words ON item USING gin (to_tsvector('english', name));
CREATE INDEX wrong ON item ((price::numeric));
CREATE INDEX wrong ON item ((amount::money));
CREATE INDEX wrong ON item ((name::date));
CREATE INDEX wrong ON item ((at::text));
CREATE INDEX item_hours ON item ((hour::text));
CREATE INDEX wrong ON item (to_jsonb(name));
CREATE INDEX wrong ON item (timeofday());
CREATE INDEX item_local ON item ((zoned AT TIME ZONE 'UTC'));
CREATE INDEX wrong ON item (id) WHERE name = USER;
CREATE INDEX wrong ON item (id) WHERE name = current_user;
CREATE INDEX wrong ON item (id) WHERE day > current_date;
CREATE INDEX item_recent ON item (id) WHERE zoned > '2020-01-01';

-- case: an index that is there already, and its schema
CREATE SCHEMA shop;
CREATE TABLE shop.item (id integer);
CREATE TABLE item (id integer);
CREATE INDEX item_id ON shop.item (id);
CREATE INDEX item_id ON item (id);
CREATE INDEX item_id ON item (id);
CREATE INDEX IF NOT EXISTS item_id ON item (id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS item_id ON item (id);
CREATE INDEX CONCURRENTLY item_more ON item (id);
DROP INDEX shop.item_id;
DROP INDEX item_id, item_more;
DROP INDEX item_id;
DROP INDEX IF EXISTS item_id;
DROP INDEX CONCURRENTLY IF EXISTS item_id;

-- case: indexes are altered
CREATE TABLE item (id integer, name text);
CREATE INDEX item_id ON item (id);
CREATE INDEX item_sum ON item ((id + 1));
ALTER INDEX item_id RENAME TO item_number;
ALTER INDEX item_number RENAME TO item_sum;
ALTER INDEX item_number SET (fillfactor = 50);
ALTER INDEX item_number RESET (fillfactor);
ALTER INDEX item_number SET (nothing = 50);
ALTER INDEX item_sum ALTER COLUMN 1 SET STATISTICS 100;
ALTER INDEX item_number ALTER COLUMN 1 SET STATISTICS 100;
ALTER INDEX item_sum ALTER COLUMN 2 SET STATISTICS 100;
ALTER INDEX nothing RENAME TO other;
ALTER INDEX IF EXISTS nothing RENAME TO other;
ALTER TABLE item_number RENAME TO item_key;

-- case: an index goes with its columns
CREATE TABLE item (id integer, name text, size integer);
CREATE INDEX item_id ON item (id, name);
CREATE INDEX item_lower ON item (lower(name));
CREATE INDEX item_size ON item (id) WHERE size > 0;
CREATE INDEX item_with ON item (id) INCLUDE (size);
ALTER TABLE item RENAME COLUMN name TO title;
ALTER TABLE item DROP COLUMN title;
ALTER TABLE item DROP COLUMN size;
ALTER TABLE item ALTER COLUMN id TYPE bigint;

-- case: an index on functions and types of its own
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2';
CREATE FUNCTION shifty(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1 * 2';
CREATE TABLE item (id integer, feels mood);
CREATE INDEX item_twice ON item (twice(id));
CREATE INDEX item_shifty ON item (shifty(id));
CREATE INDEX item_sad ON item (id) WHERE feels = 'sad';
DROP FUNCTION twice(integer);
DROP TYPE mood;
DROP FUNCTION twice(integer) CASCADE;
DROP TYPE mood CASCADE;

-- case: statistics
CREATE SCHEMA shop;
CREATE TABLE item (id integer, name text, size integer, body json);
CREATE STATISTICS item_stats ON id, size FROM item;
CREATE STATISTICS item_kinds (ndistinct, dependencies, mcv) ON id, name FROM item;
CREATE STATISTICS item_expression ON (id + size) FROM item;
CREATE STATISTICS item_mixed ON id, lower(name) FROM item;
CREATE STATISTICS item_stats ON id, size FROM item;
CREATE STATISTICS IF NOT EXISTS item_stats ON id, size FROM item;
CREATE STATISTICS wrong ON id FROM item;
CREATE STATISTICS wrong ON id, id FROM item;
CREATE STATISTICS wrong ON id, nothing FROM item;
CREATE STATISTICS wrong ON id, body FROM item;
CREATE STATISTICS wrong (nothing) ON id, size FROM item;
CREATE STATISTICS wrong ON id, size FROM nothing;
CREATE STATISTICS wrong ON id, size FROM item, item;
ALTER STATISTICS item_stats SET STATISTICS 200;
ALTER STATISTICS item_stats RENAME TO item_figures;
ALTER STATISTICS item_figures RENAME TO item_kinds;
ALTER STATISTICS item_figures SET SCHEMA shop;
ALTER STATISTICS nothing RENAME TO other;
ALTER TABLE item DROP COLUMN size;
DROP STATISTICS item_kinds;
DROP STATISTICS item_kinds;
DROP STATISTICS IF EXISTS item_kinds;
DROP TABLE item;

-- case: an index that tells the rows apart
CREATE TABLE item (id integer NOT NULL, name text NOT NULL, UNIQUE (name) DEFERRABLE);
CREATE UNIQUE INDEX item_some ON item (id) WHERE id > 0;
CREATE UNIQUE INDEX item_lower ON item (lower(name));
CREATE INDEX item_any ON item (id);
ALTER TABLE item REPLICA IDENTITY USING INDEX item_some;
ALTER TABLE item REPLICA IDENTITY USING INDEX item_lower;
ALTER TABLE item REPLICA IDENTITY USING INDEX item_any;
ALTER TABLE item REPLICA IDENTITY USING INDEX item_name_key;

-- case: statistics have the order of the columns
CREATE TABLE item (a integer, b text, c date);
CREATE STATISTICS item_both ON c, a FROM item;
CREATE STATISTICS mixed ON (a + 1), c, b FROM item;
CREATE TABLE other (LIKE item INCLUDING STATISTICS);

-- case: a function that is strict and does not look at what it is given
CREATE FUNCTION blind(x integer) RETURNS boolean LANGUAGE sql AS 'SELECT true';
CREATE FUNCTION seeing(x integer) RETURNS boolean LANGUAGE sql STRICT AS 'SELECT x > 0';
CREATE TABLE item (id integer);
CREATE INDEX item_blind ON item (id) WHERE blind(id);
CREATE INDEX item_seeing ON item (id) WHERE seeing(id);
CREATE FUNCTION strict_one(x integer) RETURNS boolean LANGUAGE sql STRICT AS 'SELECT true';
CREATE INDEX item_strict ON item (id) WHERE strict_one(id);

-- case: what is not immutable
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TABLE item (id integer, name text, at timestamptz, local timestamp, day date, m mood, span interval, tags text[], body jsonb);
CREATE INDEX ON item ((at::date));
CREATE INDEX ON item ((local::date));
CREATE INDEX ON item (((at AT TIME ZONE 'UTC')::date));
CREATE INDEX ON item ((day::text));
CREATE INDEX ON item ((id::text));
CREATE INDEX ON item ((m::text));
CREATE INDEX ON item ((body::text));
CREATE INDEX ON item ((tags::text));
CREATE INDEX ON item ((name::date));
CREATE INDEX ON item ((name::integer));
CREATE INDEX ON item (((body ->> 'at')::timestamptz));
CREATE INDEX ON item (((body ->> 'size')::numeric));
CREATE INDEX ON item ((at + span));
CREATE INDEX ON item ((local + span));
CREATE INDEX ON item (date_trunc('day', at));
CREATE INDEX ON item (date_trunc('day', local));
CREATE INDEX ON item (date_trunc('day', day));
CREATE INDEX ON item (extract(year FROM at));
CREATE INDEX ON item (extract(year FROM local));
CREATE INDEX ON item (to_tsvector(name));
CREATE INDEX ON item (to_tsvector('english', name));
CREATE INDEX ON item (array_to_string(tags, ','));
CREATE INDEX ON item (id) WHERE m::text = 'sad';
CREATE INDEX ON item (id) WHERE m = 'sad';
CREATE INDEX ON item (id) WHERE day > at;
CREATE INDEX ON item (id) WHERE at > '2020-01-01';
ALTER TABLE item ADD COLUMN next timestamptz GENERATED ALWAYS AS (at + interval '1 day') STORED;
ALTER TABLE item ADD COLUMN mood_name text GENERATED ALWAYS AS (m::text) STORED;
ALTER TABLE item ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector(name)) STORED;
ALTER TABLE item ADD COLUMN words tsvector GENERATED ALWAYS AS (to_tsvector('simple', coalesce(name, ''))) STORED;

-- case: an index has its name in the schema that its table moves to
CREATE SCHEMA shop;
CREATE TABLE shop.part (a integer);
CREATE INDEX by_a ON shop.part (a);
CREATE TABLE node (a integer CONSTRAINT node_key PRIMARY KEY);
CREATE INDEX by_a ON node (a);
ALTER TABLE node SET SCHEMA shop;
ALTER INDEX by_a RENAME TO node_by_a;
ALTER TABLE shop.part ADD CONSTRAINT node_key UNIQUE (a);
ALTER TABLE node SET SCHEMA shop;
ALTER TABLE shop.part DROP CONSTRAINT node_key;
ALTER TABLE node SET SCHEMA shop;

-- case: an index over a moment's day, and the moment becomes a day
CREATE TABLE log (at timestamp NOT NULL, note text);
CREATE INDEX days ON log (date(at));
ALTER TABLE log ALTER COLUMN at TYPE date;
ALTER TABLE log ADD PRIMARY KEY (at);

-- case: the name of statistics is looked at first
CREATE TABLE item (id integer, name text, at json);
CREATE STATISTICS seen ON id, name FROM item;
CREATE STATISTICS seen ON id, id FROM item;
CREATE STATISTICS seen ON id FROM item;
CREATE STATISTICS seen ON at, nothing FROM item;
CREATE STATISTICS seen (wrong) ON id, name FROM item;
CREATE STATISTICS IF NOT EXISTS seen ON id, id FROM item;

-- case: an index's condition is read before its elements
CREATE TABLE item (count integer, name text);
CREATE INDEX higher ON item ((count + 1)) WHERE count <> 5;
ALTER TABLE item ALTER count TYPE text;
CREATE INDEX named ON item ((name + 1)) WHERE name <> 5;

-- case: statistics that cannot be
CREATE TABLE item (a integer, b integer, c text);
CREATE STATISTICS one (ndistinct) ON (a + b) FROM item;
CREATE STATISTICS one ON (a + b), (a + b) FROM item;
CREATE STATISTICS one ON (a + b), lower(c) FROM item;
ALTER STATISTICS one SET STATISTICS -2;
ALTER STATISTICS one SET STATISTICS 50;
ALTER STATISTICS one SET STATISTICS -1;
