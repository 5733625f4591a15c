-- Views and materialized views.

-- case: plain views
CREATE TABLE item (id integer, name text, price numeric);
CREATE VIEW items AS SELECT * FROM item;
CREATE VIEW cheap (key, title) AS SELECT id, name FROM item WHERE price < 10;
CREATE VIEW joined AS SELECT a.id, b.name FROM item a JOIN item b USING (id) LEFT JOIN item c ON c.id = a.id;
CREATE VIEW told AS SELECT upper(name), price * 2 AS twice, count(*) OVER (PARTITION BY name) FROM item ORDER BY name LIMIT 3;
CREATE VIEW deep AS WITH few AS (SELECT id FROM generate_series(1, 3) c(id)) SELECT id FROM few;
CREATE VIEW nested AS WITH few AS (SELECT id FROM item) SELECT f.id, (SELECT max(price) FROM item WHERE item.id = f.id) AS top FROM few f;
CREATE VIEW all_of AS SELECT id FROM item UNION ALL SELECT id FROM items INTERSECT SELECT key FROM cheap;
CREATE VIEW listed AS VALUES (1, 'a'), (2, 'b');

-- case: a view that is there already
CREATE TABLE item (id integer, name text);
CREATE VIEW items AS SELECT id FROM item;
CREATE VIEW items AS SELECT id FROM item;
CREATE OR REPLACE VIEW items AS SELECT id, name FROM item;
CREATE OR REPLACE VIEW items AS SELECT id FROM item;
CREATE OR REPLACE VIEW items AS SELECT id AS key, name FROM item;
CREATE OR REPLACE VIEW items AS SELECT id::text, name FROM item;
CREATE OR REPLACE VIEW items AS SELECT name, id FROM item;
CREATE OR REPLACE VIEW items AS SELECT id, name FROM item WHERE id > 5;
CREATE OR REPLACE VIEW item AS SELECT 1 AS one;

-- case: views that cannot be
CREATE TABLE item (id integer, name text);
CREATE VIEW wrong AS SELECT * FROM nothing;
CREATE VIEW wrong AS SELECT nothing FROM item;
CREATE VIEW wrong AS SELECT i.nothing FROM item i;
CREATE VIEW wrong AS SELECT other.id FROM item;
CREATE VIEW wrong AS SELECT id, id FROM item;
CREATE VIEW half_named (a) AS SELECT id, name FROM item;
CREATE VIEW wrong (a, b, c) AS SELECT id, name FROM item;
CREATE VIEW wrong AS SELECT a.id, b.id FROM item a, item b;
CREATE VIEW wrong AS SELECT id FROM item a, item b;
CREATE VIEW wrong AS SELECT no_such_function(id) FROM item;
CREATE VIEW wrong AS SELECT id FROM item UNION SELECT id, name FROM item;
CREATE VIEW wrong AS SELECT id INTO other FROM item;
CREATE VIEW nowhere.wrong AS SELECT 1 AS one;
CREATE VIEW wrong AS SELECT 1 AS one, 2 AS one;

-- case: what a view shows cannot go
CREATE TABLE item (id integer, name text);
CREATE VIEW one AS SELECT id FROM item;
CREATE VIEW two AS SELECT id FROM one;
CREATE VIEW star AS SELECT * FROM item;
DROP VIEW one;
DROP TABLE item;
ALTER TABLE item DROP COLUMN id;
ALTER TABLE item DROP COLUMN name;
DROP VIEW one CASCADE;
DROP VIEW two;
DROP VIEW IF EXISTS two;
ALTER TABLE item DROP COLUMN name CASCADE;

-- case: a star is what it was
CREATE TABLE item (id integer, name text);
CREATE VIEW items AS SELECT * FROM item;
CREATE VIEW again AS SELECT i.*, 1 AS one FROM items i;
ALTER TABLE item ADD COLUMN more text;
ALTER TABLE item RENAME COLUMN name TO title;
CREATE VIEW now AS SELECT * FROM item;

