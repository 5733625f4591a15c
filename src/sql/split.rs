//! A script → its pieces: the statements, and what is no SQL for the server.
//!
//! One pass over the tokens, no recursion. Never in it: grammar beyond what it takes to know which
//! semicolon ends a statement.

use squawk_lexer::{LiteralKind, Token, TokenKind, tokenize};

use super::Span;
use super::syntax::Fault;

/// A piece of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// A statement, from its first token to its last, without the semicolon.
    Statement {
        /// Where it stands.
        span: Span,
        /// Why it can't be told where it ends, placed in the script.
        fault: Option<Fault>,
    },
    /// Something that the server never sees.
    Skipped {
        /// Where it stands.
        span: Span,
        /// What it is.
        what: String,
    },
}

/// Splits a script into its pieces, in order.
pub(crate) fn pieces(sql: &str) -> Pieces<'_> {
    let offset = if sql.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let tokens = tokens_from(sql, offset);
    Pieces { sql, offset, tokens, data_expected: false, last_data_end: sql.rfind("\\.") }
}

/// The pieces of a script, one at a time.
pub(crate) struct Pieces<'a> {
    sql: &'a str,
    /// How far the script is read.
    offset: usize,
    /// The tokens from `offset` on.
    tokens: Box<dyn Iterator<Item = Token> + 'a>,
    /// Whether the last statement was a `COPY … FROM stdin`.
    data_expected: bool,
    /// Where the last possible end of COPY data stands, lest the rest be searched in vain each time.
    last_data_end: Option<usize>,
}

fn tokens_from(sql: &str, offset: usize) -> Box<dyn Iterator<Item = Token> + '_> {
    Box::new(tokenize(sql.get(offset..).unwrap_or_default()))
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        if std::mem::take(&mut self.data_expected)
            && let Some(data) = self.copy_data()
        {
            return Some(data);
        }
        let mut draft = Draft::default();
        while let Some(token) = self.tokens.next() {
            let span = Span { start: self.offset, end: self.offset + token.len as usize };
            let text = self.sql.get(span.start..span.end).unwrap_or_default();
            self.offset = span.end;
            if let Some(message) = unterminated(token.kind) {
                return Some(draft.broken(span, message));
            }
            match token.kind {
                TokenKind::Whitespace | TokenKind::LineComment => {}
                TokenKind::BlockComment { .. } => {}
                TokenKind::Semi if !draft.holds_semicolons() => {
                    if let Some(statement) = self.finished(&draft) {
                        return Some(statement);
                    }
                }
                TokenKind::Unknown if text == "\\" && draft.span.is_none() => {
                    return Some(self.psql_command(span.start));
                }
                TokenKind::Unknown if text == "\\" && self.runs_the_buffer() => {
                    self.go_to(span.start);
                    return self.finished(&draft);
                }
                kind => draft.add(kind, text, span),
            }
        }
        self.finished(&draft)
    }
}

