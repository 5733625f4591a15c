//! Foreign-data wrappers, servers, user mappings and foreign tables.

use super::{made, refused};

const SERVER: &str = "CREATE FOREIGN DATA WRAPPER w OPTIONS (a '1');
    CREATE SERVER s TYPE 't' VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'h')";

#[test]
fn a_foreign_table_is_printed_with_its_server_and_options() {
    let sql = format!(
        "{SERVER}; CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'u');
         CREATE FOREIGN TABLE t (a int OPTIONS (x 'y') NOT NULL) SERVER s OPTIONS (z '1')"
    );
    assert_eq!(
        made(&sql),
        [
            "CREATE FOREIGN DATA WRAPPER w OPTIONS (a '1')",
            "CREATE SERVER s TYPE 't' VERSION '1' FOREIGN DATA WRAPPER w OPTIONS (host 'h')",
            "CREATE USER MAPPING FOR public SERVER s OPTIONS (\"user\" 'u')",
            "CREATE FOREIGN TABLE public.t (\n    a integer OPTIONS (x 'y') NOT NULL\n) \
             SERVER s OPTIONS (z '1')",
        ]
    );
}

#[test]
fn options_are_added_set_and_dropped() {
    let sql = format!("{SERVER}; ALTER SERVER s OPTIONS (SET host 'i', ADD port '1')");
    assert!(made(&sql)[1].ends_with("OPTIONS (host 'i', port '1')"));
    let missing = ("42704".to_owned(), "option \"nothing\" not found".to_owned());
    assert_eq!(refused(&format!("{SERVER}; ALTER SERVER s OPTIONS (DROP nothing)")), missing);
}

#[test]
fn a_server_with_user_mappings_is_not_dropped_without_them() {
    let sql = format!("{SERVER}; CREATE USER MAPPING FOR PUBLIC SERVER s; DROP SERVER s");
    let message = "cannot drop server s because other objects depend on it";
    assert_eq!(refused(&sql), ("2BP01".to_owned(), message.to_owned()));
    assert_eq!(
        made(&format!("{SERVER}; DROP SERVER s CASCADE; DROP FOREIGN DATA WRAPPER w")),
        [""; 0]
    );
}
