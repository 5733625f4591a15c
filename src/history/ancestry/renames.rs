//! What objects of one line of a history are called on another.
//!
//! What a merge brings is made anew on its target, so that identities tell along a branch, and not beyond it. But where a
//! merge ends, the target has all that the source has, under the same names but for what the merge renamed: from merge to
//! merge an object is followed, however often it was renamed on the way. What a revert made again is what was there before.
//! Never in it: what a merge comes to.

use std::collections::BTreeMap;

use super::having::is_taken_back;
use super::lines::Line;
use super::merges::{Past, Point, Seen};
use crate::catalog::{Catalog, Object, ObjectId};
use crate::diff::full_name;
use crate::history::manager::DdlVersioningManager;
use crate::history::{HistoryResult, MergeRecord};
use crate::ids::{BranchId, DdlId};
use crate::map::Map;
use crate::store::Store;

/// Names of the same things: full names on one line, and on another.
pub(crate) type Renames = Vec<(String, String)>;

/// An object, by the branch that made it and its identity there; by none, if it is of a base that was made up.
type Node = (Option<BranchId>, ObjectId);

/// A line whose objects are known by the branches that made them.
struct Owned<'a> {
    line: &'a Line,
    /// From which identity on what is made is of which branch.
    starts: Vec<(BranchId, ObjectId)>,
}

impl Owned<'_> {
    fn node(&self, object: &Object) -> Node {
        let is_of_history = object.id < self.line.next;
        let mut owners = self.starts.iter().rev().filter(|(_, start)| *start <= object.id);
        (owners.next().filter(|_| is_of_history).map(|(branch, _)| *branch), object.id)
    }
}

/// Which objects of several lines are the same.
#[derive(Default)]
struct Sameness(BTreeMap<Node, Node>);

impl Sameness {
    fn of(&self, node: Node) -> Node {
        let chain = std::iter::successors(Some(node), |node| self.0.get(node).copied());
        chain.last().unwrap_or(node)
    }

    fn join(&mut self, one: Node, other: Node) {
        let (one, other) = (self.of(one), self.of(other));
        if one != other {
            self.0.insert(one, other);
        }
    }

    /// Notes that what is called the same on two lines, but for what was renamed, is the same.
    fn join_named(&mut self, source: &Owned<'_>, target: &Owned<'_>, renames: &Renames) {
        let renames: Map<&String, &String> =
            renames.iter().map(|(before, after)| (before, after)).collect();
        let named = named(target.line.catalog());
        for object in source.line.catalog().objects() {
            let name = full_name(source.line.catalog(), object);
            let name = renames.get(&name).map_or(name.clone(), |name| (*name).clone());
            if let Some(found) = named.get(&(object.kind.name, name)) {
                self.join(source.node(object), target.node(found));
            }
        }
    }
}

fn named(catalog: &Catalog) -> Map<(&'static str, String), &Object> {
    let named = |object: &Object| (object.kind.name, full_name(catalog, object));
    catalog.objects().map(|object| (named(object), object)).collect()
}

/// Which branches have to do with which, by forks and merges.
#[derive(Default)]
struct Ways(Map<(BranchId, BranchId), ()>);

impl Ways {
    fn add(&mut self, one: BranchId, other: BranchId) {
        self.0.add((one.min(other), one.max(other)), ());
    }

    fn has(&self, one: BranchId, other: BranchId) -> bool {
        self.0.contains_key(&(one.min(other), one.max(other)))
    }

