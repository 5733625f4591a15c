-- Row security, roles, owners and privileges: what is merged and should be looked at, and what is not merged.
create role reader;
create role writer;
create schema app;
create table users (id int primary key, owner_id int, n serial);
alter table users enable row level security;

--- two policies that open rows
-- source
create policy a on users using (id = 1);
-- target
create policy b on users using (id = 2);
-- expect: clean
-- warns: SecurityReview

--- two policies that open rows, beside an older one
-- base
create policy o on users using (id = 0);
-- source
create policy a on users using (id = 1);
-- target
create policy b on users using (id = 2);
-- expect: clean
-- warns: SecurityReview

--- a policy that only restricts
-- source
create policy a on users as restrictive using (id = 1);
-- target
create policy b on users using (id = 2);
-- expect: clean

--- policies for two commands
-- source
create policy a on users for select using (id = 1);
-- target
create policy b on users for delete using (id = 2);
-- expect: clean

--- a policy for all commands and one for some
-- source
create policy a on users using (id = 1);
-- target
create policy b on users for delete using (id = 2);
-- expect: clean
-- warns: SecurityReview

--- a policy altered, row security off
-- base
create policy a on users using (id = 1);
-- source
alter policy a on users using (id = 3);
-- target
alter table users disable row level security;
-- expect: clean
-- warns: SecurityReview

--- row security on here, a policy there
-- base
alter table users disable row level security;
-- source
alter table users enable row level security;
-- target
create policy a on users using (id = 1);
-- expect: clean

--- a policy's column goes with all that needs it, the policy altered
-- base
create policy a on users using (owner_id = 1);
-- source
alter table users drop owner_id cascade;
-- target
alter policy a on users using (owner_id = 2);
-- expect: DropVsModify Column users.owner_id

--- a role that goes, an owner
-- source
drop role reader;
-- target
alter table users owner to reader;
-- expect: DropVsReference Role reader

--- a role that goes, a policy's
-- source
drop role reader;
-- target
create policy a on users to reader using (true);
-- expect: DropVsReference Role reader

--- granted to a role that becomes the owner
-- source
grant select on users to reader;
-- target
alter table users owner to reader;
-- expect: clean

--- an owner, whom sequences of the table follow
-- source
alter table users owner to reader;
-- target
alter sequence users_n_seq increment 5;
-- expect: clean

--- revoked from all here, replaced there
-- base
create function f() returns int language sql as 'select 1';
-- source
revoke execute on function f() from public;
-- target
create or replace function f() returns int language sql as 'select 2';
-- expect: clean
-- because: AttributeMerge

--- security definer here, replaced there
-- base
create function f() returns int language sql as 'select 1';
-- source
alter function f() security definer;
-- target
create or replace function f() returns int language sql as 'select 2';
-- expect: clean
-- because: AttributeMerge

--- granted again with the option, revoked
-- base
grant select on users to reader;
-- source
revoke select on users from reader;
-- target
grant select on users to reader with grant option;
-- expect: BothModified Table users "privilege SELECT of reader"

--- moved into a schema that goes
-- source
drop schema app cascade;
-- target
alter table users set schema app;
-- expect: DropVsModify Schema app

--- a role renamed, and granted something
-- source
alter role reader rename to service;
-- target
grant select on users to reader;
-- expect: clean

--- a role renamed and granted something, and granted it by its old name
-- source
alter role reader rename to service;
grant select on users to service;
-- target
grant select, insert on users to reader;
-- expect: clean

--- a role that has something renamed, and it is taken from the role
-- base
grant select on users to reader;
-- source
alter role reader rename to service;
-- target
revoke select on users from reader;
-- expect: clean

--- a privilege granted, and granted with the grant option
-- source
grant select on users to reader with grant option;
-- target
grant select, insert on users to reader;
-- expect: clean

--- a grant option taken, and the privilege
-- base
grant select on users to reader with grant option;
-- source
revoke grant option for select on users from reader;
-- target
revoke select on users from reader;
-- expect: BothModified Table users "privilege SELECT of reader"

--- a role renamed, and another becomes its member
-- source
alter role reader rename to service;
-- target
grant reader to writer;
-- expect: clean

--- both make a table, and one a policy on it
-- source
create table notes (id int);
-- target
create table notes (id int);
create policy own on notes using (id = 1);
-- expect: clean
-- warns: none

--- a role renamed, and default privileges of it
-- base
CREATE ROLE keeper;
CREATE ROLE helper;
-- source
ALTER DEFAULT PRIVILEGES FOR ROLE keeper GRANT SELECT ON TABLES TO helper;
-- target
ALTER ROLE keeper RENAME TO owner_of_all;
-- expect: clean
-- ddl
ALTER DEFAULT PRIVILEGES FOR ROLE owner_of_all GRANT SELECT ON TABLES TO helper;

--- a sequence that goes with a column, and another owner of the table
-- base
CREATE ROLE keeper;
CREATE TABLE tickets (id integer);
CREATE SEQUENCE numbers;
-- source
ALTER SEQUENCE numbers OWNED BY tickets.id;
-- target
ALTER TABLE tickets OWNER TO keeper;
-- expect: clean
-- ddl
ALTER SEQUENCE public.numbers OWNER TO keeper;
ALTER SEQUENCE public.numbers OWNED BY public.tickets.id;

--- default privileges of a role that the other side renames
-- source
alter role reader rename to guest;
alter default privileges for role guest grant select on tables to public;
-- target
alter default privileges for role reader grant select on tables to public;
-- expect: clean
-- ddl
alter role reader rename to guest;

--- default privileges of a role under both its names
-- source
alter role reader rename to guest;
alter default privileges for role guest grant select on tables to writer;
-- target
alter default privileges for role reader grant insert on tables to public;
-- expect: clean
-- because: AttributeMerge

--- granted on all sequences here, an owner of a table that has one there
-- source
grant all on all sequences in schema public to reader;
-- target
alter table users owner to reader;
-- expect: clean

--- a comment on a policy opens nothing
-- base
CREATE TABLE notes (id integer);
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY first ON notes USING (id = 1);
-- source
CREATE POLICY second ON notes USING (id = 2);
-- target
COMMENT ON POLICY first ON notes IS 'the first';
-- expect: clean
-- warns: none
