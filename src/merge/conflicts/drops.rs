//! A drop on one side against a change, or a new need, on the other.
//!
//! One drop is one cause: all that the other side did to the object, or to what went with it, is
//! told in one conflict. Never in it: what both sides changed.

use std::collections::BTreeMap;

use super::attributes::defined_otherwise;
use super::conflict::ConflictClass;
use super::finding::Finding;
use crate::catalog::{Object, ObjectId};
use crate::merge::sides::Who;
use crate::merge::sides::described::{Described, in_words};
use crate::merge::sides::pair::Pair;
use crate::merge::sides::side::{Dropping, Evidence, INHERITED, METADATA, NAME, Run, SCHEMA, Side};
use crate::sql::syntax::SyntaxKind;

/// Finds what this side drops though the other side changes or needs it.
pub(crate) fn find(pair: Pair<'_>, who: Who) -> Vec<Finding> {
    if !pair.own.has_dropped {
        return Vec::new();
    }
    let mut losses = Losses { pair, by_root: BTreeMap::new() };
    losses.changes();
    losses.reliances();
    let mut findings = Vec::new();
    for (root, loss) in &losses.by_root {
        findings.push(loss.told(pair, who, *root));
    }
    findings
}

/// What the other side did to an object that this side drops.
struct Loss {
    by: Evidence,
    touches: Vec<Touch>,
}

struct Touch {
    by: Evidence,
    /// What of the dropped it is about.
    of: ObjectId,
    way: Way,
}

enum Way {
    /// It changes an attribute, of the object or of a part of it.
    Attribute(String, Option<Described>),
    /// It adds a part, such as a column.
    Part(Described),
    /// It makes something that needs it.
    Need(Described),
    /// It reads it, or writes to it, to change rows.
    Rows,
}

struct Losses<'a> {
    pair: Pair<'a>,
    by_root: BTreeMap<ObjectId, Loss>,
}

impl<'a> Losses<'a> {
    /// Gathers what the other side changed of what this side drops, added to it, or made to need it.
    fn changes(&mut self) {
        let seen = self.pair.flipped();
        for (&id, account) in &seen.own.accounts {
            let Some(object) = seen.own.catalog.get(id) else { continue };
            let dropping = self.dropping(id);
            if let Some(dropping) = dropping {
                for (attribute, &by) in account.changes.iter() {
                    let is_metadata = METADATA.contains(&&**attribute)
                        || &**attribute == NAME && self.is_taken_over(dropping);
                    let comes_along = account.made == Some(by)
                        || self.is_replaced_alike(id, by)
                        || self.is_descent(object, attribute)
                        || self.comes_along(object, attribute);
                    if !is_metadata && !comes_along && seen.is_net(object, attribute) {
                        let part = (dropping.root != id).then(|| seen.described(id));
                        self.note(dropping, by, Way::Attribute(attribute.to_string(), part));
                    }
                }
            } else {
                self.part(object);
                self.needs(object);
            }
        }
    }

    /// Tells whether the other side replaces by `OR REPLACE` what this side drops and makes anew, and both come to the same:
    /// what can be replaced so holds no rows.
    fn is_replaced_alike(&self, id: ObjectId, by: Evidence) -> bool {
        let (pair, seen) = (self.pair, self.pair.flipped());
        let Some(there) = seen.own.catalog.get(id) else { return false };
        let new = successor(pair, id).and_then(|new| pair.own.catalog.get(new));
        let is_alike = |new: &Object| defined_otherwise(pair, new, there).is_none();
        new.is_some_and(is_alike) && seen.own.says(by, SyntaxKind::OR_REPLACE)
    }

    /// Gathers a part that is new in something that this side drops.
    fn part(&mut self, part: &Object) {
        let seen = self.pair.flipped();
        let by = match seen.is_new(part.id) {
            true => seen.own.origin(part.id),
            false => self.moved_by(part),
        };
        let Some(by) = by.filter(|_| !self.comes_along(part, NAME)) else { return };
        if self.is_replaced_alike(part.parent, by) {
            return;
        }
        let Some(dropping) = self.dropping(part.parent) else { return };
        let cascades = self.pair.own.says(dropping.by, SyntaxKind::CASCADE);
        let described = seen.described(part.id);
        let way = match part.kind.is_defining || cascades {
            true => Way::Part(described),
            false => Way::Need(described),
        };
        self.note(dropping, by, way);
    }

    /// Returns what moved an object that was there before to another schema.
    fn moved_by(&self, object: &Object) -> Option<Evidence> {
        let seen = self.pair.flipped();
        let changes = &seen.own.accounts.get(&object.id)?.changes;
        changes.get(SCHEMA).copied().filter(|_| seen.is_net(object, SCHEMA))
    }

