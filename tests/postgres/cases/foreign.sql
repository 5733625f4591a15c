-- Foreign data, publications, extensions, text search, collations, operators, casts.

-- case: wrappers, servers and user mappings
CREATE FOREIGN DATA WRAPPER wrap;
CREATE FOREIGN DATA WRAPPER wrap;
CREATE FOREIGN DATA WRAPPER full_one OPTIONS (a '1', b 'x');
CREATE SERVER far FOREIGN DATA WRAPPER wrap;
CREATE SERVER full_far TYPE 'kind' VERSION '1.5' FOREIGN DATA WRAPPER full_one OPTIONS (host 'nowhere', port '1');
CREATE SERVER far FOREIGN DATA WRAPPER wrap;
CREATE SERVER IF NOT EXISTS far FOREIGN DATA WRAPPER wrap;
CREATE SERVER wrong FOREIGN DATA WRAPPER nothing;
ALTER SERVER full_far VERSION '2' OPTIONS (SET host 'there', DROP port, ADD more '3');
ALTER SERVER full_far OPTIONS (DROP nothing);
ALTER SERVER far RENAME TO away;
ALTER SERVER nothing RENAME TO away;
ALTER FOREIGN DATA WRAPPER full_one OPTIONS (SET a '2');
CREATE USER MAPPING FOR CURRENT_USER SERVER away OPTIONS (user 'me', password 'secret');
CREATE USER MAPPING FOR PUBLIC SERVER away;
CREATE USER MAPPING FOR PUBLIC SERVER away;
CREATE USER MAPPING FOR PUBLIC SERVER nothing;
ALTER USER MAPPING FOR PUBLIC SERVER away OPTIONS (ADD a 'b');
DROP USER MAPPING FOR PUBLIC SERVER away;
DROP USER MAPPING FOR PUBLIC SERVER away;
DROP USER MAPPING IF EXISTS FOR PUBLIC SERVER away;
DROP FOREIGN DATA WRAPPER wrap;
DROP SERVER away;
DROP SERVER away CASCADE;
DROP SERVER IF EXISTS away;
DROP FOREIGN DATA WRAPPER wrap;

-- case: foreign tables
CREATE FOREIGN DATA WRAPPER wrap;
CREATE SERVER far FOREIGN DATA WRAPPER wrap;
CREATE FOREIGN TABLE item (id integer OPTIONS (column_name 'key') NOT NULL, name text DEFAULT 'x', CHECK (id > 0)) SERVER far OPTIONS (table_name 'things');
CREATE FOREIGN TABLE item (id integer) SERVER far;
CREATE FOREIGN TABLE IF NOT EXISTS item (id integer) SERVER far;
CREATE FOREIGN TABLE wrong (id integer) SERVER nothing;
CREATE FOREIGN TABLE wrong (id integer PRIMARY KEY) SERVER far;
CREATE FOREIGN TABLE wrong (id integer REFERENCES item) SERVER far;
ALTER FOREIGN TABLE item ADD COLUMN more date, OPTIONS (SET table_name 'others', ADD a 'b');
ALTER FOREIGN TABLE item ALTER COLUMN id OPTIONS (DROP column_name);
ALTER FOREIGN TABLE item RENAME COLUMN more TO less;
ALTER FOREIGN TABLE item RENAME TO thing;
ALTER TABLE thing DROP COLUMN less;
CREATE INDEX wrong ON thing (id);
DROP TABLE thing;
DROP SERVER far;
DROP FOREIGN TABLE thing;
DROP FOREIGN TABLE thing;
DROP SERVER far;

