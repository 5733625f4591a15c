//! Views.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static VIEW: Kind = Kind {
    name: "view",
    object_type: DdlObjectType::View,
    parts: &[&super::column::COLUMN],
    namespaces: &[Namespace::Relation, Namespace::Type],
    ..PLAIN
};
