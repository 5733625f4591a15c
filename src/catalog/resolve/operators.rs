//! Which operators take which types: whether an operation can be.
//!
//! The rules are those of PostgreSQL's `parse_oper.c`. What is not known (types, operators and casts that a schema or an
//! extension makes) is taken for possible. Never in it: which of several operators is meant (see `select`), and the
//! types that operations give (see `infer`).

use super::expression::{Reader, is_expression};
use super::infer::{self, UNKNOWN};
use super::select::{self, Choice, Chosen, becomes};
use crate::catalog::kinds::{self, cast, operator};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types::{casts, input, signatures::Type};
use crate::catalog::value::{Form, Value};
use crate::catalog::{ObjectId, types};
use crate::sql::Span;
use crate::sql::tree::{SyntaxNode, span};

/// Tells whether a value becomes one of another type without being asked; also where that is not known.
pub(super) fn may_become(lookup: Lookup<'_>, from: &Value, to: &Value) -> bool {
    let (one, other) = (Type::of(lookup.catalog, from), Type::of(lookup.catalog, to));
    let (Some(from), Some(to)) = (one, other) else {
        // An array becomes nothing that is none, whatever it is of.
        let is_single = |to: Type| !matches!(to.category(), b'A' | b'P' | b'X');
        let is_torn = types::is_array(from) && other.is_some_and(is_single);
        return !is_torn || cast::are_made(lookup.catalog);
    };
    // Of children and elements not enough is known here.
    let are_open = from.is_array && to.is_array || (from.category(), to.category()) == (b'C', b'C');
    to == Type::UNKNOWN || are_open || becomes(from, to) || cast::are_made(lookup.catalog)
}

/// Returns the symbol of an operation's operator (`src/backend/parser/gram.y`).
pub(super) fn symbol(operator: &str) -> &str {
    match operator {
        "!=" | "not in" => "<>",
        "in" | "is distinct from" | "is not distinct from" => "=",
        "like" => "~~",
        "not like" => "!~~",
        "ilike" => "~~*",
        "not ilike" => "!~~*",
        "similar to" => "~",
        "not similar to" => "!~",
        "between and"
        | "between symmetric and"
        | "not between and"
        | "not between symmetric and" => ">=",
        other => other,
    }
}

/// One side of an operation: where it stands, and its type as far as it is known.
pub(super) type Side<'s> = (&'s SyntaxNode, Option<&'s Value>);

