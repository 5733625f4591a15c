//! The types of expressions, as far as they follow from what they are made of.
//!
//! A string without a type is `unknown`, as PostgreSQL calls it. Where a type does not follow from the
//! few rules here, none is given. Never in it: how names are looked up.

use crate::catalog::casts;
use crate::catalog::state::Catalog;
use crate::catalog::types::is_array;
use crate::catalog::value::Value;
use crate::sql::tree::{SyntaxKind, SyntaxNode, first_token, has, written};

/// A literal's type before something decides it.
pub(super) const UNKNOWN: &str = "unknown";

const TIMESTAMP: &str = "timestamp without time zone";
const TIMESTAMPTZ: &str = "timestamp with time zone";

/// The types of numbers; in an operation of two, the later wins.
const NUMBERS: &[&str] = &["smallint", "integer", "bigint", "numeric", "real", "double precision"];

/// The types of moments; the later wins.
const MOMENTS: &[&str] = &["date", TIMESTAMP, TIMESTAMPTZ];

/// Returns the place of a number's type among those that become the later ones without being asked.
pub(super) fn number_rank(type_: &Value) -> Option<usize> {
    NUMBERS.iter().position(|number| type_.as_text() == Some(number))
}

fn some(type_: &str) -> Option<Value> {
    Some(Value::from(type_))
}

/// Tells whether a type is that of a literal that nothing decides.
pub(super) fn is_unknown(type_: Option<&Value>) -> bool {
    type_.and_then(Value::as_text) == Some(UNKNOWN)
}

/// Returns a type without its modifiers: `numeric(10,2)` is `numeric`.
pub(super) fn without_modifiers(type_: &Value) -> Value {
    let Some(text) = type_.as_text() else { return type_.clone() };
    match (text.find('('), text.find(')')) {
        (Some(start), Some(end)) if start < end => {
            let (before, after) = (text.get(..start), text.get(end + 1..));
            Value::from(format!("{}{}", before.unwrap_or_default(), after.unwrap_or_default()))
        }
        _ => type_.clone(),
    }
}

fn name(type_: Option<&Value>) -> String {
    let bare = type_.map(without_modifiers);
    bare.as_ref().and_then(Value::as_text).unwrap_or_default().to_owned()
}

/// Returns the type of a special word: `current_date`.
pub(super) fn special_word(word: &str) -> Option<Value> {
    some(match word {
        "current_date" => "date",
        "current_timestamp" => TIMESTAMPTZ,
        "localtimestamp" => TIMESTAMP,
        "current_time" => "time with time zone",
        "localtime" => "time without time zone",
        _ => "name",
    })
}

/// Returns the type of a literal.
pub(super) fn literal(node: &SyntaxNode) -> Option<Value> {
    use SyntaxKind::*;
    let token = node.first_token()?;
    some(match token.kind() {
        TRUE_KW | FALSE_KW => "boolean",
        NUMERIC_NUMBER => "numeric",
        INT_NUMBER => match token.text().replace('_', "").parse::<i64>() {
            Ok(number) if i32::try_from(number).is_ok() => "integer",
            Ok(_) => "bigint",
            Err(_) => "numeric",
        },
        STRING | ESC_STRING | UNICODE_ESC_STRING | DOLLAR_QUOTED_STRING | NULL_KW => UNKNOWN,
        _ => return None,
    })
}

/// Returns the type of what is made of values of such types: `(a)`, `CASE`, `ARRAY[…]`.
pub(super) fn composed(
    catalog: &Catalog,
    node: &SyntaxNode,
    types: &[Option<Value>],
) -> Option<Value> {
    use SyntaxKind::*;
    let first = || types.first().cloned().flatten();
    match node.kind() {
        PAREN_EXPR => first(),
        COLLATE => decided(first()),
        CASE_EXPR => {
            let mut types = types.to_vec();
            // The type of `ELSE` comes first.
            let places = usize::from(has(node, ELSE_CLAUSE)).min(types.len());
            types.rotate_right(places);
            common(catalog, &types)
        }
        ARRAY_EXPR => array_of(common(catalog, types)?),
        INDEX_EXPR => element_of(first().as_ref()),
        SLICE_EXPR => first(),
        POSTFIX_EXPR => some("boolean"),
        PREFIX_EXPR if first_token(node) == Some(NOT_KW) => some("boolean"),
        PREFIX_EXPR => first().map(|type_| without_modifiers(&type_)),
        _ => None,
    }
}

