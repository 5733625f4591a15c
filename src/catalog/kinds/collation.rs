//! Collations: an attribute "option locale" for each option of the definition.

use super::{Kind, PLAIN, definition};
use crate::catalog::Value;
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::{Printed, designation};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, said_in};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has};

pub(crate) static COLLATION: Kind = Kind {
    name: "collation",
    object_type: DdlObjectType::Collation,
    namespaces: &[COLLATION_NAMES],
    taken: |span, _, name, _| {
        let message = format!("collation \"{name}\" for encoding \"UTF8\" already exists");
        Refusal::duplicate_object(span, message)
    },
    statements: &[(SyntaxKind::CREATE_COLLATION, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_COLLATION,
        SyntaxKind::DROP_COLLATION,
        SyntaxKind::OBJECT_COLLATION,
    ],
    names: &[SyntaxKind::COLLATION_REF],
    missing: |_, _, name, _| missing(name),
    alter: |_, _, action| Ok(action.kind() == SyntaxKind::REFRESH_VERSION),
    print,
    ..PLAIN
};

/// Whose rules a collation can follow.
const PROVIDERS: &[&str] = &["builtin", "icu", "libc"];

const COLLATION_NAMES: Namespace = Namespace::InSchema("collation");

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(name) = child(statement, SyntaxKind::COLLATION) else { return Ok(()) };
    let name = Name::of(&name);
    let parent = edit.schema_for_new(&name)?;
    let exists = edit.catalog().named(parent, COLLATION_NAMES, &name.name);
    if let Some(id) = exists.filter(|_| has(statement, SyntaxKind::IF_NOT_EXISTS)) {
        edit.rely_on(id);
        return Ok(());
    }
    let attributes = match child(statement, SyntaxKind::COLLATION_FROM) {
        Some(from) => copied(edit, &from)?,
        None => definition::attributes(statement),
    };
    let provider = said_in(&attributes, "option provider");
    let provider = provider.and_then(Value::as_text).unwrap_or("libc");
    if !PROVIDERS.contains(&provider.trim_matches(['\'', '"'])) {
        let message = format!("unrecognized collation provider: {provider}");
        return Err(Refusal::invalid_object(name.span, message));
    }
    edit.create(New { kind: &COLLATION, parent, name: &name.name, attributes }, name.span)?;
    Ok(())
}

/// A copy of a collation has its options; a copy of a built-in one stays a copy.
fn copied(edit: &Edit<'_>, from: &SyntaxNode) -> Accepted<Vec<(Attribute, Value)>> {
    let original = read(edit.lookup(), from)?;
    let own = original.objects().next().and_then(|id| edit.get(id));
    Ok(match own {
        Some(own) => own
            .attributes
            .iter()
            .filter(|(attribute, _)| attribute.starts_with("option ") || *attribute == "from")
            .map(|(attribute, value)| (attribute.clone(), value.clone()))
            .collect(),
        None => vec![("from".into(), original)],
    })
}

/// Returns the mention of the collation that a node names.
///
/// Which collations a server has is its own matter: one that no statement made is taken for one of those, if its name
/// is like those of languages.
///
/// # Errors
///
/// `42704` if there is none of the name.
pub(crate) fn read(lookup: Lookup<'_>, node: &SyntaxNode) -> Accepted<Value> {
    let name = Name::of(node);
    if let Found::Object(id) = lookup.find(COLLATION_NAMES, &name) {
        return Ok(Value::name(id, Form::Qualified));
    }
    let may_be_servers = name.schema.is_none() || name.is_built_in();
    if may_be_servers && is_known(&name.name) {
        return Ok(Value::from(format!("pg_catalog.{}", quote(&name.name))));
    }
    Err(missing(&name))
}

/// Tells whether a server may have a collation of a name: those of languages it has from its system.
fn is_known(name: &str) -> bool {
    matches!(
        name,
        "default" | "C" | "POSIX" | "ucs_basic" | "unicode" | "pg_c_utf8" | "pg_unicode_fast"
    ) || name.contains(['_', '-', '.'])
}

fn missing(name: &Name) -> Refusal {
    let message = format!("collation \"{}\" for encoding \"UTF8\" does not exist", name.shown());
    Refusal::undefined_object(name.span, message)
}

fn print(catalog: &Catalog, collation: &Object) -> Printed {
    let name = designation(catalog, collation);
    Printed::one(match collation.get("from") {
        Some(from) => format!("CREATE {name} FROM {}", from.to_sql(catalog)),
        None => format!("CREATE {name} {}", definition::printed(catalog, collation)),
    })
}
