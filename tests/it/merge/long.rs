//! Branches of many statements, which may run at once: what they do to each other stays the same.

use schemagraft::merge::{ConflictClass, MergeForm, MergeOptions, MergeTexts, Plan, plan_texts};

fn planned(base: &str, source: &str, target: &str) -> Plan {
    let texts = MergeTexts { base, source, target };
    plan_texts(texts, MergeForm::Scripts, &MergeOptions::default()).expect("the texts are SQL")
}

fn conflicts(plan: &Plan) -> Vec<(ConflictClass, &str)> {
    plan.conflicts.iter().map(|one| (one.class, one.object_name.as_str())).collect()
}

/// Returns a branch with so many statements before its own that have to do with nothing else.
fn long(side: &str, statements: &str) -> String {
    let tables = (0..300).map(|number| format!("CREATE TABLE {side}_{number} (id integer);\n"));
    tables.collect::<String>() + statements
}

#[track_caller]
fn assert_same(base: &str, source: &str, target: &str) {
    let short = planned(base, source, target);
    let long = planned(base, &long("s", source), &long("t", target));
    assert_eq!(conflicts(&long), conflicts(&short));
    assert_eq!(long.verdict, short.verdict);
    let written = |plan: &Plan| {
        let all = plan.merged.to_ddl();
        all.into_iter().filter(|ddl| !ddl.contains("s_") && !ddl.contains("t_")).collect::<Vec<_>>()
    };
    assert_eq!(written(&long), written(&short));
}

const BASE: &str = "CREATE TABLE users (id integer PRIMARY KEY, name text);";

#[test]
fn they_merge_as_short_ones_do() {
    assert_same(
        BASE,
        "ALTER TABLE users RENAME name TO called; CREATE TYPE mood AS ENUM ('good');",
        "CREATE VIEW names AS SELECT name FROM users; CREATE TYPE mood AS ENUM ('good');",
    );
}

#[test]
fn they_conflict_as_short_ones_do() {
    assert_same(
        BASE,
        "ALTER TABLE users ALTER name SET DEFAULT 'a'; CREATE TABLE posts (id integer);",
        "ALTER TABLE users ALTER name SET DEFAULT 'b'; CREATE TABLE posts (id text);",
    );
}

#[test]
fn what_one_takes_to_be_there_the_other_has_too() {
    let (altered, dropped) = ("ALTER TABLE orders ADD COLUMN total integer;", "DROP TABLE orders;");
    assert_same(BASE, altered, dropped);
    assert_same(BASE, dropped, altered);
    assert_same(BASE, altered, "ALTER TABLE orders ADD COLUMN paid boolean;");
    let plan = planned(BASE, &long("s", altered), &long("t", dropped));
    assert_eq!(conflicts(&plan), [(ConflictClass::DropVsModify, "orders")]);
}

#[test]
fn short_statements_may_make_much() {
    let columns: Vec<String> = (0..80).map(|number| format!("c{number} integer")).collect();
    let base = format!("CREATE TABLE wide ({});", columns.join(", "));
    let copies = (0..300).map(|number| format!("CREATE TABLE s{number} (LIKE wide);\n"));
    let target = long("t", "CREATE TABLE s0 (id integer); ALTER TABLE wide DROP COLUMN c0;");
    let plan = planned(&base, &copies.collect::<String>(), &target);
    assert!(
        conflicts(&plan).contains(&(ConflictClass::BothCreated, "s0")),
        "{:#?}",
        plan.conflicts
    );
}
