//! Extensions. What they bring is theirs: the catalog keeps no objects for it.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static EXTENSION: Kind = Kind {
    name: "extension",
    object_type: DdlObjectType::Extension,
    namespaces: &[Namespace::InDatabase("extension")],
    ..PLAIN
};
