//! Subscriptions. What is said of one: the `connection`, each `publication` there, whether it is `enabled`,
//! and its options.
//!
//! Never in it: connecting. Printed statements make a subscription without one, as pg_dump's do.

use super::definition::{self, DefinitionOption};
use super::{Kind, PLAIN, Value};
use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::{Edit, New};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{Printed, designation};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, span, written};
use crate::sql::{DdlObjectType, Span};

pub(crate) static SUBSCRIPTION: Kind = Kind {
    name: "subscription",
    object_type: DdlObjectType::Subscription,
    namespaces: &[Namespace::InDatabase("subscription")],
    statements: &[(SyntaxKind::CREATE_SUBSCRIPTION, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_SUBSCRIPTION,
        SyntaxKind::DROP_SUBSCRIPTION,
        SyntaxKind::OBJECT_SUBSCRIPTION,
    ],
    names: &[SyntaxKind::SUBSCRIPTION_REF],
    alter,
    print,
    altered,
    ..PLAIN
};

/// What the attributes begin with that name publications.
const PUBLICATION: &str = "publication ";

/// The options that say what a statement does, and nothing of the subscription.
const OF_STATEMENTS: &[&str] = &["connect", "create_slot", "copy_data", "enabled", "refresh"];

/// Reads `CREATE SUBSCRIPTION`.
///
/// # Errors
///
/// `42601` for options that exclude each other; `42710` for a name that is taken, or a publication that is
/// named twice.
fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::SUBSCRIPTION) else { return Ok(()) };
    let given = options_of(statement);
    let is_said = |name: &str| given.iter().any(|option| option.name == name);
    let connects = !is_off(&given, "connect");
    for excluded in ["enabled", "create_slot", "copy_data"] {
        if !connects && is_said(excluded) && !is_off(&given, excluded) {
            let message =
                format!("connect = false and {excluded} = true are mutually exclusive options");
            return Err(Refusal::syntax(span(statement), message));
        }
    }
    let mut attributes = kept(&given);
    attributes.retain(|(attribute, value)| !is_usual(attribute, value));
    let source = child(statement, SyntaxKind::CONNECTION_CLAUSE);
    let connection = source.and_then(|clause| clause.first_child());
    attributes.extend(connection.map(|text| ("connection".into(), Value::from(written(&text)))));
    let publications = listed(statement)?.into_iter();
    attributes.extend(publications.map(|(name, _)| (subscribed(&name), Value::flag())));
    if connects && !is_off(&given, "enabled") {
        attributes.push(("enabled".into(), Value::flag()));
    }
    let name = names::identifier(&node);
    let parent = ObjectId::DATABASE;
    edit.create(New { kind: &SUBSCRIPTION, parent, name: &name, attributes }, span(&node))?;
    Ok(())
}

fn options_of(statement: &SyntaxNode) -> Vec<DefinitionOption> {
    child(statement, SyntaxKind::WITH_PARAMS)
        .map(|params| definition::options(&params))
        .unwrap_or_default()
}

/// Tells whether an option is there and says no.
fn is_off(options: &[DefinitionOption], name: &str) -> bool {
    let option = options.iter().find(|option| option.name == name);
    let no = ["false", "off", "0"];
    option.is_some_and(|option| {
        no.iter().any(|no| option.text().trim_matches('\'').eq_ignore_ascii_case(no))
    })
}

/// Returns the options that say something of the subscription.
fn kept(options: &[DefinitionOption]) -> Vec<(Attribute, Value)> {
    options
        .iter()
        .filter(|option| !OF_STATEMENTS.contains(&option.name.as_str()))
        .map(|option| (option.attribute(), option.flat()))
        .collect()
}

/// Tells whether an option says what goes without saying.
fn is_usual(attribute: &str, value: &Value) -> bool {
    let said = value.as_text().unwrap_or_default().trim_matches('\'').to_ascii_lowercase();
    let is_off = |word: &str| matches!(word, "off" | "false");
    usual(attribute).is_some_and(|usual| said == usual || is_off(&said) && is_off(usual))
}

/// Returns the publications that a clause lists, each with its place.
fn listed(clause: &SyntaxNode) -> Accepted<Vec<(String, Span)>> {
    let mut listed: Vec<(String, Span)> = Vec::new();
    for node in children(clause, SyntaxKind::PUBLICATION_REF) {
        let name = names::identifier(&node);
        if listed.iter().any(|(other, _)| *other == name) {
            let message = format!("publication name \"{name}\" used more than once");
            return Err(Refusal::duplicate_object(span(&node), message));
        }
        listed.push((name, span(&node)));
    }
    Ok(listed)
}

/// Returns the attribute that says that a publication is subscribed to.
fn subscribed(publication: &str) -> Attribute {
    format!("{PUBLICATION}{publication}").into()
}

/// Returns the publications of a subscription: they are another database's, so they are names alone.
fn publications(subscription: &Object) -> impl Iterator<Item = &str> {
    subscription.attributes.iter().filter_map(|(attribute, _)| attribute.strip_prefix(PUBLICATION))
}

fn printed_publications(subscription: &Object) -> String {
    publications(subscription).map(quote).collect::<Vec<_>>().join(", ")
}

