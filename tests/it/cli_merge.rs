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
    assert_eq!(log["runs"][0]["results"][0]["locations"], json!([]));
    cli.fails("INVALID_ARGUMENT", &["--format", "sarif", "log"]);
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
    assert_eq!(cli.ok(&["revert", "6..8"]), "there is nothing left to take back\n");
    cli.ok(&["verify"]);
}

#[test]
fn files_are_merged_without_a_history() {
    let cli = Cli::new();
    cli.write("base.sql", USERS);
    cli.write("source.sql", "ALTER TABLE users ADD phone text;");
    cli.write("target.sql", "ALTER TABLE users RENAME TO people;");
    let files = ["merge-files", "base.sql", "source.sql", "target.sql"];
    assert_eq!(cli.ok(&files), "ALTER TABLE people ADD phone text;\n");
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
fn points_of_a_history_and_files_differ_by_statements() {
    let cli = Cli::new();
    cli.ok(&["record", "-e", USERS]);
    cli.ok(&["snapshot", "create", "v1"]);
    cli.ok(&["record", "-e", "ALTER TABLE users RENAME email TO mail"]);
    let renamed = "ALTER TABLE public.users RENAME COLUMN email TO mail";
    assert_eq!(cli.json(1, &["diff", "main@1", "main"])["ddl"], json!([renamed]));
    assert_eq!(cli.json(0, &["diff", "main@v1", "main@1"])["ddl"], json!([]));

    cli.write("from.sql", "CREATE TABLE users (id int, email text);");
    cli.write("to.sql", "CREATE TABLE users (id int, mail text);");
    let files = ["diff-files", "from.sql", "to.sql"];
    let answer = cli.json(1, &files);
    assert!(answer["hazards"].as_array().unwrap().iter().any(|it| it["code"] == "DATA_LOSS"));
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
