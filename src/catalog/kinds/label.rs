//! The labels of an enum.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static LABEL: Kind = Kind {
    name: "label",
    object_type: DdlObjectType::Type,
    namespaces: &[Namespace::InParent("label")],
    is_whole: false,
    is_ordered: true,
    is_inline: |_| true,
    ..PLAIN
};
