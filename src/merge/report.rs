//! Findings → conflicts as callers get them: in order, each cause once, with the texts.
//!
//! Never in it: what is a conflict.

use std::collections::HashSet;

use super::Change;
use super::conflict::{ConflictSide, DdlConflict};
use super::finding::Finding;
use super::side::Evidence;
use crate::sorted::sorted;
use crate::sql::position::Positions;

/// The statements that evidence points into.
pub(super) struct Report<'a> {
    /// The source's statements.
    pub(super) source: &'a [Change<'a>],
    /// The target's statements.
    pub(super) target: &'a [Change<'a>],
}

impl Report<'_> {
    /// Returns the conflicts, in the order of the source's statements, each cause told once.
    pub(super) fn of(&self, findings: Vec<Finding>) -> Vec<DdlConflict> {
        let mut findings = sorted(findings, |one, two| order(one).cmp(&order(two)));
        let mut told = HashSet::new();
        findings.retain(|finding| told.insert(cause(finding)));
        findings.into_iter().filter_map(|finding| self.conflict(finding)).collect()
    }

    fn conflict(&self, finding: Finding) -> Option<DdlConflict> {
        let source = self.sides(self.source, &finding.source);
        let target = self.sides(self.target, &finding.target);
        Some(DdlConflict {
            object_type: finding.object.kind,
            object_name: finding.object.name,
            conflict_type: finding.conflict_type,
            class: finding.class,
            attribute: finding.attribute,
            explanation: finding.explanation,
            source_ddl: source.first()?.statement.clone(),
            target_ddl: target.first().map(|side| side.statement.clone()),
            source,
            target,
        })
    }

    fn sides(&self, changes: &[Change<'_>], evidence: &[Evidence]) -> Vec<ConflictSide> {
        let side = |one: &Evidence| {
            let change = changes.get(one.statement)?;
            Some(ConflictSide {
                ddl_id: change.ddl_id,
                statement: change.statement.to_owned(),
                span: one.span,
                position: Positions::new(change.statement).at(one.span.start),
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
