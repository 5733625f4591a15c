//! Scripts on trial: what PostgreSQL would refuse of them, as far as what ran before is known.
//!
//! Never in it: what PostgreSQL refuses (see `statement`).

use super::Session;
use super::materialize::{Findings, Refused, statements};

/// A session that scripts are tried on, where not all that ran before is known.
///
/// What was refused before may have run all the same: what it speaks of is not known. If what it lacked was not there,
/// the statements begin later than the database, and what seems not to be there may be, but for the columns of a table
/// that is there. So it is with what a statement whose effects can't be told may have made.
#[derive(Clone, Debug, Default)]
pub struct Trial {
    session: Session,
    may_have_more: bool,
}

impl Trial {
    /// Starts where statements left a session; the effects of some may be unknown.
    pub(crate) fn after(session: Session, has_opaque: bool) -> Trial {
        Trial { session, may_have_more: has_opaque }
    }

    /// Runs a script that ran before, so that nothing of it is on trial.
    pub fn assume(&mut self, script: &str) {
        let Findings { opaque, errors } = self.session.execute_script(script);
        self.may_have_more |= !opaque.is_empty();
        let texts = statements(script)
            .filter(|((number, _), _)| errors.iter().any(|refused| refused.statement == *number));
        for (refused, (_, text)) in errors.iter().zip(texts) {
            self.doubt(text, refused);
        }
    }

    /// Notes that a statement was refused before, so that it may have run all the same.
    pub(crate) fn doubt(&mut self, statement: &str, refused: &Refused) {
        self.may_have_more |= refused.is_missing();
        self.session.doubt(statement);
    }

    /// Runs a script, and returns the statements that PostgreSQL would refuse.
    pub fn refused(&mut self, script: &str) -> Vec<Refused> {
        let Findings { opaque, mut errors } = self.session.execute_script(script);
        errors.retain(|refused| !self.may_be_there(refused));
        self.may_have_more |= !opaque.is_empty();
        errors
    }

    fn may_be_there(&self, refused: &Refused) -> bool {
        self.may_have_more && refused.is_missing() && !refused.is_missing_column()
    }
}
