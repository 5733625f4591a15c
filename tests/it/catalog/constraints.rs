//! Constraints of tables.

use super::{made, refused};

fn error(sqlstate: &str, message: &str) -> (String, String) {
    (sqlstate.to_owned(), message.to_owned())
}

#[test]
fn what_has_no_name_gets_one() {
    let ddl = made(
        "CREATE TABLE users (id integer PRIMARY KEY, email text UNIQUE CHECK (email <> ''),
             a integer, b integer, UNIQUE (a, b), CHECK (a < b), CHECK (true));
         CREATE TABLE posts (user_id integer REFERENCES users)",
    );
    assert_eq!(
        ddl,
        [
            "CREATE TABLE public.posts (\n    user_id integer\n)",
            "CREATE TABLE public.users (\n    id integer NOT NULL,\n    email text,\n    \
             a integer,\n    b integer,\n    \
             CONSTRAINT users_a_b_key UNIQUE (a, b),\n    \
             CONSTRAINT users_check CHECK (a < b),\n    \
             CONSTRAINT users_check1 CHECK (true),\n    \
             CONSTRAINT users_email_check CHECK (email <> ''),\n    \
             CONSTRAINT users_email_key UNIQUE (email),\n    \
             CONSTRAINT users_pkey PRIMARY KEY (id)\n)",
            "ALTER TABLE public.posts ADD CONSTRAINT posts_user_id_fkey \
             FOREIGN KEY (user_id) REFERENCES public.users (id)",
        ]
    );
}

#[test]
fn no_constraint_of_the_schema_has_a_made_up_name() {
    let ddl = made(
        "CREATE TABLE a_b (c integer CHECK (c > 0)); CREATE TABLE a (b_c integer CHECK (b_c > 0))",
    );
    assert!(ddl.iter().any(|statement| statement.contains("CONSTRAINT a_b_c_check1 CHECK")));
}

#[test]
fn a_key_that_says_no_more_is_none_and_leaves_its_name() {
    let table = |key: &str| {
        format!(
            "CREATE TABLE public.t (\n    a integer NOT NULL,\n    CONSTRAINT {key} PRIMARY KEY (a)\n)"
        )
    };
    assert_eq!(made("CREATE TABLE t (a integer PRIMARY KEY UNIQUE)"), [table("t_pkey")]);
    assert_eq!(
        made("CREATE TABLE t (a integer CONSTRAINT u UNIQUE, PRIMARY KEY (a))"),
        [table("u")]
    );
}

#[test]
fn a_foreign_key_needs_a_key() {
    let users = "CREATE TABLE users (id integer PRIMARY KEY, name text);";
    let says = |rest: &str| refused(&format!("{users} CREATE TABLE t (a {rest})"));
    assert_eq!(
        says("text REFERENCES users (name)"),
        error(
            "42830",
            "there is no unique constraint matching given keys for referenced table \"users\""
        )
    );
    assert_eq!(
        says("text REFERENCES users"),
        error("42804", "foreign key constraint \"t_a_fkey\" cannot be implemented")
    );
    assert_eq!(
        says("text REFERENCES nobody"),
        error("42P01", "relation \"nobody\" does not exist")
    );
}

#[test]
fn a_key_that_is_referred_to_needs_cascade() {
    let tables = "CREATE TABLE users (id integer PRIMARY KEY);
         CREATE TABLE posts (user_id integer REFERENCES users);";
    assert_eq!(
        refused(&format!("{tables} ALTER TABLE users DROP CONSTRAINT users_pkey")),
        error(
            "2BP01",
            "cannot drop constraint users_pkey on table users because other objects depend on it"
        )
    );
    let ddl = made(&format!("{tables} ALTER TABLE users DROP CONSTRAINT users_pkey CASCADE"));
    assert_eq!(
        ddl,
        [
            "CREATE TABLE public.posts (\n    user_id integer\n)",
            "CREATE TABLE public.users (\n    id integer NOT NULL\n)",
        ]
    );
}

#[test]
fn a_column_takes_its_constraints_along() {
    assert_eq!(
        made(
            "CREATE TABLE t (a integer, b integer, UNIQUE (a, b), CHECK (a < b));
             ALTER TABLE t DROP COLUMN b"
        ),
        ["CREATE TABLE public.t (\n    a integer\n)"]
    );
}

