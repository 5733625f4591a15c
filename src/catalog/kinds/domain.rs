//! Domains; their checks are constraints.

use super::column::COLUMN;
use super::composite_type::COMPOSITE;
use super::constraint::{self, CONSTRAINT};
use super::table::definition;
use super::view::VIEW;
use super::{Discord, Kind, Matter, PLAIN, Purpose, Value, base_type, row_type};
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::privileges::Grantable;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::state::Catalog;
use crate::catalog::types::input;
use crate::catalog::{Attribute, Object, ObjectId, types};
use crate::sorted::sorted;
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span};

pub(crate) static DOMAIN: Kind = Kind {
    name: "domain",
    object_type: DdlObjectType::Domain,
    grantable: Some(&PRIVILEGES),
    parts: &[&super::constraint::CONSTRAINT],
    namespaces: &[Namespace::Type],
    statements: &[(SyntaxKind::CREATE_DOMAIN, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_DOMAIN,
        SyntaxKind::DROP_DOMAIN,
        SyntaxKind::OBJECT_DOMAIN,
        SyntaxKind::PRIVILEGE_DOMAIN,
    ],
    names: &[SyntaxKind::DOMAIN_REF],
    find: |lookup, _, _, target, purpose| find_for(lookup, &Name::of(target), purpose),
    alter,
    print,
    keeps: |attribute| attribute == "type",
    altered,
    discord: |catalog, domain| match domain.has("not null") {
        true => discord(catalog, domain.id, "not null"),
        false => Vec::new(),
    },
    description: |lookup, domain| format!("type {}", lookup.visible_name(domain.id)),
    ..PLAIN
};

/// The privileges on domains.
static PRIVILEGES: Grantable = Grantable {
    keyword: "DOMAIN",
    noun: "domain",
    all: &["USAGE"],
    of_public: |_| &["USAGE"],
    all_in_schema: &[SyntaxKind::PRIVILEGE_TARGET_TYPES],
};

/// Returns the domain of a name.
///
/// # Errors
///
/// `42704` if there is no type of the name, `42809` if it is none, `3F000` if its schema is not there.
pub(crate) fn find(lookup: Lookup<'_>, name: &Name) -> Accepted<ObjectId> {
    find_for(lookup, name, Purpose::Alter)
}

fn find_for(lookup: Lookup<'_>, name: &Name, purpose: Purpose) -> Accepted<ObjectId> {
    if let Some(schema) = name.schema.as_ref().filter(|_| !name.is_built_in()) {
        lookup.existing_schema(schema, name.span)?;
    }
    match lookup.find(Namespace::Type, name) {
        Found::Object(id) if lookup.catalog.get(id).is_some_and(|found| found.is(&DOMAIN)) => {
            Ok(id)
        }
        Found::Object(_) | Found::BuiltIn => {
            let shown = match purpose {
                Purpose::Drop | Purpose::Comment => format!("\"{}\"", name.shown()),
                _ => name.shown(),
            };
            Err(Refusal::wrong_object(name.span, format!("{shown} is not a domain")))
        }
        Found::Missing => {
            let message = format!("type \"{}\" does not exist", name.shown());
            Err(Refusal::undefined_object(name.span, message))
        }
    }
}

/// Reads `CREATE DOMAIN`.
fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(target) = child(statement, SyntaxKind::DOMAIN) else { return Ok(()) };
    let name = Name::of(&target);
    let parent = edit.schema_for_new(&name)?;
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    if let Some(type_) = types::of(edit.lookup(), statement)? {
        base_type::check_defined(edit.lookup(), &type_, name.span)?;
        check_base(&type_, &name)?;
        attributes.push(("type".into(), type_));
    }
    let mut checks = Vec::new();
    for clause in statement.children() {
        match clause.kind() {
            SyntaxKind::CHECK_CONSTRAINT => checks.push(clause),
            _ => attributes.extend(attribute(edit, &clause, &attributes)?),
        }
    }
    attributes.retain(|(attribute, _)| attribute != "null");
    if child(statement, SyntaxKind::DEFAULT_CONSTRAINT).is_none() {
        let type_ = attributes.first().filter(|(known, _)| known == "type");
        let given = type_.and_then(|(_, type_)| default_of_base(edit.catalog(), type_));
        attributes.extend(given.map(|value| ("default".into(), value.clone())));
    }
    let id = edit.create(New { kind: &DOMAIN, parent, name: &name.name, attributes }, name.span)?;
    checks.iter().try_for_each(|check| {
        edit.within(span(check), |edit| constraint::add_to_domain(edit, id, check))
    })
}

