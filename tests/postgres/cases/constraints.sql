-- Constraints of tables: check, unique, primary key, exclusion, foreign key, not null.

-- case: every constraint on a column
CREATE TABLE item (
  id integer CONSTRAINT item_key PRIMARY KEY,
  code text CONSTRAINT code_is_unique UNIQUE,
  price numeric CONSTRAINT price_is_right CHECK (price >= 0),
  parent integer CONSTRAINT item_parent REFERENCES item (id) ON DELETE CASCADE ON UPDATE SET NULL,
  name text NOT NULL
);

-- case: every constraint on a table
CREATE TABLE region (country text, code text, PRIMARY KEY (country, code));
CREATE TABLE city (
  id integer,
  country text,
  region text,
  founded date,
  span daterange,
  CONSTRAINT city_key PRIMARY KEY (id) INCLUDE (country) WITH (fillfactor = 90),
  UNIQUE (country, region, id) DEFERRABLE INITIALLY DEFERRED,
  CHECK (founded > '1000-01-01' AND country <> ''),
  EXCLUDE USING gist (span WITH &&) WHERE (country = 'x'),
  FOREIGN KEY (country, region) REFERENCES region MATCH FULL ON DELETE SET DEFAULT DEFERRABLE
);

-- case: names that PostgreSQL makes up
CREATE TABLE item (
  id integer PRIMARY KEY,
  a integer UNIQUE CHECK (a > 0) CHECK (a < 10),
  b integer REFERENCES item,
  c integer REFERENCES item REFERENCES item (a),
  UNIQUE (a, b),
  CHECK (a > b),
  CHECK (a > 1 AND a < 5),
  CHECK (1 > 0),
  EXCLUDE USING btree (c WITH =),
  FOREIGN KEY (a, b) REFERENCES item (a, b)
);
ALTER TABLE item ADD CHECK (b > 0), ADD UNIQUE (b), ADD CHECK (b > 1);
ALTER TABLE item ADD COLUMN d integer UNIQUE CHECK (d > 0) REFERENCES item;

-- case: a made-up name that is taken is numbered
CREATE TABLE item_id_check (id integer);
CREATE TABLE item_a_key (id integer);
CREATE TABLE item_pkey (id integer);
CREATE TABLE item (id integer PRIMARY KEY CHECK (id > 0), a integer UNIQUE, CONSTRAINT item_a_check CHECK (id > 1), CHECK (a > 0));
CREATE TABLE other (id integer CONSTRAINT item_id_check CHECK (id > 0));

-- case: long made-up names are cut
CREATE TABLE a_rather_long_name_of_a_table_for_this (a_rather_long_name_of_a_column_for_this integer PRIMARY KEY,
  another_long_name_of_a_column_with_words integer UNIQUE CHECK (another_long_name_of_a_column_with_words > 0),
  UNIQUE (a_rather_long_name_of_a_column_for_this, another_long_name_of_a_column_with_words));
CREATE INDEX ON a_rather_long_name_of_a_table_for_this (a_rather_long_name_of_a_column_for_this, another_long_name_of_a_column_with_words);

-- case: checks that cannot be
CREATE TABLE item (id integer CHECK (nothing > 0));
CREATE TABLE item (id integer CHECK (id > (SELECT 1)));
CREATE TABLE item (id integer CHECK (no_such_function(id)));
CREATE TABLE item (id integer CHECK (item.id > 0 AND other.id > 0));
CREATE TABLE item (id integer CHECK (ctid IS NOT NULL));
CREATE TABLE item (id integer CHECK (tableoid > 0));

-- case: two constraints of one name
CREATE TABLE item (id integer, CONSTRAINT same CHECK (id > 0), CONSTRAINT same CHECK (id > 1));
CREATE TABLE item (id integer, CONSTRAINT same CHECK (id > 0));
ALTER TABLE item ADD CONSTRAINT same CHECK (id > 1);
ALTER TABLE item ADD CONSTRAINT same UNIQUE (id);
ALTER TABLE item ADD CONSTRAINT item UNIQUE (id);
CREATE TABLE other (id integer, CONSTRAINT same CHECK (id > 0));
ALTER TABLE item ADD CONSTRAINT more CHECK (id > 2);
ALTER TABLE item RENAME CONSTRAINT more TO same;

-- case: keys that cannot be
CREATE TABLE item (id integer PRIMARY KEY, other integer PRIMARY KEY);
CREATE TABLE item (id integer PRIMARY KEY, PRIMARY KEY (id));
CREATE TABLE item (id integer, PRIMARY KEY (nothing));
CREATE TABLE item (id integer, UNIQUE (id, id));
CREATE TABLE item (id integer, UNIQUE (nothing));
CREATE TABLE item (id integer, body json UNIQUE);
CREATE TABLE item (id integer PRIMARY KEY);
ALTER TABLE item ADD PRIMARY KEY (id);
ALTER TABLE item ADD COLUMN more integer PRIMARY KEY;
ALTER TABLE item ALTER COLUMN id DROP NOT NULL;

