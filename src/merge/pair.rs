//! Two branches' ledgers side by side: which object of the one is which of the other.
//!
//! An object of the base is itself on both sides, whatever it is called there. Objects that both
//! branches made, or took to be there, are one if they have one name. Never in it: verdicts.

use super::finding::Described;
use super::ledger::{Account, Change, Key, Ledger, NAME, ObjectId, Origin, SCHEMA};
use super::three_way::{Merged, three_way};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;

/// One side of a merge, as seen with the other.
#[derive(Clone, Copy)]
pub(super) struct Pair<'a> {
    /// What both sides stand on.
    pub(super) base: &'a Ledger<'a>,
    /// This side.
    pub(super) own: &'a Ledger<'a>,
    /// The other side.
    pub(super) other: &'a Ledger<'a>,
}

impl<'a> Pair<'a> {
    /// Returns the same, seen from the other side.
    pub(super) fn flipped(self) -> Pair<'a> {
        Pair { base: self.base, own: self.other, other: self.own }
    }

    /// Returns the object of the other side that an object of this side is.
    pub(super) fn counterpart(&self, id: ObjectId) -> Option<ObjectId> {
        if self.own.is_of_base(id) {
            return Some(id);
        }
        let account = self.own.own(id)?;
        match account.origin {
            Origin::Implied => self.other.implied(&self.translated(&account.first_key)?),
            Origin::Created(_) => {
                let holder = self.other.holder(&self.translated(&account.key)?)?;
                self.other.is_new(holder).then_some(holder)
            }
        }
    }

    /// Returns a name of this side as the other side has it.
    pub(super) fn translated(&self, key: &Key) -> Option<Key> {
        let parent = match key.parent {
            Some(parent) => Some(self.counterpart(parent)?),
            None => None,
        };
        Some(Key { parent, ..key.clone() })
    }

    /// Returns what both sides say of an object that both have at the end.
    pub(super) fn both(&self, id: ObjectId) -> Option<(&'a Account, &'a Account)> {
        let own = self.own.own(id)?;
        let other = self.other.own(self.counterpart(id)?)?;
        (own.dropped.is_none() && other.dropped.is_none()).then_some((own, other))
    }

    /// Returns the value that an attribute of an object of this side had in the base.
    fn base_value(&self, id: ObjectId, attribute: &str) -> Option<String> {
        let key = &self.at_first(id)?.1;
        match attribute {
            NAME => Some(key.name.clone()),
            SCHEMA => Some(self.at_first(key.parent?)?.1.name.clone()),
            _ if self.own.is_of_base(id) => self.base.attribute(id, attribute).map(str::to_owned),
            _ => None,
        }
    }

    /// Tells whether a change of this side leaves the attribute another than it was.
    pub(super) fn is_net(&self, id: ObjectId, attribute: &str, change: &Change) -> bool {
        self.is_unknown(id, attribute) || self.base_value(id, attribute) != change.value
    }

    /// Tells whether two changes of one attribute, one on each side, can't be merged.
    pub(super) fn in_conflict(
        &self,
        id: ObjectId,
        attribute: &str,
        own: &Change,
        other: &Change,
    ) -> bool {
        if self.is_unknown(id, attribute) {
            return own.value != other.value;
        }
        let base = self.base_value(id, attribute);
        three_way(&base, &own.value, &other.value) == Merged::Conflict
    }

    /// Tells whether the base says nothing of what an attribute was, though it was something.
    fn is_unknown(&self, id: ObjectId, attribute: &str) -> bool {
        let is_implied =
            self.own.account(id).is_some_and(|account| account.origin == Origin::Implied);
        is_implied && self.base_value(id, attribute).is_none()
    }

    /// Returns what an object is, and its name in the base, or its own if the base has it not.
    pub(super) fn described(&self, id: ObjectId) -> Described {
        match self.at_first(id) {
            Some((kind, key)) => Described { kind, name: self.full_name(kind, &key) },
            None => Described { kind: DdlObjectType::Unknown, name: String::new() },
        }
    }

    /// Returns what an object is, and its name at the end of this side.
    pub(super) fn described_at_the_end(&self, account: &Account) -> Described {
        Described { kind: account.kind, name: self.full_name(account.kind, &account.key) }
    }

    /// Returns what an object is, and the name by which it was there before this side's changes.
    fn at_first(&self, id: ObjectId) -> Option<(DdlObjectType, Key)> {
        if self.own.is_of_base(id) {
            return self.base.account(id).map(|account| (account.kind, account.key.clone()));
        }
        let account = self.own.own(id)?;
        let key = match account.origin {
            Origin::Implied => &account.first_key,
            Origin::Created(_) => &account.key,
        };
        Some((account.kind, key.clone()))
    }

    fn full_name(&self, kind: DdlObjectType, key: &Key) -> String {
        let name = quoted(&key.name);
        let Some(parent) = key.parent else { return name };
        let Described { kind: of, name: whole } = self.described(parent);
        match kind {
            _ if of == DdlObjectType::Schema && whole == "public" => name,
            DdlObjectType::Trigger
            | DdlObjectType::Policy
            | DdlObjectType::Rule
            | DdlObjectType::Constraint => format!("{name} on {whole}"),
            _ => format!("{whole}.{name}"),
        }
    }
}

/// Returns a name with quotes where it has to have them; the arguments of a routine stay as they
/// are, and so does the label of an enum's value.
fn quoted(name: &str) -> String {
    if name.starts_with('\'') {
        return name.to_owned();
    }
    let (bare, arguments) = name.split_at(name.find('(').unwrap_or(name.len()));
    format!("{}{arguments}", quote(bare))
}
