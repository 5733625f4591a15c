//! What an expression of a block is worth: a value, or nothing where that is not known.
//!
//! Three-valued twice over: SQL's own null is a value; what is not known is none. Never in it: which rows there are
//! (see `rows`).

use super::constant::Constants;
use super::relations;
use crate::catalog::ObjectId;
use crate::catalog::lookup::{Found, Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::sql::identifier::{quote, read};
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has_token, written};
use crate::sql::types::is_type;
use crate::sql::{literal, names as sql_names};

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Null,
    Bool(bool),
    Number(i64),
    Text(String),
    /// An object, as an `oid`, a `regclass` and their like mean one.
    Object(ObjectId),
    /// The name of the database, whatever it is.
    Database,
}

/// A row: the names of its columns, and what they hold as far as it is known.
pub(super) type Row = Vec<(&'static str, Cell)>;

/// The rows that names mean, by their aliases.
#[derive(Clone, Debug, Default)]
pub(super) struct Bindings {
    pub(super) rows: Vec<(String, Row)>,
    /// What `count(*)` is.
    pub(super) count: Option<i64>,
}

/// What expressions are looked up in.
#[derive(Clone, Copy)]
pub(super) struct Evaluator<'e> {
    pub(super) lookup: Lookup<'e>,
    pub(super) constants: &'e Constants,
}

