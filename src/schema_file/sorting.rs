//! How a file is sorted: which sorts of statements come before which, and in which order those of a sort
//! stand.
//!
//! Read off the file itself: a dump is sorted by names, in sections; what people write is in their order.
//! Never in it: what the statements do.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::read::{Block, Place};
use crate::sorted::sorted;

/// How a file is sorted.
pub(super) struct Sorting<'a> {
    /// The section that each sort of statement stands in.
    sections: BTreeMap<&'a str, usize>,
    /// How each section is sorted, where it is.
    orders: Vec<Option<Order>>,
    /// How the statements of each sort are sorted among themselves, where they are.
    by_sort: BTreeMap<&'a str, Option<Order>>,
}

/// What names are compared by, and whether the greater ones come first.
#[derive(Clone, Copy)]
struct Order {
    names: fn(&Place) -> Vec<&str>,
    is_reversed: bool,
}

/// One neighbour in so many may stand elsewhere: a dump also heeds what needs what.
const TOLERANCE: usize = 10;

/// So few may stand in reverse by chance.
const FEW: usize = 3;

impl<'a> Sorting<'a> {
    /// Finds out how a file is sorted.
    pub(super) fn of(blocks: &'a [Block<'_>]) -> Sorting<'a> {
        let mut sections = BTreeMap::new();
        let mut orders = Vec::new();
        let mut by_sort = BTreeMap::new();
        let places = |sorts: &[&str]| -> Vec<&'a Place> {
            let places = blocks.iter().map(|block| &block.place);
            places.filter(|place| sorts.contains(&place.sort.as_str())).collect()
        };
        for section in together(blocks) {
            orders.push(order(&places(&section)));
            for sort in section {
                sections.insert(sort, orders.len() - 1);
                by_sort.insert(sort, order(&places(&[sort])));
            }
        }
        Sorting { sections, orders, by_sort }
    }

    /// Tells whether one place comes before another; where nothing tells, it does.
    pub(super) fn is_first(&self, one: &Place, other: &Place) -> bool {
        let section = |place: &Place| self.sections.get(place.sort.as_str()).copied();
        let (Some(first), Some(second)) = (section(one), section(other)) else { return true };
        let of_section = self.orders.get(first).copied().flatten();
        let of_sort = || self.by_sort.get(&*one.sort).copied().flatten();
        let of_sort = || of_sort().filter(|_| one.sort == other.sort);
        match (first.cmp(&second), of_section.or_else(of_sort)) {
            (Ordering::Equal, Some(order)) => order.compare(one, other).is_le(),
            (sections, _) => sections.is_le(),
        }
    }
}

/// Returns the sorts of statements that stand among each other, section by section.
fn together<'a>(blocks: &'a [Block<'_>]) -> Vec<Vec<&'a str>> {
    let mut ranges: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (place, block) in blocks.iter().enumerate() {
        ranges.entry(&block.place.sort).or_insert((place, place)).1 = place;
    }
    let ranges = sorted(ranges.into_iter().collect(), |one, other| one.1.cmp(&other.1));
    let mut sections: Vec<Vec<&str>> = Vec::new();
    let mut end = None;
    for (sort, (first, last)) in ranges {
        match sections.last_mut() {
            Some(section) if end.is_some_and(|end| first < end) => section.push(sort),
            _ => sections.push(vec![sort]),
        }
        end = end.max(Some(last));
    }
    sections
}

fn order(places: &[&Place]) -> Option<Order> {
    let directions =
        [false, true].into_iter().filter(|is_reversed| !is_reversed || places.len() > FEW);
    let orders = directions.flat_map(|is_reversed| {
        let by = |names| Order { names, is_reversed };
        [by(Place::whole), by(Place::own)]
    });
    let wrong = |order: &Order| {
        let neighbours = places.iter().zip(places.iter().skip(1));
        neighbours.filter(|(one, next)| order.compare(one, next).is_gt()).count()
    };
    let best = orders.min_by_key(wrong)?;
    (wrong(&best) * TOLERANCE <= places.len()).then_some(best)
}

impl Order {
    fn compare(&self, one: &Place, other: &Place) -> Ordering {
        let ordering = (self.names)(one).cmp(&(self.names)(other));
        if self.is_reversed { ordering.reverse() } else { ordering }
    }
}

impl Place {
    /// The names from the outermost on.
    fn whole(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }

    /// The schema's name and the last.
    fn own(&self) -> Vec<&str> {
        self.path.first().into_iter().chain(self.path.last()).map(String::as_str).collect()
    }
}
