//! Text search dictionaries.

use super::text_search_template::TEMPLATE;
use super::{Kind, PLAIN, definition};
use crate::catalog::alteration::{Action, Change};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{Printed, designation};
use crate::catalog::refusal::Accepted;
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child};

pub(crate) static DICTIONARY: Kind = Kind {
    name: "text search dictionary",
    object_type: DdlObjectType::TextSearchDictionary,
    namespaces: &[Namespace::InSchema("text search dictionary")],
    statements: &[(SyntaxKind::CREATE_TEXT_SEARCH_DICTIONARY, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_TEXT_SEARCH_DICTIONARY,
        SyntaxKind::DROP_TEXT_SEARCH_DICT,
        SyntaxKind::OBJECT_TEXT_SEARCH_DICT,
    ],
    names: &[SyntaxKind::TEXT_SEARCH_DICTIONARY_REF],
    alter,
    print,
    altered,
    ..PLAIN
};

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(statement, SyntaxKind::TEXT_SEARCH_DICTIONARY) else { return Ok(()) };
    let name = Name::of(&name);
    let parent = edit.schema_for_new(&name)?;
    let mut attributes = Vec::new();
    for option in definition::options(statement) {
        let template = option.name_node().filter(|_| option.name == "template");
        let template = template.map(|node| definition::mention(edit.lookup(), &TEMPLATE, &node));
        attributes.push((option.attribute(), template.unwrap_or_else(|| option.flat())));
    }
    edit.create(New { kind: &DICTIONARY, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}

fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    if action.kind() != SyntaxKind::ATTRIBUTE_LIST {
        return Ok(false);
    }
    for option in definition::options(action) {
        // An option without a value is taken out.
        let value = option.value.is_some().then(|| option.flat());
        edit.set(id, option.attribute(), value);
    }
    Ok(true)
}

fn print(catalog: &Catalog, dictionary: &Object) -> Printed {
    let name = designation(catalog, dictionary);
    Printed::one(format!("CREATE {name} {}", definition::printed(catalog, dictionary)))
}

/// A dictionary's template can't be altered, and an option that says nothing is one that is taken out.
fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    if !change.is_only_of(|attribute| attribute.starts_with("option ")) {
        return None;
    }
    let mut options = Vec::new();
    for attribute in change.attributes {
        let option = attribute.strip_prefix("option ").filter(|option| *option != "template")?;
        options.push(match change.after.get(attribute) {
            Some(value) if *value == Value::flag() => return None,
            Some(value) => format!("{option} = {}", value.to_sql(change.to)),
            None => option.to_owned(),
        });
    }
    Some(vec![format!("ALTER {} ({})", change.designation(), options.join(", ")).into()])
}
