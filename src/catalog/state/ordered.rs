//! A map in the order of its keys that is cheap to copy: copies share all that they have in common.
//!
//! It is a tree of short lists: what is looked for among 100,000 stands four lists down. Never in it: what
//! the keys are of.

use std::cmp::Ordering;
use std::sync::Arc;

/// How many pairs, or branches, a list holds at most.
const WIDTH: usize = 32;

/// Values by their keys, in order.
#[derive(Clone, Debug)]
pub(crate) struct OrderedMap<K, V> {
    root: Arc<Node<K, V>>,
}

#[derive(Clone, Debug)]
enum Node<K, V> {
    /// Below each branch stand the keys from its own on, up to that of the next branch. What is less than
    /// all stands below the first.
    Branches(Vec<Branch<K, V>>),
    Pairs(Vec<(K, V)>),
}

type Branch<K, V> = (K, Arc<Node<K, V>>);

impl<K: Ord + Clone, V: Clone> OrderedMap<K, V> {
    /// Returns a map without anything in it.
    pub(crate) fn new() -> OrderedMap<K, V> {
        OrderedMap { root: Arc::new(Node::Pairs(Vec::new())) }
    }

    /// Returns the value of the key that `compare` finds: it tells how a key compares to that one.
    pub(crate) fn find(&self, compare: impl Fn(&K) -> Ordering) -> Option<&V> {
        let mut node = &*self.root;
        loop {
            match node {
                Node::Branches(branches) => {
                    node = &branches.get(branch(branches, |first| compare(first).is_le()))?.1;
                }
                Node::Pairs(pairs) => {
                    let place = pairs.binary_search_by(|(held, _)| compare(held)).ok()?;
                    return pairs.get(place).map(|(_, value)| value);
                }
            }
        }
    }

    /// Returns the value of a key.
    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.find(|held| held.cmp(key))
    }

    /// Gives a key a value, in the place of the one that it had.
    pub(crate) fn insert(&mut self, key: K, value: V) {
        if let Some(beside) = Node::insert(&mut self.root, key, value) {
            let branches = [self.root.clone(), beside].into_iter();
            let branches = branches.filter_map(|node| Some((node.first()?.clone(), node)));
            self.root = Arc::new(Node::Branches(branches.collect()));
        }
    }

    /// Takes a key out, with its value.
    pub(crate) fn remove(&mut self, key: &K) {
        if self.get(key).is_some() && Node::remove(&mut self.root, key) {
            *self = OrderedMap::new();
        }
    }

    /// Returns the pairs behind the keys of which `is_before` is true: some of the first.
    pub(crate) fn from(&self, is_before: impl Fn(&K) -> bool) -> Pairs<'_, K, V> {
        let (pairs, next) = self.root.list(&is_before);
        let place = pairs.partition_point(|(held, _)| is_before(held));
        let pairs = pairs.get(place..).unwrap_or_default().iter();
        Pairs { root: &self.root, pairs, next }
    }
}

/// Returns the last branch of which `is_reached` is true, or the first.
fn branch<K, B>(branches: &[(K, B)], is_reached: impl Fn(&K) -> bool) -> usize {
    branches.partition_point(|(first, _)| is_reached(first)).saturating_sub(1)
}

impl<K: Ord + Clone, V: Clone> Node<K, V> {
    fn first(&self) -> Option<&K> {
        match self {
            Node::Branches(branches) => branches.first().map(|(key, _)| key),
            Node::Pairs(pairs) => pairs.first().map(|(key, _)| key),
        }
    }

    /// Returns the list in which the last branches lead of which `is_reached` is true, and where the list after it
    /// begins.
    fn list(&self, is_reached: impl Fn(&K) -> bool) -> (&[(K, V)], Option<&K>) {
        let (mut node, mut next) = (self, None);
        loop {
            match node {
                Node::Branches(branches) => {
                    let place = branch(branches, &is_reached);
                    next = branches.get(place + 1).map(|(first, _)| first).or(next);
                    match branches.get(place) {
                        Some((_, below)) => node = below,
                        None => return (&[], None),
                    }
                }
                Node::Pairs(pairs) => return (pairs, next),
            }
        }
    }

