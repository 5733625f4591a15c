//! `ALTER` and `DROP`, for every kind of object.
//!
//! The grammar's actions are the same for all kinds, so one function reads each action, whatever
//! it is done to. Never in it: what new columns and constraints are.

use super::canonical;
use super::create;
use super::names;
use super::needs;
use super::routine;
use super::table;
use super::tree::{SyntaxKind, SyntaxNode, child, has};
use super::{Action, Attribute, Effect, Need, Target, Tie};
use crate::sql::DdlObjectType;

/// Reads `DROP`.
pub(super) fn drop(statement: &SyntaxNode) -> Vec<Effect> {
    let cascade = has(statement, SyntaxKind::CASCADE);
    names::targets(statement)
        .into_iter()
        .map(|(target, span)| {
            let mut effect = Effect::new(target, Action::Drop { cascade }, statement);
            effect.span = span;
            effect
        })
        .collect()
}

/// Reads an `ALTER` statement.
pub(super) fn object(statement: &SyntaxNode) -> Vec<Effect> {
    let Some((target, _)) = names::targets(statement).into_iter().next() else {
        return Vec::new();
    };
    let is_part = target.part.is_some();
    statement
        .children()
        .filter(|node| !is_head(node.kind(), is_part))
        .flat_map(|node| action(&target, &node))
        .collect()
}

fn is_head(kind: SyntaxKind, is_part: bool) -> bool {
    use SyntaxKind::*;
    let is_name = names::kind(kind).is_some() || matches!(kind, TABLE_RELATION_NAME | IF_EXISTS);
    let is_part_name = matches!(kind, TRIGGER_REF | POLICY_REF | RULE_REF | ON_TABLE | ON_RELATION);
    is_name || (is_part && is_part_name)
}

/// Reads one action on an object.
fn action(target: &Target, node: &SyntaxNode) -> Vec<Effect> {
    use SyntaxKind::*;
    match node.kind() {
        ADD_COLUMN => table::add_column(target, node),
        ADD_CONSTRAINT => {
            node.children().flat_map(|inner| table::constraint(target, &inner, None)).collect()
        }
        ADD_VALUE => vec![enum_value(target, node)],
        ADD_ATTRIBUTE => vec![create::attribute(target, node)],
        ALTER_COLUMN | ALTER_VIEW_COLUMN | ALTER_SET_STATISTICS => column(target, node),
        ALTER_TYPE_ATTRIBUTE_ACTION_LIST | ROLE_OPTION_LIST | SET_GENERATED_OPTIONS => {
            node.children().flat_map(|inner| action(target, &inner)).collect()
        }
        ATTACH_PARTITION | DETACH_PARTITION | INHERIT_TABLE | NO_INHERIT_TABLE => {
            parentage(target, node)
        }
        FUNC_OPTION_LIST => routine::alter(target, node),
        SET_OPTIONS | RESET_OPTIONS => options(target, node),
        SET_SCHEMA => moved(target, node).into_iter().collect(),
        kind if is_renaming(kind) => renamed(target, node).into_iter().collect(),
        _ => part(target, node).unwrap_or_else(|| attribute(target, node)),
    }
}

fn is_renaming(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        kind,
        TABLE_RENAME_TO
            | VIEW_RENAME_TO
            | INDEX_RENAME_TO
            | SEQUENCE_RENAME_TO
            | TYPE_RENAME_TO
            | DOMAIN_RENAME_TO
            | FUNCTION_RENAME_TO
            | PROCEDURE_RENAME_TO
            | ROUTINE_RENAME_TO
            | AGGREGATE_RENAME_TO
            | SCHEMA_RENAME_TO
            | ROLE_RENAME_TO
            | TRIGGER_RENAME_TO
            | POLICY_RENAME_TO
            | RULE_RENAME_TO
            | COLLATION_RENAME_TO
            | CONVERSION_RENAME_TO
            | DATABASE_RENAME_TO
            | EVENT_TRIGGER_RENAME_TO
            | FOREIGN_DATA_WRAPPER_RENAME_TO
            | LANGUAGE_RENAME_TO
            | OP_CLASS_RENAME_TO
            | OP_FAMILY_RENAME_TO
            | PUBLICATION_RENAME_TO
            | SERVER_RENAME_TO
            | STATISTICS_RENAME_TO
            | SUBSCRIPTION_RENAME_TO
            | TABLESPACE_RENAME_TO
            | PROPERTY_GRAPH_RENAME_TO
            | TEXT_SEARCH_CONFIGURATION_RENAME_TO
            | TEXT_SEARCH_DICTIONARY_RENAME_TO
            | TEXT_SEARCH_PARSER_RENAME_TO
            | TEXT_SEARCH_TEMPLATE_RENAME_TO
            | RENAME_COLUMN
            | RENAME_CONSTRAINT
            | RENAME_ATTRIBUTE
            | RENAME_VALUE
    )
}

