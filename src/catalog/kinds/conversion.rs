//! Conversions between encodings.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static CONVERSION: Kind = Kind {
    name: "conversion",
    object_type: DdlObjectType::Conversion,
    namespaces: &[Namespace::InSchema("conversion")],
    ..PLAIN
};
