//! Effects → a ledger: which object each name means, and what becomes of it.
//!
//! Unqualified names are looked for along the search path, and new objects are made in its first
//! schema, as PostgreSQL does. Never in it: comparing two branches.

use super::ledger::{Change, Evidence, Key, Ledger, NAME, ObjectId, Origin, SCHEMA, Use, UseTie};
use crate::sql::DdlObjectType;
use crate::sql::effects::{
    Action, CreateMode, Definition, Effect, Effects, METADATA, Need, Target, Tie,
};

/// Enters what one statement does; `change` is its place among the statements of base and branch.
pub(super) fn enter(ledger: &mut Ledger<'_>, change: usize, effects: &Effects) {
    if let Some(path) = &effects.search_path {
        ledger.search_path.clone_from(path);
    }
    let mut fold = Fold { ledger, change };
    for effect in &effects.effects {
        fold.apply(effect);
    }
}

/// Returns the kind of object that stands for the namespace of a kind.
///
/// Tables, indexes, sequences and views share one (`pg_class`), as do types and domains
/// (`pg_type`), and functions, procedures and aggregates (`pg_proc`).
pub(super) fn namespace(kind: DdlObjectType) -> DdlObjectType {
    use DdlObjectType as Kind;
    match kind {
        Kind::Index
        | Kind::View
        | Kind::MaterializedView
        | Kind::Sequence
        | Kind::ForeignTable
        | Kind::PropertyGraph => Kind::Table,
        Kind::Domain => Kind::Type,
        Kind::Procedure | Kind::Aggregate => Kind::Function,
        other => other,
    }
}

/// Tells whether names of this kind live in no schema.
fn is_global(kind: DdlObjectType) -> bool {
    use DdlObjectType as Kind;
    matches!(
        kind,
        Kind::Schema
            | Kind::Extension
            | Kind::Role
            | Kind::EventTrigger
            | Kind::ForeignDataWrapper
            | Kind::ForeignServer
            | Kind::UserMapping
            | Kind::Cast
            | Kind::AccessMethod
            | Kind::Language
            | Kind::Transform
            | Kind::Publication
            | Kind::Subscription
            | Kind::Database
            | Kind::Tablespace
            | Kind::Parameter
            | Kind::LargeObject
            | Kind::DefaultPrivileges
            | Kind::Unknown
    )
}

struct Fold<'ledger, 'base> {
    ledger: &'ledger mut Ledger<'base>,
    change: usize,
}

impl Fold<'_, '_> {
    fn apply(&mut self, effect: &Effect) {
        let by = Evidence { change: self.change, span: effect.span };
        let object = match &effect.action {
            Action::Create(definition) => self.create(&effect.target, definition, by),
            Action::Set(attribute, value) => {
                let id = self.resolve(&effect.target);
                let change = Change { value: value.clone(), by, replaces: false };
                self.ledger.set(id, attribute.clone(), change);
                Some(id)
            }
            Action::Drop { cascade } => {
                let id = self.resolve(&effect.target);
                self.ledger.drop(id, by, *cascade);
                None
            }
            Action::Rename(name) => Some(self.rename(&effect.target, name, by)),
            Action::Move(schema) => Some(self.move_to(&effect.target, schema, by)),
        };
        if let Some(object) = object {
            effect.needs.iter().for_each(|need| self.need(object, need, by));
            effect.parts.iter().for_each(|part| self.apply(part));
        }
    }

    /// Makes an object, and returns it unless the name is taken and that is fine with the
    /// statement.
    fn create(
        &mut self,
        target: &Target,
        definition: &Definition,
        by: Evidence,
    ) -> Option<ObjectId> {
        let mut key = self.new_key(target);
        let kind = target.part.as_ref().map_or(target.kind, |part| part.kind);
        let id = match (self.ledger.holder(&key), definition.mode) {
            (Some(_), CreateMode::IfNotExists) => return None,
            (Some(there), CreateMode::OrReplace) => {
                self.clear(there, definition, by);
                there
            }
            (taken, mode) => {
                match taken {
                    Some(_) if definition.auto_named => key.name = self.free_name(&key),
                    // It must have gone before, if not by a statement that tells.
                    Some(there) => self.ledger.drop(there, by, false),
                    None => {}
                }
                self.ledger.add(key, kind, Origin::Created(mode), Some(by))
            }
        };
        let replaces = definition.mode == CreateMode::OrReplace;
        for (attribute, value) in &definition.attributes {
            let change = Change { value: Some(value.clone()), by, replaces };
            self.ledger.set(id, attribute.clone(), change);
        }
        Some(id)
    }

