//! Three whole schemas.

use schemagraft::catalog::materialize;
use schemagraft::merge::{
    ConflictClass, MergeForm, MergeOptions, MergeTexts, Plan, Verdict, plan_texts,
};

const BASE: &str = "CREATE TABLE users (id integer);";

#[test]
fn what_a_schema_says_and_nobody_can_read_is_told() {
    let unreadable = format!("{BASE} ALTER TABLE nowhere ADD COLUMN a integer;");
    let texts = MergeTexts { base: BASE, source: &unreadable, target: BASE };
    let plan = plan_texts(texts, MergeForm::Schemas, &MergeOptions::default()).expect("it is SQL");
    assert_eq!(plan.verdict, Verdict::Warning);
    let [warning] = &plan.warnings[..] else { panic!("{:#?}", plan.warnings) };
    assert_eq!(warning.class, ConflictClass::Unknown);
    assert!(warning.explanation.contains("nowhere"), "{}", warning.explanation);
    assert_eq!(warning.source[0].statement, "ALTER TABLE nowhere ADD COLUMN a integer");
}

#[test]
fn what_all_three_say_is_not_told() {
    let all = format!("{BASE} ALTER TABLE nowhere ADD COLUMN a integer;");
    let texts = MergeTexts { base: &all, source: &all, target: &all };
    let plan = plan_texts(texts, MergeForm::Schemas, &MergeOptions::default()).expect("it is SQL");
    assert_eq!(plan.verdict, Verdict::Clean, "{:#?}", plan.warnings);
}

const READ: &str = "CREATE TABLE orders (id integer, total numeric);
    CREATE VIEW large AS SELECT id, total FROM orders WHERE total > 100;
    CREATE VIEW largest AS SELECT max(total) AS most FROM large;
    ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
    CREATE POLICY some ON orders USING (id > 0);";

/// Returns what a merge of one side into the other comes to, both ways.
fn merged(base: &str, one: &str, other: &str) -> [Plan; 2] {
    [(one, other), (other, one)].map(|(source, target)| {
        let texts = MergeTexts { base, source, target };
        plan_texts(texts, MergeForm::Schemas, &MergeOptions::default()).expect("it is SQL")
    })
}

#[test]
fn what_only_stands_in_the_way_of_a_change_is_left_alone() {
    let wider = READ.replace("id integer", "id bigint");
    for (before, after) in [
        ("total > 100", "total > 200"),
        ("SELECT id, total FROM", "SELECT id, total, 1 AS one FROM"),
        ("max(total)", "min(total)"),
        ("id > 0", "id > 1"),
    ] {
        let expected = materialize(&wider.replace(before, after)).catalog.to_ddl();
        for plan in merged(READ, &wider, &READ.replace(before, after)) {
            assert_eq!(plan.verdict, Verdict::Clean, "{after}: {:#?}", plan.conflicts);
            assert_eq!(plan.merged.to_ddl(), expected);
        }
    }
}

#[test]
fn what_a_side_made_anew_and_otherwise_is_not_left_alone() {
    let one = READ.replace("id integer", "id bigint").replace("total > 100", "id > 100");
    for plan in merged(READ, &one, &READ.replace("total > 100", "total > 200")) {
        let [conflict] = &plan.conflicts[..] else { panic!("{:#?}", plan.conflicts) };
        assert_eq!(conflict.object_name, "large");
    }
}
