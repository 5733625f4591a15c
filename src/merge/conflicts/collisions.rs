//! One name in the merged schema, given to two objects.
//!
//! Both may be new, or one, or none: a rename gives a name as `CREATE` does, and so does a move, even where one
//! side gave the name and the other the schema. Two new objects that are alike are one object, and no conflict.
//! Never in it: attributes of objects that were there.

use std::collections::{BTreeMap, BTreeSet};

use super::conflict::{ConflictClass, DdlConflictType};
use super::finding::Finding;
use crate::catalog::{Attribute, Catalog, NameKey, Object, ObjectId, Value};
use crate::merge::sides::pair::Pair;
use crate::merge::sides::side::{Evidence, INHERITED, NAME, SCHEMA};
use crate::merge::union::Union;
use crate::sql::syntax::SyntaxKind;

/// Finds names that two objects have, and new objects of both sides that are one by name and not alike.
pub(crate) fn find(pair: Pair<'_>, union: &Union) -> Vec<Finding> {
    let mut finder = Finder { pair, union, disputed: BTreeSet::new(), findings: Vec::new() };
    for &id in pair.own.accounts.keys() {
        finder.twins(id);
    }
    finder.namesakes();
    finder.findings
}

struct Finder<'a> {
    pair: Pair<'a>,
    union: &'a Union,
    /// Objects of the merged catalog of which it is told already.
    disputed: BTreeSet<ObjectId>,
    findings: Vec<Finding>,
}

impl<'a> Finder<'a> {
    /// Finds that both sides made an object, and not alike.
    fn twins(&mut self, id: ObjectId) {
        let pair = self.pair;
        if let Some((own, other)) = pair.both(id)
            && let Some(source) = Named::of(pair, own)
            && let Some(target) = Named::of(pair.flipped(), other)
        {
            let collision = Collision { pair, source, target };
            let differ = pair.is_new(id) && differ(pair, own.id, other.id);
            if differ || collision.uncut().is_some() {
                self.tell(other.id, other.id, collision);
            }
        }
    }

    /// Finds that two objects of the merged catalog have one name, wholes before their parts.
    fn namesakes(&mut self) {
        let catalog = &self.union.catalog;
        let touched = &self.union.touched;
        let objects: Vec<&Object> = touched.iter().filter_map(|id| catalog.get(*id)).collect();
        let mut holders = self.contested(&objects);
        if holders.is_empty() {
            return;
        }
        for is_whole in [true, false] {
            for object in objects.iter().filter(|object| object.kind.is_whole == is_whole) {
                for key in self.keys(object) {
                    let Some(last) = holders.get_mut(&key) else { continue };
                    let before = self.untouched(&key);
                    let holder = last.replace(object.id).or(before);
                    if let Some(holder) = holder.filter(|holder| *holder != object.id) {
                        self.namesake(object.id, holder);
                    }
                }
            }
        }
    }

    /// Returns the names of objects of the merged catalog that may be those of others too, nobody's as yet: the
    /// catalog finds another object by them, or the base does.
    fn contested(&self, objects: &[&Object]) -> BTreeMap<NameKey, Option<ObjectId>> {
        let (base, merged) = (&self.pair.ground.catalog, &self.union.catalog);
        let mut contested = BTreeMap::new();
        for object in objects {
            for key in self.keys(object) {
                let found = |catalog: &Catalog| catalog.holder(&key);
                let is_another = |holder: ObjectId| holder != object.id;
                if found(merged).is_none_or(is_another) || found(base).is_some_and(is_another) {
                    contested.insert(key, None);
                }
            }
        }
        contested
    }

    /// Returns the names of an object of the merged catalog, with those that a new one may not meet; where the sides
    /// chose different ones, both.
    fn keys(&self, object: &Object) -> Vec<NameKey> {
        let (pair, catalog) = (self.pair, &self.union.catalog);
        let mut names = keys(catalog, object);
        if pair.is_new(object.id) {
            names.extend(object.avoided_keys(catalog.schema_around(object)));
        }
        let both = pair.both(pair.on_this_side(object.id));
        if let Some((own, _)) = both.filter(|(own, other)| pair.in_conflict(own, other, NAME)) {
            names.extend(keys(catalog, &Object { name: own.name.clone(), ..object.clone() }));
        }
        names
    }

