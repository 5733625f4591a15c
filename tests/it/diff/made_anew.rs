//! What can't be altered is dropped and made anew, with what stands in the way.

use super::statements;

#[test]
fn views_are_made_anew_around_a_column_with_another_type() {
    let view = "CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; \
        COMMENT ON VIEW w IS 'kept'";
    let from = format!("CREATE TABLE t (a integer); {view}");
    let to = format!("CREATE TABLE t (a text); {view}");
    assert_eq!(
        statements(&from, &to),
        [
            "DROP VIEW public.w",
            "DROP VIEW public.v",
            "ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE text",
            "CREATE VIEW public.v AS SELECT t.a AS a FROM public.t",
            "CREATE VIEW public.w AS SELECT v.a AS a FROM public.v",
            "COMMENT ON VIEW public.w IS 'kept'",
        ]
    );
}

#[test]
fn an_enum_that_loses_a_label_is_made_anew_and_its_columns_stay() {
    let table = "CREATE TABLE t (m mood DEFAULT 'sad')";
    let from = format!("CREATE TYPE mood AS ENUM ('sad', 'ok'); {table}");
    let to = format!("CREATE TYPE mood AS ENUM ('sad'); {table}");
    assert_eq!(
        statements(&from, &to),
        [
            "ALTER TYPE public.mood RENAME TO mood_before",
            "CREATE TYPE public.mood AS ENUM ('sad')",
            "ALTER TABLE public.t ALTER COLUMN m DROP DEFAULT",
            "ALTER TABLE public.t ALTER COLUMN m SET DATA TYPE public.mood USING m::text::public.mood",
            "ALTER TABLE public.t ALTER COLUMN m SET DEFAULT 'sad'::public.mood",
            "DROP TYPE public.mood_before",
        ]
    );
}

#[test]
fn labels_in_another_order_are_those_of_another_enum() {
    let from = "CREATE TYPE mood AS ENUM ('sad', 'ok')";
    let to = "CREATE TYPE mood AS ENUM ('ok', 'sad')";
    assert_eq!(
        statements(from, to),
        ["DROP TYPE public.mood", "CREATE TYPE public.mood AS ENUM ('ok', 'sad')"]
    );
}

#[test]
fn a_function_with_another_result_makes_room_for_its_successor() {
    let policy = "CREATE TABLE t (a integer); CREATE POLICY p ON t USING (f(a))";
    let function = |arguments: &str| {
        format!(
            "CREATE FUNCTION f({arguments}) RETURNS boolean LANGUAGE plpgsql AS 'begin end'; {policy}"
        )
    };
    let found = statements(&function("a integer"), &function("a integer, b text DEFAULT ''"));
    assert_eq!(found[0], "ALTER FUNCTION public.f(integer) RENAME TO f_before");
    assert_eq!(found[3], "DROP FUNCTION public.f_before(integer)");
    assert_eq!(found.len(), 4, "{found:#?}");
}

#[test]
fn a_partitioned_table_with_another_key_gets_the_partitions_of_the_old_one() {
    let rest = "CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (1) TO (9); CREATE VIEW v AS SELECT b FROM t";
    let table =
        |type_: &str| format!("CREATE TABLE t (a {type_}, b text) PARTITION BY RANGE (a); {rest}");
    assert_eq!(
        statements(&table("integer"), &table("bigint")),
        [
            "ALTER TABLE public.t RENAME TO t_before",
            "CREATE TABLE public.t (\n    a bigint,\n    b text\n) PARTITION BY RANGE (a)",
            "ALTER TABLE public.t_before DETACH PARTITION public.t1",
            "CREATE OR REPLACE VIEW public.v AS SELECT t.b AS b FROM public.t",
            "DROP TABLE public.t_before",
            "ALTER TABLE public.t1 ALTER COLUMN a SET DATA TYPE bigint",
            "ALTER TABLE public.t ATTACH PARTITION public.t1 FOR VALUES FROM (1) TO (9)",
        ]
    );
}

