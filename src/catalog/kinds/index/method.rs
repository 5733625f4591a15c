//! Access methods: what each can do, and for which types.
//!
//! Never in it: methods that extensions bring; of those nothing is known.

use crate::catalog::kinds::table::parameters::{self, Range};
use crate::catalog::kinds::{self, composite_type, enum_type, range_type};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::state::Catalog;
use crate::catalog::types::{built_in, casts};
use crate::catalog::{ObjectId, Value, types};
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

/// Tells whether an extension brings operator classes for plain types: for those that have an order.
fn brings_classes(catalog: &Catalog, method: &str) -> bool {
    let bringing = format!("btree_{method}");
    has_extension(catalog, |name| name == bringing)
}

/// Refuses a column whose type has no operator class for a method.
///
/// # Errors
///
/// `42704`.
pub(crate) fn check_type(
    lookup: Lookup<'_>,
    type_: Option<&Value>,
    method: &str,
    span: Span,
) -> Accepted<()> {
    let Some(type_) = type_.filter(|type_| lacks_class(lookup.catalog, type_, method)) else {
        return Ok(());
    };
    let name = kinds::shown_type(lookup, &types::without_modifiers(type_));
    let message =
        format!("data type {name} has no default operator class for access method \"{method}\"");
    Err(Refusal::undefined_object(span, message).with_hint(
        "You must specify an operator class for the index or define a default operator class for \
         the data type.",
    ))
}

/// Tells whether a type has no operator class for a method.
fn lacks_class(catalog: &Catalog, type_: &Value, method: &str) -> bool {
    let base = types::without_modifiers(&casts::base_type(catalog, type_));
    let is_general = matches!(method, "gin" | "gist");
    if is_general && has_unknown_extension(catalog) {
        return false;
    }
    if types::is_array(&base) {
        let has_own = method == "gist" && has_extension(catalog, |name| name == "intarray");
        return matches!(method, "gist" | "brin") && !has_own;
    }
    let lacks_plain = is_general && !brings_classes(catalog, method);
    match base.as_text() {
        Some("box") if method == "brin" => false,
        Some("boolean" | "jsonb" | "money" | "tsvector" | "tsquery") if method == "brin" => true,
        Some(name) if matches!(method, BTREE | "hash" | "brin") => WITHOUT_ORDER.contains(&name),
        Some("jsonb") => method == "gist",
        Some("json") => is_general,
        Some(name) => lacks_plain && WITHOUT_ITEMS.contains(&name),
        None => {
            let own = base.objects().next().and_then(|id| catalog.get(id));
            own.is_some_and(|own| match own.is(&range_type::RANGE) {
                true => method == "gin",
                false if own.is(&enum_type::ENUM) => lacks_plain,
                false => is_general && own.is(&composite_type::COMPOSITE),
            })
        }
    }
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

/// The operator classes that every database has, without what [`is_built_in_class`] sees by itself.
#[rustfmt::skip]
const BUILT_IN_CLASSES: &[&str] = &[
    "array_ops", "bit_ops", "bool_ops", "box_ops", "bpchar_ops", "bpchar_pattern_ops", "bytea_ops",
    "char_ops", "cidr_ops", "circle_ops", "date_ops", "enum_ops", "float4_ops", "float8_ops", "inet_ops",
    "int2_ops", "int4_ops", "int8_ops", "interval_ops", "jsonb_ops", "jsonb_path_ops", "kd_point_ops",
    "macaddr8_ops", "macaddr_ops", "money_ops", "multirange_ops", "name_ops", "network_ops", "numeric_ops",
    "oid_ops", "oidvector_ops", "pg_lsn_ops", "point_ops", "poly_ops", "quad_point_ops", "range_ops",
    "record_image_ops", "record_ops", "text_ops", "text_pattern_ops", "tid_ops", "time_ops",
    "timestamp_ops", "timestamptz_ops", "timetz_ops", "tsquery_ops", "tsvector_ops", "uuid_ops",
    "varbit_ops", "varchar_ops", "varchar_pattern_ops", "xid8_ops", "xid_ops",
];

/// Tells whether every database has an operator class of a name; BRIN has a family of them for each type.
fn is_built_in_class(name: &str) -> bool {
    BUILT_IN_CLASSES.contains(&name)
        || ["_minmax_ops", "_minmax_multi_ops", "_bloom_ops", "_inclusion_ops"]
            .iter()
            .any(|ending| name.ends_with(ending))
}

/// Refuses an operator class that is neither built in nor, maybe, an extension's.
///
/// # Errors
///
/// `42704`.
pub(super) fn check_class(catalog: &Catalog, name: &Name, method: &str) -> Accepted<()> {
    if is_built_in_class(&name.name) || has_unknown_extension(catalog) {
        return Ok(());
    }
    let message = format!(
        "operator class \"{}\" does not exist for access method \"{method}\"",
        name.shown()
    );
    Err(Refusal::undefined_object(name.span, message))
}

/// What operator classes of one type accept.
const ACCEPTED: &[(&str, &str)] = &[
    ("bool_ops", "boolean"),
    ("date_ops", "date"),
    ("gin_trgm_ops", "text"),
    ("gist_trgm_ops", "text"),
    ("int2_ops", "smallint"),
    ("int4_ops", "integer"),
    ("int8_ops", "bigint"),
    ("jsonb_ops", "jsonb"),
    ("jsonb_path_ops", "jsonb"),
    ("numeric_ops", "numeric"),
    ("text_ops", "text"),
    ("text_pattern_ops", "text"),
    ("uuid_ops", "uuid"),
    ("varchar_pattern_ops", "text"),
];

/// Tells whether an operator class is the one that a type has unless another is named.
pub(super) fn is_default_class(class: &str, type_: &str) -> bool {
    let class = class.trim_start_matches("pg_catalog.");
    let is_one = |known: &str| known == class && !known.contains("_p") && is_built_in_class(known);
    let accepted = ACCEPTED.iter().find(|(known, _)| is_one(known));
    let type_ = type_.split('(').next().unwrap_or_default();
    accepted.is_some_and(|(_, accepted)| {
        type_ == *accepted || (type_, *accepted) == ("character varying", "text")
    })
}

/// Refuses an operator class on a column of another type.
///
/// # Errors
///
/// `42804`.
pub(super) fn check_accepts(class: &str, type_: Option<&str>, span: Span) -> Accepted<()> {
    let Some((_, accepted)) = ACCEPTED.iter().find(|(known, _)| *known == class) else {
        return Ok(());
    };
    let type_ = type_.map(|type_| type_.split('(').next().unwrap_or_default());
    match type_.filter(|type_| *type_ == "jsonb" || WITHOUT_ITEMS.contains(type_)) {
        Some("character varying") if *accepted == "text" => Ok(()),
        Some(type_) if type_ != *accepted => {
            let message = format!("operator class \"{class}\" does not accept data type {type_}");
            Err(Refusal::type_mismatch(span, message))
        }
        _ => Ok(()),
    }
}

/// Tells whether a type has an order, as far as is known.
pub(crate) fn has_order(type_: &str) -> bool {
    !WITHOUT_ORDER.contains(&type_.split('(').next().unwrap_or_default())
}

/// Returns the extension that brought an operator class.
pub(super) fn extension_of_class(catalog: &Catalog, class: &str) -> Option<ObjectId> {
    let (_, name) = CLASSES.iter().find(|(part, _)| class.contains(part))?;
    catalog.named(ObjectId::DATABASE, Namespace::InDatabase("extension"), name)
}
