//! One text for everything that means the same.
//!
//! White space, comments, letter case, needless quotes and parentheses, names of types that are
//! one type, and options that say what holds anyway do not count. Never in it: effects.

use super::tree::{SyntaxKind, SyntaxNode, child, children, has};

/// Returns the canonical text of a node.
pub(super) fn text(node: &SyntaxNode) -> String {
    without(node, &[])
}

/// Returns the canonical text of a node, less its children of some kinds.
pub(super) fn without(node: &SyntaxNode, left_out: &[SyntaxKind]) -> String {
    let mut writer = Writer::default();
    for element in node.children_with_tokens() {
        if left_out.contains(&element.kind()) {
            continue;
        }
        match element.as_node() {
            Some(child) => writer.node(child),
            None => {
                writer.token(element.as_token().map_or("", |token| token.text()), element.kind())
            }
        }
    }
    writer.text
}

/// Returns the canonical text of an expression, less the parentheses around all of it.
pub(super) fn expression(node: &SyntaxNode) -> String {
    let mut node = node.clone();
    while node.kind() == SyntaxKind::PAREN_EXPR
        && let Some(inner) = node.first_child()
    {
        node = inner;
    }
    let mut writer = Writer::default();
    writer.node(&node);
    writer.text
}

#[derive(Default)]
struct Writer {
    text: String,
}

impl Writer {
    fn node(&mut self, node: &SyntaxNode) {
        if is_implied(node) {
            return;
        }
        if let Some(name) = type_name(node) {
            return self.word(&name);
        }
        if let Some(inner) = needless_parentheses(node).or_else(|| unqualified(node)) {
            return self.node(&inner);
        }
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(child) => self.node(child),
                None => {
                    let text = element.as_token().map_or("", |token| token.text());
                    self.token(text, element.kind());
                }
            }
        }
    }

    fn token(&mut self, text: &str, kind: SyntaxKind) {
        if matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT | SyntaxKind::SEMICOLON) {
            return;
        }
        if is_literal(kind) {
            self.word(text);
        } else if kind == SyntaxKind::IDENT && text.starts_with('"') {
            self.word(&unquoted(text));
        } else if kind != SyntaxKind::CONCURRENTLY_KW {
            self.word(&text.to_ascii_lowercase());
        }
    }

    /// Writes a word, with a space before it, save where punctuation stands.
    fn word(&mut self, word: &str) {
        let glued = self.text.is_empty()
            || self.text.ends_with(['(', '.', ':'])
            || word.starts_with([')', ',', '.', ':', '(']);
        if !glued {
            self.text.push(' ');
        }
        self.text.push_str(word);
    }
}

fn is_literal(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        kind,
        STRING | DOLLAR_QUOTED_STRING | ESC_STRING | UNICODE_ESC_STRING | BIT_STRING | BYTE_STRING
    )
}

/// Returns an identifier without its quotes, unless it needs them.
pub(super) fn unquoted(text: &str) -> String {
    let Some(inner) =
        text.strip_prefix(['"', '\'']).and_then(|rest| rest.strip_suffix(['"', '\'']))
    else {
        return text.to_owned();
    };
    let plain = inner.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'$'))
        && !inner.starts_with(|first: char| first.is_ascii_digit() || first == '$');
    if plain { inner.to_owned() } else { text.to_owned() }
}

/// Tells whether a node says only what holds without it.
fn is_implied(node: &SyntaxNode) -> bool {
    match node.kind() {
        SyntaxKind::USING_METHOD => text(node) == "using btree",
        SyntaxKind::SORT_ASC | SyntaxKind::RESTRICT => true,
        _ => false,
    }
}

/// Returns the name that stands behind `public.`, which most search paths make needless.
fn unqualified(node: &SyntaxNode) -> Option<SyntaxNode> {
    if !matches!(node.kind(), SyntaxKind::PATH | SyntaxKind::PATH_REF) {
        return None;
    }
    let qualifier = child(node, SyntaxKind::PATH_REF)?;
    (text(&qualifier) == "public").then(|| node.last_child()).flatten()
}

