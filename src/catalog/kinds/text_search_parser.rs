//! Text search parsers.

use super::{Kind, PLAIN, definition, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{Printed, designation};
use crate::catalog::refusal::Accepted;
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child};

pub(crate) static PARSER: Kind = Kind {
    name: "text search parser",
    object_type: DdlObjectType::TextSearchParser,
    namespaces: &[Namespace::InSchema("text search parser")],
    statements: &[(SyntaxKind::CREATE_TEXT_SEARCH_PARSER, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_TEXT_SEARCH_PARSER,
        SyntaxKind::DROP_TEXT_SEARCH_PARSER,
        SyntaxKind::OBJECT_TEXT_SEARCH_PARSER,
    ],
    names: &[SyntaxKind::TEXT_SEARCH_PARSER_REF],
    print: |catalog, parser| {
        let (name, options) = (designation(catalog, parser), definition::printed(catalog, parser));
        Printed::one(format!("CREATE {name} {options}"))
    },
    ..PLAIN
};

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(statement, SyntaxKind::TEXT_SEARCH_PARSER) else { return Ok(()) };
    let name = Name::of(&name);
    let parent = edit.schema_for_new(&name)?;
    let options = definition::options(statement).into_iter().map(|option| {
        let function = option.name_node().map(|node| routine::mention(edit.lookup(), &node));
        (option.attribute(), function.unwrap_or_else(|| option.flat()))
    });
    let attributes = options.collect();
    edit.create(New { kind: &PARSER, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}