impl Reader<'_> {
    /// Refuses an operation that no operator can do.
    ///
    /// # Errors
    ///
    /// `42883`; `22P02` for a string that is no value of the other side's type; `42804` for what is not
    /// true or false.
    pub(super) fn check_operation(
        &self,
        node: &SyntaxNode,
        operator: &str,
        sides: &[Side<'_>],
    ) -> Accepted<()> {
        let [left, rest @ ..] = sides else { return Ok(()) };
        match (operator, rest) {
            ("and" | "or", [right]) => {
                let words = operator.to_ascii_uppercase();
                self.check_boolean(&words, *left)?;
                self.check_boolean(&words, *right)
            }
            ("between and" | "between symmetric and" | "not between and", [low, high]) => {
                let is_not = operator.starts_with("not");
                let (first, second) = if is_not { ("<", ">") } else { (">=", "<=") };
                self.check_operator(first, *left, *low)?;
                self.check_operator(second, *left, *high)
            }
            ("is" | "is not", [right]) => {
                let what = right.0.text().to_ascii_uppercase();
                match what.as_str() {
                    "TRUE" | "FALSE" | "UNKNOWN" => {
                        let words = format!("{} {what}", operator.to_ascii_uppercase());
                        self.check_boolean(&words, *left)
                    }
                    _ => Ok(()),
                }
            }
            ("at time zone", [right]) => {
                let [moment, zone] = [left.1, right.1].map(|type_| self.known_type(type_));
                if select::at_time_zone(moment, zone) != Choice::Missing
                    || cast::are_made(self.lookup.catalog)
                {
                    return Ok(());
                }
                let shown = |side: &Side<'_>| match side.1 {
                    Some(type_) => self.shown(type_),
                    None => UNKNOWN.to_owned(),
                };
                let (zone, moment) = (shown(right), shown(left));
                let message =
                    format!("function pg_catalog.timezone({zone}, {moment}) does not exist");
                Err(Refusal::undefined_function(span(node), message))
            }
            (_, [right]) => self.check_operator(symbol(operator), *left, *right),
            _ => Ok(()),
        }
    }

    /// Refuses what has to be true or false and is not.
    ///
    /// # Errors
    ///
    /// `42804`.
    pub(super) fn check_boolean(&self, place: &str, (node, type_): Side<'_>) -> Accepted<()> {
        let Some(type_) = type_ else { return Ok(()) };
        match Type::of(self.lookup.catalog, type_) {
            None | Some(Type::UNKNOWN | Type::BOOLEAN) => Ok(()),
            _ if cast::are_made(self.lookup.catalog) => Ok(()),
            _ => {
                let shown = self.shown(type_);
                let message = format!("argument of {place} must be type boolean, not type {shown}");
                Err(Refusal::type_mismatch(span(node), message))
            }
        }
    }

    /// Refuses an operator that does not take two types; a list stands for each of its values.
    pub(super) fn check_operator(
        &self,
        symbol: &str,
        left: Side<'_>,
        right: Side<'_>,
    ) -> Accepted<()> {
        let place = Span { start: span(left.0).start, end: span(right.0).end };
        self.check_types(symbol, &[left.1, right.1], place)?;
        let (Some(left_type), Some(right_type)) = (left.1, right.1) else { return Ok(()) };
        let is_comparison = matches!(symbol, "=" | "<>" | "<" | ">" | "<=" | ">=");
        let counts = matches!(symbol, "+" | "-" | "*" | "/" | "%");
        let decides = |type_: &Value| {
            let known = Type::of(self.lookup.catalog, type_);
            known.is_some_and(|known| is_comparison || counts && known.is_number())
        };
        let is_unknown = |type_: &Value| infer::is_unknown(Some(type_));
        let (literal, type_) = match (is_unknown(left_type), is_unknown(right_type)) {
            (true, false) if decides(right_type) => (left.0, right_type),
            (false, true) if decides(left_type) => (right.0, left_type),
            _ => return Ok(()),
        };
        if self.has_own_operator(symbol) || cast::are_made(self.lookup.catalog) {
            return Ok(());
        }
        self.check_literal(literal, type_)
    }

    /// Returns the types of the operator that PostgreSQL chooses for two sides, where it is known.
    pub(super) fn inputs(&self, operator: &str, left: &Value, right: &Value) -> Option<[Value; 2]> {
        let bare = |type_: &Value| {
            let bare = types::without_modifiers(&casts::base_type(self.lookup.catalog, type_));
            match bare.as_text() {
                Some("character varying" | "name") => Value::from("text"),
                Some("cidr") => Value::from("inet"),
                _ => bare,
            }
        };
        let symbol = symbol(operator);
        let known = [left, right].map(|type_| Type::of(self.lookup.catalog, type_));
        let [Some(one), Some(other)] = known else { return None };
        let (left, right) = (bare(left), bare(right));
        let is_padded = |type_: &Value| matches!(type_.as_text(), Some("character" | "bpchar"));
        let text = || Value::from("text");
        Some(match (one, other) {
            (Type::UNKNOWN, Type::UNKNOWN) => return None,
            _ if matches!(symbol, "||" | "->" | "->>" | "#>" | "#>>") => return None,
            (_, Type::UNKNOWN) if symbol.starts_with(['~', '!']) => [left, text()],
            (_, Type::UNKNOWN) => [left.clone(), left],
            (Type::UNKNOWN, _) => [right.clone(), right],
            _ if one.is_text() && other.is_text() => match is_padded(&left) && is_padded(&right) {
                true => [left, right],
                false => [text(), text()],
            },
            _ if one.is_number() && other.is_number() => {
                match select::operator(symbol, &[Some(one), Some(other)]) {
                    Choice::One(Chosen { inputs, .. }) => {
                        let [left, right] = inputs[..] else { return None };
                        [left.value()?, right.value()?]
                    }
                    _ => [left, right],
                }
            }
            _ => [left, right],
        })
    }

    /// Refuses values of types that are not brought to one (`select_common_type`).
    ///
    /// # Errors
    ///
    /// `42804`.
    pub(super) fn check_common<'t>(
        &self,
        place: &str,
        types: impl Iterator<Item = &'t Value>,
        span: Span,
    ) -> Accepted<()> {
        let mut so_far: Option<(&Value, u8)> = None;
        for type_ in types {
            let category = match Type::of(self.lookup.catalog, type_) {
                Some(Type::UNKNOWN) => continue,
                Some(known) => known.category(),
                None if types::is_array(type_) => b'A',
                None => return Ok(()),
            };
            match so_far {
                Some((first, other)) if other != category => {
                    let base = |type_| self.shown(&casts::base_type(self.lookup.catalog, type_));
                    let (one, other) = (base(first), base(type_));
                    let message = format!("{place} types {one} and {other} cannot be matched");
                    return Err(Refusal::type_mismatch(span, message));
                }
                _ => so_far = Some((type_, category)),
            }
        }
        Ok(())
    }

    /// Refuses an operator before a value that none takes.
    pub(super) fn check_prefix(&self, node: &SyntaxNode, type_: Option<&Value>) -> Accepted<()> {
        let symbol = infer::operator(node);
        let Some(operand) = node.children().find(|inner| is_expression(inner.kind())) else {
            return Ok(());
        };
        self.check_types(
            &symbol,
            &[type_],
            Span { start: span(node).start, end: span(&operand).end },
        )
    }

    /// Refuses an operator that does not take the types of its sides.
    ///
    /// # Errors
    ///
    /// `42883`.
    pub(super) fn check_types(
        &self,
        symbol: &str,
        types: &[Option<&Value>],
        place: Span,
    ) -> Accepted<()> {
        let catalog = self.lookup.catalog;
        let given: Vec<Option<Type>> = types.iter().map(|type_| self.compared((*type_)?)).collect();
        if given.iter().all(Option::is_none)
            || !select::is_missing(symbol, &given)
            || self.has_own_operator(symbol)
            || cast::are_made(catalog)
        {
            return Ok(());
        }
        let shown = |type_: &Option<&Value>| {
            type_.map_or_else(|| "unknown".to_owned(), |type_| self.shown(type_))
        };
        let operation = match types {
            [only] => format!("{symbol} {}", shown(only)),
            [left, right] => format!("{} {symbol} {}", shown(left), shown(right)),
            _ => return Ok(()),
        };
        Err(no_operator(&operation, place))
    }

    /// Returns a type as operators know it: an array of a domain is one of what the domain is over.
    fn compared(&self, type_: &Value) -> Option<Type> {
        let catalog = self.lookup.catalog;
        Type::of(catalog, type_).or_else(|| {
            let element = infer::element_of(Some(type_)).filter(|_| types::is_array(type_))?;
            Some(Type { is_array: true, ..Type::of(catalog, &element)? })
        })
    }

    /// Refuses a string that is no value of the type that it is taken for.
    pub(super) fn check_literal(&self, node: &SyntaxNode, type_: &Value) -> Accepted<()> {
        input::check_literal(self.lookup.catalog, type_, node)
    }

    /// Returns a type as messages write it.
    pub(super) fn shown(&self, type_: &Value) -> String {
        kinds::shown_type(self.lookup, &types::without_modifiers(type_))
    }

    /// Tells whether the schema, or an extension that is not known, may have an operator of its own.
    pub(super) fn has_own_operator(&self, symbol: &str) -> bool {
        let catalog = self.lookup.catalog;
        let start = format!("{symbol}(");
        let mut schemas = self.lookup.path();
        schemas.any(|schema| {
            catalog.named_from(schema, operator::OPERATOR_NAMES, &start).next().is_some()
        }) || kinds::extension::may_bring_operator(catalog, symbol)
    }

    /// Returns the operator of the schema's own that a name means between two types.
    pub(super) fn own_operator(
        &self,
        name: &Name,
        left: Option<&Value>,
        right: Option<&Value>,
    ) -> Option<ObjectId> {
        let bare = |type_: Option<&Value>| type_.map(types::without_modifiers);
        let (left, right) = (bare(left), bare(right));
        operator::with_sides(self.lookup, name, left.as_ref(), right.as_ref())
    }

    /// Writes an operator of the schema's own so that it is found whatever the search path.
    pub(super) fn operator_name(&self, id: ObjectId) -> Value {
        let mut value = Value::name(id, Form::Silent);
        let Some(own) = self.lookup.catalog.get(id) else { return value };
        value.push_text("OPERATOR(");
        value.push_name(own.parent, Form::Bare);
        value.push_text(&format!(".{})", own.name));
        value
    }
}

fn no_operator(operation: &str, place: Span) -> Refusal {
    let hint = "No operator matches the given name and argument types. You might need to add \
                explicit type casts.";
    let message = format!("operator does not exist: {operation}");
    Refusal::undefined_function(place, message).with_hint(hint)
}
