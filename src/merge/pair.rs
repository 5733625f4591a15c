//! Two branches' ledgers side by side: which object of the one is which of the other.
//!
//! An object of the base is itself on both sides, whatever it is called there. Objects that both
//! branches made, or took to be there, are one if they have one name. Never in it: verdicts.

use super::ledger::{Account, Key, Ledger, ObjectId, Origin};
use crate::sql::DdlObjectType;

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

    /// Returns what an object is, and the name by which people know it: the base's, if it has one.
    pub(super) fn described(&self, id: ObjectId) -> (DdlObjectType, String) {
        let ledger = if self.own.is_of_base(id) { self.base } else { self.own };
        let Some(account) = ledger.account(id) else {
            return (DdlObjectType::Unknown, String::new());
        };
        (account.kind, self.full_name(account))
    }

    fn full_name(&self, account: &Account) -> String {
        let name = quoted(&account.key.name);
        let Some(parent) = account.key.parent else { return name };
        let (of, whole) = self.described(parent);
        match account.kind {
            _ if of == DdlObjectType::Schema && whole == "public" => name,
            DdlObjectType::Trigger
            | DdlObjectType::Policy
            | DdlObjectType::Rule
            | DdlObjectType::Constraint => format!("{name} on {whole}"),
            _ => format!("{whole}.{name}"),
        }
    }
}

/// Returns a name with quotes where PostgreSQL needs them; the arguments of a routine stay.
fn quoted(name: &str) -> String {
    let (bare, arguments) = match name.find('(') {
        Some(at) => name.split_at(at),
        None => (name, ""),
    };
    let is_plain = bare.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
        && bare.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_$".contains(c));
    if is_plain || bare.starts_with('\'') {
        return name.to_owned();
    }
    format!("\"{}\"{arguments}", bare.replace('"', "\"\""))
}
