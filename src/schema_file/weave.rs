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
    let bodies = versions.map(|block| block.body);
    if is_open && meant.ours != meant.theirs && bodies.ours != bodies.theirs {
        return Woven::Open(hunk(versions));
    }
    if let Merged::Resolved(body) = bodies.merged() {
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
        Merged::Conflict => mixed(texts, lines).map_or_else(ours, Cow::Owned),
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
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
    let bodies = versions.map(|block| block.body);
    let by_words = || mixed(bodies, spaced).or_else(|| mixed(bodies, lines));
    let by_words = || by_words().filter(|_| is_whole && wording == Wording::Files);
    by_elements.or_else(by_words).or_else(|| is_whole.then(|| made.join(";\n") + ";\n"))
}

/// Returns what is to be decided: each side's version, with what the other did elsewhere in the statement.
fn hunk(versions: Versions<&Block<'_>>) -> Hunk {
    let written = versions.map(|block| block.body.to_owned());
    let (ours, theirs) = (listed(versions, Pick::Ours), listed(versions, Pick::Theirs));
    // What both made anew has nothing in common that one could have changed elsewhere.
    let (ours, theirs) = match versions.base.is_some() && ours != theirs {
        true => (ours.or(written.ours), theirs.or(written.theirs)),
        false => (written.ours, written.theirs),
    };
    let leads = versions.map(|block| block.lead);
    let is_on_both = leads.ours.is_some() == leads.theirs.is_some();
    let (lead, base, ours, theirs) = match leads.merged() {
        Merged::Resolved(lead) if is_on_both => {
            (lead.unwrap_or_default(), written.base, ours, theirs)
        }
        _ => {
            let lead = white_space(leads);
            let whole = |of: Option<&str>, body: Option<String>| {
                let of = of.and_then(|of| of.get(lead.len()..)).unwrap_or_default();
                body.map(|body| of.to_owned() + &body)
            };
            let base = whole(leads.base, written.base);
            (lead, base, whole(leads.ours, ours), whole(leads.theirs, theirs))
        }
    };
    let [base, ours, theirs] = [base, ours, theirs].map(Option::unwrap_or_default);
    let gap = around(versions.map(|block| block.gap)).into_owned();
    Hunk { lead: lead.to_owned(), base, ours, theirs, gap }
}

/// Returns the white space that stands before a statement which only one side has.
fn white_space(leads: Versions<&str>) -> &str {
    match (leads.ours, leads.theirs) {
        (Some(one), None) | (None, Some(one)) => {
            one.get(..one.len() - one.trim_start().len()).unwrap_or_default()
        }
        _ => "",
    }
}
