//! Three versions of a list in a statement → one: each element is merged three ways.
//!
//! Never in it: where lists come from.

use std::collections::BTreeMap;

use super::order;
use super::versions::Versions;
use crate::merge::Merged;
use crate::sorted::gathered;
use crate::sql::canonical;
use crate::sql::elements::{Element, Listing};

/// Who is right about an element that both sides wrote otherwise.
#[derive(Clone, Copy)]
pub(super) enum Pick<'a> {
    /// Neither: the lists can't be merged.
    Neither,
    Ours,
    Theirs,
    /// The merged schema, where it has the element.
    Schema(&'a Listing<'a>),
}

/// Merges a list; nothing where it is not in both files, or neither side is right.
pub(super) fn merged(lists: Versions<&Listing<'_>>, pick: Pick<'_>) -> Option<String> {
    let (ours, theirs) = (lists.ours?, lists.theirs?);
    let head = part(lists.map(|list| list.head), pick)??;
    let foot = part(lists.map(|list| list.foot), pick)??;
    let all = lists.map(|list| list.elements.as_slice());
    let keys = all.map(|elements| elements.iter().map(|one| one.key.as_str()).collect::<Vec<_>>());
    let is_first = ascending(ours, theirs);
    let keys = keys.as_ref().map(Vec::as_slice);
    let (base, ours, theirs) = (
        keys.base.unwrap_or_default(),
        keys.ours.unwrap_or_default(),
        keys.theirs.unwrap_or_default(),
    );
    let by_key = all.map(|elements| {
        gathered::<_, BTreeMap<_, _>>(elements.iter().map(|one| (one.key.as_str(), one)))
    });
    let mut elements = Vec::new();
    for key in order::merged(base, ours, theirs, &is_first) {
        let versions = by_key.as_ref().filter_map(|elements| elements.get(key).copied());
        elements.extend(element(key, versions, pick)?);
    }
    Some(printed(head, &elements, foot))
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
    printed(own.head, &elements, own.foot)
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
fn part<'a>(versions: Versions<&'a str>, pick: Pick<'_>) -> Option<Option<&'a str>> {
    if let Merged::Resolved(text) = versions.merged() {
        return Some(text);
    }
    let said = versions.map(canonical);
    match said.as_ref().merged() {
        Merged::Resolved(text) if text == said.theirs.as_ref() && said.ours != said.theirs => {
            Some(versions.theirs)
        }
        Merged::Resolved(_) => Some(versions.ours),
        Merged::Conflict => match pick {
            Pick::Neither => None,
            Pick::Theirs => Some(versions.theirs),
            Pick::Ours | Pick::Schema(_) => Some(versions.ours),
        },
    }
}

/// Merges an element; nothing within where it is gone.
fn element<'a>(
    key: &str,
    versions: Versions<&'a Element<'a>>,
    pick: Pick<'a>,
) -> Option<Option<Element<'a>>> {
    let text = match (part(versions.map(|one| one.text), Pick::Neither), pick) {
        (Some(text), _) => text,
        (None, Pick::Neither) => return None,
        (None, Pick::Ours) => versions.ours.map(|one| one.text),
        (None, Pick::Theirs) => versions.theirs.map(|one| one.text),
        (None, Pick::Schema(list)) => {
            list.elements.iter().find(|one| one.key == key).map(|one| one.text)
        }
    };
    let Some(text) = text else { return Some(None) };
    let around = |of: fn(&Element<'a>) -> &'a str| {
        let parts = versions.map(of);
        match parts.merged() {
            Merged::Resolved(Some(part)) => part,
            _ => parts.ours.or(parts.theirs).unwrap_or_default(),
        }
    };
    let (lead, tail) = (around(|one| one.lead), around(|one| one.tail));
    Some(Some(Element { key: key.to_owned(), lead, text, at: 0, tail }))
}

fn printed(head: &str, elements: &[Element<'_>], foot: &str) -> String {
    let mut text = head.to_owned();
    for (place, element) in elements.iter().enumerate() {
        text.push_str(element.lead);
        text.push_str(element.text);
        if place + 1 < elements.len() {
            text.push(',');
        }
        text.push_str(element.tail);
    }
    text.push_str(foot);
    text
}
