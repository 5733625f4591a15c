-- Two branches at whole tables.
CREATE TABLE users (id integer PRIMARY KEY, name text);

--- both make the same table, in other words
-- source
CREATE TABLE tags (id bigint NOT NULL, label varchar(20), CONSTRAINT tags_label UNIQUE (label));
-- target
create table public.tags (
    id int8 not null, -- the key
    label character varying(20),
    constraint tags_label unique (label)
);
-- expect: clean

--- both make a table of one name, differently
-- source
CREATE TABLE tags (id bigint);
-- target
CREATE TABLE tags (id bigint, label text);
-- expect: BothCreated Table tags

--- what is done to a new table counts as its making
-- source
CREATE TABLE tags (id bigint);
ALTER TABLE tags ADD COLUMN label text;
-- target
CREATE TABLE tags (id bigint, label text);
-- expect: clean

--- new tables of two names
-- source
CREATE TABLE tags (id bigint);
-- target
CREATE TABLE "Tags" (id text);
-- expect: clean

--- if not exists over another table
-- source
CREATE TABLE IF NOT EXISTS tags (id bigint);
-- target
CREATE TABLE IF NOT EXISTS tags (id text);
-- expect: SilentSkip Table tags

--- if not exists over a table of the base does nothing
-- source
CREATE TABLE IF NOT EXISTS users (id text);
-- target
ALTER TABLE users ADD COLUMN age integer;
-- expect: clean

--- one drops the table, the other adds a column
-- source
ALTER TABLE users ADD COLUMN age integer;
-- target
DROP TABLE users;
-- expect: DropVsModify Table users

--- one drops the table, the other changes three things: one cause, one conflict
-- source
ALTER TABLE users ADD COLUMN age integer;
ALTER TABLE users ALTER COLUMN name SET NOT NULL;
ALTER TABLE users OWNER TO keeper;
-- target
DROP TABLE users CASCADE;
-- expect: DropVsModify Table users

--- both drop the table
-- source
DROP TABLE users;
-- target
DROP TABLE IF EXISTS users CASCADE;
-- expect: clean

--- a table made and dropped again is not there
-- source
CREATE TABLE tags (id bigint);
DROP TABLE tags;
-- target
CREATE TABLE tags (id text);
-- expect: clean

--- dropped and made again on one side, altered on the other
-- source
ALTER TABLE users ADD COLUMN age integer;
-- target
DROP TABLE users;
CREATE TABLE users (id integer PRIMARY KEY, name text);
-- expect: IdentityReplaced Table users

--- dropped and made again on one side, dropped on the other
-- source
DROP TABLE users;
-- target
DROP TABLE users;
CREATE TABLE users (id bigint PRIMARY KEY);
-- expect: IdentityReplaced Table users

--- dropped and made again alike on both sides
-- source
DROP TABLE users;
CREATE TABLE users (id bigint PRIMARY KEY);
-- target
DROP TABLE users;
CREATE TABLE users (id int8 PRIMARY KEY);
-- expect: clean

--- one drops the table that the other refers to
-- source
CREATE TABLE orders (id bigint, user_id integer REFERENCES users);
-- target
DROP TABLE users;
-- expect: DropVsReference Table users

--- a foreign key that went again needs nothing
-- source
CREATE TABLE orders (id bigint, user_id integer REFERENCES users);
DROP TABLE orders;
-- target
DROP TABLE users;
-- expect: clean

--- both comment on the table, differently
-- source
COMMENT ON TABLE users IS 'people';
-- target
COMMENT ON TABLE users IS 'accounts';
-- expect: BothModified Table users "comment"

--- both comment alike
-- source
COMMENT ON TABLE users IS 'people';
-- target
COMMENT ON TABLE users IS 'people';
-- expect: clean

--- storage parameters, each its own
-- source
ALTER TABLE users SET (fillfactor = 70);
-- target
ALTER TABLE users SET (autovacuum_enabled = false);
-- expect: clean

--- one storage parameter, two values
-- source
ALTER TABLE users SET (fillfactor = 70);
-- target
ALTER TABLE users SET (fillfactor = 80);
-- expect: BothModified Table users "option fillfactor"

--- two owners
-- source
ALTER TABLE users OWNER TO alice;
-- target
ALTER TABLE users OWNER TO bob;
-- expect: BothModified Table users "owner"

--- one table's partitions for the same rows
-- base
CREATE TABLE events (at date) PARTITION BY RANGE (at);
-- source
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- target
CREATE TABLE events_b PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- expect: PartitionOverlap Table events "partition FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"

--- partitions side by side
-- base
CREATE TABLE events (at date) PARTITION BY RANGE (at);
-- source
CREATE TABLE events_a PARTITION OF events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
-- target
CREATE TABLE events_b PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
-- expect: clean

