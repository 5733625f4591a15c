//! Operators and what is around them, collations, conversions, languages, publications.

use super::{made, refused};

const PAIR: &str = "CREATE TYPE pair AS (a int);
    CREATE FUNCTION eq(a pair, b pair) RETURNS boolean LANGUAGE plpgsql AS 'begin return true; end'";

#[test]
fn operators_are_told_apart_by_their_sides() {
    let sql = format!(
        "{PAIR}; CREATE OPERATOR === (leftarg = pair, rightarg = pair, function = eq, commutator = ===)"
    );
    assert_eq!(
        made(&sql)[2..],
        ["CREATE OPERATOR public.=== (leftarg = public.pair, rightarg = public.pair, \
          commutator = OPERATOR(public.===), function = public.eq)"]
    );
    let missing = ("42883".to_owned(), "operator does not exist: integer === integer".to_owned());
    assert_eq!(refused(&format!("{sql}; DROP OPERATOR === (int, int)")), missing);
    let used = "cannot drop function eq(pair,pair) because other objects depend on it".to_owned();
    assert_eq!(refused(&format!("{sql}; DROP FUNCTION eq")), ("2BP01".to_owned(), used));
    assert_eq!(made(&format!("{sql}; DROP FUNCTION eq CASCADE")).len(), 1);
}

#[test]
fn a_class_of_operators_makes_a_family() {
    let sql = format!(
        "{PAIR}; CREATE OPERATOR CLASS pair_ops DEFAULT FOR TYPE pair USING hash AS OPERATOR 1 ="
    );
    assert_eq!(
        made(&sql)[2..],
        [
            "CREATE OPERATOR FAMILY public.pair_ops USING hash",
            "CREATE OPERATOR CLASS public.pair_ops DEFAULT FOR TYPE public.pair USING hash \
             FAMILY public.pair_ops AS OPERATOR 1 ="
        ]
    );
    assert_eq!(made(&format!("{sql}; DROP OPERATOR FAMILY pair_ops USING hash")).len(), 2);
}

#[test]
fn a_cast_is_told_apart_by_its_types() {
    let sql = format!("{PAIR}; CREATE CAST (pair AS text) WITH INOUT AS ASSIGNMENT");
    assert_eq!(made(&sql)[2..], ["CREATE CAST (public.pair AS text) WITH INOUT AS ASSIGNMENT"]);
    let taken = ("42710".to_owned(), "cast from type pair to type text already exists".to_owned());
    assert_eq!(refused(&format!("{sql}; CREATE CAST (pair AS text) WITH INOUT")), taken);
    assert_eq!(made(&format!("{sql}; DROP TYPE pair CASCADE")), [""; 0]);
}

#[test]
fn a_publication_forgets_a_table_that_goes_but_holds_its_columns() {
    let sql = "CREATE TABLE a (x int, y int); CREATE TABLE b (x int);
        CREATE PUBLICATION p FOR TABLE a (x) WHERE (x > 1), b WITH (publish = 'insert')";
    assert_eq!(
        made(sql).last().map(String::as_str),
        Some(
            "CREATE PUBLICATION p FOR TABLE public.a (x) WHERE (x > 1), TABLE public.b WITH (publish = 'insert')"
        )
    );
    let gone = made(&format!("{sql}; DROP TABLE a; ALTER TABLE b RENAME TO c"));
    let without = "CREATE PUBLICATION p FOR TABLE public.c WITH (publish = 'insert')";
    assert_eq!(gone.last().map(String::as_str), Some(without));
    assert_eq!(refused(&format!("{sql}; ALTER TABLE a DROP COLUMN x")).0, "2BP01");
}

#[test]
fn a_collation_is_needed_by_what_it_orders() {
    let sql = "CREATE COLLATION german (provider = icu, locale = 'de-DE'); CREATE TYPE t AS (a text COLLATE german)";
    let used = "cannot drop collation german because other objects depend on it".to_owned();
    assert_eq!(refused(&format!("{sql}; DROP COLLATION german")), ("2BP01".to_owned(), used));
    assert_eq!(
        made(&format!("{sql}; ALTER COLLATION german RENAME TO g"))[1..],
        ["CREATE TYPE public.t AS (a text COLLATE public.g)"]
    );
}

#[test]
fn functions_go_with_the_language_that_they_are_in() {
    let sql = "CREATE LANGUAGE mine HANDLER plpgsql_call_handler;
        CREATE FUNCTION f() RETURNS int LANGUAGE mine AS 'x'";
    assert_eq!(refused(&format!("{sql}; DROP LANGUAGE mine")).0, "2BP01");
    assert_eq!(made(&format!("{sql}; DROP LANGUAGE mine CASCADE")), [""; 0]);
}

