//! Three whole schemas.

use schemagraft::merge::{ConflictClass, MergeForm, MergeOptions, MergeTexts, Verdict, plan_texts};

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
