//! Publications.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static PUBLICATION: Kind = Kind {
    name: "publication",
    object_type: DdlObjectType::Publication,
    namespaces: &[Namespace::InDatabase("publication")],
    ..PLAIN
};
