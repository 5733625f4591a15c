//! Which object is which.

use schemagraft::catalog::{Catalog, Settings};
use schemagraft::diff::{Identity, Options, diff};

use super::{catalog, difference, statements};

#[test]
fn a_rename_is_known_where_it_is_given() {
    let (from, to) = ("CREATE TABLE t (a integer)", "CREATE TABLE u (b bigint)");
    let renames = [("public.t", "public.u"), ("public.t.a", "public.u.b")];
    let renames = renames.map(|(old, new)| (old.to_owned(), new.to_owned())).to_vec();
    let found = difference(from, to, &Options { renames, ..Options::default() });
    let found: Vec<String> = found.statements.into_iter().map(|one| one.sql).collect();
    assert_eq!(
        found,
        [
            "ALTER TABLE public.t RENAME TO u",
            "ALTER TABLE public.u RENAME COLUMN a TO b",
            "ALTER TABLE public.u ALTER COLUMN b SET DATA TYPE bigint",
        ]
    );
}

#[test]
fn an_index_that_says_the_same_is_renamed() {
    let from = "CREATE TABLE t (a integer UNIQUE); CREATE INDEX old ON t (a)";
    let to = "CREATE TABLE t (a integer CONSTRAINT k UNIQUE); CREATE INDEX new ON t (a)";
    assert_eq!(
        statements(from, to),
        [
            "ALTER TABLE public.t RENAME CONSTRAINT t_a_key TO k",
            "ALTER INDEX public.old RENAME TO new"
        ]
    );
}

#[test]
fn catalogs_of_one_history_know_who_is_who() {
    let settings = Settings::default();
    let run = |catalog: &Catalog, sql: &str| catalog.apply(sql, &settings).unwrap().0;
    let from = run(&Catalog::new(), "CREATE TABLE t (a integer)");
    let to = run(&run(&from, "ALTER TABLE t RENAME a TO b"), "ALTER TABLE t RENAME TO u");
    let options = Options { identity: Identity::Shared, ..Options::default() };
    let found: Vec<String> =
        diff(&from, &to, &options).statements.into_iter().map(|one| one.sql).collect();
    assert_eq!(
        found,
        ["ALTER TABLE public.t RENAME TO u", "ALTER TABLE public.u RENAME COLUMN a TO b"]
    );
}

#[test]
fn two_that_swap_their_names_have_another_in_between() {
    let settings = Settings::default();
    let from = catalog("CREATE TABLE cats (a integer, b text); CREATE TABLE dogs (c integer)");
    let swap = [
        "ALTER TABLE cats RENAME a TO c",
        "ALTER TABLE cats RENAME b TO a",
        "ALTER TABLE cats RENAME c TO b",
        "ALTER TABLE cats RENAME TO pets",
        "ALTER TABLE dogs RENAME TO cats",
        "ALTER TABLE pets RENAME TO dogs",
    ];
    let run = |catalog: &Catalog, sql: &str| catalog.apply(sql, &settings).unwrap().0;
    let to = swap.iter().fold(from.clone(), |catalog, sql| run(&catalog, sql));
    let options = Options { identity: Identity::Shared, ..Options::default() };
    let found = diff(&from, &to, &options).statements;
    let reached = found.iter().fold(from.clone(), |catalog, one| run(&catalog, &one.sql));
    assert_eq!((reached.hash(), found.len()), (to.hash(), 6));
}

#[test]
fn statistics_are_the_same_whatever_the_order_of_their_columns() {
    let of =
        |columns: &str| format!("CREATE TABLE t ({columns}); CREATE STATISTICS s ON a, b FROM t");
    let (from, to) = (of("a integer, b integer"), of("b integer, a integer"));
    let found = diff(&catalog(&from), &catalog(&to), &Options::default());
    assert_eq!(found.statements, vec![]);
    let more =
        "CREATE TABLE t (b integer, a integer, c integer); CREATE STATISTICS s ON a, c FROM t";
    assert_eq!(
        statements(&of("b integer, a integer, c integer"), more),
        ["DROP STATISTICS public.s", "CREATE STATISTICS public.s ON a, c FROM public.t"]
    );
}

