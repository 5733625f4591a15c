//! The command line, run as a process.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use schemagraft::store::{Batch, Direction, KeyRange, RocksStore, Store, Write as StoreWrite, now};
use serde_json::{Value, json};
use tempfile::TempDir;

/// The command line on trial: the native one, unless `SCHEMAGRAFT_COMMAND` names another, such as the npm package's.
pub(crate) fn program() -> String {
    let native = || env!("CARGO_BIN_EXE_schemagraft").to_owned();
    std::env::var("SCHEMAGRAFT_COMMAND").unwrap_or_else(|_| native())
}

/// A folder with a history, and the binary on it.
pub(crate) struct Cli {
    folder: TempDir,
}

impl Cli {
    pub(crate) fn new() -> Self {
        Cli { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.args(arguments).current_dir(self.folder.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that ends with this status, and returns its standard output.
    #[track_caller]
    pub(crate) fn text(&self, status: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(status), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    #[track_caller]
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        self.text(0, arguments)
    }

    /// Runs a command that ends with this status, and returns its answer.
    #[track_caller]
    pub(crate) fn json(&self, status: i32, arguments: &[&str]) -> Value {
        let arguments = [&["--format", "json"], arguments].concat();
        serde_json::from_str(&self.text(status, &arguments)).unwrap()
    }

    /// Runs a command that fails with this code, and returns its standard error.
    #[track_caller]
    pub(crate) fn fails(&self, code: &str, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(error.starts_with(&format!("error[{code}]: ")), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty());
        error
    }

    fn with_input(&self, arguments: &[&str], input: &[u8]) -> Output {
        let piped = || Stdio::piped();
        let mut command = self.command(arguments);
        let mut child = command.stdin(piped()).stdout(piped()).stderr(piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        child.wait_with_output().unwrap()
    }

    fn entries(&self) -> usize {
        self.json(0, &["log"]).as_array().unwrap().len()
    }
}

fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn recording_takes_a_file_standard_input_or_an_argument() {
    let cli = Cli::new();
    cli.write("a.sql", "create table a (id int);\ncreate index on a (id);");
    assert_eq!(
        cli.ok(&["record", "a.sql"]),
        "     1  Create Table a\n     2  Create Index a_id_idx\nrecorded 2 entries on main\n"
    );
    let output = cli.with_input(&["record", "-"], b"drop table a");
    assert_eq!(output.stdout, b"     3  Drop Table a\nrecorded 1 entry on main\n");
    assert_eq!(
        cli.ok(&["record", "-e", "create view v as select 1"]),
        "     4  Create View v\nrecorded 1 entry on main\n"
    );
    assert_eq!(
        cli.ok(&["record", "-e", "-- a comment\ndrop view v"]),
        "     5  Drop View v\nrecorded 1 entry on main\n"
    );
    assert_eq!(
        cli.ok(&["verify"]),
        "the history is whole: branches 1, entries 5, snapshots 0 read\n"
    );
}

#[test]
fn an_entry_in_json_is_the_object_that_javascript_gets() {
    let cli = Cli::new();
    let origin = ["--lsn", "16/B374D848", "--git-commit", "abc", "--user", "ann"];
    let record = ["record", "-e", "create table a ()", "--transaction", "7"];
    let entries = cli.json(0, &[&record[..], &origin].concat());
    let entry = &entries[0];
    let known = json!({
        "ddlId": 1, "branchId": 1, "lsn": "16/B374D848", "operation": "Create",
        "objectType": "Table", "objectName": "a", "ddlStatement": "create table a ()",
        "executedBy": "ann", "gitCommit": "abc", "transactionId": 7,
    });
    for (name, value) in known.as_object().unwrap() {
        assert_eq!(&entry[name], value, "{name}");
    }
    assert!(entry["executedAt"].as_u64().unwrap() > 1_600_000_000_000);
    assert_eq!(entry["hash"].as_str().unwrap().len(), 64);
    assert_eq!(entry.get("parentDdlId"), None, "what is absent is left out");

    // The log delivers a position again: it is recorded once.
    cli.ok(&[&record[..], &origin].concat());
    assert_eq!(cli.entries(), 1);
    cli.fails("LSN_REUSED", &["record", "-e", "drop table a", "--lsn", "16/B374D848"]);
}

#[test]
fn the_log_is_newest_first() {
    let cli = Cli::new();
    cli.ok(&[
        "record",
        "--user",
        "ann",
        "-e",
        "create table a (); create table b (); drop table a",
    ]);
    let ids = |arguments: &[&str]| -> Vec<u64> {
        let entries = cli.json(0, &[&["log"], arguments].concat());
        entries.as_array().unwrap().iter().map(|entry| entry["ddlId"].as_u64().unwrap()).collect()
    };
    assert_eq!(ids(&[]), [3, 2, 1]);
    assert_eq!(ids(&["-n", "1"]), [3]);
    assert_eq!(ids(&["--after", "1", "--limit", "5"]), [3, 2]);
    assert_eq!(ids(&["--since", "2"]), [3]);
    assert_eq!(ids(&["--before", "3", "--after", "1"]), [2]);
    assert_eq!(
        cli.ok(&["log", "--oneline"]),
        "     3  drop table a\n     2  create table b ()\n     1  create table a ()\n"
    );
    let full = cli.ok(&["log", "-n", "1"]);
    assert!(full.starts_with("entry 3  Drop Table a\ndate         2"), "{full}");
    assert!(full.contains("\nby           ann\n"), "{full}");
    assert!(full.ends_with("\n\n    drop table a\n"), "{full}");
    cli.fails("ENTRY_NOT_FOUND", &["log", "--since", "9"]);
}

#[test]
fn branches_are_created_listed_renamed_and_deleted() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", "create table a (); create table b ()"]);
    assert_eq!(cli.ok(&["branch", "create", "x"]), "created branch x from main at entry 2\n");
    let branch = cli.json(0, &["branch", "create", "y", "--from", "x", "--at", "1"]);
    assert_eq!(branch["forkedFrom"], json!({ "branchId": 2, "ddlId": 1 }));
    assert_eq!(names(&branch).len(), 6, "{branch}");
    cli.fails("BRANCH_EXISTS", &["branch", "create", "x"]);
    for command in [["branch", "create", "x@3"].as_slice(), &["branch", "rename", "y", "x@3"]] {
        let error = cli.fails("INVALID_ARGUMENT", command);
        assert!(error.contains("has an @ in it, behind which stands a point"), "{error}");
    }
    cli.fails("ENTRY_NOT_FOUND", &["branch", "create", "z", "--at", "9"]);
    cli.ok(&["branch", "rename", "y", "why"]);
    assert_eq!(
        cli.ok(&["branch", "list"]),
        "main                 entry 2\n\
         x                    entry 2, from main at entry 2\n\
         why                  entry 1, from x at entry 1\n"
    );
    cli.ok(&["record", "--branch", "why", "-e", "create table c ()"]);
    cli.fails("BRANCH_IN_USE", &["branch", "delete", "x"]);
    cli.fails("BRANCH_IN_USE", &["branch", "delete", "why"]);
    assert_eq!(cli.ok(&["branch", "delete", "why", "--force"]), "deleted branch why\n");
    assert_eq!(cli.json(0, &["branch", "list"]).as_array().unwrap().len(), 2);
    let error = cli.fails("BRANCH_NOT_FOUND", &["log", "-b", "why"]);
    assert!(error.contains("no branch `why`; those there are: `main`, `x`\n"), "{error}");
}

#[test]
fn snapshots_are_taken_listed_and_shown() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", "create table a ()"]);
    assert_eq!(
        cli.ok(&["snapshot", "create", "v1", "--comment", "first"]),
        "took snapshot v1 of main at entry 1\n"
    );
    cli.fails("SNAPSHOT_EXISTS", &["snapshot", "create", "v1"]);
    cli.ok(&["snapshot", "create", "v1", "--replace", "--comment", "again"]);
    let list = cli.ok(&["snapshot", "list"]);
    assert!(list.starts_with("v1                   entry 1      2"), "{list}");
    assert!(list.ends_with("  again\n"), "{list}");
    let shown = cli.ok(&["snapshot", "show", "v1"]);
    assert!(shown.ends_with("\n-- again\n\nCREATE TABLE public.a ();\n"), "{shown}");
    let snapshot = cli.json(0, &["snapshot", "show", "v1"]);
    assert_eq!(snapshot["schemaDdl"], json!(["CREATE TABLE public.a ()"]));
    assert_eq!(snapshot["lastDdlId"], 1);
    cli.fails("INVALID_ARGUMENT", &["snapshot", "show", "v2"]);

    cli.ok(&["record", "-e", "insert into a default values; create table a (); create table b ()"]);
    cli.ok(&["snapshot", "create", "v2@main"]);
    let output = cli.run(&["snapshot", "show", "v2@main"]);
    let shown = String::from_utf8(output.stdout).unwrap();
    let schema = "\nCREATE TABLE public.a ();\n\nCREATE TABLE public.b ();\n";
    assert!(shown.ends_with(schema) && !shown.contains("insert"), "{shown}");
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.starts_with("error[42P07]: relation \"a\" already exists"), "{told}");
    assert_eq!(cli.json(0, &["diff", "main@v2@main", "main"])["ddl"], json!([]));
}

#[test]
fn conflicts_show_the_sql_of_both_sides_with_the_place_marked() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", "create table a (id int, note text)"]);
    cli.ok(&["branch", "create", "x"]);
    cli.ok(&["record", "-b", "x", "-e", "alter table a drop column note"]);
    cli.ok(&["record", "-e", "alter table a alter column note type varchar(9)"]);
    let text = cli.text(1, &["conflicts", "x", "main"]);
    assert!(text.starts_with("conflict[DropVsModify]: "), "{text}");
    for part in [
        "--> x, entry 2:1:",
        "alter table a drop column note\n",
        "::: main, entry 3:1:",
        "alter table a alter column note type varchar(9)\n",
        "^^^^",
        "\n1 conflict between x and main\n",
    ] {
        assert!(text.contains(part), "no {part:?} in {text}");
    }
    let conflicts = cli.json(1, &["conflicts", "x", "main"]);
    assert_eq!(conflicts[0]["conflictType"], "DroppedVsModified");
    assert_eq!(conflicts[0]["sourceDdl"], "alter table a drop column note");
    assert_eq!(conflicts[0]["target"][0]["ddlId"], 3);
    assert_eq!(cli.ok(&["conflicts", "x", "--since", "3"]), "no conflicts between x and main\n");
    assert_eq!(cli.json(0, &["conflicts", "main", "main"]), json!([]));
}

