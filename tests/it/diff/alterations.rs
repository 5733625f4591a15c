//! What PostgreSQL can alter is altered, by the fewest statements.

use super::statements;

#[test]
fn columns_are_added_altered_and_dropped() {
    let from = "CREATE TABLE t (a integer, b text NOT NULL, c integer DEFAULT 1)";
    let to = "CREATE TABLE t (a bigint, b text, d date)";
    assert_eq!(
        statements(from, to),
        [
            "ALTER TABLE public.t DROP COLUMN c",
            "ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE bigint",
            "ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL",
            "ALTER TABLE public.t ADD COLUMN d date",
        ]
    );
}

#[test]
fn a_type_without_a_cast_takes_the_way_over_text() {
    let from = "CREATE TABLE t (a boolean DEFAULT true)";
    let to = "CREATE TABLE t (a integer DEFAULT 1)";
    assert_eq!(
        statements(from, to),
        [
            "ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT",
            "ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE integer USING a::text::integer",
            "ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 1",
        ]
    );
}

#[test]
fn a_primary_key_says_not_null_of_its_columns() {
    let (from, to) = ("CREATE TABLE t (a integer)", "CREATE TABLE t (a integer PRIMARY KEY)");
    assert_eq!(
        statements(from, to),
        ["ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY (a)"]
    );
}

#[test]
fn what_is_like_serial_is_written_so() {
    let to = "CREATE TABLE t (id bigserial PRIMARY KEY)";
    let create =
        "CREATE TABLE public.t (\n    id bigserial,\n    CONSTRAINT t_pkey PRIMARY KEY (id)\n)";
    assert_eq!(statements("", to), [create]);
    assert_eq!(statements(to, ""), ["DROP TABLE public.t"]);
}

#[test]
fn a_view_with_more_columns_is_replaced() {
    let from = "CREATE TABLE t (a integer, b text); CREATE VIEW v AS SELECT a FROM t";
    let to = "CREATE TABLE t (a integer, b text); CREATE VIEW v AS SELECT a, b FROM t";
    assert_eq!(
        statements(from, to),
        ["CREATE OR REPLACE VIEW public.v AS SELECT t.a AS a, t.b AS b FROM public.t"]
    );
}

#[test]
fn labels_are_added_where_they_belong() {
    let from = "CREATE TYPE mood AS ENUM ('sad', 'happy')";
    let to = "CREATE TYPE mood AS ENUM ('glum', 'sad', 'ok', 'happy', 'wild')";
    assert_eq!(
        statements(from, to),
        [
            "ALTER TYPE public.mood ADD VALUE 'glum' BEFORE 'sad'",
            "ALTER TYPE public.mood ADD VALUE 'ok' AFTER 'sad'",
            "ALTER TYPE public.mood ADD VALUE 'wild'",
        ]
    );
}

#[test]
fn only_the_privileges_that_differ_are_given_and_taken() {
    let table = "CREATE ROLE app; CREATE TABLE t (a integer);";
    let from = format!("{table} GRANT SELECT, INSERT ON t TO app");
    let to = format!("{table} GRANT SELECT, UPDATE ON t TO app");
    assert_eq!(
        statements(&from, &to),
        ["REVOKE INSERT ON TABLE public.t FROM app", "GRANT UPDATE ON TABLE public.t TO app"]
    );
    let to =
        format!("{table} GRANT SELECT ON t TO app WITH GRANT OPTION; GRANT INSERT ON t TO app");
    assert_eq!(statements(&from, &to), ["GRANT SELECT ON TABLE public.t TO app WITH GRANT OPTION"]);
    assert_eq!(
        statements(&to, &from),
        ["REVOKE GRANT OPTION FOR SELECT ON TABLE public.t FROM app"]
    );
}

#[test]
fn what_a_parent_passes_on_is_not_said_of_its_children() {
    let from = "CREATE TABLE p (a integer) PARTITION BY LIST (a); \
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1)";
    let to = "CREATE TABLE p (a integer, b text) PARTITION BY LIST (a); \
        CREATE TABLE c PARTITION OF p FOR VALUES IN (1); CREATE INDEX ON p (b)";
    assert_eq!(
        statements(from, to),
        ["ALTER TABLE public.p ADD COLUMN b text", "CREATE INDEX p_b_idx ON public.p (b)"]
    );
    assert_eq!(statements(to, from), ["ALTER TABLE public.p DROP COLUMN b"]);
}
