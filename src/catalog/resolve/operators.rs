//! Which operators take which types: whether an operation can be.
//!
//! The rules are what comes of those of PostgreSQL's `parse_oper.c` for the built-in types that are
//! most used. What is not known here (other types, operators and casts that a schema or an extension
//! makes) is taken for possible. Never in it: the types that operations give (see `infer`).

use super::expression::{Reader, is_expression};
use super::infer::{self, UNKNOWN};
use super::select::{self, Choice};
use crate::catalog::kinds::{self, cast, composite_type, enum_type, operator, range_type};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::signatures::Type;
use crate::catalog::value::{Form, Value};
use crate::catalog::{ObjectId, casts, input, types};
use crate::sql::Span;
use crate::sql::tree::{SyntaxNode, span};

/// What types have in common for operators.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Class {
    /// A literal without a type.
    Unknown,
    Whole,
    Numeric,
    Float,
    Text,
    Date,
    Timestamp,
    /// A time of day, or an interval.
    Span,
    /// A type that has operators with itself only, or with those that become it.
    Alone(&'static str),
    Enum(ObjectId),
    Range(ObjectId),
    Row,
    Array,
}

const CLASSES: &[(&str, Class)] = &[
    ("\"char\"", Class::Text),
    ("bigint", Class::Whole),
    ("bit", Class::Alone("bit")),
    ("bit varying", Class::Alone("bit")),
    ("boolean", Class::Alone("boolean")),
    ("bpchar", Class::Text),
    ("bytea", Class::Alone("bytea")),
    ("character", Class::Text),
    ("character varying", Class::Text),
    ("cidr", Class::Alone("inet")),
    ("date", Class::Date),
    ("double precision", Class::Float),
    ("inet", Class::Alone("inet")),
    ("integer", Class::Whole),
    ("interval", Class::Span),
    ("json", Class::Alone("json")),
    ("jsonb", Class::Alone("jsonb")),
    ("macaddr", Class::Alone("macaddr")),
    ("macaddr8", Class::Alone("macaddr")),
    ("name", Class::Text),
    ("numeric", Class::Numeric),
    ("real", Class::Float),
    ("smallint", Class::Whole),
    ("text", Class::Text),
    ("time with time zone", Class::Span),
    ("time without time zone", Class::Span),
    ("timestamp with time zone", Class::Timestamp),
    ("timestamp without time zone", Class::Timestamp),
    (UNKNOWN, Class::Unknown),
    ("uuid", Class::Alone("uuid")),
];

fn class(lookup: Lookup<'_>, type_: &Value) -> Option<Class> {
    let base = types::without_modifiers(&casts::base_type(lookup.catalog, type_));
    if types::is_array(&base) {
        return Some(Class::Array);
    }
    if let Some(name) = base.as_text() {
        return CLASSES.iter().find(|(known, _)| *known == name).map(|(_, class)| class.clone());
    }
    let [id] = base.objects().collect::<Vec<_>>()[..] else { return None };
    let own = lookup.catalog.get(id)?;
    match own.kind {
        _ if own.is(&enum_type::ENUM) => Some(Class::Enum(id)),
        _ if own.is(&range_type::RANGE) => Some(Class::Range(id)),
        _ if own.is(&composite_type::COMPOSITE) => Some(Class::Row),
        _ => None,
    }
}

impl Class {
    fn is_number(&self) -> bool {
        matches!(self, Class::Whole | Class::Numeric | Class::Float)
    }

    fn is_moment(&self) -> bool {
        matches!(self, Class::Date | Class::Timestamp)
    }

    fn compares_with(&self, other: &Class) -> bool {
        match (self, other) {
            (Class::Alone("json"), _) | (_, Class::Alone("json")) => false,
            (Class::Unknown, _) | (_, Class::Unknown) => true,
            _ => {
                self == other
                    || self.is_number() && other.is_number()
                    || self.is_moment() && other.is_moment()
            }
        }
    }

