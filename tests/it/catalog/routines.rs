//! Functions, procedures and aggregates.

use super::{made, refused};

/// A function that returns an integer, by its arguments.
fn function(signature: &str) -> String {
    format!("CREATE FUNCTION {signature} RETURNS integer LANGUAGE plpgsql AS 'begin return 1; end'")
}

#[test]
fn a_function_is_printed_with_what_was_said_of_it() {
    let sql = "CREATE FUNCTION f(a int DEFAULT 1, VARIADIC b varchar(3)[] DEFAULT '{}')
        RETURNS TABLE (x int, y text) LANGUAGE 'plpgsql' COST 100 ROWS 5 STABLE STRICT SECURITY DEFINER
        PARALLEL SAFE SET search_path = public, pg_temp AS $$begin return; end$$";
    assert_eq!(
        made(sql),
        [
            "CREATE FUNCTION public.f(a integer DEFAULT 1, VARIADIC b character varying[] DEFAULT '{}'::character varying[]) \
          RETURNS TABLE(x integer, y text) LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER \
          PARALLEL SAFE ROWS 5 SET search_path TO public, pg_temp AS $$begin return; end$$"
        ]
    );
}

#[test]
fn arguments_tell_functions_apart() {
    let two = format!("{}; {}", function("f(int)"), function("f(text)"));
    assert_eq!(made(&format!("{two}; DROP FUNCTION f(pg_catalog.int4)")).len(), 1);
    let not_unique = ("42725".to_owned(), "function name \"f\" is not unique".to_owned());
    assert_eq!(refused(&format!("{two}; DROP FUNCTION f")), not_unique);
    let taken = "function \"f\" already exists with same argument types".to_owned();
    assert_eq!(refused(&format!("{two}; {}", function("f(x int)"))), ("42723".to_owned(), taken));
}

#[test]
fn what_is_not_there_is_missed_in_postgres_words() {
    let missing = |sql: &str| refused(&format!("{}; {sql}", function("f(int)")));
    let undefined = |message: &str| ("42883".to_owned(), message.to_owned());
    assert_eq!(
        missing("DROP FUNCTION g(int, text)"),
        undefined("function g(integer, text) does not exist")
    );
    assert_eq!(missing("DROP FUNCTION g"), undefined("could not find a function named \"g\""));
    assert_eq!(missing("DROP AGGREGATE g(*)"), undefined("aggregate g(*) does not exist"));
    assert_eq!(missing("DROP PROCEDURE g()"), undefined("procedure g() does not exist"));
    let kind = ("42809".to_owned(), "f(integer) is not a procedure".to_owned());
    assert_eq!(missing("DROP PROCEDURE f(int)"), kind);
}

#[test]
fn what_is_made_again_keeps_its_result_and_the_names_of_its_arguments() {
    let again = |sql: &str| refused(&format!("{}; CREATE OR REPLACE {sql}", function("f(a int)")));
    let invalid = |message: &str| ("42P13".to_owned(), message.to_owned());
    assert_eq!(
        again("FUNCTION f(a int) RETURNS text LANGUAGE sql AS 'select 1'"),
        invalid("cannot change return type of existing function")
    );
    assert_eq!(
        again("FUNCTION f(b int) RETURNS int LANGUAGE sql AS 'select 1'"),
        invalid("cannot change name of input parameter \"a\"")
    );
    let kind = ("42809".to_owned(), "cannot change routine kind".to_owned());
    assert_eq!(again("PROCEDURE f(a int) LANGUAGE sql AS 'select 1'"), kind);
}

#[test]
fn a_function_goes_with_the_types_of_its_arguments() {
    let sql = format!("CREATE TYPE mood AS ENUM ('a'); {}", function("f(mood)"));
    let in_the_way = "cannot drop type mood because other objects depend on it".to_owned();
    assert_eq!(refused(&format!("{sql}; DROP TYPE mood")), ("2BP01".to_owned(), in_the_way));
    assert_eq!(made(&format!("{sql}; DROP TYPE mood CASCADE")), [""; 0]);
    let renamed =
        made(&format!("{sql}; ALTER TYPE mood RENAME TO m; COMMENT ON FUNCTION f(m) IS 'x'"));
    assert_eq!(
        renamed.last().map(String::as_str),
        Some("COMMENT ON FUNCTION public.f(public.m) IS 'x'")
    );
}

#[test]
fn an_aggregate_follows_its_functions() {
    let sql =
        "CREATE FUNCTION step(a int, b int) RETURNS int LANGUAGE plpgsql AS 'begin return 1; end';
        CREATE AGGREGATE total(int) (sfunc = step, stype = int, initcond = '0');
        ALTER FUNCTION step RENAME TO add_up; COMMENT ON AGGREGATE total(int) IS 'sum'";
    assert_eq!(
        made(sql)[1..],
        [
            "CREATE AGGREGATE public.total(integer) (initcond = '0', sfunc = public.add_up, stype = integer)",
            "COMMENT ON AGGREGATE public.total(integer) IS 'sum'"
        ]
    );
}

