//! The plan of a merge: what the target gets, or why it can't.
//!
//! What was found is weighed, what was decided is carried out, and the target is led to the merged schema (see
//! `lead`). Never in it: what is a conflict.

mod hazards;
mod reasons;

pub use reasons::{CleanObject, MergeReason};

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::{Serialize, Serializer};

use super::conflicts::conflict::{MergeWarning, Weight};
use super::conflicts::finding::Finding;
use super::conflicts::report::Report;
use super::conflicts::{clash, doubts};
use super::lead::{Goal, Lead, Led};
use super::options::{DdlMergeStrategy, MergeMode, MergeOptions, Resolution};
use super::replay::replayed_without;
use super::replay::replays::Replays;
use super::resolve::Decisions;
use super::sides::pair::Pair;
use super::sides::side::{NAME, SCHEMA};
use super::union::Union;
use super::yielding::Yielded;
use super::{DdlConflict, resolve};
use crate::catalog::{Catalog, ObjectId, Session};
use crate::diff::{self, StatementHazard};

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

/// What the target gets of a merge; serialized, it has its hazards, and the merged schema as `merged_schema`.
#[derive(Clone, Debug)]
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
    pub merged: Catalog,
    /// What the merged schema calls otherwise than the source does: full names there, and here.
    pub renames: Vec<(String, String)>,
    /// What the conflicts are called that were decided.
    pub decided: BTreeSet<String>,
    /// What the statements run on.
    target: Session,
    hazards: OnceLock<Vec<StatementHazard>>,
}

/// A plan as it is written.
#[derive(Serialize)]
struct Written<'a> {
    verdict: Verdict,
    strategy: DdlMergeStrategy,
    ddl: &'a [String],
    hazards: &'a [StatementHazard],
    conflicts: &'a [DdlConflict],
    warnings: &'a [MergeWarning],
    reasons: &'a [CleanObject],
    merged_schema: Vec<String>,
}

impl Serialize for Plan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Plan { verdict, strategy, ddl, conflicts, warnings, reasons, merged, .. } = self;
        let (verdict, strategy, hazards) = (*verdict, *strategy, self.hazards());
        let merged_schema = merged.to_ddl();
        Written { verdict, strategy, ddl, hazards, conflicts, warnings, reasons, merged_schema }
            .serialize(serializer)
    }
}

/// A conflict was decided that there is not.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no conflict has the id `{id}`: {}", listed(.known))]
pub struct UnknownConflict {
    /// What it was called.
    pub id: String,
    /// What those are called that there are, decided or not; more may follow from what is decided.
    pub known: Vec<String>,
}

fn listed(ids: &[String]) -> String {
    match ids {
        [] => "there are none".to_owned(),
        ids => format!("those there are: `{}`", ids.join("`, `")),
    }
}

impl Plan {
    /// Returns what can go wrong when the statements run on a database in use.
    ///
    /// They are run once more on the target's schema when someone asks first, which takes about half as long as the
    /// merge did.
    pub fn hazards(&self) -> &[StatementHazard] {
        self.hazards.get_or_init(|| hazards::of(&self.target, &self.ddl))
    }

    /// Refuses the decision of a conflict that is not there. One may follow from what was decided about another,
    /// and a doubt may be no more than a warning: those are there.
    ///
    /// # Errors
    ///
    /// The first of them, with those that there are.
    pub fn check_resolutions(&self, options: &MergeOptions) -> Result<(), UnknownConflict> {
        let open = self.conflicts.iter().map(|conflict| &conflict.id);
        let known: BTreeSet<&String> = self.decided.iter().chain(open).collect();
        let doubts = self.warnings.iter().map(|one| one.clone().into_conflict(None).id);
        let doubts: Vec<String> = doubts.collect();
        let is_there = |id: &String| {
            known.contains(id) || doubts.iter().any(|doubt| id.starts_with(doubt.as_str()))
        };
        match options.resolutions.keys().find(|id| !is_there(id)) {
            None => Ok(()),
            Some(id) => {
                let known = known.into_iter().cloned().collect();
                Err(UnknownConflict { id: id.clone(), known })
            }
        }
    }

