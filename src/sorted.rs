//! Sorting, compiled once.
//!
//! The standard library's sort is compiled anew for each type of item, which in the WebAssembly module
//! takes several kilobytes each time; here only places are sorted, whatever the items are.

use std::cmp::Ordering;

/// Returns the items in the order that `compare` tells; equal ones stay as they are.
pub(crate) fn sorted<T>(items: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut places, &|one, other| match (items.get(one), items.get(other)) {
        (Some(one), Some(other)) => compare(one, other),
        _ => Ordering::Equal,
    });
    let mut items: Vec<Option<T>> = items.into_iter().map(Some).collect();
    places.into_iter().filter_map(|place| items.get_mut(place)?.take()).collect()
}

/// Puts items into a set or a map, one after another: `collect` would sort them before.
pub(crate) fn gathered<T, C: Default + Extend<T>>(items: impl Iterator<Item = T>) -> C {
    let mut all = C::default();
    all.extend(items);
    all
}

fn sort_places(places: &mut [usize], compare: &dyn Fn(usize, usize) -> Ordering) {
    places.sort_by(|&one, &other| compare(one, other));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_stay_as_they_are() {
        let words = ["bb", "a", "cc", "b", "aa"].map(str::to_owned).to_vec();
        let by_length = sorted(words, |one, other| one.len().cmp(&other.len()));
        assert_eq!(by_length, ["a", "b", "bb", "cc", "aa"]);
    }
}
