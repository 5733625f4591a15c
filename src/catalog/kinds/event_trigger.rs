//! Event triggers.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static EVENT_TRIGGER: Kind = Kind {
    name: "event trigger",
    object_type: DdlObjectType::EventTrigger,
    namespaces: &[Namespace::InDatabase("event trigger")],
    ..PLAIN
};
