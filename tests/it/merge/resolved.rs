//! Conflicts that were decided.

use schemagraft::catalog::materialize;
use schemagraft::merge::{
    DdlMergeStrategy, MergeForm, MergeOptions, MergeTexts, Plan, Resolution, Verdict, plan_texts,
};

const BASE: &str = "CREATE TABLE users (id int, name varchar(40));";
const SOURCE: [&str; 3] = [
    "ALTER TABLE users ALTER name TYPE varchar(80)",
    "UPDATE users SET id = 1",
    "CREATE TABLE tags (id int)",
];
const TARGET: &str = "ALTER TABLE users ALTER name TYPE text;";

fn resolved(resolution: Resolution, strategy: DdlMergeStrategy) -> Plan {
    let source = SOURCE.join(";\n");
    let texts = MergeTexts { base: BASE, source: &source, target: TARGET };
    let plan = |options: &MergeOptions| {
        plan_texts(texts, MergeForm::Scripts, options).expect("the texts are SQL")
    };
    let mut options = MergeOptions { strategy, ..MergeOptions::default() };
    let [conflict] = &plan(&options).conflicts[..] else { panic!("one conflict") };
    options.resolutions.insert(conflict.id.clone(), resolution);
    plan(&options)
}

fn replayed(resolution: Resolution) -> Plan {
    let plan = resolved(resolution.clone(), DdlMergeStrategy::DdlReplay);
    let other = resolved(resolution, DdlMergeStrategy::SchemaDiff);
    assert_eq!(plan.merged.to_ddl(), other.merged.to_ddl());
    plan
}

#[test]
fn where_the_source_is_right_its_statements_run_as_they_stand() {
    assert_eq!(replayed(Resolution::Source).ddl, SOURCE);
}

#[test]
fn where_the_target_is_right_the_rest_runs_as_it_stands() {
    assert_eq!(replayed(Resolution::Target).ddl, SOURCE[1..]);
}

#[test]
fn sql_of_ones_own_runs_last_as_it_stands() {
    let own = ["ALTER TABLE users ALTER name TYPE varchar(90)", "UPDATE users SET name = 'x'"];
    let plan = replayed(Resolution::Sql(own.join("; ")));
    assert_eq!(plan.ddl, [&SOURCE[1..], &own].concat());
    assert!(plan.merged.to_ddl().join("\n").contains("name character varying(90)"));
}

#[test]
fn sql_that_cannot_run_decides_nothing_and_says_why() {
    for (sql, reason) in
        [("ALTER TABLE nope ADD x int", "\"nope\" does not exist"), ("ALTER TABLE (", "line 1")]
    {
        let plan = replayed(Resolution::Sql(sql.to_owned()));
        assert_eq!((plan.verdict, plan.ddl.len()), (Verdict::Conflict, 0));
        let explanation = &plan.conflicts[0].explanation;
        assert!(explanation.contains(reason), "{explanation}");
    }
}

#[test]
fn each_conflict_is_decided_by_itself() {
    let base = "CREATE TABLE users (id int);";
    let source = "CREATE TABLE a (id int); CREATE TABLE b (id int);";
    let target = "CREATE TABLE a (id text); CREATE TABLE b (id text);";
    let texts = MergeTexts { base, source, target };
    for strategy in [DdlMergeStrategy::DdlReplay, DdlMergeStrategy::SchemaDiff] {
        for (of_a, of_b) in
            [(Resolution::Source, Resolution::Target), (Resolution::Target, Resolution::Source)]
        {
            let mut options = MergeOptions { strategy, ..MergeOptions::default() };
            let meant = |resolution: &Resolution| {
                if *resolution == Resolution::Source { "integer" } else { "text" }
            };
            let meant = [("a", meant(&of_a)), ("b", meant(&of_b))];
            options.resolutions.insert("BothCreated Table a".to_owned(), of_a);
            options.resolutions.insert("BothCreated Table b".to_owned(), of_b);
            let plan = plan_texts(texts, MergeForm::Scripts, &options).expect("the texts are SQL");
            assert!(plan.conflicts.is_empty(), "{:#?}", plan.conflicts);
            let merged = plan.merged.to_ddl().join("\n");
            for (table, type_) in meant {
                assert!(
                    merged.contains(&format!("public.{table} (\n    id {type_}\n")),
                    "{merged}"
                );
            }
        }
    }
}

#[test]
fn what_is_new_in_a_schema_that_was_to_go_stands_in_it() {
    let base = "CREATE SCHEMA app; CREATE TABLE app.users (id int);";
    let (source, target) = ("CREATE TABLE app.tags (id int);", "DROP SCHEMA app CASCADE;");
    let texts = MergeTexts { base, source, target };
    for strategy in [DdlMergeStrategy::DdlReplay, DdlMergeStrategy::SchemaDiff] {
        let mut options = MergeOptions { strategy, ..MergeOptions::default() };
        let plan = |options: &MergeOptions| {
            plan_texts(texts, MergeForm::Scripts, options).expect("the texts are SQL")
        };
        for conflict in plan(&options).conflicts {
            options.resolutions.insert(conflict.id, Resolution::Source);
        }
        let plan = plan(&options);
        assert!(plan.conflicts.is_empty(), "{:#?}", plan.conflicts);
        let merged = plan.merged.to_ddl().join("\n");
        assert!(merged.contains("app.users") && merged.contains("app.tags"), "{merged}");
    }
}