#[test]
fn the_shop_has_the_conflicts_that_its_readme_tells_of() {
    let cli = Cli::new();
    let shop = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/shop");
    let import = |folder: &str, branch: &str| {
        cli.ok(&["import", shop.join(folder).to_str().unwrap(), "--branch", branch])
    };
    assert!(import("main", "main").contains(" of 30 new migrations (Numbered) on main\n"));
    for branch in ["checkout", "catalogue"] {
        cli.ok(&["branch", "create", branch]);
        import(&format!("branches/{branch}"), branch);
    }
    let conflicts = cli.json(1, &["conflicts", "checkout", "catalogue"]);
    let mut found: Vec<_> = conflicts
        .as_array()
        .unwrap()
        .iter()
        .map(|conflict| {
            (conflict["objectName"].as_str().unwrap(), conflict["class"].as_str().unwrap())
        })
        .collect();
    found.sort();
    assert_eq!(
        found,
        [
            ("shop.coupons", "DropVsReference"),
            ("shop.products.price_cents", "BothModified"),
            ("shop.reviews.body", "DropVsReference"),
            ("shop.tags", "BothCreated"),
        ]
    );
    assert!(cli.ok(&["verify"]).starts_with("the history is whole: branches 3, "));
}

#[test]
fn a_bundle_moves_a_history() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", "create table a ()"]);
    cli.ok(&["branch", "create", "x"]);
    cli.ok(&["export", "history.bundle"]);
    assert_eq!(
        cli.ok(&["--store", "other", "import", "history.bundle"]),
        "main                 entry 1\nx                    entry 1, from main at entry 1\n"
    );
    assert_eq!(cli.ok(&["--store", "other", "log"]), cli.ok(&["log"]));
    let piped = cli.run(&["--store", "other", "export", "-"]).stdout;
    assert_eq!(piped, std::fs::read(cli.path("history.bundle")).unwrap());

    cli.fails("HISTORY_NOT_EMPTY", &["import", "history.bundle"]);
    let mut edited = piped.clone();
    edited[40] ^= 1;
    cli.write("edited.bundle", edited);
    cli.fails("BUNDLE_INVALID", &["--store", "third", "import", "edited.bundle"]);
    cli.write("cut.bundle", &piped[..piped.len() / 2]);
    cli.fails("BUNDLE_INVALID", &["--store", "third", "import", "cut.bundle"]);
}

