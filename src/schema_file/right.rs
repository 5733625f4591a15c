//! The proof of a merged file: what it says is what the merge of the schemas comes to.
//!
//! Never in it: how the file is made.

use std::collections::{BTreeMap, BTreeSet};

use super::read::{self, File};
use super::weave::Woven;
use super::{Draft, Files};
use crate::catalog::{Catalog, Object, privileges};
use crate::merge::Plan;
use crate::sorted::gathered;
use crate::sql::canonical;

impl Draft<'_> {
    /// Tells whether each conflict is marked somewhere, and the file makes the merged schema but for what is
    /// marked. `concerned` are the blocks that each conflict is about.
    pub(super) fn is_right(
        &self,
        files: &Files<'_, '_>,
        plan: &Plan,
        concerned: &[BTreeSet<String>],
    ) -> bool {
        let marked: BTreeSet<&String> = gathered(self.open().map(|block| &block.key));
        let is_marked = |keys: &BTreeSet<String>| keys.iter().any(|key| marked.contains(key));
        if !concerned.iter().all(is_marked) {
            return false;
        }
        let text = self.settled();
        let read = File::read(&text);
        let is_same = match marked.is_empty() {
            true if read.catalog.hash_of_meaning() == plan.merged.hash_of_meaning() => true,
            _ => self.strays(&read.catalog, &plan.merged).is_empty(),
        };
        is_same && read.refused.iter().all(|key| files.know_refused(key))
    }

    /// Returns the file's text with ours where something is open: there ours is right, as in the merged schema.
    pub(super) fn settled(&self) -> String {
        self.text(&|hunk| [&*hunk.lead, &hunk.ours, &hunk.gap].concat())
    }

    /// Returns the paths of the objects in which two schemas differ, and which no open block is about.
    pub(super) fn strays(&self, one: &Catalog, other: &Catalog) -> Vec<Vec<String>> {
        let (one, other) = (objects(one), objects(other));
        let names: BTreeSet<&String> = gathered(one.keys().chain(other.keys()));
        let open: Vec<_> = self.open().collect();
        let mut strays = Vec::new();
        for name in names {
            let (found, meant) = (one.get(name), other.get(name));
            let said =
                |object: Option<&(Vec<String>, String)>| object.map(|(_, said)| said.clone());
            let Some((path, _)) = found.or(meant) else { continue };
            if said(found) != said(meant) && !open.iter().any(|block| block.place.is_around(path)) {
                strays.push(path.clone());
            }
        }
        strays
    }

    /// Returns the blocks that are open.
    pub(super) fn open(&self) -> impl Iterator<Item = &read::Block<'_>> {
        let open = self.blocks.iter().filter(|(_, woven)| matches!(woven, Woven::Open(_)));
        open.map(|(block, _)| *block)
    }
}

/// Returns the objects of a schema by their kinds and names, with their paths and what is said of them.
fn objects(catalog: &Catalog) -> BTreeMap<String, (Vec<String>, String)> {
    let of = |object: &Object| {
        let said = (read::path(catalog, object), said(catalog, object));
        (object.designation(catalog), said)
    };
    gathered(catalog.objects().filter(|object| catalog.is_own(object)).map(of))
}

/// Returns what is said of an object; comments in a body are none of it.
fn said(catalog: &Catalog, object: &Object) -> String {
    let mut said = String::new();
    if object.kind.is_order_meant {
        said.push_str(&format!("{}\n", object.position));
    }
    let named = privileges::by_names(catalog, object);
    for (attribute, value) in named.as_ref().unwrap_or(&object.attributes) {
        if !(object.kind.is_derived)(object, attribute) {
            said.push_str(attribute);
            said.push(' ');
            said.push_str(&canonical(&value.to_sql(catalog)));
            said.push('\n');
        }
    }
    said
}
