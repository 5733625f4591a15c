//! Range types, each with a multirange type, which has a name of its own.

use super::data_type::{self, description, designation};
use super::definition::{self, DefinitionOption};
use super::{Kind, PLAIN, Tie, collation, index, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::DdlObjectType;
use crate::sql::identifier::{MAX_BYTES, cut};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxNode, span};

pub(crate) static RANGE: Kind = Kind {
    name: "range type",
    object_type: DdlObjectType::Type,
    grantable: Some(&super::data_type::PRIVILEGES),
    namespaces: &[Namespace::Type],
    alter: data_type::alter,
    print,
    keeps: |attribute| attribute == "subtype",
    description,
    designation,
    ..PLAIN
};

/// The multirange type of a range type: made and dropped with it, and printed by it.
pub(crate) static MULTIRANGE: Kind = Kind {
    name: "multirange type",
    object_type: DdlObjectType::Type,
    namespaces: &[Namespace::Type],
    alter: data_type::alter,
    tie: |_, _, _, _| Tie::Belongs,
    keeps: |attribute| attribute == "range",
    brought_by: |catalog, multirange| catalog.get(multirange.object("range")?).cloned(),
    before_drop: |edit, multirange, span| {
        let range = edit.get(multirange).and_then(|object| object.object("range"));
        let lookup = edit.lookup();
        let range = range.map(|id| lookup.visible_name(id)).unwrap_or_default();
        let name = lookup.visible_name(multirange);
        let message = format!("cannot drop type {name} because type {range} requires it");
        let hint = format!("You can drop type {range} instead.");
        Err(Refusal::dependents(span, message).with_hint(hint))
    },
    description,
    designation,
    ..PLAIN
};

/// The options, in the order of printing.
const OPTIONS: &[&str] = &["subtype", "subtype_opclass", "collation", "canonical", "subtype_diff"];

/// Reads `CREATE TYPE … AS RANGE (…)`.
pub(super) fn create(
    edit: &mut Edit<'_>,
    schema: ObjectId,
    name: &Name,
    definition: &SyntaxNode,
) -> Accepted<()> {
    let mut attributes = Vec::new();
    let mut multirange = None;
    for option in definition::options(definition) {
        match option.name.as_str() {
            "multirange_type_name" => multirange = option.name_node(),
            _ => attributes.push(attribute(edit, definition, &option)?),
        }
    }
    if !attributes.iter().any(|(name, _)| name == "subtype") {
        let message = "type attribute \"subtype\" is required";
        return Err(Refusal::syntax(span(definition), message));
    }
    let new = New { kind: &RANGE, parent: schema, name: &name.name, attributes };
    let range = edit.create(new, name.span)?;
    if let Some(made) = edit.get(range).filter(|made| !made.has("subtype_opclass")) {
        index::check_type(edit.lookup(), made.get("subtype"), index::BTREE, span(definition))?;
    }
    let parent = match multirange.as_ref().map(Name::of) {
        Some(name) => edit.schema_for_new(&name)?,
        None => schema,
    };
    let multirange = multirange.as_ref().map(names::identifier);
    let multirange = multirange.unwrap_or_else(|| multirange_name(&name.name));
    let attributes = vec![("range".into(), Value::name(range, Form::Silent))];
    let new = New { kind: &MULTIRANGE, parent, name: &multirange, attributes };
    edit.create(new, name.span)?;
    Ok(())
}

fn attribute(
    edit: &Edit<'_>,
    definition: &SyntaxNode,
    option: &DefinitionOption,
) -> Accepted<(Attribute, Value)> {
    let Some(known) = OPTIONS.iter().find(|known| **known == option.name) else {
        let message = format!("type attribute \"{}\" not recognized", option.name);
        return Err(Refusal::syntax(span(definition), message));
    };
    let value = match (*known, option.name_node()) {
        ("subtype", _) => option.type_(edit.lookup())?,
        ("collation", Some(node)) => collation::read(edit.lookup(), &node)?,
        ("canonical" | "subtype_diff", Some(node)) => routine::mention(edit.lookup(), &node),
        _ => Value::from(option.text()),
    };
    Ok(((*known).into(), value))
}

/// Returns the name that PostgreSQL makes up (`makeMultirangeTypeName`).
fn multirange_name(range: &str) -> String {
    const SUFFIX: &str = "_multirange";
    match range.find("range") {
        Some(at) => {
            let (before, after) = range.split_at(at);
            cut(&format!("{before}multi{after}"), MAX_BYTES).to_owned()
        }
        None => format!("{}{SUFFIX}", cut(range, MAX_BYTES - SUFFIX.len())),
    }
}

/// Tells whether values of a type hold ranges of a kind that was made, whose functions keep its name when it gets
/// another.
pub(super) fn is_within(catalog: &Catalog, type_: &Value) -> bool {
    type_.objects().filter_map(|id| catalog.get(id)).any(|used| {
        let parts = catalog.parts(used.id).filter(|part| part.kind.is_defining);
        let held = parts.chain([used]).flat_map(|object| {
            let said = object.attributes.iter();
            said.filter(|(attribute, _)| (object.kind.keeps)(attribute)).map(|(_, value)| value)
        });
        used.is(&RANGE) || held.into_iter().any(|value| is_within(catalog, value))
    })
}

fn print(catalog: &Catalog, range: &Object) -> Printed {
    let mut options: Vec<String> = OPTIONS
        .iter()
        .filter_map(|option| {
            let value = range.get(option)?.to_sql(catalog);
            Some(format!("{option} = {value}"))
        })
        .collect();
    let multirange = catalog.users(range.id).find(|user| user.is(&MULTIRANGE));
    if let Some(multirange) = multirange {
        let name = catalog.qualified_name(multirange.id);
        options.push(format!("multirange_type_name = {name}"));
    }
    let name = designation(catalog, range);
    Printed::one(format!("CREATE {name} AS RANGE ({})", options.join(", ")))
}
