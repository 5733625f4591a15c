//! How routines are altered, and when they must be made anew.

use super::arguments::{Argument, Mode, arguments};
use super::printed;
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::kinds::Doing;
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, Value};

const EXTENSION: &str = "depends on extension ";

/// Said of a routine that runs with the privileges of its owner.
const SECURITY: &str = "security";

/// Who may call a routine may do what its owner may, where that is said of it.
pub(crate) fn hazards(_: &Catalog, routine: &Object, doing: Doing) -> Vec<Hazard> {
    match doing {
        Doing::Make if routine.has(SECURITY) => vec![Hazard::PrivilegesWidened],
        Doing::Rename => vec![Hazard::Renamed],
        _ => Vec::new(),
    }
}

/// `CREATE OR REPLACE` keeps a routine if its result and the names of its arguments stay
/// (`ProcedureCreate`).
pub(crate) fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_redefined = change.attributes.iter().any(|attribute| !attribute.starts_with(EXTENSION));
    let has_body = ["body", "sql body"].iter().any(|body| change.after.has(body));
    if is_redefined && !(has_body && can_replace(change)) {
        return None;
    }
    let mut actions: Vec<Action> = Vec::new();
    if is_redefined {
        let create = printed(change.to, change.after).create.into_iter().next()?;
        let mut hazards = Vec::new();
        hazards.extend(change.after.has("body").then_some(Hazard::Untracked));
        hazards.extend(change.is_of(SECURITY).then_some(match change.after.has(SECURITY) {
            true => Hazard::PrivilegesWidened,
            false => Hazard::PrivilegesLost,
        }));
        actions.push(Action::new(create.replacen("CREATE ", "CREATE OR REPLACE ", 1), &hazards));
    }
    Some(actions)
}

/// A body that PostgreSQL has read keeps what it mentions from being of another type.
pub(crate) fn is_in_the_way(attribute: &str, change: &Change<'_>) -> bool {
    attribute == "sql body" && change.is_of_values()
}

fn can_replace(change: &Change<'_>) -> bool {
    let (old, new) = (arguments(change.before), arguments(change.after));
    let text = |catalog: &Catalog, value: Option<&Value>| value.map(|value| value.to_sql(catalog));
    // A type that is said otherwise in the same words is one that is made anew.
    let is_made_anew = |attribute: &Attribute| {
        let number = attribute.strip_prefix("argument ").map(str::parse::<usize>);
        let is_type = attribute == "returns" || matches!(number, Some(Ok(_)));
        let was = text(change.now, change.before.get(attribute));
        is_type && was == text(change.to, change.after.get(attribute))
    };
    let result = |catalog, object: &Object| text(catalog, object.get("returns"));
    let outputs =
        |catalog: &Catalog, arguments: &[Argument<'_>]| -> Vec<(Option<String>, String)> {
            let outputs = arguments.iter().filter(|argument| argument.mode.is_output());
            outputs
                .map(|argument| (argument.name.map(str::to_owned), argument.type_.to_sql(catalog)))
                .collect()
        };
    let defaults = |arguments: &[Argument<'_>]| {
        arguments.iter().filter(|argument| argument.default.is_some()).count()
    };
    let inputs = |arguments: &[Argument<'_>]| -> Vec<(Mode, Option<String>)> {
        let inputs = arguments.iter().filter(|argument| argument.mode.is_input());
        inputs.map(|argument| (argument.mode, argument.name.map(str::to_owned))).collect()
    };
    let (old_inputs, new_inputs) = (inputs(&old), inputs(&new));
    let keeps_names = old_inputs.len() == new_inputs.len()
        && old_inputs
            .iter()
            .zip(&new_inputs)
            .all(|(old, new)| old.0 == new.0 && (old.1.is_none() || old.1 == new.1));
    !change.attributes.iter().any(is_made_anew)
        && result(change.now, change.before) == result(change.to, change.after)
        && outputs(change.now, &old) == outputs(change.to, &new)
        && keeps_names
        && defaults(&new) >= defaults(&old)
        && change.before.has("window") == change.after.has("window")
}
