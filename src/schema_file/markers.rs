//! The merged file as text, with git's markers where someone has to decide.
//!
//! Never in it: what is to be decided.

use std::borrow::Cow;

use super::Draft;
use super::weave::{Hunk, Woven};

/// How conflicts are marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markers {
    /// How many characters a marker has; git says `%L`.
    pub size: usize,
    /// Whether the base is shown as well: git's conflict style `diff3`.
    pub with_base: bool,
}

impl Default for Markers {
    fn default() -> Markers {
        Markers { size: 7, with_base: false }
    }
}

impl Draft<'_> {
    /// Returns the file's text, with markers.
    pub(super) fn printed(&self, markers: &Markers) -> String {
        let newline = self.newline();
        self.text(&|hunk| markers.marked(hunk, newline))
    }

    /// Returns the file's text, given that of a place that is open.
    pub(super) fn text(&self, of_hunk: &dyn Fn(&Hunk) -> String) -> String {
        let mut text = String::new();
        let newline = self.newline();
        for (block, woven) in &self.blocks {
            let is_in_line = block.is_in_line && matches!(woven, Woven::Text(_));
            let block = match woven {
                Woven::Text(block) => Cow::from(block),
                Woven::Open(hunk) => Cow::from(of_hunk(hunk)),
            };
            // It can't stand in a line in which something else ends, unless it did.
            if !is_in_line && block.starts_with(|first: char| !first.is_whitespace()) {
                end_line(&mut text, newline);
            }
            text.push_str(&block);
        }
        text.push_str(&self.rest);
        text
    }

    /// Returns how the file's lines end.
    fn newline(&self) -> &'static str {
        let is_windows = self.blocks.iter().any(|(_, block)| match block {
            Woven::Text(text) => text.contains("\r\n"),
            Woven::Open(hunk) => hunk.ours.contains("\r\n"),
        });
        if is_windows { "\r\n" } else { "\n" }
    }
}

impl Markers {
    fn marked(&self, hunk: &Hunk, newline: &str) -> String {
        let mut text = hunk.lead.clone();
        end_line(&mut text, newline);
        let mut mark = |sign: &str, name: &str, said: &str| {
            text.push_str(&sign.repeat(self.size));
            if !name.is_empty() {
                text.push(' ');
                text.push_str(name);
            }
            text.push_str(newline);
            text.push_str(said);
            end_line(&mut text, newline);
        };
        mark("<", "ours", &hunk.ours);
        if self.with_base {
            mark("|", "base", &hunk.base);
        }
        mark("=", "", &hunk.theirs);
        mark(">", "theirs", &hunk.gap);
        text
    }
}

/// Ends the line that a text ends with.
fn end_line(text: &mut String, newline: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(newline);
    }
}
