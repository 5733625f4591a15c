//! What a statement takes to be there and is not: known from the refusal, and put into a catalog as an
//! object of which nothing else is known.
//!
//! Never in it: whether to believe the statement (see `merge::sides::ground`).

use super::{NOWHERE, Session};
use crate::catalog::kinds::{self, Kind, column, enum_type, schema, table};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Refusal, SqlState};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::syntax::{SyntaxKind, SyntaxNode};

/// Something that is not there.
#[derive(Debug)]
pub(crate) struct Missing {
    kind: &'static Kind,
    parent: ObjectId,
    name: String,
}

/// What an implied object says under an attribute: something, and nobody knows what.
const UNKNOWN: &str = "?";

impl Session {
    /// Returns what a statement lacks, by the words in which it was refused.
    pub(crate) fn missing(&self, tree: &SyntaxNode, refusal: &Refusal) -> Option<Missing> {
        let (catalog, search_path) = (self.catalog(), self.settings().search_path.as_slice());
        let lookup = Lookup { catalog, search_path, mentions: None };
        let shown = match refusal.message.split_once('"') {
            Some((_, quoted)) => quoted.split('"').next()?,
            None => refusal.message.split(' ').nth(1)?,
        };
        let (before, name) = match shown.rsplit_once('.') {
            Some((before, name)) => (Some(before), name.to_owned()),
            None => (None, shown.to_owned()),
        };
        if refusal.sqlstate == SqlState::UndefinedColumn {
            let parent = implied_relation(lookup, tree, &name)?;
            return Some(Missing { kind: &column::COLUMN, parent, name });
        }
        if refusal.sqlstate == SqlState::InvalidSchemaName {
            return Some(Missing { kind: &schema::SCHEMA, parent: ObjectId::DATABASE, name });
        }
        let kind = match refusal.message.split(" \"").next()? {
            "relation" => relation_kind(tree),
            "type" => &enum_type::ENUM,
            words => kinds::of_name(words).filter(|kind| kind.is_whole)?,
        };
        if matches!(kind.namespaces.first()?, Namespace::InDatabase(_)) {
            return Some(Missing { kind, parent: ObjectId::DATABASE, name });
        }
        let name = Name { schema: before.map(str::to_owned), name, span: NOWHERE };
        let parent = lookup.schema_for_new(&name).ok()?;
        Some(Missing { kind, parent, name: name.name })
    }
}

/// Returns the kind of relation that a statement alters or drops; a table where it does not tell.
fn relation_kind(tree: &SyntaxNode) -> &'static Kind {
    let spoken_of = kinds::spoken_of_in(tree.kind());
    spoken_of.filter(|kind| matches!(kind.name, "view" | "sequence")).unwrap_or(&table::TABLE)
}

/// Returns an implied relation that a statement names, and that has no column of a name.
fn implied_relation(lookup: Lookup<'_>, tree: &SyntaxNode, column: &str) -> Option<ObjectId> {
    for node in tree.descendants() {
        let names_relation = matches!(
            node.kind(),
            SyntaxKind::TABLE_NAME_REF
                | SyntaxKind::RELATION_NAME_REF
                | SyntaxKind::RELATION_FROM_ITEM
                | SyntaxKind::VIEW_REF
        );
        if !names_relation {
            continue;
        }
        let Ok(id) = lookup.relation(&Name::of(&node)) else { continue };
        let is_implied = lookup.catalog.get(id).is_some_and(Object::is_implied);
        if is_implied && column::named(lookup.catalog, id, column).is_none() {
            return Some(id);
        }
    }
    None
}

impl Object {
    /// Tells whether it was taken to be there, though no statement is known to have made it.
    pub(crate) fn is_implied(&self) -> bool {
        self.has(IMPLIED)
    }
}

/// Said of what was taken to be there.
const IMPLIED: &str = "implied";

impl Catalog {
    /// Puts something that was missing in, under an identity, unless it is there by now; returns it.
    pub(crate) fn imply(&mut self, missing: &Missing, id: ObjectId) -> Option<ObjectId> {
        if missing.parent != ObjectId::DATABASE {
            self.get(missing.parent)?;
        }
        let mut attributes: Vec<(Attribute, Value)> = vec![(IMPLIED.into(), Value::flag())];
        if std::ptr::eq(missing.kind, &column::COLUMN) {
            for attribute in ["default", "not null"] {
                attributes.push((attribute.into(), Value::from(UNKNOWN)));
            }
        }
        let object = Object {
            id,
            kind: missing.kind,
            parent: missing.parent,
            name: missing.name.as_str().into(),
            position: id.0,
            attributes: attributes.into_iter().collect(),
        };
        if let Some(holder) = self.holder_of_names(&object) {
            return Some(holder);
        }
        self.put(object);
        Some(id)
    }

    /// Takes an object over from another catalog, where its whole is here and its names are free; tells
    /// whether it did.
    pub(crate) fn adopt(&mut self, from: &Catalog, id: ObjectId) -> bool {
        let Some(object) = from.get(id).filter(|_| self.get(id).is_none()) else { return false };
        let is_free = self.holder_of_names(object).is_none();
        let has_parent = object.parent == ObjectId::DATABASE || self.get(object.parent).is_some();
        if is_free && has_parent {
            self.put(object.clone());
        }
        is_free && has_parent
    }

    /// Returns another object that has one of an object's names.
    pub(crate) fn holder_of_names(&self, object: &Object) -> Option<ObjectId> {
        for key in object.keys(self.schema_around(object)) {
            let holder = self.holder(&key);
            if let Some(holder) = holder.filter(|holder| *holder != object.id) {
                return Some(holder);
            }
        }
        None
    }

    /// Returns the schema in which an object stands that need not be in the catalog yet.
    pub(crate) fn schema_around(&self, object: &Object) -> ObjectId {
        match self.schema_of(object.parent) {
            ObjectId::DATABASE => object.parent,
            schema => schema,
        }
    }
}
