//! Roles, owners and privileges.

use super::{made, refused};
use schemagraft::catalog::{Catalog, Session, Settings};

const TABLE: &str = "CREATE TABLE t (a integer, b integer)";

/// Returns what a script says of privileges, after the table `t`; without the roles that are assumed.
fn said(sql: &str) -> Vec<String> {
    let made = made(&format!("{TABLE}; {sql}"));
    let is_said = |one: &String| !one.starts_with("CREATE TABLE") && !one.starts_with("DO $$");
    made.into_iter().filter(is_said).collect()
}

/// Returns the block that makes a role where it is missing.
fn where_missing(role: &str, options: &str) -> String {
    format!(
        "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') \
         THEN CREATE ROLE {role}{options}; END IF; END $$"
    )
}

#[test]
fn what_is_granted_is_printed_by_role() {
    assert_eq!(
        said("GRANT SELECT, INSERT ON t TO app, PUBLIC; GRANT UPDATE ON TABLE t TO app"),
        [
            "GRANT INSERT, SELECT, UPDATE ON TABLE public.t TO app",
            "GRANT INSERT, SELECT ON TABLE public.t TO public",
        ]
    );
    assert_eq!(said("GRANT ALL ON t TO app"), ["GRANT ALL ON TABLE public.t TO app"]);
    assert_eq!(said("GRANT ALL ON t TO app; REVOKE ALL ON t FROM app"), [""; 0]);
}

#[test]
fn a_grant_option_is_kept_until_it_is_revoked() {
    let granted = "GRANT SELECT ON t TO app WITH GRANT OPTION; GRANT SELECT ON t TO app";
    let kept = "GRANT SELECT ON TABLE public.t TO app WITH GRANT OPTION";
    assert_eq!(said(granted), [kept]);
    let revoked = format!("{granted}; REVOKE GRANT OPTION FOR SELECT ON t FROM app");
    assert_eq!(said(&revoked), ["GRANT SELECT ON TABLE public.t TO app"]);
}

#[test]
fn columns_have_privileges_of_their_own() {
    let granted = "GRANT SELECT (a, b), UPDATE (a) ON t TO app";
    assert_eq!(
        said(granted),
        [
            "GRANT SELECT (a), UPDATE (a) ON TABLE public.t TO app",
            "GRANT SELECT (b) ON TABLE public.t TO app",
        ]
    );
    let revoked = format!("{granted}; REVOKE SELECT ON t FROM app");
    assert_eq!(said(&revoked), ["GRANT UPDATE (a) ON TABLE public.t TO app"]);
    let unknown = refused(&format!("{TABLE}; GRANT SELECT (c) ON t TO app"));
    assert_eq!(unknown.0, "42703");
}

#[test]
fn what_everybody_has_can_be_taken_away() {
    let made = made(
        "CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'select 1';
        REVOKE ALL ON FUNCTION f(integer) FROM PUBLIC; GRANT EXECUTE ON FUNCTION f TO app",
    );
    let said: Vec<_> = made.iter().filter(|one| one.contains("ON FUNCTION")).collect();
    assert_eq!(
        said,
        [
            "REVOKE ALL ON FUNCTION public.f(integer) FROM public",
            "GRANT ALL ON FUNCTION public.f(integer) TO app",
        ]
    );
}

#[test]
fn a_privilege_that_the_kind_does_not_have_is_refused() {
    assert_eq!(
        refused(&format!("{TABLE}; GRANT EXECUTE ON t TO app")),
        ("0LP01".to_owned(), "invalid privilege type EXECUTE for relation".to_owned())
    );
    assert_eq!(refused("GRANT SELECT ON nothing TO app").0, "42P01");
}

#[test]
fn all_tables_are_those_there_are() {
    let sql = "GRANT SELECT ON ALL TABLES IN SCHEMA public TO app; CREATE TABLE later (a integer)";
    assert_eq!(said(sql), ["GRANT SELECT ON TABLE public.t TO app"]);
}

#[test]
fn default_privileges_are_for_what_is_made_later() {
    let sql = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app;
        CREATE TABLE later (a integer)";
    let defaults = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO app";
    assert_eq!(said(sql), ["GRANT SELECT ON TABLE public.later TO app", defaults]);
    let undone = "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO app;
        ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM app";
    assert_eq!(said(undone), [""; 0]);
}