-- case: publications
CREATE SCHEMA shop;
CREATE TABLE item (id integer PRIMARY KEY, name text);
CREATE TABLE shop.part (id integer);
CREATE VIEW items AS SELECT * FROM item;
CREATE PUBLICATION everything FOR ALL TABLES;
CREATE PUBLICATION some_of FOR TABLE item (id, name) WHERE (id > 5), ONLY shop.part WITH (publish = 'insert, update');
CREATE PUBLICATION schemas FOR TABLES IN SCHEMA shop;
CREATE PUBLICATION empty;
CREATE PUBLICATION empty;
CREATE PUBLICATION wrong FOR TABLE nothing;
CREATE PUBLICATION wrong FOR TABLE items;
CREATE PUBLICATION wrong FOR TABLE item (nothing);
CREATE PUBLICATION wrong FOR TABLE item WHERE (nothing > 5);
CREATE PUBLICATION wrong FOR TABLES IN SCHEMA nowhere;
CREATE PUBLICATION wrong WITH (publish = 'nothing');
ALTER PUBLICATION empty ADD TABLE item;
ALTER PUBLICATION empty ADD TABLE item;
ALTER PUBLICATION empty SET TABLE shop.part;
ALTER PUBLICATION empty DROP TABLE item;
ALTER PUBLICATION empty SET (publish = 'delete');
ALTER PUBLICATION everything ADD TABLE item;
ALTER PUBLICATION empty RENAME TO some_of;
ALTER PUBLICATION empty RENAME TO few;
ALTER TABLE item DROP COLUMN name;
DROP TABLE shop.part;
DROP PUBLICATION few;
DROP PUBLICATION few;
DROP PUBLICATION IF EXISTS few, everything;

-- case: collations
CREATE SCHEMA shop;
CREATE COLLATION plain (LOCALE = 'C');
CREATE COLLATION of_two (LC_COLLATE = 'C', LC_CTYPE = 'POSIX');
CREATE COLLATION copy FROM "C";
CREATE COLLATION plain (LOCALE = 'C');
CREATE COLLATION IF NOT EXISTS plain (LOCALE = 'C');
CREATE COLLATION wrong FROM nothing;
CREATE COLLATION wrong (PROVIDER = nothing, LOCALE = 'C');
CREATE TABLE item (name text COLLATE plain);
CREATE INDEX item_name ON item (name COLLATE copy);
DROP COLLATION plain;
ALTER COLLATION plain RENAME TO simple;
ALTER COLLATION copy SET SCHEMA shop;
ALTER COLLATION nothing RENAME TO other;
DROP COLLATION simple CASCADE;
DROP COLLATION simple;
DROP COLLATION IF EXISTS simple;

-- case: operators
CREATE SCHEMA shop;
CREATE FUNCTION near(a integer, b integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs(a - b) < 2';
CREATE FUNCTION far(a integer, b integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT abs(a - b) > 1';
CREATE OPERATOR ~~~ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = near, COMMUTATOR = ~~~, RESTRICT = eqsel, JOIN = eqjoinsel);
CREATE OPERATOR !~~~ (LEFTARG = integer, RIGHTARG = integer, PROCEDURE = far, NEGATOR = ~~~);
CREATE OPERATOR ~~~ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = near);
CREATE OPERATOR ### (LEFTARG = integer, RIGHTARG = integer, FUNCTION = nothing);
CREATE OPERATOR ### (LEFTARG = nothing, RIGHTARG = integer, FUNCTION = near);
CREATE OPERATOR ### (LEFTARG = integer, RIGHTARG = integer);
CREATE TABLE item (a integer, b integer, CHECK (a ~~~ b));
CREATE VIEW items AS SELECT a OPERATOR(public.!~~~) b AS apart FROM item;
DROP OPERATOR ~~~ (integer, integer);
DROP FUNCTION near(integer, integer);
DROP OPERATOR ### (integer, integer);
DROP OPERATOR IF EXISTS ### (integer, integer);
ALTER OPERATOR !~~~ (integer, integer) SET SCHEMA shop;
DROP OPERATOR ~~~ (integer, integer) CASCADE;

