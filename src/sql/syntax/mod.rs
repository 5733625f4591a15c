//! The door to the parser: one statement's text → its syntax tree, or what is wrong with it.
//!
//! This room alone names the parser's crates; what others need of their types is passed on from
//! here. Never in it: what a statement means.

pub(super) use squawk_parser::{
    is_col_name_keyword, is_reserved_keyword, is_type_func_name_keyword,
};
mod keywords;
mod node;
mod string;
mod together;

pub(crate) use squawk_parser::SyntaxKind;
pub(super) use squawk_syntax::ast;
pub(super) use squawk_syntax::unescape::{escape_unicode_esc_str, uescape_char};

#[cfg(not(target_arch = "wasm32"))]
pub(super) use node::Detached;
pub(crate) use node::{SyntaxElement, SyntaxNode, SyntaxToken};
pub(super) use together::{AT_ONCE, parse_each};

use squawk_lexer::{TokenKind, tokenize};
use squawk_parser::{EntryPoint, LexedStr, StrStep};
use squawk_syntax::ast::AstNode;
use squawk_syntax::decoded_text::DecodedText;

use self::node::Builder;
use super::grammar::{self, Wrong};
use super::tree::child;
use super::{Span, nesting};

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
pub(crate) fn parse(text: &str) -> Result<SyntaxNode, Fault> {
    if text.len() > MAX_BYTES {
        return Err(too_long(text));
    }
    check_first_word(text)?;
    nesting::check(text)?;
    let Read { tree, wrong } = read(text, EntryPoint::SourceFile);
    if let Some(first) = wrong.into_iter().min_by_key(|(span, _)| span.start) {
        return Err(Fault::from_wrong(first, text));
    }
    let mut statements = tree.children();
    match (statements.next(), statements.next()) {
        (Some(statement), None) => Ok(statement),
        (None, _) => Err(Fault::at_end(text, "there is no statement here")),
        (Some(_), Some(second)) => Err(Fault::second_statement(&second)),
    }
}

/// A text as a tree, and what is wrong with it.
struct Read {
    tree: SyntaxNode,
    wrong: Vec<Wrong>,
}

fn read(text: &str, entry: EntryPoint) -> Read {
    let read = read_as(text, text, entry);
    let other = if read.wrong.is_empty() { None } else { keywords::without(text) };
    let again = other.map(|other| read_as(text, &other, entry));
    again.filter(|again| again.wrong.is_empty()).unwrap_or(read)
}

/// Reads a text as if it were another of the same length.
fn read_as(text: &str, other: &str, entry: EntryPoint) -> Read {
    let lexed = LexedStr::new(other);
    let output = entry.parse(&lexed.to_input());
    let mut builder = Builder::new(text);
    let mut wrong: Vec<Wrong> = Vec::new();
    let mut has_escapes = false;
    lexed.intersperse_trivia(&output, &mut |step| match step {
        StrStep::Token { kind, text } => {
            has_escapes |= kind == SyntaxKind::UESCAPE_KW || text.as_bytes().get(1) == Some(&b'&');
            builder.token(kind, text.len());
        }
        StrStep::Enter { kind } => builder.enter(kind),
        StrStep::Exit => builder.exit(),
        StrStep::Error { msg, pos } => wrong.push((Span { start: pos, end: pos }, msg.to_owned())),
    });
    let tree = builder.finish();
    let lexing = lexed.errors();
    wrong.extend(lexing.map(|(range, message)| {
        let (start, end) = (range.start as usize, range.end as usize);
        (Span { start, end }, message.to_owned())
    }));
    wrong.extend(grammar::check(&tree));
    if has_escapes {
        wrong.extend(grammar::check_names(&tree));
    }
    Read { tree, wrong }
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

    /// Puts an error of the parser into words for those who don't know its names of tokens, and places it at the token
    /// that is wrong there: the parser stops before the blanks in front of it.
    fn from_wrong((span, message): Wrong, text: &str) -> Fault {
        let mut found = token_after(text, span.start);
        let is_beginning = message.starts_with(NO_COMMAND) && found.start == 0;
        if is_beginning {
            // There are statements that begin with the first word: it is the next that none has there.
            found = token_after(text, found.end);
        }
        let expected = readable(&message);
        let message = match text.get(found.start..found.end) {
            Some("") => format!("{expected}, at the end of the statement"),
            Some(shown) if shown.len() < 40 => format!("{expected}, at {shown:?}"),
            _ => expected,
        };
        let span = if span.end > span.start && !is_beginning { span } else { found };
        Fault { span, message, is_limit: false }
    }

    fn at_end(text: &str, message: &str) -> Fault {
        let span = Span { start: text.len(), end: text.len() };
        Fault { span, message: message.to_owned(), is_limit: false }
    }

    fn second_statement(second: &SyntaxNode) -> Fault {
        let message = "a second statement begins here; put a semicolon before it".to_owned();
        Fault { span: second.span(), message, is_limit: false }
    }
}

