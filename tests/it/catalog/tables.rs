//! Tables, their columns, parents and partitions.

use super::{made, refused};

fn refusal(sqlstate: &str, message: &str) -> (String, String) {
    (sqlstate.to_owned(), message.to_owned())
}

/// Returns the one statement that a script comes to.
fn one(sql: &str) -> String {
    let mut statements = made(sql);
    assert_eq!(statements.len(), 1, "{statements:#?}");
    statements.pop().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_column_says_its_type_default_and_whether_it_can_be_null() {
    assert_eq!(
        one("CREATE TABLE t (a int4 NOT NULL DEFAULT 1, b varchar(10) DEFAULT 'x' COLLATE \"C\")"),
        "CREATE TABLE public.t ( a integer DEFAULT 1 NOT NULL, \
         b character varying(10) COLLATE pg_catalog.\"C\" DEFAULT 'x'::character varying )"
    );
}

#[test]
fn a_serial_column_owns_its_sequence() {
    assert_eq!(
        made("CREATE TABLE t (id serial); ALTER TABLE t RENAME TO u"),
        [
            "CREATE SEQUENCE public.t_id_seq AS integer",
            "CREATE TABLE public.u (\n    \
             id integer DEFAULT nextval('public.t_id_seq'::regclass) NOT NULL\n)",
            "ALTER SEQUENCE public.t_id_seq OWNED BY public.u.id",
        ]
    );
    assert_eq!(made("CREATE TABLE t (id serial); DROP TABLE t"), [""; 0]);
}

#[test]
fn a_made_up_name_that_is_taken_gets_a_number() {
    let statements = made("CREATE SEQUENCE t_id_seq; CREATE TABLE t (id serial)");
    assert!(statements.contains(&"CREATE SEQUENCE public.t_id_seq1 AS integer".to_owned()));
}

#[test]
fn the_sequence_of_an_identity_column_goes_with_it() {
    let table = "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY (START 5))";
    assert_eq!(
        one(table),
        "CREATE TABLE public.t ( id integer GENERATED ALWAYS AS IDENTITY \
         (SEQUENCE NAME public.t_id_seq START WITH 5) )"
    );
    let message = "cannot drop sequence t_id_seq because column id of table t requires it";
    assert_eq!(refused(&format!("{table}; DROP SEQUENCE t_id_seq")), refusal("2BP01", message));
    let dropped = one(&format!("{table}; ALTER TABLE t ALTER id DROP IDENTITY"));
    assert_eq!(dropped, "CREATE TABLE public.t ( id integer NOT NULL )");
}

#[test]
fn actions_of_one_statement_run_in_passes() {
    let sql = "CREATE TABLE t (a int); ALTER TABLE t ADD COLUMN a text, DROP COLUMN a";
    assert_eq!(one(sql), "CREATE TABLE public.t ( a text )");
}

#[test]
fn what_contradicts_itself_is_refused() {
    for (columns, message) in [
        (
            "a int DEFAULT 1 DEFAULT 2",
            "multiple default values specified for column \"a\" of table \"t\"",
        ),
        (
            "a int NULL NOT NULL",
            "conflicting NULL/NOT NULL declarations for column \"a\" of table \"t\"",
        ),
        (
            "a int DEFAULT 1 GENERATED ALWAYS AS IDENTITY",
            "both default and identity specified for column \"a\" of table \"t\"",
        ),
    ] {
        assert_eq!(refused(&format!("CREATE TABLE t ({columns})")), refusal("42601", message));
    }
    let twice = refusal("42701", "column \"a\" specified more than once");
    assert_eq!(refused("CREATE TABLE t (a int, a text)"), twice);
    let sql = "CREATE TABLE t (a int, b text, a text)";
    let place = schemagraft::catalog::materialize(sql).errors.remove(0).span;
    assert_eq!((place.start, sql.get(place.start..place.end)), (31, Some("a text")));
}

#[test]
fn a_relation_of_another_kind_is_not_dropped() {
    let message = refusal("42809", "\"s\" is not a table");
    assert_eq!(refused("CREATE SEQUENCE s; DROP TABLE s"), message);
    assert_eq!(refused("DROP TABLE public.t"), refusal("42P01", "table \"t\" does not exist"));
    let missing = refusal("42P01", "relation \"public.t\" does not exist");
    assert_eq!(refused("ALTER TABLE public.t ADD a int"), missing);
}

#[test]
fn a_type_that_the_values_do_not_become_is_refused() {
    let table = "CREATE TABLE t (a text DEFAULT 'x')";
    let message = "column \"a\" cannot be cast automatically to type integer";
    let sql = format!("{table}; ALTER TABLE t ALTER a TYPE int");
    assert_eq!(refused(&sql), refusal("42804", message));
    let message = "default for column \"a\" cannot be cast automatically to type integer";
    let sql = format!("{table}; ALTER TABLE t ALTER a TYPE int USING a::int");
    assert_eq!(refused(&sql), refusal("42804", message));
}

#[test]
fn a_child_has_its_parents_columns() {
    let tables = "CREATE TABLE p (a int, b text); CREATE TABLE c (d int) INHERITS (p)";
    assert_eq!(
        made(&format!("{tables}; ALTER TABLE p RENAME b TO bb; ALTER TABLE p DROP a"))[0],
        "CREATE TABLE public.p (\n    bb text\n)"
    );
    assert_eq!(made(tables)[1], "CREATE TABLE public.c (\n    d integer\n) INHERITS (public.p)");
    let inherited = refusal("42P16", "cannot drop inherited column \"a\"");
    assert_eq!(refused(&format!("{tables}; ALTER TABLE c DROP a")), inherited);
    let needed = refusal("2BP01", "cannot drop table p because other objects depend on it");
    assert_eq!(refused(&format!("{tables}; DROP TABLE p")), needed);
}

#[test]
fn a_partition_is_attached_when_all_is_there() {
    let tables = "CREATE TABLE p (a int) PARTITION BY RANGE (a);
        CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10)";
    assert_eq!(
        made(tables),
        [
            "CREATE TABLE public.p (\n    a integer\n) PARTITION BY RANGE (a)",
            "CREATE TABLE public.p1 (\n    a integer\n)",
            "ALTER TABLE public.p ATTACH PARTITION public.p1 FOR VALUES FROM (1) TO (10)",
        ]
    );
    assert_eq!(made(&format!("{tables}; DROP TABLE p")), [""; 0]);
}

