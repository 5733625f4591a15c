//! Types: enums, composite types, ranges; and extensions.

use super::{made, refused};

#[test]
fn labels_have_an_order() {
    let sql = "CREATE TYPE mood AS ENUM ('sad', 'glad'); ALTER TYPE mood ADD VALUE 'so-so' BEFORE 'glad';
        ALTER TYPE mood ADD VALUE IF NOT EXISTS 'sad'; ALTER TYPE mood ADD VALUE 'it''s' AFTER 'sad';
        ALTER TYPE mood RENAME VALUE 'glad' TO 'happy'; ALTER TYPE mood ADD VALUE 'last'";
    assert_eq!(
        made(sql),
        ["CREATE TYPE public.mood AS ENUM ('sad', 'it''s', 'so-so', 'happy', 'last')"]
    );
}

#[test]
fn labels_are_refused_in_postgres_words() {
    let after = |sql: &str| refused(&format!("CREATE TYPE m AS ENUM ('a', 'b'); {sql}"));
    let exists = ("42710".to_owned(), "enum label \"b\" already exists".to_owned());
    assert_eq!(after("ALTER TYPE m ADD VALUE 'b'"), exists);
    assert_eq!(after("ALTER TYPE m RENAME VALUE 'a' TO 'b'"), exists);
    let missing = ("22023".to_owned(), "\"c\" is not an existing enum label".to_owned());
    assert_eq!(after("ALTER TYPE m ADD VALUE 'd' AFTER 'c'"), missing);
    assert_eq!(after("ALTER TYPE m RENAME VALUE 'c' TO 'd'"), missing);
    let type_ = ("42704".to_owned(), "type \"n\" does not exist".to_owned());
    assert_eq!(after("DROP TYPE m, n"), type_);
}

#[test]
fn the_attributes_of_a_composite_type_are_altered_in_place() {
    let sql = "CREATE TYPE pair AS (a int, b text COLLATE \"C\"); ALTER TYPE pair ADD ATTRIBUTE c int, DROP ATTRIBUTE a;
        ALTER TYPE pair RENAME ATTRIBUTE b TO d; ALTER TYPE pair ALTER ATTRIBUTE c TYPE numeric(10, 2)";
    assert_eq!(
        made(sql),
        ["CREATE TYPE public.pair AS (d text COLLATE pg_catalog.\"C\", c numeric(10,2))"]
    );
}

#[test]
fn a_range_brings_a_multirange() {
    let sql = "CREATE TYPE span AS RANGE (subtype = float8); CREATE TYPE r AS (a span, b span_multirange)";
    assert_eq!(
        made(sql),
        [
            "CREATE TYPE public.span AS RANGE (subtype = double precision, multirange_type_name = public.span_multirange)",
            "CREATE TYPE public.r AS (a public.span, b public.span_multirange)",
        ]
    );
    assert_eq!(made(&format!("{sql}; DROP TYPE span CASCADE")), ["CREATE TYPE public.r AS ()"]);
}

#[test]
fn what_an_extension_brought_goes_with_it() {
    let sql = "CREATE SCHEMA ext; CREATE EXTENSION IF NOT EXISTS citext SCHEMA ext; CREATE TYPE t AS (name ext.citext)";
    assert_eq!(
        made(sql)[1..],
        [
            "CREATE EXTENSION IF NOT EXISTS citext SCHEMA ext",
            "CREATE TYPE public.t AS (name ext.citext)"
        ]
    );
    assert_eq!(refused(&format!("{sql}; CREATE TYPE u AS (name citext)")).0, "42704");
    assert_eq!(refused(&format!("{sql}; DROP EXTENSION citext")).0, "2BP01");
    assert_eq!(made(&format!("{sql}; DROP EXTENSION citext CASCADE")).len(), 2);
}

#[test]
fn a_base_type_is_made_in_two_steps_around_its_functions() {
    let sql = "CREATE TYPE shade; CREATE FUNCTION shade_in(cstring) RETURNS shade LANGUAGE internal AS 'int4in';
        CREATE FUNCTION shade_out(shade) RETURNS cstring LANGUAGE internal AS 'int4out';
        CREATE TYPE shade (input = shade_in, output = shade_out, like = int4); CREATE TABLE item (a shade)";
    let ddl = made(sql);
    assert_eq!(ddl[0], "CREATE TYPE public.shade");
    assert_eq!(
        ddl[3],
        "CREATE TYPE public.shade (input = public.shade_in, like = integer, output = public.shade_out)"
    );
    assert_eq!(refused(&format!("{sql}; DROP FUNCTION shade_in")).0, "2BP01");
    assert_eq!(made(&format!("{sql}; DROP TYPE shade CASCADE")).len(), 1);
}

#[test]
fn the_tables_of_a_type_follow_it_when_asked_to() {
    let sql = "CREATE TYPE pair AS (a int, b int); CREATE TABLE pairs OF pair";
    let typed = "cannot alter type \"pair\" because it is the type of a typed table".to_owned();
    assert_eq!(
        refused(&format!("{sql}; ALTER TYPE pair DROP ATTRIBUTE b")),
        ("2BP01".to_owned(), typed)
    );
    let altered = made(&format!("{sql}; ALTER TYPE pair RENAME ATTRIBUTE a TO c CASCADE"));
    assert_eq!(altered[0], "CREATE TYPE public.pair AS (c integer, b integer)");
}
