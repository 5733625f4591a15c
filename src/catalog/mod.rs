//! A schema as objects with identities; applying statements to it; printing it again.
//!
//! A [`Session`] runs statements as a connection does, with a search path and transactions (`session`); what stands in
//! a `DO` block is run as if it stood alone (`do_block`). Each is read against a [`Catalog`] (`state`) by the kind of
//! object that it speaks of (`kinds`): names are looked up (`lookup`), types too (`types`), expressions become values
//! with references in them (`resolve`, `value`), and the changes are made, and noted as effects, by an `edit`; `drop`
//! takes along what goes with an object. A catalog is told as DDL (`print`), as a tree (`structure`), or as a `hash`.
//!
//! Never in it: IO, and comparison of raw SQL.

pub(crate) mod alteration;
mod do_block;
pub(crate) mod drop;
mod edit;
mod hash;
pub(crate) mod kinds;
mod lookup;
pub(crate) mod made_up;
pub(crate) mod namespace;
mod object;
pub(crate) mod print;
pub(crate) mod privileges;
pub(crate) mod refusal;
mod resolve;
mod session;
mod state;
mod structure;
mod types;
mod value;

pub use crate::map::Map;
pub(crate) use alteration::loses_rows;
pub use alteration::{Hazard, Severity};
pub(crate) use kinds::routine::SETTINGS_ORDER;
pub(crate) use kinds::table::followers;
pub(crate) use kinds::{Discord, Matter};
pub(crate) use lookup::Lookup;
pub use lookup::Mention as NameMention;
pub(crate) use namespace::{NameKey, Namespace};
pub(crate) use object::BODY;
pub(crate) use object::said_in;
pub use object::{Attribute, Object, ObjectId};
pub(crate) use privileges::{adds_option, needless as needless_privileges};
pub use refusal::{Accepted, Refusal, SqlState, Words};
pub use session::materialize::{Findings, Materialized, Opaque, Refused, materialize};
pub(crate) use session::rows::{Given, RowDeed, RowDoing};
pub use session::stored::StoredSession;
pub use session::trial::Trial;
pub(crate) use session::unsure::Unsure;
pub use session::{Outcome, Session, Settings};
pub use state::Catalog;
pub(crate) use state::id_map::IdMap;
pub use structure::{Groups, Mention, Node, Said};
pub(crate) use types::casts::is_assignable;
pub use value::{Form, Piece, Value};

use std::sync::Arc;

/// What a statement did to one object, or relied on.
#[derive(Clone, Debug)]
pub enum Effect {
    /// It made the object.
    Created {
        /// The object.
        object: ObjectId,
    },
    /// It changed what is said of the object under an attribute.
    Changed {
        /// The object.
        object: ObjectId,
        /// The attribute.
        attribute: Attribute,
        /// What was said before, if something was.
        before: Option<Value>,
        /// What is said now.
        after: Option<Value>,
    },
    /// It gave the object another name.
    Renamed {
        /// The object.
        object: ObjectId,
        /// The name before.
        before: Arc<str>,
        /// The name now.
        after: Arc<str>,
    },
    /// It moved the object to another schema.
    Moved {
        /// The object.
        object: ObjectId,
        /// The schema before.
        before: ObjectId,
        /// The schema now.
        after: ObjectId,
    },
    /// It dropped the object, by name or with another.
    Dropped {
        /// The object as it was.
        object: Arc<Object>,
        /// The object that the statement named, itself or what took it along.
        root: ObjectId,
    },
    /// It takes the object to be there.
    ReliedOn {
        /// The object.
        object: ObjectId,
    },
}