/// An unknown type that has to be one: `text`.
pub(super) fn decided(type_: Option<Value>) -> Option<Value> {
    if is_unknown(type_.as_ref()) { some("text") } else { type_ }
}

fn array_of(element: Value) -> Option<Value> {
    let element = decided(Some(element))?;
    let mut array = without_modifiers(&element);
    if !is_array(&array) {
        array.push_text("[]");
    }
    Some(array)
}

/// Returns the type of an array's elements; a `jsonb` has parts of its own type.
pub(crate) fn element_of(array: Option<&Value>) -> Option<Value> {
    let array = array?;
    if array.as_text() == Some("jsonb") {
        return Some(array.clone());
    }
    let mut pieces = array.pieces().iter();
    let mut element = Value::default();
    let last = array.pieces().len().checked_sub(1)?;
    for (place, piece) in pieces.by_ref().enumerate() {
        match piece {
            crate::catalog::Piece::Text(text) if place == last => {
                element.push_text(text.strip_suffix("[]")?);
            }
            crate::catalog::Piece::Text(text) => element.push_text(text),
            crate::catalog::Piece::Name(id, form) => element.push_name(*id, form.clone()),
        }
    }
    Some(element)
}

/// Returns the type that values of several types are brought to (`select_common_type`): of domains those
/// that they are over, of texts the first, as each becomes the other.
pub(super) fn common(catalog: &Catalog, types: &[Option<Value>]) -> Option<Value> {
    if types.iter().any(Option::is_none) {
        return None;
    }
    let known: Vec<&Value> =
        types.iter().flatten().filter(|type_| !is_unknown(Some(type_))).collect();
    let Some(first) = known.first() else { return types.first().cloned().flatten() };
    if known.len() == types.len() && known.iter().all(|type_| type_ == first) {
        return Some((*first).clone());
    }
    let bases: Vec<Value> =
        known.iter().map(|type_| without_modifiers(&casts::base_type(catalog, type_))).collect();
    let names = bases.iter().map(|base| base.as_text().unwrap_or_default());
    if bases.iter().all(is_text) {
        return bases.first().map(super::coerce::constant_type);
    }
    let widest = |ladder: &'static [&'static str]| {
        let ranks: Option<Vec<usize>> =
            names.clone().map(|name| ladder.iter().position(|step| *step == name)).collect();
        ranks.and_then(|ranks| ladder.get(ranks.into_iter().max()?).copied())
    };
    let widest = [NUMBERS, MOMENTS].into_iter().find_map(widest).map(Value::from);
    widest.or_else(|| {
        let first = bases.first()?;
        bases.iter().all(|base| base == first).then(|| first.clone())
    })
}

/// Tells whether an operation compares its operands.
pub(super) fn is_comparison(node: &SyntaxNode) -> bool {
    node.kind() == SyntaxKind::BETWEEN_EXPR || compares(&operator(node))
}

fn compares(operator: &str) -> bool {
    matches!(operator, "=" | "<>" | "!=" | "<" | ">" | "<=" | ">=" | "in" | "not in")
        || operator.ends_with("distinct from")
}

/// Returns an operation's operator, in small letters.
pub(super) fn operator(node: &SyntaxNode) -> String {
    let mut operator = String::new();
    for element in node.children_with_tokens() {
        let is_operand =
            element.as_node().is_some_and(|inner| super::expression::is_expression(inner.kind()));
        if is_operand || element.kind().is_trivia() {
            continue;
        }
        let text = element.as_node().map_or_else(|| element.text().to_owned(), written);
        for word in text.split_whitespace() {
            if !operator.is_empty() {
                operator.push(' ');
            }
            operator.push_str(word);
        }
    }
    operator.make_ascii_lowercase();
    operator
}