#[test]
fn partitions_do_not_overlap() {
    for (key, first, second) in [
        ("RANGE (a)", "FROM (1) TO (10)", "FROM (9) TO (12)"),
        ("RANGE (a)", "FROM (MINVALUE) TO (10)", "FROM (-5) TO ('-3')"),
        ("LIST (a)", "IN (1, NULL)", "IN (null)"),
        ("HASH (a)", "WITH (MODULUS 2, REMAINDER 0)", "WITH (MODULUS 4, REMAINDER 2)"),
    ] {
        let sql = format!(
            "CREATE TABLE p (a int) PARTITION BY {key};
             CREATE TABLE p1 PARTITION OF p FOR VALUES {first};
             CREATE TABLE p2 PARTITION OF p FOR VALUES {second}"
        );
        let message = "partition \"p2\" would overlap partition \"p1\"";
        assert_eq!(refused(&sql), refusal("42P17", message));
    }
}

#[test]
fn like_copies_what_it_includes() {
    let table =
        "CREATE TABLE t (a int NOT NULL DEFAULT 1, b int GENERATED ALWAYS AS (a * 2) STORED)";
    let plain = made(&format!("{table}; CREATE TABLE u (LIKE t)"));
    assert_eq!(plain[1], "CREATE TABLE public.u (\n    a integer NOT NULL,\n    b integer\n)");
    let full = made(&format!("{table}; CREATE TABLE u (LIKE t INCLUDING ALL)"));
    assert_eq!(full[1], full[0].replace("public.t", "public.u"));
}

#[test]
fn a_temporary_table_leaves_nothing() {
    assert_eq!(made("CREATE TEMP TABLE t (a serial PRIMARY KEY)"), [""; 0]);
    let hidden = "CREATE TABLE t (a int); CREATE TEMP TABLE t (b int); ALTER TABLE t ADD c int";
    assert_eq!(one(hidden), "CREATE TABLE public.t ( a integer )");
}

#[test]
fn a_table_from_a_query_has_the_querys_columns() {
    let sql =
        "CREATE TABLE t (a int, b varchar(5)); CREATE TABLE u (x) AS SELECT a, b, 'c' AS c FROM t";
    assert_eq!(
        made(sql)[1],
        "CREATE TABLE public.u (\n    x integer,\n    b character varying(5),\n    c text\n)"
    );
}

#[test]
fn a_temporary_table_can_end_with_its_transaction() {
    let table = "CREATE TEMP TABLE t (a int) ON COMMIT DROP";
    let again =
        format!("BEGIN; {table}; CREATE VIEW v AS SELECT a FROM t; COMMIT; {table}; {table}");
    assert_eq!(made(&again), [""; 0]);
}