    /// Leaves out the branches from which no way leads on, but for some.
    fn cut(&mut self, kept: &[BranchId]) {
        loop {
            let mut neighbours: Map<BranchId, usize> = Map::default();
            for (one, other) in self.0.keys() {
                neighbours.change(*one, |count| *count += 1);
                neighbours.change(*other, |count| *count += 1);
            }
            let leads_on =
                |branch: &BranchId| kept.contains(branch) || neighbours.get(branch) > Some(&1);
            if self.0.keys().all(|(one, other)| leads_on(one) && leads_on(other)) {
                break;
            }
            self.0.retain(|(one, other), ()| leads_on(one) && leads_on(other));
        }
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns what things of a base are called at the end of a line: where that is otherwise, and where something was made
    /// anew since what both lines had.
    pub(in crate::history) async fn renames(
        &self,
        past: &Past,
        base: &Line,
        here: &Line,
    ) -> HistoryResult<Renames> {
        let mut same = Sameness::default();
        for merge in merges_between(past, base, here)? {
            let target = self.line(Point::end_of(merge)).await?;
            let source = self.line(Point::source_of(merge)).await?;
            let (source, target) = (self.owned(&source).await?, self.owned(&target).await?);
            same.join_named(&source, &target, &merge.renames);
        }
        for revert in past.reverts_had(&[base.point, here.point]) {
            let is_of = |line: &Line| {
                let segment = line.lineage.segment_of(revert.head);
                segment.is_some_and(|segment| segment.branch == revert.branch)
            };
            if is_of(base) && is_of(here) {
                continue;
            }
            let before = revert.after.unwrap_or(DdlId::START);
            let [before, after] = [before, revert.head].map(|id| Point::after(revert.branch, id));
            let (before, after) = (self.line(before).await?, self.line(after).await?);
            let (before, after) = (self.owned(&before).await?, self.owned(&after).await?);
            same.join_named(&before, &after, &Renames::new());
        }
        let parting = self.parting(base, here).await?;
        let (from, to) = (self.owned(base).await?, self.owned(here).await?);
        if let Some(more) = &base.more {
            let line = self.line(more.point).await?;
            same.join_named(&self.owned(&line).await?, &from, &more.renames);
        }
        let objects = here.catalog().objects();
        let found: Map<Node, &Object> =
            objects.map(|object| (same.of(to.node(object)), object)).collect();
        let mut renames = Renames::new();
        for object in base.catalog().objects() {
            let Some(now) = found.get(&same.of(from.node(object))) else { continue };
            let name = full_name(base.catalog(), object);
            let new = full_name(here.catalog(), now);
            let is_known = object.id < parting || now.id < parting;
            if name != new || is_known && now.id != object.id {
                renames.push((name, new));
            }
        }
        Ok(renames)
    }

    async fn owned<'a>(&self, line: &'a Line) -> HistoryResult<Owned<'a>> {
        let mut starts = Vec::new();
        let mut before = None;
        for segment in &line.lineage.segments {
            let start = match before {
                Some(branch) => self.line(Point::after(branch, segment.after)).await?.next,
                None => ObjectId(0),
            };
            starts.push((segment.branch, start));
            before = Some(segment.branch);
        }
        Ok(Owned { line, starts })
    }
}

/// Returns the merges that tell what is the same on two lines: of those that one of them came by, and not both, the last
/// from each branch and what was taken back; without those from branches that nothing else leads to.
fn merges_between<'a>(
    past: &'a Past,
    base: &Line,
    here: &Line,
) -> HistoryResult<Vec<&'a MergeRecord>> {
    let mut points = vec![base.point, here.point];
    points.extend(base.more.as_ref().map(|more| more.point));
    let reverts = past.reverts_of(&points);
    let mut merges: Map<(BranchId, BranchId, Option<DdlId>), &MergeRecord> = Map::default();
    let mut ways = Ways::default();
    let mut seen = Seen::default();
    let mut open = points.clone();
    while let Some(point) = open.pop() {
        if !seen.add(point) {
            continue;
        }
        let lineage = past.lineage(point)?;
        for pair in lineage.segments.windows(2) {
            if let [parent, branch] = pair {
                ways.add(parent.branch, branch.branch);
            }
        }
        for merge in lineage.segments.iter().flat_map(|segment| past.merges_to(segment.end())) {
            let head = merge.head.unwrap_or(DdlId::START);
            let is_of = |line: &Line| lineage.shares(&line.lineage, head);
            let taken_back = is_taken_back(merge, &reverts).then_some(head);
            let is_of_both = taken_back.is_none() && is_of(base) && is_of(here);
            if is_of_both || past.branch(merge.source).is_none() {
                continue;
            }
            open.push(Point::source_of(merge));
            ways.add(merge.source, merge.target);
            let key = (merge.source, merge.target, taken_back);
            if merges.get(&key).is_none_or(|last| last.head < merge.head) {
                merges.insert(key, merge);
            }
        }
    }
    let mut kept: Vec<BranchId> = points.iter().map(|point| point.branch).collect();
    let came_again = merges.keys().filter(|(_, _, taken_back)| taken_back.is_some());
    kept.extend(came_again.map(|(source, ..)| *source));
    ways.cut(&kept);
    let merges = merges.values().copied();
    Ok(merges.filter(|merge| ways.has(merge.source, merge.target)).collect())
}