    /// Returns the object that has a name in the base, and keeps it though no side has to do with it.
    fn untouched(&self, key: &NameKey) -> Option<ObjectId> {
        let holder = self.pair.ground.catalog.holder(key)?;
        let is_touched = self.union.touched.binary_search(&holder).is_ok();
        let object = self.union.catalog.get(holder).filter(|_| !is_touched)?;
        keys(&self.union.catalog, object).contains(key).then_some(holder)
    }

    fn namesake(&mut self, one: ObjectId, other: ObjectId) {
        let pair = self.pair;
        let told = |named: fn(Pair<'a>, ObjectId) -> Option<Named<'a>>| {
            let source = |id| named(pair, pair.on_this_side(id));
            let target = |id| named(pair.flipped(), id);
            let told = [(one, other), (other, one), (one, one), (other, other)];
            told.into_iter().find_map(|(one, other)| Some((source(one)?, target(other)?)))
        };
        // Who gave both their names, rather than who moved what has them.
        let told = told(Named::by_name).or_else(|| told(Named::on));
        if let Some((source, target)) = told {
            self.tell(one, other, Collision { pair, source, target });
        }
    }

    /// Tells of a collision, unless it was told of a whole that has one of the two.
    fn tell(&mut self, one: ObjectId, other: ObjectId, collision: Collision<'a>) {
        let parent = |id: ObjectId| self.union.catalog.get(id).map(|object| object.parent);
        let is_told = [one, other].iter().any(|id| {
            let parent = parent(*id);
            parent.is_some_and(|parent| self.disputed.contains(&parent))
        });
        self.disputed.extend([one, other]);
        if !is_told {
            self.findings.push(collision.told());
        }
    }
}

/// Returns the names of an object.
fn keys(catalog: &Catalog, object: &Object) -> Vec<NameKey> {
    object.keys(catalog.schema_around(object))
}

/// An object that got its name on this side.
#[derive(Clone, Copy)]
struct Named<'a> {
    object: &'a Object,
    by: Evidence,
    is_new: bool,
}

impl<'a> Named<'a> {
    fn of(pair: Pair<'a>, object: &'a Object) -> Option<Named<'a>> {
        let is_new = pair.is_new(object.id);
        let by = match is_new {
            true => pair.own.origin(object.id),
            false => renamed_by(pair, object),
        };
        Some(Named { object, by: by?, is_new })
    }

    /// Returns an object of this side, if the side made or named it.
    fn by_name(pair: Pair<'a>, id: ObjectId) -> Option<Named<'a>> {
        Named::of(pair, pair.own.catalog.get(id)?)
    }

    /// Returns an object of this side, if the side made or named it, or moved what it is a part of.
    fn on(pair: Pair<'a>, id: ObjectId) -> Option<Named<'a>> {
        let object = pair.own.catalog.get(id)?;
        Named::of(pair, object).or_else(|| {
            let whole = pair.own.catalog.get(object.parent)?;
            let Named { by, .. } = Named::of(pair, whole)?;
            Some(Named { object, by, is_new: false })
        })
    }
}

/// Returns what gave an object that was there before another name or schema.
pub(crate) fn renamed_by(pair: Pair<'_>, object: &Object) -> Option<Evidence> {
    let changes = &pair.own.accounts.get(&object.id)?.changes;
    let given = |attribute: &str| {
        changes.get(attribute).copied().filter(|_| pair.is_net(object, attribute))
    };
    given(NAME).max(given(SCHEMA))
}

/// Two objects, one on each side, that got the same name.
struct Collision<'a> {
    pair: Pair<'a>,
    source: Named<'a>,
    target: Named<'a>,
}