-- case: casts
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE DOMAIN positive AS integer;
CREATE FUNCTION to_mood(integer) RETURNS mood LANGUAGE sql IMMUTABLE AS 'SELECT NULL::mood';
CREATE CAST (integer AS mood) WITH FUNCTION to_mood(integer) AS ASSIGNMENT;
CREATE CAST (text AS mood) WITH INOUT AS IMPLICIT;
CREATE CAST (integer AS mood) WITH FUNCTION to_mood(integer);
CREATE CAST (date AS mood) WITH FUNCTION to_mood(integer);
CREATE CAST (date AS mood) WITH FUNCTION nothing(date);
CREATE CAST (nothing AS mood) WITH INOUT;
CREATE TABLE item (m mood DEFAULT 1);
CREATE VIEW moods AS SELECT 1::mood AS one;
DROP FUNCTION to_mood(integer);
DROP CAST (integer AS mood);
DROP CAST (date AS mood);
DROP CAST IF EXISTS (date AS mood);
DROP CAST (text AS mood);
DROP TYPE mood CASCADE;

-- case: text search
CREATE SCHEMA shop;
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
CREATE TEXT SEARCH DICTIONARY wrong (TEMPLATE = nothing);
CREATE TEXT SEARCH CONFIGURATION search (PARSER = "default");
CREATE TEXT SEARCH CONFIGURATION english_like (COPY = english);
CREATE TEXT SEARCH CONFIGURATION search (PARSER = "default");
CREATE TEXT SEARCH CONFIGURATION wrong (PARSER = nothing);
CREATE TEXT SEARCH CONFIGURATION wrong (COPY = nothing);
ALTER TEXT SEARCH CONFIGURATION search ADD MAPPING FOR asciiword, word WITH words, simple;
ALTER TEXT SEARCH CONFIGURATION search ALTER MAPPING FOR word WITH simple;
ALTER TEXT SEARCH CONFIGURATION search ALTER MAPPING REPLACE simple WITH words;
ALTER TEXT SEARCH CONFIGURATION search DROP MAPPING FOR asciiword;
ALTER TEXT SEARCH CONFIGURATION search DROP MAPPING FOR email;
ALTER TEXT SEARCH CONFIGURATION search ADD MAPPING FOR nothing WITH words;
CREATE TABLE item (body text, words tsvector GENERATED ALWAYS AS (to_tsvector('search'::regconfig, body)) STORED);
ALTER TEXT SEARCH CONFIGURATION search RENAME TO finding;
ALTER TEXT SEARCH DICTIONARY words SET SCHEMA shop;
ALTER TEXT SEARCH DICTIONARY shop.words (ACCEPT = true);
DROP TEXT SEARCH DICTIONARY shop.words;
DROP TEXT SEARCH CONFIGURATION finding;
DROP TEXT SEARCH CONFIGURATION finding CASCADE;
DROP TEXT SEARCH DICTIONARY shop.words;
DROP TEXT SEARCH DICTIONARY IF EXISTS shop.words;

