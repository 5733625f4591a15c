-- Keys, checks and what refers to them.
CREATE TABLE users (id integer PRIMARY KEY, code text, age integer);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer, code text);

--- one check, in other words
-- source
ALTER TABLE users ADD CONSTRAINT adult CHECK ((age > 17));
-- target
alter table users add constraint adult check( age>17 );
-- expect: clean

--- one name, two checks
-- source
ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17);
-- target
ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 20);
-- expect: BothCreated Constraint "adult on users"

--- two names
-- source
ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17);
-- target
ALTER TABLE users ADD CONSTRAINT mortal CHECK (age < 150);
-- expect: clean

--- two primary keys by made-up names
-- base
CREATE TABLE pairs (a integer NOT NULL, b integer NOT NULL);
-- source
ALTER TABLE pairs ADD PRIMARY KEY (a);
-- target
ALTER TABLE pairs ADD PRIMARY KEY (b);
-- expect: BothCreated Constraint "pairs_pkey on pairs"

--- two primary keys by two names
-- base
CREATE TABLE pairs (a integer NOT NULL, b integer NOT NULL);
-- source
ALTER TABLE pairs ADD CONSTRAINT one PRIMARY KEY (a);
-- target
ALTER TABLE pairs ADD CONSTRAINT two PRIMARY KEY (b);
-- expect: IncompatibleAlter Table pairs "primary key"

--- a key over a column made nullable
-- base
CREATE TABLE pairs (a integer NOT NULL, b integer NOT NULL);
-- source
ALTER TABLE pairs ADD PRIMARY KEY (a);
-- target
ALTER TABLE pairs ALTER COLUMN a DROP NOT NULL;
-- expect: IncompatibleAlter Column pairs.a "not null"

--- a foreign key to a column that goes
-- base
ALTER TABLE users ADD CONSTRAINT code UNIQUE (code);
-- source
ALTER TABLE orders ADD FOREIGN KEY (code) REFERENCES users (code);
-- target
ALTER TABLE users DROP COLUMN code;
-- expect: DropVsReference Column users.code

--- a foreign key to a key that goes
-- base
ALTER TABLE users ADD CONSTRAINT code UNIQUE (code);
-- source
ALTER TABLE orders ADD FOREIGN KEY (code) REFERENCES users (code);
-- target
ALTER TABLE users DROP CONSTRAINT code;
-- expect: DropVsReference Constraint "code on users"

--- a foreign key to the primary key, which goes
-- source
ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (user_id) REFERENCES users;
-- target
ALTER TABLE users DROP CONSTRAINT users_pkey;
-- expect: DropVsReference Constraint "users_pkey on users"

--- a foreign key over a column that goes
-- source
ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);
-- target
ALTER TABLE orders DROP COLUMN user_id;
-- expect: DropVsReference Column orders.user_id

--- two actions of one foreign key
-- source
ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (user_id) REFERENCES users ON DELETE CASCADE;
-- target
ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (user_id) REFERENCES users ON DELETE SET NULL;
-- expect: BothCreated Constraint "buyer on orders"

--- a check that goes with its column
-- base
ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17);
-- source
ALTER TABLE users DROP COLUMN age;
-- target
ALTER TABLE users RENAME CONSTRAINT adult TO grown_up;
-- expect: DropVsModify Column users.age

--- both validate
-- base
ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17) NOT VALID;
-- source
ALTER TABLE users VALIDATE CONSTRAINT adult;
-- target
ALTER TABLE users VALIDATE CONSTRAINT adult;
-- expect: clean

--- one validates what the other drops
-- base
ALTER TABLE users ADD CONSTRAINT adult CHECK (age > 17) NOT VALID;
-- source
ALTER TABLE users VALIDATE CONSTRAINT adult;
-- target
ALTER TABLE users DROP CONSTRAINT adult;
-- expect: DropVsModify Constraint "adult on users" "not valid"

--- an exclusion constraint over a column that goes
-- source
ALTER TABLE users ADD CONSTRAINT once EXCLUDE USING gist (code WITH =);
-- target
ALTER TABLE users DROP COLUMN code;
-- expect: DropVsReference Column users.code

--- a foreign key to a column that gets another type
-- base
CREATE TABLE places (id integer PRIMARY KEY);
CREATE TABLE visits (place integer);
-- source
ALTER TABLE visits ADD CONSTRAINT visits_place FOREIGN KEY (place) REFERENCES places (id);
-- target
ALTER TABLE places ALTER COLUMN id TYPE text;
-- expect: IncompatibleAlter Column places.id

--- a check that the new type of a column has no operator for
-- source
ALTER TABLE users ADD CONSTRAINT grown CHECK (age > 17);
-- target
ALTER TABLE users ALTER COLUMN age TYPE text USING age::text;
-- expect: IncompatibleAlter Column users.age

--- a check on a column here, and there another type for it under which the check means something else
-- base
CREATE TABLE seen (at timestamptz);
-- source
ALTER TABLE seen ADD CONSTRAINT recent CHECK (at > '2000-01-01');
-- target
ALTER TABLE seen ALTER COLUMN at TYPE text;
-- expect: IncompatibleAlter Column seen.at

--- a check on a column here, and there another type for it under which the check means the same
-- base
CREATE TABLE seen (at timestamptz);
-- source
ALTER TABLE seen ADD CONSTRAINT known CHECK (at IS NOT NULL);
-- target
ALTER TABLE seen ALTER COLUMN at TYPE text;
-- expect: clean

--- deferred here, deferrable and no more there
-- base
ALTER TABLE orders ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users;
-- source
ALTER TABLE orders ALTER CONSTRAINT of_user DEFERRABLE INITIALLY DEFERRED;
-- target
ALTER TABLE orders ALTER CONSTRAINT of_user DEFERRABLE INITIALLY IMMEDIATE;
-- expect: BothModified Constraint "of_user on orders" "deferrable"

--- no more deferrable here, deferred there
-- base
ALTER TABLE orders ADD CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES users DEFERRABLE;
-- source
ALTER TABLE orders ALTER CONSTRAINT of_user NOT DEFERRABLE;
-- target
ALTER TABLE orders ALTER CONSTRAINT of_user INITIALLY DEFERRED;
-- expect: BothModified Constraint "of_user on orders" "deferrable"

--- an exclusion constraint, and a type that has not its operator
-- base
CREATE TABLE spots (c circle);
-- source
ALTER TABLE spots ADD CONSTRAINT apart EXCLUDE USING gist (c WITH &&);
-- target
ALTER TABLE spots ALTER COLUMN c TYPE point USING center(c);
-- expect: IncompatibleAlter Column spots.c

--- an exclusion constraint, and another type that has its operator
-- base
CREATE TABLE spots (c box);
-- source
ALTER TABLE spots ADD CONSTRAINT apart EXCLUDE USING gist (c WITH &&);
-- target
ALTER TABLE spots ALTER COLUMN c TYPE polygon USING polygon(c);
-- expect: clean
