//! The net account of what statements did: one per object, whatever the statements in between.
//!
//! A ledger holds what a run of statements left behind. A branch's ledger stands on the base's: it
//! says only what the branch changed, and looks up all else below. An object keeps its id through
//! renames and moves; dropped and made again, it is another object.
//!
//! Never in it: the text of statements, and any comparison of two branches.

use std::collections::{BTreeMap, HashMap};

use crate::sql::effects::{Attribute, CreateMode};
use crate::sql::{DdlObjectType, Span};

/// An object of one ledger, or of the base below it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct ObjectId(u32);

/// Where a ledger has something from: a statement, and the part of it that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Evidence {
    /// The statement, as its place among those of base and branch.
    pub(super) change: usize,
    /// The part of its text.
    pub(super) span: Span,
}

/// A name in its namespace.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    /// The schema or the table that the name lives in.
    pub(super) parent: Option<ObjectId>,
    /// The namespace, as the kind of object that stands for it.
    pub(super) namespace: DdlObjectType,
    /// The name.
    pub(super) name: String,
}

/// How an object came to be known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// A statement speaks of it as being there, though none is known to have made it.
    Implied,
    /// A statement made it.
    Created(CreateMode),
}

/// What became of one object.
#[derive(Clone, Debug)]
pub(super) struct Account {
    /// What it is.
    pub(super) kind: DdlObjectType,
    /// How it came to be known.
    pub(super) origin: Origin,
    /// The name by which it was first known.
    pub(super) first_key: Key,
    /// Its name at the end.
    pub(super) key: Key,
    /// What made it, or replaced it as a whole, last.
    pub(super) made: Option<Evidence>,
    /// What is said of it, each attribute by the last statement on it.
    pub(super) changes: BTreeMap<Attribute, Change>,
    /// What dropped it.
    pub(super) dropped: Option<Dropping>,
}

/// What an attribute was set to.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// The value; nothing if it was taken back.
    pub(super) value: Option<String>,
    /// What set it.
    pub(super) by: Evidence,
    /// Whether `OR REPLACE` set it, over whatever was there.
    pub(super) replaces: bool,
}

/// How an object went.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dropping {
    /// What dropped it.
    pub(super) by: Evidence,
    /// The object that was dropped, and took this one with it.
    pub(super) root: ObjectId,
    /// Whether all that needed it went too.
    pub(super) cascade: bool,
}

/// That one object needs another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Use {
    /// The object that needs.
    pub(super) user: ObjectId,
    /// In what way.
    pub(super) tie: UseTie,
    /// What says so.
    pub(super) by: Evidence,
    /// What the need came with; once that is overridden, the need is gone.
    pub(super) cause: Evidence,
}

/// The ways in which one object needs another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UseTie {
    /// It can't be without it.
    Uses,
    /// It goes with it.
    BelongsTo,
    /// It needs the column to be not null.
    NotNull,
}

/// The attribute under which a ledger notes a new name.
pub(super) const NAME: &str = "name";
/// The attribute under which a ledger notes a move to another schema.
pub(super) const SCHEMA: &str = "schema";

/// Whose a name is.
#[derive(Clone, Copy, Debug)]
enum Holder {
    /// It is this object's.
    Has(ObjectId),
    /// It was this object's last, and is free.
    Had(ObjectId),
}

/// What a run of statements did, on top of a base.
#[derive(Debug)]
pub(super) struct Ledger<'base> {
    base: Option<&'base Ledger<'base>>,
    first: u32,
    next: u32,
    accounts: BTreeMap<ObjectId, Account>,
    names: HashMap<Key, Holder>,
    implied: HashMap<Key, ObjectId>,
    overloads: HashMap<Key, Vec<ObjectId>>,
    children: HashMap<ObjectId, Vec<ObjectId>>,
    uses: BTreeMap<ObjectId, Vec<Use>>,
    /// The schemas that unqualified names mean, first to last.
    pub(super) search_path: Vec<String>,
}

impl<'base> Ledger<'base> {
    /// Returns an empty ledger, on top of a base if there is one.
    pub(super) fn new(base: Option<&'base Ledger<'base>>) -> Self {
        let first = base.map_or(0, |base| base.next);
        let search_path = base.map_or_else(|| vec!["public".to_owned()], |b| b.search_path.clone());
        Ledger {
            base,
            first,
            next: first,
            accounts: BTreeMap::new(),
            names: HashMap::new(),
            implied: HashMap::new(),
            overloads: HashMap::new(),
            children: HashMap::new(),
            uses: BTreeMap::new(),
            search_path,
        }
    }

    /// Tells whether an object is the base's.
    pub(super) fn is_of_base(&self, id: ObjectId) -> bool {
        id.0 < self.first
    }

