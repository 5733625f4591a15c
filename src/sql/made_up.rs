//! The names that PostgreSQL makes up for what has none.
//!
//! The rules are those of `makeObjectName`, `ChooseIndexName` and `ChooseIndexColumnNames` (in
//! PostgreSQL's `src/backend/commands/indexcmds.c`) and of `FigureColname` (`parser/parse_target.c`).
//! Never in it: what PostgreSQL looks up: a name that is taken gets a number from it, and none here.

use super::identifier::{MAX_BYTES, cut};
use super::names;
use super::syntax::{SyntaxKind::*, SyntaxNode};
use super::types;

/// Joins a table's name, what is added to it (if anything), and a label, into a name of at most 63
/// bytes: the longer of the first two is cut first.
pub(crate) fn object_name(table: &str, addition: &str, label: &str) -> String {
    if addition.is_empty() {
        return format!("{}_{label}", cut(table, MAX_BYTES.saturating_sub(label.len() + 1)));
    }
    let available = MAX_BYTES.saturating_sub(label.len() + 2);
    let (mut first, mut second) = (table.len(), addition.len());
    while first + second > available {
        if first > second { first -= 1 } else { second -= 1 }
    }
    format!("{}_{}_{label}", cut(table, first), cut(addition, second))
}

/// Returns the name of an index without one; `items` are its columns, the included ones too.
pub(crate) fn index_name(table: &str, items: impl Iterator<Item = SyntaxNode>) -> String {
    object_name(table, &index_addition(items), "idx")
}

/// Returns what is added to the table's name for an index: the names of its columns; each item begins
/// with an expression.
pub(crate) fn index_addition(items: impl Iterator<Item = SyntaxNode>) -> String {
    let guesses: Vec<Option<String>> = items
        .map(|item| item.first_child().as_ref().and_then(guess).map(|guess| guess.name))
        .collect();
    addition_of_columns(guesses.iter().map(|guess| guess.as_deref().unwrap_or("expr")))
}

/// Returns what is added to the table's name for an index of columns; of an expression, what it suggests.
pub(crate) fn addition_of_columns<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut columns: Vec<String> = Vec::new();
    for name in names {
        columns.push(unused(name, &columns));
    }
    joined(&columns)
}

/// Returns the name of extended statistics without one.
pub(crate) fn statistics_name(table: &str, items: impl Iterator<Item = SyntaxNode>) -> String {
    object_name(table, &statistics_addition(items), "stat")
}

/// Returns what is added to the table's name for extended statistics.
pub(crate) fn statistics_addition(items: impl Iterator<Item = SyntaxNode>) -> String {
    let columns: Vec<String> = items
        .map(|item| match item.kind() {
            NAME_REF => names::last_part(&item),
            _ => "expr".to_owned(),
        })
        .collect();
    joined(&columns)
}

/// Joins the names of columns, as long as they may be of use: PostgreSQL stops at 64 bytes.
pub(crate) fn joined(columns: &[impl AsRef<str>]) -> String {
    let mut joined = String::new();
    for column in columns {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(column.as_ref());
        if joined.len() > MAX_BYTES {
            break;
        }
    }
    joined
}

/// Returns `name`, with a number if one of the columns is called so.
fn unused(name: &str, columns: &[String]) -> String {
    let numbered = (1..).map(|number: usize| {
        let number = number.to_string();
        format!("{}{number}", cut(name, MAX_BYTES - number.len()))
    });
    std::iter::once(name.to_owned())
        .chain(numbered)
        .find(|candidate| !columns.contains(candidate))
        .unwrap_or_default()
}

/// Returns the name of a column of a query's result without one; nothing if PostgreSQL calls it
/// `?column?`.
pub(crate) fn column_name(expression: &SyntaxNode) -> Option<String> {
    guess(expression).map(|guess| guess.name)
}

/// The name that an expression suggests.
struct Guess {
    name: String,
    /// Whether it is a name in its own right, rather than the last resort.
    is_strong: bool,
}

fn strong(name: impl Into<String>) -> Option<Guess> {
    Some(Guess { name: name.into(), is_strong: true })
}