/// Returns the type of an operation of two.
pub(super) fn operation(operator: &str, types: &[Option<Value>]) -> Option<Value> {
    let (left, right) = (types.first().cloned().flatten(), types.get(1).cloned().flatten());
    let (left_name, right_name) = (name(left.as_ref()), name(right.as_ref()));
    match operator {
        "+" | "-" | "*" | "/" | "%" => arithmetic(operator, &left_name, &right_name),
        "||" => joined(left, right),
        "->" | "#>" | "#-" => left.map(|type_| without_modifiers(&type_)),
        "->>" | "#>>" => some("text"),
        "at time zone" => match left_name.as_str() {
            TIMESTAMP => some(TIMESTAMPTZ),
            TIMESTAMPTZ | "date" => some(TIMESTAMP),
            _ => None,
        },
        "^" if left_name == "numeric" || right_name == "numeric" => some("numeric"),
        "^" => some("double precision"),
        "&" | "|" | "#" | "<<" | ">>" if NUMBERS.contains(&left_name.as_str()) => some(&left_name),
        _ if compares(operator) || TELLS.contains(&operator) => some("boolean"),
        _ if operator == "is" || operator.starts_with("is ") || operator.contains("like") => {
            some("boolean")
        }
        _ => None,
    }
}

/// The operators that tell whether something is so, besides comparisons.
#[rustfmt::skip]
const TELLS: &[&str] = &[
    "and", "or", "similar to", "not similar to", "between and", "not between and",
    "between symmetric and", "not between symmetric and", "overlaps", "~", "!~", "~*", "!~*", "~~", "!~~",
    "~~*", "!~~*", "@>", "<@", "&&", "?", "?|", "?&", "@@", "@?", "-|-", "&<", "&>", "^@",
];

fn arithmetic(operator: &str, left: &str, right: &str) -> Option<Value> {
    // A literal takes the type of the other side.
    let (left, right) = match (left, right) {
        (UNKNOWN, right) if NUMBERS.contains(&right) => (right, right),
        (left, UNKNOWN) if NUMBERS.contains(&left) => (left, left),
        both => both,
    };
    let rank = |name: &str| NUMBERS.iter().position(|number| *number == name);
    if let (Some(left), Some(right)) = (rank(left), rank(right)) {
        let double = NUMBERS.len() - 1;
        // `real` with anything but `real` is counted in `double precision`.
        let widest =
            if left != right && left.max(right) == double - 1 { double } else { left.max(right) };
        return NUMBERS.get(widest).copied().and_then(some);
    }
    let is_time = |name: &str| matches!(name, TIMESTAMP | TIMESTAMPTZ);
    match (left, operator, right) {
        ("date", "-", "date") => some("integer"),
        ("date", "+" | "-", "integer") | ("integer", "+", "date") => some("date"),
        ("date", "+" | "-", "interval") | ("interval", "+", "date") => some(TIMESTAMP),
        ("date", "+", "time without time zone") => some(TIMESTAMP),
        ("date", "+", "time with time zone") => some(TIMESTAMPTZ),
        (left, "-", right) if is_time(left) && is_time(right) => some("interval"),
        (left, "+" | "-", "interval" | UNKNOWN) if is_time(left) => some(left),
        ("interval", "+", right) if is_time(right) => some(right),
        ("interval", "+" | "-", "interval" | UNKNOWN) => some("interval"),
        ("interval", "*" | "/", _) | (_, "*", "interval") => some("interval"),
        ("jsonb", "-", _) => some("jsonb"),
        _ => None,
    }
}

fn joined(left: Option<Value>, right: Option<Value>) -> Option<Value> {
    let sides = [left, right];
    let is_one = |name: &str| sides.iter().flatten().any(|side| side.as_text() == Some(name));
    if let Some(array) = sides.iter().flatten().find(|side| is_array(side)) {
        return Some(array.clone());
    }
    match ["jsonb", "bytea", "tsvector", "tsquery"].into_iter().find(|&name| is_one(name)) {
        Some(name) => some(name),
        None if sides.iter().flatten().any(is_text) => some("text"),
        None => None,
    }
}

fn is_text(type_: &Value) -> bool {
    matches!(name(Some(type_)).as_str(), "text" | "character varying" | "character" | UNKNOWN)
}

/// Returns the type of a call with a syntax of its own.
pub(super) fn special_call(function: SyntaxKind) -> Option<Value> {
    use SyntaxKind::*;
    some(match function {
        EXISTS_FN | JSON_EXISTS_FN | XML_EXISTS_FN => "boolean",
        EXTRACT_FN => "numeric",
        POSITION_FN => "integer",
        TRIM_FN | SUBSTRING_FN | OVERLAY_FN | COLLATION_FOR_FN => "text",
        XML_ELEMENT_FN | XML_FOREST_FN | XML_PARSE_FN | XML_PI_FN | XML_ROOT_FN => "xml",
        _ => return None,
    })
}