-- case: views are altered
CREATE SCHEMA shop;
CREATE TABLE item (id integer, name text);
CREATE VIEW items AS SELECT id, name FROM item;
ALTER VIEW items RENAME COLUMN id TO key;
ALTER VIEW items RENAME COLUMN nothing TO other;
ALTER VIEW items RENAME COLUMN key TO name;
ALTER VIEW items ALTER COLUMN name SET DEFAULT 'x';
ALTER VIEW items ALTER COLUMN nothing SET DEFAULT 'x';
ALTER VIEW items SET (security_barrier = true, check_option = local);
ALTER VIEW items RESET (check_option);
ALTER VIEW items SET (no_such_option = true);
ALTER VIEW items RENAME TO things;
ALTER VIEW things SET SCHEMA shop;
ALTER VIEW IF EXISTS nothing RENAME TO other;
ALTER VIEW nothing RENAME TO other;
ALTER VIEW shop.things ALTER COLUMN name DROP DEFAULT;

-- case: options and check options
CREATE TABLE item (id integer, name text);
CREATE VIEW a AS SELECT id FROM item WHERE id > 0 WITH LOCAL CHECK OPTION;
CREATE VIEW b WITH (security_invoker = true) AS SELECT id FROM item WHERE id > 0 WITH CASCADED CHECK OPTION;
CREATE VIEW c WITH (security_barrier) AS SELECT id FROM item;
CREATE VIEW d AS SELECT count(*) FROM item WITH CHECK OPTION;
CREATE VIEW e WITH (check_option = wrong) AS SELECT id FROM item;
CREATE OR REPLACE VIEW c AS SELECT id FROM item;

-- case: recursive and temporary views
CREATE TABLE node (id integer, parent integer);
CREATE RECURSIVE VIEW tree (id, depth) AS
  SELECT id, 0 FROM node WHERE parent IS NULL
  UNION ALL SELECT n.id, t.depth + 1 FROM node n JOIN tree t ON t.id = n.parent;
CREATE TEMP VIEW passing AS SELECT * FROM node;
CREATE TEMP TABLE short (id integer);
CREATE VIEW also_passing AS SELECT * FROM short;

-- case: a view uses functions, types and sequences
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE SEQUENCE numbers;
CREATE FUNCTION add(a integer, b integer) RETURNS integer LANGUAGE sql AS 'SELECT a + b';
CREATE TABLE item (id integer, feels mood);
CREATE VIEW used AS SELECT add(id, 1) AS more, 'sad'::mood AS low, feels = 'happy' AS high, nextval('numbers') AS next FROM item;
DROP FUNCTION add(integer, integer);
DROP TYPE mood;
DROP SEQUENCE numbers;
ALTER TYPE mood RENAME TO feeling;
ALTER FUNCTION add RENAME TO plus;
ALTER SEQUENCE numbers RENAME TO counts;
DROP FUNCTION plus CASCADE;

-- case: names in a view are the ones of its time
CREATE SCHEMA a;
CREATE SCHEMA b;
CREATE TABLE a.item (id integer);
CREATE TABLE b.item (id integer, name text);
SET search_path = a, b;
CREATE VIEW items AS SELECT * FROM item;
SET search_path = b, a;
CREATE VIEW items AS SELECT * FROM item;
ALTER TABLE a.item SET SCHEMA public;
SET search_path = public;
ALTER TABLE item RENAME TO thing;