#[test]
fn a_composite_type_whose_values_are_stored_is_made_anew_around_an_attribute() {
    let schema = |type_: &str| {
        format!(
            "CREATE TYPE point2 AS (x {type_}, y {type_}); CREATE TYPE way AS (a point2, b point2); \
             CREATE TABLE t (p point2 CHECK ((p).x > 0), ways way[]); CREATE TABLE u OF point2"
        )
    };
    assert_eq!(
        statements(&schema("integer"), &schema("bigint")),
        [
            "ALTER TABLE public.t DROP CONSTRAINT t_p_check",
            "ALTER TYPE public.way RENAME TO way_before",
            "ALTER TYPE public.point2 RENAME TO point2_before",
            "CREATE TYPE public.point2 AS (x bigint, y bigint)",
            "CREATE TYPE public.way AS (a public.point2, b public.point2)",
            "ALTER TABLE public.t ALTER COLUMN ways SET DATA TYPE public.way[] USING ways::text[]::public.way[]",
            "DROP TYPE public.way_before",
            "ALTER TABLE public.t ALTER COLUMN p SET DATA TYPE public.point2 USING p::text::public.point2",
            "ALTER TABLE public.u NOT OF",
            "DROP TYPE public.point2_before",
            "ALTER TABLE public.u ALTER COLUMN x SET DATA TYPE bigint",
            "ALTER TABLE public.u ALTER COLUMN y SET DATA TYPE bigint",
            "ALTER TABLE public.t ADD CONSTRAINT t_p_check CHECK ((p).x > 0)",
            "ALTER TABLE public.u OF public.point2",
        ]
    );
}

#[test]
fn attributes_that_change_places_are_known_by_their_names() {
    let schema = |attributes: &str| {
        format!("CREATE TYPE address AS ({attributes}); CREATE TABLE t (a address)")
    };
    let from = schema("street text, zip varchar(5)");
    assert_eq!(
        statements(&from, &schema("street text, country text, zip varchar(9)"))[2],
        "ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE public.address \
         USING jsonb_populate_record(NULL::public.address, to_jsonb(a))"
    );
}

#[test]
fn tables_of_a_type_are_altered_with_it() {
    let schema =
        |attributes: &str| format!("CREATE TYPE pair AS ({attributes}); CREATE TABLE t OF pair");
    assert_eq!(
        statements(&schema("a integer, b text"), &schema("a bigint, c text")),
        [
            "ALTER TYPE public.pair DROP ATTRIBUTE b CASCADE",
            "ALTER TYPE public.pair ALTER ATTRIBUTE a TYPE bigint CASCADE",
            "ALTER TYPE public.pair ADD ATTRIBUTE c text CASCADE",
        ]
    );
}

#[test]
fn a_check_that_would_not_fit_in_between_is_put_aside_first() {
    let table = |type_: &str| format!("CREATE TABLE t (a {type_}, b {type_}, CHECK (a < b))");
    assert_eq!(
        statements(&table("integer"), &table("text")),
        [
            "ALTER TABLE public.t DROP CONSTRAINT t_check",
            "ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE text",
            "ALTER TABLE public.t ALTER COLUMN b SET DATA TYPE text",
            "ALTER TABLE public.t ADD CONSTRAINT t_check CHECK (a < b)",
        ]
    );
    let fitting = statements(&table("integer"), &table("bigint"));
    assert_eq!(fitting.len(), 2, "{fitting:?}");
}

#[test]
fn an_index_whose_condition_is_read_otherwise_is_built_once() {
    let table =
        |type_: &str| format!("CREATE TABLE t (a {type_}); CREATE INDEX i ON t (a) WHERE a = '1'");
    assert_eq!(
        statements(&table("integer"), &table("bigint")),
        [
            "DROP INDEX public.i",
            "ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE bigint",
            "CREATE INDEX i ON public.t (a) WHERE a = '1'",
        ]
    );
    let alike = statements(&table("varchar(5)"), &table("text"));
    assert_eq!(alike, ["ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE text"]);
}

#[test]
fn a_function_goes_before_the_view_whose_rows_it_takes() {
    let schema = |type_: &str| {
        format!(
            "CREATE TABLE t (a {type_}); CREATE VIEW v AS SELECT a FROM t; \
             CREATE FUNCTION f(r v) RETURNS integer LANGUAGE sql AS 'SELECT 1'"
        )
    };
    let found = statements(&schema("integer"), &schema("bigint"));
    assert_eq!(found[..2], ["DROP FUNCTION public.f(public.v)", "DROP VIEW public.v"]);
}

