//! What an attribute says: SQL in which the names of objects are references.
//!
//! An expression that speaks of a column still means that column when it is renamed, and needs it
//! as long as it is there. So a value is text with references in between; printing it puts in the
//! names that the objects have by then, and its references are the edges of the catalog's graph.
//! Objects are copied on each change and values hardly ever change, so copies of a value share it.
//! Never in it: how text is read.

use std::sync::Arc;

use super::ObjectId;
use super::kinds::{column, extension};
use super::state::Catalog;
use crate::sorted::sorted;
use crate::sql::identifier::quote;
use crate::sql::{canonical_part, without_casts};

/// SQL with references to objects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Value {
    pieces: Arc<Pieces>,
}

/// The stretches of a value. Most have one, which needs no list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(from = "Vec<Piece>", into = "Vec<Piece>")]
enum Pieces {
    One(Piece),
    /// None, or more than one.
    Others(Vec<Piece>),
}

/// A stretch of a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Piece {
    /// Text that stays as it is.
    Text(String),
    /// An object, by the name that it has.
    Name(ObjectId, Form),
}

/// How a reference is written.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Form {
    /// With the schema in front, where the object lives in one: `app.users`.
    Qualified,
    /// By its own name alone: a column, in an expression of its table.
    Bare,
    /// By its own name as a string: the label of an enum, in an expression.
    Literal,
    /// As a text of its own: what an object brought along and the catalog keeps no object for, such
    /// as an extension's type.
    As(String),
    /// Not at all: it is needed, though not named.
    Silent,
    /// A relation by the names that its columns have in a query, once one that the query joins by name
    /// is called otherwise: ` AS users(id, email)`, or the columns alone behind an alias.
    Columns {
        /// The columns whose names the query keeps, with these names.
        kept: Vec<(ObjectId, String)>,
        /// Whether an alias stands before.
        has_alias: bool,
    },
    /// By the schema that it is in, as a prefix: an extension, before the name of what it brought.
    Home,
}

impl Default for Pieces {
    fn default() -> Pieces {
        Pieces::Others(Vec::new())
    }
}

impl From<Vec<Piece>> for Pieces {
    fn from(mut pieces: Vec<Piece>) -> Pieces {
        match pieces.pop() {
            Some(only) if pieces.is_empty() => Pieces::One(only),
            last => {
                pieces.extend(last);
                Pieces::Others(pieces)
            }
        }
    }
}

impl From<Pieces> for Vec<Piece> {
    fn from(pieces: Pieces) -> Vec<Piece> {
        match pieces {
            Pieces::One(only) => vec![only],
            Pieces::Others(pieces) => pieces,
        }
    }
}

impl Value {
    fn of(pieces: Vec<Piece>) -> Value {
        Value { pieces: Arc::new(pieces.into()) }
    }

    fn add(&mut self, piece: Piece) {
        let pieces = Arc::make_mut(&mut self.pieces);
        *pieces = match std::mem::take(pieces) {
            Pieces::One(first) => Pieces::Others(vec![first, piece]),
            Pieces::Others(none) if none.is_empty() => Pieces::One(piece),
            Pieces::Others(mut more) => {
                more.push(piece);
                Pieces::Others(more)
            }
        };
    }

    /// What is said by being there: `not null`.
    pub fn flag() -> Value {
        Value::from("true")
    }

    /// Returns the mention of one object.
    pub fn name(object: ObjectId, form: Form) -> Value {
        Value { pieces: Arc::new(Pieces::One(Piece::Name(object, form))) }
    }

    /// Returns the mention of several objects, each by its own name, with commas between.
    pub fn list(objects: impl IntoIterator<Item = ObjectId>) -> Value {
        let mut value = Value::default();
        for object in objects {
            if !value.pieces().is_empty() {
                value.push_text(", ");
            }
            value.push_name(object, Form::Bare);
        }
        value
    }

