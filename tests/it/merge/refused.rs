//! Statements that a branch ran in vain: they have no effect, and are told of.

use schemagraft::merge::{ConflictClass, DdlMergeStrategy, Verdict};

use super::scripts::Scripts;

const BASE: &str = "CREATE TABLE users (id integer);";
const IN_VAIN: &str = "DROP TABLE users; ALTER TABLE users RENAME TO people;";

#[test]
fn what_a_branch_has_dropped_is_not_taken_to_be_there() {
    let scripts = Scripts::new(BASE, IN_VAIN, "CREATE TABLE tags (label text);");
    for strategy in [DdlMergeStrategy::DdlReplay, DdlMergeStrategy::SchemaDiff] {
        let plan = scripts.plan(strategy);
        assert_eq!(plan.verdict, Verdict::Warning, "{:?}", plan.ddl);
        assert!(plan.ddl.iter().all(|ddl| ddl.starts_with("DROP TABLE")), "{:?}", plan.ddl);
        assert_eq!(plan.merged.to_ddl(), ["CREATE TABLE public.tags (\n    label text\n)"]);
    }
}

#[test]
fn what_a_branch_has_dropped_is_missed_by_the_other() {
    let scripts = Scripts::new(BASE, IN_VAIN, "CREATE TABLE visits (visitor users);");
    let conflicts = scripts.conflicts();
    let classes: Vec<ConflictClass> = conflicts.iter().map(|conflict| conflict.class).collect();
    assert_eq!(classes, [ConflictClass::DropVsReference]);
}

#[test]
fn the_statements_that_meet_are_shown_and_not_what_is_said_about_the_same() {
    for (source, target, shown) in [
        (
            "ALTER TABLE users ALTER id DROP NOT NULL; COMMENT ON COLUMN users.id IS 'guests have none';",
            "CREATE UNIQUE INDEX once ON users (id); ALTER TABLE users REPLICA IDENTITY USING INDEX once;",
            [
                "ALTER TABLE users ALTER id DROP NOT NULL",
                "ALTER TABLE users REPLICA IDENTITY USING INDEX once",
            ],
        ),
        (
            "ALTER TABLE users ALTER kind TYPE text;",
            "CREATE INDEX new ON users (id) WHERE kind = 'a'; COMMENT ON TABLE users IS 'people';",
            [
                "ALTER TABLE users ALTER kind TYPE text",
                "CREATE INDEX new ON users (id) WHERE kind = 'a'",
            ],
        ),
    ] {
        let base =
            "CREATE TYPE kind AS ENUM ('a'); CREATE TABLE users (id integer NOT NULL, kind kind);";
        let conflicts = Scripts::new(base, source, target).conflicts();
        let [conflict] = &conflicts[..] else { panic!("one conflict: {conflicts:?}") };
        let sides = [&conflict.source[..], &conflict.target[..]];
        let [[source], [target]] = sides else { panic!("a statement a side: {conflict:?}") };
        assert_eq!([&*source.statement, &*target.statement], shown);
    }
}

#[test]
fn of_what_is_only_taken_to_be_there_the_base_says_nothing() {
    let scripts = Scripts::new(
        "",
        "ALTER TABLE visits DROP COLUMN seen",
        "CREATE VIEW fresh AS SELECT seen FROM visits",
    );
    let conflicts = scripts.conflicts();
    let told: Vec<_> = conflicts.iter().map(|conflict| (conflict.class, &conflict.base)).collect();
    assert_eq!(told, [(ConflictClass::DropVsReference, &None)]);
}
