//! One name on both sides, given to two objects.
//!
//! Both may be new, or one, or none: a rename gives a name as `CREATE` does. Two new objects that
//! are alike are one object, and no conflict. Never in it: attributes of objects that were there.

use std::collections::HashSet;

use super::conflict::{ConflictClass, DdlConflictType};
use super::finding::{Described, Finding};
use super::fold::is_definition;
use super::ledger::{Account, Evidence, Key, Ledger, NAME, ObjectId, Origin, SCHEMA};
use super::pair::Pair;
use crate::sql::DdlObjectType;
use crate::sql::effects::CreateMode;

/// Finds names that both sides gave, to objects that are not alike.
pub(super) fn find(pair: Pair<'_>) -> Vec<Finding> {
    let mut disputed = HashSet::new();
    let mut findings = Vec::new();
    for (id, account) in pair.own.accounts() {
        // The story of a whole is told before those of its parts, and in place of them.
        let is_told = account.key.parent.is_some_and(|parent| disputed.contains(&parent));
        let collision = Collision::of(pair, id).filter(Collision::is_conflict);
        if is_told || collision.is_some() {
            disputed.insert(id);
        }
        findings.extend(collision.filter(|_| !is_told).map(|collision| collision.told()));
    }
    findings
}

/// An object that got its name on this side.
struct Named<'a> {
    id: ObjectId,
    account: &'a Account,
    by: Evidence,
    is_new: bool,
}

impl<'a> Named<'a> {
    fn of(pair: Pair<'a>, id: ObjectId) -> Option<Named<'a>> {
        let account = pair.own.own(id).filter(|account| account.dropped.is_none())?;
        let is_new = pair.own.is_new(id);
        let by = if is_new { account.made } else { renamed_by(pair, id, account) };
        Some(Named { id, account, by: by?, is_new })
    }

    /// Returns what an index is of, which is part of what it is.
    fn on(&self) -> Option<&str> {
        self.account.changes.get("on")?.value.as_deref()
    }

    fn mode(&self) -> CreateMode {
        match self.account.origin {
            Origin::Created(mode) => mode,
            Origin::Implied => CreateMode::Plain,
        }
    }
}

/// Returns what gave an object that was there before another name or schema.
fn renamed_by(pair: Pair<'_>, id: ObjectId, account: &Account) -> Option<Evidence> {
    let given = [NAME, SCHEMA].into_iter().filter_map(|attribute| {
        let change = account.changes.get(attribute)?;
        pair.is_net(id, attribute, change).then_some(change.by)
    });
    given.max()
}

/// Two objects, one on each side, that got the same name.
struct Collision<'a> {
    pair: Pair<'a>,
    source: Named<'a>,
    target: Named<'a>,
}

impl<'a> Collision<'a> {
    /// Returns the collision over the name that an object of this side got, if the other side gave
    /// it, too.
    fn of(pair: Pair<'a>, id: ObjectId) -> Option<Collision<'a>> {
        let source = Named::of(pair, id)?;
        let holder = pair.other.holder(&pair.translated(&source.account.key)?)?;
        let target = Named::of(pair.flipped(), holder)?;
        Some(Collision { pair, source, target })
    }

    /// Tells whether the two can't be one: a thing renamed alike is one, and so are new ones that
    /// are alike.
    fn is_conflict(&self) -> bool {
        match self.both_new() {
            true => differ(self.pair, self.source.id, self.target.id),
            false => self.pair.counterpart(self.source.id) != Some(self.target.id),
        }
    }

    fn both_new(&self) -> bool {
        self.source.is_new && self.target.is_new
    }

    fn class(&self) -> ConflictClass {
        let is_one_thing = self.source.account.kind == self.target.account.kind
            && self.source.on() == self.target.on();
        match (self.source.mode(), self.target.mode()) {
            _ if !self.both_new() || !is_one_thing => ConflictClass::NamespaceCollision,
            (CreateMode::OrReplace, CreateMode::OrReplace) => ConflictClass::SilentOverwrite,
            (CreateMode::IfNotExists, _) | (_, CreateMode::IfNotExists) => {
                ConflictClass::SilentSkip
            }
            _ => ConflictClass::BothCreated,
        }
    }

    fn told(&self) -> Finding {
        let (pair, class) = (self.pair, self.class());
        let source = pair.described_at_the_end(self.source.account);
        // Whichever side is the source, the conflict is over the same object.
        let kind = self.source.account.kind.min(self.target.account.kind);
        let object = Described { kind, name: source.name.clone() };
        let explanation = match class {
            ConflictClass::NamespaceCollision => {
                let target = pair.flipped().described_at_the_end(self.target.account);
                let (source, target) = (deed(&self.source, &source), deed(&self.target, &target));
                format!("one name for two: the source {source}, the target {target}")
            }
            ConflictClass::SilentOverwrite => {
                format!("both sides replace {object}: the last would win, and nobody be told")
            }
            ConflictClass::SilentSkip => {
                format!("both sides make {object}, differently, and IF NOT EXISTS would hide it")
            }
            _ => format!("both sides make {object}, differently"),
        };
        let mut finding = Finding::new(object, class, explanation);
        finding.conflict_type = DdlConflictType::BothCreated;
        finding.shown_by(vec![self.source.by], vec![self.target.by])
    }
}

/// Tells how an object got its name.
fn deed(named: &Named<'_>, object: &Described) -> String {
    match (named.is_new, named.on()) {
        (true, Some(on)) => format!("makes {object} on {on}"),
        (true, None) => format!("makes {object}"),
        (false, _) => format!("gives it to {object}"),
    }
}

/// The parts that make an object what it is.
const DEFINING: &[DdlObjectType] =
    &[DdlObjectType::Column, DdlObjectType::Constraint, DdlObjectType::Type];

/// Tells whether two new objects are made differently, in themselves or in their parts.
fn differ(pair: Pair<'_>, source: ObjectId, target: ObjectId) -> bool {
    kind(pair.own, source) != kind(pair.other, target)
        || !definition(pair.own, source).eq(definition(pair.other, target))
        || DEFINING.iter().any(|kind| parts_differ(pair, source, target, *kind))
}

fn kind(ledger: &Ledger<'_>, id: ObjectId) -> Option<DdlObjectType> {
    ledger.own(id).map(|account| account.kind)
}

/// Returns what a new object is by itself: its attributes, less its name and who may use it.
fn definition<'a>(
    ledger: &'a Ledger<'_>,
    id: ObjectId,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    let changes = ledger.own(id).into_iter().flat_map(|account| &account.changes);
    changes.filter_map(|(attribute, change)| {
        let counts = is_definition(attribute) && ![NAME, SCHEMA].contains(&attribute.as_ref());
        Some((attribute.as_ref(), change.value.as_deref()?)).filter(|_| counts)
    })
}

fn parts_differ(pair: Pair<'_>, source: ObjectId, target: ObjectId, kind: DdlObjectType) -> bool {
    let (own, others) = (pair.own.parts(source, kind), pair.other.parts(target, kind));
    own.len() != others.len()
        || own.into_iter().any(|part| {
            let account = pair.own.own(part);
            let key = account.map(|one| Key { parent: Some(target), ..one.key.clone() });
            let counterpart = key.and_then(|key| pair.other.holder(&key));
            counterpart.is_none_or(|other| differ(pair, part, other))
        })
}