impl Pieces<'_> {
    /// Returns how far the script is read: behind the semicolon of the last statement, where it has one.
    pub(crate) fn offset(&self) -> usize {
        self.offset
    }

    /// Returns the statement of a draft, if there is one, and looks whether data follow it.
    fn finished(&mut self, draft: &Draft<'_>) -> Option<Piece> {
        let span = draft.span?;
        self.data_expected = draft.reads_stdin;
        let fault = (draft.reads_stdin && self.data_span() == Data::Endless).then(|| Fault {
            span,
            message:
                "the data of this COPY … FROM stdin have no end; put \\. on a line of its own \
                      after them"
                    .to_owned(),
            is_limit: false,
        });
        Some(Piece::Statement { span, fault })
    }

    /// Passes over a line that is for psql.
    fn psql_command(&mut self, start: usize) -> Piece {
        let rest = self.sql.get(start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        self.go_to(start + line.len());
        let name = line.split_whitespace().next().unwrap_or_default();
        let what = format!("psql command {name}");
        Piece::Skipped { span: Span { start, end: start + line.len() }, what }
    }

    /// Tells whether the psql command here, of which the backslash is read, sends what is typed
    /// before it to the server: `\g`, `\gexec`, `\gset`, ….
    fn runs_the_buffer(&self) -> bool {
        self.sql.get(self.offset..).is_some_and(|rest| rest.starts_with('g'))
    }

    /// Passes over the data after a `COPY … FROM stdin`, where there are any.
    fn copy_data(&mut self) -> Option<Piece> {
        let Data::Lines { span, count } = self.data_span() else { return None };
        self.go_to(span.end);
        Some(Piece::Skipped { span, what: format!("COPY data, {count} lines") })
    }

    /// Looks for the data of a COPY: they begin on the line after the statement's semicolon.
    fn data_span(&self) -> Data {
        let rest = self.sql.get(self.offset..).unwrap_or_default();
        let Some(newline) = rest.find('\n') else { return Data::None };
        let line_rest = rest.get(..newline).unwrap_or_default().trim();
        if !line_rest.is_empty() && !line_rest.starts_with("--") {
            return Data::None;
        }
        let start = self.offset + newline + 1;
        if self.last_data_end.is_none_or(|end| end < start) {
            return Data::Endless;
        }
        let mut end = start;
        let lines = self.sql.get(start..).unwrap_or_default().split_inclusive('\n');
        for (count, line) in lines.enumerate() {
            end += line.len();
            if line.trim_end_matches(['\n', '\r']) == "\\." {
                return Data::Lines { span: Span { start, end }, count };
            }
        }
        Data::Endless
    }

    /// Goes on reading at another place.
    fn go_to(&mut self, offset: usize) {
        self.offset = offset;
        self.tokens = tokens_from(self.sql, offset);
    }
}

/// What follows a `COPY … FROM stdin`.
#[derive(PartialEq, Eq)]
enum Data {
    /// More SQL, or nothing.
    None,
    /// Lines of data, with the `\.` that ends them (which `count` leaves out).
    Lines { span: Span, count: usize },
    /// Lines of data without an end.
    Endless,
}

/// A statement while it is read.
#[derive(Default)]
struct Draft<'a> {
    /// From the first token to the last so far.
    span: Option<Span>,
    /// How many words were read.
    words: usize,
    /// The first word.
    first_word: &'a str,
    /// The word read last, if nothing came after it.
    last_word: &'a str,
    /// How many `BEGIN ATOMIC` and `CASE` await their `END`.
    blocks: usize,
    /// How many parentheses are open.
    parentheses: usize,
    /// Whether it is a `CREATE RULE`.
    is_rule: bool,
    /// Whether it is a `COPY … FROM stdin`.
    reads_stdin: bool,
}

impl<'a> Draft<'a> {
    /// Tells whether a semicolon at this place belongs to the statement: in the body of a function
    /// that is not a string, and between the commands of a rule.
    fn holds_semicolons(&self) -> bool {
        self.blocks > 0 || (self.is_rule && self.parentheses > 0)
    }

    fn add(&mut self, kind: TokenKind, text: &'a str, span: Span) {
        let start = self.span.map_or(span.start, |span| span.start);
        self.span = Some(Span { start, end: span.end });
        match kind {
            TokenKind::OpenParen => self.parentheses += 1,
            TokenKind::CloseParen => self.parentheses = self.parentheses.saturating_sub(1),
            _ => {}
        }
        if kind == TokenKind::Ident {
            self.add_word(text);
        } else {
            self.last_word = "";
        }
    }

    fn add_word(&mut self, word: &'a str) {
        let is = |expected: &str| word.eq_ignore_ascii_case(expected);
        let follows = |expected: &str| self.last_word.eq_ignore_ascii_case(expected);
        if self.words == 0 {
            self.first_word = word;
        }
        let creates = self.first_word.eq_ignore_ascii_case("create");
        match self.blocks {
            0 if creates && is("atomic") && follows("begin") => self.blocks = 1,
            0 => {}
            _ if is("case") => self.blocks += 1,
            _ if is("end") => self.blocks -= 1,
            _ => {}
        }
        self.is_rule |= creates && is("rule") && (follows("create") || follows("replace"));
        self.reads_stdin |=
            self.first_word.eq_ignore_ascii_case("copy") && is("stdin") && follows("from");
        self.last_word = word;
        self.words += 1;
    }

    /// Returns the statement as it is when a token that never ends is met: it goes on to the end of
    /// the script.
    fn broken(&self, token: Span, message: &str) -> Piece {
        let start = self.span.map_or(token.start, |span| span.start);
        let span = Span { start, end: token.end };
        let fault = Fault { span: token, message: message.to_owned(), is_limit: false };
        Piece::Statement { span, fault: Some(fault) }
    }
}