    /// Adds text at the end.
    pub fn push_text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let last = match Arc::make_mut(&mut self.pieces) {
            Pieces::One(only) => Some(only),
            Pieces::Others(pieces) => pieces.last_mut(),
        };
        match last {
            Some(Piece::Text(last)) => last.push_str(text),
            _ => self.add(Piece::Text(text.to_owned())),
        }
    }

    /// Adds a reference at the end.
    pub fn push_name(&mut self, object: ObjectId, form: Form) {
        self.add(Piece::Name(object, form));
    }

    /// Adds another value at the end.
    pub fn push(&mut self, other: &Value) {
        for piece in other.pieces() {
            match piece {
                Piece::Text(text) => self.push_text(text),
                Piece::Name(object, form) => self.push_name(*object, form.clone()),
            }
        }
    }

    /// Returns the stretches, in order.
    pub fn pieces(&self) -> &[Piece] {
        match &*self.pieces {
            Pieces::One(only) => std::slice::from_ref(only),
            Pieces::Others(pieces) => pieces,
        }
    }

    /// Returns the objects that it mentions, in order; one as often as it is mentioned.
    pub fn objects(&self) -> impl Iterator<Item = ObjectId> {
        self.pieces().iter().filter_map(|piece| match piece {
            Piece::Name(object, _) => Some(*object),
            Piece::Text(_) => None,
        })
    }

    /// Tells whether it mentions an object.
    pub fn mentions(&self, object: ObjectId) -> bool {
        self.objects().any(|mentioned| mentioned == object)
    }

    /// Returns the text, if it mentions no object.
    pub fn as_text(&self) -> Option<&str> {
        match self.pieces() {
            [] => Some(""),
            [Piece::Text(text)] => Some(text),
            _ => None,
        }
    }

    /// Returns the value with one object in another's place.
    pub fn with_replaced(&self, mut replaced: impl FnMut(ObjectId) -> ObjectId) -> Value {
        let stays = |piece: &Piece| match piece {
            Piece::Text(_) => true,
            Piece::Name(_, Form::Columns { .. }) => false,
            Piece::Name(object, _) => replaced(*object) == *object,
        };
        if self.pieces().iter().all(stays) {
            return self.clone();
        }
        let pieces = self.pieces().iter().map(|piece| match piece {
            Piece::Name(object, Form::Columns { kept, has_alias }) => {
                let kept = kept.iter().map(|(column, name)| (replaced(*column), name.clone()));
                let form = Form::Columns { kept: kept.collect(), has_alias: *has_alias };
                Piece::Name(replaced(*object), form)
            }
            Piece::Name(object, form) => Piece::Name(replaced(*object), form.clone()),
            text => text.clone(),
        });
        Value::of(pieces.collect())
    }

    /// Tells whether it says the same as another, in whatever words.
    pub(crate) fn is_same(&self, other: &Value) -> bool {
        self == other || self.canonical() == other.canonical()
    }

    /// Tells whether it says the same as another, but for casts: as one and the same text is read where columns are of
    /// other types.
    pub(crate) fn is_read_of_one_text(&self, other: &Value) -> bool {
        self == other || without_casts(&self.told_apart()) == without_casts(&other.told_apart())
    }

    /// Returns one text for everything that says the same of the same objects.
    fn canonical(&self) -> String {
        canonical_part(&self.told_apart())
    }

    /// Returns the SQL, with names that tell objects apart.
    fn told_apart(&self) -> String {
        let mut sql = String::new();
        for piece in self.pieces() {
            match piece {
                Piece::Text(text) | Piece::Name(_, Form::As(text)) => sql.push_str(text),
                Piece::Name(_, Form::Silent | Form::Columns { .. }) => {}
                Piece::Name(object, Form::Home) => sql.push_str(&format!("\"#{}\".", object.0)),
                Piece::Name(object, _) => sql.push_str(&format!("\"#{}\"", object.0)),
            }
        }
        sql
    }

    /// Returns the SQL, with the names that the objects have in a catalog.
    pub fn to_sql(&self, catalog: &Catalog) -> String {
        let mut sql = String::new();
        for piece in self.pieces() {
            match piece {
                Piece::Text(text) => sql.push_str(text),
                Piece::Name(object, form) => write_name(&mut sql, catalog, *object, form),
            }
        }
        sql
    }

    /// Returns the SQL of the elements of a list, in the order of the alphabet.
    pub(crate) fn list_to_sql(&self, catalog: &Catalog) -> Vec<String> {
        sorted(self.to_sql(catalog).split(", ").map(str::to_owned).collect(), Ord::cmp)
    }
}

fn write_name(sql: &mut String, catalog: &Catalog, object: ObjectId, form: &Form) {
    match form {
        Form::Qualified => sql.push_str(&catalog.qualified_name(object)),
        Form::Bare => {
            let name = catalog.get(object).map(|object| &*object.name).unwrap_or_default();
            sql.push_str(&quote(name));
        }
        Form::Literal => {
            let name = catalog.get(object).map(|object| &*object.name).unwrap_or_default();
            sql.push_str(&format!("'{}'", name.replace('\'', "''")));
        }
        Form::As(text) => sql.push_str(text),
        Form::Silent => {}
        Form::Columns { kept, has_alias } => {
            sql.push_str(&kept_columns(catalog, object, kept, *has_alias).unwrap_or_default());
        }
        Form::Home => {
            if let Some(schema) = extension::home(catalog, object) {
                write_name(sql, catalog, schema, &Form::Bare);
                sql.push('.');
            }
        }
    }
}

/// Returns the list of a relation's columns under the names that a query keeps, if one was renamed.
fn kept_columns(
    catalog: &Catalog,
    relation: ObjectId,
    kept: &[(ObjectId, String)],
    has_alias: bool,
) -> Option<String> {
    let is_renamed = |(column, name): &(ObjectId, String)| {
        catalog.get(*column).is_some_and(|column| *column.name != **name)
    };
    kept.iter().find(|kept| is_renamed(kept))?;
    let columns = column::all(catalog, relation);
    let names = columns.iter().map(|column| {
        let name = kept.iter().find(|(id, _)| *id == column.id).map(|(_, name)| name.as_str());
        quote(name.unwrap_or(&column.name))
    });
    let names: Vec<_> = names.collect();
    let alias = match catalog.get(relation).filter(|_| !has_alias) {
        Some(relation) => format!(" AS {}", quote(&relation.name)),
        None => String::new(),
    };
    Some(format!("{alias}({})", names.join(", ")))
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::from(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        match text.is_empty() {
            true => Value::default(),
            false => Value { pieces: Arc::new(Pieces::One(Piece::Text(text))) },
        }
    }
}