#[test]
fn a_constraint_follows_the_names_of_columns() {
    let ddl = made("CREATE TABLE t (a integer CHECK (a > 0)); ALTER TABLE t RENAME a TO \"A\"");
    assert!(
        ddl.iter().any(|statement| statement.contains("CONSTRAINT t_a_check CHECK (\"A\" > 0)"))
    );
}

#[test]
fn a_child_gets_the_checks_and_a_partition_the_keys() {
    let parent = "CREATE TABLE p (a integer CHECK (a > 0)); CREATE TABLE c () INHERITS (p);";
    assert_eq!(
        refused(&format!("{parent} ALTER TABLE c DROP CONSTRAINT p_a_check")),
        error("42P16", "cannot drop inherited constraint \"p_a_check\" of relation \"c\"")
    );
    let ddl = made(
        "CREATE TABLE p (a integer PRIMARY KEY) PARTITION BY RANGE (a);
         CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9)",
    );
    assert!(ddl.iter().any(|statement| statement.contains("CONSTRAINT p1_pkey PRIMARY KEY (a)")));
}

#[test]
fn an_expression_knows_its_place() {
    let says = |check: &str| refused(&format!("CREATE TABLE t (a integer CHECK ({check}))"));
    assert_eq!(
        says("a"),
        error("42804", "argument of CHECK must be type boolean, not type integer")
    );
    assert_eq!(says("a > (SELECT 1)"), error("0A000", "cannot use subquery in check constraint"));
    assert_eq!(
        says("count(*) > 1"),
        error("42803", "aggregate functions are not allowed in check constraints")
    );
}

#[test]
fn a_foreign_key_to_a_partitioned_table_needs_each_partition() {
    let sql = "CREATE TABLE event (id bigint, at integer, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
         CREATE TABLE one PARTITION OF event FOR VALUES FROM (1) TO (10) PARTITION BY RANGE (at);
         CREATE TABLE two PARTITION OF one FOR VALUES FROM (1) TO (5);
         CREATE TABLE part (event_id bigint, event_at integer, FOREIGN KEY (event_id, event_at) REFERENCES event);";
    assert_eq!(
        refused(&format!("{sql} DROP TABLE two")),
        error("2BP01", "cannot drop table two because other objects depend on it")
    );
    let left = made(&format!("{sql} DROP TABLE two CASCADE"));
    assert!(!left.iter().any(|statement| statement.contains("FOREIGN KEY")), "{left:?}");
    made(&format!("{sql} ALTER TABLE one DETACH PARTITION two; DROP TABLE two"));
    made(&format!("{sql} DROP TABLE part; DROP TABLE event"));
}

#[test]
fn a_check_that_does_not_hold_yet_comes_to_children_with_their_parents() {
    let tables = "CREATE TABLE p (a int); CREATE TABLE c () INHERITS (p); \
                  ALTER TABLE p ADD CONSTRAINT few CHECK (a > 2) NOT VALID";
    let said: Vec<String> =
        made(tables).into_iter().filter(|statement| statement.contains("few")).collect();
    assert_eq!(said, ["ALTER TABLE public.p ADD CONSTRAINT few CHECK (a > 2) NOT VALID"]);
    let message = "constraint \"few\" conflicts with NOT VALID constraint on relation \"c\"";
    let again = format!("{tables}; ALTER TABLE c ADD CONSTRAINT few CHECK (a > 2)");
    assert_eq!(refused(&again), ("42P17".to_owned(), message.to_owned()));
}

