//! Sequences: made by themselves, and by serial and identity columns.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static SEQUENCE: Kind = Kind {
    name: "sequence",
    object_type: DdlObjectType::Sequence,
    namespaces: &[Namespace::Relation],
    ..PLAIN
};
