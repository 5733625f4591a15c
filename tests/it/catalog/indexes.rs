//! Indexes.

use super::{made, refused};

const TABLE: &str = "CREATE TABLE t (a integer, b text);";

fn indexes(sql: &str) -> Vec<String> {
    let ddl = made(&format!("{TABLE} {sql}")).into_iter();
    ddl.filter(|statement| !statement.starts_with("CREATE TABLE")).collect()
}

#[test]
fn what_has_no_name_gets_one() {
    assert_eq!(
        indexes(
            "CREATE INDEX ON t (a); CREATE INDEX ON t (a DESC NULLS LAST);
             CREATE UNIQUE INDEX ON t (lower(b), (a + 1)) INCLUDE (a) WHERE a > 0"
        ),
        [
            "CREATE INDEX t_a_idx ON public.t (a)",
            "CREATE INDEX t_a_idx1 ON public.t (a DESC NULLS LAST)",
            "CREATE UNIQUE INDEX t_lower_expr_a_idx ON public.t (lower(b), (a + 1)) \
             INCLUDE (a) WHERE a > 0",
        ]
    );
}

#[test]
fn an_index_follows_its_columns_and_goes_with_them() {
    assert_eq!(
        indexes(
            "CREATE INDEX i ON t (a) WHERE a > 0; CREATE INDEX j ON t (lower(b));
             ALTER TABLE t RENAME a TO c; ALTER TABLE t DROP COLUMN b"
        ),
        ["CREATE INDEX i ON public.t (c) WHERE c > 0"]
    );
}

#[test]
fn the_index_of_a_key_is_the_keys() {
    let table = "CREATE TABLE u (a integer PRIMARY KEY);";
    assert_eq!(
        refused(&format!("{table} DROP INDEX u_pkey")),
        (
            "2BP01".to_owned(),
            "cannot drop index u_pkey because constraint u_pkey on table u requires it".to_owned()
        )
    );
    let ddl = made(&format!("{table} ALTER INDEX u_pkey RENAME TO k"));
    assert!(ddl.iter().any(|statement| statement.contains("CONSTRAINT k PRIMARY KEY (a)")));
}

#[test]
fn an_index_can_become_a_keys() {
    let ddl = made(&format!(
        "{TABLE} CREATE UNIQUE INDEX i ON t (a);
         ALTER TABLE t ADD CONSTRAINT k UNIQUE USING INDEX i"
    ));
    let [table] = ddl.as_slice() else { panic!("{ddl:?}") };
    assert!(table.contains("CONSTRAINT k UNIQUE (a)"));
}

#[test]
fn partitions_get_the_indexes_of_their_table() {
    let ddl = made(
        "CREATE TABLE p (a integer) PARTITION BY RANGE (a); CREATE INDEX i ON p (a);
         CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9)",
    );
    assert!(ddl.contains(&"CREATE INDEX p1_a_idx ON public.p1 (a)".to_owned()));
}

#[test]
fn concurrently_is_for_no_transaction() {
    assert_eq!(
        refused(&format!("{TABLE} BEGIN; CREATE INDEX CONCURRENTLY ON t (a)")),
        (
            "25001".to_owned(),
            "CREATE INDEX CONCURRENTLY cannot run inside a transaction block".to_owned()
        )
    );
    assert_eq!(indexes("CREATE INDEX CONCURRENTLY i ON t (a); DROP INDEX CONCURRENTLY i"), [""; 0]);
}

#[test]
fn a_method_does_what_it_can() {
    let says = |index: &str| refused(&format!("{TABLE} CREATE {index}"));
    assert_eq!(
        says("UNIQUE INDEX ON t USING hash (a)").1,
        "access method \"hash\" does not support unique indexes"
    );
    assert_eq!(
        says("INDEX ON t USING gin (b)").1,
        "data type text has no default operator class for access method \"gin\""
    );
}

#[test]
fn an_index_says_the_same_at_any_time() {
    let function = |rest: &str| format!("CREATE FUNCTION f(integer) RETURNS integer {rest};");
    let says =
        |rest: &str| refused(&format!("{TABLE} {} CREATE INDEX ON t (f(a))", function(rest)));
    assert_eq!(
        says("LANGUAGE plpgsql AS 'BEGIN RETURN 1; END'").1,
        "functions in index expression must be marked IMMUTABLE"
    );
    let made =
        indexes(&format!("{} CREATE INDEX ON t (f(a))", function("LANGUAGE sql AS 'SELECT $1'")));
    assert!(
        made.contains(&"CREATE INDEX t_f_idx ON public.t (public.f(a))".to_owned()),
        "{made:?}"
    );
}
