//! The merged file as text, with git's markers where someone has to decide.
//!
//! Never in it: what is to be decided.

use std::borrow::Cow;

use super::Draft;
use super::mixed::same;
use super::versions::Versions;
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
    /// Marks the lines from the first to the last that is not the same in all that is shown.
    fn marked<'h>(&self, hunk: &'h Hunk, newline: &str) -> String {
        let Hunk { lead, base, ours, theirs, gap } = hunk;
        let base = self.with_base.then_some(base);
        let texts = Versions { base, ours: Some(ours), theirs: Some(theirs) };
        let (start, end) = shared(texts.map(String::as_str));
        let differing = |text: &'h str| text.get(start..text.len() - end).unwrap_or_default();
        let mut text = lead.clone();
        text.push_str(ours.get(..start).unwrap_or_default());
        end_line(&mut text, newline);
        let after = [ours.get(ours.len() - end..).unwrap_or_default(), gap].concat();
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
        mark("<", "ours", differing(ours));
        if let Some(base) = base {
            mark("|", "base", differing(base));
        }
        mark("=", "", differing(theirs));
        mark(">", "theirs", &after);
        text
    }
}

/// Returns how many bytes of whole lines all the texts begin with, and how many they end with behind those.
fn shared(texts: Versions<&str>) -> (usize, usize) {
    let lines = texts.map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let (Some(ours), Some(theirs)) = (lines.ours, lines.theirs) else { return (0, 0) };
    let base = lines.base.as_ref().unwrap_or(&ours);
    let start = same(ours.iter(), theirs.iter()).min(same(ours.iter(), base.iter()));
    let end = same(ours.iter().rev(), theirs.iter().rev());
    let end = end.min(same(ours.iter().rev(), base.iter().rev()));
    let shortest = ours.len().min(theirs.len()).min(base.len());
    let end = end.min(shortest - start);
    let bytes = |lines: Option<&[&str]>| lines.into_iter().flatten().map(|line| line.len()).sum();
    (bytes(ours.get(..start)), bytes(ours.get(ours.len() - end..)))
}

/// Ends the line that a text ends with.
fn end_line(text: &mut String, newline: &str) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(newline);
    }
}
