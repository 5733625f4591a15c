//! One object on both sides: the attributes that they set differently, or that can't hold together.
//!
//! Never in it: drops, and objects that only share a name.

use super::conflict::ConflictClass;
use super::finding::{Finding, Side};
use super::fold::is_definition;
use super::ledger::{Account, Change, NAME, ObjectId, UseTie};
use super::pair::Pair;
use crate::sql::DdlObjectType;

/// Finds what both sides set, in objects that both have at the end.
pub(super) fn find(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (id, _) in pair.own.accounts() {
        if let Some((own, other)) = pair.both(id) {
            findings.extend(both_set(pair, id, own, other));
            findings.extend(incompatible(pair, id, own, other));
        }
    }
    findings
}

/// Finds the attributes that both sides set, to different values.
///
/// What makes a new object what it is, is compared as a whole where its name is.
fn both_set<'a>(
    pair: Pair<'a>,
    id: ObjectId,
    own: &'a Account,
    other: &'a Account,
) -> impl Iterator<Item = Finding> + 'a {
    own.changes.iter().filter_map(move |(attribute, source)| {
        let target = other.changes.get(attribute)?;
        let is_compared_here = !pair.own.is_new(id) || !is_definition(attribute);
        (is_compared_here && pair.in_conflict(id, attribute, source, target))
            .then(|| differently(pair, id, attribute, source, target))
    })
}

fn differently(
    pair: Pair<'_>,
    id: ObjectId,
    attribute: &str,
    source: &Change,
    target: &Change,
) -> Finding {
    let object = pair.described(id);
    let class = class_of(attribute, source.replaces && target.replaces);
    let explanation = match class {
        ConflictClass::DivergentRename => {
            format!("both sides rename {object}, to different names")
        }
        ConflictClass::IncompatibleAlter => {
            format!("both sides give {object} a {attribute}, and it can have but one")
        }
        ConflictClass::PartitionOverlap => {
            format!("both sides give {object} a {attribute}, so that rows would have two places")
        }
        ConflictClass::SilentOverwrite => {
            format!("both sides replace {object}: the last would win, and nobody be told")
        }
        _ => format!("both sides set the {attribute} of {object}, differently"),
    };
    Finding::new(object, class, explanation)
        .over(attribute)
        .shown_by(vec![source.by], vec![target.by])
}

fn class_of(attribute: &str, both_replace: bool) -> ConflictClass {
    match attribute {
        NAME => ConflictClass::DivergentRename,
        "primary key" => ConflictClass::IncompatibleAlter,
        _ if attribute.starts_with("partition ") => ConflictClass::PartitionOverlap,
        _ if both_replace => ConflictClass::SilentOverwrite,
        _ => ConflictClass::BothModified,
    }
}

/// Pairs of attributes of a column that can't be set without regard to each other.
const CLASHES: &[(&str, &str)] = &[
    ("default", "type"),
    ("default", "identity"),
    ("default", "generated"),
    ("identity", "generated"),
    ("identity", "type"),
    ("not null", "identity"),
];

/// Finds attributes of a column, one set on each side, that can't hold together.
fn incompatible(pair: Pair<'_>, id: ObjectId, own: &Account, other: &Account) -> Option<Finding> {
    if own.kind != DdlObjectType::Column || pair.own.is_new(id) {
        return None;
    }
    CLASHES.iter().find_map(|(one, two)| {
        let clash = Clash { pair, id, own, other };
        clash.told(one, two).or_else(|| clash.told(two, one))
    })
}

/// A column that both sides changed.
struct Clash<'a> {
    pair: Pair<'a>,
    id: ObjectId,
    own: &'a Account,
    other: &'a Account,
}

impl Clash<'_> {
    /// Tells of the clash between an attribute that the source set and one that the target set, if
    /// they clash.
    fn told(&self, source: &str, target: &str) -> Option<Finding> {
        let one = self.own.changes.get(source)?;
        let two = self.other.changes.get(target)?;
        let type_change = if source == "type" { one } else { two };
        let fits = [source, target].contains(&"type") && self.fits(type_change);
        if fits || !self.demands(source, one) || !self.demands(target, two) {
            return None;
        }
        let object = self.pair.described(self.id);
        let explanation = format!(
            "the source sets the {source} of {object}, the target its {target}: \
             they can't be set without regard to each other"
        );
        let finding = Finding::new(object, ConflictClass::IncompatibleAlter, explanation);
        // Whichever side set which, the conflict is over the same attribute.
        Some(finding.over(source.min(target)).shown_by(vec![one.by], vec![two.by]))
    }

    /// Tells whether a change asks something of the other attributes: taking one back does not,
    /// save that a column is to be not null.
    fn demands(&self, attribute: &str, change: &Change) -> bool {
        let is_set = change.value.is_some() != (attribute == "not null");
        is_set && self.pair.is_net(self.id, attribute, change)
    }

    /// Tells whether a new type is of the family of the old one, so that what was said holds still.
    fn fits(&self, change: &Change) -> bool {
        let is_of_base = self.pair.own.is_of_base(self.id);
        let old = is_of_base.then(|| self.pair.base.attribute(self.id, "type")).flatten();
        match (old.and_then(family), change.value.as_deref().and_then(family)) {
            (Some(old), Some(new)) => old == new,
            _ => false,
        }
    }
}

/// Returns the family of a type: a constant of one type of it is one of the others, too.
fn family(type_name: &str) -> Option<&'static str> {
    match type_name.split('(').next().unwrap_or(type_name) {
        "smallint" | "integer" | "bigint" | "smallserial" | "serial" | "bigserial" => {
            Some("integers")
        }
        "numeric" | "real" | "double precision" => Some("numbers"),
        "text" | "character varying" => Some("texts"),
        "timestamp" | "timestamp with time zone" => Some("moments"),
        _ => None,
    }
}

/// Finds columns that this side needs to be not null and the other makes nullable.
pub(super) fn nullable_keys(pair: Pair<'_>, side: Side) -> Vec<Finding> {
    let needs = pair.own.uses().filter(|(_, one)| one.tie == UseTie::NotNull);
    let found = needs.filter_map(|(column, one)| {
        let other = pair.other.own(pair.counterpart(column)?)?;
        let change = other.changes.get("not null").filter(|change| change.value.is_none())?;
        if other.dropped.is_some() || !pair.own.holds(one) {
            return None;
        }
        let (column, maker) = (pair.described(column), side.other());
        let explanation = format!("{side} makes a key over {column}, which {maker} makes nullable");
        let finding = Finding::new(column, ConflictClass::IncompatibleAlter, explanation);
        Some(finding.over("not null").shown_from(side, vec![one.by], vec![change.by]))
    });
    found.collect()
}
