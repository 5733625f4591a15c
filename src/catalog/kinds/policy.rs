//! Policies of row security.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static POLICY: Kind = Kind {
    name: "policy",
    object_type: DdlObjectType::Policy,
    namespaces: &[Namespace::InParent("policy")],
    is_whole: false,
    ..PLAIN
};