    /// Gathers what an object of the other side needs, by what the branch said of it, and this side drops.
    fn needs(&mut self, object: &Object) {
        let seen = self.pair.flipped();
        let base = seen.ground.catalog.get(object.id);
        for (attribute, value) in &object.attributes {
            let before = base.and_then(|base| base.get(attribute));
            if before == Some(value) || self.is_descent(object, attribute) {
                continue;
            }
            for used in value.objects() {
                let is_old = before.is_some_and(|before| before.mentions(used));
                if let Some(dropping) = self.dropping(used).filter(|_| !is_old)
                    && let Some(by) = seen.own.source_of(object.id, attribute)
                {
                    self.note(dropping, by, Way::Need(seen.described(object.id)));
                }
            }
        }
    }

    /// Gathers the statements of the other side that read what this side drops, to make something.
    fn reliances(&mut self) {
        let seen = self.pair.flipped();
        for (statement, run) in seen.own.runs.iter().enumerate() {
            self.rows(statement, run);
            let made = run.made().find(|made| seen.own.catalog.get(*made).is_some());
            let Some(made) = made else { continue };
            for used in run.relied_on().chain(run.unnamed()) {
                if let Some(dropping) = self.dropping(used)
                    && let Some(by) = seen.own.origin(made)
                    && by.statement == statement
                    && seen.counterpart(made).is_none()
                    && !self.is_within(made, dropping.root)
                {
                    self.note(dropping, by, Way::Need(seen.described(made)));
                }
            }
        }
    }

    /// Gathers what a statement of the other side about rows reads or writes, and this side drops. Where the rows
    /// themselves go, nothing is lost.
    fn rows(&mut self, statement: usize, run: &Run) {
        let seen = self.pair.flipped();
        if run.written.is_none_or(|written| self.dropping(written).is_some()) {
            return;
        }
        for used in run.relied_on() {
            if let Some(dropping) = self.dropping(used)
                && seen.own.catalog.get(used).is_some()
            {
                self.note(dropping, seen.own.whole(statement), Way::Rows);
            }
        }
    }

    /// Tells whether a new object of the other side stands in what is dropped: that is told as its part.
    fn is_within(&self, made: ObjectId, root: ObjectId) -> bool {
        let catalog = &self.pair.other.catalog;
        let mut at = made;
        while let Some(object) = catalog.get(at) {
            if object.parent == root || self.dropping(object.parent).is_some() {
                return true;
            }
            at = object.parent;
        }
        false
    }

    /// Tells whether what the other side did to an object is only what it did to the object's parent,
    /// which this side keeps: a column of a child table.
    fn comes_along(&self, object: &Object, attribute: &str) -> bool {
        let seen = self.pair.flipped();
        object.objects(INHERITED).iter().any(|source| {
            let account = seen.own.accounts.get(source);
            let is_done = account.is_some_and(|account| {
                account.made.is_some() || account.changes.contains_key(attribute)
            });
            is_done && self.dropping(*source).is_none()
        })
    }

    /// Tells whether an attribute only says which parents a new object of the other side was made after.
    fn is_descent(&self, object: &Object, attribute: &str) -> bool {
        attribute == INHERITED && !self.pair.flipped().origins(object.id).is_empty()
    }

    /// Tells whether what was dropped became another object, which has its own name: an index that became a key's.
    fn is_taken_over(&self, dropping: &Dropping) -> bool {
        let run = self.pair.own.runs.get(dropping.by.statement);
        run.is_some_and(|run| {
            let mut relied_on = run.relied_on();
            relied_on.any(|used| used == dropping.object.id)
                && run.made().any(|made| self.pair.own.catalog.get(made).is_some())
        })
    }

    /// Returns how this side drops an object of the other side, if it does.
    fn dropping(&self, other: ObjectId) -> Option<&'a Dropping> {
        self.pair.dropping(other)
    }

    fn note(&mut self, dropping: &Dropping, by: Evidence, way: Way) {
        let loss = Loss { by: dropping.by, touches: Vec::new() };
        let touches = &mut self.by_root.entry(dropping.root).or_insert(loss).touches;
        touches.push(Touch { by, of: dropping.object.id, way });
    }
}

impl Loss {
    fn told(&self, pair: Pair<'_>, who: Who, root: ObjectId) -> Finding {
        let object = pair.described(root);
        let successor = successor(pair, root);
        let class = match (successor, self.first()) {
            (Some(_), _) => ConflictClass::IdentityReplaced,
            (None, Some(Way::Need(_) | Way::Rows)) => ConflictClass::DropVsReference,
            _ => ConflictClass::DropVsModify,
        };
        let explanation = self.explanation(&object, class, who);
        let theirs = self.touches.iter().map(|touch| touch.by).collect();
        let mut ours = vec![self.by];
        ours.extend(successor.and_then(|successor| pair.own.origin(successor)));
        let finding = Finding::new(object, class, explanation).shown_from(who, ours, theirs);
        let mut finding = finding.of(root);
        for touch in &self.touches {
            finding.mark(who.other(), touch.by, pair.other.naming(touch.by, touch.of));
        }
        match self.first() {
            Some(Way::Attribute(attribute, None)) => finding.over(attribute),
            _ => finding,
        }
    }

