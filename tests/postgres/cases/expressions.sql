-- What the types of expressions decide: operators and functions that fit, literals that can be read.

-- case: checks that do not fit
CREATE TABLE item (id integer CHECK (id));
CREATE TABLE item (id integer CHECK (count(*) > 0));
CREATE TABLE item (id integer CHECK (id > 'a'));
CREATE TABLE item (id integer CHECK (id LIKE 'a'));
CREATE DOMAIN wrong AS integer CHECK (VALUE);
CREATE DOMAIN wrong AS integer DEFAULT 'abc';

-- case: defaults that do not fit
CREATE TABLE item (id integer DEFAULT now());
CREATE TABLE item (id integer DEFAULT true);
CREATE TABLE item (id integer DEFAULT 'abc');
CREATE TABLE item (id integer, other integer DEFAULT id);
CREATE TABLE item (id integer DEFAULT (SELECT 1));
CREATE TABLE item (id integer DEFAULT count(*));
CREATE TABLE item (id integer DEFAULT row_number() OVER ());
CREATE TABLE item (id integer DEFAULT no_such_function(1));
CREATE TABLE item (id integer DEFAULT nextval('no_such_sequence'));
CREATE TABLE item (id integer DEFAULT 1 + 2);

-- case: create table as keeps expressions' types
CREATE TABLE item (id bigint, price numeric(10, 2), made date);
CREATE TABLE report AS
  SELECT i.id + 1 AS next, i.price * 2 AS twice, i.made + 1 AS tomorrow, i.made::text AS told,
    CASE WHEN i.id > 5 THEN 'big' ELSE 'small' END AS size, coalesce(i.price, 0) AS cost,
    array_agg(i.id) OVER () AS ids, EXTRACT(year FROM i.made) AS year, i.id IS NULL AS unknown,
    CAST(i.price AS integer) AS whole, (SELECT max(id) FROM item) AS top
  FROM item i;

-- case: conditions that are not boolean
CREATE TABLE item (id integer, name text);
CREATE VIEW wrong AS SELECT * FROM item WHERE id;
CREATE VIEW wrong AS SELECT * FROM item i JOIN item j ON i.id;
CREATE INDEX wrong ON item (id) WHERE id;
CREATE POLICY wrong ON item USING (id);
CREATE VIEW wrong AS SELECT CASE WHEN id THEN 1 END AS one FROM item;
CREATE VIEW wrong AS SELECT NOT name AS one FROM item;

-- case: operators and functions that do not fit
CREATE TABLE item (id integer, name text, made date);
CREATE VIEW wrong AS SELECT id + name AS sum FROM item;
CREATE VIEW wrong AS SELECT name + 1 AS sum FROM item;
CREATE VIEW wrong AS SELECT made + made AS sum FROM item;
CREATE VIEW wrong AS SELECT upper(id) AS one FROM item;
CREATE VIEW wrong AS SELECT substr(name) AS one FROM item;
CREATE VIEW wrong AS SELECT id || id AS one FROM item;
CREATE VIEW wrong AS SELECT id = made AS one FROM item;
CREATE VIEW right_one AS SELECT id || name AS a, made - 1 AS b, made - made AS c, name || made AS d FROM item;

-- case: groups, aggregates and windows out of place
CREATE TABLE item (id integer, name text);
CREATE VIEW wrong AS SELECT name FROM item GROUP BY id;
CREATE VIEW wrong AS SELECT id, count(*) FROM item;
CREATE VIEW wrong AS SELECT id FROM item WHERE count(*) > 1;
CREATE VIEW wrong AS SELECT id FROM item WHERE rank() OVER (ORDER BY id) > 1;
CREATE VIEW wrong AS SELECT sum(count(*)) FROM item;
CREATE VIEW wrong AS SELECT id FROM item GROUP BY 3;
CREATE VIEW wrong AS SELECT id FROM item ORDER BY 3;
CREATE VIEW right_one AS SELECT id + 1 AS next, count(*) FROM item GROUP BY id + 1;

-- case: sets of rows that do not match
CREATE TABLE item (id integer, name text, made date);
CREATE VIEW wrong AS SELECT id FROM item UNION SELECT name FROM item;
CREATE VIEW wrong AS SELECT id FROM item WHERE id IN (SELECT id, name FROM item);
CREATE VIEW wrong AS SELECT (SELECT id, name FROM item) AS one;
CREATE VIEW wrong AS SELECT id FROM item WHERE id IN (SELECT made FROM item);
CREATE VIEW right_one AS SELECT id, NULL AS made FROM item UNION ALL SELECT 2.5, made FROM item UNION ALL SELECT 3, '2020-01-01';
CREATE TABLE copy AS SELECT * FROM right_one;

