//! Identifiers: as SQL writes them ↔ as PostgreSQL keeps them.
//!
//! Never in it: what an identifier names.

use std::borrow::Cow;

use super::{keywords, syntax};

/// The bytes of an identifier that PostgreSQL keeps (`NAMEDATALEN` less one).
pub const MAX_BYTES: usize = 63;

/// Reads an identifier as SQL writes it: folds it unless it is quoted, and cuts it.
///
/// `escape` is the escape character of a `U&"…"` name, which is `\` unless `UESCAPE` says otherwise.
pub fn read(written: &str, escape: char) -> String {
    let name = read_uncut(written, escape);
    match name.len() > MAX_BYTES {
        true => cut(&name, MAX_BYTES).to_owned(),
        false => name,
    }
}

/// Reads an identifier, but leaves what PostgreSQL cuts off.
pub(crate) fn read_uncut(written: &str, escape: char) -> String {
    match (strip_unicode(written), strip_quotes(written)) {
        (Some(quoted), _) => syntax::unescape(&quoted.replace("\"\"", "\""), escape),
        (None, Some(quoted)) => quoted.replace("\"\"", "\""),
        (None, None) => written.to_ascii_lowercase(),
    }
}

/// Cuts a name to so many bytes, on a character boundary.
pub fn cut(name: &str, bytes: usize) -> &str {
    name.get(..name.floor_char_boundary(bytes)).unwrap_or(name)
}

/// Writes a name as PostgreSQL's `quote_identifier` does: in quotes where it has to be.
pub fn quote(name: &str) -> Cow<'_, str> {
    if is_plain(name) && !keywords::is_quoted(name) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(format!("\"{}\"", name.replace('"', "\"\"")))
    }
}

fn is_plain(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn strip_quotes(written: &str) -> Option<&str> {
    written.strip_prefix('"')?.strip_suffix('"')
}

fn strip_unicode(written: &str) -> Option<&str> {
    strip_quotes(written.strip_prefix(['u', 'U'])?.strip_prefix('&')?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reading_folds_unquotes_and_cuts() {
        assert_eq!(read("Users", '\\'), "users");
        assert_eq!(read("\"Us\"\"ers\"", '\\'), "Us\"ers");
        assert_eq!(read("U&\"d\\0061t\\+000061\"", '\\'), "data");
        assert_eq!(read("u&\"d!0061ta\"", '!'), "data");
        assert_eq!(read("ÄRGER", '\\'), "Ärger");
        assert_eq!(read(&"ä".repeat(40), '\\').len(), 62);
    }

    #[test]
    fn quotes_are_written_where_they_have_to_be() {
        for plain in ["users", "_x1", "name", "text"] {
            assert_eq!(quote(plain), plain);
        }
        for other in ["Users", "user", "left", "int", "a$", "1a", "ä", ""] {
            assert_eq!(quote(other), format!("\"{other}\""));
        }
        assert_eq!(quote("a\"b"), "\"a\"\"b\"");
    }
}
