//! The command line's `merge`, `merge-files`, `diff` and `diff-files`, run as a process.

use serde_json::json;

use crate::cli::Cli;

const USERS: &str = "CREATE TABLE users (id int PRIMARY KEY, email text)";

/// A history whose branches give one column two types, and `feature` a table.
fn in_conflict() -> Cli {
    let cli = Cli::new();
    cli.ok(&["record", "-e", USERS]);
    cli.ok(&["branch", "create", "feature"]);
    let feature = "ALTER TABLE users ALTER email TYPE varchar(10); CREATE TABLE carts (id int)";
    cli.ok(&["record", "--branch", "feature", "-e", feature]);
    cli.ok(&["record", "-e", "ALTER TABLE users ALTER email TYPE varchar(20)"]);
    cli
}

#[test]
fn a_conflict_stops_a_merge_and_says_how_to_resolve_it() {
    let cli = in_conflict();
    let output = cli.run(&["merge", "feature"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("conflict[BothModified]: "), "{text}");
    assert!(
        text.contains("feature, entry 2:1:19") && text.contains("main, entry 4:1:19"),
        "{text}"
    );
    let plan = cli.json(1, &["merge", "feature", "--plan"]);
    let id = plan["conflicts"][0]["id"].as_str().unwrap();
    assert!(text.contains(&format!("--resolve '{id}=CHOICE', of source, target")), "{text}");

    let choice = format!("{id}=source");
    let merged = cli.json(0, &["merge", "feature", "--resolve", &choice, "--user", "ada"]);
    assert_eq!(merged["merge"]["mergedBy"], "ada");
    assert_eq!(merged["merge"]["resolutions"], json!([[id, "source"]]));
    assert!(cli.ok(&["schema"]).contains("character varying(10)"));
    assert_eq!(cli.ok(&["merge", "feature"]), "main has all of feature already\n");
}

#[test]
fn a_resolution_can_be_sql_of_ones_own() {
    let cli = in_conflict();
    cli.write("mine.sql", "ALTER TABLE users ALTER email TYPE varchar(30);");
    let plan = cli.json(1, &["merge", "feature", "--plan"]);
    let choice = format!("{}=mine.sql", plan["conflicts"][0]["id"].as_str().unwrap());
    cli.ok(&["merge", "feature", "--resolve", &choice]);
    let schema = cli.ok(&["schema"]);
    assert!(schema.contains("character varying(30)") && schema.contains("carts"), "{schema}");
}

#[test]
fn a_resolution_can_be_the_targets_or_for_a_doubt_both() {
    let cli = in_conflict();
    let plan = cli.json(1, &["merge", "feature", "--plan"]);
    let choice = format!("{}=target", plan["conflicts"][0]["id"].as_str().unwrap());
    cli.ok(&["merge", "feature", "--resolve", &choice]);
    let schema = cli.ok(&["schema"]);
    assert!(schema.contains("character varying(20)") && schema.contains("carts"), "{schema}");

    let cli = Cli::new();
    cli.write("base.sql", "CREATE TYPE mood AS ENUM ('sad');");
    cli.write("source.sql", "ALTER TYPE mood ADD VALUE 'ok';");
    cli.write("target.sql", "ALTER TYPE mood ADD VALUE 'happy';");
    let files = ["merge-files", "base.sql", "source.sql", "target.sql", "--mode", "strict"];
    let plan = cli.json(1, &files);
    assert_eq!(plan["conflicts"][0]["class"], "OrderDependent");
    let choice = format!("{}=both", plan["conflicts"][0]["id"].as_str().unwrap());
    let merged = cli.json(0, &[&files[..], &["--resolve", &choice]].concat());
    let schema = merged["merged_schema"].to_string();
    assert!(schema.contains("'ok'") && schema.contains("'happy'"), "{schema}");
}

#[test]
fn what_nobody_asked_for_can_t_be_resolved() {
    let cli = in_conflict();
    let plan = cli.json(1, &["merge", "feature", "--plan"]);
    let id = plan["conflicts"][0]["id"].as_str().unwrap();
    let right = format!("{id}=source");
    for more in [&["--plan"][..], &[]] {
        let wrong = [&["merge", "feature", "--resolve", "no such id=target"], more].concat();
        let error = cli.fails("INVALID_ARGUMENT", &wrong);
        assert!(
            error
                .contains(&format!("no conflict has the id `no such id`: those there are: `{id}`")),
            "{error}"
        );
        let also = [&wrong[..], &["--resolve", &right]].concat();
        cli.fails("INVALID_ARGUMENT", &also);
    }
    let misspelt = format!("{id}=sorce");
    let error = cli.fails("INVALID_ARGUMENT", &["merge", "feature", "--resolve", &misspelt]);
    assert!(error.contains("`sorce` decides nothing: write source, target or both"), "{error}");
    let right = ["merge", "feature", "--resolve", &right];
    cli.ok(&right);
    assert_eq!(cli.ok(&right), "main has all of feature already\n");

    cli.write("base.sql", USERS);
    cli.write("side.sql", "");
    let files = ["merge-files", "base.sql", "side.sql", "side.sql", "--resolve", "x=source"];
    let error = cli.fails("INVALID_ARGUMENT", &files);
    assert!(error.contains("`x`: there are none"), "{error}");
    let error = cli.fails("INVALID_ARGUMENT", &["revert", "4", "--resolve", "x=source"]);
    assert!(error.contains("no conflict has the id `x`"), "{error}");
}

#[test]
fn conflicts_of_files_are_shown_in_them() {
    let cli = Cli::new();
    cli.write("base.sql", "CREATE TABLE a (b int);\n");
    cli.write("ours.sql", "-- ours\nCREATE TABLE a (\n  b bigint\n);\n");
    cli.write("theirs.sql", "CREATE TABLE a (b text);\n");
    let files = ["merge-files", "base.sql", "theirs.sql", "ours.sql", "--form", "schemas"];
    let text = cli.text(1, &files);
    assert!(text.contains("theirs.sql:1:17") && text.contains("ours.sql:3:3"), "{text}");
    let conflict = &cli.json(1, &files)["conflicts"][0];
    assert_eq!(conflict["target"][0]["ddlId"], 1);
    assert_eq!(conflict["targetDdl"], "CREATE TABLE a (\n  b bigint\n)");
    let log = cli.text(1, &[&files[..], &["--format", "sarif"]].concat());
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    let result = &log["runs"][0]["results"][0];
    let place = &result["relatedLocations"][0]["physicalLocation"];
    assert_eq!(place["region"], json!({ "startLine": 3, "startColumn": 3 }));

    let cli = in_conflict();
    let log = cli.text(1, &["--format", "sarif", "conflicts", "feature", "main"]);
    let log: serde_json::Value = serde_json::from_str(&log).unwrap();
    let entry = |number: u32, branch: &str| json!([{ "logicalLocations": [{ "fullyQualifiedName": format!("{branch}, entry {number}") }] }]);
    let result = &log["runs"][0]["results"][0];
    assert_eq!(result["locations"], entry(2, "feature"));
    assert_eq!(result["relatedLocations"], entry(4, "main"));
    let rule = &log["runs"][0]["tool"]["driver"]["rules"][0];
    assert!(rule.get("helpUri").is_none(), "SARIF wants absolute addresses");
    assert!(rule["help"]["text"].as_str().unwrap().contains("docs/conflicts.md"), "{rule}");
    cli.fails("INVALID_ARGUMENT", &["--format", "sarif", "log"]);
}

#[test]
fn whole_schemas_that_are_merged_as_scripts_are_told_apart() {
    let cli = Cli::new();
    let schema = |more: &str| format!("CREATE TABLE users (id int, name text{more});\n");
    cli.write("base.sql", schema(""));
    cli.write("ours.sql", schema(", age int"));
    cli.write("theirs.sql", schema(", phone text"));
    let files = ["merge-files", "base.sql", "ours.sql", "theirs.sql"];
    let told = cli.run(&files);
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8(told.stderr).unwrap().contains("say --form schemas"));
    let asked = cli.run(&[&files[..], &["--form", "schemas"]].concat());
    assert_eq!(asked.status.code(), Some(0));
    assert!(!String::from_utf8(asked.stderr).unwrap().contains("--form"));
    cli.write("ours.sql", "ALTER TABLE users ALTER id TYPE bigint;");
    cli.write("theirs.sql", "ALTER TABLE users ALTER id TYPE smallint;");
    let scripts = cli.run(&files);
    assert_eq!(scripts.status.code(), Some(1));
    assert!(!String::from_utf8(scripts.stderr).unwrap().contains("--form"));
}

