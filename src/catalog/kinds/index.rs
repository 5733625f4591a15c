//! Indexes that stand behind no constraint.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static INDEX: Kind = Kind {
    name: "index",
    object_type: DdlObjectType::Index,
    namespaces: &[Namespace::Relation],
    is_whole: false,
    ..PLAIN
};
