//! `import`, run as a process: each layout of a folder, and the corpus of real histories.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::Cli;

/// Imports files that make the tables a, b and so on, one each, in that order.
#[track_caller]
fn assert_imports(layout: &str, files: &[(&str, &str)], tables: &[&str]) -> Value {
    let cli = Cli::new();
    for (path, text) in files {
        cli.write(&format!("migrations/{path}"), text);
    }
    let report = cli.json(0, &["import", "migrations"]);
    assert_eq!(report["layout"], layout);
    let mut log = cli.json(0, &["log"]);
    log.as_array_mut().unwrap().reverse();
    let names: Vec<_> = log.as_array().unwrap().iter().map(|e| e["objectName"].clone()).collect();
    assert_eq!(names, tables, "{layout}");
    report
}

const A: &str = "create table a ();";
const B: &str = "create table b ();";
const C: &str = "create table c ();";
const DROP: &str = "drop table a;";

#[test]
fn plain_files() {
    let report = assert_imports(
        "Numbered",
        &[("10_b.sql", B), ("9_a.sql", A), ("README.md", "# nothing")],
        &["a", "b"],
    );
    assert_eq!(
        report,
        json!({
            "branch": "main",
            "layout": "Numbered",
            "migrations": [
                { "path": "9_a.sql", "version": "9", "recorded": 1 },
                { "path": "10_b.sql", "version": "10", "recorded": 1 },
            ],
            "known": 0,
            "skipped": [],
            "recorded": 2,
            "classes": { "Ddl": 2 },
            "unclassified": [],
            "refused": 0,
            "head": 2,
        })
    );
}

#[test]
fn flyway() {
    let files = [("R__c.sql", C), ("V1.10__b.sql", B), ("V1.9__a.sql", A), ("U1.9__a.sql", DROP)];
    let report = assert_imports("Flyway", &files, &["a", "b", "c"]);
    assert_eq!(report["skipped"], json!([{ "path": "U1.9__a.sql", "reason": "undo migration" }]));
}

#[test]
fn golang_migrate_and_sqlx() {
    let files = [("2_b.up.sql", B), ("1_a.up.sql", A), ("1_a.down.sql", DROP)];
    let report = assert_imports("UpDown", &files, &["a", "b"]);
    assert_eq!(report["skipped"], json!([{ "path": "1_a.down.sql", "reason": "down migration" }]));
}

#[test]
fn dbmate() {
    let text = format!("-- migrate:up\n{A}\n-- migrate:down\n{DROP}");
    let second = format!("-- migrate:up transaction:false\n{B}\n");
    assert_imports("Dbmate", &[("2024_b.sql", &second), ("2023_a.sql", &text)], &["a", "b"]);
}

#[test]
fn goose() {
    let body = "-- +goose StatementBegin\ncreate function f() returns int language plpgsql as $$\n\
        begin return 1; end; $$;\n-- +goose StatementEnd";
    let text = format!("-- +goose Up\n{A}\n{body}\n-- +goose Down\n{DROP}");
    assert_imports("Goose", &[("00001_a.sql", &text)], &["a", "f()"]);
}

#[test]
fn diesel() {
    let files = [
        ("2024-01-01-000000_b/up.sql", B),
        ("00000000000000_a/up.sql", A),
        ("00000000000000_a/down.sql", DROP),
    ];
    assert_imports("Diesel", &files, &["a", "b"]);
}

#[test]
fn prisma() {
    let files = [
        ("20240201_b/migration.sql", B),
        ("20240101_a/migration.sql", A),
        ("migration_lock.toml", "provider = \"postgresql\""),
    ];
    assert_imports("Prisma", &files, &["a", "b"]);
}

#[test]
fn drizzle() {
    let journal = r#"{"entries": [{"idx": 0, "tag": "0001_z"}, {"idx": 1, "tag": "0000_y"}]}"#;
    let first = "create table a ()--> statement-breakpoint\ncreate table b ();";
    let files = [("0000_y.sql", C), ("0001_z.sql", first), ("meta/_journal.json", journal)];
    assert_imports("Drizzle", &files, &["a", "b", "c"]);
}

#[test]
fn a_place_in_a_section_is_the_place_in_the_file() {
    let cli = Cli::new();
    cli.write("m/1_a.sql", "-- migrate:down\ndrop table x;\n-- migrate:up\ncreate tabel a ();");
    let error = cli.fails("SQL_SYNTAX", &["import", "m"]);
    assert!(error.contains("1_a.sql:4:"), "{error}");
    assert!(error.contains("create tabel a ();"), "{error}");
}

