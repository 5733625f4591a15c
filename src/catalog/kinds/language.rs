//! Procedural languages.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::sql::DdlObjectType;

pub(crate) static LANGUAGE: Kind = Kind {
    name: "language",
    object_type: DdlObjectType::Language,
    namespaces: &[Namespace::InDatabase("language")],
    ..PLAIN
};