-- case: subqueries, laterals, and row values
CREATE TABLE item (id integer, tags text[], at timestamptz);
CREATE VIEW v1 AS SELECT i.id, t.tag, t.n FROM item i, LATERAL unnest(i.tags) WITH ORDINALITY AS t(tag, n);
CREATE VIEW v2 AS SELECT id FROM item WHERE id IN (SELECT id FROM item WHERE at > now() - interval '1 day') AND EXISTS (SELECT 1 FROM v1 WHERE v1.id = item.id);
CREATE VIEW v3 AS SELECT i AS whole, (i).id AS part, ROW(i.id, 2)::text AS pair FROM item i;
CREATE VIEW v4 AS SELECT date_trunc('day', at) AS day, count(*) FILTER (WHERE id > 3) AS some, array_agg(id ORDER BY id DESC) AS ids FROM item GROUP BY 1 HAVING count(*) > 1;
CREATE VIEW v5 AS SELECT DISTINCT ON (id) id, rank() OVER w AS r FROM item WINDOW w AS (PARTITION BY id ORDER BY at) ORDER BY id, at;
CREATE VIEW v6 AS SELECT x.n FROM generate_series(1, 3) AS x(n) CROSS JOIN item NATURAL JOIN v2;
CREATE VIEW v7 AS SELECT id, GROUPING(id) AS g FROM item GROUP BY ROLLUP (id);
ALTER TABLE item RENAME COLUMN id TO key;

-- case: materialized views
CREATE TABLE item (id integer, name text);
CREATE MATERIALIZED VIEW summary AS SELECT name, count(*) AS many FROM item GROUP BY name;
CREATE MATERIALIZED VIEW empty (a, b) WITH (fillfactor = 80) AS SELECT id, name FROM item WITH NO DATA;
CREATE UNIQUE INDEX summary_name ON summary (name);
CREATE MATERIALIZED VIEW summary AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW IF NOT EXISTS summary AS SELECT 1 AS one;
REFRESH MATERIALIZED VIEW summary;
ALTER MATERIALIZED VIEW summary RENAME COLUMN many TO total;
ALTER MATERIALIZED VIEW summary RENAME TO totals;
ALTER MATERIALIZED VIEW totals SET (fillfactor = 60);
ALTER MATERIALIZED VIEW totals ALTER COLUMN name SET STATISTICS 10;
ALTER MATERIALIZED VIEW totals CLUSTER ON summary_name;
ALTER MATERIALIZED VIEW nothing RENAME TO other;
CREATE VIEW over_it AS SELECT * FROM totals;
DROP MATERIALIZED VIEW totals;
DROP VIEW totals;
DROP TABLE totals;
DROP INDEX summary_name;
ALTER TABLE totals ADD COLUMN more integer;
DROP MATERIALIZED VIEW IF EXISTS totals CASCADE;
DROP MATERIALIZED VIEW totals;
REFRESH MATERIALIZED VIEW totals;

-- case: materialized views that cannot be
CREATE TEMP TABLE passing (id integer);
CREATE MATERIALIZED VIEW wrong AS SELECT * FROM passing;
CREATE MATERIALIZED VIEW wrong AS SELECT nothing FROM passing;
CREATE MATERIALIZED VIEW wrong (a, b) AS SELECT 1 AS one;
CREATE MATERIALIZED VIEW one AS SELECT 1 AS one;
CREATE OR REPLACE VIEW one AS SELECT 1 AS one;
REFRESH MATERIALIZED VIEW CONCURRENTLY one;
ALTER MATERIALIZED VIEW one ALTER COLUMN one SET DEFAULT 1;
INSERT INTO one VALUES (1);

-- case: two views, each of which reads the other
CREATE TABLE users (id integer);
CREATE VIEW one AS SELECT id FROM users;
CREATE VIEW two AS SELECT id FROM one;
CREATE OR REPLACE VIEW one AS SELECT id FROM two;

-- case: views that need themselves
CREATE TABLE part (id text);
CREATE VIEW v3 AS SELECT * FROM part;
CREATE MATERIALIZED VIEW m1 AS SELECT id FROM v3 WHERE length(id) < 50;
CREATE OR REPLACE VIEW v3 AS SELECT id FROM m1;
CREATE MATERIALIZED VIEW m2 AS SELECT id FROM v3;
CREATE VIEW v4 AS SELECT id FROM part;
CREATE FUNCTION f() RETURNS SETOF v4 LANGUAGE sql AS 'SELECT ''x''::text';
CREATE OR REPLACE VIEW v4 AS SELECT f.id FROM f();
CREATE VIEW v5 AS SELECT id FROM part;
CREATE FUNCTION g() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM v5; END;
CREATE OR REPLACE VIEW v5 AS SELECT id FROM part WHERE g() > 1;