impl Collision<'_> {
    /// Returns the names as the sides write them, if they are one only because PostgreSQL cuts them.
    fn uncut(&self) -> Option<(String, String)> {
        let (source, target) = (&self.source, &self.target);
        let ours = self.pair.own.uncut(source.by, &source.object.name);
        let theirs = self.pair.other.uncut(target.by, &target.object.name);
        if ours == theirs {
            return None;
        }
        let kept = || source.object.name.to_string();
        Some((ours.unwrap_or_else(kept), theirs.unwrap_or_else(kept)))
    }

    /// Tells whether both sides made an object of one kind in one place, and meant its name alike.
    fn is_one_thing(&self) -> bool {
        let (source, target) = (self.source.object, self.target.object);
        source.is(target.kind)
            && self.source.is_new
            && self.target.is_new
            && self.pair.counterpart(source.id) == Some(target.id)
            && self.pair.own.writes(self.source.by, &source.name)
                == self.pair.other.writes(self.target.by, &target.name)
    }

    fn class(&self) -> ConflictClass {
        let is_one_thing = self.is_one_thing();
        let says = |clause| {
            let (own, other) = (self.pair.own, self.pair.other);
            (own.says(self.source.by, clause), other.says(self.target.by, clause))
        };
        match (says(SyntaxKind::OR_REPLACE), says(SyntaxKind::IF_NOT_EXISTS)) {
            _ if self.uncut().is_some() => ConflictClass::IdentifierRules,
            _ if !is_one_thing && self.is_hidden() => ConflictClass::SilentSkip,
            _ if !is_one_thing => ConflictClass::NamespaceCollision,
            ((true, true), _) => ConflictClass::SilentOverwrite,
            (_, (true, _) | (_, true)) => ConflictClass::SilentSkip,
            _ => ConflictClass::BothCreated,
        }
    }

    /// Tells whether `IF NOT EXISTS` would find the other thing, by the name that it looks for.
    fn is_hidden(&self) -> bool {
        let (pair, flipped) = (self.pair, self.pair.flipped());
        let finds = |pair: Pair<'_>, one: &Named<'_>, flipped: Pair<'_>, other: &Named<'_>| {
            let own = keys(&pair.own.catalog, one.object).into_iter().next();
            let there = keys(&flipped.own.catalog, other.object);
            let is_found =
                own.is_some_and(|own| there.iter().any(|key| key.namespace == own.namespace));
            one.is_new && is_found && pair.own.says(one.by, SyntaxKind::IF_NOT_EXISTS)
        };
        finds(pair, &self.source, flipped, &self.target)
            || finds(flipped, &self.target, pair, &self.source)
    }

    fn one_name_for_two(&self) -> String {
        let pair = self.pair;
        let (source, target) = (deed(pair, &self.source), deed(pair.flipped(), &self.target));
        let name = &self.source.object.name;
        format!("one name for two, {name}: the source {source}, the target {target}")
    }

    fn told(&self) -> Finding {
        let (pair, class) = (self.pair, self.class());
        let source = pair.described_at_the_end(self.source.object.id);
        let target = pair.flipped().described_at_the_end(self.target.object.id);
        // Whichever side is the source, the conflict is over the same object.
        let object =
            if (target.kind, &target.name) < (source.kind, &source.name) { target } else { source };
        let explanation = match class {
            ConflictClass::NamespaceCollision => self.one_name_for_two(),
            ConflictClass::SilentSkip if !self.is_one_thing() => {
                format!("{}, and IF NOT EXISTS would hide it", self.one_name_for_two())
            }
            ConflictClass::IdentifierRules => {
                let (source, target) = self.uncut().unwrap_or_default();
                format!(
                    "{source} and {target} are one name once PostgreSQL has cut them to 63 bytes"
                )
            }
            ConflictClass::SilentOverwrite => {
                format!("both sides replace {object}: the last would win, and nobody be told")
            }
            ConflictClass::SilentSkip => {
                format!("both sides make {object}, differently, and IF NOT EXISTS would hide it")
            }
            _ => format!("both sides make {object}, differently"),
        };
        let mut finding = Finding::new(object, class, explanation).of(self.target.object.id);
        finding.conflict_type = DdlConflictType::BothCreated;
        finding.shown_by(vec![self.source.by], vec![self.target.by])
    }
}

