//! Which values become values of another type by themselves when they are stored, and how a type's
//! values are kept.
//!
//! Of PostgreSQL's casts only those "for assignment" count, which it makes unasked where a value is
//! put into a column. What is not known (the types of extensions, casts that a schema makes) is taken
//! for possible. Never in it: the types of expressions.

use std::iter::successors;

use super::kinds::{base_type, cast, domain, enum_type};
use super::state::Catalog;
use super::types;
use super::value::{Piece, Value};
use super::{Object, ObjectId};

/// Built-in types that become one another.
const FAMILIES: &[&[&str]] = &[
    &["smallint", "integer", "bigint", "numeric", "real", "double precision"],
    &["text", "character varying", "character", "bpchar", "name", "\"char\""],
    &["json", "jsonb"],
    &["cidr", "inet"],
    &["bit", "bit varying"],
    &["macaddr", "macaddr8"],
];

/// Other types that become one another: from, to.
const SINGLE: &[(&str, &str)] = &[
    ("bigint", "money"),
    ("bigint", "oid"),
    ("date", "timestamp with time zone"),
    ("date", "timestamp without time zone"),
    ("integer", "money"),
    ("integer", "oid"),
    ("interval", "time without time zone"),
    ("money", "numeric"),
    ("numeric", "money"),
    ("oid", "bigint"),
    ("oid", "integer"),
    ("smallint", "oid"),
    ("time with time zone", "time without time zone"),
    ("time without time zone", "interval"),
    ("time without time zone", "time with time zone"),
    ("timestamp with time zone", "date"),
    ("timestamp with time zone", "time with time zone"),
    ("timestamp with time zone", "time without time zone"),
    ("timestamp with time zone", "timestamp without time zone"),
    ("timestamp without time zone", "date"),
    ("timestamp without time zone", "time without time zone"),
    ("timestamp without time zone", "timestamp with time zone"),
];

/// The types that have casts of their own which are not listed: geometry, ranges, names of objects.
const OTHERS: &[&str] = &[
    "aclitem",
    "box",
    "circle",
    "lseg",
    "path",
    "point",
    "polygon",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "xid",
    "xid8",
    "pg_node_tree",
    "record",
    "oidvector",
    "int2vector",
];

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
    let is_known = |type_: &Value| match type_.as_text() {
        Some(name) => !OTHERS.contains(&name) && !name.ends_with("range"),
        // Of base types nothing is known.
        None => own_type(type_)
            .and_then(|id| catalog.get(id))
            .is_some_and(|own| !own.is(&base_type::BASE)),
    };
    if !is_known(&from) || !is_known(&to) || is_text(&to) {
        return true;
    }
    let (Some(from), Some(to)) = (from.as_text(), to.as_text()) else { return false };
    FAMILIES.iter().any(|family| family.contains(&from) && family.contains(&to))
        || SINGLE.contains(&(from, to))
}

/// Tells whether a cast between two types depends on the session: how moments are written, and in which time zone;
/// which labels there are.
pub(crate) fn is_stable(catalog: &Catalog, from: &Value, to: &Value) -> bool {
    const ZONED: &str = "timestamp with time zone";
    let bare = |type_: &Value| types::without_modifiers(&base_type(catalog, type_));
    let (from, to) = (bare(from), bare(to));
    let is_zoned = |type_: &Value| type_.as_text() == Some(ZONED);
    let is_moment = |type_: &Value| {
        let moments = [ZONED, "timestamp without time zone", "date"];
        type_.as_text().is_some_and(|name| moments.contains(&name))
    };
    let is_temporal = |type_: &Value| {
        let times = ["interval", "time without time zone", "time with time zone"];
        is_moment(type_) || type_.as_text().is_some_and(|name| times.contains(&name))
    };
    let is_made = |type_: &Value| types::is_array(type_) || own_type(type_).is_some();
    match (is_text(&from), is_text(&to)) {
        (true, false) => is_temporal(&to) || is_made(&to),
        (false, true) => is_moment(&from) || from.as_text() == Some("interval") || is_made(&from),
        _ => is_zoned(&from) != is_zoned(&to) && is_temporal(&from) && is_temporal(&to),
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
