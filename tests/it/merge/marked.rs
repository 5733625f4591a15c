//! Which part of a statement a conflict is about.

use schemagraft::merge::{ConflictSide, MergeForm, MergeOptions, MergeTexts, plan_texts};

fn marked(side: &[ConflictSide]) -> Vec<&str> {
    side.iter().filter_map(|one| one.statement.get(one.span.start..one.span.end)).collect()
}

/// What the source does, what the target does, and the parts of both that are marked.
const CASES: &[(&str, &str, [&str; 2])] = &[
    (
        "CREATE TABLE carts (id int PRIMARY KEY, coupon text REFERENCES coupons, note text)",
        "DROP TABLE coupons",
        ["REFERENCES coupons", "DROP TABLE coupons"],
    ),
    (
        "CREATE TABLE carts (coupon text, CONSTRAINT real FOREIGN KEY (coupon) REFERENCES coupons)",
        "DROP TABLE coupons",
        ["CONSTRAINT real FOREIGN KEY (coupon) REFERENCES coupons", "DROP TABLE coupons"],
    ),
    (
        "CREATE TABLE carts (id int, shade color DEFAULT 'r', note text)",
        "DROP TYPE color",
        ["shade color DEFAULT 'r'", "DROP TYPE color"],
    ),
    (
        "CREATE TYPE paint AS (name text, shade color)",
        "DROP TYPE color",
        ["shade color", "DROP TYPE color"],
    ),
    (
        "CREATE DOMAIN short AS text NOT NULL CHECK (is_short(value))",
        "DROP FUNCTION is_short",
        ["CHECK (is_short(value))", "DROP FUNCTION is_short"],
    ),
    (
        "ALTER TABLE coupons ADD a text CHECK (is_short(a)), ADD b int, ALTER code SET DEFAULT 'x'",
        "DROP FUNCTION is_short",
        ["CHECK (is_short(a))", "DROP FUNCTION is_short"],
    ),
    (
        "CREATE VIEW v AS SELECT 'code' AS label, upper(c.code) FROM coupons c",
        "ALTER TABLE coupons DROP COLUMN code",
        ["code", "DROP COLUMN code"],
    ),
    (
        "CREATE INDEX ON coupons (upper(code))",
        "DROP TABLE coupons",
        ["coupons", "DROP TABLE coupons"],
    ),
];

const BASE: &str = "CREATE TABLE coupons (code text PRIMARY KEY); CREATE TYPE color AS ENUM ('r');
    CREATE FUNCTION is_short(text) RETURNS bool LANGUAGE sql AS 'SELECT length($1) < 9';";

fn assert_marked(texts: MergeTexts<'_>, form: MergeForm, expected: [&str; 2]) {
    let plan = plan_texts(texts, form, &MergeOptions::default()).expect("the texts are SQL");
    let [conflict] = &plan.conflicts[..] else { panic!("{:#?}", plan.conflicts) };
    let found = [&conflict.source, &conflict.target].map(|side| marked(side));
    assert_eq!(found.concat(), expected);
}

#[test]
fn a_conflict_is_about_a_clause_where_one_says_it() {
    for (source, target, expected) in CASES {
        let texts = MergeTexts { base: BASE, source, target };
        assert_marked(texts, MergeForm::Scripts, *expected);
    }
}

#[test]
fn in_a_whole_schema_it_is_about_a_column_or_a_constraint_of_the_table() {
    let texts = MergeTexts {
        base: "CREATE TABLE users (id int, name text, CHECK (id > 0));",
        source: "CREATE TABLE users (id int, name varchar(80), CHECK (id > 0));",
        target: "CREATE TABLE users (id int, name varchar(40), CHECK (id > 0));",
    };
    assert_marked(texts, MergeForm::Schemas, ["name varchar(80)", "name varchar(40)"]);
    let texts = MergeTexts {
        source: "CREATE TABLE users (id int, name text, CHECK (id > 1));",
        target: "CREATE TABLE users (id int, name text, CONSTRAINT users_id_check CHECK (id > 2));",
        ..texts
    };
    let expected = ["CHECK (id > 1)", "CONSTRAINT users_id_check CHECK (id > 2)"];
    assert_marked(texts, MergeForm::Schemas, expected);
}

#[test]
fn a_text_is_marked_where_it_speaks_of_what_is_gone() {
    let source = "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS
        $$ SELECT max(code) /* of the coupons */ FROM Coupons $$";
    let texts = MergeTexts { base: BASE, source, target: "ALTER TABLE coupons RENAME TO vouchers" };
    let plan = plan_texts(texts, MergeForm::Scripts, &MergeOptions::default());
    let warnings = plan.expect("the texts are SQL").warnings;
    let [warning] = &warnings[..] else { panic!("{warnings:#?}") };
    assert_eq!(marked(&warning.source), ["Coupons"]);
    assert_eq!((warning.source[0].position.line, warning.source[0].position.column), (2, 55));
}