-- case: a primary key makes its columns not null
CREATE TABLE item (a integer, b integer);
ALTER TABLE item ADD PRIMARY KEY (b, a);
ALTER TABLE item ALTER COLUMN a DROP NOT NULL;
ALTER TABLE item DROP CONSTRAINT item_pkey;
ALTER TABLE item ADD UNIQUE (a);

-- case: foreign keys that cannot be
CREATE TABLE item (id integer PRIMARY KEY, code text, name text);
CREATE UNIQUE INDEX item_name ON item (name) WHERE name <> '';
CREATE TABLE part (item_id integer REFERENCES nothing);
CREATE TABLE part (item_id integer REFERENCES item (nothing));
CREATE TABLE part (item_id integer, FOREIGN KEY (nothing) REFERENCES item);
CREATE TABLE part (item_id text REFERENCES item);
CREATE TABLE part (item_id integer REFERENCES item (code));
CREATE TABLE part (code text REFERENCES item (code));
CREATE TABLE part (name text REFERENCES item (name));
CREATE TABLE part (a integer, b integer, FOREIGN KEY (a, b) REFERENCES item);
CREATE TABLE part (a integer, b integer, FOREIGN KEY (a, b) REFERENCES item (id));
CREATE TABLE keyless (id integer);
CREATE TABLE part (a integer REFERENCES keyless);
CREATE VIEW items AS SELECT id FROM item;
CREATE TABLE part (a integer REFERENCES items (id));
CREATE TABLE part (a bigint REFERENCES item (id), b smallint REFERENCES item);

-- case: foreign keys to other schemas and with actions
CREATE SCHEMA shop;
CREATE TABLE shop.item (id integer PRIMARY KEY, a integer, b integer, UNIQUE (a, b));
CREATE TABLE part (id integer REFERENCES shop.item ON DELETE RESTRICT ON UPDATE CASCADE, a integer, b integer,
  FOREIGN KEY (a, b) REFERENCES shop.item (a, b) ON DELETE SET NULL (a));
ALTER TABLE part ADD FOREIGN KEY (b, a) REFERENCES shop.item (a, b) NOT VALID;
ALTER TABLE part VALIDATE CONSTRAINT part_b_a_fkey;
ALTER TABLE part VALIDATE CONSTRAINT nothing;
ALTER TABLE part ALTER CONSTRAINT part_b_a_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE part ALTER CONSTRAINT nothing DEFERRABLE;
DROP TABLE shop.item;
DROP SCHEMA shop;
ALTER TABLE shop.item DROP CONSTRAINT item_pkey;
ALTER TABLE shop.item DROP CONSTRAINT item_pkey CASCADE;
DROP TABLE shop.item CASCADE;

-- case: a foreign key finds the key by its columns in any order
CREATE TABLE item (a integer, b integer, UNIQUE (a, b));
CREATE TABLE part (x integer, y integer, FOREIGN KEY (x, y) REFERENCES item (b, a));
CREATE TABLE wrong (x integer, y integer, FOREIGN KEY (x, y) REFERENCES item (a, a));
CREATE TABLE wrong (x integer, y integer, FOREIGN KEY (x, y) REFERENCES item);
ALTER TABLE item DROP CONSTRAINT item_a_b_key;

-- case: dropping constraints
CREATE TABLE item (id integer PRIMARY KEY, a integer UNIQUE, CONSTRAINT positive CHECK (a > 0));
ALTER TABLE item DROP CONSTRAINT positive;
ALTER TABLE item DROP CONSTRAINT positive;
ALTER TABLE item DROP CONSTRAINT IF EXISTS positive;
DROP INDEX item_a_key;
ALTER TABLE item DROP CONSTRAINT item_a_key;
DROP INDEX item_a_key;
CREATE INDEX item_a ON item (a);
ALTER TABLE item DROP CONSTRAINT item_a;

-- case: a constraint on an index that is there
CREATE TABLE item (id integer NOT NULL, name text);
CREATE UNIQUE INDEX item_id ON item (id);
CREATE UNIQUE INDEX item_name ON item (name);
CREATE INDEX item_plain ON item (name);
CREATE UNIQUE INDEX item_lower ON item (lower(name));
CREATE UNIQUE INDEX item_part ON item (id) WHERE id > 0;
ALTER TABLE item ADD CONSTRAINT item_key PRIMARY KEY USING INDEX item_id;
ALTER TABLE item ADD UNIQUE USING INDEX item_name DEFERRABLE;
ALTER TABLE item ADD UNIQUE USING INDEX item_plain;
ALTER TABLE item ADD UNIQUE USING INDEX item_lower;
ALTER TABLE item ADD UNIQUE USING INDEX item_part;
ALTER TABLE item ADD UNIQUE USING INDEX nothing;
ALTER TABLE item ADD UNIQUE USING INDEX item_key;