#[test]
fn verify_reports_damage_with_status_1() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", "create table a (); create table b ()"]);
    damage_an_entry(&cli.path(".schemagraft"));
    let text = cli.text(1, &["verify"]);
    assert!(text.contains("\n2 problems") || text.contains("\n1 problem"), "{text}");
    let report = cli.json(1, &["verify"]);
    assert_eq!(report["ok"], false);
    assert_eq!(report["problems"][0]["branch"], "main");
}

/// Replaces the value of the first entry by that of the second.
fn damage_an_entry(store: &Path) {
    let store = RocksStore::open(store).unwrap();
    let everything = KeyRange { start: vec![0], end: vec![255] };
    let content = now(store.scan(&everything, Direction::Forward, 100)).unwrap();
    let holds = |text: &str| {
        let at = content.iter().position(|(_, value)| {
            value.windows(text.len()).any(|window| window == text.as_bytes())
        });
        at.unwrap()
    };
    let key = content[holds("create table a ()")].0.clone();
    let value = content[holds("create table b ()")].1.clone();
    let batch = Batch { expected: Vec::new(), writes: vec![StoreWrite::Put(key, value)] };
    now(store.commit(batch)).unwrap();
}

#[test]
fn parse_needs_no_history() {
    let cli = Cli::new();
    cli.write("a.sql", "create table a ();\n\n  drop view app.v;\nselect 1");
    let text = cli.ok(&["parse", "a.sql"]);
    assert_eq!(text.lines().next().unwrap(), "a.sql:1:1  Ddl  Create Table a  create table a ()");
    assert_eq!(text.lines().nth(1).unwrap(), "a.sql:3:3  Ddl  Drop View app.v  drop view app.v");
    let script = cli.json(0, &["parse", "a.sql"]);
    assert_eq!(script["statements"][1]["position"], json!({ "line": 3, "column": 3 }));
    assert_eq!(script["statements"][2]["class"], "Dml");
    assert!(!cli.path(".schemagraft").exists());
}

