//! What a string constant means, and where each part of that is written.
//!
//! Never in it: whether PostgreSQL takes the constant (see `grammar`).

use squawk_parser::SyntaxKind::{self, *};
use squawk_syntax::decoded_text::DecodedText;
use squawk_syntax::quote::{dollar_quote_tag, strip_dollar_quotes};
use squawk_syntax::unescape::{
    decode_esc_string, decode_plain_string, decode_unicode_esc_string, uescape_char,
};

use super::{SyntaxNode, SyntaxToken};

/// Returns what a constant means; nothing for a node that is none.
///
/// A string may go on in others, which are read as the first is: `E'a' 'b'`.
pub(super) fn decode(node: &SyntaxNode) -> Option<DecodedText> {
    if node.kind() != LITERAL {
        return None;
    }
    let escape = escape(node);
    let mut decoded = DecodedText::new((node.span().start as u32).into());
    let mut first = None;
    for token in tokens(node).take_while(|token| token.kind() != UESCAPE_KW) {
        let form = match token.kind() {
            DOLLAR_QUOTED_STRING => {
                in_dollars(&token, &mut decoded)?;
                continue;
            }
            STRING => first.unwrap_or(STRING),
            NATIONAL_STRING => STRING,
            form @ (ESC_STRING | UNICODE_ESC_STRING | BIT_STRING | BYTE_STRING) => form,
            _ => continue,
        };
        first = Some(form);
        in_quotes(&token, form, escape, &mut decoded)?;
    }
    Some(decoded)
}

fn tokens(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> + use<> {
    node.children_with_tokens().filter_map(|element| element.into_token())
}

/// Returns the character that `UESCAPE` gives, or `\`.
fn escape(literal: &SyntaxNode) -> char {
    let mut said = tokens(literal).skip_while(|token| token.kind() != UESCAPE_KW);
    let said = said.find(|token| token.kind() == STRING);
    said.and_then(|said| uescape_char(said.text())).unwrap_or('\\')
}

fn in_dollars(token: &SyntaxToken, decoded: &mut DecodedText) -> Option<()> {
    let start = token.span().start + dollar_quote_tag(token.text())?.len() + 2;
    decoded.push_str(strip_dollar_quotes(token.text())?, (start as u32).into());
    Some(())
}

fn in_quotes(
    token: &SyntaxToken,
    form: SyntaxKind,
    escape: char,
    decoded: &mut DecodedText,
) -> Option<()> {
    let before = token.text().find('\'')? + 1;
    let inner = token.text().get(before..)?.strip_suffix('\'')?;
    let start = (token.span().start + before) as u32;
    match form {
        ESC_STRING => decode_esc_string(inner, start.into(), decoded),
        UNICODE_ESC_STRING => decode_unicode_esc_string(inner, start.into(), escape, decoded),
        _ => decode_plain_string(inner, start.into(), decoded),
    }
    decoded.mark_end((start + inner.len() as u32).into());
    Some(())
}
