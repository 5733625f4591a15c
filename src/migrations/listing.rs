//! A file that lists the migrations in order: Drizzle's journal, Sqitch's plan.

use serde::Deserialize;

use super::{ImportError, Layout, SourceFile};
use crate::map::Map;

const JOURNAL: &str = "meta/_journal.json";
const PLAN: &str = "sqitch.plan";

/// Tells whether a file lists the migrations.
pub(super) fn is_listing(path: &str) -> bool {
    path == JOURNAL || path == PLAN
}

/// What such a file says.
pub(super) struct Listing {
    pub(super) layout: Layout,
    /// Where each migration stands, by its file's path.
    places: Map<String, usize>,
}

impl Listing {
    /// Reads the file that lists these, each of which must be there.
    pub(super) fn read(list: &SourceFile, files: &[SourceFile]) -> Result<Listing, ImportError> {
        let wrong = |reason: String| ImportError::Listing { path: list.path.clone(), reason };
        let has_file = |path: &str| files.iter().any(|file| file.path == path);
        let (layout, paths) = match list.path.as_str() {
            JOURNAL => (Layout::Drizzle, journal(&list.text).map_err(wrong)?),
            _ => (Layout::Sqitch, plan(&list.text, has_file)),
        };
        if let Some(path) = paths.iter().find(|path| !has_file(path)) {
            return Err(wrong(format!("it names {path}, which is not there")));
        }
        let places = paths.into_iter().zip(0..).collect();
        Ok(Listing { layout, places })
    }

    /// Returns where a file stands.
    pub(super) fn place(&self, path: &str) -> Option<usize> {
        self.places.get(path).copied()
    }
}

#[derive(Deserialize)]
struct Journal {
    entries: Vec<JournalEntry>,
}

#[derive(Deserialize)]
struct JournalEntry {
    tag: String,
}

/// Returns the paths that Drizzle's journal names, in order.
fn journal(text: &str) -> Result<Vec<String>, String> {
    let journal = from_json(text).map_err(|error| format!("no journal: {error}"))?;
    Ok(journal.entries.into_iter().map(|entry| entry.tag + ".sql").collect())
}

#[cfg(not(target_arch = "wasm32"))]
fn from_json(text: &str) -> Result<Journal, String> {
    serde_json::from_str(text).map_err(|error| error.to_string())
}

/// Leaves the reading to JavaScript: a reader of ours would be 20 KB of the module.
#[cfg(target_arch = "wasm32")]
fn from_json(text: &str) -> Result<Journal, String> {
    let journal = js_sys::JSON::parse(text)
        .map_err(|error| String::from(js_sys::Error::from(error).message()))?;
    serde_wasm_bindgen::from_value(journal).map_err(|error| error.to_string())
}

/// Returns the paths of the scripts that Sqitch's plan deploys, in order.
///
/// A line is a change or a tag (`@name`), its name in front; see "Plan File" in the manual of `sqitch plan`. A
/// change that was reworked is there again, and what it deployed before has one of the tags between in its name.
fn plan(text: &str, has_file: impl Fn(&str) -> bool) -> Vec<String> {
    let names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| !name.starts_with(['#', '%', '-']))
        .map(|name| name.trim_start_matches('+'))
        .collect();
    let is_change = |name: &&&str| !name.starts_with('@');
    let changes = names.iter().enumerate().filter(|(_, name)| is_change(name));
    let path = |(at, name): (usize, &&str)| {
        let later = names.iter().skip(at + 1);
        let reworked = later.clone().any(|other| other == name);
        let tags = later.take_while(|other| *other != name).filter(|other| !is_change(other));
        let before = tags.map(|tag| format!("deploy/{name}{tag}.sql")).find(|path| has_file(path));
        before.filter(|_| reworked).unwrap_or_else(|| format!("deploy/{name}.sql"))
    };
    changes.map(path).collect()
}
