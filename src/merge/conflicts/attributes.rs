//! One object on both sides: the attributes that they set differently, or that can't hold together.
//!
//! Never in it: drops, and objects that only share a name.

use super::collisions::is_definition;
use super::conflict::ConflictClass;
use super::finding::Finding;
use crate::catalog::{Object, ObjectId, SETTINGS_ORDER, is_assignable};
use crate::merge::sides::described::in_words;
use crate::merge::sides::pair::{Pair, said};
use crate::merge::sides::side::{Evidence, INHERITED, NAME, SCHEMA, Side};
use crate::sql::syntax::SyntaxKind;

/// Finds what both sides set, in objects that both have at the end.
pub(crate) fn find(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (&id, account) in &pair.own.accounts {
        let Some((own, other)) = pair.both(id) else { continue };
        let is_new = pair.is_new(id);
        if !is_new {
            let before = findings.len();
            for attribute in account.changes.keys() {
                findings.extend(differently(pair, own, other, attribute));
            }
            if findings.len() == before {
                findings.extend(replaced_by_both(pair, own, other));
            }
            let is_told = |told: &Finding, clash: &Finding| told.attribute == clash.attribute;
            let clash = incompatible(pair, own, other);
            let told = findings.get(before..).unwrap_or_default();
            let clash = clash.filter(|clash| !told.iter().any(|told| is_told(told, clash)));
            findings.extend(clash);
            continue;
        }
        // What makes a new object what it is, is compared as a whole where its name is.
        for attribute in own.attributes.keys() {
            if !is_definition(attribute) {
                findings.extend(differently(pair, own, other, attribute));
            }
        }
    }
    findings
}

/// Finds that both sides set an attribute, to different values.
fn differently(pair: Pair<'_>, own: &Object, other: &Object, attribute: &str) -> Option<Finding> {
    // An index is a part of one other: who comes first takes it.
    let is_taken = attribute == INHERITED && own.kind.is_by_content;
    if is_derived(attribute) && !is_taken || !pair.in_conflict(own, other, attribute) {
        return None;
    }
    let source = pair.own.source_of(own.id, attribute)?;
    let target = pair.other.source_of(other.id, attribute)?;
    let object = pair.described(own.id);
    let class = class_of(pair, own, other, attribute, (source, target));
    let explanation = match class {
        ConflictClass::DivergentRename if attribute == SCHEMA => {
            format!("both sides move {object}, to different schemas")
        }
        ConflictClass::DivergentRename => {
            format!("both sides rename {object}, to different names")
        }
        ConflictClass::SilentOverwrite => {
            format!("both sides replace {object}: the last would win, and nobody be told")
        }
        ConflictClass::BothCreated => {
            format!("both sides make {object}, each with another {}", in_words(attribute))
        }
        ConflictClass::SilentSkip => format!(
            "both sides make {object}, each with another {}, and IF NOT EXISTS would hide it",
            in_words(attribute)
        ),
        _ => format!("both sides set the {} of {object}, differently", in_words(attribute)),
    };
    let finding = Finding::new(object, class, explanation).of(other.id).over(attribute);
    Some(finding.shown_by(vec![source], vec![target]))
}

/// Finds that both sides replace an object as a whole, and not by the same: though each changes something else of
/// it, either says all of it.
///
/// `CREATE OR REPLACE FUNCTION f() … IMMUTABLE AS 'SELECT 2'` here, `… STABLE AS 'SELECT 1'` there.
fn replaced_by_both(pair: Pair<'_>, own: &Object, other: &Object) -> Option<Finding> {
    let source = replacing(pair, own)?;
    let target = replacing(pair.flipped(), other)?;
    let attribute = defined_otherwise(pair, own, other)?;
    let object = pair.described(own.id);
    let explanation =
        format!("both sides replace {object}, and set its {} differently", in_words(attribute));
    let finding = Finding::new(object, ConflictClass::SilentOverwrite, explanation).of(other.id);
    Some(finding.over(attribute).shown_by(vec![source], vec![target]))
}

/// Returns an attribute that this side's definition of an object says otherwise than the other's does.
pub(super) fn defined_otherwise<'o>(
    pair: Pair<'_>,
    own: &'o Object,
    other: &'o Object,
) -> Option<&'o str> {
    let is_other = |attribute: &&str| {
        is_definition(attribute)
            && pair.translated_said(own, attribute) != said(Some(other), attribute)
    };
    let attributes = own.attributes.keys().chain(other.attributes.keys());
    attributes.map(|attribute| &**attribute).find(is_other)
}

/// Returns the `OR REPLACE` by which this side changed what an object is.
fn replacing(pair: Pair<'_>, object: &Object) -> Option<Evidence> {
    if !says_as_written(pair) {
        return None;
    }
    let account = pair.own.accounts.get(&object.id)?;
    let changed = account.changes.iter().filter(|(attribute, by)| {
        is_definition(attribute)
            && pair.is_net(object, attribute)
            && pair.own.says(**by, SyntaxKind::OR_REPLACE)
    });
    changed.map(|(_, by)| *by).max()
}

