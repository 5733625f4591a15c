//! Procedures.

use super::{Kind, PLAIN, routine};
use crate::catalog::edit::Edit;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::Accepted;
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode};

pub(crate) static PROCEDURE: Kind = Kind {
    name: "procedure",
    object_type: DdlObjectType::Procedure,
    grantable: Some(&super::routine::PROCEDURE_PRIVILEGES),
    namespaces: &[Namespace::Routine],
    own_keys: Some(routine::keys),
    is_derived: |_, attribute| attribute == routine::SETTINGS_ORDER,
    statements: &[(SyntaxKind::CREATE_PROCEDURE, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_PROCEDURE,
        SyntaxKind::DROP_PROCEDURE,
        SyntaxKind::OBJECT_PROCEDURE,
        SyntaxKind::PRIVILEGE_PROCEDURE,
    ],
    names: &[SyntaxKind::PROCEDURE_SIG],
    find: routine::find,
    alter: routine::alter,
    tie: routine::tie,
    print: routine::printed,
    setting: routine::setting,
    description: routine::description,
    designation: routine::designation,
    altered: routine::altered,
    hazards: routine::hazards,
    is_in_the_way: |_, attribute, change| routine::is_in_the_way(attribute, change),
    ..PLAIN
};

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    routine::create(edit, &PROCEDURE, statement)
}
