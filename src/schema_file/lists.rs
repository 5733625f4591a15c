//! Three versions of a list in a statement → one: each element is merged three ways.
//!
//! Never in it: where lists come from.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::mixed::mixed;
use super::order;
use super::versions::Versions;
use super::weave::around;
use crate::merge::Merged;
use crate::sorted::gathered;
use crate::sql::canonical;
use crate::sql::elements::{Element, Listing};
use crate::sql::words::spaced;

/// Who is right about an element that both sides wrote otherwise.
#[derive(Clone, Copy)]
pub(super) enum Pick<'a> {
    /// Neither: the lists can't be merged.
    Neither,
    Ours,
    Theirs,
    /// The merged schema, where it has the element.
    Schema(&'a Listing<'a>, Wording),
}

/// How what both sides wrote otherwise is worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wording {
    /// In the words of the files, where the sides changed other ones.
    Files,
    /// In those of the merged schema.
    Schema,
}

/// An element of the merged list, with what stands around it.
struct Part<'a> {
    lead: Cow<'a, str>,
    text: Cow<'a, str>,
    end: Cow<'a, str>,
    tail: Cow<'a, str>,
}

impl<'a> Part<'a> {
    fn of(element: &Element<'a>) -> Part<'a> {
        let [lead, text, end, tail] =
            [element.lead, element.text, element.end, element.tail].map(Cow::Borrowed);
        Part { lead, text, end, tail }
    }
}

/// Merges a list; nothing where it is not in both files, or neither side is right.
pub(super) fn merged(lists: Versions<&Listing<'_>>, pick: Pick<'_>) -> Option<String> {
    let (ours, theirs) = (lists.ours?, lists.theirs?);
    let head = part(lists.map(|list| list.head), pick)??;
    let foot = part(lists.map(|list| list.foot), pick)??;
    let all = lists.map(|list| list.elements.as_slice());
    let keys = all.map(|elements| elements.iter().map(|one| one.key.as_str()).collect::<Vec<_>>());
    let (is_first, is_set) = (ascending(ours, theirs), ours.is_set);
    let keys = keys.as_ref().map(Vec::as_slice);
    let (base, ours, theirs) = (
        keys.base.unwrap_or_default(),
        keys.ours.unwrap_or_default(),
        keys.theirs.unwrap_or_default(),
    );
    let by_key = all.map(|elements| {
        gathered::<_, BTreeMap<_, _>>(elements.iter().map(|one| (one.key.as_str(), one)))
    });
    if matches!(pick, Pick::Neither) && is_set && is_replaced_by_both(&by_key) {
        return None;
    }
    let mut elements = Vec::new();
    for key in order::merged(base, ours, theirs, &is_first) {
        let versions = by_key.as_ref().filter_map(|elements| elements.get(key).copied());
        elements.extend(element(key, versions, pick)?);
    }
    Some(printed(&head, &elements, &foot))
}

/// Tells whether both sides took one element out and each put in another: a row with another value, it may be.
fn is_replaced_by_both(lists: &Versions<BTreeMap<&str, &Element<'_>>>) -> bool {
    let Versions { base: Some(base), ours: Some(ours), theirs: Some(theirs) } = lists else {
        return false;
    };
    let lacks = |list: &BTreeMap<&str, &Element<'_>>, key: &&str| !list.contains_key(key);
    let adds = |one: &BTreeMap<&str, &Element<'_>>, other: &BTreeMap<&str, &Element<'_>>| {
        one.keys().any(|key| lacks(base, key) && lacks(other, key))
    };
    base.keys().any(|key| lacks(ours, key) && lacks(theirs, key))
        && adds(ours, theirs)
        && adds(theirs, ours)
}

/// Returns a list with what is meant otherwise than it says; both are given in one wording, and what they agree on stays
/// as it is written.
pub(super) fn fitted<'a>(own: &Listing<'a>, said: &Listing<'a>, meant: &Listing<'a>) -> String {
    let text = |list: &Listing<'a>, key: &str| {
        list.elements.iter().find(|one| one.key == key).map(|one| one.text)
    };
    let mut elements = Vec::new();
    for element in &own.elements {
        match (text(said, &element.key), text(meant, &element.key)) {
            (said, meant) if said == meant => elements.push(element.clone()),
            (_, Some(text)) => elements.push(Element { text, ..element.clone() }),
            (_, None) => {}
        }
    }
    let lead = own.elements.first().map_or("", |one| one.lead);
    let mut place = 0;
    for element in &meant.elements {
        let own = elements.iter().position(|one: &Element<'_>| one.key == element.key);
        if own.is_none() && text(said, &element.key).is_none() {
            elements.insert(place, Element { lead, ..element.clone() });
            place += 1;
        }
        place = own.map_or(place, |own| own + 1);
    }
    let parts: Vec<Part<'_>> = elements.iter().map(Part::of).collect();
    printed(own.head, &parts, own.foot)
}