-- case: the types that a query's columns come to have
CREATE TABLE item (id integer, small smallint, big bigint, price numeric(6, 2), ratio real, name varchar(10), code char(3), made date, at timestamptz, tags text[], body jsonb, flag boolean);
CREATE TABLE arithmetic AS SELECT id + big AS a, small * small AS b, price / 3 AS c, ratio * id AS d, -price AS e, id % 2 AS f, big ^ 2 AS g, id / 2.0 AS h FROM item;
CREATE TABLE texts AS SELECT name || code AS a, name || id AS b, upper(name) AS c, name::varchar(5) AS d, code AS e, trim(name) AS f, left(name, 2) AS g, concat(name, id) AS h FROM item;
CREATE TABLE times AS SELECT made + 1 AS a, made - made AS b, at - at AS c, at + interval '1 day' AS d, made + time '12:00' AS e, date_trunc('day', at) AS f, age(at) AS g, now() AS h, current_date AS i, extract(day FROM made) AS j FROM item;
CREATE TABLE others AS SELECT tags[1] AS a, body -> 'x' AS b, body ->> 'x' AS c, tags || 'x'::text AS d, array[id, big] AS e, flag AND true AS f, id IS NULL AS g, coalesce(small, big) AS h, greatest(id, price) AS i, nullif(name, 'x') AS j FROM item;
CREATE TABLE summed AS SELECT sum(id) AS a, sum(big) AS b, avg(id) AS c, avg(ratio) AS d, min(name) AS e, max(at) AS f, count(*) AS g, string_agg(name, ',') AS h, array_agg(made) AS i, bool_and(flag) AS j, sum(price) AS k, jsonb_agg(body) AS l FROM item;
CREATE TABLE cases AS SELECT CASE WHEN flag THEN id ELSE big END AS a, CASE WHEN flag THEN 1 END AS b, CASE flag WHEN true THEN 'x' ELSE name END AS c, row_number() OVER () AS d, lag(name) OVER (ORDER BY id) AS e, (SELECT max(price) FROM item) AS f, exists (SELECT 1) AS g FROM item;

-- case: what several types are brought to
CREATE DOMAIN cash AS numeric(10,2);
CREATE DOMAIN label AS varchar(9);
CREATE TABLE node (name cash, at numeric(10,2), v varchar(20), t text, c char(3), l label, i integer);
CREATE TABLE t1 AS SELECT at FROM node UNION ALL SELECT name FROM node;
CREATE TABLE t2 AS SELECT v FROM node UNION ALL SELECT t FROM node;
CREATE TABLE t3 AS SELECT t FROM node UNION ALL SELECT v FROM node;
CREATE TABLE t4 AS SELECT c FROM node UNION ALL SELECT v FROM node;
CREATE TABLE t5 AS SELECT l FROM node UNION ALL SELECT l FROM node;
CREATE TABLE t6 AS SELECT l FROM node UNION ALL SELECT t FROM node;
CREATE TABLE t7 AS SELECT name FROM node UNION ALL SELECT i FROM node;
CREATE VIEW v1 AS SELECT COALESCE(v, t) AS a, CASE WHEN i > 0 THEN c ELSE t END AS b, COALESCE(v, 'x') AS d, COALESCE(l, 'x') AS e, COALESCE(name, 0) AS f, GREATEST(at, at) AS g FROM node;
CREATE VIEW v2 AS SELECT COALESCE(v, l) AS a, COALESCE(v, v) AS b, ARRAY[v, t] AS c FROM node;
CREATE VIEW v3 (a) AS VALUES (1::smallint), (2.5);
CREATE TABLE t8 AS TABLE v1;
CREATE TABLE t9 AS TABLE v2;

-- case: addresses and bit strings have operators with their like
CREATE TABLE t (i inet, c cidr, m macaddr, b bit(3), v varbit, x text, CHECK (i <> '10.0.0.1'), CHECK (m < '08:00:2b:01:02:03'));
CREATE VIEW u AS SELECT i = c AS a, b = v AS b, i + 1 AS c, i - i AS d, i - 5 AS e, i << c AS f, b || v AS g, v & v AS h FROM t;
CREATE VIEW e1 AS SELECT i = x AS a FROM t;
CREATE VIEW e2 AS SELECT m <> x AS a FROM t;
CREATE VIEW e3 AS SELECT b = 5 AS a FROM t;
CREATE VIEW e4 AS SELECT m + m AS a FROM t;
CREATE VIEW e5 AS SELECT i * 2 AS a FROM t;
ALTER TABLE t ALTER i TYPE text;
DROP VIEW u;
ALTER TABLE t ALTER i TYPE text;
ALTER TABLE t ALTER m TYPE text;
ALTER TABLE t ALTER b TYPE text;
CREATE INDEX ON t (c) WHERE c = '10.0.0.0/8';
ALTER TABLE t ALTER c TYPE inet;

