//! Statements come in an order that runs.

use super::statements;

#[test]
fn foreign_keys_stand_with_their_table_where_they_can() {
    let to = "CREATE TABLE b (id integer PRIMARY KEY); CREATE TABLE a (b integer REFERENCES b)";
    assert_eq!(
        statements("", to),
        [
            "CREATE TABLE public.b (\n    id integer NOT NULL,\n    CONSTRAINT b_pkey PRIMARY KEY (id)\n)",
            "CREATE TABLE public.a (\n    b integer,\n    \
             CONSTRAINT a_b_fkey FOREIGN KEY (b) REFERENCES public.b (id)\n)",
        ]
    );
    assert_eq!(statements(to, ""), ["DROP TABLE public.a", "DROP TABLE public.b"]);
}

#[test]
fn a_circle_of_foreign_keys_is_closed_last_and_dropped_as_one() {
    let to = "CREATE TABLE a (id integer PRIMARY KEY, b integer); \
        CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a); \
        ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES b";
    let made = statements("", to);
    assert_eq!(made.len(), 3, "{made:#?}");
    assert!(made[2].starts_with("ALTER TABLE public.b ADD CONSTRAINT b_a_fkey"), "{made:#?}");
    let dropped = statements(to, "");
    assert_eq!(dropped, ["DROP TABLE public.a CASCADE", "DROP TABLE public.b"]);
}

#[test]
fn what_is_dropped_goes_after_what_no_longer_mentions_it() {
    let from = "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; \
        CREATE TABLE t (a integer DEFAULT f())";
    assert_eq!(
        statements(from, "CREATE TABLE t (a integer)"),
        ["ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT", "DROP FUNCTION public.f()"]
    );
}

#[test]
fn a_name_is_given_up_before_it_is_taken() {
    let from = "CREATE TABLE t (a integer)";
    assert_eq!(
        statements(from, "CREATE VIEW t AS SELECT 1 AS a"),
        ["DROP TABLE public.t", "CREATE VIEW public.t AS SELECT 1 AS a"]
    );
}

#[test]
fn functions_come_after_those_that_their_text_speaks_of() {
    let to = "CREATE FUNCTION b() RETURNS integer LANGUAGE sql AS 'SELECT 1'; \
        CREATE FUNCTION a() RETURNS integer LANGUAGE sql AS 'SELECT b()'";
    let made = statements("", to);
    assert!(made[0].starts_with("CREATE FUNCTION public.b()"), "{made:#?}");
}

#[test]
fn types_are_altered_before_their_values_are_kept() {
    let types = |b: &str, check: &str| {
        format!("CREATE TYPE pair AS (a integer, b {b}); CREATE DOMAIN positive AS integer {check}")
    };
    let to = types("date", "CHECK (VALUE > 0)") + "; CREATE TABLE t (x pair, y positive[])";
    assert_eq!(
        statements(&types("text", ""), &to),
        [
            "ALTER TYPE public.pair ALTER ATTRIBUTE b TYPE date",
            "ALTER DOMAIN public.positive ADD CONSTRAINT positive_check CHECK (VALUE > 0)",
            "CREATE TABLE public.t (\n    x public.pair,\n    y public.positive[]\n)",
        ]
    );
}

#[test]
fn a_partition_leaves_its_table_before_it_loses_what_it_has_from_there() {
    let from = "CREATE TABLE t (a integer, b integer, c integer GENERATED ALWAYS AS (b) STORED) \
        PARTITION BY RANGE (a); CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (9)";
    let to = "CREATE TABLE p (a integer, b text); CREATE VIEW v AS SELECT b FROM p";
    assert_eq!(
        statements(from, to),
        [
            "ALTER TABLE public.t DETACH PARTITION public.p",
            "DROP TABLE public.t",
            "ALTER TABLE public.p DROP COLUMN c",
            "ALTER TABLE public.p ALTER COLUMN b SET DATA TYPE text",
            "CREATE VIEW public.v AS SELECT p.b AS b FROM public.p",
        ]
    );
}

