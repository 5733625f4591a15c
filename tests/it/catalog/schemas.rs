//! Schemas.

use schemagraft::catalog::{Catalog, Effect, Settings, SqlState};
use schemagraft::sql::DdlObjectType;

use super::{made, refused};

#[test]
fn a_schema_is_made_renamed_and_dropped() {
    assert_eq!(made("CREATE SCHEMA a; ALTER SCHEMA a RENAME TO \"B\""), ["CREATE SCHEMA \"B\""]);
    assert_eq!(made("CREATE SCHEMA a; DROP SCHEMA a"), [""; 0]);
    assert_eq!(made("BEGIN; CREATE SCHEMA a; ROLLBACK"), [""; 0]);
}

#[test]
fn a_name_is_taken_once() {
    let taken = ("42P06".to_owned(), "schema \"a\" already exists".to_owned());
    assert_eq!(refused("CREATE SCHEMA a; CREATE SCHEMA a"), taken);
    assert_eq!(made("CREATE SCHEMA a; CREATE SCHEMA IF NOT EXISTS a"), ["CREATE SCHEMA a"]);
}

#[test]
fn a_statement_makes_another_catalog_and_tells_what_it_did() {
    let settings = Settings::default();
    let before = Catalog::new();
    let (after, outcome) = before.apply("CREATE SCHEMA a", &settings).expect("it is accepted");
    let [Effect::Created { object }] = outcome.effects.as_slice() else { panic!("{outcome:?}") };
    let schema = after.get(*object).expect("it is there");
    assert_eq!((schema.object_type(), &*schema.name), (DdlObjectType::Schema, "a"));
    assert!(before.get(*object).is_none());

    let refusal = after.apply("CREATE SCHEMA a", &settings).expect_err("it is refused");
    assert_eq!(refusal.sqlstate, SqlState::DuplicateSchema);
}