#[test]
fn the_constraint_of_a_not_null_has_a_name() {
    let table = "CREATE TABLE t (a integer CONSTRAINT there NOT NULL, b integer NOT NULL,
                     CONSTRAINT c_there NOT NULL c, c integer, d integer PRIMARY KEY);";
    let nullable = |statements: &str| {
        let ddl = made(&format!("{table} {statements}")).concat();
        let is_nullable = |column: &&str| ddl.contains(&format!("    {column} integer,"));
        ["a", "b", "c"].iter().copied().filter(is_nullable).collect::<Vec<_>>()
    };
    let none: [&str; 0] = [];
    assert_eq!(nullable(""), none);
    assert_eq!(nullable("ALTER TABLE t DROP CONSTRAINT there"), ["a"]);
    assert_eq!(nullable("ALTER TABLE t DROP CONSTRAINT t_b_not_null"), ["b"]);
    assert_eq!(
        nullable(
            "ALTER TABLE t RENAME CONSTRAINT c_there TO other;
             ALTER TABLE t VALIDATE CONSTRAINT other;
             ALTER TABLE t DROP CONSTRAINT other"
        ),
        ["c"]
    );
    let says = |action: &str| refused(&format!("{table} ALTER TABLE t {action}"));
    assert_eq!(
        says("DROP CONSTRAINT t_d_not_null"),
        error("42P16", "column \"d\" is in a primary key")
    );
    assert_eq!(
        says("DROP CONSTRAINT nothing"),
        error("42704", "constraint \"nothing\" of relation \"t\" does not exist")
    );
}

#[test]
fn what_is_not_enforced_can_not_be_validated() {
    let table = "CREATE TABLE t (a integer CONSTRAINT c CHECK (a > 0) NOT ENFORCED);";
    let says = |action: &str| refused(&format!("{table} ALTER TABLE t {action}"));
    assert_eq!(
        says("VALIDATE CONSTRAINT c"),
        error("55000", "cannot validate NOT ENFORCED constraint")
    );
    let message = "cannot alter enforceability of constraint \"c\" of relation \"t\"";
    assert_eq!(says("ALTER CONSTRAINT c ENFORCED"), error("42809", message));
}

#[test]
fn what_is_computed_when_it_is_read_has_no_index() {
    let table = "CREATE TABLE t (a integer, b integer GENERATED ALWAYS AS (a + 1) VIRTUAL);";
    let says = |statement: &str| refused(&format!("{table} {statement}"));
    let refusal = |what: &str| {
        error("0A000", &format!("{what} on virtual generated columns are not supported"))
    };
    assert_eq!(says("CREATE INDEX ON t (b)"), refusal("indexes"));
    assert_eq!(says("ALTER TABLE t ADD PRIMARY KEY (b)"), refusal("primary keys"));
    assert_eq!(says("ALTER TABLE t ADD UNIQUE (a, b)"), refusal("unique constraints"));
    let message = "ALTER TABLE / DROP EXPRESSION is not supported for virtual generated columns";
    assert_eq!(says("ALTER TABLE t ALTER COLUMN b DROP EXPRESSION"), error("0A000", message));
}

#[test]
fn what_excludes_rows_of_a_partitioned_table_holds_the_columns_that_part_it() {
    let table = "CREATE TABLE item (at timestamptz, EXCLUDE USING btree (at WITH =)); ";
    let message = "unique constraint on partitioned table must include all partitioning columns";
    for log in [
        "CREATE TABLE log (id integer, LIKE item INCLUDING ALL) PARTITION BY RANGE (id)",
        "CREATE TABLE log (id integer, at timestamptz, EXCLUDE (at WITH =)) PARTITION BY RANGE (id)",
    ] {
        let (sqlstate, said) = refused(&format!("{table}{log}"));
        assert_eq!((sqlstate.as_str(), said.as_str()), ("0A000", message));
    }
    made(&format!(
        "{table}CREATE TABLE log (id integer, at timestamptz, EXCLUDE (at WITH =, id WITH =)) \
         PARTITION BY RANGE (id)"
    ));
}

#[test]
fn an_exclusion_constraint_is_read_again_with_another_type() {
    let table = "CREATE TABLE spots (c circle, EXCLUDE USING gist (c WITH &&)); ";
    let no_operator = ("42883".to_owned(), "operator does not exist: point && point".to_owned());
    let to_point = format!("{table}ALTER TABLE spots ALTER c TYPE point USING center(c)");
    assert_eq!(refused(&to_point), no_operator);
    let to_polygon = format!("{table}ALTER TABLE spots ALTER c TYPE polygon USING polygon(c)");
    assert_eq!(made(&to_polygon).len(), 1);
}
