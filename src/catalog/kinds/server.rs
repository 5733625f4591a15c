//! Foreign servers, and the user mappings on them.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static SERVER: Kind = Kind {
    name: "server",
    object_type: DdlObjectType::ForeignServer,
    namespaces: &[Namespace::InDatabase("server")],
    ..PLAIN
};