/// Reads an action of `ALTER SUBSCRIPTION`.
fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::CONNECTION_CLAUSE => {
            let connection = action.first_child().map(|text| Value::from(written(&text)));
            edit.set(id, "connection", connection);
        }
        SyntaxKind::SET_OPTIONS => {
            for (attribute, value) in kept(&definition::options(action)) {
                let value = (!is_usual(&attribute, &value)).then_some(value);
                edit.set(id, attribute, value);
            }
        }
        SyntaxKind::ADD_PUBLICATION
        | SyntaxKind::SET_PUBLICATION
        | SyntaxKind::DROP_SUBSCRIPTION_PUBLICATION => publish(edit, id, action)?,
        SyntaxKind::ENABLE_SUBSCRIPTION => enable(edit, id, action)?,
        SyntaxKind::DISABLE_SUBSCRIPTION => edit.set(id, "enabled", None),
        SyntaxKind::REFRESH_PUBLICATION | SyntaxKind::SKIP_SUBSCRIPTION => {}
        _ => return Ok(false),
    }
    Ok(true)
}

fn enable(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let slot = edit.get(id).and_then(|subscription| subscription.text("option slot_name"));
    if slot.is_some_and(|slot| slot.trim_matches('\'').eq_ignore_ascii_case("none")) {
        let message = "cannot enable subscription that does not have a slot name";
        return Err(Refusal::not_in_state(span(action), message));
    }
    edit.set(id, "enabled", Value::flag());
    Ok(())
}

/// Changes the publications.
///
/// # Errors
///
/// `55000` where new ones would be looked for and the subscription is disabled; `42710`, `42P17` for one
/// that is there already, or is not; `42P17` if none were left.
fn publish(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let named = listed(action)?;
    let Some(subscription) = edit.get(id) else { return Ok(()) };
    if !subscription.has("enabled") && !is_off(&options_of(action), "refresh") {
        let message = "ALTER SUBSCRIPTION with refresh is not allowed for disabled subscriptions";
        return Err(Refusal::not_in_state(span(action), message));
    }
    let (own, is_drop) = (subscription.name.clone(), is_drop(action));
    let before: Vec<String> = publications(subscription).map(str::to_owned).collect();
    if action.kind() == SyntaxKind::SET_PUBLICATION {
        before.iter().for_each(|name| edit.set(id, subscribed(name), None));
    } else if let Some((name, span)) =
        named.iter().find(|(name, _)| before.contains(name) != is_drop)
    {
        let (is, refusal): (_, fn(_, String) -> _) = match is_drop {
            true => ("is not", Refusal::invalid_object),
            false => ("is already", Refusal::duplicate_object),
        };
        return Err(refusal(
            *span,
            format!("publication \"{name}\" {is} in subscription \"{own}\""),
        ));
    }
    if is_drop && named.len() == before.len() {
        let message = "cannot drop all the publications from a subscription";
        return Err(Refusal::invalid_object(span(action), message));
    }
    for (name, _) in named {
        edit.set(id, subscribed(&name), (!is_drop).then(Value::flag));
    }
    Ok(())
}

fn is_drop(action: &SyntaxNode) -> bool {
    action.kind() == SyntaxKind::DROP_SUBSCRIPTION_PUBLICATION
}

fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_known = |attribute: &str| {
        matches!(attribute, "connection" | "enabled")
            || attribute.starts_with(PUBLICATION)
            || (attribute.starts_with("option ")
                && (change.after.has(attribute) || usual(attribute).is_some()))
    };
    if !change.is_only_of(is_known) {
        return None;
    }
    let is_of_any = |prefix: &str| change.attributes.iter().any(|it| it.starts_with(prefix));
    let is_enabled = change.after.has("enabled");
    let mut clauses = Vec::new();
    if change.is_of("enabled") && !is_enabled {
        clauses.push("DISABLE".to_owned());
    }
    clauses.extend(change.is_of("connection").then(|| connection(change.after)));
    if is_of_any(PUBLICATION) {
        let publications = printed_publications(change.after);
        clauses.push(format!("SET PUBLICATION {publications} WITH (refresh = false)"));
    }
    if is_of_any("option ") {
        let mut said = change.after.clone();
        for attribute in change.attributes.iter().filter(|it| !change.after.has(it)) {
            if let Some(value) = usual(attribute) {
                said.attributes.insert(attribute.clone(), Value::from(value));
            }
        }
        clauses.push(format!("SET {}", definition::printed(change.to, &said)));
    }
    if change.is_of("enabled") && is_enabled {
        clauses.push("ENABLE".to_owned());
    }
    let named = change.designation();
    Some(clauses.iter().map(|clause| format!("ALTER {named} {clause}").into()).collect())
}

/// Returns what an option says that can be altered and that is not given (`parse_subscription_options`).
fn usual(attribute: &str) -> Option<&'static str> {
    match attribute.strip_prefix("option ")? {
        "synchronous_commit" | "streaming" => Some("off"),
        "binary" | "disable_on_error" | "run_as_owner" => Some("false"),
        "password_required" => Some("true"),
        "origin" => Some("any"),
        _ => None,
    }
}

fn connection(subscription: &Object) -> String {
    format!("CONNECTION {}", subscription.text("connection").unwrap_or_default())
}

fn print(catalog: &Catalog, subscription: &Object) -> Printed {
    let named = designation(catalog, subscription);
    let options = definition::printed(catalog, subscription);
    let comma = if options == "()" { "" } else { ", " };
    let mut create = vec![format!(
        "CREATE {named} {} PUBLICATION {} WITH (connect = false{comma}{}",
        connection(subscription),
        printed_publications(subscription),
        options.trim_start_matches('('),
    )];
    if subscription.has("enabled") {
        create.push(format!("ALTER {named} ENABLE"));
    }
    Printed { create, ..Printed::default() }
}