-- case: built-in functions and operators take what they take
CREATE TABLE items (n integer, label text, made timestamp, data jsonb, parts integer[]);
CREATE VIEW v1 AS SELECT sum(label) AS x FROM items;
CREATE VIEW v2 AS SELECT date_trunc('day', label) AS x FROM items;
CREATE VIEW v3 AS SELECT extract(year FROM label) AS x FROM items;
CREATE VIEW v4 AS SELECT label ->> 'a' AS x FROM items;
CREATE VIEW v5 AS SELECT label[1] AS x FROM items;
CREATE VIEW v6 AS SELECT coalesce(n, 'none') AS x FROM items;
CREATE VIEW v7 AS SELECT n COLLATE "C" AS x FROM items;
CREATE VIEW v8 AS SELECT n::date AS x FROM items;
CREATE VIEW v9 AS SELECT trim(n) AS x FROM items;
CREATE VIEW v10 AS SELECT n AT TIME ZONE 'utc' AS x FROM items;
CREATE VIEW v11 AS SELECT 1 = ANY (n) AS x FROM items;
CREATE VIEW v12 AS SELECT int4range(label, 10) AS x FROM items;
CREATE INDEX i1 ON items USING brin (data);
CREATE INDEX i2 ON items (label int4_ops);
CREATE VIEW w1 AS SELECT sum(n) AS s, abs(n) AS a, round(n, 2) AS r, to_char(made, 'YYYY') AS y FROM items GROUP BY n, made;
CREATE VIEW w2 AS SELECT data -> 'a' ->> 'b' AS b, 'x' || n || n AS t, (data -> 0 ->> 'c')::bytea AS c FROM items;
CREATE VIEW w3 AS SELECT array_length(parts, 1) AS l, 1 = ANY (parts) AS f, parts @> ARRAY[1] AS h, unnest(parts) AS u FROM items;

-- case: some built-in functions return this or that
CREATE VIEW ages AS SELECT least(100 - age(relfrozenxid), 50) AS left_over, age(TIMESTAMP '2026-01-01', TIMESTAMP '2025-01-01') AS years FROM pg_class;
CREATE VIEW bytes AS SELECT length('\x01'::bytea) + 1 AS one, btrim('\x0102'::bytea, '\x01'::bytea) AS two, substr('\x0102'::bytea, 1) AS three;
CREATE VIEW points AS SELECT length(lseg '((0,0),(3,4))') / 2.5 AS half;
CREATE TABLE sizes AS SELECT pg_column_size(1) AS size, age(TIMESTAMP '2026-01-01', TIMESTAMP '2025-01-01') AS years;
CREATE VIEW wrong AS SELECT 1 - age(TIMESTAMP '2026-01-01', TIMESTAMP '2025-01-01') AS a;

