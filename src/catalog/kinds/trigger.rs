//! Triggers.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static TRIGGER: Kind = Kind {
    name: "trigger",
    object_type: DdlObjectType::Trigger,
    namespaces: &[Namespace::InParent("trigger")],
    is_whole: false,
    ..PLAIN
};