    /// Tells whether an object was made by the statements of this ledger.
    pub(super) fn is_new(&self, id: ObjectId) -> bool {
        let made = |account: &Account| matches!(account.origin, Origin::Created(_));
        !self.is_of_base(id) && self.own(id).is_some_and(made)
    }

    /// Returns the accounts of all objects that this ledger says something of; a whole comes before
    /// its parts.
    pub(super) fn accounts(&self) -> impl Iterator<Item = (ObjectId, &Account)> {
        self.accounts.iter().map(|(id, account)| (*id, account))
    }

    /// Returns what this ledger says of an object, if it says something.
    pub(super) fn own(&self, id: ObjectId) -> Option<&Account> {
        self.accounts.get(&id)
    }

    /// Returns the account of an object, here or in the base.
    pub(super) fn account(&self, id: ObjectId) -> Option<&Account> {
        self.own(id).or_else(|| self.base?.account(id))
    }

    /// Tells whether an object is there at the end.
    pub(super) fn is_alive(&self, id: ObjectId) -> bool {
        self.account(id).is_some_and(|account| account.dropped.is_none())
    }

    /// Returns the object that has a name at the end.
    pub(super) fn holder(&self, key: &Key) -> Option<ObjectId> {
        match self.names.get(key) {
            Some(Holder::Has(id)) => Some(*id),
            Some(Holder::Had(_)) => None,
            None => self.base?.holder(key),
        }
    }

    /// Returns the object that a name meant last, be it its name no longer.
    pub(super) fn last_holder(&self, key: &Key) -> Option<ObjectId> {
        match self.names.get(key) {
            Some(Holder::Has(id) | Holder::Had(id)) => Some(*id),
            None => self.base?.last_holder(key),
        }
    }

    /// Returns the object that statements spoke of by a name, though none is known to have made it.
    pub(super) fn implied(&self, key: &Key) -> Option<ObjectId> {
        self.implied.get(key).copied()
    }

    /// Returns the routines of a name, whatever their arguments.
    pub(super) fn overloads(&self, key: &Key) -> Vec<ObjectId> {
        let below = self.base.map(|base| base.overloads(key)).unwrap_or_default();
        let own = self.overloads.get(key).into_iter().flatten().copied();
        below.into_iter().chain(own).filter(|id| self.is_alive(*id)).collect()
    }

    /// Returns the parts of an object that are there at the end, of one kind.
    pub(super) fn parts(&self, id: ObjectId, namespace: DdlObjectType) -> Vec<ObjectId> {
        let mut parts = self.children(id);
        parts.retain(|part| {
            let of_kind = |account: &Account| account.key.namespace == namespace;
            self.is_alive(*part) && self.account(*part).is_some_and(of_kind)
        });
        parts
    }

    fn children(&self, id: ObjectId) -> Vec<ObjectId> {
        let mut children = self.base.map(|base| base.children(id)).unwrap_or_default();
        children.extend(self.children.get(&id).into_iter().flatten());
        children
    }

    /// Returns what an attribute of an object is at the end.
    pub(super) fn attribute(&self, id: ObjectId, attribute: &str) -> Option<&str> {
        match self.own(id).and_then(|account| account.changes.get(attribute)) {
            Some(change) => change.value.as_deref(),
            None => self.base?.attribute(id, attribute),
        }
    }

    /// Returns all attributes that an object has been given, here and in the base.
    pub(super) fn attributes(&self, id: ObjectId) -> Vec<Attribute> {
        let mut attributes = self.base.map(|base| base.attributes(id)).unwrap_or_default();
        let own = self.own(id).into_iter().flat_map(|account| account.changes.keys().cloned());
        attributes.extend(own);
        attributes
    }

    /// Returns the needs that this ledger added: the needed object, and who needs it.
    pub(super) fn uses(&self) -> impl Iterator<Item = (ObjectId, &Use)> {
        self.uses.iter().flat_map(|(used, uses)| uses.iter().map(|one| (*used, one)))
    }

    /// Tells whether a need that this ledger, or its base, noted still holds at the end.
    pub(super) fn holds(&self, one: &Use) -> bool {
        self.is_alive(one.user) && self.is_in_force(one.user, one.cause)
    }

    /// Tells whether an object is still what a statement made it, in one attribute at least.
    fn is_in_force(&self, id: ObjectId, cause: Evidence) -> bool {
        let made = self.account(id).is_some_and(|account| account.made == Some(cause));
        let own = self.own(id).map(|account| &account.changes);
        let below = self.base.and_then(|base| base.account(id)).map(|account| &account.changes);
        let is_overridden = |attribute| own.is_some_and(|changes| changes.contains_key(attribute));
        let by_cause = |change: &Change| change.by == cause;
        made || own.is_some_and(|changes| changes.values().any(by_cause))
            || below.is_some_and(|changes| {
                changes.iter().any(|(name, change)| by_cause(change) && !is_overridden(name))
            })
    }

