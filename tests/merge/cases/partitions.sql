-- Partitions: the rows they take, what they share with their parent, and how they come and go.
create table events (at int, what text) partition by range (at);
create table old_events (at int, what text);
create table kinds (k int) partition by list (k);
create table parts (k int) partition by hash (k);

--- lists that share a value
-- source
create table one partition of kinds for values in (1, 2);
-- target
create table two partition of kinds for values in (2, 3);
-- expect: PartitionOverlap Table kinds "partition FOR VALUES IN (1, 2)"

--- a list that shares values with two others
-- source
create table one partition of kinds for values in (1, 2, 3);
-- target
create table two partition of kinds for values in (1);
create table three partition of kinds for values in (2);
-- expect: PartitionOverlap Table kinds "partition FOR VALUES IN (1)"
-- expect: PartitionOverlap Table kinds "partition FOR VALUES IN (1, 2, 3)"

--- lists that share none
-- source
create table one partition of kinds for values in (1, 2);
-- target
create table two partition of kinds for values in (3);
-- expect: clean

--- two partitions for the rest
-- source
create table one partition of kinds default;
-- target
create table two partition of kinds default;
-- expect: PartitionOverlap Table kinds "partition DEFAULT"

--- the rest here, some values there
-- source
create table rest partition of kinds default;
-- target
create table two partition of kinds for values in (2);
-- expect: clean

--- moduli that share remainders
-- source
create table one partition of parts for values with (modulus 4, remainder 0);
-- target
create table two partition of parts for values with (modulus 2, remainder 0);
-- expect: PartitionOverlap Table parts "partition FOR VALUES WITH (modulus 2, remainder 0)"

--- attached here, made there, for the same rows
-- source
alter table events attach partition old_events for values from (0) to (10);
-- target
create table new_events partition of events for values from (5) to (15);
-- expect: PartitionOverlap Table events "partition FOR VALUES FROM (0) TO (10)"

--- attached here, a column of the parent goes there
-- source
alter table events attach partition old_events for values from (0) to (10);
-- target
alter table events drop what;
-- expect: DropVsReference Column events.what

--- attached here, a column of the table itself goes there
-- source
alter table events attach partition old_events for values from (0) to (10);
-- target
alter table old_events drop what;
-- expect: DropVsModify Column old_events.what "inherited"

--- attached here, a new column of the parent there
-- source
alter table events attach partition old_events for values from (0) to (10);
-- target
alter table events add who text;
-- expect: clean

--- made here, a new column of the parent there
-- source
create table new_events partition of events for values from (0) to (10);
-- target
alter table events add who text;
-- expect: clean

--- made here, a key of the parent there
-- source
create table new_events partition of events for values from (0) to (10);
-- target
alter table events add primary key (at);
-- expect: clean

--- detached here, dropped there
-- base
create table new_events partition of events for values from (0) to (10);
-- source
alter table events detach partition new_events;
-- target
drop table new_events;
-- expect: DropVsModify Table new_events "bound"

--- detached here, the parent altered there
-- base
create table new_events partition of events for values from (0) to (10);
-- source
alter table events detach partition new_events;
-- target
alter table events add who text;
-- expect: clean

--- two ranges of texts
-- base
CREATE TABLE words (word text) PARTITION BY RANGE (word);
-- source
CREATE TABLE words_a PARTITION OF words FOR VALUES FROM ('a') TO ('m');
-- target
CREATE TABLE words_b PARTITION OF words FOR VALUES FROM ('l') TO ('z');
-- expect: PartitionOverlap Table words "partition FOR VALUES FROM ('a') TO ('m')"

--- two ranges of texts, one after the other
-- base
CREATE TABLE words (word text) PARTITION BY RANGE (word);
-- source
CREATE TABLE words_a PARTITION OF words FOR VALUES FROM ('a') TO ('m');
-- target
CREATE TABLE words_b PARTITION OF words FOR VALUES FROM ('m') TO ('z');
-- expect: clean

--- two ranges of texts, of which the collation decides
-- base
CREATE TABLE words (word text) PARTITION BY RANGE (word);
-- source
CREATE TABLE words_a PARTITION OF words FOR VALUES FROM ('a') TO ('M');
-- target
CREATE TABLE words_b PARTITION OF words FOR VALUES FROM ('m') TO ('Z');
-- expect: PartitionOverlap Table words "partition FOR VALUES FROM ('a') TO ('M')"

--- two columns get each other's place here, and a partition is made there
-- source
alter table events rename column what to name;
alter table events rename column at to what;
-- target
create table first_events partition of events for values from (1) to (9);
-- expect: clean