-- case: what an UPDATE is refused for first
CREATE TABLE item (id integer, name text, made integer GENERATED ALWAYS AS (id + 1) STORED);
CREATE TABLE note (id integer PRIMARY KEY, name text);
UPDATE item SET nothing = nowhere WHERE false;
UPDATE item SET nothing = 1 WHERE nowhere;
UPDATE item SET nothing = nowhere WHERE missing RETURNING lost;
UPDATE item SET nothing = nowhere RETURNING lost;
UPDATE item SET nothing = 1, name = nowhere;
UPDATE item SET id = true, name = nowhere;
UPDATE item SET id = 1, id = 2, nothing = 3;
UPDATE item SET id = 1, id = 2 WHERE nowhere;
UPDATE item SET nothing = 1, id = 2, id = 3;
INSERT INTO item (nothing) SELECT nowhere FROM item;
INSERT INTO note (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET nothing = nowhere;
INSERT INTO note (id) VALUES (1) ON CONFLICT (id) DO UPDATE SET nothing = 1 WHERE nowhere;
CREATE FUNCTION marked() RETURNS void LANGUAGE sql AS 'UPDATE item SET nothing = nowhere';
CREATE RULE mark AS ON DELETE TO item DO ALSO UPDATE note SET nothing = old.nowhere;

-- case: arrays of domains and labels have no fields
CREATE DOMAIN label AS integer;
CREATE TYPE mood AS ENUM ('calm');
CREATE TYPE pair AS (one integer, two integer);
CREATE DOMAIN twin AS pair;
CREATE TABLE item (labels label[], moods mood[], mood mood, pair pair, twin twin, pairs pair[]);
CREATE VIEW seen AS SELECT is_good(labels) FROM item;
CREATE VIEW seen AS SELECT is_good(moods) FROM item;
CREATE VIEW seen AS SELECT is_good(mood) FROM item;
CREATE VIEW seen AS SELECT one(pair), two(twin), one(item.pair) AS again FROM item;
CREATE VIEW other AS SELECT labels(item) FROM item;
CREATE VIEW more AS SELECT one(pairs) FROM item;
CREATE VIEW joined AS SELECT labels FROM item UNION SELECT 1;
CREATE VIEW joined AS SELECT labels FROM item UNION SELECT labels FROM item;
CREATE VIEW chosen AS SELECT coalesce(labels, 1) FROM item;

-- case: BETWEEN takes what binds tighter whole
CREATE TABLE span (
  id integer, low integer, high numeric, since timestamp, word text, codes integer[], given json,
  CONSTRAINT difference CHECK (high - low BETWEEN 0 AND 10),
  CONSTRAINT product CHECK (low + low * 2 BETWEEN low AND 9),
  CONSTRAINT negative CHECK (-low BETWEEN -9 AND least(0, high)),
  CONSTRAINT product_of_sign CHECK (low * -1 NOT BETWEEN 3 AND 4 OR high > 2),
  CONSTRAINT rest CHECK (low % 7 BETWEEN 0 AND 5 AND codes[1] + codes[2] BETWEEN 1 AND 3),
  CONSTRAINT cast_before CHECK (high::integer BETWEEN 0 AND 100 AND low > 0),
  CONSTRAINT cast_within CHECK (low + high::integer BETWEEN 0 AND 100),
  CONSTRAINT cast_negated CHECK (NOT (given ->> 'n')::integer BETWEEN 3 AND 4),
  CONSTRAINT text CHECK (word || 'x' BETWEEN 'a' AND 'b' AND (word || word)::varchar BETWEEN 'a' AND 'z'),
  CONSTRAINT zone CHECK (since AT TIME ZONE 'utc' BETWEEN '2020-01-01' AND '2030-01-01'),
  CONSTRAINT missing CHECK (low - high ISNULL OR -low NOTNULL OR low + high IS NULL),
  CONSTRAINT compared CHECK ((low BETWEEN 1 AND 2) = (high + 1 BETWEEN 1 AND 2))
);
CREATE INDEX near ON span (id) WHERE low + 1 BETWEEN 1 AND 5;
CREATE VIEW spans AS SELECT low * 2 BETWEEN 1 AND 5 AS is_near, sum(low::bigint) AS total FROM span
  WHERE high::integer BETWEEN 1 AND 3 AND length(word) - 1 BETWEEN 0 AND low GROUP BY 1 HAVING max(low) - min(low) BETWEEN 0 AND 9;
ALTER TABLE span ADD CHECK (word - 1 BETWEEN 0 AND 1);
ALTER TABLE span ADD CHECK (-word BETWEEN 0 AND 1);
ALTER TABLE span RENAME low TO bottom;
ALTER TABLE span DROP COLUMN high;

-- case: the time of a session in so many digits
CREATE TABLE stamp (
  a timestamp DEFAULT localtimestamp(0), b time DEFAULT LOCALTIME (1), c timestamptz DEFAULT current_timestamp(2),
  d timetz DEFAULT current_time(3), CONSTRAINT past CHECK (c < current_timestamp(1))
);
CREATE VIEW now_and_then AS SELECT localtimestamp(0) AS one, current_timestamp(3) - c AS other FROM stamp;
CREATE INDEX ON stamp ((c < current_timestamp(0)));
ALTER TABLE stamp ADD e integer DEFAULT localtimestamp(0);

-- case: words that are names where nothing of theirs follows
CREATE TABLE kept (exclude integer DEFAULT 1 NOT NULL, current boolean, cube integer, rollup integer);
CREATE TABLE booked (
  id integer, exclude text, during int4range,
  EXCLUDE USING gist (during WITH &&), CONSTRAINT apart EXCLUDE (id WITH =) WHERE (exclude IS NOT NULL)
);
ALTER TABLE booked ADD current integer;
ALTER TABLE kept ADD COLUMN after integer, DROP exclude;
ALTER TABLE kept ADD exclude integer;
UPDATE kept SET current = false WHERE current = true;
DELETE FROM kept WHERE current;
DELETE FROM kept WHERE current AND missing;
CREATE VIEW counts AS SELECT cube, rollup, count(*) AS of FROM kept GROUP BY cube, rollup;
CREATE VIEW totals AS SELECT cube, sum(cube) OVER (ORDER BY cube ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW) FROM kept;
CREATE VIEW groups AS SELECT cube, rollup FROM kept GROUP BY CUBE (cube, rollup), rollup;
