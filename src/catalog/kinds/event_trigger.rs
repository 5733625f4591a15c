//! Event triggers.
//!
//! What is said of one: the `event`, the `tags` of the commands it is for, the `function`, and whether it
//! is `enabled`.

use super::{Kind, PLAIN, Value, trigger};
use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::{Edit, New};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span, written};

pub(crate) static EVENT_TRIGGER: Kind = Kind {
    name: "event trigger",
    object_type: DdlObjectType::EventTrigger,
    namespaces: &[Namespace::InDatabase("event trigger")],
    statements: &[(SyntaxKind::CREATE_EVENT_TRIGGER, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_EVENT_TRIGGER,
        SyntaxKind::DROP_EVENT_TRIGGER,
        SyntaxKind::OBJECT_EVENT_TRIGGER,
    ],
    names: &[SyntaxKind::EVENT_TRIGGER_REF],
    alter,
    print,
    altered,
    ..PLAIN
};

/// What event triggers can wait for.
const EVENTS: &[&str] =
    &["ddl_command_start", "ddl_command_end", "sql_drop", "table_rewrite", "login"];

/// What the tags of the commands begin with that event triggers can be for.
const COMMANDS: &[&str] = &[
    "ALTER ",
    "COMMENT",
    "CREATE ",
    "DROP ",
    "GRANT",
    "IMPORT FOREIGN SCHEMA",
    "LOGIN",
    "REFRESH MATERIALIZED VIEW",
    "REINDEX",
    "REVOKE",
    "SECURITY LABEL",
    "SELECT INTO",
];

/// Reads `CREATE EVENT TRIGGER`.
///
/// # Errors
///
/// `42601` for an event, or a filter, that is none; `42883` without the function; `42710` for a name that
/// is taken.
fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let (Some(name), Some(event)) = (
        child(statement, SyntaxKind::EVENT_TRIGGER),
        child(statement, SyntaxKind::EVENT_TRIGGER_EVENT),
    ) else {
        return Ok(());
    };
    let (name, event_name) = (names::identifier(&name), names::identifier(&event));
    if !EVENTS.contains(&event_name.as_str()) {
        let message = format!("unrecognized event name \"{event_name}\"");
        return Err(Refusal::syntax(span(&event), message));
    }
    let mut attributes: Vec<(Attribute, Value)> = vec![("event".into(), Value::from(event_name))];
    if let Some(tags) = tags(statement)? {
        attributes.push(("tags".into(), Value::from(tags)));
    }
    if let Some(call) = child(statement, SyntaxKind::CALL_EXPR) {
        let function = trigger::function(edit.lookup(), &call, "event_trigger")?;
        attributes.push(("function".into(), function));
    }
    let parent = ObjectId::DATABASE;
    let new = New { kind: &EVENT_TRIGGER, parent, name: &name, attributes };
    edit.create(new, span(statement))?;
    Ok(())
}

/// Returns the tags that a statement lists.
fn tags(statement: &SyntaxNode) -> Accepted<Option<String>> {
    let Some(clause) = child(statement, SyntaxKind::EVENT_TRIGGER_WHEN_CLAUSE) else {
        return Ok(None);
    };
    let mut seen = false;
    for variable in clause.descendants() {
        if variable.kind() != SyntaxKind::EVENT_TRIGGER_FILTER_VARIABLE {
            continue;
        }
        let name = names::identifier(&variable);
        if name != "tag" {
            let message = format!("unrecognized filter variable \"{name}\"");
            return Err(Refusal::syntax(span(&variable), message));
        }
        if seen {
            let message = format!("filter variable \"{name}\" specified more than once");
            return Err(Refusal::syntax(span(&variable), message));
        }
        seen = true;
    }
    let is_literal = |node: &SyntaxNode| node.kind() == SyntaxKind::LITERAL;
    let literals: Vec<SyntaxNode> = clause.descendants().filter(is_literal).collect();
    for literal in &literals {
        let text = written(literal);
        let tag = text.trim_matches('\'').to_ascii_uppercase();
        if !COMMANDS.iter().any(|command| tag.starts_with(command)) {
            let tag = text.trim_matches('\'');
            let message =
                format!("filter value \"{tag}\" not recognized for filter variable \"tag\"");
            return Err(Refusal::syntax(span(literal), message));
        }
    }
    let tags: Vec<String> = literals.iter().map(written).collect();
    Ok(Some(tags.join(", ")))
}

/// Reads an action of `ALTER EVENT TRIGGER`.
fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    let state = match action.kind() {
        SyntaxKind::ENABLE => None,
        SyntaxKind::DISABLE => Some("disabled"),
        SyntaxKind::ENABLE_REPLICA => Some("replica"),
        SyntaxKind::ENABLE_ALWAYS => Some("always"),
        _ => return Ok(false),
    };
    edit.set(id, "enabled", state.map(Value::from));
    Ok(true)
}

fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    if !change.is_only_of(|attribute| attribute == "enabled") {
        return None;
    }
    let words = enabling(change.after).unwrap_or("ENABLE");
    Some(vec![format!("ALTER {} {words}", change.designation()).into()])
}

fn enabling(trigger: &Object) -> Option<&'static str> {
    match trigger.text("enabled")? {
        "disabled" => Some("DISABLE"),
        "replica" => Some("ENABLE REPLICA"),
        "always" => Some("ENABLE ALWAYS"),
        _ => None,
    }
}

fn print(catalog: &Catalog, trigger: &Object) -> Printed {
    let name = quote(&trigger.name);
    let event = trigger.text("event").unwrap_or_default();
    let function = trigger.get("function").map(|function| function.to_sql(catalog));
    let tags = trigger.text("tags").map(|tags| format!(" WHEN TAG IN ({tags})"));
    let mut create = vec![format!(
        "CREATE EVENT TRIGGER {name} ON {event}{} EXECUTE FUNCTION {}()",
        tags.unwrap_or_default(),
        function.unwrap_or_default()
    )];
    let words = enabling(trigger);
    create.extend(words.map(|words| format!("ALTER EVENT TRIGGER {name} {words}")));
    Printed { create, ..Printed::default() }
}
