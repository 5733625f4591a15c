//! What the command line does with git: the merge driver, and the check of a folder of migrations. Git
//! itself runs.

use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::cli::Cli;

/// A repository, and the command line in it.
struct Repository {
    cli: Cli,
}

impl Repository {
    fn new() -> Repository {
        let repository = Repository { cli: Cli::new() };
        repository.git(&["init", "--quiet", "--initial-branch", "main"]);
        for (name, value) in
            [("user.name", "tests"), ("user.email", "tests@localhost"), ("core.autocrlf", "false")]
        {
            repository.git(&["config", name, value]);
        }
        repository
    }

    /// Runs git, whatever comes of it.
    fn try_git(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new("git");
        // The user's own settings are left out.
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        command.args(arguments).current_dir(self.cli.path(".")).output().unwrap()
    }

    #[track_caller]
    fn git(&self, arguments: &[&str]) -> String {
        let output = self.try_git(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    }

    /// Commits files.
    #[track_caller]
    fn commit(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            self.cli.write(path, text);
        }
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "a change"]);
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.cli.path(path)).unwrap()
    }

    /// Sets the driver up, as the README says.
    fn set_up(&self) {
        let program = crate::cli::program();
        let driver = format!("{program} merge-driver --marker-size %L --path %P %O %A %B");
        self.git(&["config", "merge.schemagraft.name", "schemagraft"]);
        self.git(&["config", "merge.schemagraft.driver", &driver]);
        self.commit(&[(".gitattributes", "db/structure.sql merge=schemagraft\n")]);
    }
}

const STRUCTURE: &str = "db/structure.sql";

/// A dump of a table with these columns, and these versions.
fn structure(columns: &[&str], versions: &[&str]) -> String {
    let versions: Vec<String> = versions.iter().map(|version| format!("('{version}')")).collect();
    format!(
        "SET client_encoding = 'UTF8';\n\n-- users\nCREATE TABLE public.users (\n    {}\n);\n\n\n\
         INSERT INTO \"schema_migrations\" (version) VALUES\n{};\n\n",
        columns.join(",\n    "),
        versions.join(",\n")
    )
}

/// A repository in which two branches changed the file.
fn forked(ours: &str, theirs: &str) -> Repository {
    let repository = Repository::new();
    repository.set_up();
    repository.commit(&[(STRUCTURE, &structure(&["id int"], &["2", "1"]))]);
    repository.git(&["checkout", "--quiet", "-b", "feature"]);
    repository.commit(&[(STRUCTURE, theirs)]);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.commit(&[(STRUCTURE, ours)]);
    repository
}

/// Two branches that add a column and a version each; git alone sees a conflict.
fn both_add() -> Repository {
    forked(
        &structure(&["id int", "email text"], &["4", "2", "1"]),
        &structure(&["id int", "phone text"], &["3", "2", "1"]),
    )
}

fn with_both(columns: &[&str]) -> String {
    structure(columns, &["4", "3", "2", "1"])
}

#[test]
fn git_merges_a_schema_file_by_its_objects() {
    let repository = both_add();
    repository.git(&["merge", "--quiet", "--no-edit", "feature"]);
    assert_eq!(repository.read(STRUCTURE), with_both(&["id int", "email text", "phone text"]));
}

#[test]
fn git_rebases_a_schema_file_that_was_renamed() {
    let repository = both_add();
    repository.git(&["mv", STRUCTURE, "db/schema.sql"]);
    repository.commit(&[(".gitattributes", "*.sql merge=schemagraft\n")]);
    repository.git(&["checkout", "--quiet", "feature"]);
    repository.git(&["rebase", "--quiet", "main"]);
    // The branch that is rebased is theirs then.
    assert_eq!(
        repository.read("db/schema.sql"),
        with_both(&["id int", "email text", "phone text"])
    );
    assert!(!repository.cli.path(STRUCTURE).exists());
}

