//! What a branch or a snapshot may be called.

use super::{HistoryError, HistoryResult};

const MAX_NAME_BYTES: usize = 255;

/// Refuses a name that people could not tell from another, or not type.
pub(super) fn check(what: &str, name: &str) -> HistoryResult<()> {
    let problem = if name.is_empty() {
        "is empty"
    } else if name.len() > MAX_NAME_BYTES {
        "is longer than 255 bytes"
    } else if name.trim() != name {
        "begins or ends with a space"
    } else if name.chars().any(char::is_control) {
        "has a control character in it"
    } else {
        return Ok(());
    };
    let reason = format!("the {what} name {name:?} {problem}");
    Err(HistoryError::InvalidArgument { reason })
}
