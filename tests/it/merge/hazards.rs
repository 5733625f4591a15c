//! What a merge can do to a database in use: what the difference between its target and the merged schema can do.

use std::collections::BTreeSet;

use schemagraft::catalog::materialize;
use schemagraft::diff::{Options, SchemaDiff, StatementHazard};
use schemagraft::merge::{DdlMergeStrategy, Verdict};

use super::scripts::Scripts;

const BASE: &str = "CREATE TABLE users (id integer, email text);
    CREATE VIEW emails AS SELECT email FROM users;
    CREATE TYPE mood AS ENUM ('sad');
    CREATE TABLE days (day date) PARTITION BY RANGE (day);
    CREATE TABLE other_days PARTITION OF days DEFAULT;
    CREATE ROLE reader;
    ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader;
    CREATE SCHEMA app;
    CREATE TABLE app.notes (id integer);";

/// What a branch does to that, and how many hazards it has.
const DEEDS: [(&str, usize); 11] = [
    (
        "CREATE TABLE carts (id integer PRIMARY KEY, at date NOT NULL); CREATE INDEX ON carts (at)",
        0,
    ),
    ("CREATE SCHEMA shop; CREATE TABLE shop.carts (id integer CHECK (id > 0))", 0),
    ("CREATE TABLE carts (id integer); GRANT UPDATE ON carts TO reader", 1),
    ("CREATE TABLE carts (id integer); REVOKE SELECT ON carts FROM reader", 0),
    ("CREATE TABLE today PARTITION OF days FOR VALUES FROM ('2024-05-01') TO ('2024-05-02')", 3),
    ("CREATE SEQUENCE ids; ALTER TABLE users ALTER id SET DEFAULT nextval('ids')", 1),
    ("CREATE TYPE lot AS ENUM ('one'); ALTER TABLE users ADD lot lot DEFAULT 'one'", 1),
    ("DROP VIEW emails; CREATE VIEW emails AS SELECT email, id FROM users", 2),
    ("CREATE FUNCTION f() RETURNS integer LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", 1),
    ("ALTER TYPE mood ADD VALUE 'glad'; CREATE TABLE moods (mood mood DEFAULT 'sad')", 1),
    ("DROP TABLE users CASCADE; CREATE TABLE people (id integer)", 3),
];

/// Returns hazards without the places of their statements.
fn told(hazards: &[StatementHazard]) -> BTreeSet<(String, &'static str, &'static str)> {
    let told = |hazard: &StatementHazard| (hazard.object.clone(), hazard.code, hazard.severity);
    hazards.iter().map(told).collect()
}

#[test]
fn they_are_those_of_the_difference_that_the_merge_makes() {
    let target = "CREATE TABLE orders (id integer); ALTER TABLE days ADD note text";
    let before = materialize(&format!("{BASE} {target}"));
    for (source, count) in DEEDS {
        let plan = Scripts::new(BASE, source, target).plan(DdlMergeStrategy::DdlReplay);
        assert_ne!(plan.verdict, Verdict::Conflict, "{source}");
        let by_name = Options::default();
        let difference = SchemaDiff::between(&before.catalog, &plan.merged, &by_name);
        assert_eq!(told(plan.hazards()), told(&difference.hazards), "{source}");
        assert_eq!(plan.hazards().len(), count, "{source}: {:#?}", plan.hazards());
    }
}

#[test]
fn what_is_made_again_has_lost_its_rows() {
    let source = "DROP SCHEMA app CASCADE; CREATE SCHEMA app; CREATE TABLE app.notes (id integer)";
    let plan = Scripts::new(BASE, source, "").plan(DdlMergeStrategy::DdlReplay);
    let codes: Vec<_> = plan.hazards().iter().map(|hazard| hazard.code).collect();
    assert_eq!(codes, ["DATA_LOSS", "ACCESS_EXCLUSIVE_LOCK", "REPLACED"]);
}
