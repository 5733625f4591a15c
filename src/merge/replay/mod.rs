//! One side's statements, run on what the other left: without what is there already, and with the names
//! that things have there. All else of their text stays as the author wrote it.
//!
//! The catalog runs each, so what the statements lead to is known, not supposed. `replayer` runs them, `rewriting` words
//! them for the schema that they run on, and `replays` keeps what came of either side's. Never in it: whether that is the
//! merged schema (see `lead`).

mod replayer;
pub(super) mod replays;
mod rewriting;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use super::sides::described::Described;
use super::sides::pair::Pair;
use super::sides::side::Run;
use crate::catalog::{Catalog, Discord, Object, ObjectId, Session};
use crate::sql::syntax;
use replayer::Replayer;

/// What came of running one side's statements on what the other left.
pub(super) struct Replay<'a> {
    /// Whose statements ran on what.
    pub(super) pair: Pair<'a>,
    /// The statements that ran.
    pub(super) ddl: Vec<String>,
    /// The schema that they lead to.
    pub(super) catalog: Catalog,
    /// The statements that were refused.
    pub(super) refused: Vec<Refused>,
    /// The new objects of this side, by the identities that they have there: the side's own identities.
    pub(super) made: BTreeMap<ObjectId, ObjectId>,
    /// What the schema has against statements about rows by the time that they run.
    pub(super) against_rows: Vec<AgainstRows>,
    in_union: OnceCell<Catalog>,
}

impl Replay<'_> {
    /// Returns the schema with the identities of the merged catalog, which are the target's and the source's own.
    pub(super) fn in_union(&self) -> &Catalog {
        self.in_union.get_or_init(|| self.catalog.renumbered(|id| self.id_in_union(id)))
    }

    /// Returns the identity that an object of its schema has in the merged catalog.
    pub(super) fn id_in_union(&self, id: ObjectId) -> ObjectId {
        match self.made.get(&id) {
            Some(own) => self.pair.in_union(*own),
            None => self.pair.flipped().in_union(id),
        }
    }

    /// Returns the first refused statement whose work no difference of schemas does.
    pub(super) fn lost(&self) -> Option<&Refused> {
        self.refused
            .iter()
            .find(|refused| self.pair.own.runs.get(refused.statement).is_some_and(Run::works))
    }

    /// Tells whether the source's statements lead to just the merged catalog. What it does not see, hashes may.
    pub(super) fn is_just(&self, merged: &Catalog) -> bool {
        let in_merged = |id: ObjectId| self.made.get(&id).copied().unwrap_or(id);
        self.refused.is_empty() && self.catalog.is_under(merged, in_merged)
    }
}

/// A statement of this side that can't run on what the other side left.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    /// Its place among those of its side.
    pub(super) statement: usize,
    /// Why.
    pub(super) message: String,
}

/// What a schema has against a statement about rows by the time that it runs.
pub(super) struct AgainstRows {
    /// The statement's place among those of its side.
    pub(super) statement: usize,
    /// What is against it.
    pub(super) discord: Discord,
    /// What that is over, as it is by then; it may be gone later.
    pub(super) over: Object,
    /// How people know that.
    pub(super) described: Described,
}

/// Runs this side's statements on what the other side left.
pub(super) fn replayed(pair: Pair<'_>) -> Replay<'_> {
    replayed_without(pair, &BTreeSet::new())
}

/// Runs this side's statements on what the other side left, but for some.
pub(super) fn replayed_without<'a>(pair: Pair<'a>, left_out: &BTreeSet<usize>) -> Replay<'a> {
    replayed_on(pair, pair.other.catalog.clone(), left_out)
}

/// Runs this side's statements, but for some, on a schema that was made of what the other side left.
pub(super) fn replayed_on<'a>(
    pair: Pair<'a>,
    catalog: Catalog,
    left_out: &BTreeSet<usize>,
) -> Replay<'a> {
    Replayer::on(pair, catalog).replay(left_out)
}

/// Runs statements on a schema; returns what they lead to, or nothing if one is refused.
pub(super) fn run(session: &Session, ddl: &[String]) -> Option<Catalog> {
    let mut session = session.clone();
    for statement in ddl {
        match syntax::parse(statement) {
            Ok(tree) => drop(session.execute_parsed(Ok(&tree)).ok()?),
            // What is not PostgreSQL's is not run here.
            Err(_) => continue,
        }
    }
    Some(session.catalog().clone())
}
