//! The passes in which PostgreSQL comes to the actions of one `ALTER TABLE`, whatever their order.
//!
//! They are those of `AlterTablePass` in PostgreSQL's `src/backend/commands/tablecmds.c`, as `ATPrepCmd` and
//! `ATParseTransformCmd` deal the actions out to them. Never in it: what an action does.

use crate::catalog::ObjectId;
use crate::catalog::kinds::constraint;
use crate::sql::Span;
use crate::sql::tree::{SyntaxKind, SyntaxNode, has};

/// A pass; they come in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pass {
    Drops,
    Types,
    /// What stands on the columns that got other types is read again.
    Reading,
    Columns,
    Expressions,
    OldIndexes,
    OldConstraints,
    /// Constraints are looked at, and wait for the pass in which they are added.
    Examination,
    Attributes,
    KeysOfIndexes,
    Keys,
    Constraints,
    Rest,
}

/// What is to be done in a pass.
#[derive(Debug)]
pub(super) enum Task {
    /// What an action says.
    Act(SyntaxNode),
    /// To read again what stands on columns that got other types.
    Reread,
    /// To say of a column that is to be in a primary key that it is not null.
    SayNotNull(String, Span),
    /// To add the constraints that a new column is declared with.
    Declare(Vec<(SyntaxNode, Option<ObjectId>)>),
}

/// What is left to do.
#[derive(Debug, Default)]
pub(super) struct Queue {
    tasks: Vec<(Pass, Task)>,
}

impl Queue {
    /// Adds an action, and what comes of it in later passes.
    pub(super) fn add(&mut self, action: SyntaxNode) {
        let own = pass(&action);
        let rereads = self.tasks.iter().any(|(pass, _)| *pass == Pass::Reading);
        if matches!(own, Pass::Types | Pass::Expressions) && !rereads {
            let later = [Pass::Reading, Pass::OldIndexes, Pass::OldConstraints];
            later.into_iter().for_each(|later| self.push(later, Task::Reread));
        }
        self.push(own, Task::Act(action));
    }

    /// Adds what comes behind all else of its pass.
    pub(super) fn push(&mut self, pass: Pass, task: Task) {
        self.tasks.push((pass, task));
    }

    /// Takes out what is to be done next.
    pub(super) fn next(&mut self) -> Option<(Pass, Task)> {
        let first = self.tasks.iter().map(|(pass, _)| *pass).min()?;
        let place = self.tasks.iter().position(|(pass, _)| *pass == first)?;
        Some(self.tasks.remove(place))
    }
}

fn pass(action: &SyntaxNode) -> Pass {
    use SyntaxKind::*;
    match action.kind() {
        DROP_COLUMN | DROP_CONSTRAINT => Pass::Drops,
        ADD_COLUMN => Pass::Columns,
        ADD_CONSTRAINT => Pass::Examination,
        ALTER_COLUMN => match action.last_child().map(|node| node.kind()) {
            Some(DROP_DEFAULT | DROP_NOT_NULL | DROP_EXPRESSION | DROP_IDENTITY) => Pass::Drops,
            Some(SET_TYPE) => Pass::Types,
            Some(SET_EXPRESSION) => Pass::Expressions,
            Some(SET_NOT_NULL) => Pass::Attributes,
            Some(SET_DEFAULT | ADD_GENERATED) => Pass::Constraints,
            _ => Pass::Rest,
        },
        _ => Pass::Rest,
    }
}

/// Returns the pass in which a constraint is added.
pub(super) fn pass_of_added(constraint: &SyntaxNode) -> Pass {
    match constraint.kind() {
        SyntaxKind::NOT_NULL_CONSTRAINT => Pass::Attributes,
        kind if !constraint::is_key(kind) => Pass::Constraints,
        _ if has(constraint, SyntaxKind::USING_INDEX_NAME) => Pass::KeysOfIndexes,
        _ => Pass::Keys,
    }
}