/// Refuses what is no type of values.
fn check_base(type_: &Value, name: &Name) -> Accepted<()> {
    let is_pseudo = matches!(
        type_.as_text(),
        Some(
            "anyelement"
                | "anyarray"
                | "anyenum"
                | "record"
                | "trigger"
                | "void"
                | "cstring"
                | "internal"
        )
    );
    if !is_pseudo {
        return Ok(());
    }
    let type_ = type_.as_text().unwrap_or_default();
    let message = format!("\"{type_}\" is not a valid base type for a domain");
    Err(Refusal::type_mismatch(name.span, message))
}

/// Reads a clause of `CREATE DOMAIN` that is no check; `said` is what is known already.
fn attribute(
    edit: &Edit<'_>,
    clause: &SyntaxNode,
    said: &[(Attribute, Value)],
) -> Accepted<Option<(Attribute, Value)>> {
    let is_said = |attribute: &str| said.iter().any(|(known, _)| known == attribute);
    let refuse = |message: &str| Err(Refusal::syntax(span(clause), message));
    let conflict = "conflicting NULL/NOT NULL constraints";
    Ok(Some(match clause.kind() {
        SyntaxKind::COLLATE => {
            let type_ = said.iter().find(|(known, _)| known == "type");
            if let Some(type_) = type_.and_then(|(_, type_)| type_.as_text()) {
                definition::check_collatable(type_, span(clause))?;
            }
            ("collation".into(), definition::collation(edit, clause)?)
        }
        SyntaxKind::DEFAULT_CONSTRAINT if is_said("default") => {
            return refuse("multiple default expressions");
        }
        SyntaxKind::DEFAULT_CONSTRAINT => {
            let type_ = said.iter().find(|(known, _)| known == "type").map(|(_, type_)| type_);
            match default(edit, clause, type_)? {
                Some(value) => ("default".into(), value),
                None => return Ok(None),
            }
        }
        SyntaxKind::NOT_NULL_CONSTRAINT if is_said("null") => return refuse(conflict),
        SyntaxKind::NOT_NULL_CONSTRAINT => ("not null".into(), Value::flag()),
        SyntaxKind::NULL_CONSTRAINT if is_said("not null") => return refuse(conflict),
        SyntaxKind::NULL_CONSTRAINT => ("null".into(), Value::flag()),
        SyntaxKind::UNIQUE_CONSTRAINT => {
            return refuse("unique constraints not possible for domains");
        }
        SyntaxKind::PRIMARY_KEY_CONSTRAINT => {
            return refuse("primary key constraints not possible for domains");
        }
        SyntaxKind::EXCLUDE_CONSTRAINT => {
            return refuse("exclusion constraints not possible for domains");
        }
        SyntaxKind::REFERENCES_CONSTRAINT | SyntaxKind::FOREIGN_KEY_CONSTRAINT => {
            return refuse("foreign key constraints not possible for domains");
        }
        _ => return Ok(None),
    }))
}

/// Returns the default that the domain has which another is made over: the other takes it over then, and never again
/// (`DefineDomain`).
fn default_of_base<'c>(catalog: &'c Catalog, type_: &Value) -> Option<&'c Value> {
    let base = type_.objects().next().filter(|_| !types::is_array(type_))?;
    catalog.get(base).filter(|base| base.is(&DOMAIN))?.get("default")
}

/// Reads a default; a null that says nothing is none.
fn default(edit: &Edit<'_>, clause: &SyntaxNode, type_: Option<&Value>) -> Accepted<Option<Value>> {
    let expression =
        clause.children().find(|node| node.kind() != SyntaxKind::CONSTRAINT_NAME_CLAUSE);
    let Some(expression) = expression else { return Ok(None) };
    let resolved = resolve::expression(edit.lookup(), &expression, &Scope::default())?;
    let Some(type_) = type_ else { return Ok(Some(resolved.value)) };
    input::check_literal(edit.catalog(), type_, &expression)?;
    Ok(resolve::coerced(edit.lookup(), resolved, type_))
}

/// Reads an action of `ALTER DOMAIN`.
fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::SET_DEFAULT => {
            let type_ = edit.get(id).and_then(|domain| domain.get("type"));
            let value = default(edit, action, type_)?;
            edit.set(id, "default", value);
        }
        SyntaxKind::DROP_DEFAULT => edit.set(id, "default", None),
        SyntaxKind::SET_NOT_NULL => {
            check_is_not_contained(edit, id, action)?;
            edit.set(id, "not null", Value::flag());
        }
        SyntaxKind::DROP_NOT_NULL => edit.set(id, "not null", None),
        _ => return constraint::action(edit, id, action),
    }
    Ok(true)
}

