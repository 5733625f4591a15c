//! Foreign-data wrappers.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::catalog::privileges::Grantable;
use crate::sql::DdlObjectType;

pub(crate) static FOREIGN_DATA_WRAPPER: Kind = Kind {
    name: "foreign-data wrapper",
    object_type: DdlObjectType::ForeignDataWrapper,
    grantable: Some(&PRIVILEGES),
    namespaces: &[Namespace::InDatabase("foreign-data wrapper")],
    ..PLAIN
};

/// The privileges on foreign-data wrappers.
static PRIVILEGES: Grantable = Grantable {
    keyword: "FOREIGN DATA WRAPPER",
    noun: "foreign-data wrapper",
    all: &["USAGE"],
    of_public: &[],
    all_in_schema: &[],
};
