//! A folder of SQL migrations → the migrations in the order in which their tool runs them.
//!
//! [`plan_import`] takes the files as plain data, so that it serves the command line and, through
//! WebAssembly, Node.js and the browser alike. Never in it: IO, and reading SQL: a migration's text
//! is only cut down to what runs upwards.

mod detect;
mod listing;
mod role;
mod sections;
mod version;

use serde::{Deserialize, Serialize};

use crate::ErrorCode;
use crate::sorted::sorted;
use listing::Listing;
use role::Role;

/// A file of a migrations folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// Its path relative to the folder, with `/` between the parts.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// How a folder arranges its migrations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[non_exhaustive]
pub enum Layout {
    /// `0001_name.sql`, `2024-01-31-120000_name.sql`: plain files with a number or time in front,
    /// also of sqlx.
    Numbered,
    /// `0001_name.up.sql` with or without a `.down.sql`: golang-migrate, and sqlx's reversible ones.
    UpDown,
    /// `V1.2__name.sql` by version, then `R__name.sql` by name.
    Flyway,
    /// Files with the sections `-- +goose Up` and `-- +goose Down`.
    Goose,
    /// Files with the sections `-- migrate:up` and `-- migrate:down`.
    Dbmate,
    /// Files with the sections `-- +migrate Up` and `-- +migrate Down`.
    SqlMigrate,
    /// Files with the sections `-- Up Migration` and `-- Down Migration`.
    NodePgMigrate,
    /// A folder each, with `up.sql`.
    Diesel,
    /// A folder each, with `migration.sql`; also of Drizzle's newer versions.
    Prisma,
    /// Files in the order of `meta/_journal.json`.
    Drizzle,
    /// Files in the folder `deploy`, in the order of `sqitch.plan`.
    Sqitch,
    /// A folder each with a version for its name, and one SQL file of any name in it.
    Folders,
}

/// The layouts as a refusal lists them.
const LOOKED_FOR: &str = "\
meta/_journal.json (Drizzle), sqitch.plan (Sqitch), V1.2__name.sql (Flyway), <folder>/up.sql (Diesel), \
<folder>/migration.sql (Prisma), <version folder>/<one file>.sql, \
0001_name.up.sql (golang-migrate, sqlx), and 0001_name.sql, plain or with sections \
(goose, dbmate, sql-migrate, node-pg-migrate)";

/// One migration, ready to be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Migration {
    /// The file's path relative to the folder.
    pub path: String,
    /// The version in its name, as written there; nothing for one that has none, such as Flyway's
    /// repeatable migrations.
    pub version: Option<String>,
    /// The SQL that runs upwards. What does not is blanked, not cut, so that a place in this text
    /// is the same place in the file.
    pub sql: String,
}

/// A file that was passed over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Skipped {
    /// The file's path relative to the folder.
    pub path: String,
    /// Why, such as "down migration".
    pub reason: &'static str,
}

/// What a folder holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportPlan {
    /// How the folder arranges its migrations.
    pub layout: Layout,
    /// The migrations, in the order in which the tool runs them.
    pub migrations: Vec<Migration>,
    /// The SQL files that are no part of the history.
    pub skipped: Vec<Skipped>,
}

/// The folder can't be read as migrations.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// There is nothing to read.
    #[error("no .sql file found; looked for {LOOKED_FOR}")]
    NoSql,
    /// A file does not fit any layout, or not the layout of the others.
    #[error("{path}: {reason}; looked for {LOOKED_FOR}")]
    UnknownLayout {
        /// The first file that does not fit.
        path: String,
        /// What does not fit.
        reason: String,
    },
    /// The tool refuses two migrations of one version, as their order is open.
    #[error("{first} and {second} have the same version")]
    DuplicateVersion {
        /// One of the two files.
        first: String,
        /// The other.
        second: String,
    },
    /// A file lacks the section that the layout runs.
    #[error("{path}: no line `{marker}`, which the other files have")]
    NoUpSection {
        /// The file.
        path: String,
        /// The line that begins the section.
        marker: &'static str,
    },
    /// What lists the migrations in order, such as a journal, can't be read, or does not fit the files.
    #[error("{path}: {reason}")]
    Listing {
        /// Its path.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
}

impl ImportError {
    /// Returns the stable code of this error.
    pub fn code(&self) -> ErrorCode {
        ErrorCode::ImportLayout
    }
}

/// Tells whether [`plan_import`] wants the content of the file with this relative path: SQL, Drizzle's
/// journal and Sqitch's plan, outside hidden folders.
pub fn is_source(path: &str) -> bool {
    let hidden = path.split('/').any(|part| part.starts_with('.'));
    !hidden && (path.ends_with(".sql") || listing::is_listing(path))
}

/// Returns the migrations of a folder in the order in which their tool runs them.
///
/// `files` are the folder's files, in any order; those that [`is_source`] does not name are ignored.
///
/// # Errors
///
/// An [`ImportError`] (`IMPORT_LAYOUT`) if the files fit no known layout, which lists what was
/// looked for.
pub fn plan_import(files: Vec<SourceFile>) -> Result<ImportPlan, ImportError> {
    let (lists, files): (Vec<_>, Vec<_>) = files
        .into_iter()
        .filter(|file| is_source(&file.path))
        .partition(|file| listing::is_listing(&file.path));
    let files = sorted(files, |a, b| a.path.cmp(&b.path));
    let listing = lists.first().map(|list| Listing::read(list, &files)).transpose()?;
    let layout = detect::detect(&files, listing.as_ref())?;
    let mut found = Vec::new();
    let mut skipped = Vec::new();
    for file in files {
        match role::role(layout, &file.path, listing.as_ref())? {
            Role::Skipped(reason) => skipped.push(Skipped { path: file.path, reason }),
            Role::Migration { version, order } => {
                let sql = sections::up_section(layout, &file)?;
                found.push((order, Migration { path: file.path, version, sql }));
            }
        }
    }
    let found = sorted(found, |a, b| a.0.cmp(&b.0).then_with(|| a.1.path.cmp(&b.1.path)));
    if layout.refuses_duplicates() {
        refuse_duplicates(&found)?;
    }
    let migrations = found.into_iter().map(|(_, migration)| migration).collect();
    Ok(ImportPlan { layout, migrations, skipped })
}

impl Layout {
    /// Tells whether the layout's tool refuses two migrations of one version. Elsewhere they occur,
    /// since tools of a project's own share the layout, and run by name.
    fn refuses_duplicates(self) -> bool {
        matches!(self, Layout::Flyway | Layout::Goose)
    }

    /// Tells whether a migration of the layout runs again whenever it was edited, as Flyway's repeatable
    /// ones do.
    pub fn repeats(self, migration: &Migration) -> bool {
        self == Layout::Flyway && migration.version.is_none()
    }
}

fn refuse_duplicates(found: &[(role::Order, Migration)]) -> Result<(), ImportError> {
    let same = found.iter().zip(found.iter().skip(1)).find(|(a, b)| a.0 == b.0);
    same.map_or(Ok(()), |(first, second)| {
        let (first, second) = (first.1.path.clone(), second.1.path.clone());
        Err(ImportError::DuplicateVersion { first, second })
    })
}
