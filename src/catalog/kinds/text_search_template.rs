//! Text search templates.

use super::{Kind, PLAIN, definition, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{Printed, designation};
use crate::catalog::refusal::Accepted;
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child};

pub(crate) static TEMPLATE: Kind = Kind {
    name: "text search template",
    object_type: DdlObjectType::TextSearchTemplate,
    namespaces: &[Namespace::InSchema("text search template")],
    statements: &[(SyntaxKind::CREATE_TEXT_SEARCH_TEMPLATE, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_TEXT_SEARCH_TEMPLATE,
        SyntaxKind::DROP_TEXT_SEARCH_TEMPLATE,
        SyntaxKind::OBJECT_TEXT_SEARCH_TEMPLATE,
    ],
    names: &[SyntaxKind::TEXT_SEARCH_TEMPLATE_REF],
    print: |catalog, template| {
        let (name, options) =
            (designation(catalog, template), definition::printed(catalog, template));
        Printed::one(format!("CREATE {name} {options}"))
    },
    ..PLAIN
};

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(statement, SyntaxKind::TEXT_SEARCH_TEMPLATE) else { return Ok(()) };
    let name = Name::of(&name);
    let parent = edit.schema_for_new(&name)?;
    let options = definition::options(statement).into_iter().map(|option| {
        let function = option.name_node().map(|node| routine::mention(edit.lookup(), &node));
        (option.attribute(), function.unwrap_or_else(|| option.flat()))
    });
    let attributes = options.collect();
    edit.create(New { kind: &TEMPLATE, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}
