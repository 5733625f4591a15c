//! The plan of a merge: what the target gets, or why it can't.
//!
//! The merged catalog is that of `union`, unless the catalog's own run of one side's statements on the
//! other's schema knows better: what a parent's new column does to a new child, only running it tells.
//! Whatever the statements of the plan are, they were run on the target's catalog and lead to the merged
//! one. Never in it: what is a conflict.

use std::collections::BTreeSet;

use serde::{Serialize, Serializer};

use super::conflict::{MergeWarning, Weight};
use super::finding::{Finding, Who};
use super::options::{DdlMergeStrategy, MergeMode, MergeOptions, Resolution};
use super::pair::Pair;
use super::reasons::{self, CleanObject};
use super::replay::{self, Replay};
use super::report::Report;
use super::resolve::Decisions;
use super::side::{NAME, SCHEMA, Side};
use super::union::Union;
use super::yielding::Yielded;
use super::{DdlConflict, clash, doubts, resolve};
use crate::catalog::{Catalog, Object, ObjectId, Session};
use crate::diff;

/// What a merge comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Verdict {
    /// It merges.
    Clean,
    /// It merges, and someone should look at it.
    Warning,
    /// It does not merge as it stands.
    Conflict,
}

/// What the target gets of a merge; serialized, it has the merged schema as `merged_schema`.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    /// What it comes to.
    pub verdict: Verdict,
    /// How the statements were found.
    pub strategy: DdlMergeStrategy,
    /// The statements that take the target to the merged schema; none where there are conflicts.
    pub ddl: Vec<String>,
    /// What can't be merged, and was not decided.
    pub conflicts: Vec<DdlConflict>,
    /// What should be looked at.
    pub warnings: Vec<MergeWarning>,
    /// Why each object that the source has to do with merges.
    pub reasons: Vec<CleanObject>,
    /// The merged schema; where there are conflicts, the target is right in them.
    #[serde(rename = "merged_schema", serialize_with = "as_ddl")]
    pub merged: Catalog,
    /// What the merged schema calls otherwise than the source does: full names there, and here.
    #[serde(skip)]
    pub renames: Vec<(String, String)>,
}

impl Plan {
    /// Adds what is not known: to be looked at, or in strict mode to be decided.
    pub(super) fn doubt(&mut self, warning: MergeWarning, options: &MergeOptions) {
        let mut conflict = warning.clone().into_conflict();
        let open = self.conflicts.iter().filter(|one| one.id.starts_with(&conflict.id));
        let decided = self.warnings.iter().filter(|one| one.is_like(&warning));
        let before = open.count() + decided.count();
        if before > 0 {
            conflict.id = format!("{} #{}", conflict.id, before + 1);
        }
        if options.mode == MergeMode::Strict && conflict.decided(options).is_none() {
            self.conflicts.push(conflict);
            self.ddl.clear();
            self.verdict = Verdict::Conflict;
            return;
        }
        self.warnings.push(warning);
        if self.verdict == Verdict::Clean {
            self.verdict = Verdict::Warning;
        }
    }
}

fn as_ddl<S: Serializer>(catalog: &Catalog, serializer: S) -> Result<S::Ok, S::Error> {
    catalog.to_ddl().serialize(serializer)
}

/// What the plan is made of.
pub(super) struct Planner<'a> {
    pub(super) pair: Pair<'a>,
    pub(super) union: Union,
    pub(super) findings: Vec<Finding>,
    pub(super) yielded: Yielded,
    pub(super) options: &'a MergeOptions,
}

/// How the target is led to the merged schema.
struct Led {
    strategy: DdlMergeStrategy,
    ddl: Vec<String>,
    merged: Catalog,
    /// The objects of it that the source's statements, run as they are, make otherwise.
    apart: BTreeSet<ObjectId>,
    /// Whether the statements lead to it.
    is_reached: bool,
}

impl<'a> Planner<'a> {
    /// Makes the plan.
    pub(super) fn plan(mut self) -> Plan {
        let (conflicts, warnings) = self.weighed();
        let (open, led) = match self.settled(conflicts) {
            Ok(led) => (Vec::new(), led),
            Err(open) => (open, self.not_led()),
        };
        let raises = |warning: &MergeWarning| warning.class.weight() != Weight::Note;
        let verdict = match (open.is_empty(), warnings.iter().any(raises)) {
            (false, _) => Verdict::Conflict,
            (true, true) => Verdict::Warning,
            (true, false) => Verdict::Clean,
        };
        let mut reasons = reasons::of(self.pair, &led.apart);
        reasons.retain(|clean| !open.iter().any(|conflict| clean.is_in(conflict)));
        let merged = without(led.merged, &self.pair.ground.implied);
        let renames = self.renames(&merged);
        let (strategy, ddl) = (led.strategy, led.ddl);
        let mut plan =
            Plan { verdict, strategy, ddl, conflicts: open, warnings, reasons, merged, renames };
        if strategy == DdlMergeStrategy::SchemaDiff
            && plan.conflicts.is_empty()
            && let Some(left_out) = doubts::without_statements(self.pair)
        {
            plan.doubt(self.report().warning(&left_out), self.options);
        }
        plan
    }