/// Returns what stands in parentheses that change nothing.
fn needless_parentheses(node: &SyntaxNode) -> Option<SyntaxNode> {
    if node.kind() != SyntaxKind::PAREN_EXPR {
        return None;
    }
    let inner = node.first_child()?;
    let alone = matches!(
        inner.kind(),
        SyntaxKind::NAME_REF
            | SyntaxKind::LITERAL
            | SyntaxKind::CALL_EXPR
            | SyntaxKind::FIELD_EXPR
            | SyntaxKind::PAREN_EXPR
    );
    let is_whole = node.parent().is_some_and(|parent| stands_alone_in(parent.kind()));
    (alone || is_whole).then_some(inner)
}

/// Tells whether an expression below a node of this kind stands alone, whatever it is.
fn stands_alone_in(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        kind,
        CHECK_CONSTRAINT
            | WHERE_CLAUSE
            | WHERE_CONDITION_CLAUSE
            | USING_EXPR_CLAUSE
            | WITH_CHECK_EXPR_CLAUSE
            | WHEN_CONDITION
            | DEFAULT_CONSTRAINT
            | SET_DEFAULT
            | TARGET
            | ARG
    )
}

/// Returns the one name of a type.
pub(super) fn type_name(node: &SyntaxNode) -> Option<String> {
    use SyntaxKind::*;
    let base = match node.kind() {
        PATH_TYPE => alias(&plain(&child(node, PATH_REF)?)),
        VARCHAR_TYPE => "character varying".to_owned(),
        CHARACTER_TYPE if plain(node).contains("varying") => "character varying".to_owned(),
        CHARACTER_TYPE => "character".to_owned(),
        BIT_VARYING_TYPE => "bit varying".to_owned(),
        BIT_TYPE if plain(node).contains("varying") => "bit varying".to_owned(),
        BIT_TYPE => "bit".to_owned(),
        DOUBLE_TYPE => "double precision".to_owned(),
        TIME_TYPE | TIMESTAMP_TYPE | INTERVAL_TYPE => return Some(plain(node)),
        ARRAY_TYPE => return array_name(node),
        _ => return None,
    };
    let modifiers = child(node, ARG_LIST).map(|list| text(&list)).unwrap_or_default();
    Some(format!("{base}{modifiers}"))
}

fn array_name(node: &SyntaxNode) -> Option<String> {
    let element = node.children().find_map(|child| type_name(&child))?;
    let bounds = children(node, SyntaxKind::ARRAY_BOUND).count().max(1);
    Some(format!("{element}{}", "[]".repeat(bounds)))
}

/// Returns the words of a type as they stand, with the time zone spelled out.
fn plain(node: &SyntaxNode) -> String {
    let mut writer = Writer::default();
    for token in node.descendants_with_tokens().filter_map(|element| element.into_token()) {
        writer.token(token.text(), token.kind());
    }
    let text = writer.text;
    text.strip_suffix(" without time zone").map(str::to_owned).unwrap_or(text)
}

/// Returns PostgreSQL's own name for a type that has several.
fn alias(name: &str) -> String {
    let name = name.strip_prefix("pg_catalog.").or(name.strip_prefix("public.")).unwrap_or(name);
    match name {
        "int" | "int4" => "integer",
        "int8" => "bigint",
        "int2" => "smallint",
        "bool" => "boolean",
        "float4" => "real",
        "float8" | "float" => "double precision",
        "decimal" | "dec" => "numeric",
        "varchar" => "character varying",
        "bpchar" => "character",
        "varbit" => "bit varying",
        "timestamptz" => "timestamp with time zone",
        "timetz" => "time with time zone",
        "serial" => "serial4",
        "bigserial" => "serial8",
        "smallserial" => "serial2",
        other => other,
    }
    .to_owned()
}

/// Returns the types that tell a routine apart, with commas between: those of its inputs.
pub(super) fn argument_types(parameters: &SyntaxNode) -> String {
    let types: Vec<String> = children(parameters, SyntaxKind::PARAM)
        .filter(|parameter| !has(parameter, SyntaxKind::PARAM_OUT))
        .filter_map(|parameter| parameter.children().find_map(|child| type_name(&child)))
        .collect();
    types.join(", ")
}