#[test]
fn a_conflict_is_git_s_with_markers_in_its_style() {
    let repository = forked(
        &structure(&["id bigint", "email text"], &["2", "1"]),
        &structure(&["id smallint"], &["2", "1"]),
    );
    repository.git(&["config", "merge.conflictStyle", "diff3"]);
    let output = repository.try_git(&["merge", "feature"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("conflict[BothModified]") && said.contains("db/structure.sql"), "{said}");
    let hunk = "-- users\nCREATE TABLE public.users (\n<<<<<<< ours\n    id bigint,\n    email text\n||||||| base\n    id int\n\
        =======\n    id smallint,\n    email text\n>>>>>>> theirs\n);\n\n\nINSERT";
    let text = repository.read(STRUCTURE);
    assert!(text.contains(hunk), "{text}");
    assert_eq!(repository.git(&["diff", "--name-only", "--diff-filter=U"]), STRUCTURE);
}

#[test]
fn what_is_no_sql_is_merged_by_lines_and_never_called_clean() {
    let broken = structure(&["id int"], &["2", "1"]).replace("CREATE TABLE", "CREATE TABEL");
    let repository = forked(&broken, &structure(&["id int", "phone text"], &["2", "1"]));
    let output = repository.try_git(&["merge", "feature"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("error[SQL_SYNTAX]") && said.contains("merged by lines"), "{said}");
    assert!(
        said.contains("--> db/structure.sql ("),
        "it is placed in the file, and not in git's copy: {said}"
    );
    let text = repository.read(STRUCTURE);
    assert!(text.contains("CREATE TABEL") && text.contains("phone text"), "{text}");
    assert!(said.contains("1 place is marked"), "{said}");
}

/// Two branches that merged each other, and decided a conflict: alike or not. Then each changed something else.
fn criss_crossed(ours: &str, theirs: &str) -> Repository {
    let file = |name: &str, more: &[&str]| {
        let columns = ["id int", name].into_iter().chain(more.iter().copied());
        structure(&columns.collect::<Vec<_>>(), &["1"])
    };
    let repository = forked(&file("name varchar(5)", &[]), &file("name varchar(9)", &[]));
    let main = repository.git(&["rev-parse", "main"]);
    for (branch, other, name, more) in
        [("main", "feature", ours, "email text"), ("feature", &*main, theirs, "phone text")]
    {
        repository.git(&["checkout", "--quiet", branch]);
        repository.try_git(&["merge", other]);
        repository.commit(&[(STRUCTURE, &file(name, &[]))]);
        repository.commit(&[(STRUCTURE, &file(name, &[more]))]);
    }
    repository.git(&["checkout", "--quiet", "main"]);
    repository
}

#[test]
fn a_conflict_that_both_branches_decided_alike_is_none_any_more() {
    let repository = criss_crossed("name varchar(9)", "name varchar(9)");
    repository.git(&["merge", "--quiet", "--no-edit", "feature"]);
    let columns = ["id int", "name varchar(9)", "email text", "phone text"];
    assert_eq!(repository.read(STRUCTURE), structure(&columns, &["1"]));
}

#[test]
fn a_conflict_that_both_branches_decided_otherwise_is_one_still() {
    let repository = criss_crossed("name varchar(5)", "name varchar(9)");
    let output = repository.try_git(&["merge", "feature"]);
    assert_eq!(output.status.code(), Some(1));
    let text = repository.read(STRUCTURE);
    assert!(text.contains("<<<<<<< ours\n    name varchar(5)"), "{text}");
}

/// A repository with migrations: one that both branches have, and those that each adds.
fn migrations(ours: &[(&str, &str)], theirs: &[(&str, &str)]) -> Repository {
    let repository = Repository::new();
    repository
        .commit(&[("db/migrations/0001_users.sql", "CREATE TABLE users (id int, email text);\n")]);
    repository.git(&["checkout", "--quiet", "-b", "feature"]);
    repository.commit(ours);
    repository.git(&["checkout", "--quiet", "main"]);
    repository.commit(theirs);
    repository.git(&["checkout", "--quiet", "feature"]);
    repository
}

const CHECK: [&str; 4] = ["check", "--base", "main", "db/migrations"];

fn codes(answer: &Value) -> Vec<&str> {
    answer["hazards"].as_array().unwrap().iter().map(|one| one["code"].as_str().unwrap()).collect()
}

#[test]
fn migrations_that_conflict_are_shown_in_their_files() {
    let repository = migrations(
        &[(
            "db/migrations/0003_ours.sql",
            "-- ours\nALTER TABLE users\n  ALTER email TYPE varchar(10);\n",
        )],
        &[("db/migrations/0002_theirs.sql", "ALTER TABLE users DROP COLUMN email;\n")],
    );
    let text = repository.cli.text(1, &CHECK);
    assert!(text.starts_with("conflict[DropVsModify]: "), "{text}");
    assert!(text.contains("db/migrations/0003_ours.sql:3:3"), "{text}");
    assert!(text.contains("db/migrations/0002_theirs.sql:1:"), "{text}");

    let answer = repository.cli.json(1, &CHECK);
    assert_eq!(answer["verdict"], "conflict");
    assert_eq!(answer["sourceMigrations"], json!(["db/migrations/0003_ours.sql"]));
    let place = &answer["conflicts"][0]["places"][0];
    assert_eq!(place, &json!({ "path": "db/migrations/0003_ours.sql", "line": 3, "column": 3 }));

    let log = repository.cli.text(1, &[&CHECK[..], &["--format", "sarif"]].concat());
    let log: Value = serde_json::from_str(&log).unwrap();
    let result = &log["runs"][0]["results"][0];
    assert_eq!((&result["ruleId"], &result["level"]), (&json!("DropVsModify"), &json!("error")));
    let place = |place: &Value| place["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!(place(&result["locations"][0]), "db/migrations/0003_ours.sql");
    assert_eq!(place(&result["relatedLocations"][0]), "db/migrations/0002_theirs.sql");
}

#[test]
fn numbers_that_both_took_and_migrations_out_of_order_are_warnings() {
    let repository = migrations(
        &[("db/migrations/0002_ours.sql", "ALTER TABLE users ADD phone text;\n")],
        &[
            ("db/migrations/0002_theirs.sql", "ALTER TABLE users ADD age int;\n"),
            ("db/migrations/0003_theirs.sql", "CREATE TABLE orders (id int);\n"),
        ],
    );
    let answer = repository.cli.json(0, &CHECK);
    assert_eq!(answer["verdict"], "clean");
    assert_eq!(codes(&answer), ["SAME_VERSION", "OUT_OF_ORDER"]);
    assert_eq!(repository.cli.ok(&CHECK), "HEAD merges into main: 1 new migration here, 2 there\n");
    repository.cli.text(1, &[&CHECK[..], &["--mode", "strict"]].concat());

    // From within the folder, too.
    let mut command = Command::new(crate::cli::program());
    command.args(["check", "--base", "main"]).current_dir(repository.cli.path("db/migrations"));
    assert!(command.output().unwrap().status.success());
}

#[test]
fn the_repository_can_be_the_folder_of_migrations() {
    let repository = Repository::new();
    repository.commit(&[("0001_users.sql", "CREATE TABLE users (id int);\n")]);
    repository.git(&["branch", "feature"]);
    repository.commit(&[("0002_main.sql", "DROP TABLE users;\n")]);
    repository.git(&["checkout", "--quiet", "feature"]);
    repository.commit(&[("0003_ours.sql", "ALTER TABLE users ADD email text;\n")]);
    let text = repository.cli.text(1, &["check", "--base", "main"]);
    assert!(text.contains(" 0003_ours.sql:1:"), "{text}");
}

#[test]
fn a_migration_that_was_edited_is_told_and_compared_as_schemas() {
    let edited = "CREATE TABLE users (id bigint, email text);\n";
    let repository = migrations(
        &[("db/migrations/0001_users.sql", edited)],
        &[("db/migrations/0002_theirs.sql", "ALTER TABLE users ALTER id TYPE smallint;\n")],
    );
    let answer = repository.cli.json(1, &CHECK);
    assert_eq!(codes(&answer), ["EDITED"]);
    let place = &answer["conflicts"][0]["places"][0];
    assert_eq!(place, &json!({ "path": "db/migrations/0001_users.sql", "line": 1, "column": 21 }));
}

/// A misspelt folder would be green for ever.
#[test]
fn a_migration_that_can_not_run_does_not_merge() {
    let repository = migrations(
        &[(
            "db/migrations/0004_ours.sql",
            "CREATE VIEW mails AS SELECT email FROM users;\nALTER TABLE users DROP COLUMN email;\n",
        )],
        &[("db/migrations/0003_theirs.sql", "ALTER TABLE users ADD age int;\n")],
    );
    let answer = repository.cli.json(1, &CHECK);
    assert_eq!(codes(&answer), ["REFUSED"]);
    assert_eq!(answer["hazards"][0]["position"]["line"], 2);
    assert_eq!(
        repository.cli.text(1, &CHECK),
        "HEAD does not merge into main: not all of it can run\n"
    );
}

#[test]
fn a_folder_that_is_nowhere_is_an_error() {
    let repository = migrations(&[("a.txt", "")], &[("theirs/1_a.sql", "CREATE TABLE a ();")]);
    let error =
        repository.cli.fails("INVALID_ARGUMENT", &["check", "--base", "main", "db/migratons"]);
    assert!(error.contains("neither HEAD nor main has db/migratons"), "{error}");
    assert_eq!(
        repository.cli.ok(&["check", "--base", "main", "theirs"]),
        "HEAD merges into main: 0 new migrations here, 1 there\n"
    );
}

/// Migrations in another language would be green for ever, too.
#[test]
fn a_folder_without_sql_is_an_error() {
    let repository = migrations(&[("js/2_a.js", "")], &[("js/1_b.js", "")]);
    let error = repository.cli.fails("IMPORT_LAYOUT", &["check", "--base", "main", "js"]);
    assert!(error.contains("no .sql file found"), "{error}");
}

#[test]
fn migrations_that_run_again_once_they_were_edited_may_be_edited() {
    let view = "CREATE OR REPLACE VIEW mails AS SELECT email FROM users;\n";
    let wider = "CREATE OR REPLACE VIEW mails AS SELECT email, id FROM users;\n";
    let other = "CREATE OR REPLACE VIEW mails AS SELECT email, 1 AS id FROM users;\n";
    let flyway = |theirs: &[(&str, &str)]| {
        let repository = Repository::new();
        let users = ("m/V1__users.sql", "CREATE TABLE users (id int, email text);\n");
        repository.commit(&[users, ("m/R__mails.sql", view)]);
        repository.git(&["branch", "feature"]);
        repository.commit(theirs);
        repository.git(&["checkout", "--quiet", "feature"]);
        let ours = ("m/V2__phone.sql", "ALTER TABLE users ADD phone text;\n");
        repository.commit(&[ours, ("m/R__mails.sql", wider)]);
        repository
    };
    let check = ["check", "--base", "main", "m"];
    let apart = flyway(&[("m/V3__age.sql", "ALTER TABLE users ADD age int;\n")]);
    let answer = apart.cli.json(0, &check);
    assert_eq!(answer["sourceMigrations"], json!(["m/V2__phone.sql", "m/R__mails.sql"]));
    assert_eq!(codes(&answer), ["OUT_OF_ORDER"], "it is before V3, and before no other");
    let answer = flyway(&[("m/R__mails.sql", other)]).cli.json(1, &check);
    assert_eq!(answer["conflicts"][0]["class"], "SilentOverwrite");
    assert!(codes(&answer).is_empty());
}

#[test]
fn a_schema_file_is_checked_as_a_schema() {
    let file = ["check", "--base", "feature", STRUCTURE];
    let apart = both_add();
    assert_eq!(apart.cli.ok(&file), "HEAD merges into feature\n");
    let conflict = forked(&structure(&["id bigint"], &["1"]), &structure(&["id text"], &["1"]));
    let text = conflict.cli.text(1, &file);
    assert!(text.starts_with("conflict[BothModified]: "), "{text}");
    assert!(text.contains(&format!("--> {STRUCTURE}:")), "{text}");
}

#[test]
fn a_shallow_clone_is_told_what_it_lacks() {
    let repository = migrations(&[("a.txt", "")], &[("b.txt", "")]);
    repository.git(&["checkout", "--quiet", "--orphan", "lone"]);
    repository.git(&["commit", "--quiet", "-m", "lone"]);
    let error = repository.cli.fails("INVALID_ARGUMENT", &CHECK);
    assert!(error.contains("fetch-depth: 0"), "{error}");
}

#[test]
fn a_revision_that_is_not_there_is_an_error() {
    let repository = migrations(&[("a.txt", "")], &[("b.txt", "")]);
    let error = repository.cli.fails("INVALID_ARGUMENT", &["check", "--base", "origin/none"]);
    assert!(error.contains("git knows no commit \"origin/none\""), "{error}");
    assert_eq!(
        repository.cli.ok(&["check", "--base", "main", "db/migrations"]),
        "HEAD merges into main: 0 new migrations here, 0 there\n"
    );
}
