//! What is said of an object's privileges → the statements that give them, or change them.
//!
//! Never in it: how privileges are read.

use super::{GRANT_OPTION, Grantable, NEW, is_privilege};
use crate::catalog::alteration::{Action, Hazard};
use crate::catalog::kinds;
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, Value};
use crate::map::Map;
use crate::sql::identifier::quote;

/// Returns the statements that give an object's privileges.
pub(crate) fn print(catalog: &Catalog, object: &Object) -> Vec<String> {
    let Some(grantable) = object.kind.grantable else { return Vec::new() };
    let (on, columns) = match (grantable.keyword, catalog.get(object.parent)) {
        ("", Some(whole)) => {
            let keyword = whole.kind.grantable.map_or("TABLE", |grantable| grantable.keyword);
            let on = format!("{keyword} {}", catalog.qualified_name(whole.id));
            (on, format!(" ({})", quote(&object.name)))
        }
        (keyword, _) => {
            let designation = object.designation(catalog);
            let words = object.kind.name.to_ascii_uppercase();
            let name = designation.strip_prefix(&words).or(designation.strip_prefix(keyword));
            let name = name.unwrap_or(&designation).trim_start();
            (format!("{keyword} {name}"), String::new())
        }
    };
    statements(catalog, object, grantable, |privileges| match privileges {
        Some(privileges) => {
            let each: Vec<String> =
                privileges.iter().map(|privilege| format!("{privilege}{columns}")).collect();
            format!("{} ON {on}", each.join(", "))
        }
        None => format!("ALL{columns} ON {on}"),
    })
}

/// Returns the statements that take the privileges that are changed from an object, and give it what it is to have.
pub(crate) fn altered(
    now: &Catalog,
    before: &Object,
    to: &Catalog,
    after: &Object,
    changed: &[Attribute],
) -> Vec<Action> {
    let rest = after.attributes.iter().filter(|(name, _)| !is_privilege(name));
    let rest: Vec<_> = rest.map(|(name, value)| (name.clone(), value.clone())).collect();
    let printed = |said: Vec<(Attribute, Value)>| {
        if said.is_empty() {
            return Vec::new();
        }
        let attributes = said.into_iter().chain(rest.iter().cloned()).collect();
        let said = Object { attributes, ..after.clone() };
        match after.kind.grantable {
            Some(_) => print(to, &said),
            None => (after.kind.print)(to, &said).late,
        }
    };
    // What only loses, or gets, the grant option is not taken away before.
    let role = |name: &Attribute| {
        let role = before.get(name)?.to_sql(now);
        Some(Value::from(role.strip_suffix(GRANT_OPTION).unwrap_or(&role)))
    };
    let (kept, gone): (Vec<&Attribute>, Vec<&Attribute>) =
        changed.iter().filter(|name| before.has(name)).partition(|name| after.has(name));
    let flip = |name: &&Attribute| Some((flipped(name)?, role(name)?));
    let lost = gone.iter().flat_map(|name| {
        let fellows = fellows(name).into_iter().filter(|one| !after.has(one));
        fellows.filter_map(|one| Some((flipped(&one)?, role(name)?)))
    });
    let mut taken = printed(lost.collect());
    let has_option = |object: &Object, catalog, name: &Attribute| {
        object.get(name).is_some_and(|role| role.to_sql(catalog).ends_with(GRANT_OPTION))
    };
    let without = kept.iter().filter(|name| !has_option(after, to, name));
    let without = printed(without.filter_map(flip).collect());
    let option = |sql: String| sql.replacen("REVOKE ", "REVOKE GRANT OPTION FOR ", 1);
    taken.extend(without.into_iter().map(option));
    let new = changed.iter().filter(|name| !before.has(name) || has_option(after, to, name));
    let new = new.flat_map(fellows);
    let new = new.filter_map(|name| Some((name.clone(), after.get(&name)?.clone())));
    let given = printed(new.collect());
    let action = |sql: String| {
        let hazard = hazard(&sql);
        Action::new(sql, &[hazard])
    };
    taken.into_iter().chain(given).map(action).collect()
}

/// Returns what is hazardous about a statement that gives or takes privileges.
pub(crate) fn hazard(sql: &str) -> Hazard {
    match sql.split(' ').any(|word| word == "REVOKE") {
        true => Hazard::PrivilegesLost,
        false => Hazard::PrivilegesWidened,
    }
}

