//! What a diff can't decide, and tells: what looks like a rename, where only names say who is who; and in
//! which order columns end up.
//!
//! An object that goes and one that comes are taken for one renamed if they say the same, stand in the same
//! place among their fellows, and no other goes or comes that would do as well. Never in it: decisions; the
//! statements are the same with a hint and without.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::compare::{Compared, is_general};
use super::pairing::{Pairs, full_name, names, names_within};
use super::plan::can_go;
use crate::catalog::kinds::Kind;
use crate::catalog::{Catalog, Object, ObjectId, Piece, Session, Settings, Value};
use crate::sorted::{gathered, sorted};

/// What could be meant otherwise, or is not as one may expect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Hint {
    /// One object goes, and one comes that says the same: it may be that one, renamed.
    PossibleRename {
        /// What both are: "table", "column".
        kind: &'static str,
        /// The full name of the one that goes.
        from: String,
        /// The full name of the one that comes.
        to: String,
        /// What to say if it is a rename: `app.users.mail=app.users.email`.
        rename: String,
        /// All of it in a sentence.
        message: String,
    },
    /// Objects go and others come that say the same, more than one of either.
    AmbiguousRename {
        /// What all of them are.
        kind: &'static str,
        /// The full names of those that go.
        from: Vec<String>,
        /// The full names of those that come.
        to: Vec<String>,
        /// All of it in a sentence.
        message: String,
    },
    /// A rename was given, and there are no two such objects.
    UnknownRename {
        /// The full name before.
        from: String,
        /// The full name after.
        to: String,
        /// All of it in a sentence.
        message: String,
    },
    /// Parts of an object, such as a table's columns, end up in another order; no statement changes it.
    OtherOrder {
        /// The full name of the object.
        object: String,
        /// All of it in a sentence.
        message: String,
    },
    /// The way back makes an object again, though not what it held.
    NotBroughtBack {
        /// The object, by its kind and full name.
        object: String,
        /// All of it in a sentence.
        message: String,
    },
}

impl Hint {
    /// Returns the hint's code.
    pub fn code(&self) -> &'static str {
        match self {
            Hint::PossibleRename { .. } => "POSSIBLE_RENAME",
            Hint::AmbiguousRename { .. } => "AMBIGUOUS_RENAME",
            Hint::UnknownRename { .. } => "UNKNOWN_RENAME",
            Hint::OtherOrder { .. } => "OTHER_ORDER",
            Hint::NotBroughtBack { .. } => "NOT_BROUGHT_BACK",
        }
    }

    /// Returns what hints of its code mean.
    pub fn meaning(&self) -> &'static str {
        match self {
            Hint::PossibleRename { .. } => "an object goes and one comes that says the same",
            Hint::AmbiguousRename { .. } => "objects go and others come that say the same",
            Hint::UnknownRename { .. } => "a rename was given of what is not there",
            Hint::OtherOrder { .. } => "parts end up in another order",
            Hint::NotBroughtBack { .. } => "what an object held does not come back",
        }
    }

    /// Returns the hint in a sentence.
    pub fn message(&self) -> &str {
        match self {
            Hint::PossibleRename { message, .. }
            | Hint::AmbiguousRename { message, .. }
            | Hint::UnknownRename { message, .. }
            | Hint::OtherOrder { message, .. }
            | Hint::NotBroughtBack { message, .. } => message,
        }
    }

    /// Tells of what the way back does not bring back.
    pub fn not_brought_back(object: &str) -> Hint {
        let message = format!("what {object} held does not come back");
        Hint::NotBroughtBack { object: object.to_owned(), message }
    }
}

/// Returns what looks like a rename among what goes and comes, and the renames that were given in vain.
pub(super) fn renames(
    from: &Catalog,
    to: &Catalog,
    pairs: &Pairs,
    given: &[(String, String)],
) -> Vec<Hint> {
    let gone = Side { catalog: from, other: &|id| pairs.to_of(id) };
    let new = Side { catalog: to, other: &|id| pairs.now_of(id).map(|_| id) };
    let mut alike: BTreeMap<String, [Vec<ObjectId>; 2]> = BTreeMap::new();
    for (at, side) in [&gone, &new].into_iter().enumerate() {
        for (said, id) in side.unpaired() {
            if let Some(ids) = alike.entry(said).or_default().get_mut(at) {
                ids.push(id);
            }
        }
    }
    let alike = sorted(alike.into_values().collect(), |one, other| one.cmp(other));
    let hints = alike.iter().filter_map(|[gone, new]| renamed(from, to, gone, new));
    unknown(from, to, pairs, given).into_iter().chain(hints).collect()
}

/// Returns the hint at a rename of what goes to what comes, all of which says the same.
fn renamed(from: &Catalog, to: &Catalog, gone: &[ObjectId], new: &[ObjectId]) -> Option<Hint> {
    let (first, other) = (from.get(*gone.first()?)?, to.get(*new.first()?)?);
    if !can_be_called(from, first, &other.name) {
        return None;
    }
    let kind = first.kind.name;
    let names = |catalog: &Catalog, ids: &[ObjectId]| {
        let named = ids.iter().filter_map(|id| catalog.get(*id));
        named.map(|object| full_name(catalog, object)).collect::<Vec<String>>()
    };
    let (from, to) = (names(from, gone), names(to, new));
    if let ([from], [to]) = (from.as_slice(), to.as_slice()) {
        let rename = format!("{from}={to}");
        // What was dropped and made again since is another, which no name tells.
        let message = match from == to {
            true => format!(
                "{kind} {from} goes, and another of its name comes and says the same: to keep \
                 what there is, say --rename {rename}"
            ),
            false => format!(
                "{kind} {from} goes, and {to} comes and says the same: if that is it, renamed, \
                 say --rename {rename}"
            ),
        };
        return Some(Hint::PossibleRename {
            kind,
            from: from.clone(),
            to: to.clone(),
            rename,
            message,
        });
    }
    let message = format!(
        "of one {kind} and another that say the same, {} would go, and {} come: if any is renamed, \
         say --rename OLD=NEW",
        from.join(" and "),
        to.join(" and ")
    );
    Some(Hint::AmbiguousRename { kind, from, to, message })
}

