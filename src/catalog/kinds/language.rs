//! Procedural languages that a script makes by their handlers; those of extensions are the extensions'.

use super::{Kind, PLAIN, extension, routine};
use crate::catalog::edit::{Edit, New};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::privileges::Grantable;
use crate::catalog::refusal::Accepted;
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, has_token, span};

pub(crate) static LANGUAGE: Kind = Kind {
    name: "language",
    object_type: DdlObjectType::Language,
    namespaces: &[LANGUAGE_NAMES],
    statements: &[(SyntaxKind::CREATE_LANGUAGE, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_LANGUAGE,
        SyntaxKind::DROP_LANGUAGE,
        SyntaxKind::OBJECT_LANGUAGE,
        SyntaxKind::PRIVILEGE_LANGUAGE,
    ],
    names: &[SyntaxKind::LANGUAGE_REF],
    print,
    grantable: Some(&PRIVILEGES),
    ..PLAIN
};

const LANGUAGE_NAMES: Namespace = Namespace::InDatabase("language");

/// The clauses that name functions, and the words with which they are printed.
const CLAUSES: &[(SyntaxKind, &str)] = &[
    (SyntaxKind::HANDLER_CLAUSE, "handler"),
    (SyntaxKind::INLINE_CLAUSE, "inline"),
    (SyntaxKind::VALIDATOR_CLAUSE, "validator"),
];

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::LANGUAGE) else { return Ok(()) };
    let name = names::identifier(&node);
    let may_replace = has(statement, SyntaxKind::OR_REPLACE);
    if !has(statement, SyntaxKind::HANDLER_CLAUSE) {
        // Without a handler it is short for the extension of the name.
        return extension::create_named(edit, &name, may_replace, span(&node));
    }
    let clauses = CLAUSES.iter().filter_map(|(clause, attribute)| {
        let function = child(statement, *clause)?.first_child()?;
        Some(((*attribute).into(), routine::mention(edit.lookup(), &function)))
    });
    let mut attributes: Vec<(Attribute, Value)> = clauses.collect();
    if has_token(statement, SyntaxKind::TRUSTED_KW) {
        attributes.push(("trusted".into(), Value::flag()));
    }
    let parent = ObjectId::DATABASE;
    let old = edit.catalog().named(parent, LANGUAGE_NAMES, &name).filter(|_| may_replace);
    let Some(old) = old else {
        edit.create(New { kind: &LANGUAGE, parent, name: &name, attributes }, span(&node))?;
        return Ok(());
    };
    for attribute in ["handler", "inline", "validator", "trusted"] {
        let value = attributes.iter().find(|(name, _)| name == attribute);
        edit.set(old, attribute, value.map(|(_, value)| value.clone()));
    }
    Ok(())
}

fn print(catalog: &Catalog, language: &Object) -> Printed {
    let trusted = if language.has("trusted") { "TRUSTED " } else { "" };
    let mut sql = format!("CREATE {trusted}LANGUAGE {}", quote(&language.name));
    for (_, attribute) in CLAUSES {
        if let Some(function) = language.get(attribute) {
            let (word, function) = (attribute.to_ascii_uppercase(), function.to_sql(catalog));
            sql.push_str(&format!(" {word} {function}"));
        }
    }
    Printed::one(sql)
}

/// The privileges on languages.
static PRIVILEGES: Grantable = Grantable {
    keyword: "LANGUAGE",
    noun: "language",
    all: &["USAGE"],
    of_public: |_| &["USAGE"],
    all_in_schema: &[],
};
