//! How a file's lines end, which is merged by itself: who changed that has changed every line.
//!
//! Never in it: SQL.

use crate::merge::MergeTexts;

const WINDOWS: &str = "\r\n";
const UNIX: &str = "\n";

/// Returns how the lines of the merged file end, where those of the three do not end alike; nothing where they do, or
/// one of them has lines of both sorts.
pub(super) fn merged(texts: MergeTexts<'_>) -> Option<&'static str> {
    let base = line_end(texts.base)?;
    let (theirs, ours) = (line_end(texts.source)?, line_end(texts.target)?);
    let is_kept = base == theirs && base == ours;
    (!is_kept).then_some(if ours == base { theirs } else { ours })
}

/// Returns a text whose lines end in a line feed alone.
pub(super) fn plain(text: &str) -> String {
    text.replace(WINDOWS, UNIX)
}

/// Returns such a text with other line ends.
pub(super) fn ended(text: &str, line_end: &str) -> String {
    text.replace(UNIX, line_end)
}

/// Returns how all lines of a text end, if they end alike.
fn line_end(text: &str) -> Option<&'static str> {
    let (all, windows) = (text.matches(UNIX).count(), text.matches(WINDOWS).count());
    match windows {
        0 => Some(UNIX),
        _ => (windows == all).then_some(WINDOWS),
    }
}
