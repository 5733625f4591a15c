//! How triggers are altered.

use super::{definition, enabling};
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::kinds::index;
use crate::sql::identifier::quote;

/// `CREATE OR REPLACE` gives a trigger another definition, save a constraint trigger or a partition's.
pub(super) fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_apart =
        |attribute: &str| matches!(attribute, "enabled" | "depends on extension" | "inherited");
    let is_redefined = change.attributes.iter().any(|attribute| !is_apart(attribute));
    let is_fixed = |object: &crate::catalog::Object| object.has("constraint");
    if !change.after.has("function") {
        return None;
    }
    if change.is_of("inherited")
        || is_redefined && (is_fixed(change.before) || is_fixed(change.after))
    {
        return None;
    }
    let mut actions: Vec<Action> = Vec::new();
    if is_redefined {
        let create = definition(change.to, change.after);
        let create = create.replacen("CREATE ", "CREATE OR REPLACE ", 1);
        actions.push(Action::new(create, &[Hazard::ShareLock]));
    }
    if change.is_of("enabled") || is_redefined && change.after.has("enabled") {
        let table = change.to.qualified_name(change.after.parent);
        let name = quote(&change.after.name);
        let enabled = format!("ALTER TABLE {table} ENABLE TRIGGER {name}");
        let enabled = enabling(change.to, change.after).unwrap_or(enabled);
        actions.push(Action::new(enabled, &[Hazard::ShareLock]));
    }
    actions.extend(index::extension_altered(change, &format!("ALTER {}", change.designation())));
    Some(actions)
}