/// Refuses to ask more of a domain's values while a column keeps some within others, where PostgreSQL does not look
/// (`get_rels_with_domain`).
pub(super) fn check_is_not_contained(
    edit: &Edit<'_>,
    domain: ObjectId,
    action: &SyntaxNode,
) -> Accepted<()> {
    let name = edit.lookup().visible_name(domain);
    row_type::check_is_not_used(edit, &name, &containers(edit.catalog(), domain), span(action))
}

/// Tells whether no more can be asked of a domain's values.
pub(super) fn is_contained(catalog: &Catalog, domain: ObjectId) -> bool {
    !containers(catalog, domain).is_empty()
}

/// Tells whether a column, or another domain, may have values of a domain.
pub(crate) fn is_used(catalog: &Catalog, domain: ObjectId) -> bool {
    catalog.users(domain).any(|user| user.is(&COLUMN) || user.is(&DOMAIN))
}

/// Returns the columns that keep values of a domain within others: in arrays, or in values of a composite type.
fn containers(catalog: &Catalog, domain: ObjectId) -> Vec<&Object> {
    let mut containers = Vec::new();
    for user in catalog.users(domain) {
        let Some(type_) = user.get("type").filter(|type_| type_.mentions(domain)) else { continue };
        match catalog.get(user.parent).filter(|_| user.is(&COLUMN)) {
            None if user.is(&DOMAIN) => containers.extend(self::containers(catalog, user.id)),
            None => {}
            Some(whole) if whole.is(&COMPOSITE) => {
                containers.extend(row_type::keepers(catalog, whole.id));
            }
            Some(whole) if !whole.is(&VIEW) && types::is_array(type_) => containers.push(user),
            Some(_) => {}
        }
    }
    containers
}

/// Tells why no more can be asked of a domain's values with what another branch did.
pub(super) fn discord(catalog: &Catalog, domain: ObjectId, attribute: &str) -> Vec<Discord> {
    let told = |column: &Object| {
        let reason = "can't ask more of values that a column keeps within others".to_owned();
        let (attribute, with) = (attribute.to_owned(), column.id);
        Discord { over: domain, attribute, with, matter: Matter::Refused, reason }
    };
    containers(catalog, domain).into_iter().map(told).collect()
}

/// A domain's type can't be altered.
fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_asked_more = change.is_of("not null") && change.after.has("not null");
    if !change.is_only_of(|attribute| matches!(attribute, "default" | "not null"))
        || is_asked_more && is_contained(change.now, change.before.id)
    {
        return None;
    }
    let head = format!("ALTER {}", change.designation());
    let mut actions = Vec::new();
    if change.is_of("default") {
        let set = change.sql("default").map(|default| format!("{head} SET DEFAULT {default}"));
        actions.push(Action::from(set.unwrap_or(format!("{head} DROP DEFAULT"))));
    }
    if change.is_of("not null") {
        actions.push(match is_asked_more {
            true => {
                let read = [Hazard::ShareLock, Hazard::FullScan, Hazard::MayFail];
                let is_used = is_used(change.now, change.before.id);
                Action::new(format!("{head} SET NOT NULL"), if is_used { &read } else { &[] })
            }
            false => format!("{head} DROP NOT NULL").into(),
        });
    }
    Some(actions)
}

/// Prints `CREATE DOMAIN`, with the checks that need nothing that may come after.
fn print(catalog: &Catalog, domain: &Object) -> Printed {
    let sql = |attribute: &str| domain.get(attribute).map(|value| value.to_sql(catalog));
    let name = catalog.qualified_name(domain.id);
    let mut words = vec![format!("CREATE DOMAIN {name} AS {}", sql("type").unwrap_or_default())];
    words.extend(sql("collation").map(|collation| format!("COLLATE {collation}")));
    words.extend(sql("default").map(|default| format!("DEFAULT {default}")));
    if domain.has("not null") {
        words.push("NOT NULL".to_owned());
    }
    let checks = catalog.parts_of_kind(domain.id, &CONSTRAINT);
    let checks = sorted(checks, |one, other| one.name.cmp(&other.name));
    let inline = checks.into_iter().filter(|check| (CONSTRAINT.is_inline)(catalog, check));
    words.extend(inline.flat_map(|check| (CONSTRAINT.print)(catalog, check).create));
    let mut printed = Printed::one(words.join(" "));
    let is_given = || domain.get("type").is_some_and(|it| default_of_base(catalog, it).is_some());
    if !domain.has("default") && is_given() {
        printed.create.push(format!("ALTER DOMAIN {name} DROP DEFAULT"));
    }
    printed
}
