//! A map by identity that is cheap to copy: copies share all that they have in common.
//!
//! Identities are given one after another, so it is a trie with 32 branches a level: what is looked for among
//! 100,000 stands four steps down. Never in it: what the identities are of.

use std::sync::Arc;

use crate::catalog::ObjectId;

const BITS: u32 = 5;
const WIDTH: usize = 1 << BITS;

/// Values by identity, in the order of the identities.
#[derive(Clone, Debug)]
pub(crate) struct IdMap<T> {
    root: Arc<Node<T>>,
    /// How many levels of branches stand above the leaves.
    height: u32,
    len: usize,
}

#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "a value is as small as a branch: it is shared too")]
enum Node<T> {
    Branches([Option<Arc<Node<T>>>; WIDTH]),
    Leaves([Option<T>; WIDTH]),
}

impl<T: Clone> IdMap<T> {
    /// Returns a map without anything in it.
    pub(crate) fn new() -> IdMap<T> {
        IdMap { root: Arc::new(Node::empty(0)), height: 0, len: 0 }
    }

    /// Returns how many values there are.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Returns a value.
    pub(crate) fn get(&self, id: ObjectId) -> Option<&T> {
        if !self.reaches(id) {
            return None;
        }
        let (mut node, mut level) = (&*self.root, self.height);
        loop {
            match node {
                Node::Leaves(leaves) => return leaves.get(place(id, 0))?.as_ref(),
                Node::Branches(branches) => node = branches.get(place(id, level))?.as_deref()?,
            }
            level -= 1;
        }
    }

    /// Returns a value, to change it.
    pub(crate) fn get_mut(&mut self, id: ObjectId) -> Option<&mut T> {
        self.get(id)?;
        let (mut node, mut level) = (&mut self.root, self.height);
        loop {
            match Arc::make_mut(node) {
                Node::Leaves(leaves) => return leaves.get_mut(place(id, 0))?.as_mut(),
                Node::Branches(branches) => node = branches.get_mut(place(id, level))?.as_mut()?,
            }
            level -= 1;
        }
    }

    /// Puts a value in, in the place of the one that was there.
    pub(crate) fn insert(&mut self, id: ObjectId, value: T) {
        while !self.reaches(id) {
            self.height += 1;
            let below = std::mem::replace(&mut self.root, Arc::new(Node::empty(self.height)));
            if let Node::Branches([first, ..]) = Arc::make_mut(&mut self.root) {
                *first = Some(below);
            }
        }
        if Node::insert(&mut self.root, self.height, id, value).is_none() {
            self.len += 1;
        }
    }

    /// Takes a value out.
    pub(crate) fn remove(&mut self, id: ObjectId) {
        if self.get(id).is_some() {
            Node::remove(&mut self.root, self.height, id);
            self.len -= 1;
        }
    }

    /// Returns the values, in the order of their identities.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        let mut open = vec![(&*self.root, 0)];
        std::iter::from_fn(move || {
            while let Some((node, next)) = open.pop() {
                if next == WIDTH {
                    continue;
                }
                open.push((node, next + 1));
                match node {
                    Node::Leaves(leaves) => {
                        if let Some(Some(value)) = leaves.get(next) {
                            return Some(value);
                        }
                    }
                    Node::Branches(branches) => {
                        let below = branches.get(next).and_then(Option::as_deref);
                        open.extend(below.map(|below| (below, 0)));
                    }
                }
            }
            None
        })
    }

    fn reaches(&self, id: ObjectId) -> bool {
        u64::from(id.0) >> (BITS * (self.height + 1)) == 0
    }
}

impl<T: Clone> Node<T> {
    fn empty(level: u32) -> Node<T> {
        match level {
            0 => Node::Leaves(std::array::from_fn(|_| None)),
            _ => Node::Branches(std::array::from_fn(|_| None)),
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Node::Leaves(leaves) => leaves.iter().all(Option::is_none),
            Node::Branches(branches) => branches.iter().all(Option::is_none),
        }
    }

    /// Returns what was there.
    fn insert(node: &mut Arc<Node<T>>, level: u32, id: ObjectId, value: T) -> Option<T> {
        match Arc::make_mut(node) {
            Node::Leaves(leaves) => leaves.get_mut(place(id, 0))?.replace(value),
            Node::Branches(branches) => {
                let below = branches.get_mut(place(id, level))?;
                let below = below.get_or_insert_with(|| Arc::new(Node::empty(level - 1)));
                Node::insert(below, level - 1, id, value)
            }
        }
    }

    /// Takes out a value that is there, and the nodes that are empty then.
    fn remove(node: &mut Arc<Node<T>>, level: u32, id: ObjectId) {
        match Arc::make_mut(node) {
            Node::Leaves(leaves) => {
                if let Some(leaf) = leaves.get_mut(place(id, 0)) {
                    *leaf = None;
                }
            }
            Node::Branches(branches) => {
                if let Some(slot) = branches.get_mut(place(id, level))
                    && let Some(below) = slot
                {
                    Node::remove(below, level - 1, id);
                    if below.is_empty() {
                        *slot = None;
                    }
                }
            }
        }
    }
}

/// Returns the branch of a level that leads to an identity.
fn place(id: ObjectId, level: u32) -> usize {
    let steps = u64::from(id.0) >> (BITS * level);
    steps as usize % WIDTH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_holds_what_an_ordered_map_holds() {
        let mut map = IdMap::new();
        let mut expected = std::collections::BTreeMap::new();
        let mut number: u32 = 7;
        for step in 0..20_000 {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let id = if step % 100 == 0 { number } else { number >> 20 };
            match number & 3 {
                0 => {
                    map.remove(ObjectId(id));
                    expected.remove(&id);
                }
                _ => {
                    map.insert(ObjectId(id), step);
                    expected.insert(id, step);
                }
            }
            assert_eq!(map.get(ObjectId(id)), expected.get(&id));
        }
        assert_eq!(map.len(), expected.len());
        assert!(map.values().eq(expected.values()));
        assert_eq!(map.get(ObjectId(u32::MAX)), expected.get(&u32::MAX));
    }

    #[test]
    fn a_copy_stays_as_it_was() {
        let mut map = IdMap::new();
        (0..100).for_each(|id| map.insert(ObjectId(id), id));
        let copy = map.clone();
        (0..100).for_each(|id| map.remove(ObjectId(id)));
        map.insert(ObjectId(100_000), 1);
        assert_eq!((copy.len(), map.len()), (100, 1));
        assert!(copy.values().copied().eq(0..100));
    }
}