#[test]
fn an_import_is_all_or_none() {
    let cli = Cli::new();
    cli.write("m/1_a.sql", A);
    cli.write("m/2_b.sql", "create tabel b ();");
    cli.fails("SQL_SYNTAX", &["import", "m"]);
    assert_eq!(cli.json(0, &["log"]), json!([]));
    cli.write("m/2_b.sql", B);
    cli.ok(&["import", "m", "--user", "ann", "--git-commit", "abc"]);
    let log = cli.json(0, &["log"]);
    assert_eq!(log.as_array().unwrap().len(), 2);
    assert_eq!((&log[0]["executedBy"], &log[1]["gitCommit"]), (&json!("ann"), &json!("abc")));
}

#[test]
fn a_folder_that_grew_is_imported_again_and_only_what_is_new_is_recorded() {
    let cli = Cli::new();
    cli.write("m/1_a.sql", A);
    cli.write("m/2_nothing.sql", "-- nothing");
    let first = cli.ok(&["import", "m"]);
    assert_eq!(first, "recorded 1 entry of 2 new migrations (Numbered) on main\n");
    cli.write("m/1_a.sql", format!("{A}\r\n"));
    cli.write("m/3_b.sql", B);
    let again = cli.ok(&["import", "m"]);
    assert_eq!(again, "recorded 1 entry of 1 new migration (Numbered) on main; 2 known already\n");
    assert_eq!(cli.json(0, &["import", "m"])["recorded"], 0);

    // A fork has what was imported before, and a merge brings what was imported on the other side.
    cli.ok(&["branch", "create", "feature"]);
    cli.write("m/4_c.sql", C);
    let on_feature = cli.json(0, &["import", "m", "--branch", "feature"]);
    assert_eq!((&on_feature["recorded"], &on_feature["known"]), (&json!(1), &json!(3)));
    cli.ok(&["merge", "feature"]);
    cli.ok(&["branch", "delete", "feature", "--force"]);
    assert_eq!(cli.json(0, &["import", "m"])["recorded"], 0);

    // What was taken back is lacking.
    cli.ok(&["revert", "4", "--merge"]);
    assert_eq!(cli.json(0, &["import", "m"])["recorded"], 1);
    let verified = cli.ok(&["verify"]);
    assert!(verified.starts_with("the history is whole"), "{verified}");

    // A bundle has it too.
    cli.ok(&["export", "all.bundle"]);
    cli.ok(&["--store", "other", "import", "all.bundle"]);
    assert_eq!(cli.json(0, &["--store", "other", "import", "m"])["recorded"], 0);
}

#[test]
fn a_migration_that_was_edited_is_an_error_unless_it_is_a_repeatable_one() {
    let cli = Cli::new();
    cli.write("m/V1__a.sql", A);
    cli.write("m/R__v.sql", "create or replace view v as select 1 as a;");
    cli.ok(&["import", "m"]);
    cli.write("m/R__v.sql", "create or replace view v as select 1 as a, 2 as b;");
    assert_eq!(cli.json(0, &["import", "m"])["recorded"], 1);
    assert_eq!(cli.json(0, &["import", "m"])["recorded"], 0);
    cli.write("m/V1__a.sql", B);
    cli.write("m/V2__c.sql", C);
    let error = cli.fails("IMPORT_LAYOUT", &["import", "m"]);
    assert!(error.contains("V1__a.sql was imported already, up to entry 1"), "{error}");
    assert_eq!(cli.json(0, &["log"]).as_array().unwrap().len(), 3);
}

#[test]
fn what_does_not_fit_is_told_with_its_place_in_the_file() {
    let cli = Cli::new();
    cli.write("m/1_a.sql", format!("{A}\n\nalter table a\n    drop column b;\n"));
    let error = cli.fails("SQL_REFUSED", &["import", "m", "--check"]);
    assert!(error.contains("m/1_a.sql:4:"), "{error}");
    assert_eq!(cli.json(0, &["log"]), json!([]));

    let output = cli.run(&["import", "m"]);
    assert_eq!(output.status.code(), Some(0));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("error[42703]: ") && told.contains("m/1_a.sql:4:"), "{told}");
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.ends_with("\nPostgreSQL would refuse 1 statement: see `--check`\n"), "{said}");
    let told = String::from_utf8(cli.run(&["schema"]).stderr).unwrap();
    assert!(told.contains("--> 1_a.sql:4:"), "{told}");
    assert!(cli.ok(&["log"]).contains("\nmigration    1_a.sql:3:1\n"));
}