/// Tells whether an attribute says only what follows from others: which columns of parents a column comes
/// from, which of a routine's settings was made first.
fn is_derived(attribute: &str) -> bool {
    matches!(attribute, INHERITED | "local" | SETTINGS_ORDER)
}

fn class_of(
    pair: Pair<'_>,
    own: &Object,
    other: &Object,
    attribute: &str,
    (source, target): (Evidence, Evidence),
) -> ConflictClass {
    let says = |side: &Side<'_>, by| side.says(by, SyntaxKind::OR_REPLACE);
    let replaces = says_as_written(pair) && says(pair.own, source) && says(pair.other, target);
    match attribute {
        NAME | SCHEMA => ConflictClass::DivergentRename,
        // What `CREATE` says, though others may say it later: who owns a schema.
        _ if makes(pair, own, source) && makes(pair.flipped(), other, target) => {
            let hides = |side: &Side<'_>, by| side.says(by, SyntaxKind::IF_NOT_EXISTS);
            match hides(pair.own, source) || hides(pair.other, target) {
                true => ConflictClass::SilentSkip,
                false => ConflictClass::BothCreated,
            }
        }
        // What can't be replaced twice is not overwritten in silence.
        _ if replaces && has_the_same_parts(pair, own, other) => ConflictClass::SilentOverwrite,
        _ => ConflictClass::BothModified,
    }
}

/// Tells whether the evidence is the statement that made an object.
fn makes(pair: Pair<'_>, object: &Object, by: Evidence) -> bool {
    pair.own.accounts.get(&object.id).is_some_and(|account| account.made == Some(by))
}

/// Tells whether the statements are those that someone wrote: of two whole schemas nobody says how the one became the
/// other.
fn says_as_written(pair: Pair<'_>) -> bool {
    !pair.ground.is_of_wholes
}

/// Tells whether both sides gave an object parts of the same names.
fn has_the_same_parts(pair: Pair<'_>, own: &Object, other: &Object) -> bool {
    let parts = |of: Pair<'_>, whole: ObjectId| -> Vec<String> {
        let parts = of.own.catalog.parts(whole).filter(|part| part.kind.is_defining);
        parts.map(|part| part.name.to_string()).collect()
    };
    parts(pair, own.id) == parts(pair.flipped(), other.id)
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

/// Finds attributes, one set on each side, that can't hold together.
fn incompatible(pair: Pair<'_>, own: &Object, other: &Object) -> Option<Finding> {
    CLASHES.iter().find_map(|(one, two)| {
        let clash = Clash { pair, own, other };
        clash.told(one, two).or_else(|| clash.told(two, one))
    })
}

/// An object that both sides changed.
struct Clash<'a> {
    pair: Pair<'a>,
    own: &'a Object,
    other: &'a Object,
}

impl Clash<'_> {
    /// Tells of the clash between an attribute that the source set and one that the target set, if
    /// they clash.
    fn told(&self, source: &str, target: &str) -> Option<Finding> {
        let (pair, flipped) = (self.pair, self.pair.flipped());
        if !demands(pair, self.own, source) || !demands(flipped, self.other, target) {
            return None;
        }
        let new_type = if source == "type" { self.own } else { self.other };
        if [source, target].contains(&"type") && self.fits(new_type, source.min(target)) {
            return None;
        }
        let one = pair.own.source_of(self.own.id, source)?;
        let two = pair.other.source_of(self.other.id, target)?;
        let object = pair.described(self.own.id);
        let explanation = format!(
            "the source sets the {source} of {object}, the target its {target}: \
             they can't be set without regard to each other"
        );
        let finding = Finding::new(object, ConflictClass::IncompatibleAlter, explanation);
        // Whichever side set which, the conflict is over the same attribute.
        let finding = finding.of(self.other.id).over(source.min(target));
        Some(finding.shown_by(vec![one], vec![two]))
    }

    /// Tells whether what was said of a column under an attribute holds for a new type as well.
    fn fits(&self, object: &Object, attribute: &str) -> bool {
        let old = self.pair.ground.catalog.get(object.id).and_then(|old| old.get("type"));
        let (Some(old), Some(new)) = (old, object.get("type")) else { return false };
        match attribute {
            "default" => [self.pair.own, self.pair.other]
                .into_iter()
                .all(|side| is_assignable(&side.catalog, old, new)),
            _ => matches!(new.as_text(), Some("smallint" | "integer" | "bigint")),
        }
    }
}

/// Tells whether a side's change asks something of the other attributes: taking one back does not,
/// save that a column is to be not null.
fn demands(pair: Pair<'_>, object: &Object, attribute: &str) -> bool {
    object.has(attribute) != (attribute == "not null") && pair.is_net(object, attribute)
}
