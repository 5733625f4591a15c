//! Whom a statement keeps waiting, and what fails once a name is another; what stays until its successor is there.

use schemagraft::catalog::Hazard::{
    self, AccessExclusiveLock, FullScan, MayFail, Renamed, SequenceRestarted, ShareLock,
};
use schemagraft::diff::{Options, SchemaDiff};

use super::{catalog, difference};

fn told(from: &str, to: &str, options: &Options) -> Vec<(String, Vec<Hazard>)> {
    let found = difference(from, to, options);
    found.statements.into_iter().map(|one| (one.sql, one.hazards)).collect()
}

fn hazards(from: &str, to: &str) -> Vec<Vec<Hazard>> {
    told(from, to, &Options::default()).into_iter().map(|(_, hazards)| hazards).collect()
}

fn online(from: &str, to: &str) -> Vec<(String, Vec<Hazard>)> {
    told(from, to, &Options { online: true, ..Options::default() })
}

#[test]
fn what_is_called_otherwise_breaks_those_who_know_its_name() {
    let renamed = |from: &str, to: &str, names: [&str; 2]| {
        let renames = vec![(names[0].to_owned(), names[1].to_owned())];
        told(from, to, &Options { renames, ..Options::default() }).remove(0).1
    };
    let (one, other) = ("CREATE TABLE t (a integer)", "CREATE TABLE t (b integer)");
    let breaking = [AccessExclusiveLock, Renamed];
    assert_eq!(renamed(one, other, ["public.t.a", "public.t.b"]), breaking);
    let moved = "CREATE TABLE u (a integer)";
    assert_eq!(renamed(one, moved, ["public.t", "public.u"]), breaking);
    let view = |name: &str| format!("CREATE VIEW {name} AS SELECT 1 AS x");
    assert_eq!(renamed(&view("v"), &view("w"), ["public.v", "public.w"]), breaking);
    let enum_ = |name: &str| format!("CREATE TYPE {name} AS ENUM ('a')");
    assert_eq!(renamed(&enum_("d"), &enum_("e"), ["public.d", "public.e"]), [Renamed]);
    // No query knows these.
    let checked =
        |name: &str| format!("CREATE TABLE t (a integer CONSTRAINT {name} CHECK (a > 0))");
    assert_eq!(hazards(&checked("k"), &checked("l")), [[AccessExclusiveLock]]);
    let indexed = |name: &str| format!("{one}; CREATE INDEX {name} ON t (a)");
    assert_eq!(hazards(&indexed("i"), &indexed("j")), [[]]);
}

#[test]
fn whoever_alters_a_table_locks_it() {
    let table = |column: &str| format!("CREATE TABLE t (a integer NOT NULL {column})");
    let identity = table("GENERATED ALWAYS AS IDENTITY");
    assert_eq!(hazards(&table(""), &identity), [[AccessExclusiveLock, SequenceRestarted]]);
    assert_eq!(hazards(&table(""), &table("DEFAULT 1")), [[AccessExclusiveLock]]);
    let fixed = format!("{}; ALTER TABLE t ALTER a SET STATISTICS 5", table(""));
    assert_eq!(hazards(&table(""), &fixed), [[]]);
    let view = format!("{}; CREATE VIEW v AS SELECT a FROM t", table(""));
    assert_eq!(hazards(&view, &table("")), [[AccessExclusiveLock]]);
    let not_valid = format!("{}; ALTER TABLE t ADD CHECK (a > 0) NOT VALID", table(""));
    assert_eq!(hazards(&table(""), &not_valid), [[AccessExclusiveLock]]);
}

#[test]
fn a_lock_for_a_moment_is_information() {
    let made = "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; \
        CREATE TABLE t (a integer, b integer);";
    let severities = |statement: &str| {
        let (from, to) = (catalog(made), catalog(&format!("{made} {statement}")));
        let found = SchemaDiff::between(&from, &to, &Options::default());
        found.hazards.iter().map(|hazard| (hazard.code, hazard.severity)).collect::<Vec<_>>()
    };
    let trigger = "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()";
    assert_eq!(severities(trigger), [("SHARE_LOCK", "info")]);
    let index = severities("CREATE INDEX ON t (a)");
    assert_eq!(index, [("SHARE_LOCK", "warning"), ("INDEX_BUILD", "warning")]);
}

