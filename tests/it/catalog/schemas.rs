//! Schemas.

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