    /// Puts a pair in; returns the node that has to stand beside this one then, if it was full.
    fn insert(node: &mut Arc<Node<K, V>>, key: K, value: V) -> Option<Arc<Node<K, V>>> {
        match Arc::make_mut(node) {
            Node::Branches(branches) => {
                let place = branch(branches, |first| first.cmp(&key).is_le());
                let (_, below) = branches.get_mut(place)?;
                let beside = Node::insert(below, key, value)?;
                let first = beside.first()?.clone();
                put(branches, place + 1, (first, beside)).map(|more| Arc::new(Node::Branches(more)))
            }
            Node::Pairs(pairs) => match pairs.binary_search_by(|(held, _)| held.cmp(&key)) {
                Ok(place) => {
                    pairs.get_mut(place)?.1 = value;
                    None
                }
                Err(place) => {
                    put(pairs, place, (key, value)).map(|more| Arc::new(Node::Pairs(more)))
                }
            },
        }
    }

    /// Takes out a key that is there; tells whether nothing is left.
    fn remove(node: &mut Arc<Node<K, V>>, key: &K) -> bool {
        match Arc::make_mut(node) {
            Node::Branches(branches) => {
                let place = branch(branches, |first| first <= key);
                if branches.get_mut(place).is_some_and(|(_, below)| Node::remove(below, key)) {
                    branches.remove(place);
                }
                branches.is_empty()
            }
            Node::Pairs(pairs) => {
                if let Ok(place) = pairs.binary_search_by(|(held, _)| held.cmp(key)) {
                    pairs.remove(place);
                }
                pairs.is_empty()
            }
        }
    }
}

/// Puts an item into a list; returns what does not fit any more. What grows at its end fills its lists.
///
/// A full list is parted before it gets the item: it need not grow for what it does not keep.
fn put<T>(list: &mut Vec<T>, place: usize, item: T) -> Option<Vec<T>> {
    if list.len() < WIDTH {
        list.insert(place, item);
        return None;
    }
    let mut beside = Vec::with_capacity(WIDTH);
    if place < list.len() {
        beside.extend(list.drain(WIDTH / 2..));
    }
    match place.checked_sub(list.len()) {
        Some(place) => beside.insert(place, item),
        None => list.insert(place, item),
    }
    Some(beside)
}

/// The pairs of a map from some key on; see [`OrderedMap::from`].
pub(crate) struct Pairs<'m, K, V> {
    root: &'m Node<K, V>,
    /// What is left of one list.
    pairs: std::slice::Iter<'m, (K, V)>,
    /// Where the list after it begins.
    next: Option<&'m K>,
}

impl<'m, K: Ord + Clone, V: Clone> Iterator for Pairs<'m, K, V> {
    type Item = &'m (K, V);

    fn next(&mut self) -> Option<&'m (K, V)> {
        loop {
            if let Some(pair) = self.pairs.next() {
                return Some(pair);
            }
            let first = self.next?;
            let (pairs, next) = self.root.list(|reached| reached <= first);
            (self.pairs, self.next) = (pairs.iter(), next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn same(map: &OrderedMap<u32, u32>, expected: &BTreeMap<u32, u32>, start: u32) {
        let pairs = map.from(|key| *key < start).map(|(key, value)| (key, value));
        assert!(pairs.eq(expected.range(start..)));
    }

    #[test]
    fn it_holds_what_the_standard_librarys_holds() {
        let (mut map, mut expected) = (OrderedMap::new(), BTreeMap::new());
        let mut number: u32 = 7;
        for step in 0..40_000 {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let key = number >> 20;
            // First it grows, then it shrinks to nothing.
            match (number & 7 == 0) == (step < 20_000) {
                true => {
                    map.remove(&key);
                    expected.remove(&key);
                }
                false => {
                    map.insert(key, step);
                    expected.insert(key, step);
                }
            }
            assert_eq!(map.get(&key), expected.get(&key));
            if step % 1_000 == 0 {
                [0, key, 4_000].into_iter().for_each(|start| same(&map, &expected, start));
            }
        }
        same(&map, &expected, 0);
        for key in 0..=4_096 {
            map.remove(&key);
        }
        assert!(map.from(|_| false).next().is_none());
        map.insert(1, 2);
        assert_eq!(map.get(&1), Some(&2));
    }

    #[test]
    fn what_comes_in_order_fills_its_lists() {
        let mut map = OrderedMap::new();
        (0..WIDTH as u32 * 4).for_each(|key| map.insert(key, ()));
        let Node::Branches(branches) = &*map.root else { panic!("{map:?}") };
        assert_eq!(branches.len(), 4);
    }

    #[test]
    fn a_copy_stays_as_it_was() {
        let mut map = OrderedMap::new();
        (0..1_000).for_each(|key| map.insert(key, key));
        let copy = map.clone();
        (0..1_000).for_each(|key| map.remove(&key));
        map.insert(5_000, 1);
        assert!(copy.from(|_| false).map(|(key, _)| *key).eq(0..1_000));
        assert!(map.from(|_| false).eq([&(5_000, 1)]));
    }
}