    /// Decides what is to be decided, and leads the target to the schema that is merged then.
    ///
    /// # Errors
    ///
    /// The conflicts that are open.
    fn settled(
        &mut self,
        mut conflicts: Vec<(DdlConflict, Finding)>,
    ) -> Result<Led, Vec<DdlConflict>> {
        if conflicts.is_empty() {
            let led = self.led();
            if led.is_reached {
                return Ok(led);
            }
            conflicts = self.clash();
        }
        let (mut open, mut decisions) = (Vec::new(), Decisions::default());
        for (conflict, finding) in conflicts {
            match conflict.decided(self.options) {
                Some(resolution) => {
                    self.decide(resolution, &finding);
                    decisions.note(resolution, conflict, &finding);
                }
                None => open.push(conflict),
            }
        }
        if !open.is_empty() {
            return Err(open);
        }
        let led =
            if decisions.is_all_both { self.led() } else { self.led_without(&decisions.lost) };
        match led.is_reached {
            true => self.with_own_sql(led, decisions.own_sql),
            false => Err(self.clash().into_iter().map(|(conflict, _)| conflict).collect()),
        }
    }

    /// Adds SQL of one's own to what leads to the merged schema.
    ///
    /// # Errors
    ///
    /// The conflict that it was to decide, and why it can't.
    fn with_own_sql(
        &self,
        mut led: Led,
        own_sql: Vec<(String, DdlConflict)>,
    ) -> Result<Led, Vec<DdlConflict>> {
        let settings = self.pair.other.settings.clone();
        let mut session = Session::new(led.merged, settings);
        for (sql, mut conflict) in own_sql {
            match resolve::run(&mut session, &sql) {
                Ok(statements) => led.ddl.extend(statements),
                Err(reason) => {
                    let refused = format!("; the SQL that was to decide it is refused: {reason}");
                    conflict.explanation.push_str(&refused);
                    return Err(vec![conflict]);
                }
            }
        }
        led.merged = session.catalog().clone();
        Ok(led)
    }

    fn not_led(&self) -> Led {
        let (strategy, merged) = (self.options.strategy, self.union.catalog.clone());
        Led { strategy, ddl: Vec::new(), merged, apart: BTreeSet::new(), is_reached: false }
    }

    /// Returns what the target calls otherwise than the source.
    fn renames(&self, merged: &Catalog) -> Vec<(String, String)> {
        let mut renames = Vec::new();
        for (&id, before) in &self.yielded {
            if let Some(object) = self.pair.own.catalog.get(id) {
                let after = diff::full_name(&self.pair.own.catalog, object);
                renames.push((before.clone(), after));
            }
        }
        for (&id, account) in &self.pair.other.accounts {
            let is_renamed = [NAME, SCHEMA].iter().any(|name| account.changes.contains_key(*name));
            let (before, after) = (self.pair.own.catalog.get(id), merged.get(id));
            if let (true, Some(before), Some(after)) = (is_renamed, before, after) {
                let before = diff::full_name(&self.pair.own.catalog, before);
                renames.push((before, diff::full_name(merged, after)));
            }
        }
        renames
    }

    /// Returns the conflicts alone.
    pub(super) fn conflicts(mut self) -> Vec<DdlConflict> {
        let mut conflicts = self.weighed().0;
        if conflicts.is_empty() && !self.led().is_reached {
            conflicts = self.clash();
        }
        conflicts.into_iter().map(|(conflict, _)| conflict).collect()
    }

    /// Returns the conflict that there is where no statements lead to the merged schema.
    fn clash(&self) -> Vec<(DdlConflict, Finding)> {
        self.report().conflicts(vec![clash::find(self.pair)])
    }

