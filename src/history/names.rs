//! What a branch or a snapshot may be called.

use super::{HistoryError, HistoryResult};

const MAX_NAME_BYTES: usize = 255;

/// What parts a branch from a point of its history, where people write both.
const POINT: char = '@';

/// Refuses a name that people could not tell from another, or not type. A branch that has such a name from
/// before can be read all the same, and renamed.
pub(super) fn check(what: &str, name: &str) -> HistoryResult<()> {
    let problem = if name.is_empty() {
        "is empty"
    } else if name.len() > MAX_NAME_BYTES {
        "is longer than 255 bytes"
    } else if name.trim() != name {
        "begins or ends with a space"
    } else if name.chars().any(char::is_control) {
        "has a control character in it"
    } else if what == "branch" && name.contains(POINT) {
        "has an @ in it, behind which stands a point of a branch, as in main@12"
    } else {
        return Ok(());
    };
    let reason = format!("the {what} name {name:?} {problem}");
    Err(HistoryError::InvalidArgument { reason })
}