#[test]
fn a_function_of_a_views_rows_is_known_by_its_signature() {
    let sql = "CREATE VIEW v AS SELECT 1 AS a; \
        CREATE FUNCTION f(r v) RETURNS integer LANGUAGE sql AS 'SELECT 1'";
    let found = difference(sql, sql, &Options::default());
    assert_eq!((found.statements, found.hints), (vec![], vec![]));
}

#[test]
fn an_identity_columns_sequence_is_renamed_with_its_table() {
    let table = |name: &str| {
        format!("CREATE TABLE {name} (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY)")
    };
    let renames = vec![("public.t".to_owned(), "public.u".to_owned())];
    let found = difference(&table("t"), &table("u"), &Options { renames, ..Options::default() });
    let found: Vec<&str> = found.statements.iter().map(|one| one.sql.as_str()).collect();
    assert_eq!(
        found,
        [
            "ALTER TABLE public.t RENAME TO u",
            "ALTER SEQUENCE public.t_id_seq RENAME TO u_id_seq",
            "ALTER TABLE public.u RENAME CONSTRAINT t_pkey TO u_pkey",
        ]
    );
}

#[test]
fn a_multirange_type_is_that_of_its_range_type() {
    let schema = |name: &str| {
        format!(
            "CREATE TYPE r AS RANGE (subtype = integer, multirange_type_name = {name}); \
             CREATE TABLE t (a {name})"
        )
    };
    assert_eq!(statements(&schema("m"), &schema("n")), ["ALTER TYPE public.m RENAME TO n"]);
}

#[test]
fn what_was_dropped_and_made_again_is_the_same_unless_rows_were_lost() {
    let settings = Settings::default();
    let from = catalog(
        "CREATE TABLE t (a integer); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT 1 AS a; \
         CREATE FUNCTION f() RETURNS integer LANGUAGE sql RETURN 1; \
         CREATE FUNCTION g() RETURNS integer LANGUAGE sql RETURN f()",
    );
    let again = [
        "CREATE OR REPLACE FUNCTION g() RETURNS integer LANGUAGE sql RETURN 1",
        "DROP FUNCTION f()",
        "CREATE FUNCTION f() RETURNS integer LANGUAGE sql RETURN 1",
        "CREATE OR REPLACE FUNCTION g() RETURNS integer LANGUAGE sql RETURN f()",
        "DROP VIEW w",
        "CREATE VIEW w AS SELECT 1 AS a",
    ];
    let run = |catalog: &Catalog, sql: &str| catalog.apply(sql, &settings).unwrap().0;
    let to = again.iter().fold(from.clone(), |catalog, sql| run(&catalog, sql));
    let options = Options { identity: Identity::Shared, ..Options::default() };
    assert_eq!(diff(&from, &to, &options).statements, vec![]);
    let rows =
        ["DROP TABLE t CASCADE", "CREATE TABLE t (a integer)", "CREATE VIEW v AS SELECT a FROM t"];
    let to = rows.iter().fold(from.clone(), |catalog, sql| run(&catalog, sql));
    assert_eq!(
        diff(&from, &to, &options).into_ddl(),
        [
            "DROP VIEW public.v",
            "DROP TABLE public.t",
            "CREATE TABLE public.t (\n    a integer\n)",
            "CREATE VIEW public.v AS SELECT t.a AS a FROM public.t",
        ]
    );
}

#[test]
fn a_column_is_renamed_within_a_table_by_either_name_of_that() {
    let table = |name: &str, column: &str| {
        format!("CREATE SCHEMA s; CREATE TABLE s.{name} ({column} text)")
    };
    for column in ["s.users.email", "s.accounts.email"] {
        let pair = |from: &str, to: &str| (from.to_owned(), to.to_owned());
        let renames = vec![pair("s.users", "s.accounts"), pair("s.users.mail", column)];
        let options = Options { renames, ..Options::default() };
        let found = difference(&table("users", "mail"), &table("accounts", "email"), &options);
        assert_eq!(found.statements.len(), 2, "{:?}", found.statements);
        assert_eq!(found.hints, []);
    }
}