    fn report(&self) -> Report<'a> {
        let Pair { ground, own, other, .. } = self.pair;
        Report { base: &ground.catalog, source: own.changes, target: other.changes }
    }

    /// Parts what is found: conflicts, with the findings that they tell of, and warnings.
    fn weighed(&mut self) -> (Vec<(DdlConflict, Finding)>, Vec<MergeWarning>) {
        let report = self.report();
        let findings = Report::in_order(std::mem::take(&mut self.findings));
        let (mut heavy, mut warnings) = (Vec::new(), Vec::new());
        for finding in findings {
            match is_conflict(&finding, self.options.mode) {
                true => heavy.push(finding),
                false => warnings.push(report.warning(&finding)),
            }
        }
        (report.conflicts(heavy), warnings)
    }

    fn decide(&mut self, resolution: &Resolution, finding: &Finding) {
        let catalog = std::mem::take(&mut self.union.catalog);
        self.union.catalog = match resolution {
            Resolution::Source => resolve::decided(catalog, self.pair, Who::Source, finding),
            Resolution::Target | Resolution::Sql(_) => {
                resolve::decided(catalog, self.pair.flipped(), Who::Target, finding)
            }
            Resolution::Both => catalog,
        };
    }

    /// Finds the statements, and what they lead to.
    fn led(&self) -> Led {
        let replay = replay::replayed(self.pair);
        let target = self.target();
        let better = match replay.is_just(&self.union.catalog) {
            true => None,
            false => self.chosen(&replay),
        };
        let forth = || replay.catalog.hash_of_meaning();
        let is_whole = better.as_ref().is_none_or(|better| better.hash_of_meaning() == forth());
        let is_one_way = self.is_one_way(better.as_ref().unwrap_or(&self.union.catalog));
        let merged = better.unwrap_or_else(|| replay.catalog.clone());
        let apart = match is_whole || replay.refused.is_some() {
            true => BTreeSet::new(),
            false => apart(&merged, &replay.in_union(self.pair, Who::Source)),
        };
        let led = match self.options.strategy {
            DdlMergeStrategy::DdlReplay if is_whole => Led {
                strategy: DdlMergeStrategy::DdlReplay,
                ddl: replay.ddl,
                merged: replay.catalog,
                apart: BTreeSet::new(),
                is_reached: true,
            },
            DdlMergeStrategy::DdlReplay => self.completed(&target, replay, merged),
            DdlMergeStrategy::SchemaDiff => self.by_diff(&target, merged),
        };
        Led { apart, is_reached: led.is_reached && !is_one_way, ..led }
    }

    /// Tells whether nothing leads the source to the merged schema, though something may lead the target there: what the
    /// target changed can't be changed any longer once the source's new objects rest on it.
    fn is_one_way(&self, merged: &Catalog) -> bool {
        let back = self.pair.flipped();
        if !reasons::is_order_sensitive(self.pair) || replay::replayed(back).refused.is_none() {
            return false;
        }
        let Side { catalog, settings, .. } = self.pair.own;
        let source = Session::new(catalog.clone(), settings.clone());
        !self.by_diff(&source, merged.renumbered(|id| back.translated(id))).is_reached
    }

    /// Finds the statements that lead to what was decided, without those of the source that are to have no effect.
    fn led_without(&self, lost: &BTreeSet<usize>) -> Led {
        let (target, merged) = (self.target(), self.union.catalog.clone());
        match self.options.strategy {
            DdlMergeStrategy::DdlReplay => {
                self.completed(&target, replay::replayed_without(self.pair, lost), merged)
            }
            DdlMergeStrategy::SchemaDiff => self.by_diff(&target, merged),
        }
    }

    /// Returns the merged schema: that of the union, or what running the statements leads to where that
    /// knows more; nothing where it is just what the source's statements lead to.
    fn chosen(&self, replay: &Replay) -> Option<Catalog> {
        let union = &self.union.catalog;
        let (meant, forth) = (union.hash_of_meaning(), replay.catalog.hash_of_meaning());
        if forth == meant && replay.refused.is_none() {
            return None;
        }
        let back = replay::replayed(self.pair.flipped());
        let other = back.catalog.hash_of_meaning();
        let orders_agree = back.refused.is_some() || other == forth;
        let known = match (&replay.refused, &back.refused) {
            (_, None) if other == meant => return Some(union.clone()),
            (None, _) if orders_agree => {
                let forth = replay.in_union(self.pair, Who::Source);
                self.keeps_both(&forth).then_some(forth)
            }
            (Some(_), None) => {
                let back = back.in_union(self.pair.flipped(), Who::Target);
                self.keeps_both(&back).then_some(back)
            }
            _ => None,
        };
        Some(known.unwrap_or_else(|| match (&replay.refused, &back.refused) {
            (None, _) => following(union, &replay.in_union(self.pair, Who::Source)),
            (_, None) => following(union, &back.in_union(self.pair.flipped(), Who::Target)),
            _ => union.clone(),
        }))
    }

    fn keeps_both(&self, catalog: &Catalog) -> bool {
        self.keeps(catalog, Who::Source) && self.keeps(catalog, Who::Target)
    }

    /// Tells whether a schema still has all that a side did, as it is in the union.
    fn keeps(&self, catalog: &Catalog, who: Who) -> bool {
        let pair = match who {
            Who::Source => self.pair,
            Who::Target => self.pair.flipped(),
        };
        for &id in pair.own.accounts.keys() {
            let own = pair.own.catalog.get(id);
            let here = if who == Who::Source { pair.translated(id) } else { id };
            let (Some(meant), Some(there)) = (self.union.catalog.get(here), catalog.get(here))
            else {
                if self.union.catalog.get(here).is_some() != catalog.get(here).is_some() {
                    return false;
                }
                continue;
            };
            for (attribute, value) in &meant.attributes {
                let said = own.and_then(|own| own.get(attribute));
                let is_own = match who {
                    Who::Source => said.is_some_and(|said| pair.translated_value(said) == *value),
                    Who::Target => said == Some(value),
                };
                let is_derived = (meant.kind.is_derived)(meant, attribute);
                if is_own && !is_derived && there.get(attribute) != Some(value) {
                    return false;
                }
            }
        }
        true
    }

    fn target(&self) -> Session {
        let Side { catalog, settings, .. } = self.pair.other;
        Session::new(catalog.clone(), settings.clone())
    }

    /// Adds to the source's statements what they do not lead to, unless that is hazardous.
    fn completed(&self, target: &Session, replay: Replay, merged: Catalog) -> Led {
        let rest = difference(&replay.in_union(self.pair, Who::Source), &merged);
        let is_safe = rest.statements.iter().all(|statement| statement.hazards.is_empty());
        let mut ddl = replay.ddl;
        ddl.extend(rest.into_ddl());
        match reached(target, &ddl, &merged).filter(|_| is_safe) {
            Some(merged) => {
                let strategy = DdlMergeStrategy::DdlReplay;
                Led { strategy, ddl, merged, apart: BTreeSet::new(), is_reached: true }
            }
            None => self.by_diff(target, merged),
        }
    }

    fn by_diff(&self, target: &Session, merged: Catalog) -> Led {
        let strategy = DdlMergeStrategy::SchemaDiff;
        let ddl = difference(target.catalog(), &merged).into_ddl();
        match reached(target, &ddl, &merged) {
            Some(merged) => Led { strategy, ddl, merged, apart: BTreeSet::new(), is_reached: true },
            None => Led { strategy, ddl, merged, apart: BTreeSet::new(), is_reached: false },
        }
    }
}

