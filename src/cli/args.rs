//! What the command line takes.

use std::path::PathBuf;
use std::time::SystemTime;

use clap::{Args, Parser, Subcommand, ValueEnum};
use schemagraft::diff;
use schemagraft::history::{HistoryQuery, MAIN, Origin, RecordMeta, SchemaPoint, SnapshotOptions};
use schemagraft::ids::{DdlId, Lsn, Timestamp};
use schemagraft::sql::Mode;

use super::check::CheckArguments;
use super::merge::{DiffArguments, MergeArguments, MergeFilesArguments};
use super::merge_driver::MergeDriverArguments;
use super::revert::RevertArguments;

/// The heading over the options that stand before or after any command.
const SHARED: &str = "Options of all commands";

/// Version control for SQL schemas: record DDL on branches, find conflicts, merge.
///
/// The exit status is 0 when all is clean, 1 for conflicts, a history that does not verify or a
/// statement that PostgreSQL would refuse, and 2 for an error.
#[derive(Debug, Parser)]
#[command(name = "schemagraft", version, max_term_width = 100)]
pub(super) struct Arguments {
    /// The folder that holds the history.
    #[arg(long, global = true, help_heading = SHARED, value_name = "DIR", default_value = ".schemagraft")]
    pub(super) store: PathBuf,
    /// How long to wait for another process that has the history open.
    #[arg(long, global = true, help_heading = SHARED, value_name = "SECONDS", default_value_t = 5)]
    pub(super) wait: u64,
    /// How the answer is written.
    #[arg(long, global = true, help_heading = SHARED, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// How an answer, or an error, is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Text,
    /// The objects that the JavaScript API returns.
    Json,
    /// A script to run, and nothing else.
    Sql,
    /// Hazards and conflicts, for tools that read SARIF.
    Sarif,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Records the statements of an SQL script on a branch: all of them or none.
    Record(RecordArguments),
    /// Records a folder of migrations on a branch, or fills an empty history with a bundle.
    ///
    /// A folder's migrations are recorded in the order in which their tool runs them, all or none:
    /// plain numbered or timestamped files, Flyway, golang-migrate, sqlx, goose, dbmate,
    /// sql-migrate, node-pg-migrate, Diesel, Prisma, Drizzle and Sqitch. Down migrations are skipped.
    ///
    /// Imported again, only the migrations that are new are recorded; one that was edited since is an error.
    /// What PostgreSQL would refuse is told on standard error with the place.
    Import(ImportArguments),
    /// Shows what was recorded on a branch, newest first.
    Log(LogArguments),
    /// Lists, creates, renames and deletes branches.
    #[command(subcommand)]
    Branch(BranchCommand),
    /// Takes, lists and shows snapshots of a branch's schema.
    #[command(subcommand)]
    Snapshot(SnapshotCommand),
    /// Shows the schema of a branch, at its head or at another point of its history.
    ///
    /// Recorded statements that PostgreSQL would refuse, or whose effects can't be told, are told on
    /// standard error; they do not change the exit status.
    Schema(SchemaArguments),
    /// Shows the conflicts between what two branches did since they parted.
    Conflicts(ConflictsArguments),
    /// Merges a branch into another: appends what the target lacks, and remembers the merge.
    ///
    /// A conflict that is not resolved stops the merge and changes nothing: the conflicts are shown, and
    /// the exit status is 1.
    Merge(MergeArguments),
    /// Shows the least DDL from one point of the history to another.
    ///
    /// The exit status is 0 when the schemas are equal and 1 when they are not.
    Diff(DiffArguments),
    /// Checks that the history is what was recorded: the hash chain, the heads, every value.
    Verify,
    /// Writes the whole history as a bundle, which `import` reads.
    Export {
        /// The file to write, or `-` for standard output.
        file: PathBuf,
    },
    /// Reads an SQL script and shows its statements, classified; needs no history.
    Parse(ParseArguments),
    /// Shows the schema that scripts leave, as PostgreSQL would have it; needs no history.
    ///
    /// The scripts run one after the other, as in one connection; a folder's migrations run in the
    /// order of their tool. What PostgreSQL would refuse is told on standard error with the place, and
    /// the exit status is 1 then.
    Materialize {
        /// SQL scripts and folders of migrations, or `-` for standard input.
        #[arg(required = true, value_name = "FILE")]
        paths: Vec<PathBuf>,
    },
    /// Shows the least DDL from one script's schema to another's, with its hazards; needs no history.
    ///
    /// Either can be an SQL script, a folder of migrations, or `-` for standard input. The exit status
    /// is 0 when the schemas are equal and 1 when they are not.
    DiffFiles(DiffFilesArguments),
    /// Merges what two sides ran on top of a base, or two whole schemas; needs no history.
    ///
    /// Shows the statements that take the target to the merged schema, or the conflicts, with exit
    /// status 1.
    MergeFiles(MergeFilesArguments),
    /// Merges a committed schema file in place, as git's merge driver.
    ///
    /// The file keeps its comments, its order and its way to write; conflicts are marked at the
    /// lines concerned. In .gitattributes: `db/structure.sql merge=schemagraft`, and once a clone:
    /// `git config merge.schemagraft.driver "schemagraft merge-driver --marker-size %L --path %P %O %A %B"`.
    MergeDriver(MergeDriverArguments),
    /// Checks whether the migrations of a branch would merge into another; reads git, needs no history.
    ///
    /// Tells conflicts between what both branches added since they parted, migrations of one number, and
    /// migrations that sort before some that are merged already. The exit status is 1 for conflicts.
    Check(CheckArguments),
    /// Takes back a merge, or some entries, by new entries; what was changed since stays.
    ///
    /// Where that can't stay, it is a conflict: it is shown, nothing is changed, and the exit status is 1.
    Revert(RevertArguments),
    /// Writes what a shell needs to complete commands and options; needs no history.
    ///
    /// For bash: `schemagraft completions bash > ~/.local/share/bash-completion/completions/schemagraft`.
    #[cfg(not(target_arch = "wasm32"))]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

#[derive(Debug, Args)]
pub(super) struct DiffFilesArguments {
    /// The schema that there is.
    #[arg(value_name = "FROM")]
    pub(super) from: PathBuf,
    /// The schema that there is to be.
    #[arg(value_name = "TO")]
    pub(super) to: PathBuf,
    /// An object that is renamed, by its full names: app.users.mail=app.users.email.
    #[arg(long = "rename", value_name = "OLD=NEW", value_parser = rename)]
    renames: Vec<(String, String)>,
    /// Keeps a database in use usable, where that takes more statements.
    #[arg(long)]
    online: bool,
    /// Shows the way back, from TO to FROM, and what it can't bring back.
    #[arg(long)]
    pub(super) reverse: bool,
}

impl DiffFilesArguments {
    /// Returns the options of the way there, or back.
    pub(super) fn options(&self, is_back: bool) -> diff::Options {
        let renames = self.renames.iter().cloned();
        let renames = match is_back {
            false => renames.collect(),
            true => renames.map(|(old, new)| (new, old)).collect(),
        };
        diff::Options { renames, online: self.online, ..diff::Options::default() }
    }
}

pub(super) fn rename(text: &str) -> Result<(String, String), String> {
    let names = text.split_once('=').map(|(old, new)| (old.to_owned(), new.to_owned()));
    names.ok_or_else(|| "two names are needed: OLD=NEW".to_owned())
}

/// An SQL script: a file, standard input, or an argument.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct Script {
    /// The script's file, or `-` for standard input.
    pub(super) file: Option<PathBuf>,
    /// The script itself.
    #[arg(short = 'e', long = "sql", value_name = "SQL", allow_hyphen_values = true)]
    pub(super) sql: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct OnBranch {
    /// The branch.
    #[arg(short, long, default_value = MAIN)]
    pub(super) branch: String,
}

/// Where statements came from.
#[derive(Debug, Args)]
pub(super) struct OriginArguments {
    /// The git commit that brings them.
    #[arg(long, value_name = "COMMIT")]
    git_commit: Option<String>,
    /// Who runs them.
    #[arg(long)]
    user: Option<String>,
    /// Keeps what does not parse as text, rather than refusing it.
    #[arg(long)]
    lenient: bool,
}

impl OriginArguments {
    pub(super) fn mode(&self) -> Mode {
        if self.lenient { Mode::Lenient } else { Mode::Strict }
    }

