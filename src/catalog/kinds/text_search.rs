//! Text search dictionaries.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static DICTIONARY: Kind = Kind {
    name: "text search dictionary",
    object_type: DdlObjectType::TextSearchDictionary,
    namespaces: &[Namespace::InSchema("text search dictionary")],
    ..PLAIN
};
