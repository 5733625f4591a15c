//! What objects are called on another line of a history.
//!
//! Lines that merged each other have objects in common that each line made for itself, so that only names tell which is
//! which; and names change. What both lines had when they parted is known by its identity; what came by a merge is
//! called as on the line that it came from, but for what the merge renamed. Never in it: what a merge comes to.

use std::collections::BTreeMap;

use super::lineage::Lineage;
use super::lines::Line;
use super::manager::DdlVersioningManager;
use super::merges::{Point, source_of};
use super::{HistoryResult, MergeRecord};
use crate::catalog::{Catalog, ObjectId};
use crate::diff::full_name;
use crate::ids::DdlId;
use crate::store::Store;

/// Names of the same things: full names on one line, and on another.
pub(super) type Renames = Vec<(String, String)>;

impl<S: Store> DdlVersioningManager<S> {
    /// Returns what things of a base are called at the end of a line, where that is otherwise.
    pub(super) async fn renames(&self, base: &Line, here: &Line) -> HistoryResult<Renames> {
        self.renames_beyond(base, here, &mut Vec::new()).await
    }

    /// As [`renames`](Self::renames), without what came by points that were `seen`.
    async fn renames_beyond(
        &self,
        base: &Line,
        here: &Line,
        seen: &mut Vec<Point>,
    ) -> HistoryResult<Renames> {
        let mut renames = Renames::new();
        let merges = match here.begins_with(base) {
            true => Vec::new(),
            false => self.last_merges(&here.lineage).await?,
        };
        for merge in merges {
            let source = source_of(&merge);
            if seen.contains(&source) {
                continue;
            }
            seen.push(source);
            let source = self.line(source).await?;
            let before = Box::pin(self.renames_beyond(base, &source, seen)).await?;
            let merged = Point { branch: merge.target, ddl_id: merge.head.unwrap_or(DdlId(0)) };
            let merged = self.line(merged).await?;
            let then = then(before, merge.renames);
            renames.extend(since(merged.catalog(), here.catalog(), then));
        }
        let parting = self.parting(base, here).await?;
        renames.extend(renamed(base.catalog(), here.catalog(), parting));
        Ok(renames)
    }

    /// Returns the last merge from each branch into a line.
    async fn last_merges(&self, lineage: &Lineage) -> HistoryResult<Vec<MergeRecord>> {
        let mut last = BTreeMap::new();
        for segment in &lineage.segments {
            for merge in self.merges_at(segment.branch, segment.last).await? {
                last.insert(merge.source, merge);
            }
        }
        Ok(last.into_values().collect())
    }
}

/// Returns what objects of identities before one are called in two catalogs of one line, where that differs.
fn renamed(before: &Catalog, after: &Catalog, next: ObjectId) -> Renames {
    let objects = before.objects().filter(|object| object.id < next);
    let renamed = objects.filter_map(|object| {
        let now = after.get(object.id)?;
        let is_renamed = now.name != object.name || now.parent != object.parent;
        is_renamed.then(|| (full_name(before, object), full_name(after, now)))
    });
    renamed.collect()
}

/// Returns renames, and others that came after them, as one.
fn then(before: Renames, after: Renames) -> Renames {
    let mut renames = Renames::new();
    for (old, new) in &before {
        let again = after.iter().find(|(renamed, _)| renamed == new);
        renames.push((old.clone(), again.map_or(new, |(_, again)| again).clone()));
    }
    renames.extend(after.into_iter().filter(|(old, _)| !before.iter().any(|(_, new)| new == old)));
    renames
}

/// Returns renames up to a catalog, and those from there to a later one of its line, as one.
fn since(merged: &Catalog, here: &Catalog, renames: Renames) -> Renames {
    let before: BTreeMap<String, String> =
        renames.into_iter().map(|(old, new)| (new, old)).collect();
    let objects = merged.objects().filter_map(|object| {
        let now = here.get(object.id)?;
        let is_renamed = now.name != object.name || now.parent != object.parent;
        if before.is_empty() && !is_renamed {
            return None;
        }
        let name = full_name(merged, object);
        let old = before.get(&name).cloned().or(is_renamed.then_some(name));
        Some((old?, full_name(here, now)))
    });
    objects.collect()
}
