//! A role → the statements that make it, or change it.
//!
//! Never in it: how roles are read.

use std::collections::BTreeSet;

use super::{ABILITIES, MEMBER_OF, SHARED};
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::print::Printed;
use crate::catalog::state::Catalog;
use crate::catalog::{Object, Value};
use crate::sorted::gathered;
use crate::sql::identifier::quote;
use crate::sql::literal;

pub(super) fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let name = quote(&change.after.name);
    let mut actions: Vec<Action> = Vec::new();
    let is_apart =
        |attribute: &str| attribute.starts_with("set ") || attribute.starts_with(MEMBER_OF);
    for attribute in change.attributes.iter().filter(|attribute| is_apart(attribute)) {
        let after = change.after.get(attribute);
        if let Some(parameter) = attribute.strip_prefix("set ") {
            let value = after.map(|value| value.to_sql(change.to));
            let set = value.map(|value| format!("ALTER ROLE {name} SET {parameter} {value}"));
            let reset = || format!("ALTER ROLE {name} RESET {parameter}");
            actions.push(set.unwrap_or_else(reset).into());
            continue;
        }
        if let Some(before) = change.before.get(attribute) {
            let (group, _) = member_of(change.now, before);
            let sql = format!("REVOKE {group} FROM {name}");
            actions.push(Action::new(sql, &[Hazard::PrivilegesLost]));
        }
        if let Some(after) = after {
            let (group, options) = member_of(change.to, after);
            let sql = format!("GRANT {group} TO {name}{options}");
            actions.push(Action::new(sql, &[Hazard::PrivilegesWidened]));
        }
    }
    if change.attributes.iter().any(|attribute| !is_apart(attribute) && attribute != SHARED) {
        let gone = change.attributes.iter().filter(|attribute| !change.after.has(attribute));
        let gone = gone.filter_map(|attribute| unset(attribute)).collect::<Vec<_>>().join("");
        let sql = format!("ALTER ROLE {name}{}{gone}", options(change.after));
        let abilities = ABILITIES.iter().filter(|ability| change.is_of(ability));
        let hazards = abilities.map(|ability| match change.after.has(ability) {
            true => Hazard::PrivilegesWidened,
            false => Hazard::PrivilegesLost,
        });
        let hazards: BTreeSet<Hazard> = gathered(hazards);
        actions.push(Action { sql, hazards: hazards.into_iter().collect() });
    }
    Some(actions)
}

pub(super) fn print(catalog: &Catalog, role: &Object) -> Printed {
    let name = quote(&role.name);
    let create = format!("CREATE ROLE {name}{}", options(role));
    let mut printed = Printed::one(match role.has(SHARED) {
        true => where_missing(&role.name, &create),
        false => create,
    });
    for (attribute, value) in &role.attributes {
        if let Some(parameter) = attribute.strip_prefix("set ") {
            let value = value.to_sql(catalog);
            printed.create.push(format!("ALTER ROLE {name} SET {parameter} {value}"));
        }
        if attribute.starts_with(MEMBER_OF) {
            let (group, options) = member_of(catalog, value);
            printed.late.push(format!("GRANT {group} TO {name}{options}"));
        }
    }
    printed
}

/// Returns the block that makes a role where it is missing; there is no `CREATE ROLE IF NOT EXISTS`.
fn where_missing(name: &str, create: &str) -> String {
    let condition = format!("SELECT FROM pg_roles WHERE rolname = {}", literal::quote(name));
    let body = format!("BEGIN IF NOT EXISTS ({condition}) THEN {create}; END IF; END");
    let mut tag = "$$".to_owned();
    while body.contains(&tag) {
        tag.insert(1, '_');
    }
    format!("DO {tag} {body} {tag}")
}

/// Returns the group of a membership, and its options.
fn member_of(catalog: &Catalog, value: &Value) -> (String, String) {
    let group = value.objects().next().and_then(|group| catalog.get(group));
    let group = group.map(|group| quote(&group.name).into_owned()).unwrap_or_default();
    let options = value.to_sql(catalog).split_off(group.len());
    (group, options)
}

/// Returns the option that says the opposite of one.
fn unset(attribute: &str) -> Option<String> {
    match attribute {
        "no inherit" => Some(" INHERIT".to_owned()),
        "connection limit" => Some(" CONNECTION LIMIT -1".to_owned()),
        "password" => Some(" PASSWORD NULL".to_owned()),
        "valid until" => Some(" VALID UNTIL 'infinity'".to_owned()),
        ability if ABILITIES.contains(&ability) => {
            Some(format!(" NO{}", ability.to_ascii_uppercase()))
        }
        _ => None,
    }
}

fn options(role: &Object) -> String {
    let abilities = ABILITIES.iter().filter(|ability| role.has(ability));
    let mut words: Vec<String> = abilities.map(|ability| ability.to_ascii_uppercase()).collect();
    if role.has("no inherit") {
        words.push("NOINHERIT".to_owned());
    }
    for said in ["connection limit", "password", "valid until"] {
        if let Some(value) = role.text(said) {
            words.push(format!("{} {value}", said.to_ascii_uppercase()));
        }
    }
    words.into_iter().map(|word| format!(" {word}")).collect()
}