/// Returns the plan once all is decided alike, and what that leaves.
fn decided(texts: MergeTexts<'_>, resolution: &Resolution) -> Plan {
    let mut options = MergeOptions::default();
    for _ in 0..4 {
        let plan = plan_texts(texts, MergeForm::Scripts, &options).expect("the texts are SQL");
        if plan.conflicts.is_empty() {
            let script = [texts.base, texts.target, &plan.ddl.join(";\n")].join(";\n");
            let reached = materialize(&script);
            assert!(reached.errors.is_empty(), "{:?}", reached.errors);
            assert_eq!(reached.catalog.to_ddl(), plan.merged.to_ddl());
            return plan;
        }
        let ids = plan.conflicts.iter().map(|conflict| (conflict.id.clone(), resolution.clone()));
        options.resolutions.extend(ids);
    }
    panic!("no decision holds");
}

#[test]
fn what_a_decision_leaves_is_decided_as_well() {
    let texts = MergeTexts {
        base: "CREATE TABLE logs (a date)",
        source: "CREATE OR REPLACE VIEW v AS SELECT a FROM logs WHERE a > '2000-01-01';
            CREATE TABLE letters (b date) INHERITS (logs)",
        target: "CREATE OR REPLACE VIEW v AS SELECT a FROM logs; ALTER TABLE logs ADD b text",
    };
    for (resolution, type_name) in [(Resolution::Source, "b date"), (Resolution::Target, "b text")]
    {
        let merged = decided(texts, &resolution).merged.to_ddl().join("\n");
        assert!(merged.contains(type_name), "{merged}");
    }
}

#[test]
fn what_is_needed_comes_back_before_the_statement_that_needs_it() {
    let texts = MergeTexts {
        base: "CREATE TABLE coupons (code text PRIMARY KEY); COMMENT ON TABLE coupons IS 'cheaper';",
        source: "CREATE TABLE carts (coupon text REFERENCES coupons -- if there is one\n)",
        target: "DROP TABLE coupons",
    };
    let ddl = decided(texts, &Resolution::Source).ddl;
    assert!(ddl[0].starts_with("CREATE TABLE public.coupons"), "{ddl:#?}");
    assert_eq!(ddl[1..], ["COMMENT ON TABLE public.coupons IS 'cheaper'", texts.source]);
}

#[test]
fn a_new_table_stays_without_what_it_can_not_have() {
    let texts = MergeTexts {
        base: "CREATE TABLE coupons (code text PRIMARY KEY);",
        source: "CREATE TABLE carts (id int, first text REFERENCES coupons, last text REFERENCES coupons)",
        target: "DROP TABLE coupons",
    };
    let merged = decided(texts, &Resolution::Target).merged.to_ddl().join("\n");
    assert!(merged.contains("first text,\n    last text\n"), "{merged}");
    assert!(!merged.contains("coupons"), "{merged}");
}

#[test]
fn what_comes_back_comes_with_what_it_needs() {
    let texts = MergeTexts {
        base: "CREATE TABLE tickets (id serial, name text)",
        source: "ALTER TABLE tickets RENAME name TO title",
        target: "ALTER TABLE tickets DROP id; DROP TABLE tickets",
    };
    let merged = decided(texts, &Resolution::Source).merged.to_ddl().join("\n");
    assert!(merged.contains("nextval('public.tickets_id_seq'"), "{merged}");
}

#[test]
fn what_is_decided_is_on_new_partitions_too() {
    let texts = MergeTexts {
        base: "CREATE TABLE logs (at date) PARTITION BY RANGE (at)",
        source: "ALTER TABLE logs ADD size integer;
            CREATE TABLE logs_old PARTITION OF logs FOR VALUES FROM ('2020-01-01') TO ('2021-01-01')",
        target: "ALTER TABLE logs ADD size text; ALTER TABLE logs ADD CHECK (at IS NOT NULL)",
    };
    let merged = decided(texts, &Resolution::Target).merged.to_ddl().join("\n");
    assert_eq!(merged.matches("size text").count(), 2, "{merged}");
}

#[test]
fn what_a_side_says_of_its_own_new_column_is_taken_back_alone() {
    let base = "CREATE TABLE users (id int, name text);";
    let alters = "ALTER TABLE users ADD size int; UPDATE users SET size = id; ALTER TABLE users ALTER size SET NOT NULL;";
    let inserts = "INSERT INTO users (id) VALUES (1);";
    let without = ["ALTER TABLE users ADD size int", "UPDATE users SET size = id"];
    let back = ["ALTER TABLE public.users ALTER COLUMN size DROP NOT NULL", inserts];
    let back = back.map(|text| text.trim_end_matches(';'));
    for (source, target, right, ddl) in [
        (alters, inserts, Resolution::Target, without),
        (inserts, alters, Resolution::Source, back),
    ] {
        let texts = MergeTexts { base, source, target };
        let mut options = MergeOptions::default();
        let plan = |options: &MergeOptions| {
            plan_texts(texts, MergeForm::Scripts, options).expect("the texts are SQL")
        };
        let [conflict] = &plan(&options).conflicts[..] else { panic!("one conflict") };
        options.resolutions.insert(conflict.id.clone(), right);
        assert_eq!(plan(&options).ddl, ddl);
    }
}
