//! A catalog as a tree for people's tools: playgrounds, diagrams, documentation.
//!
//! The tree follows from objects, attributes and parts: an object stands in the group of its kind, with
//! what is said of it under the attributes' names and its parts in groups of theirs. Never in it:
//! anything that knows a kind (see `Kind::group` and `Kind::parts`).

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::kinds::{self, Kind};
use super::state::Catalog;
use super::{Object, Value};
use crate::map::Map;
use crate::sorted::sorted;
use crate::sql::literal;

/// The one attribute that speaks to people.
const COMMENT: &str = "comment";

/// The objects of a group, by name or, where they have an order, in that.
pub type Groups = Map<String, Vec<Node>>;

/// An object of a schema, with its parts.
///
/// Serialized it is one object: `name`, `schema`, the attributes, `mentions`, and the groups of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is, in PostgreSQL's words: `table`.
    pub kind: &'static str,
    /// Its name, as PostgreSQL keeps it.
    pub name: String,
    /// The schema that it lives in; nothing for what lives in none, and for parts.
    pub schema: Option<String>,
    /// What is said of it: `notNull`, `type`, `default`, ….
    pub attributes: Map<String, Said>,
    /// The objects that its attributes mention, each once an attribute.
    pub mentions: Vec<Mention>,
    /// Its parts: a table's `columns`, `constraints`, ….
    pub parts: Groups,
}

/// What an attribute says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Said {
    /// That it is so: `true`.
    Flag(bool),
    /// SQL, with qualified names; a comment is the text itself.
    Text(String),
}

/// An object that an attribute mentions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mention {
    /// The attribute.
    pub attribute: String,
    /// What is mentioned, in PostgreSQL's words.
    pub kind: &'static str,
    /// The names of what is around it, then its own: `["public", "users", "id"]`.
    pub path: Vec<String>,
}

impl Catalog {
    /// Returns the objects that are no parts of others, by group: `schemas`, `tables`, `views`, ….
    pub fn structure(&self) -> Groups {
        let wholes = self.objects().filter(|object| !is_part(self, object));
        grouped(self, wholes, kinds::wholes())
    }
}

/// Tells whether an object stands with another: a column with its table, but no table with its schema.
fn is_part(catalog: &Catalog, object: &Object) -> bool {
    let around = catalog.get(object.parent);
    around.is_some_and(|around| catalog.get(around.parent).is_some() || !object.kind.is_whole)
}

fn grouped<'c>(
    catalog: &Catalog,
    objects: impl Iterator<Item = &'c Object>,
    kinds: impl Iterator<Item = &'static Kind>,
) -> Groups {
    let mut groups: Groups = kinds.map(|kind| (group(kind), Vec::new())).collect();
    let order = |one: &&Object, other: &&Object| {
        (one.position, &one.name, one.id).cmp(&(other.position, &other.name, other.id))
    };
    for object in sorted(objects.collect(), order) {
        let node = node(catalog, object);
        groups.change(group(object.kind), |nodes| nodes.push(node));
    }
    groups
}

fn node(catalog: &Catalog, object: &Object) -> Node {
    let schema = (!is_part(catalog, object)).then(|| catalog.get(object.parent)).flatten();
    let attributes = object.attributes.iter();
    let attributes = attributes.map(|(name, value)| (camel_case(name), said(catalog, name, value)));
    let parts = catalog.parts(object.id).filter(|part| is_part(catalog, part));
    Node {
        kind: object.kind.name,
        name: object.name.to_string(),
        schema: schema.map(|schema| schema.name.to_string()),
        attributes: attributes.collect(),
        mentions: mentions(catalog, object),
        parts: grouped(catalog, parts, object.kind.parts.iter().copied()),
    }
}

fn said(catalog: &Catalog, attribute: &str, value: &Value) -> Said {
    match value.to_sql(catalog) {
        _ if *value == Value::flag() => Said::Flag(true),
        sql if attribute == COMMENT => Said::Text(literal::unquote(&sql)),
        sql => Said::Text(sql),
    }
}

fn mentions(catalog: &Catalog, object: &Object) -> Vec<Mention> {
    let mut mentions: Vec<Mention> = Vec::new();
    for (attribute, value) in &object.attributes {
        for mentioned in value.objects().filter_map(|id| catalog.get(id)) {
            let mention = Mention {
                attribute: camel_case(attribute),
                kind: mentioned.kind.name,
                path: path(catalog, mentioned),
            };
            if !mentions.contains(&mention) {
                mentions.push(mention);
            }
        }
    }
    mentions
}

fn path(catalog: &Catalog, object: &Object) -> Vec<String> {
    let around = std::iter::successors(Some(object), |object| catalog.get(object.parent));
    let mut path: Vec<String> = around.map(|object| object.name.to_string()).collect();
    path.reverse();
    path
}

/// Returns the group of a kind: its plural, unless the kind says otherwise.
fn group(kind: &Kind) -> String {
    match kind.group {
        "" => plural(&camel_case(kind.name)),
        group => group.to_owned(),
    }
}

fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None if word.ends_with(['s', 'x']) => format!("{word}es"),
        None => format!("{word}s"),
    }
}

/// Returns words as one: `not null` → `notNull`, `foreign-data wrapper` → `foreignDataWrapper`.
fn camel_case(words: &str) -> String {
    let mut joined = String::with_capacity(words.len());
    let mut begins_word = false;
    for character in words.chars() {
        match character {
            ' ' | '-' => begins_word = true,
            _ if begins_word => {
                joined.push(character.to_ascii_uppercase());
                begins_word = false;
            }
            _ => joined.push(character),
        }
    }
    joined
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &self.name)?;
        if let Some(schema) = &self.schema {
            map.serialize_entry("schema", schema)?;
        }
        for (attribute, said) in &self.attributes {
            map.serialize_entry(attribute, said)?;
        }
        if !self.mentions.is_empty() {
            map.serialize_entry("mentions", &self.mentions)?;
        }
        for (group, nodes) in &self.parts {
            map.serialize_entry(group, nodes)?;
        }
        map.end()
    }
}