/// Tells whether one object gives a privilege that another does not, or no longer withholds one.
pub(crate) fn gives_more(one: (&Catalog, &Object), other: (&Catalog, &Object)) -> bool {
    let has_more =
        |word: &str, (from, one): (&Catalog, &Object), (to, other): (&Catalog, &Object)| {
            one.attributes.iter().filter(|(name, _)| name.starts_with(word)).any(|(name, role)| {
                other.get(name).is_none_or(|known| known.to_sql(to) != role.to_sql(from))
            })
        };
    has_more("privilege ", one, other) || has_more("withheld ", other, one)
}

/// Returns the attribute with those of all other privileges that `ALL` would give or take along with it.
fn fellows(attribute: &Attribute) -> Vec<Attribute> {
    let is_new = attribute.split(' ').nth(1) == Some(NEW);
    let grantable = kinds::all().filter_map(|kind| kind.grantable);
    match grantable.into_iter().find(|one| is_new && one.all.contains(&NEW)) {
        Some(one) => one.all.iter().map(|it| attribute.replacen(NEW, it, 1).into()).collect(),
        None => vec![attribute.clone()],
    }
}

/// Returns the attribute that says the opposite of one.
fn flipped(attribute: &str) -> Option<Attribute> {
    let (word, rest) = attribute.split_once(' ')?;
    let word = if word == "privilege" { "withheld" } else { "privilege" };
    Some(format!("{word} {rest}").into())
}

/// Returns the statements that give what is said of an object; `what` words the privileges (`None`: all)
/// and what they are on.
pub(crate) fn statements(
    catalog: &Catalog,
    object: &Object,
    grantable: &Grantable,
    what: impl Fn(Option<&[&str]>) -> String,
) -> Vec<String> {
    let mut given: Map<String, Vec<&str>> = Map::default();
    let mut withheld: Map<String, Vec<&str>> = Map::default();
    let owner = object.get("owner").map(|owner| owner.to_sql(catalog));
    for (attribute, value) in &object.attributes {
        let role = value.to_sql(catalog);
        let grantee = role.strip_suffix(GRANT_OPTION).unwrap_or(&role);
        if attribute.starts_with("privilege ") && owner.as_deref() == Some(grantee) {
            // The owner has them anyway.
            continue;
        }
        let mut words = attribute.split(' ');
        match (words.next(), words.next()) {
            (Some("privilege"), Some(privilege)) => given.change(role, |all| all.push(privilege)),
            (Some("withheld"), Some(privilege)) => withheld.change(role, |all| all.push(privilege)),
            _ => {}
        }
    }
    let worded = |verb: &str, privileges: &[&str], link: &str, role: &str| {
        let is_all = privileges.len() == grantable.all.len();
        format!("{verb} {} {link} {role}", what((!is_all).then_some(privileges)))
    };
    let plain = |role: &str| role.strip_suffix(GRANT_OPTION).unwrap_or(role).to_owned();
    let grant = |role: &str, privileges: &[&str]| worded("GRANT", privileges, "TO", role);
    let revoke =
        |role: &str, privileges: &[&str]| worded("REVOKE", privileges, "FROM", &plain(role));
    let without = |said: &[&str]| -> Vec<&str> {
        grantable.all.iter().copied().filter(|privilege| !said.contains(privilege)).collect()
    };
    let mut statements = Vec::new();
    for (role, gone) in &withheld {
        let rest = without(gone);
        let says_all = gone.contains(&NEW) && !rest.is_empty();
        statements.push(revoke(role, if says_all { grantable.all } else { gone }));
        statements.extend(says_all.then(|| grant(role, &rest)));
    }
    for (role, privileges) in &given {
        // Those that the same role has with the grant option, or without it.
        let mut fellows = given.iter().filter(|(other, _)| *other != role);
        let fellows = fellows.find(|(other, _)| plain(other) == plain(role));
        let fellows = fellows.map(|(_, privileges)| privileges.as_slice()).unwrap_or_default();
        let rest = without(&[privileges, fellows].concat());
        let says_all = privileges.contains(&NEW) && privileges.len() < grantable.all.len();
        statements.push(grant(role, if says_all { grantable.all } else { privileges }));
        if says_all && !rest.is_empty() {
            statements.push(revoke(role, &rest));
        }
        if says_all && !fellows.is_empty() && role.ends_with(GRANT_OPTION) {
            statements.push(revoke(role, fellows).replacen("REVOKE", "REVOKE GRANT OPTION FOR", 1));
        }
    }
    statements
}
