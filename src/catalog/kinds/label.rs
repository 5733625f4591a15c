//! The labels of an enum.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::Refusal;
use crate::sql::DdlObjectType;
use crate::sql::literal;

pub(crate) static LABEL: Kind = Kind {
    name: "label",
    object_type: DdlObjectType::Type,
    namespaces: &[LABEL_NAMES],
    taken: |span, _, name, _| {
        Refusal::duplicate_object(span, format!("enum label \"{name}\" already exists"))
    },
    is_whole: false,
    is_ordered: true,
    is_order_meant: true,
    is_defining: true,
    is_inline: |_, _| true,
    designation: |catalog, label| {
        let name = literal::quote(&label.name);
        format!("VALUE {}.{name}", catalog.qualified_name(label.parent))
    },
    ..PLAIN
};

/// The namespace of an enum's labels.
pub(super) const LABEL_NAMES: Namespace = Namespace::InParent("label");