#[test]
fn a_merge_can_be_had_as_a_script_and_a_conflict_is_none() {
    let cli = Cli::new();
    cli.write("base.sql", "CREATE TABLE a (b int);");
    cli.write("drop.sql", "ALTER TABLE a DROP b;");
    cli.write("alter.sql", "ALTER TABLE a ALTER b TYPE bigint;");
    cli.write("none.sql", "");
    let files = |target| ["merge-files", "base.sql", "drop.sql", target, "--format", "sql"];
    assert_eq!(cli.ok(&files("none.sql")), "ALTER TABLE a DROP b;\n");
    let conflict = cli.run(&files("alter.sql"));
    assert_eq!((conflict.status.code(), conflict.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8(conflict.stderr).unwrap().starts_with("conflict[DropVsModify]"));
}

#[test]
fn the_log_tells_which_merge_brought_an_entry() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", USERS]);
    cli.ok(&["branch", "create", "feature"]);
    cli.ok(&["record", "--branch", "feature", "-e", "CREATE TABLE carts (id int)"]);
    cli.ok(&["merge", "feature"]);
    let log = cli.ok(&["log", "--oneline"]);
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(lines[0], "     3  CREATE TABLE carts (id int)  (merged from feature)");
    assert_eq!(lines[1], format!("     1  {USERS}"));
    let log = cli.ok(&["log"]);
    assert_eq!(log.matches("merged from  feature\n").count(), 1, "{log}");
}

