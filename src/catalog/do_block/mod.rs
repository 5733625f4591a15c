//! `DO` blocks whose body is plain guarded DDL, as Prisma and Drizzle write them → the changes that they make.
//!
//! The block is run: statements by the same path as all others, conditions on the system catalogs against the
//! catalog, exceptions by PostgreSQL's names for its codes. What is not certain makes the whole block opaque, and
//! then it changes nothing. Never in it: guesses.

mod condition;
mod constant;
mod expression;
mod relations;
mod rows;
mod run;

use super::edit::Edit;
use super::refusal::{Accepted, Refusal};
use crate::sql::syntax;
use crate::sql::tree::SyntaxNode;

/// Why a block does not run on.
#[derive(Debug)]
enum Stop {
    /// PostgreSQL refuses a statement.
    Refused(Refusal),
    /// What the block does is not known, and why.
    Unknown(&'static str),
    /// It returns.
    Returned,
}

/// What comes of a step.
type Step<T> = Result<T, Stop>;

/// Reads `DO`.
pub(crate) fn apply(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(block) = syntax::block(statement) else {
        edit.be_unsure("this DO block is not looked into");
        return Ok(());
    };
    let (mark, opaque) = (edit.mark(), edit.opaque.clone());
    let was_in_block = std::mem::replace(&mut edit.is_in_block, true);
    let run = run::run(edit, &block);
    edit.is_in_block = was_in_block;
    match run {
        Ok(()) | Err(Stop::Returned) => Ok(()),
        Err(Stop::Refused(refusal)) => Err(refusal),
        Err(Stop::Unknown(reason)) => {
            edit.roll_back_to(mark);
            edit.opaque = opaque;
            edit.be_unsure(reason);
            Ok(())
        }
    }
}