#[test]
fn the_passes_of_alter_table_are_those_of_postgresql_18() {
    let table = "CREATE TABLE t (a int, b int NOT NULL, c int CHECK (c > 1), \
                 d int GENERATED ALWAYS AS (a) STORED)";
    let unmarked = refusal("42P16", "primary key column \"b\" is not marked NOT NULL");
    for actions in
        ["ADD PRIMARY KEY (b), ALTER b DROP NOT NULL", "DROP b, ADD b int, ADD PRIMARY KEY (b)"]
    {
        assert_eq!(refused(&format!("{table}; ALTER TABLE t {actions}")), unmarked, "{actions}");
    }
    made(&format!("{table}; ALTER TABLE t ALTER a DROP NOT NULL, ADD PRIMARY KEY (a)"));
    let twice = refusal("42701", "column \"b\" of relation \"t\" already exists");
    assert_eq!(refused(&format!("{table}; ALTER TABLE t ALTER c TYPE text, ADD b int")), twice);
    made(&format!("{table}; ALTER TABLE t ALTER d SET EXPRESSION AS (x), ADD x int"));
    let missing = refusal("42703", "column \"x\" does not exist");
    let actions = "ADD UNIQUE (y), ALTER d SET EXPRESSION AS (x)";
    assert_eq!(refused(&format!("{table}; ALTER TABLE t {actions}")), missing);
}

#[test]
fn whose_identity_it_is_is_asked_before_the_column_is_looked_for() {
    let table = "CREATE TABLE t (a int) PARTITION BY LIST (a); \
                 CREATE TABLE p PARTITION OF t DEFAULT";
    let of_partition = refusal("42P16", "cannot drop identity from a column of a partition");
    let drop = format!("{table}; ALTER TABLE p ALTER x DROP IDENTITY IF EXISTS");
    assert_eq!(refused(&drop), of_partition);
}

#[test]
fn a_child_keeps_the_check_of_a_column_that_only_its_parent_loses() {
    let made = made(
        "CREATE TABLE part (a boolean CHECK (NOT a), b integer);
         CREATE TABLE item (c integer) INHERITS (part);
         ALTER TABLE ONLY part DROP COLUMN a",
    );
    let item = made.iter().find(|sql| sql.starts_with("CREATE TABLE public.item")).unwrap();
    assert!(item.contains("CONSTRAINT part_a_check CHECK (NOT a)"), "{item}");
}

// The cases of PostgreSQL can't say so, since versions before 18 accept it.
#[test]
fn a_partitioned_table_has_no_rows_to_log() {
    for (word, rest) in [("LOGGED", ""), ("UNLOGGED", ", DROP CONSTRAINT missing")] {
        let message = format!("ALTER action SET {word} cannot be performed on relation \"item\"");
        let script = "CREATE TABLE item (id integer) PARTITION BY HASH (id)";
        let said = refused(&format!("{script}; ALTER TABLE item SET {word}{rest}"));
        assert_eq!(said, refusal("42809", &message));
    }
}

#[test]
fn a_child_whose_columns_its_parents_do_not_give_has_a_stand_in_for_them_while_it_is_made() {
    let tables = "CREATE TABLE p (a int, b text, c int, CHECK (c > 0), CONSTRAINT k CHECK (b <> '')); \
                  CREATE TABLE q (x int) INHERITS (p); CREATE TABLE q_columns (a int);";
    let printed = made(&format!("{tables} ALTER TABLE ONLY p DROP COLUMN b"));
    let stand_in = "CREATE TABLE public.q_columns1 (\n    a integer,\n    b text,\n    c integer,\n    x integer,\n    \
                    CONSTRAINT k CHECK (b <> ''),\n    CONSTRAINT p_c_check CHECK (c > 0)\n)";
    assert_eq!(
        printed[1..7],
        [
            stand_in,
            "CREATE TABLE public.q (\n    b text,\n    x integer\n) INHERITS (public.q_columns1)",
            "ALTER TABLE public.q INHERIT public.p",
            "ALTER TABLE ONLY public.q_columns1 DROP COLUMN b",
            "ALTER TABLE public.q NO INHERIT public.q_columns1",
            "DROP TABLE public.q_columns1",
        ]
    );
    assert_eq!(made(&printed.join(";\n")), printed);
}

#[test]
fn a_check_whose_column_only_the_parent_loses_stays_inherited() {
    let tables = "CREATE TABLE p (a int, b text, CONSTRAINT k CHECK (b <> '')); CREATE TABLE q () INHERITS (p); \
                  ALTER TABLE ONLY p DROP COLUMN b; ALTER TABLE q NO INHERIT p;";
    let kept = refusal("42P16", "cannot drop inherited constraint \"k\" of relation \"q\"");
    assert_eq!(refused(&format!("{tables} ALTER TABLE q DROP CONSTRAINT k")), kept);
    let named = refusal("42P16", "cannot rename inherited constraint \"k\"");
    assert_eq!(refused(&format!("{tables} ALTER TABLE q RENAME CONSTRAINT k TO l")), named);
    assert_eq!(
        made(&format!("{tables} ALTER TABLE q DROP COLUMN b; DROP TABLE p")),
        ["CREATE TABLE public.q (\n    a integer\n)"]
    );
}
