//! Names as statements write them → objects, along the search path.
//!
//! Never in it: which kinds of names a statement holds.

use std::cell::RefCell;
use std::sync::Arc;

use super::kinds::{self, Kind};
use super::namespace::Namespace;
use super::refusal::{Accepted, Refusal};
use super::state::Catalog;
use super::{Object, ObjectId};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxNode, span};

/// A name as a statement writes it: folded, cut, and qualified as far as the statement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// The schema, where the statement names one.
    pub(crate) schema: Option<String>,
    /// The name.
    pub(crate) name: String,
    /// Where it stands in the statement.
    pub(crate) span: Span,
}

/// What a name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// An object of the catalog.
    Object(ObjectId),
    /// Something that every database has: in `pg_catalog` or `information_schema`.
    BuiltIn,
    /// Nothing.
    Missing,
}

/// The schemas that are there without being made.
const BUILT_IN_SCHEMAS: &[&str] = &["pg_catalog", "information_schema", "pg_toast"];

impl Name {
    /// Returns the name that a node holds.
    pub(crate) fn of(node: &SyntaxNode) -> Name {
        let mut parts = names::path(node);
        let name = parts.pop().unwrap_or_default();
        Name { schema: parts.pop(), name, span: span(node) }
    }

    /// Returns an unqualified name.
    pub(crate) fn bare(name: impl Into<String>, span: Span) -> Name {
        Name { schema: None, name: name.into(), span }
    }

    /// Tells whether it is qualified with a schema that every database has.
    pub(crate) fn is_built_in(&self) -> bool {
        self.schema.as_deref().is_some_and(|schema| BUILT_IN_SCHEMAS.contains(&schema))
    }

    /// Returns the name as the statement qualifies it, without quotes: `app.users`.
    pub(crate) fn shown(&self) -> String {
        match &self.schema {
            Some(schema) => format!("{schema}.{}", self.name),
            None => self.name.clone(),
        }
    }
}

impl Found {
    /// Returns the object, if it is one.
    pub(crate) fn object(self) -> Option<ObjectId> {
        match self {
            Found::Object(id) => Some(id),
            Found::BuiltIn | Found::Missing => None,
        }
    }
}

/// A catalog, and the schemas that unqualified names mean.
#[derive(Clone, Copy)]
pub(crate) struct Lookup<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) search_path: &'a [String],
    /// Where to note which names mean which objects, if anyone asks.
    pub(crate) mentions: Option<&'a Mentions>,
}

/// The names that a statement was found to hold, in the order in which they were looked up.
pub(crate) type Mentions = RefCell<Vec<Mention>>;

/// A name in a statement, and the object that it means.
#[derive(Clone, Debug)]
pub struct Mention {
    /// Where it stands, with what qualifies it.
    pub span: Span,
    /// What it means.
    pub object: ObjectId,
    /// The name that the object had then; none where that is not written: a cast is meant by its types, an extension
    /// by what it brought.
    pub name: Arc<str>,
}

impl<'a> Lookup<'a> {
    /// Notes that a name means an object.
    pub(crate) fn note(self, span: Span, id: ObjectId) {
        if let Some(mentions) = self.mentions
            && let Some(object) = self.catalog.get(id)
        {
            let name = object.name.clone();
            mentions.borrow_mut().push(Mention { span, object: id, name });
        }
    }

    /// Notes that something means an object, though it does not write its name.
    pub(crate) fn note_unnamed(self, span: Span, id: ObjectId) {
        if let Some(mentions) = self.mentions {
            mentions.borrow_mut().push(Mention { span, object: id, name: "".into() });
        }
    }

    /// Returns a schema by its name.
    pub(crate) fn schema(self, name: &str) -> Option<ObjectId> {
        self.catalog.named(ObjectId::DATABASE, Namespace::InDatabase("schema"), name)
    }

