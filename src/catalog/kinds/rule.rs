//! Rules.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static RULE: Kind = Kind {
    name: "rule",
    object_type: DdlObjectType::Rule,
    namespaces: &[Namespace::InParent("rule")],
    is_whole: false,
    ..PLAIN
};
