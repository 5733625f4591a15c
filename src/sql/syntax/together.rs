//! The texts of several statements → their trees.
//!
//! A statement is short, and what the parser makes for each text (list after list that grows) costs as much as the
//! reading. So many are parsed as one text, which is then taken apart. Never in it: what is wrong with a statement:
//! where anything is, each is parsed by itself.

use squawk_parser::EntryPoint;

use super::{Fault, Read, SyntaxNode, check_first_word, nesting, parse, read};

/// How many statements are worth while to be parsed at once.
pub(in crate::sql) const AT_ONCE: usize = 64;

/// The longest text that is made of several, in bytes.
const MAX_BYTES: usize = 64 << 10;

/// Parses the texts of statements: each comes to what [`parse`] makes of it.
pub(in crate::sql) fn parse_each(texts: &[&str]) -> Vec<Result<SyntaxNode, Fault>> {
    match together(texts) {
        Some(trees) => trees.into_iter().map(Ok).collect(),
        None => texts.iter().map(|text| parse(text)).collect(),
    }
}

fn together(texts: &[&str]) -> Option<Vec<SyntaxNode>> {
    let is_fit = |text: &&str| check_first_word(text).and_then(|()| nesting::check(text)).is_ok();
    let length: usize = texts.iter().map(|text| text.len() + 1).sum();
    if texts.len() < 2 || length > MAX_BYTES || !texts.iter().all(is_fit) {
        return None;
    }
    let Read { tree, wrong } = read(&texts.join(";"), EntryPoint::SourceFile);
    if wrong.is_empty() { tree.parted(texts) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All that is asked of the tree of a statement.
    fn told(statement: &SyntaxNode) -> Vec<String> {
        let root = statement.ancestors().last();
        let mut told: Vec<String> = root
            .iter()
            .flat_map(SyntaxNode::descendants_with_tokens)
            .map(|it| {
                let parent = it.as_token().map(|token| token.parent().span());
                let parent =
                    parent.or(it.as_node().and_then(|node| node.parent()).map(|it| it.span()));
                format!("{:?} {:?} {:?} {parent:?}", it.kind(), it.text(), it.span())
            })
            .collect();
        told.push(format!("{statement:?}"));
        told
    }

    fn same(texts: &[&str]) {
        for (read, text) in parse_each(texts).iter().zip(texts) {
            match (read, parse(text)) {
                (Ok(one), Ok(other)) => assert_eq!(told(one), told(&other), "{text}"),
                (one, other) => assert_eq!(one.clone().err(), other.err(), "{text}"),
            }
        }
    }

    const PLAIN: &[&str] = &[
        "create table t (a int, b text default ';')",
        "create view v as select a -- first\n from t where a > 0",
        "alter table t /* a */ add column c numeric(10, 2) not null, drop column b",
        "create function f() returns int language sql begin atomic select 1; select 2; end",
        "create function g() returns int language sql as $$ select 1; $$",
        "create rule r as on insert to t do (delete from t; select 1)",
        "create schema s",
        "begin",
        "comment on column t.a is 'it''s'",
        "commit",
        "select u&'d!0061t' uescape '!'",
        "do $$ begin null; end $$",
    ];

    #[test]
    fn each_comes_to_what_it_is_by_itself() {
        assert!(together(PLAIN).is_some());
        same(PLAIN);
        PLAIN.iter().for_each(|text| same(&[text, PLAIN[0], text]));
    }

    #[test]
    fn what_is_no_statement_by_itself_is_none_in_company() {
        for pair in [
            ["select 'a", "select '"],
            ["select 1 /*", "select */ 2"],
            ["create table t (a int", "create table u (b int))"],
            ["select 1; select 2", "select 3"],
            ["create function f() returns int begin atomic select 1", "end"],
            ["create schema s", "create table t (a int) create table u (a int)"],
            ["select $a$", "select $a$"],
            ["explode", "select 1"],
        ] {
            same(&pair);
            assert!(pair.iter().any(|text| parse(text).is_err()), "{pair:?}");
        }
    }

    #[test]
    fn blanks_comments_and_semicolons_do_no_harm() {
        for (start, end) in [
            ("", " "),
            ("", " -- b"),
            ("", "\n"),
            ("", ";"),
            ("", " ;"),
            ("", ";;"),
            ("", "/* c */"),
            ("", " create table u (a int)"),
            (" ", ""),
            ("-- b\n", ""),
            ("/* c */", ""),
            (";", ""),
        ] {
            let texts: Vec<String> =
                PLAIN.iter().map(|text| format!("{start}{text}{end}")).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            same(&texts);
            texts.iter().for_each(|text| same(&[text, PLAIN[0], text]));
        }
    }
}
