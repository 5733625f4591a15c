//! Functions.

use super::{Kind, PLAIN, routine};
use crate::catalog::edit::Edit;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::Accepted;
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode};

pub(crate) static FUNCTION: Kind = Kind {
    name: "function",
    object_type: DdlObjectType::Function,
    grantable: Some(&super::routine::FUNCTION_PRIVILEGES),
    namespaces: &[Namespace::Routine],
    own_keys: Some(routine::keys),
    is_derived: |_, attribute| attribute == routine::SETTINGS_ORDER,
    statements: &[(SyntaxKind::CREATE_FUNCTION, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_FUNCTION,
        SyntaxKind::DROP_FUNCTION,
        SyntaxKind::OBJECT_FUNCTION,
        SyntaxKind::PRIVILEGE_FUNCTION,
        // A "routine" is a function until it is found to be something else.
        SyntaxKind::ALTER_ROUTINE,
        SyntaxKind::DROP_ROUTINE,
        SyntaxKind::OBJECT_ROUTINE,
        SyntaxKind::PRIVILEGE_ROUTINE,
    ],
    names: &[SyntaxKind::FUNCTION_SIG, SyntaxKind::ROUTINE_SIG],
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
    routine::create(edit, &FUNCTION, statement)
}
