//! A merged file → the same, fitted to the merged schema: what one side alone says may follow from what the other did
//! elsewhere, as the columns of a new partition do from those of its parent.
//!
//! Never in it: what is marked; whether the file is right in the end (see `right`).

use std::collections::{BTreeMap, BTreeSet};

use super::read::{Block, File};
use super::weave::{Hunk, Woven};
use super::{Draft, Files, lists};
use crate::catalog::Catalog;
use crate::sorted::gathered;
use crate::sql::elements::Listing;

impl<'f> Draft<'f> {
    /// Returns the file with the statements that make something otherwise than the merged schema has it made so, and
    /// then without those that have become impossible.
    pub(super) fn fitted(&self, files: &Files<'_, '_>, schema: &Catalog) -> Draft<'f> {
        self.with_definitions(schema).without_refused(files)
    }

    fn with_definitions(&self, schema: &Catalog) -> Draft<'f> {
        let text = self.settled();
        let read = File::read(&text);
        let (made, meant) = (read.catalog.by_designation(), schema.by_designation());
        let makes = read.blocks.iter().filter(|block| made.contains_key(&block.key));
        let strayed = strayed(makes, &self.strays(&read.catalog, schema));
        self.rewritten(&read, |block| {
            let id = made.get(&block.key).filter(|_| strayed.contains(&*block.key))?;
            let Some(meant) = meant.get(&block.key) else { return Some(String::new()) };
            let [said, meant] = [read.catalog.definition(*id), schema.definition(*meant)];
            body(block, said.first()?, meant.first()?)
        })
    }

    fn without_refused(&self, files: &Files<'_, '_>) -> Draft<'f> {
        let text = self.settled();
        let read = File::read(&text);
        self.rewritten(&read, |block| {
            let is_gone = read.refused.contains(&block.key) && !files.know_refused(&block.key);
            is_gone.then(String::new)
        })
    }

    /// Returns the file with other bodies of the statements that are not open; `read` is its text, read.
    fn rewritten(&self, read: &File<'_>, body: impl Fn(&Block<'_>) -> Option<String>) -> Draft<'f> {
        let mut blocks = self.blocks.clone();
        let mut read = read.blocks.iter().peekable();
        for (_, woven) in &mut blocks {
            let (Woven::Text(text) | Woven::Open(Hunk { ours: text, .. })) = &*woven;
            let Some(block) = read.next_if(|block| text.contains(block.statement)) else {
                continue;
            };
            if let (Woven::Text(_), Some(body)) = (&*woven, body(block)) {
                *woven = Woven::Text(match body.is_empty() {
                    true => body,
                    false => [block.lead, &body, block.gap].concat(),
                });
            }
        }
        Draft { blocks, rest: self.rest.clone() }
    }
}

/// Returns the keys of those statements that make something of what stands under these paths.
fn strayed<'b>(
    makes: impl Iterator<Item = &'b Block<'b>>,
    strays: &[Vec<String>],
) -> BTreeSet<&'b str> {
    let by_path: BTreeMap<&[String], &str> =
        gathered(makes.map(|block| (&*block.place.path, &*block.key)));
    let around = |path: &Vec<String>| {
        let mut around = (1..=path.len()).rev().filter_map(|length| path.get(..length));
        around.find_map(|path| by_path.get(path).copied())
    };
    gathered(strays.iter().filter_map(around))
}

/// Returns a statement that makes something as it is meant to be, in its own words as far as they go; nothing where it
/// does.
fn body(block: &Block<'_>, said: &str, meant: &str) -> Option<String> {
    let lists = [(block.statement, block.body), (said, said), (meant, meant)];
    match lists.map(|(statement, body)| Listing::read(statement, body)) {
        _ if said == meant => None,
        [Some(own), Some(said), Some(meant)] => Some(lists::fitted(&own, &said, &meant)),
        _ => Some(format!("{meant};\n")),
    }
}
