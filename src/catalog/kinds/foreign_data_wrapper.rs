//! Foreign-data wrappers.
//!
//! Never in it: the servers that they reach.

use super::{Kind, PLAIN, foreign_options};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Found, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::privileges::Grantable;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::{Form, Value};
use crate::catalog::{Attribute, Object, ObjectId};
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span};

pub(crate) static FOREIGN_DATA_WRAPPER: Kind = Kind {
    name: "foreign-data wrapper",
    object_type: DdlObjectType::ForeignDataWrapper,
    grantable: Some(&PRIVILEGES),
    namespaces: &[Namespace::InDatabase("foreign-data wrapper")],
    statements: &[(SyntaxKind::CREATE_FOREIGN_DATA_WRAPPER, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_FOREIGN_DATA_WRAPPER,
        SyntaxKind::DROP_FOREIGN_DATA_WRAPPER,
        SyntaxKind::OBJECT_FOREIGN_DATA_WRAPPER,
        SyntaxKind::PRIVILEGE_FOREIGN_DATA_WRAPPER,
    ],
    names: &[SyntaxKind::FOREIGN_DATA_WRAPPER_REF],
    alter,
    print,
    altered: |change| foreign_options::altered_alone(change, &change.designation()),
    designation: |_, wrapper| {
        format!("FOREIGN DATA WRAPPER {}", crate::sql::identifier::quote(&wrapper.name))
    },
    ..PLAIN
};

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::FOREIGN_DATA_WRAPPER) else { return Ok(()) };
    let name = Name::of(&node);
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    for option in
        child(statement, SyntaxKind::FDW_OPTION_LIST).iter().flat_map(SyntaxNode::children)
    {
        match function(edit, &option)? {
            Some((attribute, Some(value))) => attributes.push((attribute.into(), value)),
            Some(_) => {}
            None => attributes.extend(foreign_options::read(&option)?),
        }
    }
    let parent = ObjectId::DATABASE;
    edit.create(
        New { kind: &FOREIGN_DATA_WRAPPER, parent, name: &name.name, attributes },
        name.span,
    )?;
    Ok(())
}

/// Returns what an option says of one of the wrapper's functions: which, or that there is none.
fn function(
    edit: &Edit<'_>,
    option: &SyntaxNode,
) -> Accepted<Option<(&'static str, Option<Value>)>> {
    let attribute = match option.kind() {
        SyntaxKind::OPTION_HANDLER | SyntaxKind::OPTION_NO_HANDLER => "handler",
        SyntaxKind::OPTION_VALIDATOR | SyntaxKind::OPTION_NO_VALIDATOR => "validator",
        SyntaxKind::OPTION_CONNECTION | SyntaxKind::OPTION_NO_CONNECTION => "connection",
        _ => return Ok(None),
    };
    let Some(node) = child(option, SyntaxKind::FUNCTION_NAME_REF) else {
        return Ok(Some((attribute, None)));
    };
    let name = Name::of(&node);
    let lookup = edit.lookup();
    let found = lookup.schemas(&name).into_iter().find_map(|schema| {
        lookup.catalog.named_from(schema, Namespace::Routine, &format!("{}(", name.name)).next()
    });
    let value = match (found, lookup.find(Namespace::Routine, &name)) {
        (Some(id), _) => Value::name(id, Form::Qualified),
        (None, Found::Object(id)) => Value::name(id, Form::Qualified),
        (None, Found::BuiltIn) => Value::from(name.shown()),
        // An extension may have brought it.
        (None, Found::Missing) if has_extensions(edit) => Value::from(name.shown()),
        (None, Found::Missing) => {
            let arguments = if attribute == "handler" { "" } else { "text[], oid" };
            let message = format!("function {}({arguments}) does not exist", name.shown());
            return Err(Refusal::undefined_function(span(&node), message));
        }
    };
    Ok(Some((attribute, Some(value))))
}

fn has_extensions(edit: &Edit<'_>) -> bool {
    let extensions = Namespace::InDatabase("extension");
    edit.catalog().named_from(ObjectId::DATABASE, extensions, "").next().is_some()
}

fn alter(edit: &mut Edit<'_>, wrapper: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    if action.kind() != SyntaxKind::FDW_OPTION_LIST {
        return Ok(false);
    }
    for option in action.children() {
        match function(edit, &option)? {
            Some((attribute, value)) => edit.set(wrapper, attribute, value),
            None => foreign_options::alter(edit, wrapper, &option)?,
        }
    }
    Ok(true)
}

fn print(catalog: &Catalog, wrapper: &Object) -> Printed {
    let mut words = vec![format!("CREATE {}", wrapper.designation(catalog))];
    for (attribute, word) in
        [("handler", "HANDLER"), ("validator", "VALIDATOR"), ("connection", "CONNECTION")]
    {
        let function = wrapper.get(attribute).map(|function| function.to_sql(catalog));
        words.extend(function.map(|function| format!("{word} {function}")));
    }
    words.extend(foreign_options::print(wrapper));
    Printed::one(words.join(" "))
}

/// The privileges on foreign-data wrappers.
static PRIVILEGES: Grantable = Grantable {
    keyword: "FOREIGN DATA WRAPPER",
    noun: "foreign-data wrapper",
    all: &["USAGE"],
    of_public: |_| &[],
    all_in_schema: &[],
};