/// Returns the objects that two schemas of one history do not say alike, and what they are parts of.
fn apart(one: &Catalog, other: &Catalog) -> BTreeSet<ObjectId> {
    let mut apart = BTreeSet::new();
    for (one, other) in [(one, other), (other, one)] {
        for object in one.objects().filter(|object| !is_said(object, other.get(object.id))) {
            let mut part = Some(object);
            while let Some(object) = part {
                apart.insert(object.id);
                let around = one.get(object.parent);
                let is_part =
                    |around: &&Object| !object.kind.is_whole || one.get(around.parent).is_some();
                part = around.filter(is_part);
            }
        }
    }
    apart
}

/// Tells whether all that is said of an object is said of another, too.
fn is_said(object: &Object, other: Option<&Object>) -> bool {
    other.is_some_and(|other| {
        object.attributes.iter().all(|(attribute, value)| {
            (object.kind.is_derived)(object, attribute)
                || other.get(attribute).is_some_and(|said| said.is_same(value))
        })
    })
}

/// Returns a schema in which what only follows from other objects is as in another: the types of a view's columns.
fn following(schema: &Catalog, run: &Catalog) -> Catalog {
    let mut followed = schema.clone();
    for object in schema.objects() {
        let mut object = object.clone();
        for (attribute, value) in run.get(object.id).iter().flat_map(|there| &there.attributes) {
            let is_other = object.get(attribute).is_some_and(|said| said != value);
            if is_other && (object.kind.is_derived)(&object, attribute) {
                object.attributes.insert(attribute.clone(), value.clone());
                followed.put(object.clone());
            }
        }
    }
    followed
}

/// Returns what statements lead to, if that is the merged schema.
fn reached(target: &Session, ddl: &[String], merged: &Catalog) -> Option<Catalog> {
    let reached = replay::run(target, ddl)?;
    (reached.hash_of_meaning() == merged.hash_of_meaning()).then_some(reached)
}

/// Tells whether a finding keeps the merge from being made.
pub(super) fn is_conflict(finding: &Finding, mode: MergeMode) -> bool {
    mode == MergeMode::Strict || finding.class.weight() == Weight::Conflict
}

/// Returns the statements that take one schema to another of the same history.
fn difference(from: &Catalog, to: &Catalog) -> diff::Diff {
    let options = diff::Options { identity: diff::Identity::Shared, ..diff::Options::default() };
    diff::diff(from, to, &options)
}

/// Returns a schema without what was only taken to be there.
fn without(catalog: Catalog, implied: &[ObjectId]) -> Catalog {
    let mut catalog = catalog;
    for &id in implied {
        if catalog.get(id).is_some() {
            catalog = catalog.without(id);
        }
    }
    catalog
}
