//! Enums; their labels are parts with an order.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static ENUM: Kind = Kind {
    name: "type",
    object_type: DdlObjectType::Type,
    namespaces: &[Namespace::Type],
    ..PLAIN
};
