//! Operators, casts, domains over domains, publications, and what extensions bring.

use schemagraft::merge::{
    ConflictClass, DdlMergeStrategy, MergeForm, MergeOptions, MergeTexts, Plan, Resolution,
    plan_texts,
};

fn merged(texts: [&str; 3], options: &MergeOptions) -> Plan {
    let [base, source, target] = texts;
    let texts = MergeTexts { base, source, target };
    plan_texts(texts, MergeForm::Scripts, options).expect("the texts are SQL")
}

fn by(strategy: DdlMergeStrategy) -> MergeOptions {
    MergeOptions { strategy, ..MergeOptions::default() }
}

/// Returns the statements that lead the target there, once the only conflict is decided.
fn decided(texts: [&str; 3], resolution: Resolution, strategy: DdlMergeStrategy) -> Vec<String> {
    let mut options = by(strategy);
    let [conflict] = &merged(texts, &options).conflicts[..] else { panic!("one conflict") };
    options.resolutions.insert(conflict.id.clone(), resolution);
    merged(texts, &options).ddl
}

const OPERATOR: &str = "CREATE FUNCTION eq_ci(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT lower($1) = lower($2)'; \
     CREATE OPERATOR === (leftarg = text, rightarg = text, function = eq_ci); \
     CREATE TABLE t (a text, b text);";

#[test]
fn a_constraint_with_an_own_operator_is_added_once() {
    let check = "ALTER TABLE t ADD CONSTRAINT same CHECK (a === b)";
    let drop = "DROP OPERATOR === (text, text)";
    let ddl = decided([OPERATOR, check, drop], Resolution::Source, DdlMergeStrategy::DdlReplay);
    let again =
        "CREATE OPERATOR public.=== (leftarg = text, rightarg = text, function = public.eq_ci)";
    assert_eq!(ddl, [again, check]);
}

#[test]
fn a_cast_is_needed_where_it_is_made() {
    let base = "CREATE TYPE color AS ENUM ('red'); \
        CREATE FUNCTION number(color) RETURNS int LANGUAGE sql AS 'SELECT 1'; \
        CREATE CAST (color AS int) WITH FUNCTION number(color); CREATE TABLE t (c color);";
    let (drop, view) = ("DROP CAST (color AS int)", "CREATE VIEW v AS SELECT c::int AS n FROM t");
    for texts in [[base, drop, view], [base, view, drop]] {
        let plan = merged(texts, &MergeOptions::default());
        let classes: Vec<_> = plan.conflicts.iter().map(|one| one.class).collect();
        assert_eq!(classes, [ConflictClass::DropVsReference]);
    }
}

#[test]
fn what_a_new_function_is_made_of_comes_back_before_it() {
    let base = "CREATE TYPE address AS (street text, zip text);";
    let function = "CREATE FUNCTION zip_of(a address) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT (a).zip; END";
    let drop = "ALTER TYPE address DROP ATTRIBUTE zip";
    let ddl = decided([base, function, drop], Resolution::Source, DdlMergeStrategy::DdlReplay);
    assert_eq!(ddl, ["ALTER TYPE public.address ADD ATTRIBUTE zip text", function]);
}

#[test]
fn a_domain_takes_a_default_over_when_it_is_made_and_not_later() {
    let base = "CREATE DOMAIN amount AS int; CREATE DOMAIN share AS amount;";
    let target = "CREATE DOMAIN part AS amount";
    let plan =
        merged([base, "ALTER DOMAIN amount SET DEFAULT 1", target], &MergeOptions::default());
    let schema = plan.merged.to_ddl();
    assert!(schema.iter().any(|ddl| ddl == "ALTER DOMAIN public.share DROP DEFAULT"), "{schema:?}");
}

#[test]
fn what_an_extension_brought_follows_it() {
    let base = "CREATE SCHEMA ext; CREATE EXTENSION pg_trgm; CREATE EXTENSION citext; CREATE TABLE t (a text);";
    let source = "CREATE INDEX i ON t USING gin (a gin_trgm_ops);\nCREATE TABLE u (a citext);\n\
        CREATE VIEW v AS SELECT similarity(a, 'x') FROM t";
    let target = "ALTER EXTENSION pg_trgm SET SCHEMA ext; ALTER EXTENSION citext SET SCHEMA ext";
    let plan = merged([base, source, target], &MergeOptions::default());
    let ddl = [
        "CREATE INDEX i ON t USING gin (a ext.gin_trgm_ops)",
        "CREATE TABLE u (a ext.citext)",
        "CREATE VIEW v AS SELECT ext.similarity(a, 'x') FROM t",
    ];
    assert_eq!(plan.ddl, ddl);
}

#[test]
fn a_publication_says_which_table_both_sides_list() {
    let base = "CREATE TABLE t (a int, b int, c int); CREATE PUBLICATION feed FOR TABLE t (a);";
    let source = "ALTER PUBLICATION feed SET TABLE t (a, b)";
    let target = "ALTER PUBLICATION feed SET TABLE t (a, c)";
    let plan = merged([base, source, target], &MergeOptions::default());
    let told: Vec<_> = plan.conflicts.iter().map(|one| one.explanation.as_str()).collect();
    assert_eq!(told, ["both sides set the columns of publication t in feed, differently"]);
}

#[test]
fn which_setting_of_a_function_came_first_is_no_conflict() {
    let base = "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET work_mem TO '1MB' AS 'SELECT 1';";
    let (one, other) =
        ("ALTER FUNCTION f() SET enable_sort TO off", "ALTER FUNCTION f() SET jit TO off");
    for texts in [[base, one, other], [base, other, one]] {
        for strategy in [DdlMergeStrategy::DdlReplay, DdlMergeStrategy::SchemaDiff] {
            let plan = merged(texts, &MergeOptions { strategy, ..MergeOptions::default() });
            assert!(plan.conflicts.is_empty(), "{:#?}", plan.conflicts);
            assert_eq!(plan.ddl.len(), 1, "{:?}", plan.ddl);
            assert_eq!(plan.merged.to_ddl().join("\n").matches(" SET ").count(), 3);
        }
    }
}
