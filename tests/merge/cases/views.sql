-- Views and materialized views.
CREATE TABLE users (id integer PRIMARY KEY, email text, age integer);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer, total numeric);
CREATE VIEW people AS SELECT id, email FROM users;

--- one view, in other words
-- source
CREATE VIEW grown_ups AS SELECT id FROM users WHERE age > 17;
-- target
create view public.grown_ups as
  select id from public.users where (age > 17);
-- expect: clean

--- one name, two queries
-- source
CREATE VIEW grown_ups AS SELECT id FROM users WHERE age > 17;
-- target
CREATE VIEW grown_ups AS SELECT id FROM users WHERE age > 20;
-- expect: BothCreated View grown_ups

--- both replace a view of the base
-- source
CREATE OR REPLACE VIEW people AS SELECT id, email FROM users WHERE id > 1;
-- target
CREATE OR REPLACE VIEW people AS SELECT id, email FROM users WHERE id > 2;
-- expect: SilentOverwrite View people "query"

--- both replace a view that neither has yet
-- source
CREATE OR REPLACE VIEW grown_ups AS SELECT id FROM users WHERE age > 17;
-- target
CREATE OR REPLACE VIEW grown_ups AS SELECT id FROM users WHERE age > 20;
-- expect: SilentOverwrite View grown_ups

--- one replaces it
-- source
CREATE OR REPLACE VIEW people AS SELECT id, email FROM users WHERE id > 1;
-- target
COMMENT ON VIEW people IS 'everyone';
-- expect: clean

--- a view and a table of one name
-- source
CREATE VIEW tags AS SELECT 1 AS one;
-- target
CREATE TABLE tags (one integer);
-- expect: NamespaceCollision Table tags

--- a view and a materialized view of one name
-- source
CREATE VIEW v AS SELECT id FROM users;
-- target
CREATE MATERIALIZED VIEW v AS SELECT id FROM users;
-- expect: NamespaceCollision View v

--- a view of a column that goes
-- source
CREATE VIEW ages AS SELECT u.age FROM users AS u;
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: DropVsReference Column users.age

--- a view of all columns, one of which goes
-- source
CREATE VIEW everything AS SELECT * FROM users;
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: DropVsReference Column users.age

--- a view of other columns
-- source
CREATE VIEW mails AS SELECT email FROM users;
-- target
ALTER TABLE users DROP COLUMN age;
-- expect: clean

--- a join; the other table's column goes
-- source
CREATE VIEW totals AS SELECT u.email, sum(o.total) FROM users u JOIN orders o ON o.user_id = u.id GROUP BY 1;
-- target
ALTER TABLE orders DROP COLUMN total;
-- expect: DropVsReference Column orders.total

--- a table behind a view goes
-- source
CREATE VIEW totals AS WITH big AS (SELECT * FROM orders WHERE total > 9) SELECT count(*) FROM big;
-- target
DROP TABLE orders;
-- expect: DropVsReference Table orders

--- a query by the name of a table is not the table
-- source
CREATE VIEW ones AS WITH orders AS (SELECT 1 AS id) SELECT id FROM orders;
-- target
DROP TABLE orders;
-- expect: clean

--- a view of a view that goes
-- source
CREATE VIEW mails AS SELECT email FROM people;
-- target
DROP VIEW people;
-- expect: DropVsReference View people

--- a view that goes by cascade, replaced on the other side
-- source
CREATE OR REPLACE VIEW people AS SELECT id, email FROM users WHERE id > 1;
-- target
DROP TABLE users CASCADE;
-- expect: DropVsModify Table users

--- a view's column changes its type, another view reads it
-- source
CREATE VIEW ages AS SELECT age FROM users;
-- target
ALTER TABLE users ALTER COLUMN age TYPE bigint;
-- expect: clean

--- dropped and made again here, replaced there
-- source
DROP VIEW people;
CREATE VIEW people AS SELECT id FROM users;
-- target
CREATE OR REPLACE VIEW people AS SELECT id, email FROM users WHERE id > 1;
-- expect: IdentityReplaced View people "query"