-- case: operators in a row begin at the left
CREATE TABLE item (id integer, body jsonb, name text, tags text[]);
CREATE VIEW a AS SELECT id FROM item WHERE body ->> 'x' ~ '^a' AND body -> 'a' ->> 'b' = 'c' OR body -> 'a' ? 'c';
CREATE VIEW b AS SELECT body -> 'x' ->> 'y' AS x, body -> 'a' -> 'b' -> 'c' AS y, name || '-' || id AS z, tags || tags AS t FROM item;
CREATE TABLE c AS SELECT * FROM b;
CREATE INDEX ON item ((body -> 'x' ->> 'y'));
ALTER TABLE item ADD CHECK (body -> 'x' ->> 'y' ~ 'a');
CREATE VIEW wrong AS SELECT id FROM item WHERE body -> 'x' ->> 'y';
ALTER TABLE item ALTER COLUMN name TYPE varchar(20);

-- case: natural joins keep the names that they join by
CREATE TABLE item (id integer, a text);
CREATE TABLE part (id integer, b text);
CREATE VIEW v AS SELECT id, a, b FROM item NATURAL JOIN part;
CREATE VIEW w AS SELECT * FROM item i NATURAL LEFT JOIN part p;
CREATE VIEW x AS SELECT * FROM generate_series(1, 3) AS g(n) CROSS JOIN item NATURAL JOIN v;
ALTER TABLE item RENAME COLUMN id TO key;
ALTER TABLE part RENAME COLUMN id TO number;

-- case: refreshing takes a key
CREATE TABLE item (a integer, b integer);
CREATE MATERIALIZED VIEW m AS SELECT * FROM item;
REFRESH MATERIALIZED VIEW CONCURRENTLY m;
CREATE UNIQUE INDEX ON m (a) WHERE b > 1;
CREATE UNIQUE INDEX ON m ((a + 1));
REFRESH MATERIALIZED VIEW CONCURRENTLY m;
CREATE UNIQUE INDEX ON m (b);
REFRESH MATERIALIZED VIEW CONCURRENTLY m;
REFRESH MATERIALIZED VIEW CONCURRENTLY m WITH NO DATA;
REFRESH MATERIALIZED VIEW m WITH NO DATA;
REFRESH MATERIALIZED VIEW CONCURRENTLY m;
REFRESH MATERIALIZED VIEW item;

-- case: aggregates need no groups
CREATE TABLE item (a integer, b text, c double precision);
CREATE VIEW v AS SELECT a, mode() WITHIN GROUP (ORDER BY b) AS m, corr(c, c) AS k, stddev_pop(c) AS d, regr_slope(c, c) AS r, bit_xor(a) AS x, percentile_cont(0.5) WITHIN GROUP (ORDER BY c) AS p FROM item GROUP BY a;
CREATE VIEW wrong AS SELECT b, corr(c, c) FROM item;

-- case: several arrays side by side
CREATE TABLE item (numbers integer[], names text[]);
CREATE VIEW pairs AS SELECT * FROM item, unnest(numbers, names) AS pair (number, name);
CREATE VIEW counted AS SELECT * FROM unnest(ARRAY[1, 2], ARRAY['a', 'b']) WITH ORDINALITY AS pair (number, name, place);
CREATE VIEW unnamed AS SELECT pair.* FROM unnest(ARRAY[1], ARRAY['a']) AS pair;
CREATE VIEW in_a_list AS SELECT unnest(numbers, names) FROM item;
ALTER TABLE item ALTER COLUMN names TYPE varchar[];