    /// Notes an object that a statement makes, or speaks of as being there.
    pub(super) fn add(
        &mut self,
        key: Key,
        kind: DdlObjectType,
        origin: Origin,
        made: Option<Evidence>,
    ) -> ObjectId {
        let id = ObjectId(self.next);
        self.next += 1;
        if origin == Origin::Implied {
            self.implied.insert(key.clone(), id);
        }
        if let Some(parent) = key.parent {
            self.children.entry(parent).or_default().push(id);
        }
        self.take_name(&key, id);
        let (changes, dropped) = (BTreeMap::new(), None);
        let first_key = key.clone();
        self.accounts.insert(id, Account { kind, origin, first_key, key, made, changes, dropped });
        id
    }

    fn take_name(&mut self, key: &Key, id: ObjectId) {
        self.names.insert(key.clone(), Holder::Has(id));
        if let Some((bare, _)) = key.name.split_once('(') {
            let bare = Key { name: bare.to_owned(), ..key.clone() };
            self.overloads.entry(bare).or_default().push(id);
        }
    }

    /// Notes what an attribute is set to.
    pub(super) fn set(&mut self, id: ObjectId, attribute: Attribute, change: Change) {
        if let Some(account) = self.touch(id) {
            account.changes.insert(attribute, change);
        }
    }

    /// Notes that a statement defines an object anew, as a whole.
    pub(super) fn remake(&mut self, id: ObjectId, by: Evidence) {
        if let Some(account) = self.touch(id) {
            account.made = Some(by);
        }
    }

    /// Notes a new name, or a move to another schema, under its attribute.
    pub(super) fn rename(
        &mut self,
        id: ObjectId,
        key: Key,
        attribute: &'static str,
        change: Change,
    ) {
        let Some(account) = self.touch(id) else { return };
        let old = std::mem::replace(&mut account.key, key.clone());
        account.changes.insert(attribute.into(), change);
        self.names.insert(old, Holder::Had(id));
        self.take_name(&key, id);
    }

    /// Notes that one object needs another.
    pub(super) fn note_use(&mut self, used: ObjectId, one: Use) {
        if used != one.user {
            self.uses.entry(used).or_default().push(one);
        }
    }

    /// Drops an object and what goes with it.
    pub(super) fn drop(&mut self, root: ObjectId, by: Evidence, cascade: bool) {
        let mut going = vec![root];
        while let Some(id) = going.pop() {
            if !self.is_alive(id) {
                continue;
            }
            let Some(account) = self.touch(id) else { continue };
            account.dropped = Some(Dropping { by, root, cascade });
            let key = account.key.clone();
            self.names.insert(key, Holder::Had(id));
            going.extend(self.children(id));
            going.extend(self.fellows(id, by, cascade));
        }
    }

    /// Returns what goes when an object goes, beside its parts.
    fn fellows(&mut self, id: ObjectId, by: Evidence, cascade: bool) -> Vec<ObjectId> {
        let mut going = Vec::new();
        for one in self.all_uses(id) {
            if one.tie == UseTie::NotNull || !self.holds(&one) {
                continue;
            }
            let is_default = self.is_default(id, one.user);
            if one.tie == UseTie::BelongsTo || (cascade && !is_default) {
                going.push(one.user);
            } else if cascade {
                let change = Change { value: None, by, replaces: false };
                self.set(one.user, "default".into(), change);
            }
        }
        going
    }

    fn all_uses(&self, id: ObjectId) -> Vec<Use> {
        let mut uses = self.base.map(|base| base.all_uses(id)).unwrap_or_default();
        uses.extend(self.uses.get(&id).into_iter().flatten());
        uses
    }

    /// Tells whether a column needs an object for its default only, not for its type.
    fn is_default(&self, used: ObjectId, user: ObjectId) -> bool {
        let kind = |id| self.account(id).map(|account| account.key.namespace);
        kind(user) == Some(DdlObjectType::Column) && kind(used) != Some(DdlObjectType::Type)
    }

    /// Returns the account of an object to write in; one of the base is opened on first use.
    fn touch(&mut self, id: ObjectId) -> Option<&mut Account> {
        if !self.accounts.contains_key(&id) {
            let below = self.base?.account(id)?;
            let account = Account {
                kind: below.kind,
                origin: below.origin,
                first_key: below.key.clone(),
                key: below.key.clone(),
                made: below.made,
                changes: BTreeMap::new(),
                dropped: None,
            };
            self.accounts.insert(id, account);
        }
        self.accounts.get_mut(&id)
    }
}
