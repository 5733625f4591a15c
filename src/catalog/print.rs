//! A catalog → ordered DDL that rebuilds it from an empty database.
//!
//! Objects are printed by kind and name, each after those that it needs, so equal schemas print alike
//! whatever their history. Never in it: how a kind is printed.

use std::collections::BTreeSet;

use super::kinds;
use super::lookup::Lookup;
use super::state::Catalog;
use super::{Object, ObjectId};
use crate::map::{Groups, Map};
use crate::sorted::sorted;
use crate::sql::identifier::quote;

/// The statements that make an object.
#[derive(Debug, Default)]
pub(crate) struct Printed {
    /// Those that make it, where it stands in the order.
    pub(crate) create: Vec<String>,
    /// Those that can come only when all objects are there: foreign keys, owners of sequences.
    pub(crate) late: Vec<String>,
    /// Those that come after all others: what joins objects that are complete by themselves, such as
    /// partitions with their parent, so that all that they share is found to be there on both sides.
    pub(crate) last: Vec<String>,
}

/// How objects are printed together in several steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Steps {
    /// The others.
    pub(crate) members: Vec<ObjectId>,
    /// What all of them are begun without.
    pub(crate) without: Vec<ObjectId>,
    /// What is added when all of them are there, in order.
    pub(crate) added: Vec<ObjectId>,
}

impl Printed {
    /// Returns the making of an object in one statement.
    pub(crate) fn one(statement: String) -> Printed {
        Printed { create: vec![statement], ..Printed::default() }
    }
}

impl Catalog {
    /// Returns the statements, without semicolons, that make this schema in an empty database, in an
    /// order that runs.
    pub fn to_ddl(&self) -> Vec<String> {
        let lasting = &self.lasting();
        let mut printer = Printer::new(lasting);
        for id in printer.in_order() {
            printer.visit(id);
        }
        let Printer { statements: made, late, last, .. } = printer;
        let settings =
            lasting.objects().filter_map(|object| (object.kind.setting)(lasting, object));
        let mut settings = sorted(settings.collect(), Ord::cmp);
        settings.dedup();
        let mut statements: Vec<String> = settings.into_iter().map(str::to_owned).collect();
        statements.extend(kinds::unpopulate(lasting));
        statements.extend(made);
        statements.extend(late);
        statements.extend(last);
        statements
    }
}

impl Catalog {
    /// Returns the statements that make one object; none where it is made with its whole.
    pub(crate) fn definition(&self, id: ObjectId) -> Vec<String> {
        let Some(object) = self.get(id) else { return Vec::new() };
        let Printed { create, late, last } = (object.kind.print)(self, object);
        [create, late, last].concat()
    }

    /// Tells whether an object is made after the others, as a foreign key is.
    pub(crate) fn is_made_late(&self, object: &Object) -> bool {
        let Printed { create, late, .. } = (object.kind.print)(self, object);
        create.is_empty() && !late.is_empty()
    }
}

/// Returns the objects whose names an object must not meet as it is made, each with that object.
fn avoided(catalog: &Catalog, object: &Object) -> Vec<(ObjectId, ObjectId)> {
    let keys = object.avoided_keys(catalog.schema_around(object));
    keys.iter().filter_map(|key| Some((catalog.holder(key)?, object.id))).collect()
}

struct Printer<'c> {
    catalog: &'c Catalog,
    /// The parts that are printed with each object.
    inline: Groups<ObjectId, ObjectId>,
    /// What is printed before each object: made after it, its name would be taken.
    first: Groups<ObjectId, ObjectId>,
    /// What is printed in several steps.
    steps: Map<ObjectId, Steps>,
    visited: BTreeSet<ObjectId>,
    statements: Vec<String>,
    late: Vec<String>,
    last: Vec<String>,
}

