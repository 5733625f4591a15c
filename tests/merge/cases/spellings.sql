-- What both sides say in different words: as people write it, and as PostgreSQL prints it.
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE SEQUENCE tickets;
CREATE TABLE users (
    id integer PRIMARY KEY, email varchar(50), name text, age integer, price numeric(10,2), feels mood, data jsonb,
    is_there boolean, made timestamptz
);
CREATE TABLE orders (id integer PRIMARY KEY, user_id integer);

--- an index without a name over an expression
-- source
CREATE UNIQUE INDEX ON users (lower(email));
-- target
CREATE UNIQUE INDEX ON public.users USING btree (lower((email)::text));
-- expect: clean
-- because: SilentDuplicate

--- a check with the types that its parts are brought to
-- source
ALTER TABLE users ADD CONSTRAINT given CHECK (email <> '' AND name ~ '^x' AND price >= 0);
-- target
ALTER TABLE users ADD CONSTRAINT given CHECK ((((email)::text <> ''::text) AND (name ~ '^x'::text) AND (price >= (0)::numeric)));
-- expect: clean

--- a label of an enum with its type
-- source
CREATE INDEX sad ON users (id) WHERE feels = 'sad';
-- target
CREATE INDEX sad ON users (id) WHERE (feels = 'sad'::public.mood);
-- expect: clean

--- casts in either form, of either side of an operator
-- source
CREATE INDEX words ON users ((data ->> 'k'), (name || email), date(made AT TIME ZONE 'utc'));
-- target
CREATE INDEX words ON users ((data ->> 'k'::text), (name || (email)::text), date((made AT TIME ZONE 'utc'::text)));
-- expect: clean

--- a cast that does something
-- source
ALTER TABLE users ADD CONSTRAINT long CHECK (age / 2 > 1);
-- target
ALTER TABLE users ADD CONSTRAINT long CHECK (age::numeric / 2 > 1);
-- expect: BothCreated Constraint "long on users"

--- a cast that cuts
-- source
ALTER TABLE users ADD CONSTRAINT short CHECK (email = name);
-- target
ALTER TABLE users ADD CONSTRAINT short CHECK (email::varchar(3) = name);
-- expect: BothCreated Constraint "short on users"

--- a cast that means another operator
-- source
ALTER TABLE users ADD CONSTRAINT low CHECK (email < name);
-- target
ALTER TABLE users ADD CONSTRAINT low CHECK (email::bytea < name::bytea);
-- expect: BothCreated Constraint "low on users"

--- constants that have literals of their own
-- source
ALTER TABLE users ALTER age SET DEFAULT 5, ALTER is_there SET DEFAULT true;
-- target
ALTER TABLE users ALTER age SET DEFAULT '5'::int, ALTER is_there SET DEFAULT 't';
-- expect: clean

--- constants of another type
-- source
ALTER TABLE users ALTER age SET DEFAULT 5;
-- target
ALTER TABLE users ALTER age SET DEFAULT '5'::bigint;
-- expect: BothModified Column users.age "default"

--- strings
-- source
ALTER TABLE users ALTER name SET DEFAULT E'it\'s';
COMMENT ON TABLE users IS $$x$$;
-- target
ALTER TABLE users ALTER name SET DEFAULT 'it''s';
COMMENT ON TABLE users IS 'x';
-- expect: clean

--- a cast, and CAST
-- source
CREATE VIEW v AS SELECT age::text, (age + 1)::text AS b FROM users;
-- target
CREATE VIEW v AS SELECT cast(age AS text), cast(age + 1 AS text) AS b FROM users;
-- expect: clean

--- a sequence's next number
-- source
ALTER TABLE users ALTER age SET DEFAULT nextval('tickets');
-- target
ALTER TABLE users ALTER age SET DEFAULT nextval('public.tickets'::regclass);
-- expect: clean

--- the operator class that a type has anyway
-- source
CREATE INDEX plain ON users (name text_ops, email, age int4_ops);
-- target
CREATE INDEX plain ON users (name, email text_ops, age);
-- expect: clean

--- another operator class
-- source
CREATE INDEX plain ON users (name);
-- target
CREATE INDEX plain ON users (name text_pattern_ops);
-- expect: BothCreated Index plain

--- a function of the schema's own, under the name of another
-- source
CREATE FUNCTION public.shown(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION public.shown(varchar) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT NULL::text';
CREATE INDEX mine ON users (shown(email));
-- target
CREATE FUNCTION public.shown(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION public.shown(varchar) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT NULL::text';
CREATE INDEX mine ON users (shown(email::text));
-- expect: BothCreated Index mine

--- membership of another list
-- source
ALTER TABLE users ADD CONSTRAINT listed CHECK (email IN ('a', 'b'));
-- target
ALTER TABLE users ADD CONSTRAINT listed CHECK (email = ANY (ARRAY['a', 'c']));
-- expect: BothCreated Constraint "listed on users"
