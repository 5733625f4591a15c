//! Foreign servers, and the user mappings on them.

use super::{Kind, PLAIN};
use crate::catalog::namespace::Namespace;
use crate::catalog::privileges::Grantable;
use crate::sql::DdlObjectType;

pub(crate) static SERVER: Kind = Kind {
    name: "server",
    object_type: DdlObjectType::ForeignServer,
    grantable: Some(&PRIVILEGES),
    namespaces: &[Namespace::InDatabase("server")],
    ..PLAIN
};

/// The privileges on foreign servers.
static PRIVILEGES: Grantable = Grantable {
    keyword: "FOREIGN SERVER",
    noun: "foreign server",
    all: &["USAGE"],
    of_public: &[],
    all_in_schema: &[],
};
