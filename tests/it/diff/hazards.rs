//! What can go wrong is told of each statement, and online statements avoid what they can.

use schemagraft::catalog::Hazard;
use schemagraft::diff::Options;

use super::difference;

fn hazards(from: &str, to: &str) -> Vec<(String, Vec<Hazard>)> {
    let found = difference(from, to, &Options::default());
    found.statements.into_iter().map(|one| (one.sql, one.hazards)).collect()
}

fn online(from: &str, to: &str) -> Vec<String> {
    let found = difference(from, to, &Options { online: true, ..Options::default() });
    found.statements.into_iter().map(|one| one.sql).collect()
}

#[test]
fn a_dropped_column_loses_data() {
    let found = hazards("CREATE TABLE t (a integer, b text)", "CREATE TABLE t (a integer)");
    assert_eq!(found[0].1, [Hazard::DataLoss, Hazard::AccessExclusiveLock]);
}

#[test]
fn a_narrower_type_rewrites_and_may_fail_and_a_wider_one_does_not() {
    let table = |type_: &str| format!("CREATE TABLE t (a {type_})");
    let narrowed = hazards(&table("varchar(20)"), &table("varchar(10)"));
    assert!(narrowed[0].1.contains(&Hazard::TableRewrite), "{narrowed:?}");
    let widened = hazards(&table("varchar(10)"), &table("varchar(20)"));
    assert_eq!(widened[0].1, [Hazard::AccessExclusiveLock]);
}

#[test]
fn nothing_is_hazardous_about_what_is_new_as_a_whole() {
    let to = "CREATE TABLE t (a integer CHECK (a > 0)); CREATE INDEX ON t (a)";
    let found = hazards("", to);
    assert!(found.iter().all(|(_, hazards)| hazards.is_empty()), "{found:?}");
}

#[test]
fn online_indexes_are_built_concurrently() {
    let table = "CREATE TABLE t (a integer);";
    let index = format!("{table} CREATE INDEX ON t (a)");
    assert_eq!(online(table, &index), ["CREATE INDEX CONCURRENTLY t_a_idx ON public.t (a)"]);
    assert_eq!(online(&index, table), ["DROP INDEX CONCURRENTLY public.t_a_idx"]);
}

#[test]
fn online_constraints_are_validated_afterwards() {
    let from = "CREATE TABLE t (a integer, b integer, c integer)";
    let to = "CREATE TABLE t (a integer CHECK (a > 0), b integer NOT NULL, c integer UNIQUE)";
    assert_eq!(
        online(from, to),
        [
            "ALTER TABLE public.t ADD CONSTRAINT t_b_not_null CHECK (b IS NOT NULL) NOT VALID",
            "ALTER TABLE public.t VALIDATE CONSTRAINT t_b_not_null",
            "ALTER TABLE public.t ALTER COLUMN b SET NOT NULL",
            "ALTER TABLE public.t DROP CONSTRAINT t_b_not_null",
            "ALTER TABLE public.t ADD CONSTRAINT t_a_check CHECK (a > 0) NOT VALID",
            "ALTER TABLE public.t VALIDATE CONSTRAINT t_a_check",
            "CREATE UNIQUE INDEX CONCURRENTLY t_c_key ON public.t (c)",
            "ALTER TABLE public.t ADD CONSTRAINT t_c_key UNIQUE USING INDEX t_c_key",
        ]
    );
}

#[test]
fn a_type_that_holds_all_values_can_not_fail() {
    let retyped = |old: &str, new: &str| {
        let table = |type_: &str| format!("CREATE TABLE t (a {type_})");
        let found = difference(&table(old), &table(new), &Options::default());
        let hazards = found.statements.iter().flat_map(|one| one.hazards.iter().copied());
        hazards.filter(|hazard| *hazard != Hazard::AccessExclusiveLock).collect::<Vec<_>>()
    };
    assert_eq!(retyped("numeric(10,2)", "numeric(12,2)"), []);
    assert_eq!(retyped("numeric(10)", "numeric"), []);
    assert_eq!(retyped("integer", "bigint"), [Hazard::TableRewrite]);
    assert_eq!(retyped("date", "text"), [Hazard::TableRewrite]);
    let both = [Hazard::TableRewrite, Hazard::MayFail];
    assert_eq!(retyped("bigint", "integer"), both);
    assert_eq!(retyped("numeric(10,2)", "numeric(12,4)"), both);
    assert_eq!(retyped("numeric(10,2)", "numeric(9,2)"), both);
}