--- made here, a column of the parent goes there
-- source
create table new_events partition of events for values from (0) to (10);
-- target
alter table events drop column what;
-- expect: clean
-- warns: none

--- made here, with a default for a column of the parent that goes there
-- source
create table new_events partition of events for values from (0) to (10);
alter table new_events alter column what set default 'none';
-- target
alter table events drop column what;
-- expect: DropVsModify Column events.what

--- made here, with an index over a column of the parent that goes there
-- source
create table new_events partition of events for values from (0) to (10);
create index on new_events (what);
-- target
alter table events drop column what;
-- expect: DropVsReference Column events.what

--- made here, with a comment on a column of the parent that goes there
-- source
create table new_events partition of events for values from (0) to (10);
comment on column new_events.what is 'in a word';
-- target
alter table events drop column what;
-- expect: clean
-- warns: DropVsMetadata

--- made here and parted once more by a column of the parent that goes there
-- source
create table new_events partition of events for values from (0) to (10) partition by list (what);
-- target
alter table events drop column what;
-- expect: DropVsReference Column events.what

--- made here, a column of the parent gets another type there
-- source
create table new_events partition of events for values from (0) to (10);
-- target
alter table events alter column what type varchar(80), alter column what set default 'none';
-- expect: clean

--- made here, a check and an index of the parent go there
-- base
create table lasting (at int, what text, constraint told check (what <> '')) partition by range (at);
create index lasting_what on lasting (what);
-- source
create table new_lasting partition of lasting for values from (0) to (10);
-- target
alter table lasting drop constraint told;
drop index lasting_what;
-- expect: clean

--- an index is made and attached here, that of the parent goes there
-- base
create table lasting (at int, what text) partition by range (at);
create index lasting_what on lasting (what);
-- source
create table new_lasting (at int, what text);
create index new_lasting_what on new_lasting (what);
alter table lasting attach partition new_lasting for values from (0) to (10);
-- target
drop index lasting_what;
-- expect: DropVsReference Index lasting_what

--- a child is made here that has a column of its own too, that of the parent goes there
-- base
create table things (at int, what text);
-- source
create table toys (what text) inherits (things);
-- target
alter table things drop column what;
-- expect: clean

--- a child of two parents is made here, the column goes from one there
-- base
create table things (at int, what text);
create table gifts (what text);
-- source
create table toys () inherits (things, gifts);
-- target
alter table things drop column what;
-- expect: clean

--- an index attached here, a partition made there
-- base
CREATE TABLE logs (at date) PARTITION BY RANGE (at);
CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX logs_old_at ON logs_old (at);
CREATE INDEX logs_at ON ONLY logs (at);
-- source
ALTER INDEX logs_at ATTACH PARTITION logs_old_at;
-- target
CREATE TABLE logs_new PARTITION OF logs FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
-- expect: clean

--- two indexes attached for one partition
-- base
CREATE TABLE logs (at date) PARTITION BY RANGE (at);
CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE INDEX logs_old_at ON logs_old (at);
CREATE INDEX logs_old_again ON logs_old (at);
CREATE INDEX logs_at ON ONLY logs (at);
-- source
ALTER INDEX logs_at ATTACH PARTITION logs_old_at;
-- target
ALTER INDEX logs_at ATTACH PARTITION logs_old_again;
-- expect: IncompatibleAlter Index logs_at

--- a column of the parent becomes another here, a partition is made there
-- base
CREATE TABLE logs (at date, size integer DEFAULT 0) PARTITION BY RANGE (at);
-- source
ALTER TABLE logs ALTER COLUMN size TYPE bigint;
-- target
CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
-- expect: clean
-- ddl
ALTER TABLE logs ALTER COLUMN size TYPE bigint;

--- a default of the parent goes here, a child is made there
-- base
CREATE TABLE notes (at date, size integer DEFAULT 0);
-- source
ALTER TABLE notes ALTER COLUMN size DROP DEFAULT;
-- target
CREATE TABLE letters () INHERITS (notes);
-- expect: clean
-- ddl
ALTER TABLE notes ALTER COLUMN size DROP DEFAULT;

--- both make a partition, and one drops a column of the table
-- source
create table new_events partition of events for values from (1) to (2);
-- target
alter table events drop column what;
create table new_events partition of events for values from (1) to (2);
-- expect: clean
-- ddl

--- both make a partition, and one adds a column to the table
-- source
alter table events add column note text;
create table new_events partition of events for values from (1) to (2);
-- target
create table new_events partition of events for values from (1) to (2);
-- expect: clean
-- ddl
alter table events add column note text;

