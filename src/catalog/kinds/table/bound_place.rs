//! Where the bounds of partitions stand: which partitions of a table may take the same rows, found without a look
//! at all of them.
//!
//! A partition stands in its parent under the end of its range, under each value of its list, or under its modulus and
//! remainder; one whose bound has no known place stands beside all. No two partitions of one branch take the same
//! rows, so the one after a range is the last that can reach into it. Never in it: whether two bounds do
//! take the same rows (see `bound`).

use std::collections::BTreeSet;

use super::bound::{self, Bound, Key};
use super::bound_value::{constant, is_plain_moment, is_simple, name_of};
use super::{BOUND, PARTITION_OF};
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::state::Catalog;
use crate::catalog::types::input;
use crate::catalog::{Object, ObjectId, Value};

/// Where partitions stand in their parent.
const PLACES: Namespace = Namespace::InParent("bound");

/// The place of what may take the rows of any other.
const ANYWHERE: &str = "?";

/// The place of what takes the rows that no other takes.
const DEFAULT: &str = "default";

/// What ends a place, before the partition.
const END: char = '\0';

/// What comes after all values.
const LAST: &str = "\u{7f}";

/// The sorts of values that have an order: moments, numbers, words, UUIDs.
const SORTS: &[char] = &['d', 'n', 'w', 'x'];

/// Returns the keys under which a partition stands in its parent.
pub(crate) fn places(table: &Object) -> Vec<NameKey> {
    let (Some(parent), Some(bound)) = (table.object(PARTITION_OF), table.get(BOUND)) else {
        return Vec::new();
    };
    let places = bound.as_text().and_then(bound::parsed).map(|bound| places_of(&bound));
    let places = places.unwrap_or_else(|| vec![ANYWHERE.to_owned()]);
    places.iter().map(|place| NameKey::new(parent, PLACES, &full(place, table.id))).collect()
}

fn full(place: &str, partition: ObjectId) -> String {
    format!("{place}{END}{:010}", partition.0)
}

fn places_of(bound: &Bound<'_>) -> Vec<String> {
    match bound {
        Bound::Default => vec![DEFAULT.to_owned()],
        Bound::List(values) => values.iter().map(|value| place_in_list(value)).collect(),
        Bound::Range(from, to) => {
            vec![ends(from, to).map_or(ANYWHERE.to_owned(), |ends| ends.in_order(&ends.end))]
        }
        Bound::Hash(modulus, remainder) => vec![place_of_hash(*modulus, *remainder)],
    }
}

fn place_of_hash(modulus: u64, remainder: u64) -> String {
    format!("{} {remainder:020}", place_of_modulus(modulus))
}

fn place_of_modulus(modulus: u64) -> String {
    format!("hash {modulus:020}")
}

/// Returns the place of a value in a list: values that may be one have one place.
fn place_in_list(value: &str) -> String {
    let Some(text) = constant(value) else { return ANYWHERE.to_owned() };
    let letters = || text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    match number(text) {
        Some(number) => format!("list {number}"),
        // There are other words for it.
        None if text.parse::<f64>().is_ok() || input::truth(text).is_some() => ANYWHERE.to_owned(),
        None => format!("list {}", letters().to_ascii_lowercase()),
    }
}

/// Where a range begins and ends, by the first column of its key.
struct Ends {
    /// The sort of its values.
    sort: char,
    begin: String,
    end: String,
}

impl Ends {
    /// Returns a place among those of the sort.
    fn in_order(&self, rank: &str) -> String {
        format!("{}{rank}", of_sort(self.sort))
    }
}

fn of_sort(sort: char) -> String {
    format!("range {sort}")
}

fn ends(from: &[&str], to: &[&str]) -> Option<Ends> {
    let (from, to) = (from.first()?, to.first()?);
    let (begin, end) = (rank(from), rank(to));
    let sort = begin.as_ref().or(end.as_ref())?.0;
    let at = |value: &str, rank: Option<(char, String)>| match (rank, value) {
        (Some((other, rank)), _) => (other == sort).then_some(rank),
        (None, "MINVALUE") => Some(String::new()),
        (None, "MAXVALUE") => Some(LAST.to_owned()),
        _ => None,
    };
    Some(Ends { sort, begin: at(from, begin)?, end: at(to, end)? })
}

/// Returns the sort of a value and a text that has its order among those of the sort.
fn rank(value: &str) -> Option<(char, String)> {
    let text = constant(value)?.trim();
    let is_id = || text.len() == 36 && text.split('-').all(is_simple);
    match value.starts_with('\'') {
        false => number(text).map(|rank| ('n', rank)),
        true if is_plain_moment(text) => Some(('d', text.to_owned())),
        true if is_simple(text) => Some(('w', text.to_owned())),
        true => is_id().then(|| ('x', text.to_owned())),
    }
}

