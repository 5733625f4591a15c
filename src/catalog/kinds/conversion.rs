//! Conversions between encodings.

use super::{Kind, PLAIN, routine};
use crate::catalog::Object;
use crate::catalog::Value;
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::Accepted;
use crate::catalog::state::Catalog;
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has_token, written};

pub(crate) static CONVERSION: Kind = Kind {
    name: "conversion",
    object_type: DdlObjectType::Conversion,
    namespaces: &[Namespace::InSchema("conversion")],
    statements: &[(SyntaxKind::CREATE_CONVERSION, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_CONVERSION,
        SyntaxKind::DROP_CONVERSION,
        SyntaxKind::OBJECT_CONVERSION,
    ],
    names: &[SyntaxKind::CONVERSION_REF],
    print,
    ..PLAIN
};

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(statement, SyntaxKind::CONVERSION) else { return Ok(()) };
    let name = Name::of(&name);
    let parent = edit.schema_for_new(&name)?;
    let mut attributes = Vec::new();
    let encodings = children(statement, SyntaxKind::LITERAL);
    for (attribute, encoding) in ["for", "to"].into_iter().zip(encodings) {
        attributes.push((attribute.into(), Value::from(written(&encoding))));
    }
    if let Some(function) = child(statement, SyntaxKind::FUNCTION_NAME_REF) {
        attributes.push(("function".into(), routine::mention(edit.lookup(), &function)));
    }
    if has_token(statement, SyntaxKind::DEFAULT_KW) {
        attributes.push(("default".into(), Value::flag()));
    }
    edit.create(New { kind: &CONVERSION, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}

fn print(catalog: &Catalog, conversion: &Object) -> Printed {
    let get = |attribute: &str| conversion.get(attribute).map(|value| value.to_sql(catalog));
    let get = |attribute: &str| get(attribute).unwrap_or_default();
    Printed::one(format!(
        "CREATE {}CONVERSION {} FOR {} TO {} FROM {}",
        if conversion.has("default") { "DEFAULT " } else { "" },
        catalog.qualified_name(conversion.id),
        get("for"),
        get("to"),
        get("function")
    ))
}