--- a partition of a table that goes
-- base
CREATE TABLE events (at date) PARTITION BY RANGE (at);
-- source
CREATE TABLE events_a PARTITION OF events DEFAULT;
-- target
DROP TABLE events;
-- expect: DropVsReference Table events

--- an heir of a table that goes
-- source
CREATE TABLE staff (room text) INHERITS (users);
-- target
DROP TABLE users;
-- expect: DropVsReference Table users

--- a table from a query needs nothing of what it read but at the time: still, one order fails
-- source
CREATE TABLE names AS SELECT name FROM users;
-- target
ALTER TABLE users DROP COLUMN name;
-- expect: DropVsReference Column users.name

--- two long names that PostgreSQL cuts to one
-- source
CREATE TABLE measurements_of_the_weather_station_on_the_roof_of_the_big_old_house (id integer);
-- target
CREATE TABLE measurements_of_the_weather_station_on_the_roof_of_the_big_old_hotel (id integer);
-- expect: IdentifierRules Table measurements_of_the_weather_station_on_the_roof_of_the_big_old_

--- a long name that both sides write alike
-- source
CREATE TABLE measurements_of_the_weather_station_on_the_roof_of_the_big_old_house (id integer);
-- target
CREATE TABLE Measurements_of_the_weather_station_on_the_roof_of_the_big_old_house (id integer);
-- expect: clean

--- a column whose long name is cut to that of a renamed one
-- source
ALTER TABLE users ADD how_this_person_would_like_to_be_called_by_others_in_the_morning text;
-- target
ALTER TABLE users RENAME name TO how_this_person_would_like_to_be_called_by_others_in_the_mornings;
-- expect: IdentifierRules Column users.how_this_person_would_like_to_be_called_by_others_in_the_mornin

--- one drops, if it is there, what the other makes
-- source
DROP TABLE IF EXISTS receipts;
-- target
CREATE TABLE receipts (id integer PRIMARY KEY);
-- expect: clean
-- warns: OrderDependent Table receipts
-- ddl

--- both drop it if it is there, and make it anew, alike
-- source
DROP TABLE IF EXISTS receipts;
CREATE TABLE receipts (id integer PRIMARY KEY);
-- target
DROP TABLE IF EXISTS receipts;
CREATE TABLE receipts (id integer PRIMARY KEY);
-- expect: clean
-- warns: none
-- ddl

--- one drops a constraint, if it is there, that the other adds
-- source
ALTER TABLE users DROP CONSTRAINT IF EXISTS users_name;
-- target
ALTER TABLE users ADD CONSTRAINT users_name CHECK (name <> '');
-- expect: clean
-- warns: OrderDependent Constraint users_name on users
-- ddl

--- a temporary table is of no schema
-- source
CREATE TEMPORARY TABLE seen (id integer);
ALTER TABLE users ADD COLUMN age integer;
-- target
ALTER TABLE users ADD COLUMN mail text;
-- expect: clean
-- warns: none
-- ddl
CREATE TEMPORARY TABLE seen (id integer);
ALTER TABLE users ADD COLUMN age integer;

--- a partition of a table that has a key, and gets a column
-- base
CREATE TABLE readings (id integer PRIMARY KEY) PARTITION BY RANGE (id);
-- source
CREATE TABLE readings_first PARTITION OF readings FOR VALUES FROM (1) TO (1000);
-- target
ALTER TABLE readings ADD COLUMN amount numeric;
-- expect: clean

--- both drop a column, and one then makes the table anew
-- source
ALTER TABLE users DROP COLUMN name;
DROP TABLE users;
CREATE TABLE users (id bigint, name text);
-- target
ALTER TABLE users DROP COLUMN name;
-- expect: IdentityReplaced Column users.name

--- a table made anew without a column that it began with, and a comment on the old one
-- source
DROP TABLE users;
CREATE TABLE users (id bigint, label text, extra text);
ALTER TABLE users DROP COLUMN extra;
-- target
COMMENT ON COLUMN users.name IS 'what people are called';
-- expect: clean
-- ddl
DROP TABLE users;
CREATE TABLE users (id bigint, label text, extra text);
ALTER TABLE users DROP COLUMN extra;

--- one drops the table, the other changes the type of a column
-- source
DROP TABLE users;
-- target
ALTER TABLE users ALTER COLUMN name TYPE varchar(20);
-- expect: DropVsModify Table users

--- a child leaves its parent, which gets a column
-- base
CREATE TABLE parent (a integer);
CREATE TABLE child () INHERITS (parent);
-- source
ALTER TABLE child NO INHERIT parent;
-- target
ALTER TABLE parent ADD COLUMN b integer;
-- expect: clean
-- because: OrderDependent
