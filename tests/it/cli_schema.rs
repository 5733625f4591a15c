//! The command line's `materialize` and `schema`, run as a process.

use serde_json::json;

use crate::cli::Cli;

#[test]
fn scripts_and_folders_become_one_schema() {
    let cli = Cli::new();
    cli.write("migrations/0001_first.sql", "CREATE SCHEMA a;");
    cli.write("migrations/0002_second.sql", "ALTER SCHEMA a RENAME TO b;");
    cli.write("more.sql", "CREATE SCHEMA c;");
    let schema = "CREATE SCHEMA b;\nCREATE SCHEMA c;\n";
    assert_eq!(cli.ok(&["materialize", "migrations", "more.sql"]), schema);
    let schema = json!({ "ddl": ["CREATE SCHEMA c"], "opaque": [], "errors": [] });
    assert_eq!(cli.json(0, &["materialize", "more.sql"]), schema);
}

#[test]
fn standard_input_is_one_file() {
    let cli = Cli::new();
    let error = cli.fails("INVALID_ARGUMENT", &["diff-files", "-", "-"]);
    assert!(error.contains("only one file can be `-`"), "{error}");
}

#[test]
fn what_postgresql_would_refuse_is_told_with_its_place() {
    let cli = Cli::new();
    cli.write("a.sql", "CREATE SCHEMA a;\nCREATE SCHEMA a;\nCREATE SCHEMA b;\n");
    let output = cli.run(&["materialize", "a.sql"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "CREATE SCHEMA a;\nCREATE SCHEMA b;\n");
    let remarks = String::from_utf8(output.stderr).unwrap();
    assert!(remarks.starts_with("error[42P06]: schema \"a\" already exists"), "{remarks}");
    assert!(remarks.contains("a.sql:2:"), "{remarks}");

    let answer = cli.json(1, &["materialize", "a.sql"]);
    let error = &answer["errors"][0];
    assert_eq!((&error["path"], &error["sqlstate"]), (&json!("a.sql"), &json!("42P06")));
    assert_eq!(error["position"]["line"], 2);
}

#[test]
fn the_schema_of_a_branch_is_shown_at_any_point() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", "CREATE SCHEMA a; CREATE SCHEMA b"]);
    assert_eq!(cli.ok(&["schema"]), "CREATE SCHEMA a;\nCREATE SCHEMA b;\n");
    assert_eq!(cli.ok(&["schema", "main", "--at", "1"]), "CREATE SCHEMA a;\n");
    assert_eq!(cli.ok(&["schema", "--time", "2001-01-01T00:00:00Z"]), "");
    cli.ok(&["snapshot", "create", "v1"]);
    let schema = cli.json(0, &["schema", "--snapshot", "v1"]);
    assert_eq!(schema["ddlId"], 2);
    assert_eq!(schema["schemas"][0]["name"], "a");
    cli.fails("SNAPSHOT_NOT_FOUND", &["schema", "--snapshot", "v2"]);
}

#[test]
fn a_schema_that_can_t_be_read_is_compared_with_nothing() {
    let cli = Cli::new();
    cli.write("whole.sql", "CREATE TABLE a (b int);\nCREATE TABLE c (d int);");
    cli.write("cut.sql", "CREATE TABLE a (b int);\nCREATE TABLE c (d int;");
    cli.write("typo.sql", "CREATE TABLE a (b int);\nCREATE TABLE c (d itn);");
    for (code, file, place) in
        [("SQL_SYNTAX", "cut.sql", "2:22"), ("SQL_REFUSED", "typo.sql", "2:19")]
    {
        let error = cli.fails(code, &["diff-files", "whole.sql", file]);
        assert!(error.contains(&format!("{file}:{place}")), "{error}");
        cli.fails(code, &["diff-files", file, "whole.sql"]);
    }
}

#[test]
fn a_script_can_be_checked_as_it_is_recorded() {
    let cli = Cli::new();
    let remarks = cli.fails("SQL_REFUSED", &["record", "--check", "-e", "DROP SCHEMA nobody"]);
    assert!(remarks.contains("schema \"nobody\" does not exist"), "{remarks}");
}
