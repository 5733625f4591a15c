-- Partitioned tables and their partitions.

-- case: ranges, lists and hashes
CREATE TABLE event (id bigint NOT NULL, at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_2020 PARTITION OF event FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE event_old PARTITION OF event FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
CREATE TABLE event_rest PARTITION OF event DEFAULT;
CREATE TABLE by_kind (kind text, id integer) PARTITION BY LIST (kind);
CREATE TABLE by_kind_a PARTITION OF by_kind FOR VALUES IN ('a', 'b', NULL);
CREATE TABLE by_hash (id integer) PARTITION BY HASH (id);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE by_two (a integer, b text) PARTITION BY RANGE (a, lower(b));
CREATE TABLE by_two_1 PARTITION OF by_two FOR VALUES FROM (1, 'a') TO (10, MAXVALUE);

-- case: bounds that overlap or do not fit
CREATE TABLE event (at integer) PARTITION BY RANGE (at);
CREATE TABLE one PARTITION OF event FOR VALUES FROM (1) TO (10);
CREATE TABLE two PARTITION OF event FOR VALUES FROM (5) TO (15);
CREATE TABLE two PARTITION OF event FOR VALUES FROM (10) TO (10);
CREATE TABLE two PARTITION OF event FOR VALUES FROM (10, 1) TO (20, 2);
CREATE TABLE two PARTITION OF event FOR VALUES IN (10);
CREATE TABLE two PARTITION OF event FOR VALUES FROM ('x') TO (20);
CREATE TABLE rest PARTITION OF event DEFAULT;
CREATE TABLE rest2 PARTITION OF event DEFAULT;
CREATE TABLE kind (k text) PARTITION BY LIST (k);
CREATE TABLE kind_a PARTITION OF kind FOR VALUES IN ('a');
CREATE TABLE kind_b PARTITION OF kind FOR VALUES IN ('b', 'a');
CREATE TABLE kind_b PARTITION OF kind FOR VALUES FROM ('b') TO ('c');
CREATE TABLE hash (k integer) PARTITION BY HASH (k);
CREATE TABLE hash_0 PARTITION OF hash FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE hash_1 PARTITION OF hash FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE TABLE hash_1 PARTITION OF hash FOR VALUES WITH (MODULUS 4, REMAINDER 4);
CREATE TABLE hash_1 PARTITION OF hash FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE hash_rest PARTITION OF hash DEFAULT;

-- case: partition keys that cannot be
CREATE TABLE wrong (id integer) PARTITION BY RANGE (nothing);
CREATE TABLE wrong (id integer) PARTITION BY LIST (id, id);
CREATE TABLE wrong (id integer) PARTITION BY NOTHING (id);
CREATE TABLE wrong (id integer) PARTITION BY RANGE ((1));
CREATE TABLE wrong (id integer) PARTITION BY RANGE ((random()));
CREATE TABLE wrong (id integer) PARTITION BY RANGE (ctid);
CREATE TABLE wrong (id json) PARTITION BY RANGE (id);
CREATE TABLE parent (id integer);
CREATE TABLE wrong () INHERITS (parent) PARTITION BY RANGE (id);
CREATE TABLE right_one (id integer) PARTITION BY RANGE ((id + 1));
CREATE TABLE wrong () INHERITS (right_one);
CREATE TABLE wrong PARTITION OF parent FOR VALUES FROM (1) TO (2);
CREATE TABLE wrong PARTITION OF nothing FOR VALUES FROM (1) TO (2);
CREATE TABLE wrong (LIKE right_one) PARTITION BY RANGE (id);

-- case: keys of partitioned tables hold the partition key
CREATE TABLE event (id bigint, at date, kind text) PARTITION BY RANGE (at);
ALTER TABLE event ADD PRIMARY KEY (id);
ALTER TABLE event ADD PRIMARY KEY (id, at);
ALTER TABLE event ADD UNIQUE (kind);
ALTER TABLE event ADD CONSTRAINT everywhere UNIQUE (at, kind);
CREATE UNIQUE INDEX event_id ON event (id);
CREATE UNIQUE INDEX event_kind ON event (kind, at);
CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE event_2 PARTITION OF event (kind DEFAULT 'x' NOT NULL, CONSTRAINT event_2_id CHECK (id > 0)) FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
ALTER TABLE event_1 DROP CONSTRAINT event_1_pkey;
DROP INDEX event_1_kind_at_idx;
ALTER TABLE event DROP CONSTRAINT everywhere;
DROP INDEX event_kind;
ALTER TABLE event DROP CONSTRAINT event_pkey;

-- case: attach and detach
CREATE TABLE event (id bigint, at integer NOT NULL) PARTITION BY RANGE (at);
CREATE INDEX event_id ON event (id);
CREATE TABLE one (id bigint, at integer NOT NULL);
CREATE TABLE narrow (id bigint);
CREATE TABLE wide (id bigint, at integer NOT NULL, more text);
CREATE TABLE other_type (id integer, at integer NOT NULL);
ALTER TABLE event ATTACH PARTITION one FOR VALUES FROM (1) TO (10);
ALTER TABLE event ATTACH PARTITION one FOR VALUES FROM (10) TO (20);
ALTER TABLE event ATTACH PARTITION narrow FOR VALUES FROM (10) TO (20);
ALTER TABLE event ATTACH PARTITION wide FOR VALUES FROM (10) TO (20);
ALTER TABLE event ATTACH PARTITION other_type FOR VALUES FROM (10) TO (20);
ALTER TABLE event ATTACH PARTITION nothing FOR VALUES FROM (10) TO (20);
ALTER TABLE wide DROP COLUMN more;
ALTER TABLE event ATTACH PARTITION wide FOR VALUES FROM (5) TO (20);
ALTER TABLE event ATTACH PARTITION wide DEFAULT;
ALTER TABLE event DETACH PARTITION one;
ALTER TABLE event DETACH PARTITION one;
ALTER TABLE event DETACH PARTITION nothing;
DROP TABLE event;

-- case: an attached partition keeps its indexes and keys
CREATE TABLE event (id bigint, at integer, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE INDEX event_at ON event (at);
CREATE TABLE one (id bigint NOT NULL, at integer NOT NULL, CONSTRAINT one_key PRIMARY KEY (id, at));
CREATE INDEX one_at ON one (at);
ALTER TABLE event ATTACH PARTITION one FOR VALUES FROM (1) TO (10);
CREATE TABLE two (LIKE event INCLUDING ALL);
ALTER TABLE event ATTACH PARTITION two FOR VALUES FROM (10) TO (20);
DROP INDEX one_at;
ALTER TABLE event DETACH PARTITION one;
DROP INDEX one_at;

-- case: indexes of partitions are attached
CREATE TABLE event (id bigint, at integer) PARTITION BY RANGE (at);
CREATE TABLE one PARTITION OF event FOR VALUES FROM (1) TO (10);
CREATE INDEX event_id ON ONLY event (id);
CREATE INDEX one_id ON one (id);
CREATE INDEX one_at ON one (at);
ALTER INDEX event_id ATTACH PARTITION one_at;
ALTER INDEX event_id ATTACH PARTITION one_id;
ALTER INDEX event_id ATTACH PARTITION nothing;
ALTER INDEX one_id RENAME TO one_id_index;
CREATE INDEX CONCURRENTLY event_at ON event (at);

-- case: an index of a partition is its table's whatever the order
CREATE TABLE event (id bigint, at integer, what text) PARTITION BY RANGE (at);
CREATE TABLE one PARTITION OF event FOR VALUES FROM (1) TO (10);
CREATE INDEX one_up ON one (at);
CREATE INDEX one_lower ON one (lower(what) DESC NULLS LAST) WHERE id > 0;
CREATE INDEX one_pattern ON one (what text_pattern_ops);
CREATE INDEX event_down ON event (at DESC);
CREATE INDEX event_up ON event (at);
CREATE INDEX event_nulls ON event (at NULLS FIRST);
CREATE INDEX event_lower ON event (lower(what)) WHERE id > 0;
CREATE INDEX event_what ON event (what);
CREATE TABLE two (LIKE event);
CREATE INDEX two_at ON two (at DESC NULLS LAST);
ALTER TABLE event ATTACH PARTITION two FOR VALUES FROM (10) TO (20);

-- case: indexes alike of a table and its partitions
CREATE SCHEMA shop;
CREATE TABLE part (a integer) PARTITION BY RANGE (a);
CREATE TABLE shop.log PARTITION OF part FOR VALUES FROM (20) TO (30) PARTITION BY RANGE (a);
CREATE TABLE shop.leaf PARTITION OF shop.log FOR VALUES FROM (20) TO (25);
CREATE INDEX ON part (a DESC);
CREATE INDEX i1 ON part (a);
CREATE INDEX free ON shop.leaf (a);
CREATE INDEX of_log ON shop.log (a NULLS FIRST);
COMMENT ON INDEX i1 IS 'up';

-- case: a key and an index alike of a table and its partitions
CREATE TABLE part (id integer, b integer) PARTITION BY HASH (id);
CREATE UNIQUE INDEX part_index ON part (id);
CREATE TABLE item PARTITION OF part FOR VALUES WITH (MODULUS 3, REMAINDER 0);
ALTER TABLE part ADD CONSTRAINT c2 UNIQUE (id);
CREATE TABLE other (id integer UNIQUE, b integer);
CREATE UNIQUE INDEX other_index ON other (id DESC);
ALTER TABLE part ATTACH PARTITION other FOR VALUES WITH (MODULUS 3, REMAINDER 1);

-- case: partitions follow their parent
CREATE TABLE event (id bigint, at integer, note text) PARTITION BY RANGE (at);
CREATE TABLE one PARTITION OF event FOR VALUES FROM (1) TO (10);
ALTER TABLE event ADD COLUMN more text DEFAULT 'x';
ALTER TABLE event RENAME COLUMN note TO remark;
ALTER TABLE event ALTER COLUMN remark SET NOT NULL;
ALTER TABLE event ADD CONSTRAINT positive CHECK (id > 0);
ALTER TABLE one ADD COLUMN alone text;
ALTER TABLE one DROP COLUMN more;
ALTER TABLE one RENAME COLUMN more TO less;
ALTER TABLE one DROP CONSTRAINT positive;
ALTER TABLE one ALTER COLUMN more SET DEFAULT 'y';
ALTER TABLE one INHERIT event;
ALTER TABLE one NO INHERIT event;
ALTER TABLE event ALTER COLUMN id TYPE integer;
ALTER TABLE event DROP COLUMN at;
ALTER TABLE event DROP COLUMN more;
ALTER TABLE ONLY event DROP COLUMN remark;
ALTER TABLE event ALTER COLUMN at TYPE bigint;

-- case: sub-partitions
CREATE TABLE event (id bigint, at integer, kind text) PARTITION BY RANGE (at);
CREATE TABLE one PARTITION OF event FOR VALUES FROM (1) TO (10) PARTITION BY LIST (kind);
CREATE TABLE one_a PARTITION OF one FOR VALUES IN ('a');
CREATE INDEX event_kind ON event (kind);
ALTER TABLE event ADD COLUMN more integer;
ALTER TABLE event DETACH PARTITION one;
DROP TABLE one;

-- case: foreign keys from and to partitioned tables
CREATE TABLE item (id integer PRIMARY KEY);
CREATE TABLE event (id bigint, at integer, item_id integer REFERENCES item, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE one PARTITION OF event FOR VALUES FROM (1) TO (10);
CREATE TABLE part (event_id bigint, event_at integer, FOREIGN KEY (event_id, event_at) REFERENCES event);
CREATE TABLE two PARTITION OF event FOR VALUES FROM (10) TO (20);
ALTER TABLE one DROP CONSTRAINT event_item_id_fkey;
DROP TABLE item;
DROP TABLE two;
DROP TABLE event;
ALTER TABLE event DROP CONSTRAINT event_item_id_fkey;
DROP TABLE event CASCADE;

-- case: triggers of partitioned tables
CREATE TABLE event (id bigint, at integer) PARTITION BY RANGE (at);
CREATE TABLE one PARTITION OF event FOR VALUES FROM (1) TO (10);
CREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER note AFTER INSERT ON event FOR EACH ROW EXECUTE FUNCTION noted();
CREATE TRIGGER once AFTER INSERT ON event EXECUTE FUNCTION noted();
CREATE TABLE two PARTITION OF event FOR VALUES FROM (10) TO (20);
DROP TRIGGER note ON one;
CREATE TRIGGER note AFTER INSERT ON two FOR EACH ROW EXECUTE FUNCTION noted();
ALTER TABLE event DISABLE TRIGGER note;
ALTER TRIGGER note ON event RENAME TO remark;
DROP TRIGGER remark ON event;

-- case: what partitioned tables cannot have
CREATE UNLOGGED TABLE fast (id integer);
CREATE TABLE event (id bigint, at integer) PARTITION BY RANGE (at);
ALTER TABLE event ADD CHECK (id > 0) NO INHERIT;
ALTER TABLE event INHERIT fast;
ALTER TABLE event ALTER COLUMN at SET DEFAULT 5;
CREATE TABLE one PARTITION OF event (at DEFAULT 3) FOR VALUES FROM (1) TO (10);
CREATE TABLE two PARTITION OF event (nothing DEFAULT 3) FOR VALUES FROM (10) TO (20);
ALTER TABLE event CLUSTER ON nothing;
CREATE TABLE three (id bigint, at integer) INHERITS (event);

-- case: ranges of texts that begin or end alike overlap
CREATE TABLE item (name text) PARTITION BY RANGE (name);
CREATE TABLE first_items PARTITION OF item FOR VALUES FROM ('a') TO ('g');
CREATE TABLE again PARTITION OF item FOR VALUES FROM ('a') TO ('g');
CREATE TABLE short PARTITION OF item FOR VALUES FROM ('a') TO ('b');
CREATE TABLE late PARTITION OF item FOR VALUES FROM ('f') TO ('g');
CREATE TABLE rest PARTITION OF item FOR VALUES FROM ('g') TO ('x');
CREATE TABLE numbers PARTITION OF item FOR VALUES FROM (20) TO (30);
CREATE TABLE more_numbers PARTITION OF item FOR VALUES FROM (20) TO (30);

-- case: columns of a partition, and an identity column that is attached
CREATE TABLE item (id integer, name text) PARTITION BY LIST (id);
CREATE TABLE item_1 PARTITION OF item FOR VALUES IN (1);
ALTER TABLE item_1 ADD COLUMN IF NOT EXISTS name text;

-- case: partitions last as long as their table
CREATE TEMP TABLE brief (id integer, name text) PARTITION BY LIST (id);
CREATE TABLE lasting (id integer) PARTITION BY LIST (id);
CREATE TABLE wrong PARTITION OF brief FOR VALUES IN (1);
CREATE TEMP TABLE wrong PARTITION OF lasting FOR VALUES IN (1);
CREATE TEMP TABLE other (name text);
ALTER TABLE lasting ATTACH PARTITION other FOR VALUES IN (1);

-- case: bounds of texts and numbers
CREATE TABLE item (name text) PARTITION BY RANGE (name);
CREATE TABLE item_1 PARTITION OF item FOR VALUES FROM ('20') TO ('30');
CREATE TABLE item_2 PARTITION OF item FOR VALUES FROM ('20') TO ('30');
CREATE TABLE item_3 PARTITION OF item FOR VALUES FROM ('25') TO ('27');
CREATE TABLE item_4 PARTITION OF item FOR VALUES FROM ('a') TO ('b');
CREATE TABLE item_5 PARTITION OF item FOR VALUES FROM ('a') TO ('c');
CREATE TABLE price (amount numeric) PARTITION BY LIST (amount);
CREATE TABLE price_1 PARTITION OF price FOR VALUES IN (1, 2.50);
CREATE TABLE price_2 PARTITION OF price FOR VALUES IN ('2.5');

-- case: a column of a partition is in the way of a new name
CREATE TABLE item (id integer, name text, at date) PARTITION BY LIST (id);
CREATE TABLE item_1 PARTITION OF item FOR VALUES IN (1);
ALTER TABLE item RENAME COLUMN name TO at;
CREATE INDEX ON item (id, lower(name));
ALTER TABLE item ALTER COLUMN name TYPE varchar(9);

-- case: checks of a partition are its table's
CREATE TABLE log (a integer, CONSTRAINT c1 CHECK (a > 0)) PARTITION BY LIST (a);
CREATE TABLE l1 PARTITION OF log (CONSTRAINT c1 CHECK (a > 0)) FOR VALUES IN (1);
CREATE TABLE l2 PARTITION OF log (CONSTRAINT c1 CHECK (a > 1)) FOR VALUES IN (2);
CREATE TABLE l3 PARTITION OF log FOR VALUES IN (3);
ALTER TABLE l3 ADD CONSTRAINT c1 CHECK (a > 0);
CREATE TABLE l4 (a integer, CONSTRAINT c1 CHECK (a > 0));
ALTER TABLE log ATTACH PARTITION l4 FOR VALUES IN (4);
ALTER TABLE log DETACH PARTITION l1;
ALTER TABLE log DROP CONSTRAINT c1;

-- case: what is the whole table's to change
CREATE TABLE item (id integer NOT NULL, name text, CONSTRAINT item_id_check CHECK (id > 0), CONSTRAINT a CHECK (name <> '')) PARTITION BY RANGE (id);
CREATE TABLE part PARTITION OF item FOR VALUES FROM (0) TO (10);
ALTER TABLE part NO INHERIT missing;
CREATE TABLE other (LIKE item);
ALTER TABLE item ATTACH PARTITION other FOR VALUES FROM (10) TO (20);

-- case: what partitions have from a key is made anew with a column's type
CREATE TABLE node (a integer, b integer, c integer) PARTITION BY LIST (a);
CREATE TABLE node_1 PARTITION OF node FOR VALUES IN (1) PARTITION BY LIST (a);
CREATE TABLE node_11 PARTITION OF node_1 DEFAULT;
CREATE TABLE node_2 PARTITION OF node FOR VALUES IN (2);
ALTER TABLE node_2 ADD CONSTRAINT own UNIQUE (a, b);
COMMENT ON CONSTRAINT own ON node_2 IS 'goes';
ALTER TABLE node ADD CONSTRAINT k UNIQUE (a, b);
COMMENT ON CONSTRAINT k ON node IS 'stays';
CREATE INDEX node_b ON node (b);
CREATE INDEX node_c ON node (c);
COMMENT ON INDEX node_2_b_idx IS 'goes';
ALTER INDEX node_11_b_idx RENAME TO elsewhere;
ALTER INDEX node_2_c_idx RENAME TO stays;
ALTER TABLE node RENAME COLUMN b TO d;
ALTER TABLE node ALTER COLUMN d TYPE bigint;
CREATE TABLE alike (LIKE node INCLUDING INDEXES);

-- case: names that are free when keys are made anew
CREATE TABLE node (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE node_1 PARTITION OF node FOR VALUES IN (1);
CREATE INDEX first_one ON node (b);
CREATE INDEX second_one ON node (b) WHERE b > 1;
ALTER INDEX node_1_b_idx RENAME TO other;
ALTER INDEX node_1_b_idx1 RENAME TO node_1_b_idx;
CREATE INDEX apart ON node_1 (b);
ALTER TABLE node ALTER COLUMN b TYPE bigint;

-- case: an index that partitions lack is made on all of them with a column's type
CREATE TABLE node (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE node_1 PARTITION OF node FOR VALUES IN (1);
CREATE TABLE node_2 PARTITION OF node FOR VALUES IN (2);
CREATE INDEX whole ON ONLY node (b);
CREATE INDEX part ON node_1 (b);
ALTER INDEX whole ATTACH PARTITION part;
ALTER TABLE node ALTER COLUMN b TYPE bigint;

-- case: a partition's key that is needed keeps the column's type
CREATE TABLE node (a integer, b integer, UNIQUE (a, b)) PARTITION BY LIST (a);
CREATE TABLE node_1 PARTITION OF node FOR VALUES IN (1);
CREATE TABLE user_of (a integer, b integer, FOREIGN KEY (a, b) REFERENCES node_1 (a, b));
ALTER TABLE node ALTER COLUMN b TYPE bigint;
CREATE TABLE other (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE other_1 (a integer, b integer, CONSTRAINT mine UNIQUE (a, b));
CREATE UNIQUE INDEX other_a ON other (a, b);
ALTER TABLE other ATTACH PARTITION other_1 FOR VALUES IN (1);
ALTER TABLE other ALTER COLUMN b TYPE bigint;

-- case: a partition that is partitioned by more than the keys have
CREATE TABLE event (id bigint, at date, kind text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') PARTITION BY LIST (kind);
CREATE TABLE event_2 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01') PARTITION BY LIST (id);

-- case: the index of a partitioned table has no parameters to change
CREATE TABLE event (id bigint, at date) PARTITION BY RANGE (at);
CREATE TABLE event_1 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE INDEX event_id ON event (id) WITH (fillfactor = 80);
ALTER INDEX event_id SET (fillfactor = 70);
ALTER INDEX event_id RESET (fillfactor);
ALTER INDEX event_1_id_idx SET (fillfactor = 70);

-- case: foreign keys that do not hold for all rows, and partitions
CREATE TABLE item (id integer PRIMARY KEY);
CREATE TABLE part (a integer, b integer) PARTITION BY LIST (a);
CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
ALTER TABLE part_1 ADD CONSTRAINT own FOREIGN KEY (b) REFERENCES item NOT VALID;

-- case: detaching while others write
CREATE TABLE item (id integer) PARTITION BY RANGE (id);
CREATE TABLE low PARTITION OF item FOR VALUES FROM (0) TO (10);
CREATE TABLE rest PARTITION OF item DEFAULT;
ALTER TABLE item DETACH PARTITION low CONCURRENTLY;
ALTER TABLE item DETACH PARTITION low;

-- case: a partitioned table can't refer to a partition of its own
CREATE TABLE t (a integer PRIMARY KEY) PARTITION BY LIST (a);
CREATE TABLE p PARTITION OF t DEFAULT PARTITION BY LIST (a);
CREATE TABLE q PARTITION OF p DEFAULT;
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES q;
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES p;
ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES t;
ALTER TABLE q ADD FOREIGN KEY (a) REFERENCES p;

-- case: bounds that are one, however they are said
CREATE TABLE truths (k boolean) PARTITION BY LIST (k);
CREATE TABLE truths_t PARTITION OF truths FOR VALUES IN ('t');
CREATE TABLE truths_true PARTITION OF truths FOR VALUES IN (true);
CREATE TABLE truths_no PARTITION OF truths FOR VALUES IN ('no');
CREATE TABLE longs (k bigint) PARTITION BY LIST (k);
CREATE TABLE longs_1 PARTITION OF longs FOR VALUES IN ('1');
CREATE TABLE longs_one PARTITION OF longs FOR VALUES IN (1);
CREATE TABLE ids (k uuid) PARTITION BY LIST (k);
CREATE TABLE ids_1 PARTITION OF ids FOR VALUES IN ('A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11');
CREATE TABLE ids_one PARTITION OF ids FOR VALUES IN ('{a0eebc999c0b4ef8bb6d6bb9bd380a11}');
CREATE TABLE texts (k text) PARTITION BY LIST (k);
CREATE TABLE texts_1 PARTITION OF texts FOR VALUES IN ('::1', 'a ');
CREATE TABLE texts_2 PARTITION OF texts FOR VALUES IN ('::2', 'a');

-- case: a number as the bound of another type
CREATE TABLE days (d date, at timestamptz) PARTITION BY RANGE (d);
CREATE TABLE few PARTITION OF days FOR VALUES FROM (0) TO (10);
CREATE TABLE more PARTITION OF days FOR VALUES FROM ('2020-01-01') TO ('2020-01-02 00:00');
CREATE TABLE flags (f boolean) PARTITION BY LIST (f);
CREATE TABLE ones PARTITION OF flags FOR VALUES IN (1);
CREATE TABLE yes PARTITION OF flags FOR VALUES IN ('yes', 'off');
CREATE TABLE names (n text) PARTITION BY LIST (n);
CREATE TABLE five PARTITION OF names FOR VALUES IN (5, '6');
CREATE TABLE six PARTITION OF names FOR VALUES IN (6);
