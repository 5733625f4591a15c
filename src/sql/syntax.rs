//! The door to the parser: one statement's text → its syntax tree, or what is wrong with it.
//!
//! The only file that names the parser's crates; what others need of their types is passed on from
//! here. Never in it: what a statement means.

pub(crate) use squawk_syntax::ast;
pub(crate) use squawk_syntax::ast::AstNode;
pub(crate) use squawk_syntax::plpgsql::Plpgsql;
pub(crate) use squawk_syntax::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};

use squawk_lexer::tokenize;
use squawk_syntax::quote::quote_quoted_ident;
use squawk_syntax::sql_body::SqlBody;
use squawk_syntax::syntax_error::SyntaxError;
use squawk_syntax::unescape::escape_unicode_esc_str;
use squawk_syntax::{Parse, SourceFile};

use super::Span;
use super::nesting;

/// What a statement can begin with.
#[rustfmt::skip]
const FIRST_WORDS: &[&str] = &[
    "(", "abort", "alter", "analyse", "analyze", "begin", "call", "checkpoint", "close", "cluster",
    "comment", "commit", "copy", "create", "deallocate", "declare", "delete", "discard", "do",
    "drop", "end", "execute", "explain", "fetch", "grant", "import", "insert", "listen", "load",
    "lock", "merge", "move", "notify", "prepare", "reassign", "refresh", "reindex", "release",
    "repack", "reset", "revoke", "rollback", "savepoint", "security", "select", "set", "show",
    "start", "table", "truncate", "unlisten", "update", "vacuum", "values", "with",
];

/// The longest statement that is read.
const MAX_BYTES: usize = 16 << 20;

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
    if text.len() > MAX_BYTES {
        return Err(too_long(text));
    }
    check_first_word(text)?;
    nesting::check(text)?;
    let parsed = SourceFile::parse(text);
    let tree = parsed.tree();
    let bodies = if mentions_routine(text) { bodies(tree.syntax()) } else { Vec::new() };
    if let Some(error) = first_error(&parsed, text, &bodies) {
        return Err(Fault::from_error(&error, text));
    }
    let mut statements = tree.stmts();
    match (statements.next(), statements.next()) {
        (Some(statement), None) => Ok(statement),
        (None, _) => Err(Fault::at_end(text, "there is no statement here")),
        (Some(_), Some(second)) => Err(Fault::second_statement(&second)),
    }
}

/// Refuses what begins as no statement does, so that megabytes of something else cost nothing.
fn check_first_word(text: &str) -> Result<(), Fault> {
    let end = tokenize(text).next().map_or(0, |token| token.len as usize);
    let word = text.get(..end).unwrap_or_default();
    if FIRST_WORDS.iter().any(|first| word.eq_ignore_ascii_case(first)) {
        return Ok(());
    }
    let shown: String = word.chars().take(40).collect();
    let message = format!("no statement begins with {shown:?}");
    Err(Fault { span: Span { start: 0, end }, message, is_limit: false })
}

fn too_long(text: &str) -> Fault {
    let message = format!(
        "the statement is longer than {} MB; is a semicolon missing, or can it be split?",
        MAX_BYTES >> 20
    );
    Fault { span: Span { start: 0, end: text.len() }, message, is_limit: true }
}

impl Fault {
    /// Returns the fault placed in a text in which the statement begins at `offset`.
    pub(crate) fn moved_by(self, offset: usize) -> Fault {
        let span = Span { start: self.span.start + offset, end: self.span.end + offset };
        Fault { span, ..self }
    }

