//! Where everything of two lists stands in the merged one.
//!
//! What is ours stays in its order, or, where theirs alone moved something, what is theirs. What only the other
//! has comes after what it comes after there, and, where both put something at one place, as `is_first` says.
//! Never in it: what becomes of the items.

use crate::sorted::gathered;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the keys of both lists in the order of the merged one.
///
/// `is_first` tells whether one that is new in ours comes before one that is new in theirs.
pub(super) fn merged<'k>(
    base: &[&'k str],
    ours: &[&'k str],
    theirs: &[&'k str],
    is_first: &dyn Fn(&str, &str) -> bool,
) -> Vec<&'k str> {
    match has_moved(base, theirs) && !has_moved(base, ours) {
        true => completed(base, theirs, ours, &|theirs, ours| !is_first(ours, theirs)),
        false => completed(base, ours, theirs, is_first),
    }
}

/// Tells whether what both lists have stands in another order.
fn has_moved(base: &[&str], side: &[&str]) -> bool {
    let places: BTreeMap<&str, usize> =
        gathered(base.iter().enumerate().map(|(place, key)| (*key, place)));
    let known: Vec<usize> = side.iter().filter_map(|key| places.get(key).copied()).collect();
    !known.is_sorted()
}

/// Returns the first list with what only the other has.
fn completed<'k>(
    base: &[&'k str],
    ours: &[&'k str],
    theirs: &[&'k str],
    is_first: &dyn Fn(&str, &str) -> bool,
) -> Vec<&'k str> {
    let known: BTreeSet<&str> = gathered(base.iter().chain(theirs).copied());
    let mut chain = Chain::of(ours);
    let mut last = None;
    for &key in theirs {
        if let Some(&there) = chain.places.get(key) {
            last = Some(there);
            continue;
        }
        let mut after = last;
        while let Some(next) = chain.next(after)
            && chain.keys.get(next).is_some_and(|ours| !known.contains(ours) && is_first(ours, key))
        {
            after = Some(next);
        }
        last = Some(chain.insert(after, key));
    }
    chain.in_order()
}

/// A linked list of keys.
struct Chain<'k> {
    keys: Vec<&'k str>,
    /// What comes after each.
    next: Vec<Option<usize>>,
    first: Option<usize>,
    places: BTreeMap<&'k str, usize>,
}

impl<'k> Chain<'k> {
    fn of(keys: &[&'k str]) -> Chain<'k> {
        let mut chain =
            Chain { keys: Vec::new(), next: Vec::new(), first: None, places: BTreeMap::new() };
        let mut last = None;
        for &key in keys {
            last = Some(chain.insert(last, key));
        }
        chain
    }

    /// Returns what comes after a place, or at the start.
    fn next(&self, place: Option<usize>) -> Option<usize> {
        match place {
            None => self.first,
            Some(place) => self.next.get(place).copied().flatten(),
        }
    }

    fn insert(&mut self, after: Option<usize>, key: &'k str) -> usize {
        let place = self.keys.len();
        self.keys.push(key);
        self.next.push(self.next(after));
        match after.and_then(|after| self.next.get_mut(after)) {
            None => self.first = Some(place),
            Some(next) => *next = Some(place),
        }
        self.places.insert(key, place);
        place
    }

    fn in_order(&self) -> Vec<&'k str> {
        let places = std::iter::successors(self.first, |place| self.next(Some(*place)));
        places.filter_map(|place| self.keys.get(place).copied()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(base: &str, ours: &str, theirs: &str) -> String {
        let list = |text: &'static str| text.split(' ').collect::<Vec<_>>();
        let leak = |text: &str| -> &'static str { text.to_owned().leak() };
        let (base, ours, theirs) = (list(leak(base)), list(leak(ours)), list(leak(theirs)));
        merged(&base, &ours, &theirs, &|ours, theirs| ours <= theirs).join(" ")
    }

    #[test]
    fn what_is_new_comes_after_what_it_comes_after_in_theirs() {
        assert_eq!(order("a z", "a z", "a b z c"), "a b z c");
        assert_eq!(order("b", "b", "a b"), "a b");
    }

    #[test]
    fn new_items_at_one_place_are_put_in_order() {
        assert_eq!(order("a z", "a c e z", "a b d f z"), "a b c d e f z");
    }

    #[test]
    fn ours_stays_in_its_order() {
        assert_eq!(order("a b c", "c b a", "a b c d"), "c d b a");
    }

    #[test]
    fn what_only_theirs_moved_stands_where_theirs_has_it() {
        assert_eq!(order("a b c", "a x b c", "c b a"), "c b a x");
        assert_eq!(order("a b c", "b a c", "c b a"), "b a c");
    }

    #[test]
    fn what_either_removed_keeps_its_place() {
        assert_eq!(order("a b c", "a c", "a b c"), "a b c");
        assert_eq!(order("a b c", "a b c", "a x c"), "a x b c");
    }
}
