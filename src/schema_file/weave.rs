//! Three versions of a statement → one, or what is to be decided.
//!
//! What only one side wrote otherwise is taken as it is written; what both did is taken if it means the
//! same, or is merged element by element. Never in it: where the statements stand; what is a conflict of
//! schemas (see `crate::merge`).

use std::borrow::Cow;

use super::lists::{self, Pick, Wording};
use super::mixed::mixed;
use super::read::Block;
use super::versions::Versions;
use crate::merge::Merged;
use crate::sql::elements::Listing;
use crate::sql::words::spaced;

/// What becomes of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Woven {
    /// It stands so, with what is before it; empty where it is gone.
    Text(String),
    /// It is to be decided.
    Open(Hunk),
}

/// A place where someone has to decide: what each file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hunk {
    /// What stands before it whatever is decided.
    pub(super) lead: String,
    pub(super) base: String,
    pub(super) ours: String,
    pub(super) theirs: String,
    /// What stands after it.
    pub(super) gap: String,
}

/// Merges a statement. `is_open` tells that the schemas are in conflict here; `schema` is how the merged
/// schema makes the object.
pub(super) fn woven(
    versions: Versions<&Block<'_>>,
    is_open: bool,
    wording: Wording,
    schema: impl FnOnce() -> Vec<String>,
) -> Woven {
    let meant = versions.map(|block| &block.meaning);
    if is_open && meant.ours != meant.theirs {
        return Woven::Open(hunk(versions));
    }
    if let Merged::Resolved(body) = versions.map(|block| block.body).merged() {
        return text(versions, body);
    }
    if meant.ours == meant.theirs {
        return text(versions, versions.ours.map(|block| block.body));
    }
    // One of the two may only have written otherwise what is in the base.
    let whose = match meant.merged() {
        Merged::Resolved(meaning) if meaning == meant.ours => Some(versions.ours),
        Merged::Resolved(_) => Some(versions.theirs),
        Merged::Conflict => None,
    };
    if let Some(None) = whose {
        return text(versions, None);
    }
    let by_elements = listed(versions, Pick::Neither);
    let whole = || whose.flatten().map(|block| block.body.to_owned());
    let schema = || by_schema(versions, &schema(), wording);
    match by_elements.or_else(whole).or_else(schema) {
        Some(body) => text(versions, Some(&body)),
        None => Woven::Open(hunk(versions)),
    }
}

fn text(versions: Versions<&Block<'_>>, body: Option<&str>) -> Woven {
    let lead = around(versions.map(|block| block.lead));
    let gap = around(versions.map(|block| block.gap));
    Woven::Text(body.map(|body| [&*lead, body, &*gap].concat()).unwrap_or_default())
}

/// Returns what stands around a statement. Comments say nothing of the schema, so where both sides wrote other
/// lines at one place ours stay.
pub(super) fn around(texts: Versions<&str>) -> Cow<'_, str> {
    let ours = || Cow::Borrowed(texts.ours.or(texts.theirs).unwrap_or_default());
    match texts.merged() {
        Merged::Resolved(text) => text.map_or_else(ours, Cow::Borrowed),
        Merged::Conflict => {
            let by_lines = mixed(texts, |text| text.split_inclusive('\n').collect());
            by_lines.map_or_else(ours, Cow::Owned)
        }
    }
}

/// Returns a list with what both sides did to its elements.
fn listed(versions: Versions<&Block<'_>>, pick: Pick<'_>) -> Option<String> {
    let lists = versions.filter_map(|block| Listing::read(block.statement, block.body));
    lists::merged(lists.as_ref(), pick)
}

/// Returns what the merged schema says, in the words of the files as far as they go.
fn by_schema(versions: Versions<&Block<'_>>, made: &[String], wording: Wording) -> Option<String> {
    let list = made.first().and_then(|first| Listing::read(first, first));
    let by_elements = list.and_then(|list| listed(versions, Pick::Schema(&list, wording)));
    let is_whole = versions.ours.is_some() && !made.is_empty();
    let by_words = || mixed(versions.map(|block| block.body), spaced);
    let by_words = || by_words().filter(|_| is_whole && wording == Wording::Files);
    by_elements.or_else(by_words).or_else(|| is_whole.then(|| made.join(";\n") + ";\n"))
}

/// Returns what is to be decided: each side's version, with what the other did elsewhere in the statement.
fn hunk(versions: Versions<&Block<'_>>) -> Hunk {
    let body = |block: Option<&Block<'_>>| block.map(|block| block.body.to_owned());
    let written = versions.map(|block| block.body.to_owned());
    let (ours, theirs) = (listed(versions, Pick::Ours), listed(versions, Pick::Theirs));
    // What both made anew has nothing in common that one could have changed elsewhere.
    let (ours, theirs) = match versions.base.is_some() && ours != theirs {
        true => (ours.or(written.ours), theirs.or(written.theirs)),
        false => (written.ours, written.theirs),
    };
    let leads = versions.map(|block| block.lead);
    let is_one_lead = leads.ours == leads.theirs;
    let (lead, ours, theirs) = match is_one_lead {
        true => (leads.ours.unwrap_or_default().to_owned(), ours, theirs),
        false => {
            let whole = |lead: Option<&str>, body: Option<String>| {
                body.map(|body| lead.unwrap_or_default().to_owned() + &body)
            };
            let (ours, theirs) = (whole(leads.ours, ours), whole(leads.theirs, theirs));
            without_shared_lines(ours, theirs)
        }
    };
    let (ours, theirs) = (ours.unwrap_or_default(), theirs.unwrap_or_default());
    let gap = around(versions.map(|block| block.gap)).into_owned();
    Hunk { lead, base: body(versions.base).unwrap_or_default(), ours, theirs, gap }
}

/// Parts off what both begin with: white space, where only one is there.
fn without_shared_lines(
    ours: Option<String>,
    theirs: Option<String>,
) -> (String, Option<String>, Option<String>) {
    let shared = match (&ours, &theirs) {
        (Some(ours), Some(theirs)) => {
            let lines = ours.split_inclusive('\n').zip(theirs.split_inclusive('\n'));
            lines.take_while(|(ours, theirs)| ours == theirs).map(|(line, _)| line.len()).sum()
        }
        (Some(one), None) | (None, Some(one)) => one.len() - one.trim_start().len(),
        (None, None) => 0,
    };
    let rest =
        |text: Option<String>| text.map(|text| text.get(shared..).unwrap_or_default().to_owned());
    let lead = ours.as_ref().or(theirs.as_ref()).and_then(|text| text.get(..shared));
    (lead.unwrap_or_default().to_owned(), rest(ours.clone()), rest(theirs.clone()))
}
