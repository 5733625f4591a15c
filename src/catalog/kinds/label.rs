//! The labels of an enum.

use super::{Doing, Kind, PLAIN};
use crate::catalog::Object;
use crate::catalog::alteration::Hazard;
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::Refusal;
use crate::catalog::state::Catalog;
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
    added,
    renamed: |catalog, label, name| {
        let (old, new) = (literal::quote(&label.name), literal::quote(name));
        format!("ALTER {} RENAME VALUE {old} TO {new}", whole(catalog, label))
    },
    dropped: |_, _| None,
    hazards: |_, _, doing| match doing {
        Doing::Rename => vec![Hazard::Renamed],
        _ => vec![Hazard::NotTransactional],
    },
    ..PLAIN
};

/// The namespace of an enum's labels.
pub(in crate::catalog) const LABEL_NAMES: Namespace = Namespace::InParent("label");

fn whole(catalog: &Catalog, label: &Object) -> String {
    let whole = catalog.get(label.parent);
    whole.map(|whole| whole.designation(catalog)).unwrap_or_default()
}

/// A new label comes behind the one that is before it, or else before the first.
fn added(catalog: &Catalog, label: &Object) -> Option<Vec<String>> {
    let fellows = catalog.parts_of_kind(label.parent, &LABEL);
    let place = fellows.iter().position(|fellow| fellow.id == label.id)?;
    let behind = place.checked_sub(1).and_then(|place| fellows.get(place));
    let place = match (behind, fellows.get(place + 1)) {
        (Some(before), Some(_)) => format!(" AFTER {}", literal::quote(&before.name)),
        (None, Some(next)) => format!(" BEFORE {}", literal::quote(&next.name)),
        (_, None) => String::new(),
    };
    let name = literal::quote(&label.name);
    Some(vec![format!("ALTER {} ADD VALUE {name}{place}", whole(catalog, label))])
}
