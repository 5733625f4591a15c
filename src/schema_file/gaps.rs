//! The empty lines between two statements that follow each other in neither file.
//!
//! Never in it: in which order statements stand.

use std::collections::{BTreeMap, BTreeSet};

use super::read::{Block, File};
use super::weave::{Hunk, Woven};
use crate::sorted::gathered;

/// Sets what only one side has as far from what it comes to stand behind as it stands there from what is before it,
/// if that is still in the file and of the same sort, or nothing stands behind the other in its own file.
pub(super) fn set(blocks: &mut [(&Block<'_>, Woven)], [ours, theirs]: [&File<'_>; 2]) {
    let is_kept = |woven: &Woven| !matches!(woven, Woven::Text(text) if text.is_empty());
    let kept = blocks.iter().filter(|(_, woven)| is_kept(woven));
    let kept: BTreeSet<&str> = gathered(kept.map(|(block, _)| block.key.as_str()));
    let (of_ours, of_theirs) = (before(ours), before(theirs));
    let is_last = |block: &Block<'_>| {
        let lasts = [ours, theirs].map(|file| file.blocks.last());
        lasts.into_iter().flatten().any(|last| last.key == block.key)
    };
    let mut above: Option<(&Block<'_>, &mut Woven)> = None;
    for (block, woven) in blocks.iter_mut().filter(|(_, woven)| is_kept(woven)) {
        let key = block.key.as_str();
        if let (Some(one), None) | (None, Some(one)) = (of_ours.get(key), of_theirs.get(key))
            && let Some((above, woven)) = above
            && one.key != above.key
            && (one.place.sort == above.place.sort || is_last(above))
            && kept.contains(&*one.key)
        {
            set_gap(woven, one.gap);
        }
        above = Some((*block, woven));
    }
}

/// Returns what stands before each block.
fn before<'f>(file: &'f File<'_>) -> BTreeMap<&'f str, &'f Block<'f>> {
    let neighbours = file.blocks.iter().zip(file.blocks.iter().skip(1));
    gathered(neighbours.map(|(one, next)| (next.key.as_str(), one)))
}

fn set_gap(woven: &mut Woven, gap: &str) {
    let text = match woven {
        Woven::Open(Hunk { gap: own, .. }) => return gap.clone_into(own),
        Woven::Text(text) => text,
    };
    let end = text.trim_end().len();
    let line = text.get(end..).and_then(|rest| rest.find('\n'));
    text.truncate(line.map_or(text.len(), |at| end + at + 1));
    if line.is_none() && !gap.is_empty() {
        text.push('\n');
    }
    text.push_str(gap);
}