#[test]
fn a_call_of_what_may_change_the_schema_is_opaque() {
    let opaque = |body: &str, call: &str| {
        let function = "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS";
        let outer = "CREATE FUNCTION g() RETURNS void LANGUAGE plpgsql AS 'begin perform f(); end'";
        let made =
            schemagraft::catalog::materialize(&format!("{function} '{body}'; {outer}; {call}"));
        made.opaque.first().map(|opaque| opaque.reason.clone())
    };
    let reason = |name: &str| Some(format!("it calls {name}, which may change the schema"));
    assert_eq!(opaque("begin drop table t; end", "SELECT f()"), reason("f"));
    assert_eq!(
        opaque("begin drop table t; end", "SELECT 1 FROM public.g() AS x"),
        reason("public.g")
    );
    assert_eq!(opaque("begin drop table t; end", "DO $$ begin perform g(); end $$"), reason("g"));
    assert_eq!(opaque("begin delete from t; end", "SELECT g(), now()"), None);
}

#[test]
fn what_is_made_again_keeps_what_is_said_beside_its_definition() {
    let sql = format!(
        "{}; REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC; COMMENT ON FUNCTION f() IS 'x'",
        function("f()")
    );
    let before = made(&sql);
    let again = function("f()").replace("CREATE", "CREATE OR REPLACE");
    assert_eq!(made(&format!("{sql}; {again}")), before);
    assert_eq!(before.len(), 3, "{before:?}");
}

#[test]
fn temporary_tables_that_come_and_go_in_a_body_are_no_change_of_the_schema() {
    let sql = "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ begin
        create temp table results on commit drop as select 1; -- drop it at the end
        drop table if exists results; raise notice 'create'; end $$; SELECT f()";
    assert_eq!(schemagraft::catalog::materialize(sql).opaque, vec![]);
}

// PostgreSQL words it otherwise.
#[test]
fn a_body_in_sql_is_sql() {
    for body in
        ["SELEC 1", "SELECT 1 FROM", "SELECT 1; SELECT (1", "SELECT ''a", "SELECT nothing; SELEC 1"]
    {
        let (sqlstate, _) =
            refused(&format!("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS '{body}'"));
        assert_eq!(sqlstate, "42601", "{body}");
    }
    let later = "SET check_function_bodies = off; CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELEC 1'";
    made(later);
}

#[test]
fn a_function_in_c_announces_the_type_that_it_returns() {
    let input = "CREATE FUNCTION box_in(cstring) RETURNS box2 LANGUAGE internal AS 'textin'";
    let output = "CREATE FUNCTION box_out(box2) RETURNS cstring LANGUAGE internal AS 'textout'";
    let whole = "CREATE TYPE box2 (INPUT = box_in, OUTPUT = box_out)";
    assert_eq!(made(&format!("{input}; {output}; {whole}"))[0], "CREATE TYPE public.box2");
    let missing = ("42704".to_owned(), "type \"box2\" does not exist".to_owned());
    let other = "CREATE FUNCTION f() RETURNS box2 LANGUAGE sql AS 'select 1'";
    assert_eq!(refused(other), missing);
    let shell = "SQL function cannot return shell type box2".to_owned();
    assert_eq!(refused(&format!("{input}; {other}")), ("42P13".to_owned(), shell));
}

#[test]
fn a_function_can_set_the_time_zone_in_words_of_its_own() {
    let sql = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql SET TIME ZONE 'UTC' AS 'begin return 1; end'";
    assert!(made(sql)[0].contains("SET timezone TO 'UTC'"), "{:?}", made(sql));
}

#[test]
fn a_parameter_behind_its_functions_name_outlives_that_name() {
    let sql = "CREATE FUNCTION f(a int, b int) RETURNS int BEGIN ATOMIC SELECT f.a + f.b; END;
        ALTER FUNCTION f RENAME TO g";
    assert!(made(sql)[0].to_ascii_lowercase().contains("select a + b"), "{:?}", made(sql));
}

#[test]
fn the_operator_of_an_aggregates_order_is_made_before_it() {
    let sql = "CREATE DOMAIN d AS int; CREATE TYPE c AS ENUM ('a');
        CREATE FUNCTION less(c, c) RETURNS boolean LANGUAGE plpgsql AS 'begin return true; end';
        CREATE FUNCTION least2(c, c) RETURNS c LANGUAGE plpgsql AS 'begin return $1; end';
        CREATE OPERATOR <<< (FUNCTION = less, LEFTARG = c, RIGHTARG = c);
        CREATE AGGREGATE lowest(c) (SFUNC = least2, STYPE = c, SORTOP = <<<)";
    let ddl = made(sql);
    let place = |start: &str| ddl.iter().position(|one| one.starts_with(start));
    assert!(place("CREATE OPERATOR") < place("CREATE AGGREGATE"), "{ddl:?}");
    assert!(ddl.iter().any(|one| one.contains("sortop = OPERATOR(public.<<<)")), "{ddl:?}");
}
