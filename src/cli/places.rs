//! What the sides of a merge are called, and where in files their statements stand, or an entry's.

use std::fmt;

use schemagraft::history::{Branch, DdlHistoryEntry, ImportRecord, MergeRecord};
use schemagraft::ids::DdlId;
use schemagraft::merge::ConflictSide;
use schemagraft::sql::{Position, Statement};

/// The two sides of a merge.
pub(super) struct Names {
    pub(super) source: Named,
    pub(super) target: Named,
}

/// A side.
pub(super) struct Named {
    pub(super) name: String,
    /// What its statements are: `entry`, `statement`.
    pub(super) statement: &'static str,
    /// Where its statements stand, by their numbers from 1; empty for a history's.
    pub(super) statements: Vec<Place>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Place {
    pub(super) path: String,
    #[serde(flatten)]
    pub(super) position: Position,
}

impl Names {
    pub(super) fn of_branches(source: &str, target: &str) -> Names {
        Names { source: Named::branch(source), target: Named::branch(target) }
    }
}

impl Named {
    fn branch(name: &str) -> Named {
        Named { name: name.to_owned(), statement: "entry", statements: Vec::new() }
    }

    /// A side whose statements stand in one file.
    pub(super) fn file(path: &str, statements: &[Statement]) -> Named {
        let statements = statements.iter().map(|one| Place::of(path, one)).collect();
        Named { name: path.to_owned(), statement: "statement", statements }
    }

    /// Returns what a statement of this side is called that stands in no file.
    pub(super) fn entry(&self, side: &ConflictSide) -> String {
        match side.ddl_id {
            DdlId(0) => format!("{}, where it is gone", self.name),
            ddl_id => format!("{}, {} {ddl_id}", self.name, self.statement),
        }
    }

    /// Returns where a statement of this side begins.
    pub(super) fn statement(&self, side: &ConflictSide) -> Option<&Place> {
        let number = usize::try_from(side.ddl_id.0).ok()?;
        self.statements.get(number.checked_sub(1)?)
    }

    /// Returns the place of the part of a statement that matters.
    pub(super) fn place(&self, side: &ConflictSide) -> Option<Place> {
        let Place { path, position: start } = self.statement(side)?;
        let (start, within) = (*start, side.position);
        let column = match within.line {
            1 => start.column + within.column - 1,
            _ => within.column,
        };
        let position = Position { line: start.line + within.line - 1, column };
        Some(Place { path: path.clone(), position })
    }
}

impl Place {
    pub(super) fn of(path: &str, statement: &Statement) -> Place {
        Place { path: path.to_owned(), position: statement.position }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Position { line, column } = self.position;
        write!(f, "{}:{line}:{column}", self.path)
    }
}

/// The merges of a history, and its branches.
pub(super) struct Merges {
    pub(super) merges: Vec<MergeRecord>,
    pub(super) branches: Vec<Branch>,
}

impl Merges {
    /// Returns the branch from which a merge brought an entry, in words.
    pub(super) fn source(&self, entry: &DdlHistoryEntry) -> Option<String> {
        let brought = |merge: &&MergeRecord| {
            let ddl_id = Some(entry.ddl_id);
            merge.target == entry.branch_id && merge.target_head < ddl_id && ddl_id <= merge.head
        };
        let source = self.merges.iter().find(brought)?.source;
        let branch = self.branches.iter().find(|branch| branch.branch_id == source);
        Some(branch.map_or_else(|| format!("branch {source}, now gone"), |it| it.name.clone()))
    }
}

/// The files from which a branch's entries were imported.
pub(super) struct Files(pub(super) Vec<ImportRecord>);

/// A statement's text, and where it begins.
pub(super) struct Source<'a> {
    pub(super) path: String,
    pub(super) line: u32,
    pub(super) text: &'a str,
}

impl Files {
    /// Returns where the statement of an entry stands.
    pub(super) fn place(&self, ddl_id: DdlId) -> Option<Place> {
        let place = |import: &ImportRecord| {
            let position = import.place(ddl_id)?;
            Some(Place { path: import.path.clone(), position })
        };
        self.0.iter().find_map(place)
    }

    /// Returns the text of an entry with its place in its file; of a snapshot where there is no entry.
    pub(super) fn source<'a>(&self, ddl_id: Option<DdlId>, text: &'a str) -> Source<'a> {
        match ddl_id.map(|ddl_id| (ddl_id, self.place(ddl_id))) {
            Some((_, Some(Place { path, position }))) => Source { path, line: position.line, text },
            Some((ddl_id, None)) => Source { path: format!("entry {ddl_id}"), line: 1, text },
            None => Source { path: "snapshot".to_owned(), line: 1, text },
        }
    }
}