#[test]
fn what_does_not_parse_is_shown_with_its_place() {
    let cli = Cli::new();
    cli.write("bad.sql", "create table a ();\ncreate tabel b ();\n");
    let error = cli.fails("SQL_SYNTAX", &["record", "bad.sql"]);
    assert!(error.contains("--> bad.sql:2:"), "{error}");
    assert!(error.contains("create tabel b ();"), "{error}");
    assert!(error.contains('^'), "{error}");
    assert_eq!(cli.entries(), 0, "all or none");
    let output = cli.run(&["--format", "json", "parse", "bad.sql"]);
    let error: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(names(&error), ["code", "details", "message"]);
    assert_eq!(error["code"], "SQL_SYNTAX");
    assert_eq!(error["details"]["path"], "bad.sql");
    assert_eq!(error["details"]["position"]["line"], 2);
    let entries = cli.json(0, &["record", "--lenient", "bad.sql"]);
    assert_eq!(entries[1]["operation"], "Other");
    assert_eq!(entries[1]["ddlStatement"], "create tabel b ()");
}

#[test]
fn bad_input_is_an_error_and_changes_nothing() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", "create table a ()"]);
    cli.write("noise.sql", [0, 159, 146, 150]);
    cli.write("noise/1_a.sql", [0, 159, 146, 150]);
    cli.write("nul.sql", "create table \0 ();");
    cli.write("deep.sql", format!("select {}1{}", "(".repeat(10_000), ")".repeat(10_000)));
    cli.write("open.sql", "create table b (c text default 'no end);");
    cli.write("dollar.sql", "do $x$ begin end $y$");
    let noise = cli.fails("INVALID_ARGUMENT", &["record", "noise.sql"]);
    assert!(noise.contains("noise.sql is no UTF-8 text: see byte 1"), "{noise}");
    cli.fails("INVALID_ARGUMENT", &["import", "noise"]);
    cli.fails("SQL_SYNTAX", &["record", "nul.sql"]);
    cli.fails("SQL_LIMIT", &["record", "deep.sql"]);
    cli.fails("SQL_SYNTAX", &["record", "open.sql"]);
    cli.fails("SQL_SYNTAX", &["record", "dollar.sql"]);
    cli.write("noise.bundle", [0, 159, 146, 150]);
    cli.fails("BUNDLE_INVALID", &["import", "noise.bundle"]);
    cli.fails("INVALID_ARGUMENT", &["record", "absent.sql"]);
    cli.fails("INVALID_ARGUMENT", &["import", "absent"]);
    cli.fails("INVALID_ARGUMENT", &["import", "open.sql"]);
    cli.fails("BRANCH_NOT_FOUND", &["record", "-b", "x", "-e", "select 1"]);
    cli.fails("BRANCH_NOT_FOUND", &["conflicts", "x", "main"]);
    let absent = cli.fails("INVALID_ARGUMENT", &["--store", "absent", "log"]);
    assert!(absent.contains("there is no history in absent"), "{absent}");
    assert!(!cli.path("absent").exists(), "a look makes no history");
    std::fs::create_dir(cli.path("empty")).unwrap();
    cli.fails("INVALID_ARGUMENT", &["--store", "empty", "log"]);
    assert!(cli.path("empty").read_dir().unwrap().next().is_none(), "not in a folder either");
    for usage in [&["record"][..], &["record", "a", "-e", "b"], &["record", "-e", "", "--lsn", "1"]]
    {
        assert_eq!(cli.run(usage).status.code(), Some(2), "{usage:?}");
    }
    assert_eq!(cli.entries(), 1);
}

