//! The door to the parser: one statement's text → its syntax tree, or what is wrong with it.
//!
//! The only file that names the parser's crates; what others need of their types is passed on from
//! here. Never in it: what a statement means.

pub(crate) use squawk_syntax::ast;
pub(crate) use squawk_syntax::ast::AstNode;
pub(crate) use squawk_syntax::{SyntaxKind, SyntaxNode, SyntaxToken};

use squawk_syntax::SourceFile;
use squawk_syntax::syntax_error::SyntaxError;

use super::Span;
use super::nesting;

/// What is wrong with a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Where in the statement's text, in bytes.
    pub(crate) span: Span,
    /// What is wrong, and what to do.
    pub(crate) message: String,
    /// Whether the statement is too long or too deep to be read, rather than wrong.
    pub(crate) is_limit: bool,
}

/// Parses the text of one statement.
///
/// Bodies of functions are not looked into: PostgreSQL itself checks them only when asked to.
pub(crate) fn parse(text: &str) -> Result<ast::Stmt, Fault> {
    nesting::check(text)?;
    let parsed = SourceFile::parse(text);
    let tree = parsed.tree();
    let bodies = bodies(tree.syntax());
    let errors = match bodies.as_slice() {
        [] => parsed.errors(),
        bodies => SourceFile::parse(&blanked(text, bodies)).errors(),
    };
    if let Some(error) = errors.first() {
        return Err(Fault::from_error(error));
    }
    let mut statements = tree.stmts();
    match (statements.next(), statements.next()) {
        (Some(statement), None) => Ok(statement),
        (None, _) => Err(Fault::at_end(text, "there is no statement here")),
        (Some(_), Some(second)) => Err(Fault::second_statement(&second)),
    }
}

impl Fault {
    fn from_error(error: &SyntaxError) -> Fault {
        let span = Span { start: error.range().start().into(), end: error.range().end().into() };
        Fault { span, message: error.message().to_owned(), is_limit: false }
    }

    fn at_end(text: &str, message: &str) -> Fault {
        let span = Span { start: text.len(), end: text.len() };
        Fault { span, message: message.to_owned(), is_limit: false }
    }

    fn second_statement(second: &ast::Stmt) -> Fault {
        let message = "a second statement begins here; put a semicolon before it".to_owned();
        Fault { span: span(second.syntax()), message, is_limit: false }
    }
}

/// Returns where a node stands in the statement's text.
pub(crate) fn span(node: &SyntaxNode) -> Span {
    let range = node.text_range();
    Span { start: range.start().into(), end: range.end().into() }
}

/// Finds the literals that hold a function's body.
///
/// The parser's own checks would parse the body of a `LANGUAGE sql` function, however deep it is.
fn bodies(tree: &SyntaxNode) -> Vec<Span> {
    tree.descendants()
        .filter_map(ast::AsDefinition::cast)
        .filter_map(|definition| definition.literal())
        .map(|literal| span(literal.syntax()))
        .collect()
}

/// Returns the text with each of the literals emptied, at the same length.
fn blanked(text: &str, literals: &[Span]) -> String {
    let mut blank = String::with_capacity(text.len());
    let mut end = 0;
    for literal in literals {
        blank.push_str(text.get(end..literal.start).unwrap_or_default());
        let inner = (literal.end - literal.start).saturating_sub(2);
        blank.push('\'');
        blank.extend(std::iter::repeat_n(' ', inner));
        blank.push('\'');
        end = literal.end;
    }
    blank.push_str(text.get(end..).unwrap_or_default());
    blank
}