#[test]
fn a_column_is_made_not_null_online_under_short_locks() {
    let (from, to) = ("CREATE TABLE t (a integer)", "CREATE TABLE t (a integer NOT NULL)");
    let found: Vec<_> = online(from, to).into_iter().map(|(_, hazards)| hazards).collect();
    let lock = vec![AccessExclusiveLock];
    assert_eq!(found, [lock.clone(), vec![FullScan, MayFail], lock.clone(), lock]);
}

#[test]
fn a_check_and_a_foreign_key_stay_online_until_their_successors_are_there() {
    let check = |more: &str| format!("CREATE TABLE t (a integer, CONSTRAINT k CHECK (a > {more}))");
    let lock = || vec![AccessExclusiveLock];
    let head = "ALTER TABLE public.t";
    assert_eq!(
        online(&check("0"), &check("1")),
        [
            (format!("{head} RENAME CONSTRAINT k TO k_before"), lock()),
            (format!("{head} ADD CONSTRAINT k CHECK (a > 1) NOT VALID"), lock()),
            (format!("{head} VALIDATE CONSTRAINT k"), vec![FullScan, MayFail]),
            (
                format!("{head} DROP CONSTRAINT k_before"),
                vec![AccessExclusiveLock, Hazard::Replaced]
            ),
        ]
    );
    let key = |more: &str| {
        format!(
            "CREATE TABLE o (id integer PRIMARY KEY); \
             CREATE TABLE t (a integer CONSTRAINT k REFERENCES o {more})"
        )
    };
    let found = online(&key(""), &key("ON DELETE CASCADE"));
    assert_eq!(found.first().map(|(_, hazards)| hazards.clone()), Some(lock()));
    assert_eq!(found.get(1).map(|(_, hazards)| hazards.clone()), Some(vec![ShareLock]));
    assert_eq!(found.len(), 4, "{found:?}");
}

#[test]
fn a_foreign_key_between_columns_of_another_type_has_no_successor_before() {
    let schema = |type_: &str| {
        format!(
            "CREATE TABLE o (id {type_} PRIMARY KEY); \
             CREATE TABLE t (a {type_} CONSTRAINT k REFERENCES o)"
        )
    };
    let found = online(&schema("integer"), &schema("uuid"));
    assert_eq!(
        found.first().map(|(sql, _)| &**sql),
        Some("ALTER TABLE public.t DROP CONSTRAINT k")
    );
}

#[test]
fn a_check_of_a_partitioned_table_is_validated_online() {
    let table = |check: &str| {
        format!(
            "CREATE TABLE p (a integer{check}) PARTITION BY LIST (a); \
             CREATE TABLE p1 PARTITION OF p DEFAULT"
        )
    };
    let found = online(&table(""), &table(" CONSTRAINT k CHECK (a > 0)"));
    let statements: Vec<_> = found.into_iter().map(|(sql, _)| sql).collect();
    assert_eq!(
        statements,
        [
            "ALTER TABLE public.p ADD CONSTRAINT k CHECK (a > 0) NOT VALID",
            "ALTER TABLE public.p VALIDATE CONSTRAINT k",
        ]
    );
}

#[test]
fn a_foreign_key_comes_after_the_key_that_it_leaves_is_gone() {
    let schema = |key: &str| {
        format!(
            "CREATE TABLE t (a integer NOT NULL {key}); CREATE TABLE r (x integer REFERENCES t (a))"
        )
    };
    let found = online(&schema("UNIQUE"), &schema("PRIMARY KEY"));
    let place = |sql: &str| found.iter().position(|(statement, _)| statement.contains(sql));
    assert!(place("DROP CONSTRAINT t_a_key") < place("ADD CONSTRAINT r_x_fkey"), "{found:#?}");
}

#[test]
fn a_check_that_others_have_as_well_can_not_make_room() {
    let schema = |not_valid: &str| {
        format!(
            "CREATE TABLE p (a integer); CREATE TABLE q (a integer); \
             CREATE TABLE c () INHERITS (p, q); \
             ALTER TABLE p ADD CONSTRAINT k CHECK (a > 0){not_valid}; \
             ALTER TABLE q ADD CONSTRAINT k CHECK (a > 0){not_valid}"
        )
    };
    let found = online(&schema(""), &schema(" NOT VALID"));
    assert!(found.iter().all(|(sql, _)| !sql.contains("RENAME")), "{found:#?}");
}
