//! Casts.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static CAST: Kind = Kind {
    name: "cast",
    object_type: DdlObjectType::Cast,
    has_owner: false,
    namespaces: &[Namespace::InDatabase("cast")],
    ..PLAIN
};
