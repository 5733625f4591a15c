//! Which values become values of another type by themselves when they are stored, and how a type's
//! values are kept.
//!
//! Of PostgreSQL's casts only those "for assignment" count, which it makes unasked where a value is
//! put into a column. What is not known (the types of extensions, casts that a schema makes) is taken
//! for possible. Never in it: the types of expressions.

use std::iter::successors;

use super::signatures::{Element, Type, cast_changes, has_cast};
use crate::catalog::kinds::{base_type, cast, domain, enum_type};
use crate::catalog::state::Catalog;
use crate::catalog::value::{Piece, Value};
use crate::catalog::{Object, ObjectId, types};

/// The built-in types whose values have one length, and are kept in line only.
const PLAIN: &[&str] = &[
    "bigint",
    "boolean",
    "\"char\"",
    "box",
    "circle",
    "date",
    "double precision",
    "integer",
    "interval",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "oid",
    "pg_lsn",
    "point",
    "real",
    "smallint",
    "tid",
    "time with time zone",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "uuid",
    "xid",
    "xid8",
];

/// The built-in types whose values are long but seldom so long that they have to be moved out.
const MAIN: &[&str] = &["cidr", "inet", "numeric"];

/// Returns the type that a domain is over in the end; any other type as it is.
pub(crate) fn base_type(catalog: &Catalog, type_: &Value) -> Value {
    let last = domains(catalog, type_).last();
    last.and_then(|domain| domain.get("type")).unwrap_or(type_).clone()
}

/// Returns the default that a column of a domain has without one of its own.
pub(crate) fn default_of_domain<'a>(catalog: &'a Catalog, type_: &Value) -> Option<&'a Value> {
    domains(catalog, type_).find_map(|domain| domain.get("default"))
}

/// Tells whether not every value that the type's base has is one of the type: it is a domain with a check.
pub(crate) fn is_checked(catalog: &Catalog, type_: &Value) -> bool {
    domains(catalog, type_)
        .any(|domain| domain.has("not null") || catalog.parts(domain.id).next().is_some())
}

/// Returns the domain that a type is, the domain that this is over, and so on.
fn domains<'a>(catalog: &'a Catalog, type_: &Value) -> impl Iterator<Item = &'a Object> {
    let domain = |type_: &Value| {
        let own = own_type(type_).and_then(|id| catalog.get(id));
        own.filter(|own| own.is(&domain::DOMAIN))
    };
    // Domains are over domains at most as often as there are objects.
    successors(domain(type_), move |over| domain(over.get("type")?)).take(catalog.len())
}

/// Returns the type that the schema made, if a type is one, and no array of one.
fn own_type(type_: &Value) -> Option<ObjectId> {
    match type_.pieces() {
        [Piece::Name(id, _)] => Some(*id),
        _ => None,
    }
}

/// Tells whether values of one type are stored as another by themselves.
pub(crate) fn is_assignable(catalog: &Catalog, from: &Value, to: &Value) -> bool {
    cast::are_made(catalog) || becomes(catalog, from, to)
}

/// Tells whether values of one type are stored as another by the casts that every database has.
pub(crate) fn becomes(catalog: &Catalog, from: &Value, to: &Value) -> bool {
    let (from, to) = (
        types::without_modifiers(&base_type(catalog, from)),
        types::without_modifiers(&base_type(catalog, to)),
    );
    if from == to {
        return true;
    }
    match (element(&from), element(&to)) {
        (Some(from), Some(to)) => return becomes(catalog, &from, &to),
        (None, None) => {}
        (Some(_), None) => return is_text(&to),
        (None, Some(_)) => return false,
    }
    let (one, other) = (Type::of(catalog, &from), Type::of(catalog, &to));
    // Of base types and what stands for any type not enough is known.
    let is_open = |type_: &Value, known: Option<Type>| match known {
        Some(known) => known.category() == b'P',
        None => own_type(type_)
            .and_then(|id| catalog.get(id))
            .is_none_or(|own| own.is(&base_type::BASE)),
    };
    if is_open(&from, one) || is_open(&to, other) || is_text(&to) {
        return true;
    }
    let (Some(one), Some(other)) = (one, other) else { return false };
    ["(implicit)", "(assignment)"].iter().any(|context| has_cast(context, one, other))
}