    /// Words an error of the parser for those who don't know its names of tokens, and stretches it
    /// over the token at which it stands.
    fn from_error(error: &SyntaxError, text: &str) -> Fault {
        let start = usize::from(error.range().start());
        let rest = text.get(start..).unwrap_or_default();
        let skipped = rest.len() - rest.trim_start().len();
        let token = tokenize(rest.trim_start()).next().map_or(0, |token| token.len as usize);
        let token_end = start + skipped + token;
        let expected = readable(error.message());
        let message = match text.get(start + skipped..token_end) {
            Some(found) if token > 0 && found.len() < 40 => format!("{expected}, at {found:?}"),
            Some(_) if token == 0 => format!("{expected}, at the end of the statement"),
            _ => expected,
        };
        let end = usize::from(error.range().end());
        let end = if end > start { end } else { token_end };
        Fault { span: Span { start, end }, message, is_limit: false }
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

/// Puts SQL's words in the place of the parser's names of tokens: `R_PAREN`, `TO_KW`.
fn readable(message: &str) -> String {
    if message.starts_with("expected command") {
        return "no statement begins with these words".to_owned();
    }
    let words: Vec<String> = message.split(' ').map(readable_word).collect();
    words.join(" ")
}

fn readable_word(word: &str) -> String {
    let symbol = match word {
        "L_PAREN" => "\"(\"",
        "R_PAREN" => "\")\"",
        "L_BRACK" => "\"[\"",
        "R_BRACK" => "\"]\"",
        "COMMA" => "\",\"",
        "SEMICOLON" => "\";\"",
        "DOT" => "\".\"",
        "EQ" => "\"=\"",
        "IDENT" => "a name",
        "STRING" => "a string",
        "INT_NUMBER" => "a number",
        "EOF" => "the end",
        _ => word.strip_suffix("_KW").unwrap_or(word),
    };
    symbol.to_owned()
}

/// The deepest nesting of blocks, branches and loops that is read.
const MAX_BLOCKS: usize = 200;

/// Parses the body of a `DO` block in PL/pgSQL.
///
/// Nothing comes of a block in another language, and of one that the parser's stack may not reach through.
pub(crate) fn block(statement: &SyntaxNode) -> Option<Plpgsql> {
    let block = ast::Do::cast(statement.clone())?;
    let text = block.body()?.string_value()?;
    nesting::check(&text).ok()?;
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let opening = words.filter(|word| {
        ["begin", "if", "loop", "case"].iter().any(|opening| word.eq_ignore_ascii_case(opening))
    });
    if opening.count() > 2 * MAX_BLOCKS { None } else { block.plpgsql() }
}

/// Returns where a node of a block's body stands in the statement's text.
pub(crate) fn span_in_statement(block: &Plpgsql, node: &SyntaxNode) -> Span {
    let range = block.source_range(node.text_range());
    Span { start: range.start().into(), end: range.end().into() }
}

/// Tells whether all of a block's body was read, but for what stands in some nodes.
pub(crate) fn is_read(block: &Plpgsql, apart_from: &[SyntaxNode]) -> bool {
    let known: Vec<Span> = apart_from.iter().map(|node| span_in_statement(block, node)).collect();
    block.errors().iter().all(|error| {
        let (start, end) = (usize::from(error.range().start()), usize::from(error.range().end()));
        known.iter().any(|known| known.start <= start && end <= known.end)
    })
}

/// Returns the kind of every statement there is.
#[cfg(test)]
pub(crate) fn statement_kinds() -> impl Iterator<Item = SyntaxKind> {
    let last = SyntaxKind::__LAST as u16;
    (0..last).map(SyntaxKind::from).filter(|&kind| ast::Stmt::can_cast(kind))
}

/// Tells whether PostgreSQL quotes a name of small letters because it is a keyword.
pub(crate) fn is_keyword(name: &str) -> bool {
    quote_quoted_ident(name) != name
}

/// Decodes the inside of a `U&"…"` name. Escapes that are none are left out: they don't parse.
pub(crate) fn unescape(inner: &str, escape: char) -> String {
    let mut text = String::with_capacity(inner.len());
    escape_unicode_esc_str(inner, escape, |_, decoded| text.extend(decoded.ok()));
    text
}

/// Returns where a node stands in the statement's text.
pub(crate) fn span(node: &SyntaxNode) -> Span {
    let range = node.text_range();
    Span { start: range.start().into(), end: range.end().into() }
}

/// Returns what is wrong first outside the bodies of functions.
///
/// The parser's own checks would parse the body of a `LANGUAGE sql` function, however deep it is, and
/// check the escapes in that of any other; only there is the statement parsed a second time.
fn first_error(
    parsed: &Parse<SourceFile>,
    text: &str,
    bodies: &[ast::AsDefinition],
) -> Option<SyntaxError> {
    if !bodies.iter().any(is_in_sql) {
        let first = parsed.errors().into_iter().find(is_of_grammar)?;
        if bodies.is_empty() {
            return Some(first);
        }
    }
    let literals = bodies.iter().filter_map(|body| body.literal());
    let literals: Vec<Span> = literals.map(|literal| span(literal.syntax())).collect();
    SourceFile::parse(&blanked(text, &literals)).errors().into_iter().find(is_of_grammar)
}

/// Tells whether an error is one of grammar: the parser also finds fault with what PostgreSQL's grammar reads, and
/// refuses for its meaning only.
fn is_of_grammar(error: &SyntaxError) -> bool {
    let message = error.message();
    !message.starts_with("Conflicting or redundant options")
        && !message.starts_with("VARIADIC param must be last")
}

/// Tells whether a text has a word that a statement with a function's body needs.
fn mentions_routine(text: &str) -> bool {
    let mut start = 0;
    tokenize(text).any(|token| {
        let end = start + token.len as usize;
        let word = text.get(start..end).unwrap_or_default();
        start = end;
        word.eq_ignore_ascii_case("function") || word.eq_ignore_ascii_case("procedure")
    })
}

/// Finds the definitions of functions that are given as strings.
fn bodies(tree: &SyntaxNode) -> Vec<ast::AsDefinition> {
    tree.descendants().filter_map(ast::AsDefinition::cast).collect()
}

/// Tells whether a body's function is one of `LANGUAGE sql`.
fn is_in_sql(body: &ast::AsDefinition) -> bool {
    let options = body.syntax().ancestors().filter_map(ast::FuncOptionList::cast);
    options.flat_map(|list| list.options()).any(|option| match option {
        ast::FuncOption::LanguageFuncOption(option) => {
            option.language_name().is_some_and(|language| language.name == SqlBody::LANGUAGE)
        }
        _ => false,
    })
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