    fn matches_pattern(&self) -> bool {
        matches!(self, Class::Text | Class::Unknown | Class::Alone("bytea"))
    }

    /// Tells whether arithmetic with another is known not to be.
    fn never_counts_with(&self, symbol: &str, other: &Class) -> bool {
        let is_bare = |class: &Class| match class {
            Class::Alone("jsonb") => symbol != "-",
            Class::Alone("inet") => !matches!(symbol, "+" | "-"),
            Class::Text | Class::Alone(_) | Class::Enum(_) | Class::Row | Class::Array => true,
            _ => false,
        };
        let is_whole = |class: &Class| *class == Class::Whole;
        match (self, other) {
            _ if is_bare(self) => true,
            (Class::Unknown, _) | (_, Class::Unknown) => {
                symbol == "%" && (*self == Class::Float || *other == Class::Float)
            }
            _ if is_bare(other) => true,
            (one, other) if one.is_number() && other.is_number() => {
                symbol == "%" && (*one == Class::Float || *other == Class::Float)
            }
            (Class::Date, other) if other.is_number() => {
                !matches!(symbol, "+" | "-") || !is_whole(other)
            }
            (one, Class::Date) if one.is_number() => symbol != "+" || !is_whole(one),
            (Class::Timestamp, other) if other.is_number() => true,
            (one, Class::Timestamp) if one.is_number() => true,
            (one, other) if one.is_moment() && other.is_moment() => symbol != "-",
            _ => false,
        }
    }

    fn joins(&self) -> bool {
        let never = matches!(self, Class::Alone("boolean" | "json" | "uuid"));
        !never
            && !self.is_number()
            && !self.is_moment()
            && !matches!(self, Class::Span | Class::Enum(_))
    }
}

/// Tells whether an operator takes two types; also where that is not known.
fn may_be(symbol: &str, left: &Class, right: &Class) -> bool {
    match symbol {
        "=" | "<>" | "<" | ">" | "<=" | ">=" => left.compares_with(right),
        "~~" | "!~~" | "~~*" | "!~~*" | "~" | "!~" | "~*" | "!~*" => {
            left.matches_pattern() && right.matches_pattern()
        }
        "+" | "-" | "*" | "/" | "%" => !left.never_counts_with(symbol, right),
        "||" => left.joins() || right.joins(),
        _ => true,
    }
}

