//! How deep a statement is nested, measured before the parser (which recurses) gets it.
//!
//! Never in it: grammar. It counts brackets and what chains expressions, no more.

use squawk_lexer::{TokenKind, tokenize};

use super::Span;
use super::syntax::Fault;

/// The deepest nesting that is read. The parser recurses for each bracket and for each operator of
/// a chain; the stack of a WebAssembly module gives way at about 2,000 brackets or 3,000 operators.
const MAX_DEPTH: usize = 1_000;

/// How much a bracket counts; whatever chains counts one.
const BRACKET: usize = 2;

/// The words that nest or chain expressions, joins and queries, as operators do: all that were seen
/// to deepen the parser's tree when they were repeated.
#[rustfmt::skip]
const CHAINING_WORDS: &[&str] = &[
    "and", "between", "case", "collate", "cross", "declare", "escape", "except", "explain", "full",
    "ilike", "in", "inner", "intersect", "is", "isnull", "join", "left", "like", "natural", "not",
    "notnull", "operator", "or", "overlaps", "prepare", "right", "similar", "union", "with",
];

/// Refuses a statement that is nested deeper than the parser's stack reaches.
pub(super) fn check(text: &str) -> Result<(), Fault> {
    if text.len() * BRACKET <= MAX_DEPTH {
        // A bracket is a byte, and whatever chains is one at least.
        return Ok(());
    }
    let mut depth = Depth::default();
    let mut start = 0;
    for token in tokenize(text) {
        let end = start + token.len as usize;
        depth.count(token.kind, text.get(start..end).unwrap_or_default());
        if depth.total > MAX_DEPTH {
            return Err(too_deep(Span { start, end }));
        }
        start = end;
    }
    Ok(())
}

fn too_deep(span: Span) -> Fault {
    let message = format!(
        "the statement is nested too deep here: at most {} brackets in each other, or {MAX_DEPTH} \
         operators in a chain, are read; break it up",
        MAX_DEPTH / BRACKET
    );
    Fault { span, message, is_limit: true }
}

/// The nesting at one place of the text.
#[derive(Default)]
struct Depth {
    /// What stands open at this place, all told.
    total: usize,
    /// The chains before each open bracket, the innermost last.
    outer: Vec<usize>,
    /// The chain at this place since the last comma.
    chain: usize,
}

impl Depth {
    fn count(&mut self, kind: TokenKind, text: &str) {
        match kind {
            TokenKind::OpenParen | TokenKind::OpenBracket => self.open(),
            TokenKind::CloseParen | TokenKind::CloseBracket => self.close(),
            TokenKind::Comma | TokenKind::Semi => {
                self.total -= self.chain;
                self.chain = 0;
            }
            _ if chains(kind, text) => self.lengthen(),
            _ => {}
        }
    }

    fn open(&mut self) {
        self.outer.push(self.chain);
        self.chain = 0;
        self.total += BRACKET;
    }

    /// Closes a bracket, which counts as a link of the chain around it: `f(1)(2)`, `a[1][2]`.
    fn close(&mut self) {
        if let Some(outer) = self.outer.pop() {
            self.total -= BRACKET + self.chain;
            self.chain = outer;
            self.lengthen();
        }
    }

    fn lengthen(&mut self) {
        self.chain += 1;
        self.total += 1;
    }
}

fn chains(kind: TokenKind, text: &str) -> bool {
    match kind {
        TokenKind::Ident => CHAINING_WORDS.iter().any(|word| text.eq_ignore_ascii_case(word)),
        TokenKind::Whitespace
        | TokenKind::LineComment
        | TokenKind::BlockComment { .. }
        | TokenKind::Literal { .. }
        | TokenKind::QuotedIdent { .. }
        | TokenKind::PositionalParam { .. }
        | TokenKind::Unknown
        | TokenKind::Eof => false,
        _ => true,
    }
}
