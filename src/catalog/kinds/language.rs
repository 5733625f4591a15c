//! Procedural languages.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::catalog::privileges::Grantable;
use crate::sql::DdlObjectType;

pub(crate) static LANGUAGE: Kind = Kind {
    name: "language",
    object_type: DdlObjectType::Language,
    grantable: Some(&PRIVILEGES),
    namespaces: &[Namespace::InDatabase("language")],
    ..PLAIN
};

/// The privileges on languages.
static PRIVILEGES: Grantable = Grantable {
    keyword: "LANGUAGE",
    noun: "language",
    all: &["USAGE"],
    of_public: &["USAGE"],
    all_in_schema: &[],
};
