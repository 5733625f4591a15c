//! What a kind says of how its objects are altered: the difference between what an object is and what it
//! is to be, the statements that make it so, and what is hazardous about them.
//!
//! Never in it: which objects are different, and the order of statements (see `crate::diff`).

use super::kinds::Doing;
use super::state::Catalog;
use super::{Attribute, Object};

/// The difference between what an object is and what it is to be, save its name, its schema and what is
/// alike for all kinds (owner, comment, privileges).
pub(crate) struct Change<'a> {
    /// The catalog as it is.
    pub(crate) now: &'a Catalog,
    /// The object as it is.
    pub(crate) before: &'a Object,
    /// The catalog as it is to be.
    pub(crate) to: &'a Catalog,
    /// The object as it is to be.
    pub(crate) after: &'a Object,
    /// What is said otherwise, anew or no longer.
    pub(crate) attributes: &'a [Attribute],
    /// Whether parts differ that can't be made, altered or dropped by themselves.
    pub(crate) parts: bool,
    /// Whether statements are to keep a database in use usable, if that takes more of them.
    pub(crate) online: bool,
}

impl Change<'_> {
    /// Tells whether something is said otherwise under an attribute.
    pub(crate) fn is_of(&self, attribute: &str) -> bool {
        self.attributes.iter().any(|changed| changed == attribute)
    }

    /// Tells whether values get another type, as those of a column do.
    pub(crate) fn is_of_values(&self) -> bool {
        self.is_of("type") && !self.before.kind.is_whole
    }

    /// Tells whether nothing differs but some attributes.
    pub(crate) fn is_only_of(&self, is_known: impl Fn(&str) -> bool) -> bool {
        !self.parts && self.attributes.iter().all(|attribute| is_known(attribute))
    }

    /// Returns what is to be said under an attribute, as SQL.
    pub(crate) fn sql(&self, attribute: &str) -> Option<String> {
        self.after.get(attribute).map(|value| value.to_sql(self.to))
    }

    /// Returns how statements name the object, by the name that it is to have.
    pub(crate) fn designation(&self) -> String {
        self.after.designation(self.to)
    }
}

/// Tells whether rows, or values of them, are lost with an object.
pub(crate) fn loses_rows(catalog: &Catalog, object: &Object) -> bool {
    (object.kind.hazards)(catalog, object, Doing::Drop).contains(&Hazard::DataLoss)
}

/// A statement that alters an object, and what is hazardous about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Action {
    pub(crate) sql: String,
    pub(crate) hazards: Vec<Hazard>,
}

impl Action {
    /// Returns a statement that has hazards.
    pub(crate) fn new(sql: String, hazards: &[Hazard]) -> Action {
        Action { sql, hazards: hazards.to_vec() }
    }

    /// Returns a statement that keeps everybody from what it alters, and has other hazards.
    pub(crate) fn locking(sql: String, hazards: &[Hazard]) -> Action {
        Action { sql, hazards: [&[Hazard::AccessExclusiveLock], hazards].concat() }
    }
}

impl From<String> for Action {
    fn from(sql: String) -> Action {
        Action { sql, hazards: Vec::new() }
    }
}

/// What can go wrong when a statement runs on a database in use. What each means, and where PostgreSQL
/// documents it, stands in `docs/hazards.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Hazard {
    /// Rows, or values of them, are gone.
    DataLoss,
    /// All rows are written anew, and nobody reads them meanwhile.
    TableRewrite,
    /// Nobody reads or writes the table while it runs.
    AccessExclusiveLock,
    /// Nobody writes to the table while it runs.
    ShareLock,
    /// All rows are read to see whether they satisfy it.
    FullScan,
    /// An index is built while nobody writes to the table.
    IndexBuild,
    /// It can't run in a transaction, or what it makes can't be used in the same one.
    NotTransactional,
    /// It is refused if the rows do not satisfy it.
    MayFail,
    /// Somebody may do, or see, more than before.
    PrivilegesWidened,
    /// Somebody may no longer do what they could.
    PrivilegesLost,
    /// What its text speaks of is not known.
    Untracked,
    /// The sequence of a column begins anew: it may give values that rows have already.
    SequenceRestarted,
    /// Statements that know the old name fail.
    Renamed,
    /// The object is another afterwards: what was granted on it by others, and its statistics, are gone.
    Replaced,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is to be known.
    Info,
    /// It can stop those who use the database, or be refused.
    Warning,
    /// It can't be taken back.
    Danger,
}

impl Hazard {
    /// Returns its code, as JSON and SARIF have it.
    pub fn code(self) -> &'static str {
        match self {
            Hazard::DataLoss => "DATA_LOSS",
            Hazard::TableRewrite => "TABLE_REWRITE",
            Hazard::AccessExclusiveLock => "ACCESS_EXCLUSIVE_LOCK",
            Hazard::ShareLock => "SHARE_LOCK",
            Hazard::FullScan => "FULL_SCAN",
            Hazard::IndexBuild => "INDEX_BUILD",
            Hazard::NotTransactional => "NOT_TRANSACTIONAL",
            Hazard::MayFail => "MAY_FAIL",
            Hazard::PrivilegesWidened => "PRIVILEGES_WIDENED",
            Hazard::PrivilegesLost => "PRIVILEGES_LOST",
            Hazard::Untracked => "UNTRACKED_DEPENDENCY",
            Hazard::SequenceRestarted => "SEQUENCE_RESTARTED",
            Hazard::Renamed => "RENAMED",
            Hazard::Replaced => "REPLACED",
        }
    }

    /// Returns how bad it is.
    pub fn severity(self) -> Severity {
        match self {
            Hazard::DataLoss => Severity::Danger,
            Hazard::NotTransactional | Hazard::Untracked => Severity::Info,
            _ => Severity::Warning,
        }
    }

    /// Tells whether the statement takes longer the more rows there are, and so do its locks.
    pub fn takes_long(self) -> bool {
        matches!(self, Hazard::TableRewrite | Hazard::FullScan | Hazard::IndexBuild)
    }

    /// Tells whether rows and privileges stay as they are whenever it happens: others wait, or have to know a new name.
    pub(crate) fn is_slight(self) -> bool {
        matches!(self, Hazard::AccessExclusiveLock | Hazard::ShareLock | Hazard::Renamed)
    }

    /// Returns what it means, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            Hazard::DataLoss => "rows, or values of them, are deleted",
            Hazard::TableRewrite => "all rows are written anew while nobody can read them",
            Hazard::AccessExclusiveLock => "nobody can read or write the table meanwhile",
            Hazard::ShareLock => "nobody can write to the table meanwhile",
            Hazard::FullScan => "all rows are read to validate it",
            Hazard::IndexBuild => "the index is built while nobody can write to the table",
            Hazard::NotTransactional => "it can't run in one transaction with others",
            Hazard::MayFail => "it is refused if existing rows do not satisfy it",
            Hazard::PrivilegesWidened => "somebody may do or see more than before",
            Hazard::PrivilegesLost => "somebody may no longer do what they could",
            Hazard::Untracked => "what its text depends on can't be known",
            Hazard::SequenceRestarted => "the sequence begins anew, with values that rows may have",
            Hazard::Renamed => "statements that know the old name fail",
            Hazard::Replaced => "the object is dropped and made anew",
        }
    }
}
