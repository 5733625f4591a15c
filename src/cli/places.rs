//! What the sides of a merge are called, and where in files their statements stand.

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