--- both make a partition, and one widens a column of the table
-- source
create table new_events partition of events for values from (1) to (2);
-- target
alter table events alter column at type bigint;
create table new_events partition of events for values from (1) to (2);
-- expect: clean

--- both make a child, and one drops a column of the table
-- source
create table children (n int) inherits (old_events);
-- target
create table children (n int) inherits (old_events);
alter table old_events drop column what;
-- expect: clean

--- both make a child, and not alike
-- source
create table children (n int) inherits (old_events);
-- target
create table children (n bigint) inherits (old_events);
alter table old_events drop column what;
-- expect: BothCreated Table children

--- a partition is detached beside a new index
-- base
create table new_events partition of events for values from (1) to (2);
-- source
alter table events detach partition new_events;
-- target
create index by_time on events (what);
-- expect: clean

--- a label in a bound is renamed
-- base
create type mood as enum ('ok', 'sad');
create table moods (m mood) partition by list (m);
-- source
create table ok_moods partition of moods for values in ('ok');
-- target
alter type mood rename value 'ok' to 'fine';
-- expect: clean

--- bounds that share a label
-- base
create type mood as enum ('ok', 'sad');
create table moods (m mood) partition by list (m);
-- source
create table ok_moods partition of moods for values in ('ok');
-- target
create table all_moods partition of moods for values in ('sad', 'ok');
-- expect: PartitionOverlap Table moods "partition FOR VALUES IN ('ok')"

--- two indexes that differ in their order alone
-- base
create table part (a int) partition by range (a);
create table log partition of part for values from (20) to (30);
-- source
-- target
create index on part (a desc);
create index i1 on part (a);
-- expect: clean

--- an index that the partition has in another order
-- base
create table part (a int) partition by range (a);
create table log partition of part for values from (20) to (30);
create index on log (a);
-- source
-- target
create index i1 on part (a desc);
-- expect: clean

--- a partition's index that either side's may take
-- base
create table part (a int) partition by range (a);
create table log partition of part for values from (20) to (30);
create index of_log on log (a);
-- source
create index up on part (a);
-- target
create index down on part (a desc);
-- expect: BothModified Index of_log "inherited"

--- a key and an index over the same columns, and a partition
-- base
create table part (id int) partition by hash (id);
create unique index on part (id);
-- source
create table item partition of part for values with (modulus 3, remainder 0);
alter table part add constraint c2 unique (id);
-- target
-- expect: clean

--- an index there and a partition here, where both add a column
-- base
create table node (at int not null) partition by list (at);
create table beside (a text);
-- source
create table item partition of node for values in (1, 6);
alter table beside add b int;
-- target
alter table beside add b int;
create index on node using hash (at);
-- expect: clean

--- truth values that are one
-- base
create table truths (k boolean) partition by list (k);
-- source
create table t1 partition of truths for values in (true);
-- target
create table t2 partition of truths for values in ('t');
-- expect: PartitionOverlap Table truths "partition FOR VALUES IN (true)"

--- a value that is worked out
-- source
create table k1 partition of kinds for values in (1, 2);
-- target
create table k2 partition of kinds for values in (1 + 1);
-- expect: PartitionOverlap Table kinds "partition FOR VALUES IN (1 + 1)"

--- days that are one, in other words
-- base
create table days (k date) partition by list (k);
-- source
create table d1 partition of days for values in ('2024-01-01');
-- target
create table d2 partition of days for values in ('1 Jan 2024');
-- expect: PartitionOverlap Table days "partition FOR VALUES IN ('1 Jan 2024')"

--- texts that only begin alike
-- base
create table texts (k text) partition by list (k);
-- source
create table t1 partition of texts for values in ('a b');
-- target
create table t2 partition of texts for values in ('a b ', ' a b', 'a::b');
-- expect: clean

--- one partition, its bound in other words
-- source
create table k1 partition of kinds for values in (1);
-- target
create table k1 partition of kinds for values in ('1');
-- expect: clean

--- a key, and a partition elsewhere, which can have none
-- base
create foreign data wrapper far;
create server away foreign data wrapper far;
-- source
alter table kinds add constraint kinds_once unique (k);
-- target
create foreign table kinds_away partition of kinds for values in (7) server away;
-- expect: IncompatibleAlter Table kinds

--- an index, and a partition elsewhere, which gets none
-- base
create foreign data wrapper far;
create server away foreign data wrapper far;
-- source
create index by_kind on kinds (k);
-- target
create foreign table kinds_away partition of kinds for values in (7) server away;
-- expect: clean
