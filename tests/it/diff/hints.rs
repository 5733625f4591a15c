//! What a diff tells and does not decide.

use schemagraft::diff::{Hint, Options, diff};

use super::{catalog, difference};

fn hints(from: &str, to: &str) -> Vec<Hint> {
    diff(&catalog(from), &catalog(to), &Options::default()).hints
}

/// Returns the renames that are proposed, as `--rename` takes them.
fn proposed(from: &str, to: &str) -> Vec<String> {
    let proposed = hints(from, to).into_iter().filter_map(|hint| match hint {
        Hint::PossibleRename { rename, .. } => Some(rename),
        _ => None,
    });
    proposed.collect()
}

/// Returns the codes of all hints.
fn codes(from: &str, to: &str) -> Vec<&'static str> {
    hints(from, to).iter().map(Hint::code).collect()
}

/// Returns the statements with each rename that is proposed.
fn renamed(from: &str, to: &str) -> Vec<String> {
    let renames = proposed(from, to);
    let renames = renames.iter().filter_map(|rename| rename.split_once('='));
    let renames = renames.map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
    let found = difference(from, to, &Options { renames, ..Options::default() });
    found.statements.into_iter().map(|one| one.sql).collect()
}

#[test]
fn a_column_of_the_same_type_in_the_same_place_may_be_renamed() {
    let from = "CREATE TABLE t (id int, mail text, at date)";
    let to = "CREATE TABLE t (id int, email text, at date)";
    assert_eq!(proposed(from, to), ["public.t.mail=public.t.email"]);
    assert_eq!(diff(&catalog(from), &catalog(to), &Options::default()).statements.len(), 2);
    assert_eq!(renamed(from, to), ["ALTER TABLE public.t RENAME COLUMN mail TO email"]);
}

#[test]
fn another_type_or_place_is_no_rename() {
    let from = "CREATE TABLE t (id int, mail text, at date)";
    for to in [
        "CREATE TABLE t (id int, email varchar(80), at date)",
        "CREATE TABLE t (id int, email text NOT NULL, at date)",
        "CREATE TABLE t (id int, at date, email text)",
    ] {
        assert_eq!(proposed(from, to), Vec::<String>::new(), "{to}");
    }
}

#[test]
fn columns_of_different_types_are_renamed_each() {
    let (from, to) = ("CREATE TABLE t (a text, b int)", "CREATE TABLE t (c text, d int)");
    assert_eq!(proposed(from, to), ["public.t.a=public.t.c", "public.t.b=public.t.d"]);
}

#[test]
fn what_could_be_any_of_several_is_not_guessed() {
    let cases = [
        ("CREATE TABLE t (a text, b text)", "CREATE TABLE t (c text, d text)"),
        ("CREATE TABLE t (a text)", "CREATE TABLE t (c text, d text)"),
        ("CREATE TABLE t (a int); CREATE TABLE u (a int)", "CREATE TABLE v (a int)"),
    ];
    for (from, to) in cases {
        assert_eq!(codes(from, to), ["AMBIGUOUS_RENAME"], "{from} → {to}");
    }
    let ambiguous = hints(cases[1].0, cases[1].1);
    let Some(Hint::AmbiguousRename { kind, from, to, .. }) = ambiguous.first() else {
        panic!("{ambiguous:?}")
    };
    assert_eq!(*kind, "column");
    assert_eq!((from.as_slice(), to.len()), (["public.t.a".to_owned()].as_slice(), 2));
}

#[test]
fn a_table_of_the_same_columns_may_be_renamed_with_what_came_along() {
    let table = |name: &str| {
        format!("CREATE TABLE {name} (id serial PRIMARY KEY, mail text UNIQUE DEFAULT 'x')")
    };
    let (from, to) = (table("users"), table("people"));
    assert_eq!(proposed(&from, &to), ["public.users=public.people"]);
    let mut found = renamed(&from, &to);
    found.sort();
    assert_eq!(
        found,
        [
            "ALTER SEQUENCE public.users_id_seq RENAME TO people_id_seq",
            "ALTER TABLE public.people RENAME CONSTRAINT users_mail_key TO people_mail_key",
            "ALTER TABLE public.people RENAME CONSTRAINT users_pkey TO people_pkey",
            "ALTER TABLE public.users RENAME TO people",
        ]
    );
}

