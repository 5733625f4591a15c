//! What reads an object in an expression, as the object is altered.
//!
//! PostgreSQL reads a check, or the condition of an index, again when a column gets another type. Where it is
//! refused then, or says something else, it is dropped before and made again by the next plan. Never in it:
//! what can't stay whatever it says (see `Kind::is_in_the_way`).

use super::compare::Compared;
use super::run::Run;
use crate::catalog::alteration::{Action, Hazard};
use crate::catalog::kinds::Doing;
use crate::catalog::refusal::Accepted;
use crate::catalog::{Object, ObjectId, Piece, Value};

impl Run<'_> {
    /// Runs the statements that alter an object of now.
    pub(super) fn run_around(
        &mut self,
        id: ObjectId,
        actions: Vec<Action>,
        object: &str,
    ) -> Accepted<()> {
        let readers = match actions.is_empty() {
            true => Vec::new(),
            false => self.readers(id),
        };
        if readers.is_empty() {
            return self.run_all(actions, object);
        }
        let place = self.place();
        let outcome = self.run_all(actions.clone(), object);
        let is_disturbed = |reader: &ObjectId| outcome.is_err() || !self.is_settled(*reader);
        let disturbed: Vec<ObjectId> = readers.into_iter().filter(is_disturbed).collect();
        if disturbed.is_empty() {
            return outcome;
        }
        self.go_back(&place);
        for reader in disturbed {
            self.drop_anew(reader);
        }
        let again = self.run_all(actions, object);
        if again.is_err() {
            self.go_back(&place);
        }
        again
    }

    /// Returns what is as it is to be, and speaks of an object in an expression.
    fn readers(&self, id: ObjectId) -> Vec<ObjectId> {
        let reads = |user: &&Object| {
            user.attributes.values().any(|value| value.mentions(id) && is_expression(value))
        };
        let users = self.now().users(id).filter(reads);
        let users = users.filter(|user| {
            !(user.kind.hazards)(self.now(), user, Doing::Drop).contains(&Hazard::DataLoss)
        });
        users.map(|user| user.id).filter(|user| self.is_settled(*user)).collect()
    }

    /// Tells whether an object of now is what it is to be.
    fn is_settled(&self, id: ObjectId) -> bool {
        let other = self.pairs().to_of(id).and_then(|other| self.to.get(other));
        let compared = Compared { now: self.now(), to: self.to, pairs: self.pairs() };
        self.now()
            .get(id)
            .zip(other)
            .is_some_and(|(before, after)| compared.attributes(before, after).is_empty())
    }
}

/// Tells whether a value is more than a list of names.
fn is_expression(value: &Value) -> bool {
    value.pieces().iter().any(|piece| matches!(piece, Piece::Text(text) if &**text != ", "))
}