/// Says what is wrong with a token that runs to the end of the script without being closed.
fn unterminated(kind: TokenKind) -> Option<&'static str> {
    use LiteralKind as L;
    match kind {
        TokenKind::BlockComment { terminated: false } => {
            Some("the comment that begins here is never closed; put */ at its end")
        }
        TokenKind::QuotedIdent { terminated: false, .. } => {
            Some("the quoted name that begins here is never closed; put \" at its end")
        }
        TokenKind::Literal { kind: L::DollarQuotedString { terminated: false } } => Some(
            "the dollar-quoted string that begins here is never closed; repeat its $tag$ at its end",
        ),
        TokenKind::Literal {
            kind:
                L::Str { terminated: false }
                | L::NationalStr { terminated: false }
                | L::ByteStr { terminated: false }
                | L::BitStr { terminated: false }
                | L::UnicodeEscStr { terminated: false }
                | L::EscStr { terminated: false },
        } => Some("the string that begins here is never closed; put ' at its end"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the texts of the statements, and of what was skipped, in angle brackets.
    fn split(sql: &str) -> Vec<String> {
        pieces(sql)
            .map(|piece| match piece {
                Piece::Statement { span, fault: None } => sql[span.start..span.end].to_owned(),
                Piece::Statement { span, fault: Some(fault) } => {
                    format!("{} !{}", &sql[span.start..span.end], fault.message)
                }
                Piece::Skipped { what, .. } => format!("<{what}>"),
            })
            .collect()
    }

    #[test]
    fn semicolons_end_statements_and_comments_are_left_out() {
        let sql =
            "\u{feff}-- one\n;; a /* x; /* y; */ */ 1;\r\n b ';' \"b;\" $$;$$ $q$;$$;$q$ -- end;\n";
        assert_eq!(split(sql), ["a /* x; /* y; */ */ 1", "b ';' \"b;\" $$;$$ $q$;$$;$q$"]);
    }

    #[test]
    fn strings_with_escapes() {
        assert_eq!(
            split(r"select E'\';', 'a\'; select U&'x''';"),
            [r"select E'\';', 'a\'", "select U&'x'''"]
        );
    }

    #[test]
    fn atomic_bodies_hold_their_semicolons() {
        let sql = "create function f() returns int begin atomic select case when a then 1 end; \
                   select 2; end; select 3; begin; end";
        let found = split(sql);
        assert!(found[0].ends_with("select 2; end"), "{found:?}");
        assert_eq!(found[1..], ["select 3", "begin", "end"]);
    }

    #[test]
    fn rules_hold_the_semicolons_in_their_parentheses() {
        let sql =
            "create or replace rule r as on insert to t do (delete from a; delete from b); c (; d";
        assert_eq!(
            split(sql),
            [
                "create or replace rule r as on insert to t do (delete from a; delete from b)",
                "c (",
                "d"
            ]
        );
    }

    #[test]
    fn psql_lines_and_data_are_skipped() {
        let sql =
            "\\restrict abc\nCOPY t (a) FROM stdin;\n1\t;'\n2\n\\.\n\nselect 1 \\gexec\nselect 2";
        assert_eq!(
            split(sql),
            [
                "<psql command \\restrict>",
                "COPY t (a) FROM stdin",
                "<COPY data, 2 lines>",
                "select 1",
                "<psql command \\gexec>",
                "select 2"
            ]
        );
    }

    #[test]
    fn data_without_an_end_is_a_fault() {
        assert!(split("copy t from stdin;\n1\n")[0].contains("have no end"));
        assert_eq!(split("copy t from stdin; select 1"), ["copy t from stdin", "select 1"]);
    }

    #[test]
    fn what_is_never_closed_is_a_fault_where_it_begins() {
        for (sql, at) in [("a 'b;", 2), ("a; \"b", 3), ("a $x$ $$", 2), ("a /* /* */", 2)] {
            let Some(Piece::Statement { fault: Some(fault), .. }) = pieces(sql).last() else {
                panic!("no fault in {sql}");
            };
            assert_eq!(fault.span, Span { start: at, end: sql.len() }, "{sql}");
        }
    }
}
