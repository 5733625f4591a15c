//! Default privileges: what new objects of a role begin with.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static DEFAULT_PRIVILEGES: Kind = Kind {
    name: "default privileges",
    object_type: DdlObjectType::DefaultPrivileges,
    group: "defaultPrivileges",
    namespaces: &[Namespace::InDatabase("default privileges")],
    ..PLAIN
};