/// Tells whether a cast between two types depends on the session: how moments are written, and in which time zone;
/// which labels there are.
pub(crate) fn changes(catalog: &Catalog, from: &Value, to: &Value) -> bool {
    let (Some(from), Some(to)) = (Type::of(catalog, from), Type::of(catalog, to)) else {
        return false;
    };
    let is_made = |type_: Type| type_.is_array || matches!(type_.element, Element::Own(..));
    let is_temporal = |type_: Type| matches!(type_.category(), b'D' | b'T');
    let is_hour = |type_: Type| matches!(type_.letter(), Some(b'T' | b'V'));
    let through_text = match (from.is_text(), to.is_text()) {
        (true, false) => is_temporal(to) || is_made(to),
        (false, true) => is_temporal(from) && !is_hour(from) || is_made(from),
        _ => false,
    };
    through_text || cast_changes(from, to)
}

/// Tells whether every database has a cast between two types.
pub(crate) fn is_built_in(catalog: &Catalog, from: &Value, to: &Value) -> bool {
    let is_own = [from, to].iter().any(|side| side.objects().next().is_some());
    let sides = Type::of(catalog, from).zip(Type::of(catalog, to)).filter(|_| !is_own);
    let mut contexts = ["(implicit)", "(assignment)", "(explicit)"].into_iter();
    sides.is_some_and(|(one, other)| contexts.any(|context| has_cast(context, one, other)))
}

/// Returns how many bytes a value of a type has, 0 if that differs from one to the other; nothing for a type that is
/// not known.
pub(crate) fn width(catalog: &Catalog, type_: &Value) -> Option<u8> {
    let base = types::without_modifiers(&base_type(catalog, type_));
    let own = own_type(&base).and_then(|id| catalog.get(id));
    match (base.as_text(), own) {
        (_, Some(own)) if own.is(&base_type::BASE) => None,
        (_, Some(own)) => Some(if own.is(&enum_type::ENUM) { 4 } else { 0 }),
        (Some("integer" | "oid" | "date" | "real"), _) => Some(4),
        (Some("bigint" | "double precision" | "money"), _) => Some(8),
        (Some("smallint"), _) => Some(2),
        (Some("boolean"), _) => Some(1),
        _ => storage(catalog, &base).filter(|storage| *storage != "plain").map(|_| 0),
    }
}

pub(crate) fn is_text(type_: &Value) -> bool {
    matches!(type_.as_text(), Some("text" | "character varying" | "character" | "bpchar" | "name"))
}

/// Returns the type of an array's elements.
fn element(type_: &Value) -> Option<Value> {
    if !types::is_array(type_) {
        return None;
    }
    let mut element = Value::default();
    for (place, piece) in type_.pieces().iter().enumerate() {
        let is_last = place + 1 == type_.pieces().len();
        match piece {
            Piece::Text(text) if is_last => {
                element.push_text(text.strip_suffix("[]").unwrap_or(text));
            }
            Piece::Text(text) => element.push_text(text),
            Piece::Name(id, form) => element.push_name(*id, form.clone()),
        }
    }
    Some(element)
}

/// Returns how PostgreSQL keeps a type's values unless told otherwise; nothing for a type that is not
/// known.
pub(crate) fn storage(catalog: &Catalog, type_: &Value) -> Option<&'static str> {
    let base = types::without_modifiers(&base_type(catalog, type_));
    if types::is_array(&base) {
        return Some("extended");
    }
    let Some(name) = base.as_text() else {
        let own = own_type(&base).and_then(|id| catalog.get(id))?;
        return if own.is(&enum_type::ENUM) { Some("plain") } else { None };
    };
    Some(match name {
        _ if PLAIN.contains(&name) => "plain",
        _ if MAIN.contains(&name) => "main",
        _ => "extended",
    })
}