impl Evaluator<'_> {
    /// Returns the value of an expression of PL/pgSQL, which is a query without `SELECT`.
    pub(super) fn of_plpgsql(self, node: &SyntaxNode, bindings: &Bindings) -> Option<Cell> {
        let mut clauses = node.children();
        let (Some(targets), None) = (clauses.next(), clauses.next()) else { return None };
        self.of_targets(&targets, bindings)
    }

    /// Returns the value of the only target of a query.
    pub(super) fn of_targets(self, targets: &SyntaxNode, bindings: &Bindings) -> Option<Cell> {
        let mut targets = children(targets, SyntaxKind::TARGET);
        let (Some(target), None) = (targets.next(), targets.next()) else { return None };
        self.value(&target.first_child()?, bindings)
    }

    /// Returns the value of an expression.
    pub(super) fn value(self, node: &SyntaxNode, bindings: &Bindings) -> Option<Cell> {
        use SyntaxKind::*;
        match node.kind() {
            LITERAL => constant(node),
            PAREN_EXPR => {
                let inner = node.first_child()?;
                match inner.kind() {
                    SELECT => relations::scalar(self, &inner),
                    _ => self.value(&inner, bindings),
                }
            }
            PREFIX_EXPR if has_token(node, NOT_KW) => {
                not(self.value(&node.first_child()?, bindings)?)
            }
            BIN_EXPR => self.binary(node, bindings),
            POSTFIX_EXPR => {
                let is_null = self.value(&node.first_child()?, bindings)? == Cell::Null;
                Some(Cell::Bool(is_null == has_token(node, ISNULL_KW)))
            }
            NAME_REF => self.name(node, bindings),
            FIELD_EXPR => field(node, bindings),
            CALL_EXPR => self.call(node, bindings),
            CAST_EXPR => self.cast(node, bindings),
            _ => None,
        }
    }

    fn binary(self, node: &SyntaxNode, bindings: &Bindings) -> Option<Cell> {
        use SyntaxKind::*;
        let (left, right) = (node.first_child()?, node.last_child()?);
        let value = |side: &SyntaxNode| self.value(side, bindings);
        match operator(node, &left, &right)? {
            AND_KW => and(value(&left), value(&right)),
            OR_KW => {
                let opposite = |side| value(side).and_then(not);
                not(and(opposite(&left), opposite(&right))?)
            }
            EQ => match any_of(&right) {
                Some(list) => self.is_in(&left, &list, bindings),
                None => equal(value(&left)?, value(&right)?),
            },
            NEQ | NEQB => not(equal(value(&left)?, value(&right)?)?),
            R_ANGLE => greater(value(&left)?, value(&right)?),
            L_ANGLE => greater(value(&right)?, value(&left)?),
            GTEQ => not(greater(value(&right)?, value(&left)?)?),
            LTEQ => not(greater(value(&left)?, value(&right)?)?),
            IN_KW => self.is_in(&left, &right, bindings),
            NOT_IN => not(self.is_in(&left, &right, bindings)?),
            IS_KW => Some(Cell::Bool(value(&left)? == value(&right)?)),
            IS_NOT => Some(Cell::Bool(value(&left)? != value(&right)?)),
            LIKE_KW => match (value(&left)?, value(&right)?) {
                (Cell::Text(text), Cell::Text(pattern)) => like(&text, &pattern).map(Cell::Bool),
                _ => None,
            },
            CUSTOM_OP if has_symbol(node, "||") => match (value(&left)?, value(&right)?) {
                (Cell::Text(left), Cell::Text(right)) => Some(Cell::Text(left + &right)),
                _ => None,
            },
            _ => None,
        }
    }

    fn is_in(self, left: &SyntaxNode, list: &SyntaxNode, bindings: &Bindings) -> Option<Cell> {
        let value = self.value(left, bindings)?;
        let mut found = Some(Cell::Bool(false));
        for item in list.children() {
            if item.kind() == SyntaxKind::SELECT {
                return None;
            }
            let is_equal = self.value(&item, bindings).and_then(|item| equal(value.clone(), item));
            found = not(and(found.and_then(not), is_equal.and_then(not))?);
        }
        found
    }

    fn name(self, node: &SyntaxNode, bindings: &Bindings) -> Option<Cell> {
        if has_token(node, SyntaxKind::CURRENT_SCHEMA_KW) {
            return self.current_schema();
        }
        if has_token(node, SyntaxKind::CURRENT_CATALOG_KW) {
            return Some(Cell::Database);
        }
        let name = names::identifier(node);
        let column = bindings.rows.iter().find_map(|(_, row)| column(row, &name));
        column.or_else(|| {
            let initial = self.constants.initial(&name)?;
            self.of_plpgsql(initial, &Bindings::default())
        })
    }

    fn current_schema(self) -> Option<Cell> {
        let schema = self.lookup.path().next().and_then(|id| self.lookup.catalog.get(id));
        Some(schema.map_or(Cell::Null, |schema| Cell::Text(schema.name.to_string())))
    }

    fn call(self, node: &SyntaxNode, bindings: &Bindings) -> Option<Cell> {
        if let Some(exists) = child(node, SyntaxKind::EXISTS_FN) {
            let query = child(&exists, SyntaxKind::SELECT)?;
            return relations::exists(self, &query).map(Cell::Bool);
        }
        let name = sql_names::last_part(&node.first_child()?);
        let list = child(node, SyntaxKind::ARG_LIST)?;
        let given: Vec<SyntaxNode> = children(&list, SyntaxKind::ARG)
            .filter_map(|argument| argument.first_child())
            .collect();
        let text = |place: usize| match self.value(given.get(place)?, bindings)? {
            Cell::Text(text) => Some(text),
            _ => None,
        };
        match name.as_str() {
            "count" => bindings.count.map(Cell::Number),
            "current_schema" => self.current_schema(),
            "current_database" => Some(Cell::Database),
            "to_regclass" => self.object_named(Namespace::Relation, &text(0)?),
            "to_regtype" => self.object_named(Namespace::Type, &text(0)?),
            "to_regnamespace" => Some(self.schema(&text(0)?).unwrap_or(Cell::Null)),
            // What becomes of other letters depends on the database's locale.
            "lower" => {
                text(0).filter(|it| it.is_ascii()).map(|it| Cell::Text(it.to_ascii_lowercase()))
            }
            "upper" => {
                text(0).filter(|it| it.is_ascii()).map(|it| Cell::Text(it.to_ascii_uppercase()))
            }
            "quote_ident" => Some(Cell::Text(quote(&text(0)?).into_owned())),
            "quote_literal" => Some(Cell::Text(literal::quote(&text(0)?))),
            "concat" => (0..given.len()).map(text).collect::<Option<String>>().map(Cell::Text),
            "format" => {
                let values: Option<Vec<String>> = (1..given.len()).map(text).collect();
                format(&text(0)?, &values?).map(Cell::Text)
            }
            _ => None,
        }
    }

    fn cast(self, node: &SyntaxNode, bindings: &Bindings) -> Option<Cell> {
        let value = self.value(&node.first_child()?, bindings)?;
        let type_ = node.children().filter(is_type).last()?;
        let type_ = sql_names::last_part(&type_).to_ascii_lowercase();
        match (type_.as_str(), value) {
            ("text" | "name" | "varchar", Cell::Object(id)) => {
                Some(Cell::Text(self.lookup.visible_name(id)))
            }
            ("text" | "name" | "varchar", value @ (Cell::Text(_) | Cell::Null)) => Some(value),
            ("text" | "name" | "varchar", Cell::Database) => Some(Cell::Database),
            ("regclass" | "regtype" | "regnamespace" | "oid", value @ Cell::Object(_)) => {
                Some(value)
            }
            // A relation that is not there would be an error.
            ("regclass", Cell::Text(name)) => self.existing(Namespace::Relation, &name),
            ("regtype", Cell::Text(name)) => self.existing(Namespace::Type, &name),
            ("regnamespace", Cell::Text(name)) => self.schema(&name),
            _ => None,
        }
    }

    fn existing(self, namespace: Namespace, name: &str) -> Option<Cell> {
        self.object_named(namespace, name).filter(|found| *found != Cell::Null)
    }

    /// Returns the object that a text names, or null.
    fn object_named(self, namespace: Namespace, text: &str) -> Option<Cell> {
        let mut parts: Vec<String> =
            split_name(text)?.iter().map(|part| read(part, '\\')).collect();
        let name = parts.pop()?;
        let at = crate::catalog::session::NOWHERE;
        let name = Name { schema: parts.pop(), name, span: at };
        let is_ours = !name.is_built_in() && !name.name.starts_with("pg_");
        match self.lookup.find(namespace, &name) {
            Found::Object(id) => Some(Cell::Object(id)),
            Found::Missing if is_ours && !crate::catalog::types::built_in::is_type(&name.name) => {
                Some(Cell::Null)
            }
            Found::BuiltIn | Found::Missing => None,
        }
    }

    fn schema(self, name: &str) -> Option<Cell> {
        self.lookup.schema(&read(name, '\\')).map(Cell::Object)
    }
}

