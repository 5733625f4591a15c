//! The types of expressions, as far as they follow from what they are made of.
//!
//! A string without a type is `unknown`, as PostgreSQL calls it. Where a type does not follow from the
//! few rules here, none is given. Never in it: how names are looked up.

use super::select::{self, becomes};
use crate::catalog::state::Catalog;
use crate::catalog::types::{
    casts, is_array,
    signatures::{self, Type},
};
use crate::catalog::value::Value;
use crate::sql::tree::{SyntaxKind, SyntaxNode, first_token, has, written};

/// A literal's type before something decides it.
pub(super) const UNKNOWN: &str = "unknown";

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

/// Returns the type of a special word, however it is written: `current_date`.
pub(super) fn special_word(word: &str) -> Option<Value> {
    some(match word.to_ascii_lowercase().as_str() {
        "current_date" => "date",
        "current_timestamp" => "timestamp with time zone",
        "localtimestamp" => "timestamp without time zone",
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
    if bases.iter().all(is_text) {
        return bases.first().map(super::coerce::constant_type);
    }
    if bases.iter().all(|base| Some(base) == bases.first()) {
        return bases.first().cloned();
    }
    let mut types = bases.iter().map(|base| Type::of(catalog, base));
    let first = types.next()??;
    types.try_fold(first, wider)?.value()
}

/// Returns the type of two that the other becomes without being asked; the first if each becomes the other.
fn wider(first: Type, other: Option<Type>) -> Option<Type> {
    let other = other.filter(|other| other.category() == first.category())?;
    let (becomes_other, becomes_first) = (becomes(first, other), becomes(other, first));
    match becomes_other && !becomes_first && !first.is_preferred() {
        true => Some(other),
        false => becomes_first.then_some(first),
    }
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
pub(super) fn operation(
    catalog: &Catalog,
    operator: &str,
    types: &[Option<Value>],
) -> Option<Value> {
    let type_of = |place: usize| Type::of(catalog, types.get(place)?.as_ref()?);
    match operator {
        "at time zone" => select::at_time_zone(type_of(0), type_of(1)).returns(),
        _ if compares(operator) || TELLS.contains(&operator) => some("boolean"),
        _ if operator == "is" || operator.starts_with("is ") || operator.contains("like") => {
            some("boolean")
        }
        _ => {
            let meant = select::operator(operator, &[type_of(0), type_of(1)]);
            meant.returns().or_else(|| signatures::always_returned(operator)?.value())
        }
    }
}

/// The words that tell whether something is so, besides comparisons.
#[rustfmt::skip]
const TELLS: &[&str] = &[
    "and", "or", "similar to", "not similar to", "between and", "not between and",
    "between symmetric and", "not between symmetric and", "overlaps",
];

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

/// Returns the type of what a built-in function returns that gives back what it is given, a domain too.
pub(super) fn function(
    catalog: &Catalog,
    function: &str,
    arguments: &[Option<Value>],
) -> Option<Value> {
    let argument = |place: usize| arguments.get(place).cloned().flatten();
    let bare = |place: usize| argument(place).map(|type_| without_modifiers(&type_));
    match function {
        "coalesce" | "greatest" | "least" => common(catalog, arguments),
        "nullif" if name(argument(0).as_ref()) == "character varying" => some("text"),
        "nullif" if is_unknown(argument(0).as_ref()) => decided(argument(1)),
        "nullif" => decided(argument(0)),
        "array_agg" => array_of(argument(0)?),
        "lag"
        | "lead"
        | "first_value"
        | "last_value"
        | "nth_value"
        | "any_value"
        | "array_append"
        | "array_cat"
        | "array_remove"
        | "array_replace"
        | "jsonb_populate_record"
        | "json_populate_record"
        | "jsonb_populate_recordset"
        | "json_populate_recordset" => decided(bare(0)),
        "array_prepend" => decided(bare(1)),
        "unnest" => element_of(argument(0).as_ref()),
        _ => None,
    }
}

/// Tells whether a name is known to be that of a built-in function.
pub(super) fn is_built_in(function: &str) -> bool {
    matches!(function, "coalesce" | "greatest" | "least" | "nullif" | "percentile_cont")
        || signatures::of(function).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

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
