//! Folders of migrations, one of each layout.

use schemagraft::migrations::{ImportError, ImportPlan, Layout, SourceFile, plan_import};

/// Plans an import of files given in an order that is not theirs.
fn plan(files: &[(&str, &str)]) -> Result<ImportPlan, ImportError> {
    let file =
        |(path, text): &(&str, &str)| SourceFile { path: path.to_string(), text: text.to_string() };
    plan_import(files.iter().map(file).collect())
}

fn plan_paths(paths: &[&str]) -> Result<ImportPlan, ImportError> {
    plan(&paths.iter().map(|path| (*path, "select 1;")).collect::<Vec<_>>())
}

/// Checks the layout, the migrations in order with their versions, and what was skipped.
#[track_caller]
fn assert_plan(
    plan: Result<ImportPlan, ImportError>,
    layout: Layout,
    migrations: &[(&str, Option<&str>)],
    skipped: &[&str],
) {
    let plan = plan.unwrap();
    let found: Vec<_> =
        plan.migrations.iter().map(|m| (m.path.as_str(), m.version.as_deref())).collect();
    assert_eq!(plan.layout, layout);
    assert_eq!(found, migrations);
    assert_eq!(plan.skipped.iter().map(|file| &file.path).collect::<Vec<_>>(), skipped);
}

#[test]
fn numbered_files_run_by_number() {
    assert_plan(
        plan_paths(&["10_c.sql", "2_b.sql", "readme.md", "1_a.sql", "1-b.sql", "seed/1_rows.sql"]),
        Layout::Numbered,
        &[
            ("1-b.sql", Some("1")),
            ("1_a.sql", Some("1")),
            ("2_b.sql", Some("2")),
            ("10_c.sql", Some("10")),
        ],
        &["seed/1_rows.sql"],
    );
}

#[test]
fn timestamps_run_by_time() {
    assert_plan(
        plan_paths(&["2024-02-01-090000_b.sql", "2024-01-31-120000_c.sql"]),
        Layout::Numbered,
        &[
            ("2024-01-31-120000_c.sql", Some("2024-01-31-120000")),
            ("2024-02-01-090000_b.sql", Some("2024-02-01-090000")),
        ],
        &[],
    );
}

#[test]
fn up_and_down_files() {
    assert_plan(
        plan_paths(&[
            "000010_c.up.sql",
            "000010_b.up.sql",
            "000010_b.down.sql",
            "000002_a.up.sql",
            "3_plain.sql",
        ]),
        Layout::UpDown,
        &[
            ("000002_a.up.sql", Some("000002")),
            ("3_plain.sql", Some("3")),
            ("000010_b.up.sql", Some("000010")),
            ("000010_c.up.sql", Some("000010")),
        ],
        &["000010_b.down.sql"],
    );
}

#[test]
fn flyway_runs_versions_then_repeatables() {
    assert_plan(
        plan_paths(&[
            "R__views.sql",
            "R__functions.sql",
            "V1.10__c.sql",
            "V1_2__b.sql",
            "more/V1.9.1__between.sql",
            "U1.2__b.sql",
            "afterMigrate__grants.sql",
        ]),
        Layout::Flyway,
        &[
            ("V1_2__b.sql", Some("1.2")),
            ("more/V1.9.1__between.sql", Some("1.9.1")),
            ("V1.10__c.sql", Some("1.10")),
            ("R__functions.sql", None),
            ("R__views.sql", None),
        ],
        &["U1.2__b.sql", "afterMigrate__grants.sql"],
    );
}

#[test]
fn files_with_sections_give_what_runs_upwards() {
    for (up, down, layout) in [
        ("-- +goose Up", "-- +goose Down", Layout::Goose),
        ("-- migrate:up", "-- migrate:down", Layout::Dbmate),
        ("-- +migrate Up", "-- +migrate Down", Layout::SqlMigrate),
        ("-- Up Migration", "-- Down Migration", Layout::NodePgMigrate),
    ] {
        let text = format!("{up}\ncreate table t ();\n{down}\ndrop table t;\n");
        let plan = plan(&[("20240102_b.sql", &text), ("20240101_a.sql", &text)]).unwrap();
        assert_eq!(plan.layout, layout);
        assert_eq!(plan.migrations[0].path, "20240101_a.sql");
        assert_eq!(plan.migrations[0].sql.len(), text.len());
        assert_eq!(plan.migrations[0].sql.trim_end(), format!("{up}\ncreate table t ();"));
    }
}

#[test]
fn diesel_compares_versions_without_their_dashes() {
    assert_plan(
        plan_paths(&[
            "2024-01-01-000000-0000_c/up.sql",
            "2024-01-01-000000-0000_c/down.sql",
            "20230914113530_b/up.sql",
            "00000000000000_diesel_initial_setup/up.sql",
        ]),
        Layout::Diesel,
        &[
            ("00000000000000_diesel_initial_setup/up.sql", Some("00000000000000")),
            ("20230914113530_b/up.sql", Some("20230914113530")),
            ("2024-01-01-000000-0000_c/up.sql", Some("2024-01-01-000000-0000")),
        ],
        &["2024-01-01-000000-0000_c/down.sql"],
    );
}