/// Tells whether a statement can give an object another name.
fn can_be_called(catalog: &Catalog, object: &Object, name: &str) -> bool {
    let sql = (object.kind.renamed)(catalog, object, name);
    let is_same = *object.name == *name;
    is_same || Session::new(catalog.clone(), Settings::default()).execute(&sql).is_ok()
}

/// Returns the renames that were given and name no pair.
fn unknown(from: &Catalog, to: &Catalog, pairs: &Pairs, given: &[(String, String)]) -> Vec<Hint> {
    if given.is_empty() {
        return Vec::new();
    }
    let mut unknown: BTreeSet<&(String, String)> = gathered(given.iter());
    for (now, other) in pairs.all() {
        let (Some(before), Some(after)) = (from.get(now), to.get(other)) else { continue };
        let within = names_within(from, before.parent, &after.name);
        let before = names(from, before);
        let after = [names(to, after), within].concat();
        unknown.retain(|(old, new)| !before.contains(old) || !after.contains(new));
    }
    let hint = |(from, to): &(String, String)| {
        let message = format!("no rename: there is no {from} before that could be {to} after");
        Hint::UnknownRename { from: from.clone(), to: to.clone(), message }
    };
    unknown.into_iter().map(hint).collect()
}

/// Returns the objects whose parts stand in another order than they are to have.
pub(super) fn orders(now: &Catalog, to: &Catalog, pairs: &Pairs) -> Vec<Hint> {
    let hint = |(id, part): (ObjectId, &Kind)| {
        let object = full_name(to, to.get(id)?);
        let part = part.name;
        let message =
            format!("the {part}s of {object} stand in another order, which no statement changes");
        Some(Hint::OtherOrder { object, message })
    };
    Compared { now, to, pairs }.out_of_order().into_iter().filter_map(hint).collect()
}

/// One of the two catalogs.
struct Side<'a> {
    catalog: &'a Catalog,
    /// Under which identity both know an object that is in both.
    other: &'a dyn Fn(ObjectId) -> Option<ObjectId>,
}

impl Side<'_> {
    /// Returns what is in this catalog alone and may be in the other under another name, with what it says.
    fn unpaired(&self) -> Vec<(String, ObjectId)> {
        let lone = self.catalog.objects().filter(|object| self.is_lone(object));
        let lone: Vec<&Object> = lone.collect();
        let ordered = lone.iter().filter(|object| object.kind.is_ordered);
        let wholes: BTreeSet<ObjectId> = gathered(ordered.map(|object| object.parent));
        let places: BTreeMap<ObjectId, String> =
            gathered(wholes.into_iter().flat_map(|whole| self.places(whole)));
        let said = lone.into_iter().filter_map(|object| {
            let said = self.said(object)?;
            let place = places.get(&object.id).map(String::as_str).unwrap_or_default();
            let parent = if object.kind.is_whole { None } else { (self.other)(object.parent) };
            Some((format!("{}\n{parent:?}\n{place}\n{said}", object.kind.name), object.id))
        });
        said.collect()
    }

    /// Tells whether the other catalog has what is around an object, and not the object.
    fn is_lone(&self, object: &Object) -> bool {
        let is_placed = object.kind.is_whole || (self.other)(object.parent).is_some();
        // What is the same if it says the same is paired already.
        let is_known = (self.other)(object.id).is_some() || object.kind.is_by_content;
        let comes_along = (object.kind.brought_by)(self.catalog, object).is_some();
        is_placed && !is_known && !comes_along && can_go(self.catalog, object.id)
    }

    /// Returns after which of the parts that both catalogs have the others stand.
    fn places(&self, whole: ObjectId) -> Vec<(ObjectId, String)> {
        let parts = self.catalog.parts(whole).filter(|part| part.kind.is_ordered).collect();
        let parts: Vec<&Object> =
            sorted(parts, |one: &&Object, other| one.position.cmp(&other.position));
        let mut place = String::new();
        let mut places = Vec::new();
        for part in parts {
            match (self.other)(part.id) {
                Some(known) => place = known.0.to_string(),
                None => places.push((part.id, place.clone())),
            }
        }
        places
    }

    /// Returns all that an object says but its name, owner, comment and privileges; nothing if that, without
    /// a place among others, is too little to know it again.
    fn said(&self, object: &Object) -> Option<String> {
        let mut said = self.own(object);
        let parts = self.catalog.parts(object.id).filter(|part| part.kind.is_ordered);
        for part in parts {
            said.push_str(&format!("\n{} {}", part.name, self.own(part)));
        }
        (object.kind.is_ordered || !said.is_empty()).then_some(said)
    }

    fn own(&self, object: &Object) -> String {
        let attributes = object.attributes.iter();
        let attributes = attributes.filter(|(attribute, _)| !is_general(object, attribute));
        attributes.map(|(attribute, value)| format!("{attribute} {};", self.text(value))).collect()
    }

    /// Returns a value with the identities of what both catalogs know for the names.
    fn text(&self, value: &Value) -> String {
        let text = value.pieces().iter().map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Name(id, _) => format!("#{:?}", (self.other)(*id)),
        });
        text.collect()
    }
}
