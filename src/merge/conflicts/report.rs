//! Findings → conflicts as callers get them: in order, each cause once, with the texts.
//!
//! Never in it: what is a conflict.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::{ConflictSide, DdlConflict, MergeWarning};
use super::finding::Finding;
use crate::catalog::Catalog;
use crate::merge::Change;
use crate::merge::sides::Who;
use crate::merge::sides::side::Evidence;
use crate::sorted::sorted;
use crate::sql::position::Positions;

/// The statements that evidence points into.
pub(crate) struct Report<'a> {
    /// The base.
    pub(crate) base: &'a Catalog,
    /// The source's statements.
    pub(crate) source: &'a [Change<'a>],
    /// The target's statements.
    pub(crate) target: &'a [Change<'a>],
}

impl Report<'_> {
    /// Puts findings in the order of the source's statements, each cause once.
    ///
    /// Of what rests on one ground, the heaviest is told.
    pub(crate) fn in_order(findings: Vec<Finding>) -> Vec<Finding> {
        let weight = |finding: &Finding| finding.class.weight();
        let by_weight = |one: &Finding, two: &Finding| {
            (weight(one), order(one)).cmp(&(weight(two), order(two)))
        };
        let mut findings = sorted(findings, by_weight);
        let mut told = BTreeSet::new();
        findings.retain(|finding| told.insert(cause(finding)));
        sorted(findings, |one, two| order(one).cmp(&order(two)))
    }

    /// Returns findings with the conflicts that tell of them.
    pub(crate) fn conflicts(&self, findings: Vec<Finding>) -> Vec<(DdlConflict, Finding)> {
        let mut conflicts = Vec::new();
        let mut ids = BTreeMap::new();
        for finding in findings {
            let mut conflict = self.conflict(&finding);
            let before = ids.entry(conflict.id.clone()).or_insert(0);
            conflict.number(*before);
            *before += 1;
            conflicts.push((conflict, finding));
        }
        conflicts
    }

    /// Returns a finding as a warning.
    pub(crate) fn warning(&self, finding: &Finding) -> MergeWarning {
        MergeWarning {
            class: finding.class,
            object_type: finding.object.kind,
            object_name: finding.object.name.clone(),
            explanation: finding.explanation.clone(),
            source: self.sides(finding, Who::Source),
            target: self.sides(finding, Who::Target),
        }
    }

    fn conflict(&self, finding: &Finding) -> DdlConflict {
        let conflict = self.warning(finding).into_conflict(finding.attribute.clone());
        let resolutions = if finding.is_lasting { &["target"] } else { conflict.resolutions };
        let (conflict_type, base) = (finding.conflict_type, self.said_in_base(finding));
        DdlConflict { conflict_type, base, resolutions, ..conflict }
    }

    /// Returns what the base says of the attribute, or how it makes the object.
    fn said_in_base(&self, finding: &Finding) -> Option<String> {
        let object = self.base.get(finding.id?)?;
        match &finding.attribute {
            Some(attribute) => Some(object.get(attribute)?.to_sql(self.base)),
            None => {
                let ddl = self.base.definition(object.id);
                (!ddl.is_empty()).then(|| ddl.join(";\n"))
            }
        }
    }

    fn sides(&self, finding: &Finding, who: Who) -> Vec<ConflictSide> {
        let (changes, evidence) = match who {
            Who::Source => (self.source, &finding.source),
            Who::Target => (self.target, &finding.target),
        };
        let side = |one: &Evidence| {
            let change = changes.get(one.statement)?;
            let span = finding.shown(who, one);
            Some(ConflictSide {
                ddl_id: change.ddl_id,
                statement: change.statement.to_owned(),
                span,
                position: Positions::new(change.statement).at(span.start),
            })
        };
        evidence.iter().filter_map(side).collect()
    }
}

/// What a finding rests on: two findings on the same ground are one.
fn cause(finding: &Finding) -> (Option<Evidence>, Option<Evidence>) {
    (finding.source.first().copied(), finding.target.first().copied())
}

fn order(finding: &Finding) -> impl Ord + '_ {
    let Finding { source, target, class, object, attribute, .. } = finding;
    (source, target, class, &object.name, attribute)
}
