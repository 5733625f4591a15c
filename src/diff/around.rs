//! What an object's alteration does to others that are as they are to be.
//!
//! PostgreSQL reads a check, or the condition of an index, again when a column gets another type; and a table
//! that becomes a partition gives an index away. What is refused then, or says something else, is dropped before
//! and made again by the next plan. Never in it: what can't stay whatever it says (see
//! `Kind::is_in_the_way`).

use super::compare::Compared;
use super::order::Step;
use super::run::Run;
use crate::catalog::alteration::{Action, loses_rows};
use crate::catalog::refusal::Accepted;
use crate::catalog::{Object, ObjectId, Piece, Value, drop};

impl Run<'_> {
    /// Runs the statements that alter an object of now.
    pub(super) fn run_around(
        &mut self,
        id: ObjectId,
        actions: Vec<Action>,
        object: &str,
    ) -> Accepted<()> {
        let readers = match actions.is_empty() || self.options.in_place {
            true => Vec::new(),
            false => self.readers(id),
        };
        if readers.is_empty() {
            return self.run_all(actions, object);
        }
        let place = self.place();
        let outcome = self.run_all(actions.clone(), object);
        let is_disturbed = |(reader, is_read): &(ObjectId, bool)| match outcome {
            Ok(()) => !self.is_settled(*reader),
            Err(_) => *is_read,
        };
        let disturbed: Vec<_> = readers.into_iter().filter(is_disturbed).collect();
        if disturbed.is_empty() {
            return outcome;
        }
        self.go_back(&place);
        for (reader, _) in disturbed {
            self.drop_anew(reader);
        }
        let again = self.run_all(actions.clone(), object);
        if again.is_err() {
            // It is not they that are in the way: as much is done as if there were none.
            self.go_back(&place);
            return self.run_all(actions, object);
        }
        again
    }

    /// Takes for others what keeps objects from being dropped and can be altered only when they are gone: it all is
    /// done again, and it is dropped before them. So it is where a new table takes the name of an index of the one that goes, and a
    /// view is to read the new one. And what takes no new part, as a domain that more is asked of while arrays
    /// keep values of it.
    pub(super) fn give_up(&mut self, refused: &[Step]) {
        if self.options.in_place {
            return;
        }
        for step in refused {
            let in_the_way = match step {
                Step::Drop(id) => drop::concerned(self.now(), *id),
                Step::Reach(id) => self.whole_of_new(*id).into_iter().collect(),
                _ => Vec::new(),
            };
            for id in in_the_way {
                if !self.holds_rows(id) && self.plan.pairs.part(id).is_some() {
                    self.given_up.extend(self.from.get(id).map(|object| object.id));
                }
            }
        }
    }

    /// Returns what is there already of which a new object is to be a part.
    fn whole_of_new(&self, id: ObjectId) -> Option<ObjectId> {
        let part =
            self.to.get(id).filter(|part| !part.kind.is_whole && self.plan.new.contains(&id))?;
        self.pairs().now_of(part.parent)
    }

    /// Tells whether something is lost with an object of now.
    fn holds_rows(&self, id: ObjectId) -> bool {
        self.now().get(id).is_some_and(|object| loses_rows(self.now(), object))
    }

    /// Returns what is as it is to be of the parts of an object and of what speaks of it in an expression, and
    /// whether it does.
    fn readers(&self, id: ObjectId) -> Vec<(ObjectId, bool)> {
        let reads = |user: &Object| {
            user.attributes.values().any(|value| value.mentions(id) && is_expression(value))
        };
        let users = self.now().users(id).filter(|user| reads(user)).map(|user| (user, true));
        let parts = self.now().parts(id).map(|part| (part, false));
        let found = users.chain(parts).filter(|(object, _)| !self.holds_rows(object.id));
        let found = found.filter(|(object, _)| self.is_settled(object.id));
        found.map(|(object, is_read)| (object.id, is_read)).collect()
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
