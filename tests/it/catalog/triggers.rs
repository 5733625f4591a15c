//! Triggers, event triggers and policies.

use super::{made, refused};

const TABLE: &str = "CREATE TABLE t (a integer, b integer);
    CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';";

fn made_on_table(sql: &str) -> Vec<String> {
    let ddl = made(&format!("{TABLE} {sql}")).into_iter();
    ddl.filter(|statement| {
        !statement.starts_with("CREATE TABLE") && !statement.starts_with("CREATE FUNCTION")
    })
    .collect()
}

#[test]
fn a_trigger_follows_what_it_speaks_of() {
    assert_eq!(
        made_on_table(
            "CREATE TRIGGER x BEFORE UPDATE OF a OR INSERT ON t FOR EACH ROW
                 WHEN (new.a > 1) EXECUTE FUNCTION f('y', 2);
             ALTER TABLE t RENAME a TO c; ALTER FUNCTION f() RENAME TO g;
             ALTER TABLE t DISABLE TRIGGER x"
        ),
        [
            "CREATE TRIGGER x BEFORE INSERT OR UPDATE OF c ON public.t FOR EACH ROW \
             WHEN (new.c > 1) EXECUTE FUNCTION public.g('y', '2')",
            "ALTER TABLE public.t DISABLE TRIGGER x",
        ]
    );
}

#[test]
fn a_trigger_keeps_its_function_and_its_columns() {
    let trigger = format!("{TABLE} CREATE TRIGGER x AFTER UPDATE OF a ON t EXECUTE FUNCTION f();");
    for (drop, what) in [
        ("DROP FUNCTION f()", "function f()"),
        ("ALTER TABLE t DROP COLUMN a", "column a of table t"),
    ] {
        assert_eq!(
            refused(&format!("{trigger} {drop}")),
            ("2BP01".to_owned(), format!("cannot drop {what} because other objects depend on it"))
        );
    }
}

#[test]
fn a_trigger_needs_rows_that_there_are() {
    let says = |trigger: &str| refused(&format!("{TABLE} CREATE TRIGGER x {trigger}")).1;
    assert_eq!(
        says("BEFORE INSERT ON t FOR EACH ROW WHEN (old.a > 1) EXECUTE FUNCTION f()"),
        "INSERT trigger's WHEN condition cannot reference OLD values"
    );
    assert_eq!(
        says("INSTEAD OF INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"),
        "\"t\" is a table"
    );
    assert_eq!(says("AFTER INSERT ON t EXECUTE FUNCTION g()"), "function g() does not exist");
}

#[test]
fn partitions_get_the_row_triggers_of_their_table() {
    assert_eq!(
        refused(
            "CREATE TABLE p (a integer) PARTITION BY RANGE (a);
             CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);
             CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
             CREATE TRIGGER x AFTER INSERT ON p FOR EACH ROW EXECUTE FUNCTION f();
             DROP TRIGGER x ON p1"
        )
        .1,
        "cannot drop trigger x on table p1 because trigger x on table p requires it"
    );
}

#[test]
fn a_policy_is_made_and_altered() {
    assert_eq!(
        made_on_table(
            "CREATE POLICY p ON t AS RESTRICTIVE FOR UPDATE TO PUBLIC USING (a > 1);
             ALTER POLICY p ON t WITH CHECK (b > 1); ALTER TABLE t RENAME b TO c"
        ),
        ["CREATE POLICY p ON public.t AS RESTRICTIVE FOR UPDATE USING (a > 1) WITH CHECK (c > 1)"]
    );
    assert_eq!(
        refused(&format!("{TABLE} CREATE POLICY p ON t FOR INSERT USING (true)")).1,
        "only WITH CHECK expression allowed for INSERT"
    );
}

#[test]
fn an_event_trigger_is_made_and_disabled() {
    let ddl = made(
        "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
         CREATE EVENT TRIGGER x ON sql_drop WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION e();
         ALTER EVENT TRIGGER x DISABLE",
    );
    assert_eq!(
        ddl.get(1..),
        Some(
            [
                "CREATE EVENT TRIGGER x ON sql_drop WHEN TAG IN ('DROP TABLE') \
                 EXECUTE FUNCTION public.e()"
                    .to_owned(),
                "ALTER EVENT TRIGGER x DISABLE".to_owned(),
            ]
            .as_slice()
        )
    );
}

#[test]
fn statistics_go_with_their_columns() {
    assert_eq!(
        made_on_table("CREATE STATISTICS s (mcv) ON a, b FROM t; ALTER TABLE t RENAME a TO c"),
        ["CREATE STATISTICS public.s (mcv) ON c, b FROM public.t"]
    );
    assert_eq!(
        made_on_table("CREATE STATISTICS s ON a, b FROM t; ALTER TABLE t DROP COLUMN a"),
        [""; 0]
    );
}