#[test]
fn a_merge_is_reverted() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", USERS]);
    cli.ok(&["branch", "create", "feature"]);
    cli.ok(&["record", "--branch", "feature", "-e", "CREATE TABLE carts (id int)"]);
    cli.ok(&["merge", "feature"]);
    let plan = cli.ok(&["revert", "3", "--merge", "--plan"]);
    assert!(plan.starts_with("DROP TABLE public.carts;\n    -- "), "{plan}");
    assert!(plan.contains("DATA_LOSS"), "{plan}");
    assert!(
        cli.ok(&["revert", "3", "--merge", "--user", "ada"]).contains("recorded 1 entry on main")
    );
    assert!(!cli.ok(&["schema"]).contains("carts"));
    cli.ok(&["merge", "feature"]);
    assert!(cli.ok(&["schema"]).contains("carts"));

    cli.ok(&["record", "-e", "ALTER TABLE carts ALTER id TYPE bigint"]);
    cli.ok(&["record", "-e", "ALTER TABLE carts ALTER id TYPE smallint"]);
    let text = cli.text(1, &["revert", "6"]);
    assert!(text.contains("the way back, entry 6") && text.contains("main, entry 7"), "{text}");
    let report = cli.json(0, &["revert", "6..7"]);
    assert_eq!(report["revert"]["last"], 7);
    assert_eq!(cli.ok(&["revert", "6..8", "--plan"]), "there is nothing left to take back\n");
    assert_eq!(cli.ok(&["revert", "6..8"]), "there is nothing left to take back\n");
    cli.ok(&["verify"]);
}

#[test]
fn a_merge_tells_what_it_costs() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", USERS]);
    cli.ok(&["branch", "create", "feature"]);
    let feature =
        "CREATE TABLE carts (id int); ALTER TABLE users RENAME TO people; DROP TABLE people";
    cli.ok(&["record", "--branch", "feature", "-e", feature]);
    let plan = cli.ok(&["merge", "feature", "--plan"]);
    let loss = plan.lines().position(|line| line.contains("DATA_LOSS")).unwrap();
    assert!(plan.lines().nth(loss - 1).unwrap().starts_with("DROP TABLE people;"), "{plan}");
    let plan = cli.json(0, &["merge", "feature", "--plan"]);
    let hazards = plan["hazards"].as_array().unwrap();
    let losses: Vec<_> = hazards.iter().filter(|hazard| hazard["code"] == "DATA_LOSS").collect();
    assert_eq!(losses.len(), 1, "{hazards:?}");
    assert_eq!((&losses[0]["statement"], &losses[0]["severity"]), (&json!(2), &json!("danger")));
    let output = cli.run(&["merge", "feature"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("warning[DATA_LOSS]") && said.contains("DROP TABLE people"), "{said}");
}

#[test]
fn a_hazard_stands_at_the_statement_that_has_it() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", USERS]);
    cli.ok(&["branch", "create", "feature"]);
    let feature =
        "ALTER TABLE users RENAME email TO mail; ALTER TABLE users ALTER mail TYPE varchar(9)";
    cli.ok(&["record", "--branch", "feature", "-e", feature]);
    let plan = cli.json(0, &["merge", "feature", "--plan"]);
    let hazards = plan["hazards"].as_array().unwrap();
    for (code, statement) in [("RENAMED", 0), ("TABLE_REWRITE", 1), ("MAY_FAIL", 1)] {
        let hazard = hazards.iter().find(|hazard| hazard["code"] == code).unwrap();
        assert_eq!(hazard["statement"], statement, "{code}: {hazards:?}");
    }
}

#[test]
fn files_are_merged_without_a_history() {
    let cli = Cli::new();
    cli.write("base.sql", USERS);
    cli.write("source.sql", "ALTER TABLE users ADD phone text;");
    cli.write("target.sql", "ALTER TABLE users RENAME TO people;");
    let files = ["merge-files", "base.sql", "source.sql", "target.sql"];
    let text = cli.ok(&files);
    assert!(text.starts_with("ALTER TABLE people ADD phone text;\n    -- "), "{text}");
    let answer = cli.json(0, &files);
    assert_eq!(answer["verdict"], "clean");
    assert_eq!(answer["strategy"], "DdlReplay");
    assert_eq!(answer["ddl"], json!(["ALTER TABLE people ADD phone text"]));

    cli.write("target.sql", "DROP TABLE users;");
    let answer = cli.json(1, &files);
    assert_eq!((&answer["verdict"], &answer["ddl"]), (&json!("conflict"), &json!([])));
}