    pub(super) fn origin(&self) -> Origin {
        Origin {
            git_commit: self.git_commit.clone(),
            executed_by: self.user.clone(),
            ..Origin::default()
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct RecordArguments {
    #[command(flatten)]
    pub(super) script: Script,
    #[command(flatten)]
    pub(super) on: OnBranch,
    #[command(flatten)]
    pub(super) origin: OriginArguments,
    /// Their position in the write-ahead log, such as 16/B374D848; one is recorded once.
    #[arg(long)]
    lsn: Option<Lsn>,
    /// The transaction that ran them.
    #[arg(long, value_name = "ID")]
    transaction: Option<u64>,
    /// Passes over what is no DDL.
    #[arg(long)]
    ddl_only: bool,
    /// Refuses what PostgreSQL would refuse on the branch's schema.
    #[arg(long)]
    check: bool,
}

impl RecordArguments {
    pub(super) fn meta(&self) -> RecordMeta {
        RecordMeta {
            mode: self.origin.mode(),
            ddl_only: self.ddl_only,
            check: self.check,
            expected_head: None,
            origin: Origin {
                lsn: self.lsn,
                transaction_id: self.transaction,
                ..self.origin.origin()
            },
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ImportArguments {
    /// The folder of migrations, or the bundle.
    pub(super) path: PathBuf,
    #[command(flatten)]
    pub(super) on: OnBranch,
    #[command(flatten)]
    pub(super) origin: OriginArguments,
    /// Imports nothing where PostgreSQL would refuse a statement of a new migration.
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Debug, Args)]
pub(super) struct LogArguments {
    #[command(flatten)]
    pub(super) on: OnBranch,
    /// At most so many entries.
    #[arg(short = 'n', long, default_value_t = usize::MAX, hide_default_value = true)]
    limit: usize,
    /// Only entries after this one.
    #[arg(long, visible_alias = "since", value_name = "ID")]
    after: Option<u64>,
    /// Only entries before this one.
    #[arg(long, value_name = "ID")]
    before: Option<u64>,
    /// A line for each entry.
    #[arg(long)]
    pub(super) oneline: bool,
}

impl LogArguments {
    pub(super) fn query(&self) -> HistoryQuery {
        HistoryQuery {
            limit: self.limit,
            after: self.after.map(DdlId),
            before: self.before.map(DdlId),
            newest_first: true,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum BranchCommand {
    /// Lists the branches, oldest first.
    List,
    /// Creates a branch that has another's entries.
    Create {
        /// Its name.
        name: String,
        /// The branch to start from.
        #[arg(long, default_value = MAIN)]
        from: String,
        /// The last entry to have of it; its head unless given, and 0 is none.
        #[arg(long, value_name = "ID")]
        at: Option<u64>,
    },
    /// Renames a branch.
    Rename {
        /// Its name.
        name: String,
        /// Its new name.
        new_name: String,
    },
    /// Deletes a branch that no other forks from.
    Delete {
        /// Its name.
        name: String,
        /// Even if it has entries that no other branch has.
        #[arg(long)]
        force: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum SnapshotCommand {
    /// Takes a snapshot of a branch at its head.
    Create {
        /// Its name.
        name: String,
        #[command(flatten)]
        on: OnBranch,
        #[command(flatten)]
        options: SnapshotArguments,
    },
    /// Lists a branch's snapshots, in the order in which they were taken.
    List {
        #[command(flatten)]
        on: OnBranch,
    },
    /// Shows a snapshot with its schema.
    Show {
        /// Its name.
        name: String,
        #[command(flatten)]
        on: OnBranch,
    },
}

#[derive(Debug, Args)]
pub(super) struct SnapshotArguments {
    /// What it is for.
    #[arg(long)]
    comment: Option<String>,
    /// The git commit that it belongs to.
    #[arg(long, value_name = "COMMIT")]
    git_commit: Option<String>,
    /// Replaces a snapshot of the same name.
    #[arg(long)]
    replace: bool,
}

impl SnapshotArguments {
    pub(super) fn options(&self) -> SnapshotOptions {
        SnapshotOptions {
            comment: self.comment.clone(),
            git_commit: self.git_commit.clone(),
            replace: self.replace,
            ..SnapshotOptions::default()
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// The branch.
    #[arg(default_value = MAIN)]
    pub(super) branch: String,
    #[command(flatten)]
    at: PointArguments,
}

/// A point of a branch's history; its head where none is given.
#[derive(Debug, Args)]
#[group(multiple = false)]
struct PointArguments {
    /// After this entry; 0 is the start.
    #[arg(long, value_name = "ID")]
    at: Option<u64>,
    /// As this snapshot says.
    #[arg(long, value_name = "NAME")]
    snapshot: Option<String>,
    /// After the last entry that ran no later, such as 2026-01-31T12:00:00Z.
    #[arg(long, value_name = "TIME", value_parser = timestamp)]
    time: Option<Timestamp>,
    /// After the last entry with no higher a log position.
    #[arg(long)]
    lsn: Option<Lsn>,
}

impl SchemaArguments {
    pub(super) fn point(&self) -> SchemaPoint {
        let PointArguments { at, snapshot, time, lsn } = &self.at;
        let at = at.map(|at| SchemaPoint::Entry(DdlId(at)));
        at.or(snapshot.clone().map(SchemaPoint::Snapshot))
            .or(time.map(SchemaPoint::Time))
            .or(lsn.map(SchemaPoint::Lsn))
            .unwrap_or_default()
    }
}

/// Reads a moment: RFC 3339, or milliseconds since 1970.
fn timestamp(text: &str) -> Result<Timestamp, String> {
    if let Ok(milliseconds) = text.parse() {
        return Ok(milliseconds);
    }
    let moment = humantime::parse_rfc3339_weak(text).map_err(|error| error.to_string())?;
    let since = moment.duration_since(SystemTime::UNIX_EPOCH).map_err(|error| error.to_string())?;
    Ok(since.as_millis() as Timestamp)
}

#[derive(Debug, Args)]
pub(super) struct ConflictsArguments {
    /// The branch whose changes would go into the target.
    pub(super) source: String,
    /// The branch that they would go into.
    #[arg(default_value = MAIN)]
    pub(super) target: String,
    /// Only what came after this entry.
    #[arg(long, value_name = "ID")]
    pub(super) since: Option<u64>,
}

#[derive(Debug, Args)]
pub(super) struct ParseArguments {
    #[command(flatten)]
    pub(super) script: Script,
    /// Keeps what does not parse as text, rather than refusing it.
    #[arg(long)]
    pub(super) lenient: bool,
}
