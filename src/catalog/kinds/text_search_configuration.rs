//! Text search configurations: for each type of token, an attribute "mapping asciiword" with its dictionaries.
//!
//! A copy of a configuration that a script made has its mappings; a copy of one that every server has stays a copy, with
//! what was said of its mappings since.

use super::text_search_dictionary::DICTIONARY;
use super::text_search_parser::PARSER;
use super::{Kind, PLAIN, definition};
use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{Printed, designation};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, span, written};

pub(crate) static CONFIGURATION: Kind = Kind {
    name: "text search configuration",
    object_type: DdlObjectType::TextSearchConfiguration,
    namespaces: &[Namespace::InSchema("text search configuration")],
    // PostgreSQL leaves it to the index of its own catalog to find a name that is taken.
    taken: |span, _, _, _| {
        let index = "pg_ts_config_cfgname_index";
        let message = format!("duplicate key value violates unique constraint \"{index}\"");
        Refusal::unique_violation(span, message)
    },
    statements: &[(SyntaxKind::CREATE_TEXT_SEARCH_CONFIGURATION, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_TEXT_SEARCH_CONFIGURATION,
        SyntaxKind::DROP_TEXT_SEARCH_CONFIG,
        SyntaxKind::OBJECT_TEXT_SEARCH_CONFIG,
    ],
    names: &[SyntaxKind::TEXT_SEARCH_CONFIGURATION_REF],
    alter,
    print,
    altered,
    ..PLAIN
};

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(statement, SyntaxKind::TEXT_SEARCH_CONFIGURATION) else { return Ok(()) };
    let name = Name::of(&name);
    let parent = edit.schema_for_new(&name)?;
    let mut attributes = Vec::new();
    for option in definition::options(statement) {
        match (option.name.as_str(), option.name_node()) {
            ("copy", Some(node)) => attributes.extend(copied(edit, &node)),
            ("parser", node) => {
                // The keyword `DEFAULT` is a name like any other.
                let keyword = || Value::from(&*quote(&option.text()));
                let parser = node.map(|node| definition::mention(edit.lookup(), &PARSER, &node));
                attributes.push(("parser".into(), qualified(parser.unwrap_or_else(keyword))));
            }
            _ => {}
        }
    }
    edit.create(New { kind: &CONFIGURATION, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}

/// Returns a parser under its full name: what is none of the schema's own is one that every server has.
fn qualified(parser: Value) -> Value {
    match parser.as_text() {
        Some(name) if !name.contains('.') => Value::from(format!("pg_catalog.{name}")),
        _ => parser,
    }
}

fn copied(edit: &Edit<'_>, node: &SyntaxNode) -> Vec<(Attribute, Value)> {
    match edit.lookup().find_of_kind(&CONFIGURATION, &Name::of(node)) {
        Some(original) => {
            let said = original.attributes.iter();
            let is_own = |attribute: &Attribute| {
                attribute.starts_with("mapping ") || matches!(attribute.as_ref(), "copy" | "parser")
            };
            said.filter(|(attribute, _)| is_own(attribute))
                .map(|(attribute, value)| (attribute.clone(), value.clone()))
                .collect()
        }
        None => vec![("copy".into(), Value::from(written(node)))],
    }
}

fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    let tokens: Vec<String> = children(action, SyntaxKind::TEXT_SEARCH_TOKEN_KIND)
        .map(|token| format!("mapping {}", names::identifier(&token)))
        .collect();
    match action.kind() {
        SyntaxKind::ALTER_MAPPING if has(action, SyntaxKind::REPLACE_DICTIONARY) => {
            edit.be_opaque("what a dictionary is replaced in is not modelled");
        }
        SyntaxKind::ADD_MAPPING | SyntaxKind::ALTER_MAPPING => {
            let dictionaries = dictionaries(edit, action);
            for token in tokens {
                edit.set(id, token, dictionaries.clone());
            }
        }
        SyntaxKind::DROP_MAPPING => {
            for token in tokens {
                drop_mapping(edit, id, token, action)?;
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn dictionaries(edit: &Edit<'_>, action: &SyntaxNode) -> Value {
    let mut value = Value::default();
    for node in children(action, SyntaxKind::TEXT_SEARCH_DICTIONARY_REF) {
        value.push_text(if value.pieces().is_empty() { "" } else { ", " });
        value.push(&definition::mention(edit.lookup(), &DICTIONARY, &node));
    }
    value
}

/// Takes a mapping out; of a copy it is said that it has none.
fn drop_mapping(
    edit: &mut Edit<'_>,
    id: ObjectId,
    mapping: String,
    action: &SyntaxNode,
) -> Accepted<()> {
    let (is_copy, is_there) = match edit.get(id) {
        Some(object) => (object.has("copy"), object.has(&mapping)),
        None => return Ok(()),
    };
    if !is_copy && !is_there && !has(action, SyntaxKind::IF_EXISTS) {
        let token = mapping.trim_start_matches("mapping ");
        let message = format!("mapping for token type \"{token}\" does not exist");
        return Err(Refusal::undefined_object(span(action), message));
    }
    edit.set(id, mapping, is_copy.then(Value::default));
    Ok(())
}

fn print(catalog: &Catalog, configuration: &Object) -> Printed {
    let name = designation(catalog, configuration);
    let get = |attribute: &str| configuration.get(attribute).map(|value| value.to_sql(catalog));
    let (base, verb) = match (get("copy"), get("parser")) {
        (Some(copy), _) => (format!("copy = {copy}"), "ALTER"),
        (None, parser) => (format!("parser = {}", parser.unwrap_or_default()), "ADD"),
    };
    let mut create = vec![format!("CREATE {name} ({base})")];
    for (attribute, dictionaries) in &configuration.attributes {
        let Some(token) = attribute.strip_prefix("mapping ").map(quote) else { continue };
        create.push(mapped(catalog, &name, verb, &token, Some(dictionaries)));
    }
    Printed { create, ..Printed::default() }
}

/// Returns the statement that gives a token its dictionaries; where there are none, it is mapped to nothing.
fn mapped(
    catalog: &Catalog,
    name: &str,
    verb: &str,
    token: &str,
    dictionaries: Option<&Value>,
) -> String {
    match dictionaries.map(|value| value.to_sql(catalog)).filter(|sql| !sql.is_empty()) {
        None => format!("ALTER {name} DROP MAPPING IF EXISTS FOR {token}"),
        Some(dictionaries) => {
            format!("ALTER {name} {verb} MAPPING FOR {token} WITH {dictionaries}")
        }
    }
}

/// Mappings are altered in place, each by itself.
fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let name = designation(change.to, change.after);
    let action = |attribute: &Attribute| {
        let token = quote(attribute.strip_prefix("mapping ")?);
        let (is_copy, is_there) = (change.before.has("copy"), change.before.has(attribute));
        let verb = if is_copy || is_there { "ALTER" } else { "ADD" };
        let sql = mapped(change.to, &name, verb, &token, change.after.get(attribute));
        Some(Action::new(sql, &[]))
    };
    change.attributes.iter().map(action).collect()
}