    /// Takes back all that a replaced object was, save what `OR REPLACE` keeps.
    fn clear(&mut self, id: ObjectId, definition: &Definition, by: Evidence) {
        self.ledger.remake(id, by);
        for attribute in self.ledger.attributes(id) {
            let given = definition.attributes.iter().any(|(name, _)| *name == attribute);
            let is_unset = self.ledger.attribute(id, &attribute).is_none();
            if !given && !is_unset && is_definition(&attribute) {
                let change = Change { value: None, by, replaces: true };
                self.ledger.set(id, attribute, change);
            }
        }
    }

    /// Returns the first free name that PostgreSQL would make up in place of a taken one.
    fn free_name(&self, taken: &Key) -> String {
        (1..)
            .map(|number: u32| format!("{}{number}", taken.name))
            .find(|name| {
                let key = Key { name: name.clone(), ..taken.clone() };
                self.ledger.holder(&key).is_none()
            })
            .unwrap_or_default()
    }

    fn rename(&mut self, target: &Target, name: &str, by: Evidence) -> ObjectId {
        let id = self.resolve(target);
        if let Some(account) = self.ledger.account(id) {
            let key = Key { name: name.to_owned(), ..account.key.clone() };
            self.give(id, key, NAME, name, by);
        }
        id
    }

    fn move_to(&mut self, target: &Target, schema: &str, by: Evidence) -> ObjectId {
        let id = self.resolve(target);
        let parent = Some(self.schema(schema));
        if let Some(account) = self.ledger.account(id) {
            let key = Key { parent, ..account.key.clone() };
            self.give(id, key, SCHEMA, schema, by);
        }
        id
    }

    /// Gives an object another name, noted under an attribute.
    fn give(&mut self, id: ObjectId, key: Key, attribute: &'static str, value: &str, by: Evidence) {
        if !self.ledger.is_alive(id) {
            return;
        }
        // What has the name must have gone before, if not by a statement that tells.
        if let Some(there) = self.ledger.holder(&key).filter(|there| *there != id) {
            self.ledger.drop(there, by, false);
        }
        let change = Change { value: Some(value.to_owned()), by, replaces: false };
        self.ledger.rename(id, key, attribute, change);
    }

    /// Returns the object that a name means; one that is not known is taken to be there.
    fn resolve(&mut self, target: &Target) -> ObjectId {
        if let Some(id) = self.find(target) {
            return id;
        }
        let key = self.new_key(target);
        let kind = target.part.as_ref().map_or(target.kind, |part| part.kind);
        // A name that is there no longer can only mean what it meant last.
        let last = self.ledger.last_holder(&key);
        last.unwrap_or_else(|| self.ledger.add(key, kind, Origin::Implied, None))
    }

    fn find(&self, target: &Target) -> Option<ObjectId> {
        let whole = self.find_whole(target)?;
        let Some(part) = &target.part else { return Some(whole) };
        self.ledger.holder(&part_key(whole, part.kind, &part.name))
    }

    fn find_whole(&self, target: &Target) -> Option<ObjectId> {
        let namespace = namespace(target.kind);
        if is_global(namespace) {
            let key = Key { parent: None, namespace, name: target.name.clone() };
            return self.ledger.holder(&key);
        }
        let schemas = match &target.schema {
            Some(schema) => std::slice::from_ref(schema),
            None => self.ledger.search_path.as_slice(),
        };
        schemas.iter().find_map(|schema| {
            let parent = Some(self.ledger.holder(&schema_key(schema))?);
            self.find_in(Key { parent, namespace, name: target.name.clone() })
        })
    }