/// Returns how the elements that both sides added at one place are put in order: as rows are sorted by their
/// text where ours are; else ours come first.
fn ascending(ours: &Listing<'_>, theirs: &Listing<'_>) -> impl Fn(&str, &str) -> bool + use<> {
    let longest = if ours.elements.len() > 1 { ours } else { theirs };
    let neighbours = longest.elements.iter().zip(longest.elements.iter().skip(1));
    let mut orders = neighbours.map(|(one, next)| one.key.cmp(&next.key));
    let first = orders.next().filter(|first| ours.is_set && orders.all(|order| order == *first));
    move |ours, theirs| match first {
        Some(order) => ours.cmp(theirs) == order,
        None => true,
    }
}

/// Merges a part of the text around the elements.
fn part<'a>(versions: Versions<&'a str>, pick: Pick<'_>) -> Option<Option<Cow<'a, str>>> {
    if let Merged::Resolved(text) = versions.merged() {
        return Some(text.map(Cow::Borrowed));
    }
    let said = versions.map(canonical);
    let text = match said.as_ref().merged() {
        Merged::Resolved(text) if text == said.theirs.as_ref() && said.ours != said.theirs => {
            versions.theirs
        }
        Merged::Resolved(_) => versions.ours,
        Merged::Conflict => match pick {
            Pick::Neither => return None,
            Pick::Theirs => versions.theirs,
            Pick::Schema(_, Wording::Files) if let Some(text) = mixed(versions, spaced) => {
                return Some(Some(text.into()));
            }
            Pick::Ours | Pick::Schema(..) => versions.ours,
        },
    };
    Some(text.map(Cow::Borrowed))
}

/// Merges an element; nothing within where it is gone.
fn element<'a>(
    key: &str,
    versions: Versions<&'a Element<'a>>,
    pick: Pick<'a>,
) -> Option<Option<Part<'a>>> {
    let texts = versions.map(|one| one.text);
    let text = match (part(texts, Pick::Neither), pick) {
        (Some(text), _) => text,
        (None, Pick::Neither) => return None,
        (None, Pick::Ours) => texts.ours.map(Cow::Borrowed),
        (None, Pick::Theirs) => texts.theirs.map(Cow::Borrowed),
        (None, Pick::Schema(list, wording)) => {
            let by_words = || mixed(texts, spaced).filter(|_| wording == Wording::Files);
            let meant = list.elements.iter().find(|one| one.key == key);
            meant.map(|one| by_words().map_or(one.text.into(), Cow::Owned))
        }
    };
    let Some(text) = text else { return Some(None) };
    let lead = around(versions.map(|one| one.lead));
    let end = around(versions.map(|one| one.end));
    let tail = around(versions.map(|one| one.tail));
    Some(Some(Part { lead, text, end, tail }))
}

fn printed(head: &str, elements: &[Part<'_>], foot: &str) -> String {
    let mut text = head.to_owned();
    let ends = elements.iter().map(|element| &*element.end);
    let end = ends.rev().find(|end| !end.is_empty()).map_or("", line_end);
    for (place, element) in elements.iter().enumerate() {
        text.push_str(&element.lead);
        text.push_str(&element.text);
        let is_last = place + 1 == elements.len();
        match (is_last, element.end.is_empty()) {
            (true, _) => text.extend([element.end.trim_end(), &element.tail]),
            // It was the last, and commas begin the lines.
            (false, true) if !end.is_empty() => text.extend([&element.tail, end, ","]),
            (false, _) => text.extend([&element.end, ",", &element.tail]),
        }
    }
    text.push_str(foot);
    text
}

/// Returns the line break that a text ends with, and what follows that.
fn line_end(text: &str) -> &str {
    let from = text.rfind('\n').unwrap_or_default();
    let from = from - usize::from(text.get(..from).is_some_and(|line| line.ends_with('\r')));
    text.get(from..).unwrap_or_default()
}