#[test]
fn a_parent_has_its_new_columns_before_its_new_children() {
    let to = "CREATE TABLE t (b text, id integer GENERATED ALWAYS AS IDENTITY); \
        CREATE TABLE a (id integer DEFAULT 1) INHERITS (t)";
    assert_eq!(
        statements("CREATE TABLE t (b text)", to),
        [
            "ALTER TABLE public.t ADD COLUMN id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME public.t_id_seq)",
            "CREATE TABLE public.a (\n    id integer DEFAULT 1 NOT NULL\n) INHERITS (public.t)",
        ]
    );
}

#[test]
fn a_sequence_has_its_bounds_before_its_column_gets_a_narrower_type() {
    let table = |type_: &str, options: &str| {
        format!("CREATE TABLE t (id {type_} GENERATED ALWAYS AS IDENTITY {options})")
    };
    assert_eq!(
        statements(&table("bigint", "(MAXVALUE 5000000000)"), &table("integer", "")),
        [
            "ALTER SEQUENCE public.t_id_seq AS integer MAXVALUE 2147483647",
            "ALTER TABLE public.t ALTER COLUMN id SET DATA TYPE integer",
        ]
    );
}

#[test]
fn a_sequence_outlives_the_table_that_owned_it() {
    let from = "CREATE TABLE t (a integer, b integer); CREATE SEQUENCE s OWNED BY t.a";
    let to = "CREATE TABLE t (b integer) PARTITION BY HASH (b); CREATE SEQUENCE s OWNED BY t.b";
    assert_eq!(
        statements(from, to),
        [
            "ALTER SEQUENCE public.s OWNED BY NONE",
            "DROP TABLE public.t",
            "CREATE TABLE public.t (\n    b integer\n) PARTITION BY HASH (b)",
            "ALTER SEQUENCE public.s OWNED BY public.t.b",
        ]
    );
}

#[test]
fn a_child_is_there_before_the_check_that_it_has_from_its_parent_and_is_not_valid() {
    let child = "CREATE TABLE p (a integer); CREATE TABLE c () INHERITS (p)";
    let check = "ADD CONSTRAINT k CHECK (a > 0) NOT VALID";
    let added = format!("{child}; ALTER TABLE p {check}");
    assert_eq!(
        statements("", &added).last().map(String::as_str),
        Some("ALTER TABLE public.p ADD CONSTRAINT k CHECK (a > 0) NOT VALID")
    );
    assert_eq!(statements(child, &added), [format!("ALTER TABLE public.p {check}")]);
    let validated = format!("{added}; ALTER TABLE c VALIDATE CONSTRAINT k");
    assert_eq!(
        statements(&validated, &added),
        [
            "ALTER TABLE public.p DROP CONSTRAINT k".to_owned(),
            format!("ALTER TABLE public.p {check}")
        ]
    );
    let own = "CREATE TABLE p (a integer); CREATE TABLE c (a integer)";
    let own =
        format!("{own}; ALTER TABLE c {check}; ALTER TABLE p {check}; ALTER TABLE c INHERIT p");
    assert_eq!(statements("", &own).len(), 4);
}

#[test]
fn a_view_makes_way_where_its_new_table_takes_a_name_of_the_old_one() {
    let view =
        |table: &str| format!("CREATE VIEW v AS SELECT a, count(*) AS c FROM {table} GROUP BY a");
    let from = format!("CREATE TABLE t (a integer PRIMARY KEY); {}", view("t"));
    let to = format!("CREATE TABLE u (a integer CONSTRAINT t_pkey PRIMARY KEY); {}", view("u"));
    let found = statements(&from, &to);
    assert_eq!(found.len(), 4, "{found:#?}");
    assert_eq!(found[0], "DROP VIEW public.v");
    let other = to.replace("CONSTRAINT t_pkey ", "");
    assert_eq!(statements(&from, &other).len(), 3);
}
