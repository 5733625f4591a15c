-- The rules by which other tools tell conflicts (a statement and another on the same object, or on what it is a part
-- of; whether two orders lead to one schema), each as one case. What is said after a name is what they say.
create schema s1;
create schema s2;
create role reader;
create table p (id integer primary key);
create table t (id integer primary key, c varchar(20), "pId" integer, constraint fk foreign key ("pId") references p, constraint ck check (id > 0), constraint uq unique (c));
create index ix on t (c);
create view v as select id, c from t;
create type mood as enum ('ok', 'sad');
create sequence sq;

--- table: dropped, a column of it altered: conflict
-- source
drop table p cascade;
-- target
alter table p alter column id type bigint;
-- expect: DropVsModify Table p

--- table: dropped, an index on it: conflict
-- source
drop table p cascade;
-- target
create index on p (id);
-- expect: DropVsModify Table p

--- table: renamed, a column added: conflict
-- source
alter table t rename to u;
-- target
alter table t add column d text;
-- expect: clean
-- because: RenameRebase

--- table: moved, a column altered: conflict
-- source
alter table p set schema s1;
-- target
alter table p add column d text;
-- expect: clean
-- because: RenameRebase

--- table: moved and renamed by two branches: conflict
-- source
alter table p set schema s1;
-- target
alter table p rename to q;
-- expect: clean

--- tables: two of them: none
-- source
create table a (id int);
-- target
create table b (id int);
-- expect: clean
-- because: Disjoint

--- column: altered by both: conflict
-- source
alter table p alter column id type bigint;
-- target
alter table p alter column id type smallint;
-- expect: BothModified Column p.id "type"

--- column: altered by both, each another attribute: conflict
-- source
alter table t alter column c set not null;
-- target
alter table t alter column c set default 'x';
-- expect: clean
-- because: AttributeMerge

--- column: added by both, alike: conflict to some, once to others
-- source
alter table t add column d int;
-- target
alter table t add column d int;
-- expect: clean
-- because: Convergent

--- column: dropped, renamed: conflict
-- source
alter table t drop column "pId";
-- target
alter table t rename column "pId" to parent;
-- expect: DropVsModify Column t."pId" "name"

--- column: made and dropped on one side, made on the other: conflict
-- source
alter table t add column d int;
alter table t drop column d;
-- target
alter table t add column d int;
-- expect: clean

--- columns: their order is that of who comes first: conflict
-- source
alter table t add column d int;
-- target
alter table t add column e int;
-- expect: clean

--- index: one name on one table: conflict
-- source
create index iy on t (id);
-- target
create unique index iy on t (id);
-- expect: BothCreated Index iy

--- index: renamed, dropped: conflict
-- source
alter index ix rename to iy;
-- target
drop index ix;
-- expect: DropVsModify Index ix "name"

--- indexes: on two tables: none
-- source
create index on t (id);
-- target
create index on p (id);
-- expect: clean
-- because: Disjoint

--- foreign key: made anew, dropped: conflict
-- source
alter table t drop constraint fk, add constraint fk foreign key ("pId") references p on delete cascade;
-- target
alter table t drop constraint fk;
-- expect: IdentityReplaced Constraint "fk on t"

--- unique: one name on one table, alike: conflict
-- source
alter table p add constraint pq unique (id);
-- target
alter table p add constraint pq unique (id);
-- expect: clean
-- because: Convergent

--- unique: dropped, its column referred to: conflict
-- source
alter table t drop constraint uq;
-- target
create table r (c varchar(20) references t (c));
-- expect: DropVsReference Constraint "uq on t"

--- check: dropped by both: conflict
-- source
alter table t drop constraint ck;
-- target
alter table t drop constraint ck;
-- expect: clean
-- because: Convergent

--- primary key: other columns dropped on either side: conflict
-- base
create table k (a int, b int, primary key (a, b));
-- source
alter table k drop column a;
-- target
alter table k drop column b;
-- expect: clean

--- view: a table's column that it shows is dropped with it: conflict
-- source
alter table t drop column c cascade;
-- target
create or replace view v as select id, c from t where id > 1;
-- expect: DropVsModify Column t.c

--- view: over a new column, which the other side adds too: none
-- source
alter table t add column d int;
create view w as select d from t;
-- target
alter table t add column d int;
-- expect: clean

--- views and tables: a view over a table that is dropped: conflict
-- source
create view w as select id from p;
-- target
drop table p cascade;
-- expect: DropVsReference Table p

--- enum: one name, alike: conflict
-- source
create type e1 as enum ('a');
-- target
create type e1 as enum ('a');
-- expect: clean
-- because: Convergent

--- enum: moved, a value added: conflict
-- source
alter type mood set schema s1;
-- target
alter type mood add value 'glad';
-- expect: clean
-- because: RenameRebase

--- enum: dropped, a column of it: conflict
-- source
drop type mood;
-- target
alter table t add column m mood;
-- expect: DropVsReference Type mood

--- sequence: altered by both: conflict
-- source
alter sequence sq increment 2;
-- target
alter sequence sq cache 5;
-- expect: clean
-- because: AttributeMerge

--- policy: one name on one table, alike: conflict
-- source
create policy pol on t for select to public;
-- target
create policy pol on t for select to public;
-- expect: clean
-- because: Convergent

--- schema: dropped, a new table in it: conflict
-- source
drop schema s1;
-- target
create table s1.a (id int);
-- expect: DropVsReference Schema s1

--- schema: dropped, a new enum in it: conflict
-- source
drop schema s1;
-- target
create type s1.e as enum ('a');
-- expect: DropVsReference Schema s1

--- schema: dropped, a new table in another: none
-- source
drop schema s1;
-- target
create table s2.a (id int);
-- expect: clean
-- because: Disjoint

--- schema: renamed, a table made in it: conflict
-- source
alter schema s1 rename to s3;
-- target
create table s1.a (id int);
-- expect: clean

--- role: dropped, granted to: conflict
-- source
drop role reader;
-- target
grant select on t to reader;
-- expect: DropVsReference Role reader

--- privilege: granted by both, alike: conflict
-- source
grant select on t to reader;
-- target
grant select on t to reader;
-- expect: clean
-- because: Convergent

--- row security: on and off: conflict
-- base
alter table t enable row level security;
-- source
alter table t disable row level security;
-- target
alter table t force row level security;
-- expect: clean