/// Cuts a text at the dot between two identifiers.
fn split_name(text: &str) -> Option<Vec<&str>> {
    let mut parts = Vec::new();
    let (mut start, mut is_quoted) = (0, false);
    for (place, character) in text.char_indices() {
        match character {
            '"' => is_quoted = !is_quoted,
            '.' if !is_quoted => {
                parts.push(text.get(start..place)?);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(text.get(start..)?);
    (parts.len() <= 2 && !is_quoted).then_some(parts)
}

fn constant(node: &SyntaxNode) -> Option<Cell> {
    let text = written(node);
    let text = text.trim();
    if text.contains('\'') || text.starts_with('$') {
        return Some(Cell::Text(literal::read(node)));
    }
    Some(match text.to_ascii_lowercase().as_str() {
        "null" => Cell::Null,
        "true" => Cell::Bool(true),
        "false" => Cell::Bool(false),
        number => Cell::Number(number.parse().ok()?),
    })
}

/// Returns the kind of the token, or of the node, between the two sides of an operation.
fn operator(node: &SyntaxNode, left: &SyntaxNode, right: &SyntaxNode) -> Option<SyntaxKind> {
    let between = node.children_with_tokens().find(|element| {
        let span = element.span();
        !element.kind().is_trivia()
            && span.start >= left.span().end
            && span.end <= right.span().start
    });
    between.map(|element| element.kind())
}

fn has_symbol(node: &SyntaxNode, symbol: &str) -> bool {
    child(node, SyntaxKind::CUSTOM_OP).is_some_and(|operator| operator.text() == symbol)
}

/// Returns the list of `ANY (ARRAY[…])`.
fn any_of(node: &SyntaxNode) -> Option<SyntaxNode> {
    let any = child(node, SyntaxKind::ANY_FN)?;
    child(&any, SyntaxKind::ARRAY_EXPR)
}

fn field(node: &SyntaxNode, bindings: &Bindings) -> Option<Cell> {
    let (base, name) = (node.first_child()?, node.last_child()?);
    let (base, name) = (names::identifier(&base), names::identifier(&name));
    let (_, row) = bindings.rows.iter().find(|(alias, _)| *alias == base)?;
    column(row, &name)
}

fn column(row: &Row, name: &str) -> Option<Cell> {
    row.iter().find(|(column, _)| *column == name).map(|(_, cell)| cell.clone())
}

fn not(cell: Cell) -> Option<Cell> {
    match cell {
        Cell::Bool(holds) => Some(Cell::Bool(!holds)),
        Cell::Null => Some(Cell::Null),
        _ => None,
    }
}

/// False decides, even where the other side is not known.
fn and(left: Option<Cell>, right: Option<Cell>) -> Option<Cell> {
    match (left, right) {
        (Some(Cell::Bool(false)), _) | (_, Some(Cell::Bool(false))) => Some(Cell::Bool(false)),
        (Some(Cell::Bool(true)), Some(Cell::Bool(true))) => Some(Cell::Bool(true)),
        (Some(Cell::Null | Cell::Bool(_)), Some(Cell::Null | Cell::Bool(_))) => Some(Cell::Null),
        _ => None,
    }
}

fn equal(left: Cell, right: Cell) -> Option<Cell> {
    match (left, right) {
        (Cell::Null, _) | (_, Cell::Null) => Some(Cell::Null),
        (Cell::Database, Cell::Database) => Some(Cell::Bool(true)),
        (Cell::Database, _) | (_, Cell::Database) => None,
        (left, right) if std::mem::discriminant(&left) == std::mem::discriminant(&right) => {
            Some(Cell::Bool(left == right))
        }
        _ => None,
    }
}

fn greater(left: Cell, right: Cell) -> Option<Cell> {
    match (left, right) {
        (Cell::Number(left), Cell::Number(right)) => Some(Cell::Bool(left > right)),
        (Cell::Null, _) | (_, Cell::Null) => Some(Cell::Null),
        _ => None,
    }
}

/// Matches a pattern of `LIKE` without escapes.
fn like(text: &str, pattern: &str) -> Option<bool> {
    if pattern.contains('\\') {
        return None;
    }
    let (text, pattern): (Vec<char>, Vec<char>) =
        (text.chars().collect(), pattern.chars().collect());
    // For each length of the pattern: which lengths of the text it matches.
    let mut reached = vec![false; text.len() + 1];
    if let Some(first) = reached.first_mut() {
        *first = true;
    }
    for symbol in pattern {
        let mut next = vec![false; text.len() + 1];
        let mut any_before = false;
        for (length, is_reached) in reached.iter().enumerate() {
            any_before |= is_reached;
            let matches = match symbol {
                '%' => any_before,
                _ => {
                    let before = length.checked_sub(1);
                    let is_one = |place: usize| {
                        reached.get(place) == Some(&true)
                            && (symbol == '_' || text.get(place) == Some(&symbol))
                    };
                    before.is_some_and(is_one)
                }
            };
            if let Some(slot) = next.get_mut(length) {
                *slot = matches;
            }
        }
        reached = next;
    }
    reached.last().copied()
}

/// Fills in a pattern of `format`.
fn format(pattern: &str, values: &[String]) -> Option<String> {
    let mut filled = String::new();
    let mut values = values.iter();
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        if character != '%' {
            filled.push(character);
            continue;
        }
        match rest.next()? {
            '%' => filled.push('%'),
            's' => filled.push_str(values.next()?),
            'I' => filled.push_str(&quote(values.next()?)),
            'L' => filled.push_str(&literal::quote(values.next()?)),
            _ => return None,
        }
    }
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_in_postgres() {
        for (text, pattern, matches) in [
            ("users", "u%", true),
            ("users", "_sers", true),
            ("users", "%s%s", true),
            ("users", "user", false),
            ("", "%", true),
        ] {
            assert_eq!(like(text, pattern), Some(matches), "{text} LIKE {pattern}");
        }
    }

    #[test]
    fn format_quotes_what_it_has_to() {
        let values = ["My Table".to_owned(), "it's".to_owned()];
        let filled = format("DROP TABLE %I; -- %L %%", &values);
        assert_eq!(filled.as_deref(), Some("DROP TABLE \"My Table\"; -- 'it''s' %"));
    }
}