/// Returns the sort of value whose order is known for a type.
fn sort_of(type_: &str) -> Option<char> {
    match type_ {
        "smallint" | "integer" | "bigint" | "numeric" | "real" | "double precision" => Some('n'),
        "text" | "character varying" | "character" => Some('w'),
        "uuid" => Some('x'),
        other => input::is_moment(other).then_some('d'),
    }
}

/// Returns a text that has a number's order.
fn number(text: &str) -> Option<String> {
    let (is_negative, digits) = text.strip_prefix('-').map_or((false, text), |it| (true, it));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let is_known = whole.len() <= 40
        && [whole, fraction].iter().all(|it| it.bytes().all(|it| it.is_ascii_digit()));
    let rank = format!("{whole:0>40}.{fraction}");
    let below = |digit: char| {
        digit.to_digit(10).and_then(|it| char::from_digit(9 - it, 10)).unwrap_or(digit)
    };
    is_known.then(|| match is_negative && !(whole.is_empty() && fraction.is_empty()) {
        true => format!("-{}~", rank.chars().map(below).collect::<String>()),
        false => format!("0{rank}"),
    })
}

/// Returns the partitions of a table that take the rows that no other takes: there is one at most.
pub(super) fn defaults(catalog: &Catalog, parent: ObjectId) -> impl Iterator<Item = ObjectId> {
    catalog.named_from(parent, PLACES, DEFAULT)
}

/// Returns the partitions of a table that may take rows of a bound. For a bound that has its partition already, these
/// are those that stand before it, or are older where one has no known place: so each pair is found once.
pub(super) fn near(
    catalog: &Catalog,
    parent: ObjectId,
    key: &Key,
    bound: &Bound<'_>,
    partition: Option<ObjectId>,
) -> BTreeSet<ObjectId> {
    let type_ = name_of(key.type_of(0).and_then(Value::as_text));
    let mut near = BTreeSet::new();
    let all = || vec![String::new()];
    let starts = match bound {
        Bound::Range(from, to) => {
            match ends(from, to).filter(|ends| Some(ends.sort) == sort_of(type_)) {
                Some(ends) => {
                    near.extend(reaching(catalog, parent, &ends, partition));
                    let others = SORTS.iter().filter(|sort| **sort != ends.sort);
                    let others = others.map(|sort| of_sort(*sort));
                    others.chain([ANYWHERE.to_owned()]).collect()
                }
                None => all(),
            }
        }
        Bound::List(_) if input::is_moment(type_) => all(),
        Bound::Hash(modulus, remainder) => beside_hash(catalog, parent, *modulus, *remainder),
        Bound::List(_) | Bound::Default => {
            let places = places_of(bound);
            match places.iter().any(|place| place == ANYWHERE) {
                true => all(),
                false => {
                    let places = places.iter().map(|place| format!("{place}{END}"));
                    places.chain([ANYWHERE.to_owned()]).collect()
                }
            }
        }
    };
    let is_older = |id: &ObjectId| partition.is_none_or(|own| *id < own);
    for start in starts {
        near.extend(catalog.named_from(parent, PLACES, &start).filter(is_older));
    }
    near
}

/// Returns the partitions whose ranges end within one, and those that end next after it.
fn reaching(
    catalog: &Catalog,
    parent: ObjectId,
    ends: &Ends,
    partition: Option<ObjectId>,
) -> Vec<ObjectId> {
    let own = partition.map(|own| full(&ends.in_order(&ends.end), own));
    let (sort, end) = (of_sort(ends.sort), ends.in_order(&ends.end));
    let (mut found, mut next) = (Vec::new(), None);
    for (key, id) in catalog.names_from(parent, PLACES, &ends.in_order(&ends.begin)) {
        let place = key.name.split(END).next().filter(|place| place.starts_with(&sort));
        let is_beyond = place.is_some_and(|place| place > end.as_str());
        let is_far = is_beyond && next.is_some_and(|next| Some(next) != place);
        if place.is_none() || is_far || own.as_ref().is_some_and(|own| *key.name >= **own) {
            break;
        }
        next = place.filter(|_| is_beyond);
        found.push(*id);
    }
    found
}

/// Returns the places of the moduli and remainders whose rows may be those of one.
fn beside_hash(catalog: &Catalog, parent: ObjectId, own: u64, remainder: u64) -> Vec<String> {
    let (mut places, mut modulus) = (Vec::new(), 0);
    loop {
        let start = place_of_modulus(modulus);
        let next = catalog.names_from(parent, PLACES, &start).next();
        let next = next.and_then(|(key, _)| key.name.split([' ', END]).nth(1)?.parse().ok());
        let Some(held) = next else { return places };
        places.push(match held > 0 && own.is_multiple_of(held) {
            true => format!("{}{END}", place_of_hash(held, remainder % held)),
            false => place_of_modulus(held),
        });
        modulus = held + 1;
    }
}
