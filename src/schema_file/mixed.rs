//! Three versions of a text → one: what each side did to it, word by word or line by line.
//!
//! Never in it: whether what comes out means what it is to mean (see `right`).

use std::ops::Range;

use super::versions::Versions;

/// What a side put in the place of some pieces of the base.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Edit<'a> {
    of: Range<usize>,
    by: Vec<&'a str>,
}

/// How many pairs of pieces are compared at most.
const MOST_PAIRS: usize = 1 << 20;

/// Returns the text with what both sides did to its pieces; nothing where they did something else to the same
/// ones, or one has no text.
pub(super) fn mixed<'a>(
    texts: Versions<&'a str>,
    pieces: fn(&'a str) -> Vec<&'a str>,
) -> Option<String> {
    let [base, ours, theirs] = [texts.base?, texts.ours?, texts.theirs?].map(pieces);
    let mut ours = edits(&base, &ours)?.into_iter().peekable();
    let mut theirs = edits(&base, &theirs)?.into_iter().peekable();
    let mut mixed = String::new();
    let mut at = 0;
    loop {
        let edit = match (ours.peek(), theirs.peek()) {
            (Some(one), Some(other)) if one == other => theirs.next().and(ours.next()),
            (Some(one), Some(other)) if one.is_before(other) => ours.next(),
            (Some(one), Some(other)) if other.is_before(one) => theirs.next(),
            (Some(_), Some(_)) => return None,
            _ => ours.next().or_else(|| theirs.next()),
        };
        let Some(Edit { of, by }) = edit else { break };
        mixed.extend(base.get(at..of.start)?.iter().copied());
        mixed.extend(by);
        at = of.end;
    }
    mixed.extend(base.get(at..)?.iter().copied());
    Some(mixed)
}

impl Edit<'_> {
    /// Tells whether it is of pieces before those of another; of two that put something at one place, neither is.
    fn is_before(&self, other: &Edit<'_>) -> bool {
        self.of.end <= other.of.start && self.of != other.of
    }
}

/// Returns what makes one list of the other; nothing where that takes too long to find.
fn edits<'a>(base: &[&str], side: &[&'a str]) -> Option<Vec<Edit<'a>>> {
    let start = same(base.iter(), side.iter());
    let (base, side) = (base.get(start..)?, side.get(start..)?);
    let end = same(base.iter().rev(), side.iter().rev());
    let (base, side) = (base.get(..base.len() - end)?, side.get(..side.len() - end)?);
    let kept = Kept::of(base, side)?;
    let (mut edits, mut place, mut other) = (Vec::<Edit<'a>>::new(), 0, 0);
    while place < base.len() || other < side.len() {
        let (old, new) = (base.get(place), side.get(other));
        if old == new {
            (place, other) = (place + 1, other + 1);
            continue;
        }
        if edits.last().is_none_or(|last| last.of.end != start + place) {
            edits.push(Edit { of: start + place..start + place, by: Vec::new() });
        }
        let edit = edits.last_mut()?;
        match new.filter(|_| {
            old.is_none() || kept.after(place, other + 1) > kept.after(place + 1, other)
        }) {
            Some(new) => {
                edit.by.push(new);
                other += 1;
            }
            None => {
                place += 1;
                edit.of.end += 1;
            }
        }
    }
    Some(edits)
}

/// Returns how many pieces two lists begin with alike.
pub(super) fn same<'p>(
    one: impl Iterator<Item = &'p &'p str>,
    other: impl Iterator<Item = &'p &'p str>,
) -> usize {
    one.zip(other).take_while(|(one, other)| one == other).count()
}

/// How many pieces two lists have in common, in their order, from each place on.
struct Kept {
    counts: Vec<u32>,
    width: usize,
}

impl Kept {
    fn of(base: &[&str], side: &[&str]) -> Option<Kept> {
        let width = side.len() + 1;
        let size = (base.len() + 1).checked_mul(width).filter(|size| *size <= MOST_PAIRS)?;
        let mut kept = Kept { counts: vec![0; size], width };
        for (place, old) in base.iter().enumerate().rev() {
            for (other, new) in side.iter().enumerate().rev() {
                let count = match old == new {
                    true => kept.after(place + 1, other + 1) + 1,
                    false => kept.after(place + 1, other).max(kept.after(place, other + 1)),
                };
                *kept.counts.get_mut(place * width + other)? = count;
            }
        }
        Some(kept)
    }

    fn after(&self, place: usize, other: usize) -> u32 {
        self.counts.get(place * self.width + other).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(base: &str, ours: &str, theirs: &str) -> Option<String> {
        let texts = Versions { base: Some(base), ours: Some(ours), theirs: Some(theirs) };
        mixed(texts, |text| text.split_inclusive(' ').collect())
    }

    #[test]
    fn what_each_side_did_is_done() {
        assert_eq!(words("a b c d e ", "a B c d ", "x a b c D e ").as_deref(), Some("x a B c D "));
        assert_eq!(words("a b ", "a B ", "a b c ").as_deref(), Some("a B c "));
        assert_eq!(words("a b ", "a x b c ", "a x b d "), None);
    }

    #[test]
    fn what_was_done_to_the_same_words_is_not() {
        assert_eq!(words("a b c ", "a B c ", "a x c "), None);
        assert_eq!(words("a b c ", "a c ", "a x c "), None);
        assert_eq!(words("a c ", "a b c ", "a d c "), None);
    }
}