#[test]
fn a_table_may_move_to_a_schema_that_is_new() {
    let (from, to) =
        ("CREATE SCHEMA a; CREATE TABLE a.t (b int)", "CREATE SCHEMA c; CREATE TABLE c.t (b int)");
    assert_eq!(proposed(from, to), ["a.t=c.t"]);
    assert_eq!(
        renamed(from, to),
        ["CREATE SCHEMA c", "ALTER TABLE a.t SET SCHEMA c", "DROP SCHEMA a"]
    );
}

#[test]
fn other_kinds_may_be_renamed_too() {
    for (from, to, rename) in [
        ("CREATE VIEW v AS SELECT 1 AS a", "CREATE VIEW w AS SELECT 1 AS a", "public.v=public.w"),
        ("CREATE TYPE e AS ENUM ('a')", "CREATE TYPE e AS ENUM ('b')", "public.e.a=public.e.b"),
        ("CREATE DOMAIN d AS text", "CREATE DOMAIN f AS text", "public.d=public.f"),
    ] {
        assert_eq!(proposed(from, to), [rename]);
        assert_eq!(renamed(from, to).len(), 1);
    }
}

#[test]
fn what_can_not_be_renamed_is_not_proposed() {
    let role = |name: &str| format!("CREATE TABLE t (a int); GRANT SELECT ON t TO {name}");
    assert_eq!(codes(&role("bob"), &role("ann")), Vec::<&str>::new());
    let operator = |name: &str| {
        format!("CREATE OPERATOR {name} (FUNCTION = int4pl, LEFTARG = int, RIGHTARG = int)")
    };
    assert_eq!(codes(&operator("@+@"), &operator("@*@")), Vec::<&str>::new());
}

#[test]
fn a_rename_of_what_is_not_there_is_told() {
    let (from, to) = (catalog("CREATE TABLE t (a int)"), catalog("CREATE TABLE t (b int)"));
    let renames = vec![("public.t.x".to_owned(), "public.t.b".to_owned())];
    let found = diff(&from, &to, &Options { renames, ..Options::default() });
    let codes: Vec<&str> = found.hints.iter().map(Hint::code).collect();
    assert_eq!(codes, ["UNKNOWN_RENAME", "POSSIBLE_RENAME"]);
}

#[test]
fn columns_that_end_up_in_another_order_are_told() {
    let (from, to) = ("CREATE TABLE t (a int, c int)", "CREATE TABLE t (a int, b int, c int)");
    assert_eq!(codes(from, to), ["OTHER_ORDER"]);
    assert_eq!(codes(from, "CREATE TABLE t (a int, c int, b int)"), Vec::<&str>::new());
}

#[test]
fn a_rename_may_be_given_by_the_name_that_statements_use() {
    let (from, to) = ("CREATE TABLE t (a int, b int)", "CREATE TABLE t (a int, c int)");
    let index = |name: &str, column: &str| format!("; CREATE INDEX {name} ON t ({column})");
    let (from, to) = (from.to_owned() + &index("i", "b"), to.to_owned() + &index("j", "c"));
    for renames in [["public.i=public.j", "public.t.b=public.t.c"], ["i=j", "t.b=t.c"]] {
        let renames = renames.iter().filter_map(|rename| rename.split_once('='));
        let renames = renames.map(|(old, new)| (old.to_owned(), new.to_owned())).collect();
        let found = difference(&from, &to, &Options { renames, ..Options::default() });
        assert_eq!(found.hints, vec![]);
        assert_eq!(found.statements.len(), 2);
    }
}