    /// Looks a name up in its schema: a routine also by its bare name, a type also as a row type.
    fn find_in(&self, key: Key) -> Option<ObjectId> {
        self.ledger.holder(&key).or_else(|| match key.namespace {
            DdlObjectType::Function => self.ledger.overloads(&key).first().copied(),
            DdlObjectType::Type => {
                self.ledger.holder(&Key { namespace: DdlObjectType::Table, ..key })
            }
            _ => None,
        })
    }

    /// Returns the name that an object gets that is made, or taken to be there.
    fn new_key(&mut self, target: &Target) -> Key {
        if let Some(part) = &target.part {
            let whole = self.resolve(&Target { part: None, ..target.clone() });
            return part_key(whole, part.kind, &part.name);
        }
        let namespace = namespace(target.kind);
        let name = target.name.clone();
        if is_global(namespace) {
            return Key { parent: None, namespace, name };
        }
        let schema = target.schema.clone().or_else(|| self.ledger.search_path.first().cloned());
        let parent = Some(self.schema(schema.as_deref().unwrap_or("public")));
        Key { parent, namespace, name }
    }

    fn schema(&mut self, name: &str) -> ObjectId {
        let key = schema_key(name);
        match self.ledger.holder(&key) {
            Some(id) => id,
            None => self.ledger.add(key, DdlObjectType::Schema, Origin::Implied, None),
        }
    }

    /// Notes what an object needs.
    fn need(&mut self, user: ObjectId, need: &Need, cause: Evidence) {
        let by = Evidence { change: self.change, span: need.span };
        let tie = match need.tie {
            Tie::BelongsTo => UseTie::BelongsTo,
            Tie::NotNull => UseTie::NotNull,
            _ => UseTie::Uses,
        };
        for used in self.needed(need) {
            self.ledger.note_use(used, Use { user, tie, by, cause });
        }
    }

    fn needed(&mut self, need: &Need) -> Vec<ObjectId> {
        match &need.tie {
            Tie::Uses | Tie::BelongsTo | Tie::NotNull => vec![self.resolve(&need.of)],
            Tie::MayUse => self.possible(&need.of).into_iter().collect(),
            Tie::EveryColumn => self
                .find(&need.of)
                .map(|relation| self.ledger.parts(relation, DdlObjectType::Column))
                .unwrap_or_default(),
            Tie::Key(columns) => self.key(&need.of, columns).into_iter().collect(),
        }
    }

    /// Returns what a name may mean: a column of a relation of which nothing is known may be there.
    fn possible(&mut self, target: &Target) -> Option<ObjectId> {
        let whole = self.find_whole(target)?;
        let is_implied =
            self.ledger.account(whole).is_some_and(|account| account.origin == Origin::Implied);
        if target.part.is_some() && is_implied {
            return Some(self.resolve(target));
        }
        self.find(target)
    }

    /// Returns the constraint that makes columns a key; of no columns, the primary key.
    fn key(&self, table: &Target, columns: &[String]) -> Option<ObjectId> {
        let table = self.find(table)?;
        let constraints = self.ledger.parts(table, DdlObjectType::Constraint);
        let wanted = columns.join(", ");
        constraints.into_iter().find(|constraint| {
            let attribute = |name| self.ledger.attribute(*constraint, name);
            match columns {
                [] => attribute("definition").is_some_and(|text| text.starts_with("primary key")),
                _ => attribute("key") == Some(wanted.as_str()),
            }
        })
    }
}

fn schema_key(name: &str) -> Key {
    Key { parent: None, namespace: DdlObjectType::Schema, name: name.to_owned() }
}

fn part_key(whole: ObjectId, kind: DdlObjectType, name: &str) -> Key {
    Key { parent: Some(whole), namespace: namespace(kind), name: name.to_owned() }
}

/// Tells whether an attribute is part of what `CREATE` says of an object, not of who may use it.
pub(super) fn is_definition(attribute: &str) -> bool {
    !METADATA.contains(&attribute)
        && !matches!(attribute, "owner" | "firing" | "row security" | "forced row security")
        && !attribute.starts_with("privilege ")
        && !attribute.starts_with("option ")
        && !attribute.starts_with("partition ")
}
