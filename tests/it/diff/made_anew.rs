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