    /// Returns the schemas of the search path that are there, first to last; that of temporary objects
    /// comes before all.
    pub(crate) fn path(self) -> impl Iterator<Item = ObjectId> + 'a {
        self.schema(kinds::schema::TEMPORARY).into_iter().chain(self.listed())
    }

    /// Returns the schemas that the search path lists and that are there.
    fn listed(self) -> impl Iterator<Item = ObjectId> + 'a {
        self.search_path.iter().filter_map(move |name| self.schema(name))
    }

    /// Returns the schemas in which a name is to be looked for.
    pub(crate) fn schemas(self, name: &Name) -> Vec<ObjectId> {
        match &name.schema {
            Some(schema) => self.schema(schema).into_iter().collect(),
            None => self.path().collect(),
        }
    }

    /// Returns what a name of a namespace means.
    pub(crate) fn find(self, namespace: Namespace, name: &Name) -> Found {
        if name.is_built_in() {
            return Found::BuiltIn;
        }
        if let Namespace::InDatabase(_) = namespace {
            let found = self.catalog.named(ObjectId::DATABASE, namespace, &name.name);
            return self.noted(name.span, found);
        }
        let in_schema = |schema| self.catalog.named(schema, namespace, &name.name);
        let found = match &name.schema {
            Some(schema) => self.schema(schema).and_then(in_schema),
            None => self.path().find_map(in_schema),
        };
        self.noted(name.span, found)
    }

    fn noted(self, span: Span, found: Option<ObjectId>) -> Found {
        if let Some(id) = found {
            self.note(span, id);
        }
        found.map_or(Found::Missing, Found::Object)
    }

    /// Returns an object of a kind by a name.
    pub(crate) fn find_of_kind(self, kind: &Kind, name: &Name) -> Option<&'a Object> {
        let namespace = *kind.namespaces.first()?;
        let found = self.find(namespace, name).object()?;
        self.catalog.get(found).filter(|object| object.is(kind))
    }

    /// Returns the relation (table, view, index, sequence, …) that a name means.
    ///
    /// # Errors
    ///
    /// `42P01` if there is none, `3F000` if its schema is not there.
    pub(crate) fn relation(self, name: &Name) -> Accepted<ObjectId> {
        if let Some(schema) = name.schema.as_ref().filter(|_| !name.is_built_in())
            && schema != kinds::schema::TEMPORARY
        {
            self.existing_schema(schema, name.span)?;
        }
        self.selected(name)
    }

    /// Returns the relation that a name means in a query, where a schema is not looked for by itself.
    ///
    /// # Errors
    ///
    /// `42P01` if there is none.
    pub(crate) fn selected(self, name: &Name) -> Accepted<ObjectId> {
        self.find(Namespace::Relation, name).object().ok_or_else(|| self.no_relation(name))
    }

    /// Tells whether a relation is one that every database has.
    pub(crate) fn is_of_system(self, name: &Name) -> bool {
        name.is_built_in()
            || name.name.starts_with("pg_")
                && self.find(Namespace::Relation, name) == Found::Missing
    }

    /// Returns the relation that a node names, if it names one.
    pub(crate) fn relation_named(self, node: &SyntaxNode) -> Option<ObjectId> {
        self.find(Namespace::Relation, &Name::of(node)).object()
    }

    /// Returns the relation that a word means by itself, if it means one.
    pub(crate) fn relation_called(self, word: &str) -> Option<ObjectId> {
        let name = Name::bare(word, super::session::NOWHERE);
        self.find(Namespace::Relation, &name).object()
    }

    /// Returns the refusal where there is no such relation.
    pub(crate) fn no_relation(self, name: &Name) -> Refusal {
        let message = format!("relation \"{}\" does not exist", name.shown());
        Refusal::undefined_table(name.span, message)
    }

    /// Returns the schema in which a new object of this name is made.
    ///
    /// # Errors
    ///
    /// `3F000` if it is not there, or no schema of the search path is; `42501` in a built-in schema.
    pub(crate) fn schema_for_new(self, name: &Name) -> Accepted<ObjectId> {
        if name.is_built_in() {
            let message = format!("permission denied to create \"{}\"", name.shown());
            return Err(Refusal::no_privilege(name.span, message)
                .with_detail("System catalog modifications are currently disallowed."));
        }
        match &name.schema {
            Some(schema) => self.existing_schema(schema, name.span),
            None => self.listed().next().ok_or_else(|| {
                Refusal::no_schema(name.span, "no schema has been selected to create in")
            }),
        }
    }

    /// Returns a schema that has to be there.
    ///
    /// # Errors
    ///
    /// `3F000` if it is not.
    pub(crate) fn existing_schema(self, schema: &str, span: Span) -> Accepted<ObjectId> {
        let found = self.schema(schema);
        found.into_iter().for_each(|id| self.note(span, id));
        found.ok_or_else(|| Refusal::no_schema(span, format!("schema \"{schema}\" does not exist")))
    }

    /// Returns an object's name as messages write it: with its schema's only where the search path does
    /// not lead to it.
    pub(crate) fn visible_name(self, id: ObjectId) -> String {
        let Some(object) = self.catalog.get(id) else { return String::new() };
        let bare = crate::sql::identifier::quote(&object.name).into_owned();
        let namespace = object.kind.namespaces.first();
        if namespace.is_none_or(|namespace| !namespace.is_in_schema()) {
            return bare;
        }
        let found = self.path().find_map(|schema| {
            let key = object.keys(schema).into_iter().next()?;
            self.catalog.named(schema, key.namespace, &key.name)
        });
        if found == Some(id) { bare } else { self.catalog.qualified_name(id) }
    }
}
