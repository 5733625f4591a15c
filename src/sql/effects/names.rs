//! The names in a statement: which node names what kind of object.
//!
//! Never in it: what is done to the objects.

use super::canonical;
use super::tree::{SyntaxKind, SyntaxNode, child, children, has, span};
use super::{Part, Target};
use crate::sql::{DdlObjectType, Span, identifier, names};

/// Returns the kind of object that a node names.
pub(crate) fn kind(node: SyntaxKind) -> Option<DdlObjectType> {
    use DdlObjectType as Kind;
    use SyntaxKind::*;
    Some(match node {
        TABLE_NAME | TABLE_NAME_REF | RELATION_NAME_REF => Kind::Table,
        INDEX | INDEX_REF => Kind::Index,
        VIEW | VIEW_REF => Kind::View,
        SEQUENCE | SEQUENCE_REF => Kind::Sequence,
        PROPERTY_GRAPH | PROPERTY_GRAPH_REF => Kind::PropertyGraph,
        TYPE_NAME | TYPE_NAME_REF => Kind::Type,
        DOMAIN | DOMAIN_REF => Kind::Domain,
        FUNCTION_NAME | FUNCTION_SIG | ROUTINE_SIG => Kind::Function,
        PROCEDURE_NAME | PROCEDURE_SIG => Kind::Procedure,
        AGGREGATE | AGGREGATE_NAME => Kind::Aggregate,
        SCHEMA | SCHEMA_REF | NAMED_SCHEMA | AUTHORIZATION_SCHEMA => Kind::Schema,
        EXTENSION | EXTENSION_REF => Kind::Extension,
        ROLE | ROLE_REF => Kind::Role,
        EVENT_TRIGGER | EVENT_TRIGGER_REF => Kind::EventTrigger,
        STATISTICS | STATISTICS_REF => Kind::Statistics,
        FOREIGN_DATA_WRAPPER | FOREIGN_DATA_WRAPPER_REF => Kind::ForeignDataWrapper,
        SERVER | SERVER_REF => Kind::ForeignServer,
        COLLATION | COLLATION_REF => Kind::Collation,
        CONVERSION | CONVERSION_REF => Kind::Conversion,
        OP_CLASS_NAME | OP_CLASS_REF => Kind::OperatorClass,
        OP_FAMILY_NAME | OP_FAMILY_REF => Kind::OperatorFamily,
        ACCESS_METHOD | ACCESS_METHOD_REF => Kind::AccessMethod,
        LANGUAGE | LANGUAGE_REF => Kind::Language,
        PUBLICATION | PUBLICATION_REF => Kind::Publication,
        SUBSCRIPTION | SUBSCRIPTION_REF => Kind::Subscription,
        TEXT_SEARCH_CONFIGURATION | TEXT_SEARCH_CONFIGURATION_REF => Kind::TextSearchConfiguration,
        TEXT_SEARCH_DICTIONARY | TEXT_SEARCH_DICTIONARY_REF => Kind::TextSearchDictionary,
        TEXT_SEARCH_PARSER | TEXT_SEARCH_PARSER_REF => Kind::TextSearchParser,
        TEXT_SEARCH_TEMPLATE | TEXT_SEARCH_TEMPLATE_REF => Kind::TextSearchTemplate,
        DATABASE | DATABASE_REF => Kind::Database,
        TABLESPACE | TABLESPACE_REF => Kind::Tablespace,
        OP_SIG | OP => Kind::Operator,
        CAST_SIG => Kind::Cast,
        _ => return None,
    })
}

fn part_kind(node: SyntaxKind) -> Option<DdlObjectType> {
    use SyntaxKind::*;
    Some(match node {
        TRIGGER | TRIGGER_REF => DdlObjectType::Trigger,
        POLICY | POLICY_REF => DdlObjectType::Policy,
        RULE | RULE_REF => DdlObjectType::Rule,
        CONSTRAINT_NAME_REF => DdlObjectType::Constraint,
        _ => return None,
    })
}

/// Returns the identifier that a node holds; of a dotted name, the last.
pub(crate) fn identifier(node: &SyntaxNode) -> String {
    names::last_part(node)
}

/// Returns the identifiers of a dotted name, outermost first.
pub(crate) fn path(node: &SyntaxNode) -> Vec<String> {
    names::parts(node)
}

