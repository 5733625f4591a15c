//! Views, materialized views and rules: what their queries freeze, and what follows renames.

use super::{made, refused};

/// Returns the last statement of the schema that a script leaves.
fn last(sql: &str) -> String {
    made(sql).pop().unwrap_or_default()
}

const TABLES: &str =
    "CREATE TABLE a (id int PRIMARY KEY, x text); CREATE TABLE b (id int, y text);";

#[test]
fn names_follow_renames_and_output_names_stay() {
    let sql = "CREATE SCHEMA s; CREATE TABLE s.t (a int); CREATE VIEW v AS SELECT a FROM s.t WHERE a > 0; \
               ALTER TABLE s.t RENAME a TO b; ALTER TABLE s.t RENAME TO u; ALTER SCHEMA s RENAME TO r";
    assert_eq!(last(sql), "CREATE VIEW public.v AS SELECT u.b AS a FROM r.u WHERE u.b > 0");
}

#[test]
fn a_star_is_frozen() {
    let sql = format!("{TABLES} CREATE VIEW v AS SELECT *, b.* FROM a JOIN b USING (id)");
    let query = "SELECT id AS id, a.x AS x, b.y AS y";
    let made = last(&format!("{TABLES} CREATE VIEW v AS SELECT * FROM a JOIN b USING (id)"));
    assert_eq!(
        made,
        format!("CREATE VIEW public.v AS {query} FROM public.a JOIN public.b USING (id)")
    );
    let twice = ("42701".to_owned(), "column \"id\" specified more than once".to_owned());
    assert_eq!(refused(&sql), twice);
}

#[test]
fn a_natural_join_is_frozen() {
    let made = last(&format!("{TABLES} CREATE VIEW v AS SELECT x FROM a NATURAL JOIN b"));
    let from = "FROM public.a JOIN public.b USING (id)";
    assert_eq!(made, format!("CREATE VIEW public.v AS SELECT a.x AS x {from}"));
}

#[test]
fn a_join_without_a_condition_binds_to_the_left() {
    let sql = "CREATE VIEW v AS SELECT 1 AS n FROM a CROSS JOIN b LEFT JOIN a c ON a.id = c.id";
    let from = "FROM public.a CROSS JOIN public.b LEFT JOIN public.a c ON a.id = c.id";
    assert_eq!(
        last(&format!("{TABLES} {sql}")),
        format!("CREATE VIEW public.v AS SELECT 1 AS n {from}")
    );
}

#[test]
fn renamed_columns_of_a_view_are_listed() {
    let sql = "CREATE VIEW v AS SELECT 1 AS a; ALTER VIEW v RENAME COLUMN a TO b";
    assert_eq!(last(sql), "CREATE VIEW public.v (b) AS SELECT 1 AS a");
}

#[test]
fn a_common_table_is_no_relation() {
    let sql = "CREATE TABLE t (id int, up int); CREATE VIEW v AS WITH RECURSIVE t2 AS (SELECT id FROM t \
               UNION ALL SELECT t.id FROM t JOIN t2 ON t.up = t2.id) SELECT * FROM t2; ALTER TABLE t RENAME id TO n";
    let query = "WITH RECURSIVE t2 AS (SELECT t.n AS id FROM public.t UNION ALL SELECT t.n AS id \
                 FROM public.t JOIN t2 ON t.up = t2.id) SELECT t2.id AS id FROM t2";
    assert_eq!(last(sql), format!("CREATE VIEW public.v AS {query}"));
}

#[test]
fn a_replaced_view_keeps_its_columns() {
    let replaced = |query: &str| {
        refused(&format!(
            "CREATE VIEW v AS SELECT 1 AS a, 'x' AS b; CREATE OR REPLACE VIEW v AS {query}"
        ))
    };
    let refusal = |message: &str| ("42P16".to_owned(), message.to_owned());
    assert_eq!(replaced("SELECT 1 AS a"), refusal("cannot drop columns from view"));
    let renamed = "cannot change name of view column \"b\" to \"c\"";
    assert_eq!(replaced("SELECT 1 AS a, 'x' AS c"), refusal(renamed));
    let retyped = "cannot change data type of view column \"a\" from integer to bigint";
    assert_eq!(replaced("SELECT count(*) AS a, 'x' AS b"), refusal(retyped));
}

#[test]
fn a_view_that_groups_by_a_key_needs_the_key() {
    let sql = format!(
        "{TABLES} CREATE VIEW v AS SELECT id, x FROM a GROUP BY id; ALTER TABLE a DROP CONSTRAINT a_pkey"
    );
    let message = "cannot drop constraint a_pkey on table a because other objects depend on it";
    assert_eq!(refused(&sql), ("2BP01".to_owned(), message.to_owned()));
}

#[test]
fn what_is_not_there_is_refused_in_postgresql_s_words() {
    let refused = |query: &str| refused(&format!("{TABLES} CREATE VIEW v AS {query}"));
    let cases = [
        ("SELECT z FROM a", "42703", "column \"z\" does not exist"),
        ("SELECT a.z FROM a", "42703", "column a.z does not exist"),
        ("SELECT c.z FROM a", "42P01", "missing FROM-clause entry for table \"c\""),
        ("SELECT id FROM a, b", "42702", "column reference \"id\" is ambiguous"),
        ("SELECT 1 FROM c", "42P01", "relation \"c\" does not exist"),
        ("SELECT 1 FROM a, a", "42712", "table name \"a\" specified more than once"),
        ("SELECT 'x'::mood", "42704", "type \"mood\" does not exist"),
        ("SELECT public.f(1)", "42883", "function public.f(integer) does not exist"),
    ];
    for (query, sqlstate, message) in cases {
        assert_eq!(refused(query), (sqlstate.to_owned(), message.to_owned()), "{query}");
    }
}