    /// Returns the touch that the conflict is told by: the first change, or else the first need.
    fn first(&self) -> Option<&Way> {
        let order = |touch: &&Touch| (matches!(touch.way, Way::Need(_) | Way::Rows), touch.by);
        self.touches.iter().min_by_key(order).map(|touch| &touch.way)
    }

    fn explanation(&self, object: &Described, class: ConflictClass, who: Who) -> String {
        let other = who.other();
        let does = match class {
            ConflictClass::IdentityReplaced => "drops and makes anew",
            _ => "drops",
        };
        match self.first() {
            Some(Way::Need(user)) => {
                format!("{who} {does} {object}, which {other} needs for {user}")
            }
            Some(Way::Rows) => {
                format!("{who} {does} {object}, which a statement of {other} about rows names")
            }
            Some(Way::Part(part)) => {
                format!("{who} {does} {object}, to which {other} adds {part}")
            }
            Some(Way::Attribute(attribute, part)) => {
                let change = match attribute.as_str() {
                    NAME => format!("{other} renames"),
                    SCHEMA => format!("{other} moves"),
                    attribute => format!("{other} changes the {} of", in_words(attribute)),
                };
                match part {
                    Some(part) => format!("{who} {does} {object}, and {change} {part}"),
                    None if attribute == NAME || attribute == SCHEMA => {
                        format!("{who} {does} {object}, which {change}")
                    }
                    None => format!(
                        "{who} {does} {object}, of which {}",
                        change.trim_end_matches(" of")
                    ),
                }
            }
            None => format!("{who} {does} {object}, which {other} changes"),
        }
    }
}

/// Returns the new object that took the name of a dropped one.
fn successor(pair: Pair<'_>, dropped: ObjectId) -> Option<ObjectId> {
    let dropping = dropping(pair.own, dropped)?;
    let catalog = &pair.own.catalog;
    let schema = catalog.schema_around(&dropping.object);
    let key = dropping.object.keys(schema).into_iter().next()?;
    let holder = catalog.holder(&key)?;
    pair.is_new(holder).then_some(holder)
}

/// Returns what a side made in the place of what it dropped: of the object, or of its whole, which went with it or later.
fn replacement(pair: Pair<'_>, id: ObjectId, dropping: &Dropping) -> Option<ObjectId> {
    successor(pair, id).or_else(|| successor(pair, dropping.object.parent))
}

fn dropping<'a>(side: &'a Side<'_>, id: ObjectId) -> Option<&'a Dropping> {
    let is_there = side.catalog.get(id).is_some();
    side.accounts.get(&id)?.dropped.as_deref().filter(|_| !is_there)
}

/// Finds what both sides drop, and one makes anew: is it to be there or not?
pub(crate) fn replaced_on_one_side(pair: Pair<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for &id in pair.own.accounts.keys() {
        if let Some(own) = dropping(pair.own, id).filter(|_| !pair.is_new(id))
            && let Some(other) = dropping(pair.other, id)
            // A part that went with its whole on both sides is no cause by itself.
            && (own.root == id || other.root == id || own.object.kind.is_whole)
        {
            findings.extend(replaced(pair, id, own, other));
        }
    }
    findings
}

/// Tells whether a new object of this side is a part of what the other side drops, or needs it: that is told of the drop.
fn lies_in_what_goes(pair: Pair<'_>, id: ObjectId) -> bool {
    let Some(object) = pair.own.catalog.get(id) else { return false };
    let used = object.attributes.values().flat_map(|value| value.objects());
    let is_gone = |used: ObjectId| pair.flipped().dropping(used).is_some();
    std::iter::once(object.parent).chain(used).any(is_gone)
}

fn replaced(pair: Pair<'_>, id: ObjectId, own: &Dropping, other: &Dropping) -> Option<Finding> {
    let flipped = pair.flipped();
    let (source, target) = (replacement(pair, id, own), replacement(flipped, id, other));
    let (own, other) = (own.by, other.by);
    let who = match (source, target) {
        (Some(_), None) => Who::Source,
        (None, Some(_)) => Who::Target,
        _ => return None,
    };
    let is_told = match who {
        Who::Source => source.is_some_and(|new| lies_in_what_goes(pair, new)),
        Who::Target => target.is_some_and(|new| lies_in_what_goes(flipped, new)),
    };
    if is_told {
        return None;
    }
    let object = pair.described(id);
    let explanation = format!("{who} drops and makes anew {object}, which {} drops", who.other());
    let (mut ours, mut theirs) = (vec![own], vec![other]);
    ours.extend(source.and_then(|source| pair.own.origin(source)));
    theirs.extend(target.and_then(|target| flipped.own.origin(target)));
    let finding = Finding::new(object, ConflictClass::IdentityReplaced, explanation);
    Some(finding.of(id).shown_by(ours, theirs))
}