#[test]
fn roles_are_made_altered_renamed_and_dropped() {
    let sql = "CREATE USER app PASSWORD 'x' CREATEDB; ALTER ROLE app NOCREATEDB;
        ALTER ROLE app SET search_path = 'a'; GRANT SELECT ON t TO app; ALTER ROLE app RENAME TO web";
    assert_eq!(
        said(sql),
        [
            "CREATE ROLE web LOGIN PASSWORD 'x'",
            "ALTER ROLE web SET search_path = 'a'",
            "GRANT SELECT ON TABLE public.t TO web",
        ]
    );
    assert_eq!(made("CREATE ROLE a; DROP ROLE a; DROP ROLE IF EXISTS unknown"), [""; 0]);
    assert_eq!(
        refused(&format!("{TABLE}; CREATE ROLE a; GRANT SELECT ON t TO a; DROP ROLE a")),
        (
            "2BP01".to_owned(),
            "role \"a\" cannot be dropped because some objects depend on it".to_owned()
        )
    );
}

#[test]
fn memberships_are_said_of_roles_that_were_there_too() {
    let sql = "CREATE ROLE admins; GRANT admins TO bob WITH ADMIN OPTION";
    let member = "GRANT admins TO bob WITH ADMIN OPTION";
    let (admins, bob) = ("CREATE ROLE admins".to_owned(), where_missing("bob", ""));
    assert_eq!(made(sql), [&*admins, &*bob, member]);
    assert_eq!(made(&format!("{sql}; REVOKE admins FROM bob")), [admins, bob.clone()]);
    assert_eq!(made(&format!("{sql}; DROP ROLE admins")), [bob]);
}

#[test]
fn what_a_role_makes_is_its_own() {
    let sql = "SET ROLE app; CREATE TABLE u (a integer); RESET ROLE; CREATE TABLE v (a integer)";
    assert_eq!(said(sql), ["ALTER TABLE public.u OWNER TO app"]);
    assert_eq!(
        said(&format!("{sql}; REASSIGN OWNED BY app TO web")),
        ["ALTER TABLE public.u OWNER TO web"]
    );
    let dropped = made(&format!("{TABLE}; GRANT SELECT ON t TO app; {sql}; DROP OWNED BY app"));
    assert_eq!(dropped.len(), 3, "{dropped:?}");
}

#[test]
fn a_role_that_may_be_there_is_made_where_it_is_missing() {
    let guard = "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'app') THEN
        CREATE ROLE app LOGIN; END IF; END $$";
    assert_eq!(made(guard), [where_missing("app", " LOGIN")]);
    assert_eq!(made(&where_missing("app", "")), [where_missing("app", "")]);
    let caught = "DO $$ BEGIN CREATE ROLE app; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
    assert_eq!(made(caught), [where_missing("app", "")]);
    assert_eq!(made(&format!("CREATE ROLE app; {guard}")), ["CREATE ROLE app"]);
    let granted = made(&format!("{TABLE}; GRANT SELECT ON t TO app; {guard}"));
    assert_eq!(granted.first(), Some(&where_missing("app", "")));
}

#[test]
fn every_server_has_the_predefined_roles_and_its_first_user() {
    let sql = "ALTER TABLE t OWNER TO postgres; GRANT SELECT ON t TO pg_monitor";
    let said = said(sql);
    assert_eq!(said.len(), 2, "{said:?}");
    assert_eq!(made(&format!("{TABLE}; {sql}")).len(), 3);
}

#[test]
fn where_all_roles_are_known_others_are_refused() {
    let settings = Settings { assumes_roles: false, ..Settings::default() };
    let mut session = Session::new(Catalog::new(), settings);
    let mut code = |sql: &str| session.execute(sql).err().map(|refusal| refusal.sqlstate.as_str());
    assert_eq!(code(TABLE), None);
    for (sql, expected) in [
        ("GRANT SELECT ON t TO app", Some("42704")),
        ("ALTER TABLE t OWNER TO app", Some("42704")),
        ("DROP ROLE app", Some("42704")),
        ("DROP ROLE IF EXISTS app", None),
        ("SET ROLE app", Some("22023")),
        ("CREATE ROLE app", None),
        ("SET ROLE app", None),
        ("ALTER TABLE t ADD COLUMN c integer", Some("42501")),
    ] {
        assert_eq!(code(sql), expected, "{sql}");
    }
}

#[test]
fn what_the_owner_has_anyway_can_be_taken_away() {
    assert_eq!(
        said("REVOKE ALL ON t FROM CURRENT_USER"),
        ["REVOKE ALL ON TABLE public.t FROM current_user"]
    );
    let defaults = "ALTER DEFAULT PRIVILEGES FOR ROLE app REVOKE ALL ON TABLES FROM app";
    assert_eq!(said(defaults), [defaults]);
}

#[test]
fn what_a_new_owner_was_granted_on_a_sequence_of_the_table_is_needless() {
    let made = made(
        "CREATE ROLE app;
         CREATE TABLE users (id serial);
         GRANT ALL ON SEQUENCE users_id_seq TO app;
         ALTER TABLE users OWNER TO app",
    );
    assert!(made.iter().all(|sql| !sql.starts_with("GRANT")), "{made:?}");
}
