//! Names that PostgreSQL makes up.

use schemagraft::merge::{
    DdlMergeStrategy, MergeForm, MergeMode, MergeOptions, MergeTexts, Plan, Verdict, plan_texts,
};

const BASE: &str = "CREATE TABLE users (id integer NOT NULL, age integer);";

fn planned(source: &str, target: &str, options: &MergeOptions) -> Plan {
    let texts = MergeTexts { base: BASE, source, target };
    plan_texts(texts, MergeForm::Scripts, options).expect("the texts are SQL")
}

#[test]
fn one_made_up_name_for_two_gives_way() {
    let source = "ALTER TABLE users ADD CHECK (age > 0);
        ALTER TABLE users ADD CHECK (age <> 7);
        ALTER TABLE users VALIDATE CONSTRAINT users_age_check;";
    let target = "ALTER TABLE users ADD CHECK (age < 150);";
    for strategy in [DdlMergeStrategy::DdlReplay, DdlMergeStrategy::SchemaDiff] {
        let plan = planned(source, target, &MergeOptions { strategy, ..MergeOptions::default() });
        assert_eq!(plan.verdict, Verdict::Warning, "{plan:#?}");
        let merged = plan.merged.to_ddl().join("\n");
        for check in
            ["check CHECK (age < 150)", "check1 CHECK (age > 0)", "check2 CHECK (age <> 7)"]
        {
            assert!(merged.contains(&format!("CONSTRAINT users_age_{check}")), "{merged}");
        }
    }
}

#[test]
fn what_speaks_of_it_follows() {
    let source = "ALTER TABLE users ADD CHECK (age > 0);
        COMMENT ON CONSTRAINT users_age_check ON users IS 'no one is that young';";
    let plan =
        planned(source, "ALTER TABLE users ADD CHECK (age < 150);", &MergeOptions::default());
    assert_eq!(
        plan.ddl,
        [
            "ALTER TABLE users ADD CHECK (age > 0)",
            "COMMENT ON CONSTRAINT users_age_check1 ON users IS 'no one is that young'",
        ]
    );
}

#[test]
fn strictly_it_is_a_conflict() {
    let options = MergeOptions { mode: MergeMode::Strict, ..MergeOptions::default() };
    let (source, target) =
        ("CREATE INDEX ON users (age) WHERE id > 5;", "CREATE INDEX ON users (age);");
    assert_eq!(planned(source, target, &options).verdict, Verdict::Conflict);
    assert_eq!(planned(source, target, &MergeOptions::default()).verdict, Verdict::Warning);
}

#[test]
fn two_primary_keys_do_not_become_one_by_another_name() {
    let plan = planned(
        "ALTER TABLE users ADD PRIMARY KEY (id);",
        "ALTER TABLE users ADD PRIMARY KEY (age);",
        &MergeOptions::default(),
    );
    assert_eq!(plan.verdict, Verdict::Conflict);
}

#[test]
fn a_partition_has_an_index_from_each_of_two() {
    let base = "CREATE TABLE p (a integer) PARTITION BY RANGE (a); \
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);";
    let (source, target) = ("CREATE INDEX i ON p (a);", "CREATE INDEX j ON p (a);");
    for strategy in [DdlMergeStrategy::DdlReplay, DdlMergeStrategy::SchemaDiff] {
        let texts = MergeTexts { base, source, target };
        let options = MergeOptions { strategy, ..MergeOptions::default() };
        let plan = plan_texts(texts, MergeForm::Scripts, &options).expect("the texts are SQL");
        assert_eq!((plan.verdict, plan.ddl.len()), (Verdict::Warning, 1), "{plan:#?}");
    }
}