    /// Adds what is not known: to be looked at, or in strict mode to be decided.
    pub(super) fn doubt(&mut self, warning: MergeWarning, options: &MergeOptions) {
        let mut conflict = warning.clone().into_conflict(None);
        let open = self.conflicts.iter().filter(|one| one.id.starts_with(&conflict.id));
        let decided = self.warnings.iter().filter(|one| one.is_like(&warning));
        conflict.number(open.count() + decided.count());
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

/// What the plan is made of.
pub(super) struct Planner<'a> {
    pub(super) pair: Pair<'a>,
    pub(super) replays: Replays<'a>,
    pub(super) union: Union,
    pub(super) findings: Vec<Finding>,
    pub(super) yielded: Yielded,
    /// Whether the branches have nothing to do with each other.
    pub(super) are_apart: bool,
    pub(super) options: &'a MergeOptions,
}

impl<'a> Planner<'a> {
    /// Makes the plan.
    pub(super) fn plan(mut self) -> Plan {
        let (conflicts, warnings) = self.weighed();
        let mut decisions = Decisions::default();
        let (open, led) = match self.settled(conflicts, &mut decisions) {
            Ok(led) => (Vec::new(), led),
            Err(open) => (open, self.lead().not_led()),
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
        let decided = decisions.ids;
        let conflicts = open;
        let other = self.pair.other;
        let target = Session::new(other.catalog.clone(), other.settings().clone());
        let mut plan = Plan {
            verdict,
            strategy,
            ddl,
            conflicts,
            warnings,
            reasons,
            merged,
            renames,
            decided,
            target,
            hazards: OnceLock::new(),
        };
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
        decisions: &mut Decisions,
    ) -> Result<Led, Vec<DdlConflict>> {
        if conflicts.is_empty() {
            let led = self.lead().led();
            if led.is_reached {
                return Ok(led);
            }
            conflicts = self.clash(decisions);
        }
        loop {
            let (mut open, found) = self.decided(conflicts, decisions);
            if !open.is_empty() {
                open.extend(self.clash_beside(&found));
                return Err(open);
            }
            let led = match decisions.is_all_both {
                true => self.lead().led(),
                false => self.lead().led_without(decisions),
            };
            if led.is_reached {
                return self.with_own_sql(led, std::mem::take(&mut decisions.own_sql));
            }
            // What is decided may leave another conflict, which is to be decided as well.
            conflicts = self.clash(decisions);
        }
    }

    /// Decides what is to be decided; returns the conflicts that are open, and what all of them tell of.
    fn decided(
        &mut self,
        conflicts: Vec<(DdlConflict, Finding)>,
        decisions: &mut Decisions,
    ) -> (Vec<DdlConflict>, Vec<Finding>) {
        let (mut open, mut found) = (Vec::new(), Vec::new());
        for (mut conflict, finding) in conflicts {
            decisions.name(&mut conflict);
            match conflict.decided(self.options) {
                Some(resolution) => {
                    self.decide(resolution, &finding);
                    decisions.note(resolution, conflict, &finding);
                }
                None => open.push(conflict),
            }
            found.push(finding);
        }
        // Things were put in before the schemas that their names are of.
        self.union.catalog = self.union.catalog.renumbered(|id| id);
        (open, found)
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
        let settings = self.pair.other.settings().clone();
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
        let mut found = self.weighed().0;
        if found.is_empty() && !self.lead().led().is_reached {
            found = self.clash(&Decisions::default());
        }
        let (mut conflicts, findings): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        if !conflicts.is_empty() {
            conflicts.extend(self.clash_beside(&findings));
        }
        conflicts
    }

    /// Returns the conflict that there is where no statements lead to the merged schema.
    ///
    /// Statements that were decided against are not in it.
    fn clash(&self, decisions: &Decisions) -> Vec<(DdlConflict, Finding)> {
        let without = |pair: Pair<'a>, lost: &BTreeSet<usize>| {
            (!lost.is_empty()).then(|| replayed_without(pair, lost))
        };
        let forth = without(self.pair, &decisions.lost_of_source);
        let back = without(self.pair.flipped(), &decisions.lost_of_target);
        let forth = forth.as_ref().unwrap_or_else(|| self.replays.forth());
        let back = back.as_ref().unwrap_or_else(|| self.replays.back());
        self.report().conflicts(vec![clash::find(forth, back)])
    }

    /// Returns what else nothing leads to, besides what is found.
    fn clash_beside(&self, found: &[Finding]) -> Option<DdlConflict> {
        if !clash::may_be_beside(self.pair, found) {
            return None;
        }
        let (forth, back) = (self.replays.forth(), self.replays.back());
        let further = clash::find_beside(forth, back, found)?;
        let (conflict, _) = self.report().conflicts(vec![further]).pop()?;
        Some(conflict)
    }

    fn lead(&self) -> Lead<'_, 'a> {
        let (strategy, union) = (self.options.strategy, &self.union.catalog);
        let (pair, replays, are_apart) = (self.pair, &self.replays, self.are_apart);
        Lead { pair, replays, union: Goal::of(union.clone()), are_apart, strategy }
    }

    fn report(&self) -> Report<'a> {
        let Pair { ground, own, other, .. } = self.pair;
        // What was taken to be there is not told: its name is all that is known of it.
        let base = ground.session.catalog();
        Report { base, source: own.changes, target: other.changes }
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
        let (catalog, pair) = (&mut self.union.catalog, self.pair);
        match resolution {
            Resolution::Source => resolve::decide(catalog, pair, finding),
            Resolution::Target | Resolution::Sql(_) => {
                resolve::decide(catalog, pair.flipped(), finding);
            }
            Resolution::Both => {}
        }
    }
}

/// Tells whether a finding keeps the merge from being made.
pub(super) fn is_conflict(finding: &Finding, mode: MergeMode) -> bool {
    mode == MergeMode::Strict || finding.class.weight() == Weight::Conflict
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
