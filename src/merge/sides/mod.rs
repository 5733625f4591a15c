//! The two branches: run on the base, and laid side by side.
//!
//! Both stand on the same `ground`; a `side` is what one of them left there, and which statement did what to which object.
//! A `pair` is both, seen from either: which object of the one is which of the other. `apart` tells early that they have
//! nothing to do with each other, `standing` what a whole schema leaves alone, `written` which names a statement writes, and
//! `described` names things for people.
//!
//! Branches are run at once where that is worth a thread, else one after the other: as they run, they have nothing to do with
//! each other, unless one takes something to be there that the base has not; then the other has it too. Never in it:
//! verdicts.

pub(super) mod apart;
pub(super) mod described;
pub(super) mod ground;
pub(super) mod pair;
pub(super) mod side;
pub(super) mod standing;
mod written;

use super::Change;
use crate::both::both;
use ground::Ground;
use side::Side;

/// One of the two branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// The branch merged from.
    Source,
    /// The branch merged into.
    Target,
}

impl Who {
    /// Returns the other branch.
    pub(crate) fn other(self) -> Who {
        match self {
            Who::Source => Who::Target,
            Who::Target => Who::Source,
        }
    }
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Who::Source => "the source",
            Who::Target => "the target",
        })
    }
}

/// How many statements each side must have to be worth a thread.
const WORTHWHILE: usize = 250;

/// How many identities are left for each statement of the source: the target's begin behind those.
const IDENTITIES: u32 = 64;

/// Tells whether both sides have so much to do that it is worth a thread.
pub(super) fn are_long(source: &[Change<'_>], target: &[Change<'_>]) -> bool {
    source.len().min(target.len()) >= WORTHWHILE
}

/// Runs source and target.
pub(super) fn run<'a>(
    ground: &mut Ground,
    source: &'a [Change<'a>],
    target: &'a [Change<'a>],
) -> (Side<'a>, Side<'a>) {
    let next = ground.catalog.next();
    if cfg!(not(target_arch = "wasm32"))
        && are_long(source, target)
        && let Some(sides) = at_once(ground, next, source, target)
    {
        return sides;
    }
    let source = Side::run(ground, next, source);
    let target = Side::run(ground, source.catalog.next(), target);
    (source, target)
}

/// Runs both sides, each on a copy of the base; nothing comes of it where they do have to do with each other.
fn at_once<'a>(
    ground: &Ground,
    next: u32,
    source: &'a [Change<'a>],
    target: &'a [Change<'a>],
) -> Option<(Side<'a>, Side<'a>)> {
    let left = IDENTITIES.checked_mul(u32::try_from(source.len()).ok()?)?;
    let behind = next.checked_add(left).filter(|behind| *behind < u32::MAX / 4)?;
    let sides = both(true, || alone(ground, next, source), || alone(ground, behind, target));
    let (source, target) = (sides.0?, sides.1?);
    (source.catalog.next() <= behind).then_some((source, target))
}

/// Runs one side; nothing comes of it if it takes something to be there.
fn alone<'a>(ground: &Ground, next: u32, changes: &'a [Change<'a>]) -> Option<Side<'a>> {
    let mut ground = ground.clone();
    let side = Side::run(&mut ground, next, changes);
    ground.implied.is_empty().then_some(side)
}
