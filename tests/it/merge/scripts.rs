//! Two branches from two scripts.

use schemagraft::ids::DdlId;
use schemagraft::merge::{self, Change, DdlConflict, DdlMergeStrategy, MergeOptions, Plan};
use schemagraft::sql::{Mode, parse_script};

/// Three runs of statements: a base, and two branches on top of it.
#[derive(Debug, Default)]
pub(super) struct Scripts {
    pub(super) base: Vec<String>,
    pub(super) source: Vec<String>,
    pub(super) target: Vec<String>,
}

impl Scripts {
    /// Splits three scripts into their statements.
    pub(super) fn new(base: &str, source: &str, target: &str) -> Scripts {
        Scripts { base: split(base), source: split(source), target: split(target) }
    }

    /// Returns the conflicts between the branches.
    pub(super) fn conflicts(&self) -> Vec<DdlConflict> {
        merge::detect_conflicts(
            &changes(1, &self.base),
            &changes(1000, &self.source),
            &changes(2000, &self.target),
        )
    }

    /// Returns what the merge of the source into the target comes to.
    pub(super) fn plan(&self, strategy: DdlMergeStrategy) -> Plan {
        let options = MergeOptions { strategy, ..MergeOptions::default() };
        merge::plan(
            &changes(1, &self.base),
            &changes(1000, &self.source),
            &changes(2000, &self.target),
            &options,
        )
    }

    /// Returns the same with source and target in each other's place.
    pub(super) fn swapped(&self) -> Scripts {
        let (base, source, target) = (self.base.clone(), self.target.clone(), self.source.clone());
        Scripts { base, source, target }
    }
}

/// Returns statements as the history of an embedder that records only the text would have them.
fn changes(first: u64, statements: &[String]) -> Vec<Change<'_>> {
    let numbered = (first..).zip(statements);
    numbered.map(|(id, statement)| Change::of_text(DdlId(id), statement)).collect()
}

/// Returns the statements of a script.
pub(super) fn split(script: &str) -> Vec<String> {
    let script = parse_script(script, Mode::Strict).unwrap();
    script.statements.into_iter().map(|statement| statement.text).collect()
}