/// Tells whether a value becomes one of another type without being asked; also where that is not known.
pub(super) fn may_become(lookup: Lookup<'_>, from: &Value, to: &Value) -> bool {
    let is_any = to.as_text().is_some_and(|name| name.starts_with("any") || name == "\"any\"");
    let (from_class, to_class) = (class(lookup, from), class(lookup, to));
    let (Some(from_class), Some(to_class)) = (from_class, to_class) else { return true };
    let bare = |type_: &Value| types::without_modifiers(&casts::base_type(lookup.catalog, type_));
    let (from, to) = (bare(from), bare(to));
    if is_any || from == to || cast::are_made(lookup.catalog) {
        return true;
    }
    match (from_class, to_class) {
        (Class::Unknown, _) | (_, Class::Unknown) => true,
        (one, other) if one.is_number() && other.is_number() => {
            infer::number_rank(&from) < infer::number_rank(&to)
        }
        (Class::Date, Class::Timestamp) => true,
        (Class::Timestamp, Class::Timestamp) => to.as_text() == Some("timestamp with time zone"),
        // Of domains, children and elements not enough is known here.
        (Class::Text, Class::Text)
        | (Class::Span, Class::Span)
        | (Class::Row, Class::Row)
        | (Class::Array, Class::Array) => true,
        // An address and its network, or a shorter and a longer one.
        (Class::Alone(one), Class::Alone(other)) => one == other,
        _ => false,
    }
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
    pub(super) fn check_operation(&self, node: &SyntaxNode, sides: &[Side<'_>]) -> Accepted<()> {
        let operator = infer::operator(node);
        let [left, rest @ ..] = sides else { return Ok(()) };
        match (operator.as_str(), rest) {
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
                let given = [right.1, left.1].map(|type_| Type::of(self.lookup.catalog, type_?));
                if select::function("timezone", &given, false) != Choice::Missing
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
            (_, [right]) => self.check_operator(symbol(&operator), *left, *right),
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
        match class(self.lookup, type_) {
            Some(Class::Alone("boolean") | Class::Unknown) | None => Ok(()),
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
        let classes = (class(self.lookup, left_type), class(self.lookup, right_type));
        let (Some(left_class), Some(right_class)) = classes else { return Ok(()) };
        let is_possible = may_be(symbol, &left_class, &right_class);
        let has_literal = [&left_class, &right_class].contains(&&Class::Unknown);
        if is_possible && !has_literal
            || self.has_own_operator(symbol)
            || cast::are_made(self.lookup.catalog)
        {
            return Ok(());
        }
        if !is_possible {
            let (left_shown, right_shown) = (self.shown(left_type), self.shown(right_type));
            let place = Span { start: span(left.0).start, end: span(right.0).end };
            return Err(no_operator(&format!("{left_shown} {symbol} {right_shown}"), place));
        }
        let is_comparison = matches!(symbol, "=" | "<>" | "<" | ">" | "<=" | ">=");
        let counts = matches!(symbol, "+" | "-" | "*" | "/" | "%");
        let decides = |class: &Class| is_comparison || counts && class.is_number();
        if left_class == Class::Unknown && decides(&right_class) {
            self.check_literal(left.0, right_type)?;
        }
        if right_class == Class::Unknown && decides(&left_class) {
            self.check_literal(right.0, left_type)?;
        }
        Ok(())
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
        let classes = (class(self.lookup, left)?, class(self.lookup, right)?);
        let (left, right) = (bare(left), bare(right));
        let is_padded = |type_: &Value| matches!(type_.as_text(), Some("character" | "bpchar"));
        let text = || Value::from("text");
        Some(match classes {
            (Class::Unknown, Class::Unknown) => return None,
            _ if matches!(symbol, "||" | "->" | "->>" | "#>" | "#>>") => return None,
            (_, Class::Unknown) if symbol.starts_with(['~', '!']) => [left, text()],
            (_, Class::Unknown) => [left.clone(), left],
            (Class::Unknown, _) => [right.clone(), right],
            (Class::Text, Class::Text) if is_padded(&left) && is_padded(&right) => [left, right],
            (Class::Text, Class::Text) => [text(), text()],
            (one, other) if one.is_number() && other.is_number() && one != other => {
                let is_float = one == Class::Float || other == Class::Float;
                let wider = Value::from(if is_float { "double precision" } else { "numeric" });
                let keeps = |class: &Class| is_float && *class == Class::Float;
                [
                    if keeps(&one) { left } else { wider.clone() },
                    if keeps(&other) { right } else { wider },
                ]
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
            let Some(known) = Type::of(self.lookup.catalog, type_) else { return Ok(()) };
            if known == Type::UNKNOWN {
                continue;
            }
            let category = known.category();
            match so_far {
                Some((first, other)) if other != category => {
                    let (one, other) = (self.shown(first), self.shown(type_));
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
        let given: Vec<Option<Type>> =
            types.iter().map(|type_| Type::of(catalog, (*type_)?)).collect();
        if self.has_own_operator(symbol)
            || cast::are_made(catalog)
            || given.iter().all(Option::is_none)
            || select::operator(symbol, &given) != Choice::Missing
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

    /// Returns the operator of the schema's own that a symbol means between two types.
    pub(super) fn own_operator(
        &self,
        symbol: &str,
        left: Option<&Value>,
        right: Option<&Value>,
        place: Span,
    ) -> Option<ObjectId> {
        let name = Name::bare(symbol, place);
        let bare = |type_: Option<&Value>| type_.map(types::without_modifiers);
        let (left, right) = (bare(left), bare(right));
        operator::with_sides(self.lookup, &name, left.as_ref(), right.as_ref())
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
