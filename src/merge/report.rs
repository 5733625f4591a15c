//! Findings → conflicts as callers get them: in order, each cause once, with the texts.
//!
//! Never in it: what is a conflict.

use std::collections::HashSet;

use super::Change;
use super::conflict::{ConflictSide, DdlConflict};
use super::finding::Finding;
use super::ledger::Evidence;
use crate::sql::Position;

/// The statements that evidence points into.
pub(super) struct Report<'a> {
    /// How many statements the base has; those of the branches count on from there.
    pub(super) base: usize,
    /// The source's statements.
    pub(super) source: &'a [Change<'a>],
    /// The target's statements.
    pub(super) target: &'a [Change<'a>],
}

impl Report<'_> {
    /// Returns the conflicts, in the order of the source's statements, each cause told once.
    pub(super) fn of(&self, mut findings: Vec<Finding>) -> Vec<DdlConflict> {
        let mut told = HashSet::new();
        findings.retain(|finding| told.insert(cause(finding)));
        findings.sort_by(|one, two| order(one).cmp(&order(two)));
        findings.into_iter().filter_map(|finding| self.conflict(finding)).collect()
    }

    fn conflict(&self, finding: Finding) -> Option<DdlConflict> {
        let source = self.sides(self.source, &finding.source);
        let target = self.sides(self.target, &finding.target);
        Some(DdlConflict {
            object_type: finding.object_type,
            object_name: finding.object_name,
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
            let change = changes.get(one.change.checked_sub(self.base)?)?;
            Some(ConflictSide {
                ddl_id: change.ddl_id,
                statement: change.statement.to_owned(),
                span: one.span,
                position: position(change.statement, one.span.start),
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
    (&finding.source, &finding.target, &finding.object_name, &finding.attribute)
}

/// Returns the place of a byte of a text.
fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.chars().rev().take_while(|letter| *letter != '\n').count() + 1;
    let number = |count| u32::try_from(count).unwrap_or(u32::MAX);
    Position { line: number(line), column: number(column) }
}
