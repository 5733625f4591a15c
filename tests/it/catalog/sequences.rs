//! Sequences.

use super::{made, refused};

#[test]
fn options_that_hold_anyway_are_not_printed() {
    let sql = "CREATE SEQUENCE s AS bigint START 1 INCREMENT BY 1 MINVALUE 1 NO MAXVALUE CACHE 1";
    assert_eq!(made(sql), ["CREATE SEQUENCE public.s"]);
    assert_eq!(
        made("CREATE SEQUENCE s AS smallint INCREMENT -2 MINVALUE -10 CYCLE"),
        ["CREATE SEQUENCE public.s AS smallint INCREMENT BY -2 MINVALUE -10 CYCLE"]
    );
}

#[test]
fn bounds_of_the_old_type_become_those_of_the_new() {
    let sql = "CREATE SEQUENCE s AS smallint; ALTER SEQUENCE s AS integer INCREMENT 5";
    assert_eq!(made(sql), ["CREATE SEQUENCE public.s AS integer INCREMENT BY 5"]);
}

#[test]
fn what_a_sequence_can_not_be_is_refused() {
    for (options, message) in [
        ("AS text", "sequence type must be smallint, integer, or bigint"),
        ("INCREMENT 0", "INCREMENT must not be zero"),
        ("CACHE 0", "CACHE (0) must be greater than zero"),
        ("MINVALUE 5 MAXVALUE 4", "MINVALUE (5) must be less than MAXVALUE (4)"),
        ("START 5 MINVALUE 10", "START value (5) cannot be less than MINVALUE (10)"),
        (
            "AS smallint MAXVALUE 40000",
            "MAXVALUE (40000) is out of range for sequence data type smallint",
        ),
    ] {
        let refusal = ("22023".to_owned(), message.to_owned());
        assert_eq!(refused(&format!("CREATE SEQUENCE s {options}")), refusal);
    }
}

#[test]
fn an_owned_sequence_goes_with_its_column() {
    let sql = "CREATE TABLE t (a int, b int); CREATE SEQUENCE s OWNED BY t.a;
        ALTER TABLE t DROP COLUMN a";
    assert_eq!(made(sql), ["CREATE TABLE public.t (\n    b integer\n)"]);
}

#[test]
fn a_new_sequence_meets_a_type_of_its_name() {
    let (sequence, type_) = ("CREATE SEQUENCE mood", "CREATE TYPE mood AS ENUM ('a')");
    let taken = ("42710".to_owned(), "type \"mood\" already exists".to_owned());
    assert_eq!(refused(&format!("{type_}; {sequence}")), taken);
    assert_eq!(made(&format!("{sequence}; {type_}")).len(), 2);
    let renamed = format!("{type_}; CREATE SEQUENCE s; ALTER SEQUENCE s RENAME TO mood");
    assert_eq!(made(&renamed).len(), 2);
}
