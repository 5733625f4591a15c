//! `DO` blocks of guarded DDL: understood where all is certain, opaque and without effect otherwise.

use super::{made, refused};
use schemagraft::catalog::materialize;

const MOOD: &str = "CREATE TYPE public.mood AS ENUM ('a')";

/// Returns the DDL after a body is run, and why it is opaque, if it is.
fn run(before: &str, body: &str) -> (Vec<String>, Option<String>) {
    let made = materialize(&format!("{before}; DO $$ {body} $$"));
    assert_eq!(made.errors, vec![], "{body}");
    (made.catalog.to_ddl(), made.opaque.first().map(|opaque| opaque.reason.clone()))
}

fn mood() -> (Vec<String>, Option<String>) {
    (vec![MOOD.to_owned()], None)
}

#[test]
fn a_handler_makes_a_second_run_a_matter_of_course() {
    let body =
        "BEGIN CREATE TYPE mood AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN null; END";
    assert_eq!(run("", body), mood());
    assert_eq!(run(MOOD, body), mood());
    let others = "BEGIN CREATE SCHEMA s; CREATE TYPE mood AS ENUM ('b'); EXCEPTION WHEN others THEN RAISE NOTICE 'x'; END";
    assert_eq!(run(MOOD, others), mood());
    let code =
        "BEGIN CREATE TYPE mood AS ENUM ('b'); EXCEPTION WHEN SQLSTATE '42710' THEN null; END";
    assert_eq!(run(MOOD, code), mood());
}

#[test]
fn a_refusal_that_no_handler_catches_refuses_the_block() {
    let sql = format!(
        "{MOOD}; DO $$ BEGIN CREATE SCHEMA s; CREATE TYPE mood AS ENUM ('a');
        EXCEPTION WHEN undefined_table THEN null; END $$"
    );
    assert_eq!(refused(&sql), ("42710".to_owned(), "type \"mood\" already exists".to_owned()));
    let sql = "DO $$ BEGIN CREATE SCHEMA s; RAISE EXCEPTION 'no'; END $$";
    assert_eq!(refused(sql), ("P0001".to_owned(), "no".to_owned()));
    assert_eq!(materialize(sql).catalog.to_ddl(), [""; 0]);
}

#[test]
fn guards_on_the_system_catalogs_are_decided() {
    let guarded = |condition: &str| {
        format!("BEGIN IF {condition} THEN CREATE TYPE mood AS ENUM ('a'); END IF; END")
    };
    for condition in [
        "NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood')",
        "NOT EXISTS (SELECT FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
            WHERE t.typname = 'mood' AND n.nspname = 'public')",
        "to_regtype('public.mood') IS NULL",
        "(SELECT count(*) = 0 FROM pg_type WHERE typname IN ('mood', 'Mood'))",
        "NOT EXISTS (SELECT * FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'mood')
            AND to_regtype('mood') IS NULL",
    ] {
        assert_eq!(run("", &guarded(condition)), mood(), "{condition}");
        assert_eq!(run(MOOD, &guarded(condition)), mood(), "{condition}");
    }
    let enum_ = "IF NOT EXISTS (SELECT 1 FROM pg_enum WHERE enumlabel = 'b' AND enumtypid = 'mood'::regtype)
        THEN ALTER TYPE mood ADD VALUE 'b'; END IF";
    let (ddl, _) = run(MOOD, &format!("BEGIN {enum_}; {enum_}; END"));
    assert_eq!(ddl, ["CREATE TYPE public.mood AS ENUM ('a', 'b')"]);
}

#[test]
fn what_is_executed_is_run_where_its_text_is_constant() {
    let body = "DECLARE name text := 'mood'; BEGIN
        EXECUTE 'CREATE TYPE ' || quote_ident(name) || ' AS ENUM (''b'')';
        EXECUTE format('ALTER TYPE %I.%I RENAME VALUE %L TO %L', 'public', name, 'b', 'a'); END";
    assert_eq!(run("", body), mood());
}

#[test]
fn what_is_not_certain_is_opaque_and_changes_nothing() {
    for body in [
        "BEGIN CREATE SCHEMA s; IF EXISTS (SELECT 1 FROM users) THEN DROP TYPE mood; END IF; END",
        "BEGIN CREATE SCHEMA s; IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'postgres') THEN DROP TYPE mood; END IF; END",
        "DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP DROP TYPE mood; END LOOP; END",
        "DECLARE s text; BEGIN SELECT name INTO s FROM users; EXECUTE 'DROP TYPE ' || s; END",
        "DECLARE s text := 'mood'; BEGIN s := lower(s); EXECUTE 'DROP TYPE ' || s; END",
        "BEGIN DROP TYPE mood; INSERT INTO t VALUES (1); EXCEPTION WHEN others THEN null; END",
    ] {
        let (ddl, opaque) = run(MOOD, body);
        assert_eq!(ddl, [MOOD], "{body}");
        assert!(opaque.is_some(), "{body}");
    }
}

#[test]
fn what_an_opaque_statement_spoke_of_may_be_there_or_gone() {
    let opaque = "CREATE FUNCTION f(text) RETURNS void LANGUAGE plpgsql AS 'BEGIN
            EXECUTE format(''CREATE TABLE %s_1 ()'', $1); DROP VIEW shown; END';
        CREATE TABLE t (a integer); CREATE VIEW shown AS SELECT a FROM t; SELECT f('event')";
    for (uncertain, certain) in [
        ("ALTER TABLE event_1 ADD COLUMN a integer", "ALTER TABLE other_1 ADD COLUMN a integer"),
        ("CREATE INDEX ON event (a)", "CREATE INDEX ON events (a)"),
        ("DROP TABLE t", "DROP TABLE other"),
    ] {
        let made = materialize(&format!("{opaque}; {uncertain}; {certain}"));
        assert_eq!(made.opaque.len(), 2, "{uncertain}");
        assert_eq!(made.errors.len(), 1, "{certain}");
        assert_eq!(made.errors[0].statement, 5, "{certain}");
    }
}

#[test]
fn what_only_reads_or_changes_rows_does_not_concern_the_schema() {
    for body in [
        "DECLARE n int; BEGIN SELECT count(*) INTO n FROM t; IF n > 0 THEN RAISE EXCEPTION 'no %', n; END IF; END",
        "DECLARE r record; BEGIN FOR r IN SELECT 1 LOOP EXECUTE format('UPDATE %I SET a = 1', r.a); END LOOP; END",
        "BEGIN LOOP UPDATE t SET a = 1; EXIT WHEN NOT FOUND; END LOOP; END",
    ] {
        assert_eq!(run(MOOD, body), mood(), "{body}");
    }
    assert_eq!(made("DO $$ BEGIN NULL; END $$"), [""; 0]);
}