-- case: operator classes and families
CREATE FUNCTION compare(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a - b';
CREATE OPERATOR FAMILY numbers USING btree;
CREATE OPERATOR CLASS backwards FOR TYPE integer USING btree FAMILY numbers AS
  OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 compare(integer, integer);
CREATE OPERATOR CLASS backwards FOR TYPE integer USING btree AS OPERATOR 1 >, FUNCTION 1 compare(integer, integer);
CREATE OPERATOR CLASS wrong FOR TYPE nothing USING btree AS OPERATOR 1 >;
CREATE OPERATOR CLASS wrong FOR TYPE integer USING nothing AS OPERATOR 1 >;
CREATE TABLE item (id integer);
CREATE INDEX item_back ON item (id backwards);
DROP OPERATOR CLASS backwards USING btree;
DROP OPERATOR FAMILY numbers USING btree;
ALTER OPERATOR CLASS backwards USING btree RENAME TO reverse;
ALTER OPERATOR FAMILY numbers USING btree ADD FUNCTION 1 (integer, bigint) btint48cmp(integer, bigint);
DROP OPERATOR FAMILY numbers USING btree CASCADE;
DROP OPERATOR CLASS reverse USING btree;
DROP OPERATOR CLASS IF EXISTS reverse USING btree;

-- case: text search configurations that expressions name
CREATE SCHEMA shop;
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
CREATE TABLE item (body text, found tsvector GENERATED ALWAYS AS (to_tsvector('plain', body)) STORED);
CREATE INDEX item_body ON item USING gin (to_tsvector('public.plain', body));
CREATE INDEX item_cast ON item USING gin (to_tsvector('plain'::regconfig, body));
CREATE VIEW items AS SELECT ts_headline('plain', body, to_tsquery('plain', 'a')) AS head, to_tsvector('plain') AS it FROM item;
DROP TEXT SEARCH CONFIGURATION plain;
ALTER TEXT SEARCH CONFIGURATION plain RENAME TO renamed;
ALTER TEXT SEARCH CONFIGURATION renamed SET SCHEMA shop;

-- case: partitions that are foreign tables get no index, and can't stand beside a key
CREATE FOREIGN DATA WRAPPER wrapper;
CREATE SERVER away FOREIGN DATA WRAPPER wrapper;
CREATE TABLE kind (id integer, name text) PARTITION BY LIST (name);
CREATE INDEX kind_id ON kind (id);
CREATE FOREIGN TABLE kind_a PARTITION OF kind FOR VALUES IN ('a') SERVER away;
CREATE FOREIGN TABLE kind_b (id integer, name text) SERVER away;
ALTER TABLE kind ATTACH PARTITION kind_b FOR VALUES IN ('b');
CREATE INDEX kind_name ON kind (name);
ALTER TABLE kind ADD UNIQUE (id, name);
ALTER TABLE kind ADD PRIMARY KEY (id, name);
CREATE UNIQUE INDEX kind_once ON kind (id, name);
CREATE TABLE once (id integer, name text, UNIQUE (id, name)) PARTITION BY LIST (name);
CREATE FOREIGN TABLE once_a PARTITION OF once FOR VALUES IN ('a') SERVER away;
CREATE FOREIGN TABLE once_b (id integer, name text) SERVER away;
ALTER TABLE once ATTACH PARTITION once_b FOR VALUES IN ('b');
CREATE TABLE one (id integer, name text) PARTITION BY LIST (name);
CREATE UNIQUE INDEX one_once ON one (id, name);
CREATE FOREIGN TABLE one_a PARTITION OF one FOR VALUES IN ('a') SERVER away;
ALTER TABLE one ATTACH PARTITION once_b FOR VALUES IN ('b');

-- case: an index of a partitioned table passes over partitions that are foreign tables
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER s FOREIGN DATA WRAPPER w;
CREATE TABLE p (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);
CREATE FOREIGN TABLE p2 PARTITION OF p FOR VALUES IN (2) SERVER s;
CREATE INDEX i ON p (b);
CREATE FOREIGN TABLE p3 (a integer, b integer) SERVER s;
ALTER TABLE p ATTACH PARTITION p3 FOR VALUES IN (3);
CREATE UNIQUE INDEX ON p (a);
ALTER TABLE p DETACH PARTITION p2;

-- case: what only foreign tables can, and what they can't
CREATE FOREIGN DATA WRAPPER files;
CREATE SERVER disk FOREIGN DATA WRAPPER files;
CREATE FOREIGN TABLE item (id integer) SERVER disk;
CREATE TABLE own (id integer);
ALTER FOREIGN TABLE own RENAME TO other;
ALTER FOREIGN TABLE own ADD COLUMN name text;
ALTER FOREIGN TABLE item ENABLE ROW LEVEL SECURITY;
ALTER FOREIGN TABLE item SET (fillfactor = 50);