-- case: not valid checks
CREATE TABLE item (id integer);
ALTER TABLE item ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
ALTER TABLE item ADD CONSTRAINT small CHECK (id < 9) NOT VALID;
ALTER TABLE item VALIDATE CONSTRAINT small;
ALTER TABLE item ADD CONSTRAINT bad UNIQUE (id) NOT VALID;
CREATE TABLE part (id integer, CONSTRAINT made_valid CHECK (id > 0) NOT VALID);

-- case: deferrable belongs to some constraints only
CREATE TABLE item (id integer CHECK (id > 0) DEFERRABLE);
CREATE TABLE item (id integer UNIQUE DEFERRABLE INITIALLY IMMEDIATE);
CREATE TABLE part (id integer UNIQUE NOT DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE part (id integer NOT NULL DEFERRABLE);
CREATE TABLE part (id integer REFERENCES item (id));
ALTER TABLE item ALTER CONSTRAINT item_id_key NOT DEFERRABLE;

-- case: unique with nulls not distinct and include
CREATE TABLE item (a integer, b integer, c text, UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (c));
CREATE TABLE other (a integer UNIQUE NULLS NOT DISTINCT);
CREATE TABLE wrong (a integer, UNIQUE (a) INCLUDE (nothing));
ALTER TABLE item DROP COLUMN c;
ALTER TABLE other ADD UNIQUE (a) WITH (fillfactor = 50);

-- case: exclusion constraints
CREATE TABLE booking (
  room integer,
  during tsrange,
  EXCLUDE USING gist (during WITH &&),
  CONSTRAINT once EXCLUDE USING hash (room WITH =)
);
CREATE TABLE wrong (room integer, EXCLUDE USING gist (room WITH =));
CREATE TABLE wrong (room integer, EXCLUDE USING btree (room WITH <>));
CREATE TABLE wrong (room integer, EXCLUDE USING nothing (room WITH =));
CREATE TABLE wrong (room integer, EXCLUDE (nothing WITH =));
ALTER TABLE booking ADD EXCLUDE USING gist (during WITH -|-) DEFERRABLE;
ALTER TABLE booking DROP COLUMN during;

-- case: checks follow renamed columns and functions
CREATE FUNCTION is_good(value integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT value > 0';
CREATE TABLE item (id integer CHECK (is_good(id)), CHECK ((id + 1) BETWEEN 2 AND 10 OR id IS NULL));
ALTER TABLE item RENAME COLUMN id TO key;
ALTER FUNCTION is_good(integer) RENAME TO is_fine;
DROP FUNCTION is_fine(integer);
DROP FUNCTION is_fine(integer) CASCADE;
ALTER TABLE item DROP COLUMN key;

-- case: what a view needs of a primary key
CREATE TABLE item (id integer PRIMARY KEY, name text);
CREATE VIEW grouped AS SELECT id, name, count(*) FROM item GROUP BY id;
ALTER TABLE item DROP CONSTRAINT item_pkey;
ALTER TABLE item DROP CONSTRAINT item_pkey CASCADE;
CREATE VIEW grouped AS SELECT id, name, count(*) FROM item GROUP BY id;

-- case: constraints with columns of a new type
CREATE TABLE item (id integer PRIMARY KEY, a text UNIQUE, CHECK (id > 0));
CREATE TABLE part (id integer REFERENCES item);
ALTER TABLE item ALTER COLUMN id TYPE bigint;
ALTER TABLE part ALTER COLUMN id TYPE text;
ALTER TABLE item ALTER COLUMN a TYPE varchar(10);
ALTER TABLE item ALTER COLUMN id TYPE text;

-- case: a type that changes under a list
CREATE TABLE item (
  id smallint CHECK (id IN (1, 2, 3)),
  big bigint CHECK (big NOT IN (1, 2)),
  name varchar(5) CHECK (name IN ('a', 'b')),
  price numeric(10, 2) CHECK (price IN (1, 2.5)),
  one integer CHECK (one IN (1)),
  any_of integer CHECK (any_of = ANY (ARRAY[1, 2])));
CREATE INDEX item_some ON item (id) WHERE big IN (1, 2) AND name NOT IN ('x', 'y');
ALTER TABLE item ALTER COLUMN id TYPE text;
ALTER TABLE item ALTER COLUMN any_of TYPE text;
ALTER TABLE item ALTER COLUMN id TYPE bigint, ALTER COLUMN big TYPE numeric, ALTER COLUMN name TYPE text;
ALTER TABLE item ALTER COLUMN price TYPE double precision, ALTER COLUMN one TYPE bigint, ALTER COLUMN any_of TYPE bigint;
CREATE TABLE wrong (id integer CHECK (id = ANY (ARRAY['a', 'b'])));
CREATE TABLE wrong (id text CHECK (id <> ALL (ARRAY[1, 2])));

-- case: exclusions that say the same
CREATE TABLE item (a text, CONSTRAINT c3 EXCLUDE USING btree (a WITH =), CONSTRAINT c1 EXCLUDE USING btree (a WITH =));
CREATE TABLE other (a text, CONSTRAINT c3 EXCLUDE USING btree (a WITH =));
ALTER TABLE other ADD CONSTRAINT c2 EXCLUDE USING btree (a WITH =);

-- case: a constraint is renamed to the name that it has
CREATE TABLE item (a integer, CONSTRAINT c1 CHECK (a > 0), CONSTRAINT c2 UNIQUE (a));
CREATE TABLE child () INHERITS (item);
ALTER TABLE item RENAME CONSTRAINT c1 TO c1;
ALTER TABLE item RENAME CONSTRAINT c2 TO c2;
ALTER TABLE child RENAME CONSTRAINT c1 TO c2;

-- case: a foreign key of a generated column sets nothing
CREATE TABLE item (id integer PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * 2) STORED REFERENCES item ON DELETE SET NULL);
CREATE TABLE item (id integer PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * 2) STORED REFERENCES item ON UPDATE CASCADE);
CREATE TABLE item (id integer PRIMARY KEY, twice integer GENERATED ALWAYS AS (id * 2) STORED REFERENCES item ON DELETE CASCADE);