--- a materialized view's index
-- base
CREATE MATERIALIZED VIEW sums AS SELECT user_id, sum(total) AS total FROM orders GROUP BY 1;
-- source
CREATE UNIQUE INDEX sums_user ON sums (user_id);
-- target
DROP MATERIALIZED VIEW sums;
-- expect: DropVsReference MaterializedView sums

--- each of two views reads the other
-- base
CREATE VIEW members AS SELECT id FROM users;
-- source
CREATE OR REPLACE VIEW people AS SELECT id, NULL::text AS email FROM members;
-- target
CREATE OR REPLACE VIEW members AS SELECT id FROM people;
-- expect: IncompatibleAlter View members "query"

--- a view, and a table of what a column was, and the column gets another type
-- source
CREATE TABLE ages AS SELECT age FROM users;
CREATE VIEW grown_ups AS SELECT age FROM users WHERE age IS NOT NULL;
-- target
ALTER TABLE users ALTER COLUMN age TYPE text;
-- expect: clean
-- because: OrderDependent

--- a view, and its column gets another type
-- source
ALTER TABLE orders ALTER COLUMN total TYPE bigint;
-- target
CREATE VIEW totals AS SELECT total FROM orders;
-- expect: clean
-- ddl
DROP VIEW public.totals;
ALTER TABLE public.orders ALTER COLUMN total SET DATA TYPE bigint;
CREATE VIEW public.totals AS SELECT orders.total AS total FROM public.orders;

--- a view comes to read what gets another type
-- base
CREATE TABLE things (a integer);
CREATE VIEW numbers AS SELECT 1 AS a;
-- source
CREATE OR REPLACE VIEW numbers AS SELECT a FROM things;
-- target
ALTER TABLE things ALTER COLUMN a TYPE bigint;
-- expect: IncompatibleAlter Column things.a

--- a publication looks at a column, which gets another type
-- source
ALTER TABLE users ALTER COLUMN age TYPE bigint;
-- target
CREATE PUBLICATION grown FOR TABLE users WHERE (age > 17);
-- expect: clean
-- because: OrderSensitive

--- a view is replaced, and dropped and made anew with another query
-- source
CREATE OR REPLACE VIEW people AS SELECT id, email, age FROM users;
-- target
DROP VIEW people;
CREATE VIEW people AS SELECT id, email, age FROM users WHERE true;
-- expect: IdentityReplaced View people "query"

--- a view is replaced, and dropped and made anew with just the same query
-- source
CREATE OR REPLACE VIEW people AS SELECT id, email, age FROM users;
-- target
DROP VIEW people;
CREATE VIEW people AS SELECT id, email, age FROM users;
-- expect: clean

--- a view's query calls its table by a name to which no search path leads
-- base
CREATE SCHEMA app;
CREATE TABLE app.ledger (a integer, b integer);
CREATE VIEW app.balance AS SELECT a FROM app.ledger;
-- source
CREATE OR REPLACE VIEW app.balance AS SELECT ledger.a FROM app.ledger WHERE ledger.b > 0;
-- target
CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
-- expect: clean
-- ddl
CREATE OR REPLACE VIEW app.balance AS SELECT ledger.a FROM app.ledger WHERE ledger.b > 0;

--- the same, and the table gets another name
-- base
CREATE SCHEMA app;
CREATE TABLE app.ledger (a integer, b integer);
CREATE VIEW app.balance AS SELECT a FROM app.ledger;
-- source
CREATE OR REPLACE VIEW app.balance AS SELECT ledger.a FROM app.ledger WHERE ledger.b > 0;
-- target
ALTER TABLE app.ledger RENAME TO book;
-- expect: clean
-- ddl
CREATE OR REPLACE VIEW app.balance AS SELECT book.a FROM app.book WHERE book.b > 0;
