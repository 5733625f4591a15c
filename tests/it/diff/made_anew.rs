//! What can't be altered is dropped and made anew, with what stands in the way.

use super::statements;

#[test]
fn views_are_made_anew_around_a_column_with_another_type() {
    let view = "CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; \
        COMMENT ON VIEW w IS 'kept'";
    let from = format!("CREATE TABLE t (a integer); {view}");
    let to = format!("CREATE TABLE t (a text); {view}");
    assert_eq!(
        statements(&from, &to),
        [
            "DROP VIEW public.w",
            "DROP VIEW public.v",
            "ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE text",
            "CREATE VIEW public.v AS SELECT t.a AS a FROM public.t",
            "CREATE VIEW public.w AS SELECT v.a AS a FROM public.v",
            "COMMENT ON VIEW public.w IS 'kept'",
        ]
    );
}

#[test]
fn an_enum_that_loses_a_label_is_made_anew_and_its_columns_stay() {
    let table = "CREATE TABLE t (m mood DEFAULT 'sad')";
    let from = format!("CREATE TYPE mood AS ENUM ('sad', 'ok'); {table}");
    let to = format!("CREATE TYPE mood AS ENUM ('sad'); {table}");
    assert_eq!(
        statements(&from, &to),
        [
            "ALTER TYPE public.mood RENAME TO mood_before",
            "CREATE TYPE public.mood AS ENUM ('sad')",
            "ALTER TABLE public.t ALTER COLUMN m DROP DEFAULT",
            "ALTER TABLE public.t ALTER COLUMN m SET DATA TYPE public.mood USING m::text::public.mood",
            "ALTER TABLE public.t ALTER COLUMN m SET DEFAULT 'sad'::public.mood",
            "DROP TYPE public.mood_before",
        ]
    );
}

#[test]
fn labels_in_another_order_are_those_of_another_enum() {
    let from = "CREATE TYPE mood AS ENUM ('sad', 'ok')";
    let to = "CREATE TYPE mood AS ENUM ('ok', 'sad')";
    assert_eq!(
        statements(from, to),
        ["DROP TYPE public.mood", "CREATE TYPE public.mood AS ENUM ('ok', 'sad')"]
    );
}

#[test]
fn a_function_with_another_result_makes_room_for_its_successor() {
    let policy = "CREATE TABLE t (a integer); CREATE POLICY p ON t USING (f(a))";
    let function = |arguments: &str| {
        format!(
            "CREATE FUNCTION f({arguments}) RETURNS boolean LANGUAGE plpgsql AS 'begin end'; {policy}"
        )
    };
    let found = statements(&function("a integer"), &function("a integer, b text DEFAULT ''"));
    assert_eq!(found[0], "ALTER FUNCTION public.f(integer) RENAME TO f_before");
    assert_eq!(found[3], "DROP FUNCTION public.f_before(integer)");
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn a_partitioned_table_with_another_key_gets_the_partitions_of_the_old_one() {
    let rest = "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (9); CREATE VIEW v AS SELECT b FROM t";
    let table =
        |type_: &str| format!("CREATE TABLE t (a {type_}, b text) PARTITION BY RANGE (a); {rest}");
    assert_eq!(
        statements(&table("integer"), &table("bigint")),
        [
            "ALTER TABLE public.t RENAME TO t_before",
            "CREATE TABLE public.t (\n    a bigint,\n    b text\n) PARTITION BY RANGE (a)",
            "ALTER TABLE public.t_before DETACH PARTITION public.t1",
            "CREATE OR REPLACE VIEW public.v AS SELECT t.b AS b FROM public.t",
            "DROP TABLE public.t_before",
            "ALTER TABLE public.t1 ALTER COLUMN a SET DATA TYPE bigint",
            "ALTER TABLE public.t ATTACH PARTITION public.t1 FOR VALUES FROM (1) TO (9)",
        ]
    );
}

#[test]
fn a_field_of_stored_values_is_dropped_and_made_again() {
    let pair = |type_: &str| format!("CREATE TYPE pair AS (a integer, b {type_})");
    assert_eq!(
        statements(&pair("text"), &pair("date")),
        ["ALTER TYPE public.pair ALTER ATTRIBUTE b TYPE date"]
    );
    let kept = |type_: &str| format!("{}; CREATE TABLE t (x pair)", pair(type_));
    assert_eq!(
        statements(&kept("text"), &kept("date")),
        ["ALTER TYPE public.pair DROP ATTRIBUTE b", "ALTER TYPE public.pair ADD ATTRIBUTE b date"]
    );
}