/// Returns the type of what a built-in function returns.
pub(super) fn function(
    catalog: &Catalog,
    function: &str,
    arguments: &[Option<Value>],
) -> Option<Value> {
    let argument = |place: usize| arguments.get(place).cloned().flatten();
    let bare = |place: usize| argument(place).map(|type_| without_modifiers(&type_));
    let first = name(argument(0).as_ref());
    match function {
        "coalesce" | "greatest" | "least" => common(catalog, arguments),
        "nullif" if first == "character varying" => some("text"),
        "nullif" if first == UNKNOWN => decided(argument(1)),
        "nullif" => decided(argument(0)),
        "array_agg" => array_of(argument(0)?),
        "lag"
        | "lead"
        | "first_value"
        | "last_value"
        | "nth_value"
        | "any_value"
        | "mode"
        | "array_append"
        | "array_cat"
        | "array_remove"
        | "array_replace"
        | "array_positions"
        | "jsonb_populate_record"
        | "json_populate_record"
        | "jsonb_populate_recordset"
        | "json_populate_recordset" => decided(bare(0)),
        "array_prepend" => decided(bare(1)),
        "max" | "min" if is_text(&Value::from(&*first)) && first != "character" => some("text"),
        "max" | "min" => bare(0),
        "lower" | "upper" if is_text(&Value::from(&*first)) => some("text"),
        "unnest" => element_of(argument(0).as_ref()),
        "sum" => match first.as_str() {
            "smallint" | "integer" => some("bigint"),
            "bigint" | "numeric" => some("numeric"),
            _ => bare(0),
        },
        "avg" | "stddev" | "stddev_pop" | "stddev_samp" | "variance" | "var_pop" | "var_samp" => {
            match first.as_str() {
                "smallint" | "integer" | "bigint" | "numeric" => some("numeric"),
                "real" | "double precision" => some("double precision"),
                "interval" => some("interval"),
                _ => None,
            }
        }
        "abs" | "mod" | "generate_series" => {
            common(catalog, arguments).map(|type_| without_modifiers(&type_))
        }
        "ceil" | "ceiling" | "floor" | "round" | "trunc" | "sqrt" | "power" | "exp" | "ln"
        | "log" | "sign" => match first.as_str() {
            "numeric" => some("numeric"),
            "smallint" | "integer" | "bigint" if function == "round" && arguments.len() == 2 => {
                some("numeric")
            }
            "" => None,
            _ => some("double precision"),
        },
        "date_trunc" => match name(argument(1).as_ref()).as_str() {
            TIMESTAMP => some(TIMESTAMP),
            "interval" => some("interval"),
            TIMESTAMPTZ | "date" => some(TIMESTAMPTZ),
            _ => None,
        },
        "timezone" => match name(argument(1).as_ref()).as_str() {
            TIMESTAMP => some(TIMESTAMPTZ),
            TIMESTAMPTZ => some(TIMESTAMP),
            _ => None,
        },
        _ => returned(function).and_then(some),
    }
}