fn weak(name: impl Into<String>) -> Option<Guess> {
    Some(Guess { name: name.into(), is_strong: false })
}

/// Guesses a name for an expression.
fn guess(expression: &SyntaxNode) -> Option<Guess> {
    let inner = || expression.first_child().and_then(|inner| guess(&inner));
    let inner_or = |name: String| inner().filter(|guess| guess.is_strong).or_else(|| weak(name));
    match expression.kind() {
        NAME_REF => strong(names::last_part(expression)),
        FIELD_EXPR => strong(names::last_part(&expression.last_child()?)),
        CALL_EXPR => strong(function_name(&expression.first_child()?)),
        // A query for a value is called after its column.
        PAREN_EXPR | PAREN_SELECT if query_in(expression).is_some() => {
            let target = query_in(expression)?;
            match target.children().find(|child| child.kind() == AS_NAME) {
                Some(name) => strong(names::last_part(&name.first_child()?)),
                None => guess(&target.first_child()?),
            }
        }
        LITERAL if matches!(expression.first_token()?.kind(), TRUE_KW | FALSE_KW) => weak("bool"),
        PAREN_EXPR | COLLATE | INDEX_EXPR | SLICE_EXPR => inner(),
        CAST_EXPR => inner_or(types::catalog_name(&expression.children().find(types::is_type)?)),
        CASE_EXPR => case_name(expression),
        ARRAY_EXPR => strong("array"),
        TUPLE_EXPR => strong("row"),
        BIN_EXPR if expression.children().any(|child| child.kind() == AT_TIME_ZONE) => {
            strong("timezone")
        }
        _ => None,
    }
}

/// Returns the first target of the query that parentheses hold.
fn query_in(parentheses: &SyntaxNode) -> Option<SyntaxNode> {
    let mut query = parentheses.first_child()?;
    while matches!(query.kind(), COMPOUND_SELECT | PAREN_SELECT) {
        query = query.first_child()?;
    }
    let list = query.children().find(|child| child.kind() == SELECT_CLAUSE)?;
    list.children().find(|child| child.kind() == TARGET_LIST)?.first_child()
}

/// A `CASE` is called after its `ELSE`.
fn case_name(expression: &SyntaxNode) -> Option<Guess> {
    let otherwise = expression.children().find(|child| child.kind() == ELSE_CLAUSE);
    let guess = otherwise.and_then(|clause| guess(&clause.first_child()?));
    guess.filter(|guess| guess.is_strong).or_else(|| weak("case"))
}

/// Returns the name of the function that a call begins with.
fn function_name(called: &SyntaxNode) -> String {
    let has = |kind| called.children().any(|child| child.kind() == kind);
    match called.kind() {
        TRIM_FN if has(TRIM_LEADING) => "ltrim".to_owned(),
        TRIM_FN if has(TRIM_TRAILING) => "rtrim".to_owned(),
        TRIM_FN => "btrim".to_owned(),
        NAME_REF => names::last_part(called),
        FIELD_EXPR => called.last_child().map(|name| names::last_part(&name)).unwrap_or_default(),
        // Functions with a syntax of their own: SUBSTRING (a FROM 1), EXTRACT (HOUR FROM a).
        _ => called.first_token().map(|word| word.text().to_ascii_lowercase()).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_part_is_cut_first() {
        let (long, short) = ("t".repeat(70), "c".repeat(20));
        let name = object_name(&long, &short, "idx");
        assert_eq!(name, format!("{}_{short}_idx", "t".repeat(38)));
        assert_eq!(name.len(), MAX_BYTES);
        let name = object_name(&long, &"c".repeat(60), "idx");
        assert_eq!(name, format!("{}_{}_idx", "t".repeat(29), "c".repeat(29)));
        assert_eq!(object_name("ä".repeat(40).as_str(), "c", "idx").len(), 62);
        assert_eq!(object_name(&long, "", "pkey"), format!("{}_pkey", "t".repeat(58)));
    }

    #[test]
    fn columns_of_one_name_are_numbered() {
        let columns = ["expr".to_owned(), "expr1".to_owned()];
        assert_eq!(unused("expr", &columns), "expr2");
        assert_eq!(unused("a", &columns), "a");
    }
}
