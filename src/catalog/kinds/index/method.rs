//! Access methods: what each can do, and for which types.
//!
//! Never in it: methods that extensions bring; of those nothing is known.

use crate::catalog::built_in;
use crate::catalog::kinds::table::parameters::{self, Range};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::{ObjectId, Value};
use crate::sql::Span;

/// The method of an index that names none.
pub(crate) const BTREE: &str = "btree";

/// A built-in method, by what it can do.
struct Method {
    name: &'static str,
    is_unique: bool,
    has_many_columns: bool,
    includes: bool,
    parameters: &'static [(&'static str, Range)],
}

/// How full a page is made.
const FILL: (&str, Range) = ("fillfactor", Range::Integer(10, 100));

#[rustfmt::skip]
const METHODS: &[Method] = &[
    Method { name: "brin", is_unique: false, has_many_columns: true, includes: false,
        parameters: &[("pages_per_range", Range::Integer(1, 131_072)), ("autosummarize", Range::Boolean)] },
    Method { name: BTREE, is_unique: true, has_many_columns: true, includes: true,
        parameters: &[FILL, ("deduplicate_items", Range::Boolean)] },
    Method { name: "gin", is_unique: false, has_many_columns: true, includes: false,
        parameters: &[("fastupdate", Range::Boolean), ("gin_pending_list_limit", Range::Integer(64, 2_147_483_647))] },
    Method { name: "gist", is_unique: false, has_many_columns: true, includes: true,
        parameters: &[FILL, ("buffering", Range::Word)] },
    Method { name: "hash", is_unique: false, has_many_columns: false, includes: false,
        parameters: &[FILL] },
    Method { name: "spgist", is_unique: false, has_many_columns: false, includes: true,
        parameters: &[FILL] },
];

/// What an index asks of its method.
pub(super) struct Asked {
    pub(super) unique: bool,
    pub(super) columns: usize,
    pub(super) included: bool,
}

/// Refuses what a method can't do.
///
/// # Errors
///
/// `42704` for a method that is not there, `0A000` for what it does not support.
pub(super) fn check(catalog: &Catalog, name: &str, asked: &Asked, span: Span) -> Accepted<()> {
    check_exists(catalog, name, span)?;
    let Some(method) = METHODS.iter().find(|method| method.name == name) else { return Ok(()) };
    let lacks = if asked.unique && !method.is_unique {
        "unique indexes"
    } else if asked.included && !method.includes {
        "included columns"
    } else if asked.columns > 1 && !method.has_many_columns {
        "multicolumn indexes"
    } else {
        return Ok(());
    };
    Err(Refusal::not_supported(span, format!("access method \"{name}\" does not support {lacks}")))
}

/// Refuses a method that is neither built in nor, maybe, an extension's.
///
/// # Errors
///
/// `42704`.
pub(crate) fn check_exists(catalog: &Catalog, name: &str, span: Span) -> Accepted<()> {
    let is_built_in = METHODS.iter().any(|method| method.name == name);
    if is_built_in || has_unknown_extension(catalog) {
        return Ok(());
    }
    let message = format!("access method \"{name}\" does not exist");
    Err(Refusal::undefined_object(span, message))
}

/// Refuses a parameter that the indexes of a method have not, or a value that it can't be.
///
/// # Errors
///
/// `22023`.
pub(super) fn check_parameter(method: &str, name: &str, value: &str, span: Span) -> Accepted<()> {
    let Some(method) = METHODS.iter().find(|known| known.name == method) else { return Ok(()) };
    match method.parameters.iter().find(|(known, _)| *known == name) {
        Some((_, range)) => parameters::check_value(name, *range, value, span),
        None => {
            let message = format!("unrecognized parameter \"{name}\"");
            Err(Refusal::invalid_parameter(span, message))
        }
    }
}

/// Tells whether there is an extension of which nothing is known.
fn has_unknown_extension(catalog: &Catalog) -> bool {
    has_extension(catalog, |name| !built_in::is_well_known(name))
}

fn has_extension(catalog: &Catalog, is_it: impl Fn(&str) -> bool) -> bool {
    catalog
        .named_from(ObjectId::DATABASE, Namespace::InDatabase("extension"), "")
        .any(|id| catalog.get(id).is_some_and(|extension| is_it(&extension.name)))
}

/// The types that have no order, and so no B-tree.
const WITHOUT_ORDER: &[&str] =
    &["box", "circle", "json", "line", "lseg", "path", "point", "polygon", "xml"];

/// The plain types that GIN has no operator class for.
const WITHOUT_ITEMS: &[&str] = &[
    "bigint",
    "boolean",
    "character varying",
    "date",
    "double precision",
    "integer",
    "json",
    "numeric",
    "real",
    "smallint",
    "text",
    "timestamp with time zone",
    "timestamp without time zone",
    "uuid",
];

/// Tells whether an extension may bring operator classes for plain types.
fn brings_classes(catalog: &Catalog, method: &str) -> bool {
    let bringing = format!("btree_{method}");
    has_extension(catalog, |name| name == bringing || !built_in::is_well_known(name))
}

/// Refuses a column whose type has no operator class for a method.
///
/// # Errors
///
/// `42704`.
pub(crate) fn check_type(
    catalog: &Catalog,
    type_: Option<&Value>,
    method: &str,
    span: Span,
) -> Accepted<()> {
    let Some(text) = type_.and_then(Value::as_text) else { return Ok(()) };
    let name = text.split('(').next().unwrap_or_default();
    let lacks = match method {
        BTREE => WITHOUT_ORDER,
        "gin" | "gist" if !brings_classes(catalog, method) => WITHOUT_ITEMS,
        _ => return Ok(()),
    };
    if text.ends_with("[]") || !lacks.contains(&name) {
        return Ok(());
    }
    let message =
        format!("data type {name} has no default operator class for access method \"{method}\"");
    Err(Refusal::undefined_object(span, message).with_hint(
        "You must specify an operator class for the index or define a default operator class for \
         the data type.",
    ))
}

/// The operator classes that well-known extensions bring, by what their names hold.
const CLASSES: &[(&str, &str)] = &[
    ("_trgm_ops", "pg_trgm"),
    ("_hstore_ops", "hstore"),
    ("_ltree_ops", "ltree"),
    ("gin__int_ops", "intarray"),
    ("gist__int", "intarray"),
    ("vector_", "vector"),
    ("halfvec_", "vector"),
    ("sparsevec_", "vector"),
    ("citext_", "citext"),
];

/// Returns the extension that brought an operator class.
pub(super) fn extension_of_class(catalog: &Catalog, class: &str) -> Option<ObjectId> {
    let (_, name) = CLASSES.iter().find(|(part, _)| class.contains(part))?;
    catalog.named(ObjectId::DATABASE, Namespace::InDatabase("extension"), name)
}
