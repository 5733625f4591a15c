//! Range types.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static RANGE: Kind = Kind {
    name: "range type",
    object_type: DdlObjectType::Type,
    namespaces: &[Namespace::Type],
    ..PLAIN
};
