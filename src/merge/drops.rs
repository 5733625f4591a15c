//! A drop on one side against a change, or a new need, on the other.
//!
//! One drop is one cause: all that the other side did to the object, or to what went with it, is
//! told in one conflict. Never in it: what both sides changed.

use std::collections::BTreeMap;

use super::conflict::ConflictClass;
use super::finding::{Described, Finding, Side};
use super::ledger::{Account, Dropping, Evidence, Ledger, ObjectId};
use super::pair::Pair;
use crate::sql::DdlObjectType;
use crate::sql::effects::METADATA;

/// Finds what this side drops though the other side changes or needs it.
pub(super) fn find(pair: Pair<'_>, side: Side) -> Vec<Finding> {
    let mut losses = Losses { pair, by_root: BTreeMap::new() };
    losses.changes();
    losses.needs();
    let mut findings: Vec<Finding> =
        losses.by_root.iter().map(|(root, loss)| loss.told(pair, side, *root)).collect();
    if side == Side::Source {
        findings.extend(replaced_on_one_side(pair));
    }
    findings
}

/// What the other side did to an object that this side drops.
struct Loss {
    dropping: Dropping,
    touches: Vec<Touch>,
}

struct Touch {
    by: Evidence,
    way: Way,
}

enum Way {
    /// It changes an attribute.
    Attribute(String),
    /// It adds a part, such as a column.
    Part(Described),
    /// It makes something that needs it.
    Need(Described),
}

struct Losses<'a> {
    pair: Pair<'a>,
    by_root: BTreeMap<ObjectId, Loss>,
}

impl Losses<'_> {
    /// Gathers what the other side changed of what this side drops, and added to it.
    fn changes(&mut self) {
        let seen = self.pair.flipped();
        for (id, account) in seen.own.accounts() {
            if account.dropped.is_some() {
                continue;
            }
            if seen.own.is_new(id) {
                self.part(seen.described(id), account);
            } else if let Some(dropping) = self.dropping(id) {
                for (attribute, change) in &account.changes {
                    let is_metadata = METADATA.contains(&attribute.as_ref());
                    if !is_metadata && seen.is_net(id, attribute, change) {
                        self.note(dropping, change.by, Way::Attribute(attribute.to_string()));
                    }
                }
            }
        }
    }

    /// Gathers a new part of something that this side drops.
    fn part(&mut self, part: Described, account: &Account) {
        let dropping = account.key.parent.and_then(|parent| self.dropping(parent));
        let (Some(dropping), Some(by)) = (dropping, account.made) else { return };
        let is_change = matches!(account.kind, DdlObjectType::Column | DdlObjectType::Constraint)
            || dropping.cascade;
        let way = if is_change { Way::Part(part) } else { Way::Need(part) };
        self.note(dropping, by, way);
    }

    /// Gathers what the other side made that needs something that this side drops.
    fn needs(&mut self) {
        let seen = self.pair.flipped();
        for (used, one) in seen.own.uses() {
            if let Some(dropping) = self.dropping(used)
                && seen.own.holds(one)
            {
                self.note(dropping, one.by, Way::Need(seen.described(one.user)));
            }
        }
    }

    /// Returns how this side drops an object of the other side, if it does.
    fn dropping(&self, other: ObjectId) -> Option<Dropping> {
        let own = self.pair.flipped().counterpart(other)?;
        self.pair.own.own(own)?.dropped.filter(|_| !self.pair.own.is_new(own))
    }

    fn note(&mut self, dropping: Dropping, by: Evidence, way: Way) {
        let loss = Loss { dropping, touches: Vec::new() };
        self.by_root.entry(dropping.root).or_insert(loss).touches.push(Touch { by, way });
    }
}

impl Loss {
    fn told(&self, pair: Pair<'_>, side: Side, root: ObjectId) -> Finding {
        let object = pair.described(root);
        let class = self.class(pair.own, root);
        let explanation = self.explanation(&object, class, side);
        let theirs = self.touches.iter().map(|touch| touch.by).collect();
        let mut ours = vec![self.dropping.by];
        ours.extend(successor(pair.own, root).and_then(|(_, account)| account.made));
        let finding = Finding::new(object, class, explanation).shown_from(side, ours, theirs);
        match self.first() {
            Some(Way::Attribute(attribute)) => finding.over(attribute),
            _ => finding,
        }
    }

    /// Returns the touch that the conflict is told by: the first change, or else the first need.
    fn first(&self) -> Option<&Way> {
        let order = |touch: &&Touch| (matches!(touch.way, Way::Need(_)), touch.by);
        self.touches.iter().min_by_key(order).map(|touch| &touch.way)
    }

    fn class(&self, own: &Ledger<'_>, root: ObjectId) -> ConflictClass {
        if successor(own, root).is_some() {
            return ConflictClass::IdentityReplaced;
        }
        match self.first() {
            Some(Way::Need(_)) => ConflictClass::DropVsReference,
            _ => ConflictClass::DropVsModify,
        }
    }

    fn explanation(&self, object: &Described, class: ConflictClass, side: Side) -> String {
        let other = side.other();
        let does = match class {
            ConflictClass::IdentityReplaced => "drops and makes anew",
            _ => "drops",
        };
        match self.first() {
            Some(Way::Need(user)) => {
                format!("{side} {does} {object}, which {other} needs for {user}")
            }
            Some(Way::Part(part)) => {
                format!("{side} {does} {object}, to which {other} adds {part}")
            }
            Some(Way::Attribute(attribute)) => {
                format!("{side} {does} {object}, of which {other} changes the {attribute}")
            }
            None => format!("{side} {does} {object}, which {other} changes"),
        }
    }
}

/// Returns the new object that took the name of a dropped one.
fn successor<'a>(ledger: &'a Ledger<'_>, dropped: ObjectId) -> Option<(ObjectId, &'a Account)> {
    let account = ledger.own(dropped)?;
    let id = ledger.holder(&account.key)?;
    ledger.is_new(id).then_some(())?;
    Some((id, ledger.own(id)?))
}

/// Finds what both sides drop, and one makes anew: is it to be there or not?
fn replaced_on_one_side(pair: Pair<'_>) -> Vec<Finding> {
    let both_drop = pair.own.accounts().filter_map(|(id, own)| {
        let other = pair.other.own(pair.counterpart(id)?)?;
        let (own, other) = (own.dropped?, other.dropped?);
        // A part that went with its whole on both sides is no cause by itself.
        let is_cause = own.root == id || pair.flipped().counterpart(other.root) == Some(id);
        (is_cause && !pair.own.is_new(id)).then_some((id, own, other))
    });
    both_drop.filter_map(|(id, own, other)| replaced(pair, id, own, other)).collect()
}

fn replaced(pair: Pair<'_>, id: ObjectId, own: Dropping, other: Dropping) -> Option<Finding> {
    let anew =
        |ledger: &Ledger<'_>, id| successor(ledger, id).and_then(|(_, account)| account.made);
    let (source, target) = (anew(pair.own, id), anew(pair.other, pair.counterpart(id)?));
    let side = match (source, target) {
        (Some(_), None) => Side::Source,
        (None, Some(_)) => Side::Target,
        _ => return None,
    };
    let object = pair.described(id);
    let explanation = format!("{side} drops and makes anew {object}, which {} drops", side.other());
    let source = [own.by].into_iter().chain(source).collect();
    let target = [other.by].into_iter().chain(target).collect();
    let class = ConflictClass::IdentityReplaced;
    Some(Finding::new(object, class, explanation).shown_by(source, target))
}