/// Returns the first token from a place on that is no blank and no comment; the end of the text where none is.
fn token_after(text: &str, mut start: usize) -> Span {
    for token in tokenize(text.get(start..).unwrap_or_default()) {
        let end = start + token.len as usize;
        let is_blank = matches!(
            token.kind,
            TokenKind::Whitespace | TokenKind::LineComment | TokenKind::BlockComment { .. }
        );
        if !is_blank {
            return Span { start, end };
        }
        start = end;
    }
    Span { start, end: start }
}

/// What the parser says where no statement begins with these words.
const NO_COMMAND: &str = "expected command";

/// Puts SQL's words in the place of the parser's names of tokens: `R_PAREN`, `TO_KW`.
fn readable(message: &str) -> String {
    if message.starts_with(NO_COMMAND) {
        return "no statement begins with these words".to_owned();
    }
    let words: Vec<String> =
        message.replace("path name", "name").split(' ').map(readable_word).collect();
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

/// The body of a `DO` block.
pub(crate) struct Block {
    pub(crate) tree: SyntaxNode,
    wrong: Vec<Wrong>,
    text: DecodedText,
}

/// Parses the body of a `DO` block in PL/pgSQL.
///
/// Nothing comes of a block in another language, and of one that the parser's stack may not reach through.
pub(crate) fn block(statement: &SyntaxNode) -> Option<Block> {
    let language = child(statement, SyntaxKind::DO_LANGUAGE).and_then(|it| it.last_token());
    let is_other = language.is_some_and(|language| {
        !language.text().trim_matches(['\'', '"']).eq_ignore_ascii_case("plpgsql")
    });
    if is_other {
        return None;
    }
    let text = string::decode(&child(statement, SyntaxKind::LITERAL)?)?;
    nesting::check(text.text()).ok()?;
    let words = text.text().split(|c: char| !c.is_ascii_alphanumeric());
    let opening = words.filter(|word| {
        ["begin", "if", "loop", "case"].iter().any(|opening| word.eq_ignore_ascii_case(opening))
    });
    if opening.count() > 2 * MAX_BLOCKS {
        return None;
    }
    let Read { tree, wrong } = read(text.text(), EntryPoint::Plpgsql);
    Some(Block { tree, wrong, text })
}

impl Block {
    /// Returns where a node of the body stands in the statement's text.
    pub(crate) fn span_in_statement(&self, node: &SyntaxNode) -> Span {
        let Span { start, end } = node.span();
        let in_statement = |place: usize| self.text.source_pos((place as u32).into()).into();
        Span { start: in_statement(start), end: in_statement(end) }
    }

    /// Tells whether all of the body was read, but for what stands in some nodes.
    pub(crate) fn is_read(&self, apart_from: &[SyntaxNode]) -> bool {
        let known: Vec<Span> = apart_from.iter().map(SyntaxNode::span).collect();
        self.wrong.iter().all(|(wrong, _)| {
            known.iter().any(|known| known.start <= wrong.start && wrong.end <= known.end)
        })
    }
}

/// Tells whether a node is a statement.
pub(crate) fn is_statement(kind: SyntaxKind) -> bool {
    ast::Stmt::can_cast(kind)
}

/// Returns the kind of every statement there is.
#[cfg(test)]
pub(crate) fn statement_kinds() -> impl Iterator<Item = SyntaxKind> {
    let last = SyntaxKind::__LAST as u16;
    (0..last).map(SyntaxKind::from).filter(|&kind| is_statement(kind))
}

/// Returns the keywords that the parser's crate quotes where they are names.
#[cfg(test)]
pub(super) fn quoted_keywords() -> impl Iterator<Item = String> {
    let last = SyntaxKind::__LAST as u16;
    let words = (0..last).map(SyntaxKind::from).filter_map(|kind| {
        let word = format!("{kind:?}").strip_suffix("_KW")?.to_ascii_lowercase();
        (squawk_syntax::quote::quote_quoted_ident(&word) != word).then_some(word)
    });
    words.collect::<std::collections::BTreeSet<String>>().into_iter()
}

/// Returns the text that a string constant means; nothing for any other node.
pub(crate) fn string_value(node: &SyntaxNode) -> Option<String> {
    string::decode(node).map(DecodedText::into_text)
}

/// Decodes the inside of a `U&"…"` name. Escapes that are none are left out: they don't parse.
pub(crate) fn unescape(inner: &str, escape: char) -> String {
    let mut text = String::with_capacity(inner.len());
    escape_unicode_esc_str(inner, escape, |_, decoded| text.extend(decoded.ok()));
    text
}