#[test]
fn a_dictionary_goes_with_its_template() {
    let sql = "CREATE TEXT SEARCH TEMPLATE plain (lexize = dsimple_lexize);
        CREATE TEXT SEARCH DICTIONARY d (template = plain, stopwords = english); ALTER TEXT SEARCH DICTIONARY d (stopwords)";
    assert_eq!(
        made(sql),
        [
            "CREATE TEXT SEARCH TEMPLATE public.plain (lexize = dsimple_lexize)",
            "CREATE TEXT SEARCH DICTIONARY public.d (template = public.plain)"
        ]
    );
    assert_eq!(refused(&format!("{sql}; DROP TEXT SEARCH TEMPLATE plain")).0, "2BP01");
    assert_eq!(made(&format!("{sql}; DROP TEXT SEARCH TEMPLATE plain CASCADE")), [""; 0]);
}

#[test]
fn a_configuration_maps_tokens_to_dictionaries() {
    let sql = "CREATE TEXT SEARCH DICTIONARY d (template = simple);
        CREATE TEXT SEARCH CONFIGURATION c (parser = pg_catalog.\"default\");
        ALTER TEXT SEARCH CONFIGURATION c ADD MAPPING FOR asciiword, word WITH d, simple;
        ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR word; ALTER TEXT SEARCH CONFIGURATION c RENAME TO mine";
    assert_eq!(
        made(sql)[1..],
        [
            "CREATE TEXT SEARCH CONFIGURATION public.mine (parser = pg_catalog.\"default\")",
            "ALTER TEXT SEARCH CONFIGURATION public.mine ADD MAPPING FOR asciiword WITH public.d, simple"
        ]
    );
    assert_eq!(refused(&format!("{sql}; DROP TEXT SEARCH DICTIONARY d")).0, "2BP01");
    for parser in ["default", "\"default\""] {
        let sql = format!("CREATE TEXT SEARCH CONFIGURATION c (PARSER = {parser})");
        let printed = "CREATE TEXT SEARCH CONFIGURATION public.c (parser = pg_catalog.\"default\")";
        assert_eq!(made(&sql), [printed]);
    }
    let copy = "CREATE TEXT SEARCH CONFIGURATION c (copy = english); ALTER TEXT SEARCH CONFIGURATION c DROP MAPPING FOR word";
    assert_eq!(
        made(copy),
        [
            "CREATE TEXT SEARCH CONFIGURATION public.c (copy = english)",
            "ALTER TEXT SEARCH CONFIGURATION public.c DROP MAPPING IF EXISTS FOR word"
        ]
    );
}

const SUBSCRIPTION: &str = "CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION a, \"B, c\" \
    WITH (connect = false, slot_name = none)";

#[test]
fn a_subscription_is_printed_so_that_nothing_connects() {
    assert_eq!(made(SUBSCRIPTION), [SUBSCRIPTION.replace("a, \"B, c\"", "\"B, c\", a")]);
    let enabled = "CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION a WITH (binary = true)";
    let without = "CREATE SUBSCRIPTION s CONNECTION 'host=h' PUBLICATION a \
        WITH (connect = false, binary)";
    assert_eq!(made(enabled), [without, "ALTER SUBSCRIPTION s ENABLE"]);
}

#[test]
fn publications_are_added_to_a_subscription_and_dropped() {
    let then = |actions: &str| format!("{SUBSCRIPTION}; ALTER SUBSCRIPTION s {actions}");
    let added = made(&then("ADD PUBLICATION d WITH (refresh = false)"));
    assert!(added[0].contains("PUBLICATION \"B, c\", a, d WITH"), "{added:?}");
    let set = made(&then("SET PUBLICATION d WITH (refresh = false)"));
    assert!(set[0].contains("PUBLICATION d WITH"), "{set:?}");
    let refusals = [
        ("ADD PUBLICATION a WITH (refresh = false)", "42710"),
        ("DROP PUBLICATION d WITH (refresh = false)", "42P17"),
        ("DROP PUBLICATION a, \"B, c\" WITH (refresh = false)", "42P17"),
        ("ADD PUBLICATION d", "55000"),
        ("ENABLE", "55000"),
    ];
    for (actions, code) in refusals {
        assert_eq!(refused(&then(actions)).0, code, "{actions}");
    }
}

#[test]
fn the_types_of_an_extension_are_taken() {
    let taken = ("42710".to_owned(), "type \"hstore\" already exists".to_owned());
    assert_eq!(refused("CREATE TYPE hstore AS (a int); CREATE EXTENSION hstore"), taken);
    assert_eq!(refused("CREATE EXTENSION hstore; CREATE TABLE hstore (a int)"), taken);
    let elsewhere =
        "CREATE SCHEMA s; CREATE EXTENSION hstore SCHEMA s; CREATE DOMAIN hstore AS int";
    assert_eq!(made(elsewhere).len(), 3);
}

#[test]
fn languages_that_every_database_has_can_be_spoken_of() {
    let sql = "CREATE ROLE r; COMMENT ON LANGUAGE plpgsql IS 'x'; GRANT USAGE ON LANGUAGE sql TO r; \
               ALTER LANGUAGE plpgsql OWNER TO r";
    assert_eq!(made(sql).len(), 1);
    let missing = ("42704".to_owned(), "language \"nothing\" does not exist".to_owned());
    assert_eq!(refused("COMMENT ON LANGUAGE nothing IS 'x'"), missing);
}
