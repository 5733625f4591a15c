//! What both branches stand on: the base, and what the branches take to be there besides.
//!
//! A history may begin in the middle: its statements speak of tables that none is known to have made.
//! Such a table, or column, is taken for one of the base, of which nothing else is known. Never in it:
//! what the branches did.

use super::side::Side;
use crate::catalog::{Accepted, Catalog, ObjectId, Outcome, Refusal, Session, Settings};
use crate::merge::Change;
use crate::sql::syntax::{self, SyntaxNode};

/// The base; it is cheap to copy.
#[derive(Clone, Debug)]
pub(crate) struct Ground {
    /// The base's catalog and settings.
    pub(crate) session: Session,
    /// The base with all that the branches took to be there.
    pub(crate) catalog: Catalog,
    /// The objects that were taken to be there, in the order in which they were found missing.
    pub(crate) implied: Vec<ObjectId>,
    /// Whether the branches are known as whole schemas: their statements are the differences from the base.
    pub(crate) is_of_wholes: bool,
}

/// How many missing things one statement may speak of.
const MOST_MISSING: usize = 64;

impl Ground {
    /// Returns the base after its statements.
    pub(crate) fn new(base: &[Change<'_>]) -> Ground {
        let mut session = Session::new(Catalog::new(), Settings::of_recorded());
        for change in base {
            if let Ok(tree) = syntax::parse(change.statement) {
                // What is refused changes nothing.
                let _ = session.execute_parsed(Ok(&tree));
            }
        }
        Ground::on(session)
    }

    /// Returns a base that is known as a catalog.
    pub(crate) fn on(session: Session) -> Ground {
        let catalog = session.catalog().clone();
        Ground { session, catalog, implied: Vec::new(), is_of_wholes: false }
    }

    /// Tells whether an object was there before the branches.
    pub(crate) fn has(&self, id: ObjectId) -> bool {
        self.catalog.get(id).is_some()
    }

    /// Runs a branch's statement; what it lacks is taken to have been there.
    pub(crate) fn execute(
        &mut self,
        session: &mut Session,
        tree: &SyntaxNode,
    ) -> Accepted<Outcome> {
        let mut result = session.execute_parsed(Ok(tree));
        for _ in 0..MOST_MISSING {
            match &result {
                Err(refusal) if refusal.is_missing() && self.imply(session, tree, refusal) => {
                    result = session.execute_parsed(Ok(tree));
                }
                _ => break,
            }
        }
        result
    }

    /// Puts what a statement lacks into the base and into the branch; tells whether it could. What the base has is not
    /// lacking: the branch dropped it, or calls it otherwise by now.
    fn imply(&mut self, session: &mut Session, tree: &SyntaxNode, refusal: &Refusal) -> bool {
        let Some(missing) = session.missing(tree, refusal) else { return false };
        let place = u32::MAX / 2 + self.implied.len() as u32;
        let Some(object) = self.catalog.imply(&missing, ObjectId(place)) else { return false };
        if self.session.catalog().get(object).is_some() {
            return false;
        }
        if !self.implied.contains(&object) {
            self.implied.push(object);
        }
        session.catalog_mut().adopt(&self.catalog, object)
    }

    /// Gives a branch what the other took to be there.
    pub(crate) fn complete(&self, side: &mut Side<'_>) {
        for &object in &self.implied {
            let account = side.accounts.get(&object);
            if account.is_none_or(|account| account.dropped.is_none()) {
                side.catalog.adopt(&self.catalog, object);
            }
        }
    }
}
