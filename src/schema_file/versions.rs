//! A value of three files, each of which may lack it.
//!
//! Never in it: what the value is.

use crate::merge::{Merged, three_way};

/// A value of each of the three files that has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Versions<T> {
    pub(super) base: Option<T>,
    pub(super) ours: Option<T>,
    pub(super) theirs: Option<T>,
}

impl<T> Versions<T> {
    /// Returns what each version comes to.
    pub(super) fn map<U>(self, of: impl Fn(T) -> U) -> Versions<U> {
        self.filter_map(|version| Some(of(version)))
    }

    /// Returns what each version comes to, as far as it comes to something.
    pub(super) fn filter_map<U>(self, of: impl Fn(T) -> Option<U>) -> Versions<U> {
        let Versions { base, ours, theirs } = self;
        Versions {
            base: base.and_then(&of),
            ours: ours.and_then(&of),
            theirs: theirs.and_then(&of),
        }
    }

    /// Returns the versions, borrowed.
    pub(super) fn as_ref(&self) -> Versions<&T> {
        let Versions { base, ours, theirs } = self;
        Versions { base: base.as_ref(), ours: ours.as_ref(), theirs: theirs.as_ref() }
    }
}

impl<T: PartialEq> Versions<T> {
    /// Merges them three ways.
    pub(super) fn merged(self) -> Merged<Option<T>> {
        three_way(self.base, self.theirs, self.ours)
    }
}