#[test]
fn whole_schemas_are_merged_by_name() {
    let cli = Cli::new();
    cli.write("base.sql", "CREATE TABLE a (b int);");
    cli.write("ours.sql", "CREATE TABLE a (b int, c int);");
    cli.write("theirs.sql", "CREATE TABLE a (b int); CREATE VIEW v AS SELECT b FROM a;");
    let merged =
        cli.ok(&["merge-files", "base.sql", "theirs.sql", "ours.sql", "--form", "schemas"]);
    assert!(merged.starts_with("CREATE VIEW public.v AS"), "{merged}");
}

#[test]
fn what_was_dropped_and_made_again_can_be_said_to_be_the_same() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", USERS]);
    cli.ok(&["record", "-e", "ALTER TABLE users DROP COLUMN email"]);
    cli.ok(&["revert", "2"]);
    let answer = cli.json(1, &["diff", "main@1", "main"]);
    let hint = answer["hints"][0]["message"].as_str().unwrap();
    assert!(hint.ends_with("say --rename public.users.email=public.users.email"), "{hint}");
    let same = ["diff", "main@1", "main", "--rename", "public.users.email=public.users.email"];
    assert_eq!(cli.json(0, &same)["ddl"], json!([]));
}

#[test]
fn points_of_a_history_and_files_differ_by_statements() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", USERS]);
    cli.ok(&["snapshot", "create", "v1"]);
    cli.ok(&["record", "-e", "ALTER TABLE users RENAME email TO mail"]);
    let renamed = "ALTER TABLE public.users RENAME COLUMN email TO mail";
    assert_eq!(cli.json(1, &["diff", "main@1", "main"])["ddl"], json!([renamed]));
    assert_eq!(cli.json(0, &["diff", "main@v1", "main@1"])["ddl"], json!([]));
    let equal = cli.run(&["diff", "main@v1", "main@1"]);
    assert_eq!(
        (equal.stdout.as_slice(), equal.stderr.as_slice()),
        (&b""[..], &b"the schemas are equal\n"[..])
    );
    let script = cli.text(1, &["diff", "main@1", "main", "--format", "sql"]);
    assert_eq!(script, format!("{renamed};\n"));
    cli.ok(&["branch", "create", "unfit"]);
    cli.ok(&["record", "-b", "unfit", "-e", "DROP TABLE nowhere"]);
    let told = String::from_utf8(cli.run(&["diff", "main", "unfit"]).stderr).unwrap();
    assert!(told.starts_with("of unfit, 1 statement did not fit: "), "{told}");

    cli.write("from.sql", "CREATE TABLE users (id int, email text);");
    cli.write("to.sql", "CREATE TABLE users (id int, mail text);");
    let files = ["diff-files", "from.sql", "to.sql"];
    let answer = cli.json(1, &files);
    assert!(answer["hazards"].as_array().unwrap().iter().any(|it| it["code"] == "DATA_LOSS"));
    let locks = answer["hazards"].as_array().unwrap().iter();
    let mut locks = locks.filter(|it| it["code"] == "ACCESS_EXCLUSIVE_LOCK");
    assert!(locks.all(|it| it["severity"] == "info"), "{answer}");
    cli.write("rewritten.sql", "CREATE TABLE users (id bigint, email text);");
    let rewritten = cli.json(1, &["diff-files", "from.sql", "rewritten.sql"]);
    let mut locks = rewritten["hazards"].as_array().unwrap().iter();
    let lock = locks.find(|it| it["code"] == "ACCESS_EXCLUSIVE_LOCK").unwrap();
    assert_eq!(lock["severity"], "warning");
    let hint = &answer["hints"][0];
    assert_eq!(
        (&hint["code"], &hint["rename"]),
        (&json!("POSSIBLE_RENAME"), &json!("public.users.email=public.users.mail"))
    );
    let told = String::from_utf8(cli.run(&files).stderr).unwrap();
    assert!(told.contains("--rename public.users.email=public.users.mail"), "{told}");
    let rename = ["--rename", "public.users.email=public.users.mail"];
    assert_eq!(cli.json(1, &[&files[..], &rename].concat())["ddl"], json!([renamed]));
    let sarif = cli.run(&[&files[..], &["--format", "sarif"]].concat());
    let sarif: serde_json::Value = serde_json::from_slice(&sarif.stdout).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let codes: Vec<&str> = results.iter().filter_map(|result| result["ruleId"].as_str()).collect();
    assert!(codes.contains(&"DATA_LOSS") && codes.contains(&"POSSIBLE_RENAME"), "{codes:?}");
}