-- case: what is refused first of what follows from a query
CREATE TABLE item (id integer);
CREATE VIEW seen AS SELECT id FROM item;
CREATE OR REPLACE VIEW seen AS SELECT seen.id FROM seen;
CREATE MATERIALIZED VIEW item AS SELECT 1 AS one, 2 AS one;
CREATE MATERIALIZED VIEW item (one, two) AS SELECT 1;
CREATE MATERIALIZED VIEW kept (one, one) AS SELECT 1;
CREATE MATERIALIZED VIEW item AS SELECT id FROM seen;
CREATE MATERIALIZED VIEW IF NOT EXISTS item (one, two) AS SELECT id FROM seen;
CREATE TABLE item AS SELECT 1 AS one, 2 AS one;
CREATE TABLE item AS SELECT id FROM seen;
CREATE TABLE IF NOT EXISTS item AS SELECT id FROM seen;
CREATE VIEW item (one, two) AS SELECT 1;
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM seen; END;
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM seen';
CREATE FUNCTION counted() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM nowhere; SELECT count(*) FROM seen';
DELETE FROM item WHERE id IN (SELECT id FROM seen);

-- case: columns of what only functions return
CREATE FUNCTION trg() RETURNS trigger LANGUAGE plpgsql AS $$ begin return new; end $$;
CREATE FUNCTION nothing() RETURNS void LANGUAGE plpgsql AS $$ begin end $$;
CREATE FUNCTION rec() RETURNS record LANGUAGE plpgsql AS $$ begin return null; end $$;
CREATE VIEW v AS SELECT trg();
CREATE VIEW v AS SELECT nothing();
CREATE VIEW v2 AS SELECT rec();
CREATE VIEW v4 AS SELECT NULL AS n;
CREATE MATERIALIZED VIEW m AS SELECT nothing();
CREATE TABLE t AS SELECT nothing();
CREATE TABLE t3 (a int, b void);
CREATE TABLE t3 (a int, b record);
CREATE TABLE t3 (a int, b record[]);
CREATE TYPE ct AS (a void);
CREATE TYPE ct AS (a record);
CREATE DOMAIN dd AS void;
CREATE DOMAIN dd AS record;
CREATE OR REPLACE VIEW v4 AS SELECT NULL AS n, nothing() AS b;

-- case: how the columns of a materialized view are kept
CREATE TABLE item (id integer, name text);
CREATE MATERIALIZED VIEW seen AS SELECT id, name FROM item;
ALTER TABLE seen ALTER COLUMN id SET STATISTICS 100;
ALTER MATERIALIZED VIEW seen ALTER COLUMN name SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW seen ALTER name SET COMPRESSION pglz;
ALTER MATERIALIZED VIEW seen ALTER id SET (n_distinct = 5, n_distinct_inherited = -0.5);
ALTER MATERIALIZED VIEW seen ALTER id RESET (n_distinct_inherited);
ALTER MATERIALIZED VIEW seen ALTER nothing SET STATISTICS 1;
ALTER MATERIALIZED VIEW seen ALTER id SET STORAGE EXTERNAL;
ALTER MATERIALIZED VIEW seen ALTER id SET STATISTICS -2;
ALTER MATERIALIZED VIEW seen ALTER id SET NOT NULL;
ALTER MATERIALIZED VIEW seen CLUSTER ON nothing;
CREATE INDEX seen_id ON seen (id);
ALTER MATERIALIZED VIEW seen CLUSTER ON seen_id;
ALTER MATERIALIZED VIEW seen SET WITHOUT CLUSTER;
ALTER MATERIALIZED VIEW seen RENAME COLUMN id TO number;
ALTER MATERIALIZED VIEW seen CLUSTER ON seen_id;

-- case: a view changes no rows
CREATE TABLE item (id integer);
CREATE VIEW seen AS WITH made AS (INSERT INTO item VALUES (1) RETURNING id) SELECT id FROM made;
CREATE MATERIALIZED VIEW seen AS WITH made AS (DELETE FROM item RETURNING id) SELECT id FROM made;
