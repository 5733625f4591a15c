//! Both branches, run on the base: at once where that is worth a thread, else one after the other.
//!
//! Branches have nothing to do with each other as they run, unless one takes something to be there that the
//! base has not: then the other has it too. Never in it: how one runs (see `side`).

use super::Change;
use super::ground::Ground;
use super::side::Side;

/// Runs source and target.
pub(super) fn run<'a>(
    ground: &mut Ground,
    source: &'a [Change<'a>],
    target: &'a [Change<'a>],
) -> (Side<'a>, Side<'a>) {
    let next = ground.catalog.next();
    #[cfg(not(target_arch = "wasm32"))]
    if let Some(sides) = at_once::run(ground, next, source, target) {
        return sides;
    }
    let source = Side::run(ground, next, source);
    let target = Side::run(ground, source.catalog.next(), target);
    (source, target)
}

#[cfg(not(target_arch = "wasm32"))]
mod at_once {
    use super::{Change, Ground, Side};

    /// How many statements each side must have.
    const WORTHWHILE: usize = 250;

    /// How many identities are left for each statement of the source: the target's begin behind those.
    const IDENTITIES: u32 = 64;

    /// Runs both sides, each on a copy of the base; nothing comes of it where they do have to do with each other, or
    /// where there is no thread to be had.
    pub(super) fn run<'a>(
        ground: &Ground,
        next: u32,
        source: &'a [Change<'a>],
        target: &'a [Change<'a>],
    ) -> Option<(Side<'a>, Side<'a>)> {
        if source.len().min(target.len()) < WORTHWHILE {
            return None;
        }
        let left = IDENTITIES.checked_mul(u32::try_from(source.len()).ok()?)?;
        let behind = next.checked_add(left).filter(|behind| *behind < u32::MAX / 4)?;
        let (source, target) = std::thread::scope(|scope| {
            let thread = std::thread::Builder::new();
            let target = thread.spawn_scoped(scope, || alone(ground, behind, target)).ok()?;
            Some((alone(ground, next, source)?, target.join().ok()??))
        })?;
        (source.catalog.next() <= behind).then_some((source, target))
    }

    /// Runs one side; nothing comes of it if it takes something to be there.
    fn alone<'a>(ground: &Ground, next: u32, changes: &'a [Change<'a>]) -> Option<Side<'a>> {
        let mut ground = ground.clone();
        let side = Side::run(&mut ground, next, changes);
        ground.implied.is_empty().then_some(side)
    }
}