#[test]
fn a_store_that_another_process_holds_is_locked() {
    let cli = Cli::new();
    let holder = RocksStore::open(cli.path(".schemagraft")).unwrap();
    let error = cli.fails("STORE_LOCKED", &["record", "-e", "create table a ()", "--wait", "0"]);
    assert!(error.contains(".schemagraft is locked by another process"), "{error}");
    let free = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(300));
        drop(holder);
    });
    cli.ok(&["record", "-e", "create table a ()", "--wait", "60"]);
    free.join().unwrap();
}

#[test]
fn help_lists_the_options_that_a_command_takes() {
    let cli = Cli::new();
    let help = cli.ok(&["check", "--help"]);
    assert!(help.contains("sarif") && !help.contains("sql:"), "{help}");
    assert!(!help.contains("--store") && !help.contains("--wait"), "{help}");
    let help = cli.ok(&["branch", "list", "--help"]);
    assert!(help.contains("--store") && help.contains("--wait"), "{help}");
    assert!(help.contains("json") && !help.contains("sarif"), "{help}");
    assert!(cli.ok(&["schema", "--help"]).contains("sql:"));
    let refused = cli.run(&["log", "--format", "sarif"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("[possible values: text, json]"), "{said}");
    let error = cli.fails("INVALID_ARGUMENT", &["--format", "sarif", "log"]);
    assert!(error.contains("log writes text, json"), "{error}");
}

#[test]
fn a_name_in_the_place_of_what_to_do_is_told_what_to_do() {
    let cli = Cli::new();
    for (group, name) in [("branch", "feature"), ("snapshot", "v1")] {
        let refused = cli.run(&[group, name]);
        assert_eq!(refused.status.code(), Some(2));
        let said = String::from_utf8(refused.stderr).unwrap();
        let advice = format!("to create a {group}: schemagraft {group} create {name}");
        assert!(said.contains(&advice), "{said}");
    }
}

#[test]
fn shells_are_told_what_there_is_to_complete() {
    let cli = Cli::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = cli.ok(&["completions", shell]);
        assert!(script.contains("merge-driver") && script.contains("strategy"), "{shell}");
    }
    assert!(!cli.ok(&["completions", "bash"]).contains('\u{1b}'));
}