/// Reads a new name: the object's own, or that of the part that the action names.
fn renamed(target: &Target, node: &SyntaxNode) -> Option<Effect> {
    let renamed = part_of(target, node).unwrap_or_else(|| target.clone());
    let name = node.last_child()?;
    let mut name = match name.kind() {
        SyntaxKind::LITERAL => canonical::text(&name),
        _ => names::path(&name).pop().unwrap_or_else(|| names::identifier(&name)),
    };
    // A routine keeps its argument types.
    if let Some((_, arguments)) = target.name.split_once('(')
        && renamed.part.is_none()
    {
        name = format!("{name}({arguments}");
    }
    Some(Effect::new(renamed, Action::Rename(name), node))
}

fn moved(target: &Target, node: &SyntaxNode) -> Option<Effect> {
    let schema = names::identifier(&child(node, SyntaxKind::SCHEMA_REF)?);
    Some(Effect::new(target.clone(), Action::Move(schema), node))
}

/// Returns the part of the object that an action names first.
fn part_of(target: &Target, node: &SyntaxNode) -> Option<Target> {
    let name = node.children().find(|inner| inner.kind() != SyntaxKind::IF_EXISTS)?;
    let kind = match name.kind() {
        SyntaxKind::COLUMN_NAME_REF | SyntaxKind::COMPOSITE_FIELD_REF => DdlObjectType::Column,
        SyntaxKind::CONSTRAINT_NAME_REF => DdlObjectType::Constraint,
        SyntaxKind::TRIGGER_REF => DdlObjectType::Trigger,
        SyntaxKind::RULE_REF => DdlObjectType::Rule,
        SyntaxKind::LITERAL if node.kind() == SyntaxKind::RENAME_VALUE => {
            return Some(target.part(DdlObjectType::Type, canonical::text(&name)));
        }
        _ => return None,
    };
    let name = names::path(&name).pop().unwrap_or_else(|| names::identifier(&name));
    Some(target.part(kind, name))
}

/// Reads an action on a part: a drop, or something that is said of it.
fn part(target: &Target, node: &SyntaxNode) -> Option<Vec<Effect>> {
    use SyntaxKind::*;
    let part = part_of(target, node)?;
    let cascade = has(node, CASCADE);
    let effect = match node.kind() {
        DROP_COLUMN | DROP_CONSTRAINT | DROP_ATTRIBUTE => {
            Effect::new(part, Action::Drop { cascade }, node)
        }
        ALTER_ATTRIBUTE => {
            let kind = node.children().find_map(|inner| canonical::type_name(&inner));
            Effect::set(part, "type", kind, node).needing(needs::of(node))
        }
        VALIDATE_CONSTRAINT => Effect::set(part, "validated", Some("true".to_owned()), node),
        ALTER_CONSTRAINT => Effect::set(part, "options", Some(canonical::text(node)), node),
        _ => {
            let words = canonical::text(node);
            let state =
                words.split(" trigger ").next().and_then(|text| text.split(" rule ").next());
            Effect::set(part, "firing", state.map(str::to_owned), node)
        }
    };
    Some(vec![effect])
}

fn enum_value(target: &Target, node: &SyntaxNode) -> Effect {
    let position = node
        .children()
        .find(|inner| matches!(inner.kind(), SyntaxKind::BEFORE_VALUE | SyntaxKind::AFTER_VALUE))
        .map(|position| canonical::text(&position));
    create::value(target, node, position.as_deref().unwrap_or("last"))
}

/// Reads what `ALTER COLUMN` says of a column.
fn column(target: &Target, node: &SyntaxNode) -> Vec<Effect> {
    let Some(column) = part_of(target, node) else { return attribute(target, node) };
    let Some(option) = node.last_child() else { return Vec::new() };
    let name = column.part.as_ref().map(|part| part.name.clone()).unwrap_or_default();
    let set = |attribute: &'static str, value| {
        vec![Effect::set(column.clone(), attribute, value, &option)]
    };
    use SyntaxKind::*;
    match option.kind() {
        SET_DEFAULT => {
            let value = option.last_child().map(|expression| canonical::expression(&expression));
            let effect = Effect::set(column.clone(), "default", value, &option);
            vec![effect.needing(needs::of(&option))]
        }
        DROP_DEFAULT => set("default", None),
        SET_NOT_NULL => set("not null", Some("true".to_owned())),
        DROP_NOT_NULL => set("not null", None),
        SET_TYPE => vec![set_type(&column, &option)],
        ADD_GENERATED => vec![table::add_identity(target, &name, &option)],
        DROP_IDENTITY => set("identity", None),
        SET_EXPRESSION => set("generated", Some(canonical::text(&option))),
        DROP_EXPRESSION => set("generated", None),
        SET_STATISTICS => set("statistics", Some(canonical::text(&option))),
        SET_STORAGE => set("storage", Some(canonical::text(&option))),
        SET_COMPRESSION => set("compression", Some(canonical::text(&option))),
        SET_OPTIONS | RESET_OPTIONS => options(&column, &option),
        RESTART => Vec::new(),
        _ => set("identity options", Some(canonical::text(&option))),
    }
}

