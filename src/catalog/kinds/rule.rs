//! Rules: "event", "condition", "instead", and "commands".
//!
//! Never in it: the rule that makes a view (see `view`), and how commands are read (see `resolve`).

use super::expression_place::RULE_CONDITION;
use super::{Kind, PLAIN};
use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, first_token, has, has_token, span, written};

pub(crate) static RULE: Kind = Kind {
    name: "rule",
    object_type: DdlObjectType::Rule,
    namespaces: &[NAMES],
    taken: |span, _, name, relation| {
        let message = format!("rule \"{name}\" for relation \"{relation}\" already exists");
        Refusal::duplicate_object(span, message)
    },
    is_whole: false,
    statements: &[(SyntaxKind::CREATE_RULE, create)],
    spoken_of_in: &[SyntaxKind::ALTER_RULE, SyntaxKind::DROP_RULE, SyntaxKind::OBJECT_RULE],
    names: &[SyntaxKind::RULE_REF],
    find: super::find_part,
    missing: |lookup, _, name, relation| {
        let relation = relation.and_then(|id| lookup.catalog.get(id));
        let relation = relation.map(|relation| &*relation.name).unwrap_or_default();
        let message = format!("rule \"{}\" for relation \"{relation}\" does not exist", name.name);
        Refusal::undefined_object(name.span, message)
    },
    print,
    altered,
    is_in_the_way: |_, _, change| change.is_of_values(),
    hazards: super::relation::hazards_of_part,
    ..PLAIN
};

const NAMES: Namespace = Namespace::InParent("rule");

/// Reads `CREATE [OR REPLACE] RULE`.
fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let (Some(name), Some(on), Some(action)) = (
        child(statement, SyntaxKind::RULE),
        child(statement, SyntaxKind::RULE_ON),
        child(statement, SyntaxKind::RULE_DO),
    ) else {
        return Ok(());
    };
    let Some(relation) = child(&on, SyntaxKind::RELATION_NAME_REF) else { return Ok(()) };
    let relation = edit.lookup().relation(&Name::of(&relation))?;
    let event = child(&on, SyntaxKind::RULE_EVENT).and_then(|event| first_token(&event));
    let scope = match event {
        Some(SyntaxKind::INSERT_KW) => scope(relation, &["new"]),
        Some(SyntaxKind::DELETE_KW) => scope(relation, &["old"]),
        Some(SyntaxKind::UPDATE_KW) => scope(relation, &["new", "old"]),
        _ => {
            edit.be_opaque("the catalog does not model rules that make a table a view");
            return Ok(());
        }
    };
    let attributes = attributes(edit, &on, &action, &scope).map_err(|refusal| {
        // The other row is there for PostgreSQL, but not to be named.
        let row = refusal.message.strip_prefix("missing FROM-clause entry for table ");
        match row.filter(|row| matches!(*row, "\"old\"" | "\"new\"")) {
            Some(row) => {
                let message = format!("invalid reference to FROM-clause entry for table {row}");
                refusal.with_message(message)
            }
            None => refusal,
        }
    })?;
    let word = names::identifier(&name);
    let existing = edit.catalog().named(relation, NAMES, &word);
    match existing.filter(|_| has(statement, SyntaxKind::OR_REPLACE)) {
        Some(rule) => {
            for (attribute, value) in attributes {
                edit.set(rule, attribute, value);
            }
        }
        None => {
            let given = attributes.into_iter().filter_map(|(name, value)| Some((name, value?)));
            let attributes = given.collect();
            let new = New { kind: &RULE, parent: relation, name: &word, attributes };
            edit.create(new, span(&name))?;
        }
    }
    Ok(())
}

/// Returns what a rule's expressions can mention: the row before and after.
fn scope(relation: ObjectId, rows: &[&str]) -> Scope {
    let aliases = rows.iter().map(|row| ((*row).to_owned(), relation)).collect();
    Scope { aliases, ..Scope::default() }
}

/// Returns all that a rule says, with what it does not say.
fn attributes(
    edit: &Edit<'_>,
    on: &SyntaxNode,
    action: &SyntaxNode,
    scope: &Scope,
) -> Accepted<Vec<(Attribute, Option<Value>)>> {
    let event = child(on, SyntaxKind::RULE_EVENT).map(|event| written(&event));
    let event = event.map(|event| Value::from(event.trim().to_ascii_uppercase()));
    let condition = child(on, SyntaxKind::WHERE_CLAUSE).and_then(|clause| clause.first_child());
    let around = Scope { has_bare_columns: true, ..scope.clone() };
    let condition = condition.map(|node| RULE_CONDITION.condition(edit, &node, &around));
    let condition = condition.transpose()?;
    let is_instead = has_token(action, SyntaxKind::INSTEAD_KW);
    Ok(vec![
        ("event".into(), event),
        ("condition".into(), condition),
        ("instead".into(), is_instead.then(Value::flag)),
        ("commands".into(), Some(commands(edit, action, scope)?)),
    ])
}

/// Reads what a rule does: nothing, a command, or several in parentheses.
fn commands(edit: &Edit<'_>, action: &SyntaxNode, scope: &Scope) -> Accepted<Value> {
    let list = child(action, SyntaxKind::RULE_STMT_LIST);
    let nodes: Vec<SyntaxNode> = list.as_ref().unwrap_or(action).children().collect();
    let is_several = nodes.len() > 1;
    let mut value = Value::from(if is_several { "(" } else { "" });
    for (place, node) in nodes.iter().enumerate() {
        if place > 0 {
            value.push_text("; ");
        }
        value.push(&resolve::statement(edit.lookup(), node, scope)?);
    }
    if is_several {
        value.push_text(")");
    }
    Ok(value)
}

fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    if !change.attributes.iter().all(|attribute| {
        change.after.has(attribute) || !matches!(&**attribute, "event" | "commands")
    }) {
        return None;
    }
    let mut printed = print(change.to, change.after).create.into_iter();
    let create = printed.next()?.replacen("CREATE ", "CREATE OR REPLACE ", 1);
    let is_redefined = change.attributes.iter().any(|attribute| attribute != "enabled");
    let create = is_redefined.then_some(create);
    let (name, relation) =
        (quote(&change.after.name), change.to.qualified_name(change.after.parent));
    let is_enabled = change.is_of("enabled") && !change.after.has("enabled");
    let enabled = is_enabled.then(|| format!("ALTER TABLE {relation} ENABLE RULE {name}"));
    Some(create.into_iter().chain(printed).chain(enabled).map(Action::from).collect())
}

fn print(catalog: &Catalog, rule: &Object) -> Printed {
    let sql = |attribute: &str| {
        rule.get(attribute).map(|value| value.to_sql(catalog)).unwrap_or_default()
    };
    let (name, relation) = (quote(&rule.name), catalog.qualified_name(rule.parent));
    let mut words = vec![format!("CREATE RULE {name} AS ON {} TO {relation}", sql("event"))];
    if rule.has("condition") {
        words.push(format!("WHERE {}", sql("condition")));
    }
    words.push(if rule.has("instead") { "DO INSTEAD" } else { "DO ALSO" }.to_owned());
    words.push(sql("commands"));
    let mut create = vec![words.join(" ")];
    let enabling = match rule.text("enabled") {
        Some("disabled") => Some("DISABLE"),
        Some("replica") => Some("ENABLE REPLICA"),
        Some("always") => Some("ENABLE ALWAYS"),
        _ => None,
    };
    create.extend(enabling.map(|word| format!("ALTER TABLE {relation} {word} RULE {name}")));
    Printed { create, ..Printed::default() }
}
