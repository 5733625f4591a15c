//! Domains.

use super::{made, refused};

#[test]
fn a_domain_is_made_and_altered() {
    assert_eq!(
        made(
            "CREATE DOMAIN d AS text NOT NULL DEFAULT 'x' CHECK (value <> '') CHECK (value <> 'a');
             ALTER DOMAIN d DROP NOT NULL; ALTER DOMAIN d DROP CONSTRAINT d_check;
             ALTER DOMAIN d RENAME CONSTRAINT d_check1 TO c; ALTER DOMAIN d RENAME TO e"
        ),
        ["CREATE DOMAIN public.e AS text DEFAULT 'x'::text CONSTRAINT c CHECK (value <> 'a')"]
    );
}

#[test]
fn a_domain_in_use_needs_cascade() {
    assert_eq!(
        refused("CREATE DOMAIN d AS text; CREATE TABLE t (a d); DROP DOMAIN d"),
        ("2BP01".to_owned(), "cannot drop type d because other objects depend on it".to_owned())
    );
}

#[test]
fn a_check_that_is_not_valid_is_added() {
    assert_eq!(
        made(
            "CREATE DOMAIN d AS text; ALTER DOMAIN d ADD CONSTRAINT c CHECK (value <> '') NOT VALID"
        ),
        [
            "CREATE DOMAIN public.d AS text",
            "ALTER DOMAIN public.d ADD CONSTRAINT c CHECK (value <> '') NOT VALID",
        ]
    );
}