/// Tells how an object got its name, after what it is called in the base.
fn deed(pair: Pair<'_>, named: &Named<'_>) -> String {
    match named.is_new {
        true => format!("makes {}", pair.described_at_the_end(named.object.id)),
        false => format!("gives it to {}", pair.described(named.object.id)),
    }
}

/// Tells whether two new objects are made differently, in themselves or in the parts that are made with
/// them.
pub(crate) fn differ(pair: Pair<'_>, source: ObjectId, target: ObjectId) -> bool {
    let (Some(own), Some(other)) = (pair.own.catalog.get(source), pair.other.catalog.get(target))
    else {
        return true;
    };
    let is_compared = |attribute: &str| {
        let follow = || pair.follows(own, attribute) && pair.flipped().follows(other, attribute);
        let is_derived = (own.kind.is_derived)(own, attribute);
        is_definition(attribute) && !is_derived && !follow()
    };
    let says_else = |(attribute, value): (&Attribute, &Value)| {
        let is_said = |said: &Value| said.is_same(&pair.translated_value(value));
        !other.get(attribute).is_some_and(is_said) && is_compared(attribute)
    };
    is_elsewhere(pair, own, other)
        || come_of_two(pair, own, other)
        || own.attributes.iter().any(says_else)
        || other.attributes.keys().any(|key| !own.has(key) && is_compared(key))
        || parts_differ(pair, own, other)
}

/// Tells whether two parts come of two parts of one parent, so that they can't be one: the indexes of a partition.
fn come_of_two(pair: Pair<'_>, own: &Object, other: &Object) -> bool {
    let (Some(ours), Some(theirs)) = (own.object(INHERITED), other.object(INHERITED)) else {
        return false;
    };
    let whole = pair.own.catalog.get(ours).map(|origin| pair.translated(origin.parent));
    let other_whole = pair.other.catalog.get(theirs).map(|origin| origin.parent);
    pair.translated(ours) != theirs && whole == other_whole
}

/// Tells whether parts whose order counts come after different fellows.
fn is_elsewhere(pair: Pair<'_>, own: &Object, other: &Object) -> bool {
    own.kind.is_order_meant
        && before(pair, own).map(|before| pair.translated(before)) != before(pair.flipped(), other)
}

/// Returns the fellow before a part that both sides have.
fn before(pair: Pair<'_>, part: &Object) -> Option<ObjectId> {
    let fellows = pair.own.catalog.parts_of_kind(part.parent, part.kind);
    let is_before = |fellow: &&&Object| {
        fellow.position < part.position && pair.counterpart(fellow.id).is_some()
    };
    fellows.iter().rfind(is_before).map(|fellow| fellow.id)
}

fn parts_differ(pair: Pair<'_>, own: &Object, other: &Object) -> bool {
    let (ours, theirs) = (defining(pair, own), defining(pair.flipped(), other));
    ours.len() != theirs.len()
        || ours.iter().any(|ours| match pair.counterpart(*ours) {
            Some(twin) => differ(pair, *ours, twin),
            None => true,
        })
}

/// Returns the parts that make an object of this side what it is, in order; without those that only what one side did to
/// its parents made.
fn defining(pair: Pair<'_>, whole: &Object) -> Vec<ObjectId> {
    let parts = pair.own.catalog.parts(whole.id);
    let parts = parts.filter(|part| part.kind.is_defining && !pair.comes_along(part.id));
    let parts: Vec<&Object> = parts.collect();
    let parts = crate::sorted::sorted(parts, |one, other| one.position.cmp(&other.position));
    parts.iter().map(|part| part.id).collect()
}

/// Tells whether an attribute is part of what `CREATE` says of an object, not of who may use it, where it
/// comes from, or how it is kept.
pub(crate) fn is_definition(attribute: &str) -> bool {
    const BESIDES: &[&str] = &[
        "comment",
        "enabled",
        "forced row security",
        "index comment",
        "inherited",
        "local",
        "owner",
        "row security",
    ];
    const OPTIONS: &[&str] = &["privilege ", "withheld "];
    !BESIDES.contains(&attribute) && !OPTIONS.iter().any(|start| attribute.starts_with(start))
}
