//! Both sides' replays, each made once.
//!
//! Who leads the target, and who tells why nothing leads it there, ask for the same. Never in it: how statements are
//! run (see `replay`).

use std::cell::OnceCell;

use super::{Replay, replayed};
use crate::merge::sides::pair::Pair;

/// Either side's statements, run on what the other left: once, and only if someone asks what comes of it.
pub(crate) struct Replays<'a> {
    /// Both sides, seen from the source.
    pub(crate) pair: Pair<'a>,
    forth: OnceCell<Replay<'a>>,
    back: OnceCell<Replay<'a>>,
}

impl<'a> Replays<'a> {
    /// Returns what may be run; `pair` is seen from the source.
    pub(crate) fn of(pair: Pair<'a>) -> Replays<'a> {
        Replays { pair, forth: OnceCell::new(), back: OnceCell::new() }
    }

    /// Returns what comes of the source's statements on what the target left.
    pub(crate) fn forth(&self) -> &Replay<'a> {
        self.forth.get_or_init(|| replayed(self.pair))
    }

    /// Returns what comes of the target's statements on what the source left.
    pub(crate) fn back(&self) -> &Replay<'a> {
        self.back.get_or_init(|| replayed(self.pair.flipped()))
    }
}