/// Returns the object that a node names, and where.
pub(crate) fn target(node: &SyntaxNode) -> Option<Target> {
    let kind = kind(node.kind())?;
    match node.kind() {
        SyntaxKind::FUNCTION_SIG | SyntaxKind::PROCEDURE_SIG | SyntaxKind::ROUTINE_SIG => {
            return routine(kind, &node.first_child()?, node);
        }
        SyntaxKind::AGGREGATE => return routine(kind, &child(node, SyntaxKind::PATH_REF)?, node),
        SyntaxKind::CAST_SIG | SyntaxKind::OP_SIG => {
            return Some(Target::new(kind, None, canonical::text(node)));
        }
        SyntaxKind::NAMED_SCHEMA | SyntaxKind::AUTHORIZATION_SCHEMA => {
            return Some(Target::new(kind, None, identifier(&node.first_child()?)));
        }
        _ => {}
    }
    let mut names = path(node);
    let name = names.pop().filter(|name| !name.is_empty())?;
    Some(Target::new(kind, names.pop(), name))
}

/// Returns a routine, told apart by its arguments where they are given.
pub(crate) fn routine(
    kind: DdlObjectType,
    name: &SyntaxNode,
    signature: &SyntaxNode,
) -> Option<Target> {
    let mut names = path(name);
    let mut name = names.pop()?;
    if let Some(parameters) = child(signature, SyntaxKind::PARAM_LIST) {
        name = format!("{name}({})", canonical::argument_types(&parameters));
    }
    Some(Target::new(kind, names.pop(), name))
}

/// Returns the objects that a statement is about, each with its place.
pub(crate) fn targets(node: &SyntaxNode) -> Vec<(Target, Span)> {
    if let Some(part) = part(node) {
        return vec![(part, span(node))];
    }
    node.children().flat_map(|child| named(&child)).collect()
}

fn named(node: &SyntaxNode) -> Vec<(Target, Span)> {
    match node.kind() {
        SyntaxKind::TABLE_RELATION_NAME
        | SyntaxKind::FUNCTION_SIG_LIST
        | SyntaxKind::PROCEDURE_SIG_LIST
        | SyntaxKind::ROUTINE_SIG_LIST
        | SyntaxKind::OP_SIG_LIST => node.children().flat_map(|child| named(&child)).collect(),
        SyntaxKind::QUALIFIED_COLUMN_NAME_REF => {
            column(node).map(|target| (target, span(node))).into_iter().collect()
        }
        _ => target(node).map(|target| (target, span(node))).into_iter().collect(),
    }
}

/// Returns the trigger, policy, rule or constraint that the node names together with its table.
fn part(node: &SyntaxNode) -> Option<Target> {
    let part = node.children().find(|child| part_kind(child.kind()).is_some())?;
    let part = Part { kind: part_kind(part.kind())?, name: identifier(&part) };
    let owner = node.children().find_map(|child| match child.kind() {
        SyntaxKind::ON_TABLE | SyntaxKind::ON_RELATION | SyntaxKind::RULE_ON => {
            child.children().find_map(|name| target(&name))
        }
        SyntaxKind::TABLE_NAME_REF | SyntaxKind::RELATION_NAME_REF | SyntaxKind::DOMAIN_REF => {
            target(&child)
        }
        _ => None,
    })?;
    Some(Target { part: Some(part), ..owner })
}

/// Returns the column that a qualified name means.
pub(crate) fn column(node: &SyntaxNode) -> Option<Target> {
    let mut names = path(node);
    let column = names.pop()?;
    let table = names.pop()?;
    let table = Target::new(DdlObjectType::Table, names.pop(), table);
    Some(table.part(DdlObjectType::Column, column))
}

/// Returns the columns that a list names.
pub(crate) fn columns(list: &SyntaxNode) -> Vec<String> {
    children(list, SyntaxKind::COLUMN_NAME_REF).map(|column| identifier(&column)).collect()
}

/// Returns the search path that a `SET` gives, if it gives one.
pub(crate) fn search_path(set: &SyntaxNode) -> Option<Vec<String>> {
    let config = child(set, SyntaxKind::SET_CONFIG)?;
    let parameter = child(&config, SyntaxKind::CONFIG_PARAMETER_REF)?;
    if path(&parameter) != ["search_path"] {
        return None;
    }
    let value = child(&config, SyntaxKind::TO_CONFIG_VALUE)?;
    if !has(&value, SyntaxKind::CONFIG_VALUE_NAME) && !has(&value, SyntaxKind::LITERAL) {
        return Some(vec!["public".to_owned()]);
    }
    Some(value.children().map(|schema| schema_name(&schema)).collect())
}

/// A schema may stand in a search path as a name, or as a string with a name in it.
fn schema_name(node: &SyntaxNode) -> String {
    let text = node.text().to_string();
    let written = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    identifier::read(written.unwrap_or(&text), '\\')
}