#[test]
fn an_unknown_layout_is_refused_with_what_was_looked_for() {
    let cli = Cli::new();
    cli.write("m/schema.sql", A);
    let error = cli.fails("IMPORT_LAYOUT", &["import", "m"]);
    assert!(error.contains("schema.sql: its name has no version in front"), "{error}");
    assert!(error.contains("<folder>/up.sql (Diesel)"), "{error}");
    cli.write("empty/readme.md", "");
    cli.fails("IMPORT_LAYOUT", &["import", "empty"]);
}

/// One line of a history's `migrations.jsonl`.
#[derive(serde::Deserialize)]
struct CorpusMigration {
    file: String,
    source_path: String,
    sql: String,
    down_sql: Option<String>,
}

#[test]
fn corpus_histories_import() {
    let histories = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/histories");
    let Ok(folders) = std::fs::read_dir(&histories) else {
        say("NOT TESTED: there is no ../shared/corpus/histories beside the project");
        return;
    };
    let mut folders: Vec<_> = folders.map(|folder| folder.unwrap().path()).collect();
    folders.sort();
    let failures: Vec<_> = folders.iter().filter_map(|folder| import_history(folder)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Past the test harness, which swallows what a passing test prints.
fn say(text: &str) {
    std::io::stderr().write_all(format!("{text}\n").as_bytes()).unwrap();
}

/// Imports a history in the layout of its project; returns what went wrong.
fn import_history(folder: &Path) -> Option<String> {
    let name = folder.file_name().unwrap().to_str().unwrap();
    let lines = std::fs::read_to_string(folder.join("migrations.jsonl")).unwrap();
    let migrations: Vec<CorpusMigration> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let cli = Cli::new();
    let paths = write_migrations(&cli, &migrations);
    if let Ok(prelude) = std::fs::read(folder.join("prelude.sql")) {
        cli.write("prelude.sql", prelude);
        cli.ok(&["record", "prelude.sql"]);
    }
    let output = cli.run(&["--format", "json", "import", "migrations"]);
    if !output.status.success() {
        return Some(format!("{name}: {}", String::from_utf8_lossy(&output.stderr)));
    }
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let imported = report["migrations"].as_array().unwrap();
    let unclassified = report["unclassified"].as_array().unwrap().len();
    say(&format!(
        "{name}: {} of {} migrations, {} entries, classes {}, kept as text {unclassified}",
        report["layout"],
        imported.len(),
        report["recorded"],
        report["classes"]
    ));
    let order: Vec<_> =
        imported.iter().map(|migration| migration["path"].as_str().unwrap()).collect();
    (order != paths).then(|| format!("{name}: the order is not the project's"))
}

/// Writes the files under their own names; returns their paths in the project's order.
fn write_migrations(cli: &Cli, migrations: &[CorpusMigration]) -> Vec<String> {
    let paths = paths_of(migrations);
    for (path, migration) in paths.iter().zip(migrations) {
        let path = format!("migrations/{path}");
        cli.write(&path, &migration.sql);
        if let (Some(down), Some(stem)) = (&migration.down_sql, path.strip_suffix("up.sql")) {
            cli.write(&format!("{stem}down.sql"), down);
        }
    }
    paths
}

/// The files' own names, each with its folder where it has one for itself. Where only some have,
/// the project's order stands in a manifest of its own kind, and the corpus's numbered names serve.
fn paths_of(migrations: &[CorpusMigration]) -> Vec<String> {
    let split = |migration: &CorpusMigration| {
        let (folder, name) = migration.source_path.rsplit_once('/').unwrap();
        (folder.rsplit('/').next().unwrap().to_owned(), name.to_owned())
    };
    let parts: Vec<_> = migrations.iter().map(split).collect();
    let folders = parts.iter().map(|(folder, _)| folder).collect::<HashSet<_>>().len();
    if folders == migrations.len() {
        return parts.iter().map(|(folder, name)| format!("{folder}/{name}")).collect();
    }
    if parts.iter().all(|(_, name)| name.starts_with(|c: char| c == 'V' || c.is_ascii_digit())) {
        return parts.into_iter().map(|(_, name)| name).collect();
    }
    migrations.iter().map(|migration| migration.file.clone()).collect()
}
