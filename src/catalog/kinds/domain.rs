//! Domains; their checks are constraints.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static DOMAIN: Kind = Kind {
    name: "domain",
    object_type: DdlObjectType::Domain,
    namespaces: &[Namespace::Type],
    ..PLAIN
};