#[test]
fn an_index_that_is_to_stay_the_partitions_own_is_not_given_away() {
    let tables = "CREATE TABLE t (a integer) PARTITION BY LIST (a); CREATE INDEX i ON t (a); \
        CREATE TABLE p (a integer);";
    let (attach, own) =
        ("ALTER TABLE t ATTACH PARTITION p FOR VALUES IN (1);", "CREATE INDEX own ON p (a);");
    assert_eq!(
        statements(&format!("{tables} {own}"), &format!("{tables} {attach} {own}")),
        [
            "DROP INDEX public.own",
            "ALTER TABLE public.t ATTACH PARTITION public.p FOR VALUES IN (1)",
            "CREATE INDEX own ON public.p (a)",
        ]
    );
    let given = statements(&format!("{tables} {own}"), &format!("{tables} {own} {attach}"));
    assert_eq!(given, ["ALTER TABLE public.t ATTACH PARTITION public.p FOR VALUES IN (1)"]);
}

#[test]
fn what_can_not_be_without_a_view_goes_with_it_though_it_stays_the_same() {
    let views = "CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT a FROM v; \
        CREATE VIEW n AS SELECT count(*) AS n FROM w";
    let table = |type_: &str| format!("CREATE TABLE t (a {type_}, b integer); {views}");
    let found = statements(&table("varchar(20)"), &table("text"));
    assert_eq!(
        found[..4],
        [
            "DROP VIEW public.n",
            "DROP VIEW public.w",
            "DROP VIEW public.v",
            "ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE text",
        ]
    );
    assert_eq!(found.len(), 7, "{found:#?}");
}

#[test]
fn a_view_takes_a_tables_name_where_another_view_needs_either() {
    let from = "CREATE TABLE base (id integer); CREATE TABLE t (id integer); \
        CREATE VIEW v AS SELECT id FROM t";
    let to = "CREATE TABLE base (id integer); CREATE VIEW t AS SELECT id FROM base; \
        CREATE VIEW v AS SELECT id FROM t";
    assert_eq!(
        statements(from, to),
        [
            "ALTER TABLE public.t RENAME TO t_before",
            "CREATE VIEW public.t AS SELECT base.id AS id FROM public.base",
            "CREATE OR REPLACE VIEW public.v AS SELECT t.id AS id FROM public.t",
            "DROP TABLE public.t_before",
        ]
    );
}

#[test]
fn what_is_made_of_a_composite_type_stays_until_its_values_are_others() {
    for over in ["CREATE TYPE q AS (p p, list p[])", "CREATE DOMAIN q AS p CHECK ((VALUE).x > 0)"] {
        let schema = |type_: &str| {
            format!("CREATE TYPE p AS (x {type_}); {over}; CREATE TABLE t (a q, b q[])")
        };
        let found = statements(&schema("integer"), &schema("bigint"));
        let place = |start: &str| found.iter().position(|sql| sql.starts_with(start));
        let columns = found.iter().rposition(|sql| sql.contains("SET DATA TYPE")).unwrap();
        let dropped = found.iter().position(|sql| sql.starts_with("DROP")).unwrap();
        assert!(columns < dropped, "{found:#?}");
        assert!(place("ALTER TYPE public.p RENAME TO p_before").is_some(), "{found:#?}");
        assert!(!found.iter().any(|sql| sql.contains("CASCADE")), "{found:#?}");
    }
}

#[test]
fn a_check_whose_constant_stays_of_the_old_type_is_put_aside() {
    for type_ in ["inet", "macaddr", "bit(3)", "date"] {
        let table = |type_: &str| format!("CREATE TABLE t (a {type_}, CHECK (a <> '101'))");
        let of_date =
            table(type_).replace("'101'", if type_ == "date" { "'2020-01-01'" } else { "'101'" });
        let of_text = of_date.replacen(type_, "text", 1);
        let found = statements(&of_date, &of_text);
        assert_eq!(found.len(), 3, "{type_}: {found:#?}");
        assert!(found[0].starts_with("ALTER TABLE public.t DROP CONSTRAINT"), "{found:#?}");
    }
}

#[test]
fn values_are_texts_while_their_range_type_is_made_anew() {
    let schema = |subtype: &str| {
        format!(
            "CREATE TYPE r AS RANGE (subtype = {subtype}); CREATE TYPE c AS (x r); \
             CREATE TABLE t (a r, b c); CREATE INDEX i ON t USING gist (a)"
        )
    };
    let found = statements(&schema("integer"), &schema("bigint"));
    let drop = found.iter().position(|sql| sql == "DROP TYPE public.r").unwrap();
    for column in ["a", "b"] {
        let place = |words: &str| {
            let sql = format!("ALTER TABLE public.t ALTER COLUMN {column} SET DATA TYPE {words}");
            found.iter().position(|one| one.starts_with(&sql))
        };
        assert!(place("text").unwrap() < drop, "{found:#?}");
        assert!(place("public.").unwrap() > drop, "{found:#?}");
    }
    assert!(!found.iter().any(|sql| sql.contains("_before")), "{found:#?}");
}