#[test]
fn prisma_runs_folders_by_name() {
    assert_plan(
        plan_paths(&["20240201_b/migration.sql", "20240101_a/migration.sql", "x/down.sql"]),
        Layout::Prisma,
        &[
            ("20240101_a/migration.sql", Some("20240101")),
            ("20240201_b/migration.sql", Some("20240201")),
        ],
        &["x/down.sql"],
    );
}

#[test]
fn version_folders_run_by_version() {
    assert_plan(
        plan_paths(&["v1.10/tasks.sql", "v1.9/queue.sql"]),
        Layout::Folders,
        &[("v1.9/queue.sql", Some("1.9")), ("v1.10/tasks.sql", Some("1.10"))],
        &[],
    );
}

const JOURNAL: &str = r#"{"version": "7", "dialect": "postgresql", "entries": [
    {"idx": 0, "version": "7", "when": 1700000000000, "tag": "0001_first", "breakpoints": true},
    {"idx": 1, "version": "7", "when": 1700000000001, "tag": "0000_second", "breakpoints": true}]}"#;

#[test]
fn drizzle_runs_in_the_order_of_its_journal() {
    let files = [
        ("0000_second.sql", "b"),
        ("0001_first.sql", "a--> statement-breakpoint\nb"),
        ("meta/_journal.json", JOURNAL),
        ("0002_abandoned.sql", ""),
    ];
    assert_plan(
        plan(&files),
        Layout::Drizzle,
        &[("0001_first.sql", Some("0001")), ("0000_second.sql", Some("0000"))],
        &["0002_abandoned.sql"],
    );
    assert!(plan(&files).unwrap().migrations[0].sql.starts_with("a;"));
    let error = plan(&files[1..]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "meta/_journal.json: it names 0000_second.sql, which is not there"
    );
    let error = plan(&[("1.sql", ""), ("meta/_journal.json", "[")]).unwrap_err();
    assert!(error.to_string().starts_with("meta/_journal.json: no journal:"), "{error}");
}

const SQITCH_PLAN: &str = "\
%syntax-version=1.0.0
%project=shop

# what there is
users 2026-01-01T00:00:00Z A <a@example.org> # users
+views [users] 2026-01-02T00:00:00Z A <a@example.org> # what is shown of them
@v1 2026-01-03T00:00:00Z A <a@example.org> # the first
@v1.1 2026-01-03T00:00:00Z A <a@example.org> # the same
accounts [users] 2026-01-04T00:00:00Z A <a@example.org> # accounts
views [views@v1] 2026-01-05T00:00:00Z A <a@example.org> # reworked
";

#[test]
fn sqitch_runs_in_the_order_of_its_plan() {
    let files = [
        ("deploy/accounts.sql", ""),
        ("deploy/later.sql", ""),
        ("deploy/users.sql", ""),
        ("deploy/views.sql", ""),
        ("deploy/views@v1.1.sql", ""),
        ("revert/users.sql", ""),
        ("sqitch.plan", SQITCH_PLAN),
        ("verify/users.sql", ""),
    ];
    assert_plan(
        plan(&files),
        Layout::Sqitch,
        &[
            ("deploy/users.sql", None),
            ("deploy/views@v1.1.sql", None),
            ("deploy/accounts.sql", None),
            ("deploy/views.sql", None),
        ],
        &["deploy/later.sql", "revert/users.sql", "verify/users.sql"],
    );
    let error = plan(&files[2..]).unwrap_err();
    let said = "sqitch.plan: it names deploy/accounts.sql, which is not there";
    assert_eq!(error.to_string(), said);
}

#[test]
fn what_fits_no_layout_is_refused_with_what_was_looked_for() {
    for (paths, file) in [
        (vec!["readme.md", ".git/1_x.sql"], "no .sql file"),
        (vec!["0001_a.sql", "seed.sql"], "seed.sql: its name has no version in front"),
        (vec!["V1__a.sql", "seed.sql"], "seed.sql: not a name of Flyway's"),
        (vec!["V2__a.sql", "B1__all.sql"], "B1__all.sql: a baseline"),
        (vec!["db/migrations/1_a.sql"], "db/migrations/1_a.sql: it lies too deep"),
        (vec!["db/1_a.sql", "db/2_a.sql"], "db/2_a.sql: its folder holds other migrations"),
        (vec!["users/tables.sql", "v1/a.sql"], "users/tables.sql: its folder's name has no"),
    ] {
        let error = plan_paths(&paths).unwrap_err();
        assert_eq!(error.code().as_str(), "IMPORT_LAYOUT");
        let message = error.to_string();
        assert!(message.starts_with(file), "{message}");
        assert!(message.contains("looked for meta/_journal.json (Drizzle)"), "{message}");
    }
}

#[test]
fn what_the_tool_itself_refuses_is_refused() {
    let twice = plan_paths(&["V1__a.sql", "V1.0__b.sql"]).unwrap_err();
    assert_eq!(twice.to_string(), "V1.0__b.sql and V1__a.sql have the same version");
    let up = "-- +goose Up\nselect 1;";
    let missing = plan(&[("1_a.sql", up), ("2_b.sql", "select 1;")]).unwrap_err();
    assert_eq!(missing.to_string(), "2_b.sql: no line `-- +goose Up`, which the other files have");
}
