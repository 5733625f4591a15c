//! Two branches from two scripts.

use schemagraft::ids::DdlId;
use schemagraft::merge::{self, Change, DdlConflict};
use schemagraft::sql::{DdlObjectType, DdlOperation};

/// Splits a script at its semicolons, save those in strings and in `BEGIN ATOMIC … END`.
fn split(script: &str) -> Vec<String> {
    let (mut statements, mut current, mut quoted) = (Vec::new(), String::new(), false);
    for letter in script.chars() {
        if letter == '\'' {
            quoted = !quoted;
        }
        let lower = current.to_lowercase();
        let inside = lower.contains("begin atomic") && !lower.trim_end().ends_with("end");
        if letter == ';' && !quoted && !inside {
            statements.push(std::mem::take(&mut current));
        } else {
            current.push(letter);
        }
    }
    statements.push(current);
    statements.iter().map(|one| one.trim().to_owned()).filter(|one| !one.is_empty()).collect()
}

/// Returns the conflicts between two scripts on top of a third.
pub(super) fn conflicts(base: &str, source: &str, target: &str) -> Vec<DdlConflict> {
    let scripts = [split(base), split(source), split(target)];
    let mut ids = 0;
    let [base, source, target] = scripts.each_ref().map(|script| {
        let change = |statement: &'_ String| -> (u64, String) {
            ids += 1;
            (ids, statement.clone())
        };
        script.iter().map(change).collect::<Vec<_>>()
    });
    let changes = |run: &'static [(u64, String)]| -> Vec<Change<'static>> {
        run.iter().map(|(id, statement)| change(*id, statement)).collect()
    };
    let leak = |run: Vec<(u64, String)>| -> &'static [(u64, String)] { run.leak() };
    merge::detect_conflicts(&changes(leak(base)), &changes(leak(source)), &changes(leak(target)))
}

fn change(id: u64, statement: &str) -> Change<'_> {
    Change {
        ddl_id: DdlId(id),
        operation: DdlOperation::Other,
        object_type: DdlObjectType::Unknown,
        object_name: "",
        statement,
    }
}