#[test]
fn partitions_keys_that_were_renamed_are_known_when_they_are_made_anew() {
    let schema = |type_: &str| {
        format!(
            "CREATE TABLE p (a integer, b {type_}, UNIQUE (a, b), CONSTRAINT z UNIQUE (b, a)) \
             PARTITION BY RANGE (a); \
             CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); \
             ALTER TABLE p1 RENAME CONSTRAINT p1_a_b_key TO one; \
             ALTER TABLE p1 RENAME CONSTRAINT p1_b_a_key TO p1_a_b_key"
        )
    };
    assert_eq!(
        statements(&schema("integer"), &schema("bigint")),
        [
            "ALTER TABLE public.p ALTER COLUMN b SET DATA TYPE bigint",
            "ALTER TABLE public.p1 RENAME CONSTRAINT p1_a_b_key TO one",
            "ALTER TABLE public.p1 RENAME CONSTRAINT p1_b_a_key TO p1_a_b_key",
        ]
    );
}

#[test]
fn a_foreign_key_makes_way_where_its_columns_can_not_be_compared_in_between() {
    let schema = |type_: &str| {
        format!(
            "CREATE TABLE a (id {type_} PRIMARY KEY); CREATE TABLE b (a {type_} REFERENCES a (id))"
        )
    };
    for (before, after, count) in
        [("uuid", "text", 4), ("integer", "text", 4), ("integer", "bigint", 2)]
    {
        assert_eq!(statements(&schema(before), &schema(after)).len(), count, "{before} {after}");
    }
}

#[test]
fn a_view_stays_while_its_sequence_gets_another_type() {
    let schema = |type_: &str| {
        format!("CREATE SEQUENCE s AS {type_}; CREATE VIEW v AS SELECT nextval('s') AS n")
    };
    assert_eq!(
        statements(&schema("integer"), &schema("bigint")),
        ["ALTER SEQUENCE public.s AS bigint"]
    );
}

#[test]
fn a_function_whose_body_is_read_goes_once_while_its_column_gets_another_type() {
    let schema = |type_: &str, body: &str| {
        format!(
            "CREATE TABLE t (a {type_}); \
             CREATE FUNCTION f() RETURNS integer BEGIN ATOMIC SELECT {body} FROM t; END"
        )
    };
    let found = statements(&schema("integer", "a"), &schema("bigint", "a::integer"));
    assert_eq!(found.len(), 3, "{found:#?}");
}

#[test]
fn a_domain_within_others_is_made_anew_where_no_more_can_be_asked_of_it() {
    let schema =
        |domain: &str| format!("CREATE DOMAIN d AS integer {domain}; CREATE TABLE t (a d[])");
    let (plain, checked) = (schema(""), schema("CHECK (VALUE > 0)"));
    assert_eq!(
        statements(&plain, &checked),
        [
            "ALTER DOMAIN public.d RENAME TO d_before",
            "CREATE DOMAIN public.d AS integer CONSTRAINT d_check CHECK (VALUE > 0)",
            "ALTER TABLE public.t ALTER COLUMN a SET DATA TYPE public.d[] USING a::text[]::public.d[]",
            "DROP DOMAIN public.d_before",
        ]
    );
    assert_eq!(statements(&plain, &schema("NOT NULL")).len(), 4);
    assert_eq!(statements(&checked, &plain), ["ALTER DOMAIN public.d DROP CONSTRAINT d_check"]);
}

#[test]
fn what_is_found_to_be_made_anew_is_dropped_once() {
    let schema = |table: &str, output: &str| {
        format!(
            "CREATE TABLE {table} (b text CONSTRAINT k UNIQUE); CREATE VIEW v AS SELECT b FROM {table}; \
             CREATE MATERIALIZED VIEW m AS SELECT b AS {output} FROM v"
        )
    };
    let found = statements(&schema("one", "b"), &schema("other", "c"));
    let count = |verb: &str| found.iter().filter(|sql| sql.starts_with(verb)).count();
    assert_eq!((count("DROP"), count("CREATE")), (3, 3), "{found:#?}");
}