/// Reads `TYPE`; only the type stays, not the expression that converts the rows.
fn set_type(column: &Target, option: &SyntaxNode) -> Effect {
    let name = option.children().find(|inner| canonical::type_name(inner).is_some());
    let kind = name.as_ref().and_then(canonical::type_name);
    let needs = name.as_ref().map(needs::of).unwrap_or_default();
    Effect::set(column.clone(), "type", kind, option).needing(needs)
}

/// Reads `SET (option = value, …)` and `RESET (option, …)`.
fn options(target: &Target, node: &SyntaxNode) -> Vec<Effect> {
    let is_reset = node.kind() == SyntaxKind::RESET_OPTIONS;
    node.descendants()
        .filter(|inner| inner.kind() == SyntaxKind::ATTRIBUTE_OPTION)
        .map(|option| {
            let text = canonical::text(&option);
            let name = text.split([' ', '=']).next().unwrap_or_default();
            let attribute = format!("option {name}");
            let value = (!is_reset).then(|| text.replace(' ', ""));
            Effect::set(target.clone(), attribute, value, &option)
        })
        .collect()
}

/// Reads how a table comes to, or leaves, a parent.
fn parentage(target: &Target, node: &SyntaxNode) -> Vec<Effect> {
    let name = node.children().find(|inner| inner.kind() == SyntaxKind::TABLE_NAME_REF);
    let Some(other) = name.as_ref().and_then(names::target) else { return Vec::new() };
    let attached = |child: &Target, parent: &Target, value: Option<&str>| {
        let attribute = format!("child of {}", parent.name);
        let tie =
            if value.is_some() { vec![Need::new(parent.clone(), Tie::Uses, node)] } else { vec![] };
        Effect::set(child.clone(), attribute, value.map(str::to_owned), node).needing(tie)
    };
    match node.kind() {
        SyntaxKind::ATTACH_PARTITION => {
            let bound = node.children().find(|inner| table::is_bound(inner.kind()));
            let bound = bound.map(|bound| table::bound_effect(target, &other, &bound));
            let child = attached(&other, target, Some("partition"));
            std::iter::once(child).chain(bound).collect()
        }
        SyntaxKind::DETACH_PARTITION => vec![attached(&other, target, None)],
        SyntaxKind::INHERIT_TABLE => vec![attached(target, &other, Some("heir"))],
        _ => vec![attached(target, &other, None)],
    }
}

/// Reads an action that gives one attribute a value.
fn attribute(target: &Target, node: &SyntaxNode) -> Vec<Effect> {
    let (attribute, value) = match create::clause(node).or_else(|| create::sequence_option(node)) {
        Some((attribute, value)) => (attribute, Some(value)),
        None if node.kind() == SyntaxKind::ALTER_POLICY_TO => {
            return node.children().flat_map(|clause| self::attribute(target, &clause)).collect();
        }
        None => said(target.kind, node),
    };
    let mut needs = needs::within(node, target.part.is_some().then_some(target));
    needs.extend(create::sequence_needs(node));
    vec![Effect::set(target.clone(), attribute, value, node).needing(needs)]
}

/// Returns the attribute that an action of the plain kind is about, and what it says of it.
fn said(kind: DdlObjectType, node: &SyntaxNode) -> (Attribute, Option<String>) {
    use SyntaxKind::*;
    let text = canonical::text(node);
    let attribute = match node.kind() {
        OWNER_TO => "owner",
        ENABLE_RLS => "row security",
        DISABLE_RLS => return ("row security".into(), None),
        FORCE_RLS => "forced row security",
        NO_FORCE_RLS => return ("forced row security".into(), None),
        REPLICA_IDENTITY => "replica identity",
        SET_TABLESPACE => "tablespace",
        SET_LOGGED => return ("persistence".into(), None),
        SET_UNLOGGED => "persistence",
        SET_ACCESS_METHOD => "access method",
        CLUSTER_ON => "cluster",
        SET_WITHOUT_CLUSTER => return ("cluster".into(), None),
        OF_TYPE => "row type",
        NOT_OF => return ("row type".into(), None),
        SET_DEFAULT => {
            return ("default".into(), node.last_child().map(|e| canonical::expression(&e)));
        }
        DROP_DEFAULT => return ("default".into(), None),
        SET_NOT_NULL => return ("not null".into(), Some("true".to_owned())),
        DROP_NOT_NULL => return ("not null".into(), None),
        ENABLE | DISABLE | ENABLE_ALWAYS | ENABLE_REPLICA => "firing",
        _ => return plain(kind, text),
    };
    (attribute.into(), Some(text))
}

/// Takes `ADD x` and `DROP x` as something said of x, and all else by its first word.
fn plain(kind: DdlObjectType, text: String) -> (Attribute, Option<String>) {
    match text.split_once(' ') {
        Some(("add", rest)) => (format!("{kind} with {rest}").into(), Some("true".to_owned())),
        Some(("drop", rest)) => (format!("{kind} with {rest}").into(), None),
        Some(("set", rest)) => {
            let name = rest.split([' ', '=']).next().unwrap_or_default();
            (format!("setting {name}").into(), Some(text.clone()))
        }
        Some((first, _)) => (first.to_owned().into(), Some(text.clone())),
        None => (text.clone().into(), Some(text)),
    }
}
