//! Roles. They are the server's: those that a script makes are kept, others are taken to be there.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static ROLE: Kind = Kind {
    name: "role",
    object_type: DdlObjectType::Role,
    namespaces: &[Namespace::InDatabase("role")],
    ..PLAIN
};