#[test]
fn parameters_of_a_view_are_checked() {
    let refusal = refused("CREATE VIEW v WITH (fillfactor = 50) AS SELECT 1");
    assert_eq!(refusal, ("22023".to_owned(), "unrecognized parameter \"fillfactor\"".to_owned()));
    let refusal = refused("CREATE VIEW v AS SELECT 1 AS a WITH CHECK OPTION");
    let message = "WITH CHECK OPTION is supported only on automatically updatable views";
    assert_eq!(refusal, ("0A000".to_owned(), message.to_owned()));
    let made = last(&format!("{TABLES} CREATE VIEW v AS SELECT x FROM a WITH LOCAL CHECK OPTION"));
    assert_eq!(
        made,
        "CREATE VIEW public.v WITH (check_option = local) AS SELECT a.x AS x FROM public.a"
    );
}

#[test]
fn a_materialized_view_has_rows_once_it_is_refreshed() {
    let create = "CREATE MATERIALIZED VIEW m AS SELECT 1 AS a WITH NO DATA;";
    assert_eq!(last(create), "CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS a WITH NO DATA");
    let refreshed = last(&format!("{create} REFRESH MATERIALIZED VIEW m"));
    assert_eq!(refreshed, "CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS a");
}

#[test]
fn rules_speak_of_the_rows_before_and_after() {
    let sql = format!(
        "{TABLES} CREATE RULE r AS ON UPDATE TO a WHERE new.x <> old.x DO ALSO INSERT INTO b VALUES \
         (new.id, 'x'); ALTER TABLE a RENAME x TO z; ALTER TABLE b RENAME y TO w"
    );
    let rule = "CREATE RULE r AS ON UPDATE TO public.a WHERE new.z <> old.z DO ALSO \
                INSERT INTO public.b (id, w) VALUES (new.id, 'x')";
    assert_eq!(last(&sql), rule);
}

#[test]
fn labels_of_enums_follow_their_renames() {
    let sql = "CREATE TYPE m AS ENUM ('a', 'b'); CREATE TABLE t (c m); CREATE VIEW v AS SELECT 1 AS n FROM t \
               WHERE c IN ('a', 'b') AND c <> 'a'::m; ALTER TYPE m RENAME VALUE 'a' TO 'z'";
    let condition = "WHERE t.c IN ('z', 'b') AND t.c <> 'z'";
    assert_eq!(
        last(sql),
        format!("CREATE VIEW public.v AS SELECT 1 AS n FROM public.t {condition}")
    );
}

#[test]
fn a_join_by_name_keeps_the_name_that_it_joined_by() {
    let view = "CREATE VIEW v AS SELECT a.id, x FROM a JOIN b USING (id);";
    let made = last(&format!("{TABLES} {view} ALTER TABLE a RENAME id TO n"));
    let from = "FROM public.a AS a(id, x) JOIN public.b USING (id)";
    assert_eq!(made, format!("CREATE VIEW public.v AS SELECT a.id AS id, a.x AS x {from}"));
}

#[test]
fn relations_of_one_name_are_told_apart_by_their_schemas() {
    let sql = "CREATE SCHEMA s; CREATE TABLE t (a int); CREATE TABLE s.t (b int); \
               CREATE VIEW v AS SELECT * FROM t JOIN s.t ON a = b";
    let query = "SELECT public.t.a AS a, s.t.b AS b FROM public.t JOIN s.t ON public.t.a = s.t.b";
    assert_eq!(last(sql), format!("CREATE VIEW public.v AS {query}"));
}

#[test]
fn an_extension_s_function_is_found_whatever_the_search_path() {
    let sql = "CREATE SCHEMA e; CREATE EXTENSION \"uuid-ossp\" SCHEMA e; \
               CREATE TABLE t (id uuid DEFAULT uuid_generate_v4())";
    assert!(last(sql).contains("DEFAULT e.uuid_generate_v4()"), "{}", last(sql));
}

#[test]
fn columns_in_the_condition_of_a_rule_need_no_name_in_front_where_there_is_one_row() {
    let rule = |event: &str| {
        format!("CREATE TABLE t (a int); CREATE RULE r AS ON {event} TO t WHERE a > 3 DO NOTHING")
    };
    let made = made(&rule("DELETE"));
    let condition = made.iter().any(|one| one.contains("WHERE old.a > 3"));
    assert!(condition, "{made:?}");
    let ambiguous = "column reference \"a\" is ambiguous".to_owned();
    assert_eq!(refused(&rule("UPDATE")), ("42702".to_owned(), ambiguous));
}

#[test]
fn columns_that_a_query_defines_stay_where_they_are_defined() {
    let function =
        "CREATE FUNCTION f() RETURNS SETOF record LANGUAGE plpgsql AS 'begin return; end'";
    let made = made(&format!("{function}; CREATE VIEW v AS SELECT * FROM f() AS (x int, y text)"));
    let view = made.last().map(String::as_str).unwrap_or_default();
    assert_eq!(view.matches(" AS f").count(), 1, "{view}");
}

#[test]
fn each_array_of_composites_has_its_own_columns() {
    let made = made(
        "CREATE TYPE c AS (x int, y text);
        CREATE VIEW v AS SELECT * FROM unnest(ARRAY[ROW(1, 'a')::c], ARRAY[1, 2])",
    );
    let view = made.last().map(String::as_str).unwrap_or_default();
    assert!(view.contains("unnest.x AS x"), "{view}");
}