impl<'c> Printer<'c> {
    fn new(catalog: &'c Catalog) -> Printer<'c> {
        let steps = catalog
            .objects()
            .filter_map(|object| Some((object.id, (object.kind.steps)(catalog, object)?)));
        let mut printer = Printer {
            catalog,
            inline: Groups::of(Vec::new()),
            first: Groups::of(
                catalog.objects().flat_map(|object| avoided(catalog, object)).collect(),
            ),
            steps: steps.collect(),
            visited: BTreeSet::new(),
            statements: Vec::new(),
            late: Vec::new(),
            last: Vec::new(),
        };
        let placed = catalog.objects().map(|object| (printer.unit(object.id), object.id));
        printer.inline = Groups::of(placed.filter(|(unit, id)| unit != id).collect());
        printer
    }

    /// Returns the object that another is printed with.
    fn unit(&self, id: ObjectId) -> ObjectId {
        let id = unit(self.catalog, id);
        let head = self.steps.iter().find(|(_, steps)| steps.members.contains(&id));
        head.map_or(id, |(head, _)| *head)
    }

    /// Returns the objects that are printed by themselves, by kind and name.
    fn in_order(&self) -> Vec<ObjectId> {
        let units = self.catalog.objects().map(|object| object.id);
        self.by_kind_and_name(units.filter(|id| self.unit(*id) == *id).collect())
    }

    fn by_kind_and_name(&self, ids: Vec<ObjectId>) -> Vec<ObjectId> {
        let place = |id: ObjectId| {
            let object = self.catalog.get(id);
            object.map(|object| (kinds::rank(object.kind), sort_name(self.catalog, object)))
        };
        let placed = ids.into_iter().map(|id| (place(id), id)).collect();
        sorted(placed, Ord::cmp).into_iter().map(|(_, id)| id).collect()
    }

    /// Prints an object after all that it needs. No recursion: chains of views can be long.
    fn visit(&mut self, root: ObjectId) {
        let mut open = vec![(root, false)];
        while let Some((id, is_ready)) = open.pop() {
            if is_ready {
                self.print(id);
            } else if self.visited.insert(id) {
                open.push((id, true));
                // The last pushed comes first.
                open.extend(self.needs(id).into_iter().rev().map(|need| (need, false)));
            }
        }
    }

    /// Returns what an object and its inline parts need, in the order of printing.
    fn needs(&self, id: ObjectId) -> Vec<ObjectId> {
        let own = self.inline.get(&id).copied();
        let needs = std::iter::once(id)
            .chain(own)
            .filter_map(|id| self.catalog.get(id))
            .flat_map(|object| {
                let is_late =
                    |attribute: &str| (object.kind.is_late)(self.catalog, object, attribute);
                let used = object
                    .attributes
                    .iter()
                    .filter(move |(attribute, _)| !is_late(attribute))
                    .flat_map(|(_, value)| value.objects());
                used.chain(std::iter::once(object.parent))
            })
            .chain(self.first.get(&id).copied())
            .map(|used| self.unit(used))
            .filter(|used| *used != id && self.catalog.get(*used).is_some());
        let mut needs = self.by_kind_and_name(needs.collect());
        needs.dedup();
        needs
    }

    fn print(&mut self, id: ObjectId) {
        let own = self.inline.get(&id).copied().collect::<Vec<_>>();
        let steps = self.steps.get(&id).cloned().unwrap_or_default();
        let begin = |begun: Option<Catalog>, id: &ObjectId| {
            Some(begun.as_ref().unwrap_or(self.catalog).without(*id))
        };
        let begun = steps.without.iter().fold(None, begin);
        let mut said = Vec::new();
        let mut is_made = true;
        for (place, id) in std::iter::once(id).chain(own).enumerate() {
            let is_begun = place == 0 || steps.members.contains(&id);
            let catalog = begun.as_ref().filter(|_| is_begun).unwrap_or(self.catalog);
            let Some(object) = catalog.get(id) else { continue };
            let printed = (object.kind.print)(catalog, object);
            if is_begun {
                is_made = !printed.create.is_empty();
                self.statements.extend(printed.create);
            }
            self.late.extend(printed.late);
            self.last.extend(printed.last);
            said.extend(metadata(self.catalog, object));
        }
        for added in steps.added.iter().filter_map(|id| self.catalog.get(*id)) {
            self.statements.extend((added.kind.added)(self.catalog, added).into_iter().flatten());
        }
        // Nothing can be said of what is not made yet.
        let statements = if is_made { &mut self.statements } else { &mut self.last };
        statements.extend(said);
    }
}

fn is_inline(catalog: &Catalog, object: &Object) -> bool {
    (object.kind.is_inline)(catalog, object)
}

/// Returns the object that another is printed with.
pub(crate) fn unit(catalog: &Catalog, id: ObjectId) -> ObjectId {
    let mut id = id;
    while let Some(object) = catalog.get(id).filter(|object| is_inline(catalog, object)) {
        id = object.parent;
    }
    id
}

pub(crate) fn sort_name(catalog: &Catalog, object: &Object) -> String {
    let parent = catalog.get(object.parent).map(|parent| catalog.qualified_name(parent.id));
    format!("{}.{}", parent.unwrap_or_default(), object.name)
}

/// Returns the statements on what can be said of any object: its owner and its comment.
fn metadata(catalog: &Catalog, object: &Object) -> Vec<String> {
    let designation = object.designation(catalog);
    let owner = object
        .get("owner")
        .map(|owner| format!("ALTER {designation} OWNER TO {}", owner.to_sql(catalog)));
    let comment = object
        .get("comment")
        .map(|comment| format!("COMMENT ON {designation} IS {}", comment.to_sql(catalog)));
    let mut statements: Vec<String> = owner.into_iter().chain(comment).collect();
    statements.extend((object.kind.afterwards)(catalog, object));
    statements.extend(super::privileges::print(catalog, object));
    statements
}

/// Returns how most kinds are named: `TABLE app.users`, `TRIGGER touch ON app.users`.
pub(crate) fn designation(catalog: &Catalog, object: &Object) -> String {
    let kind = object.kind.name.to_ascii_uppercase();
    if object.kind.is_whole {
        return format!("{kind} {}", catalog.qualified_name(object.id));
    }
    format!("{kind} {} ON {}", quote(&object.name), catalog.qualified_name(object.parent))
}

/// Returns how most kinds are described: `table users`, `trigger touch on table users`. Only the name of what lives in
/// a schema is quoted (`getObjectDescription` in PostgreSQL's `objectaddress.c`).
pub(crate) fn description(lookup: Lookup<'_>, object: &Object) -> String {
    let kind = object.kind.name;
    if object.parent == ObjectId::DATABASE {
        return format!("{kind} {}", object.name);
    }
    if object.kind.is_whole {
        return format!("{kind} {}", lookup.visible_name(object.id));
    }
    let parent = super::drop::description(lookup, object.parent);
    format!("{kind} {} on {parent}", object.name)
}