-- case: checks that a table has already
CREATE TABLE p (a integer, CONSTRAINT c1 CHECK (a > 0), CONSTRAINT c2 CHECK (a > 2) NOT VALID);
CREATE TABLE c () INHERITS (p);
ALTER TABLE c ADD CONSTRAINT c1 CHECK (a > 0);
ALTER TABLE c ADD CONSTRAINT c1 CHECK (a > 0);
ALTER TABLE c ADD CONSTRAINT c2 CHECK (a > 2) NO INHERIT;
ALTER TABLE c ADD CONSTRAINT c3 CHECK (a > 3) NO INHERIT;
ALTER TABLE c ADD CONSTRAINT c5 CHECK (a > 5);
ALTER TABLE p ADD CONSTRAINT c3 CHECK (a > 3);
ALTER TABLE p ADD CONSTRAINT c5 CHECK (a > 5);

-- case: checks that do not hold for all rows, and children
CREATE TABLE item (a integer, b integer);
CREATE TABLE part () INHERITS (item);
ALTER TABLE item ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
CREATE TABLE new_part () INHERITS (item);
CREATE TABLE own_part (a integer, b integer, CONSTRAINT c CHECK (a > 0));
ALTER TABLE own_part INHERIT item;
ALTER TABLE ONLY item VALIDATE CONSTRAINT c;
ALTER TABLE part VALIDATE CONSTRAINT c;
CREATE TABLE part_of_part () INHERITS (part);

-- case: checks that hold for all rows after all, and children
CREATE TABLE item (a integer);
CREATE TABLE part () INHERITS (item);
CREATE TABLE part_of_part () INHERITS (part);
ALTER TABLE item ADD CONSTRAINT c CHECK (a > 0) NOT VALID;
ALTER TABLE item VALIDATE CONSTRAINT c;
ALTER TABLE ONLY item VALIDATE CONSTRAINT c;

-- case: values of domains over arrays
CREATE DOMAIN tags AS text[] CHECK (cardinality(VALUE) < 10);
CREATE TABLE item (a tags, b tags[], CHECK ('x' = ANY (a)), CHECK ('y' <> ALL (a)));
CREATE VIEW items AS SELECT 'x' = ANY (a) AS has_x FROM item;

-- case: a string as a condition
CREATE TABLE item (id integer, CHECK ('yes'));
ALTER TABLE item ADD CHECK ('perhaps');
CREATE INDEX item_id ON item (id) WHERE 'perhaps';

-- case: a foreign key's name is looked at first
CREATE TABLE item (id integer, other integer, CONSTRAINT known CHECK (id > 0));
CREATE TABLE child (id integer, CONSTRAINT known CHECK (id > 0), CONSTRAINT known FOREIGN KEY (id) REFERENCES item);
CREATE TABLE child (id integer, CONSTRAINT known CHECK (id > 0), CONSTRAINT known FOREIGN KEY (nothing) REFERENCES nowhere);
ALTER TABLE item ADD CONSTRAINT known FOREIGN KEY (other) REFERENCES item;
ALTER TABLE item ADD CONSTRAINT known FOREIGN KEY (nothing) REFERENCES nowhere;