/// Built-in functions by what they always return; also the names that those of others don't hide.
#[rustfmt::skip]
const RETURNED: &[(&str, &[&str])] = &[
    ("bigint", &[
        "count", "currval", "dense_rank", "lastval", "nextval", "pg_database_size",
        "pg_relation_size", "pg_table_size", "pg_total_relation_size", "rank", "regr_count",
        "row_number", "setval", "txid_current",
    ]),
    ("boolean", &[
        "bool_and", "bool_or", "every", "isempty", "isfinite", "jsonb_exists", "jsonb_path_exists",
        "jsonb_path_match", "lower_inc", "lower_inf", "pg_is_in_recovery", "pg_try_advisory_lock",
        "pg_try_advisory_xact_lock", "starts_with", "upper_inc", "upper_inf",
    ]),
    ("bytea", &["convert_to", "decode", "sha224", "sha256", "sha384", "sha512"]),
    ("date", &["make_date", "to_date"]),
    ("double precision", &[
        "corr", "cume_dist", "date_part", "percent_rank",
    ]),
    ("integer", &[
        "array_length", "array_lower", "array_ndims", "array_position", "array_upper", "ascii",
        "bit_length", "cardinality", "char_length", "character_length", "generate_subscripts",
        "json_array_length", "jsonb_array_length", "ntile", "octet_length",
        "pg_backend_pid", "pg_column_size", "strpos",
    ]),
    ("interval", &["justify_days", "justify_hours", "justify_interval", "make_interval"]),
    ("json", &[
        "array_to_json", "json_agg", "json_array_elements", "json_build_array", "json_build_object",
        "json_extract_path", "json_object", "json_object_agg", "json_strip_nulls", "row_to_json",
        "to_json",
    ]),
    ("jsonb", &[
        "jsonb_agg", "jsonb_array_elements", "jsonb_build_array", "jsonb_build_object",
        "jsonb_extract_path", "jsonb_insert", "jsonb_object", "jsonb_object_agg",
        "jsonb_path_query", "jsonb_path_query_array", "jsonb_path_query_first", "jsonb_set",
        "jsonb_strip_nulls", "to_jsonb",
    ]),
    ("name", &["current_database", "getpgusername", "pg_get_userbyid"]),
    ("numeric", &["div", "to_number"]),
    ("real", &["ts_rank"]),
    ("regclass", &["to_regclass"]),
    ("regtype", &["pg_typeof"]),
    ("text", &[
        "array_to_string", "chr", "concat", "concat_ws", "convert_from", "current_setting",
        "encode", "format", "format_type", "initcap", "json_array_elements_text",
        "json_extract_path_text", "json_object_keys", "json_typeof", "jsonb_array_elements_text",
        "jsonb_extract_path_text", "jsonb_object_keys", "jsonb_pretty", "jsonb_typeof", "left",
        "lpad", "md5", "pg_get_constraintdef", "pg_get_expr", "pg_get_indexdef",
        "pg_get_viewdef", "pg_size_pretty", "quote_ident", "quote_literal",
        "quote_nullable", "regexp_replace", "regexp_split_to_table", "repeat", "replace",
        "right", "rpad", "set_config", "split_part",
        "string_to_table", "to_char", "to_hex", "translate", "version",
    ]),
    ("text[]", &["regexp_match", "regexp_matches", "regexp_split_to_array", "string_to_array"]),
    (TIMESTAMP, &["make_timestamp"]),
    (TIMESTAMPTZ, &[
        "clock_timestamp", "make_timestamptz", "now", "statement_timestamp", "to_timestamp",
        "transaction_timestamp",
    ]),
    ("tsquery", &["phraseto_tsquery", "plainto_tsquery", "to_tsquery", "websearch_to_tsquery"]),
    ("tsvector", &["setweight", "strip", "to_tsvector"]),
    ("uuid", &["gen_random_uuid", "uuidv4", "uuidv7"]),
    ("void", &["pg_notify", "pg_sleep"]),
];

fn returned(function: &str) -> Option<&'static str> {
    let row = RETURNED.iter().find(|(_, functions)| functions.binary_search(&function).is_ok());
    row.map(|(type_, _)| *type_)
}

/// Tells whether a name is known to be that of a built-in function.
pub(super) fn is_built_in(function: &str) -> bool {
    const OTHERS: &[&str] = &[
        "abs",
        "age",
        "array_agg",
        "avg",
        "btrim",
        "ceil",
        "coalesce",
        "date_trunc",
        "floor",
        "greatest",
        "least",
        "length",
        "lower",
        "ltrim",
        "max",
        "min",
        "mod",
        "nullif",
        "percentile_cont",
        "random",
        "reverse",
        "round",
        "rtrim",
        "string_agg",
        "substr",
        "sum",
        "trunc",
        "unnest",
        "upper",
    ];
    returned(function).is_some() || OTHERS.binary_search(&function).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_functions_are_in_order() {
        assert!(RETURNED.iter().all(|(_, functions)| functions.is_sorted()));
    }

    #[test]
    fn values_of_several_types_are_brought_to_one() {
        let common = |names: &[&str]| {
            let types: Vec<_> = names.iter().map(|name| some(name)).collect();
            let common = common(&Catalog::new(), &types);
            common.and_then(|type_| type_.as_text().map(str::to_owned))
        };
        assert_eq!(common(&["integer", "numeric(10,2)"]).as_deref(), Some("numeric"));
        assert_eq!(
            common(&["character varying(10)", "unknown"]).as_deref(),
            Some("character varying")
        );
        let texts = ["character varying(10)", "text"];
        assert_eq!(common(&texts).as_deref(), Some("character varying"));
        assert_eq!(common(&["unknown", "unknown"]).as_deref(), Some("unknown"));
        assert_eq!(common(&["integer", "text"]), None);
    }
}
