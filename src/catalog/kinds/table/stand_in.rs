//! A table that stands in for a table's parents while it is made: so its columns come in its own order, and what it
//! has from parents alone is not its own as well.
//!
//! Never in it: how a table is printed.

use super::print::{can_be_child, is_orphan, is_own};
use super::{INHERITS, PARTITION_OF, TABLE, inherit};
use crate::catalog::kinds::column::{self, COLUMN, INHERITED, LOCAL};
use crate::catalog::kinds::constraint;
use crate::catalog::made_up;
use crate::catalog::print::Printed;
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Object, ObjectId, Value};
use crate::map::Map;
use crate::sorted::sorted;
use crate::sql::identifier::quote;

/// What the columns of a table have from those of its stand-in.
const LENT: &[&str] = &["type", "collation", "default", "generated", "virtual", "not null"];

/// A schema in which a table has a stand-in for parents.
pub(super) struct StandIn {
    pub(super) catalog: Catalog,
    id: ObjectId,
    /// Columns that only the stand-in loses, and with them checks that its table keeps.
    lost: Vec<String>,
}

/// Tells whether a table can be made neither with `INHERITS` nor as one that has all by itself.
pub(super) fn is_needed(catalog: &Catalog, table: &Object) -> bool {
    !table.has(PARTITION_OF)
        && catalog.parts(table.id).any(is_lent)
        && !can_be_child(catalog, table)
}

/// Tells whether a table can't have a part by itself.
fn is_lent(part: &Object) -> bool {
    is_orphan(part) || !is_own(part)
}

impl StandIn {
    /// Returns the stand-in of a table, if it needs one.
    pub(super) fn of(catalog: &Catalog, table: &Object) -> Option<StandIn> {
        if !is_needed(catalog, table) {
            return None;
        }
        let columns = column::all(catalog, table.id).into_iter();
        let is_lent_check = |part: &&Object| {
            !part.is(&COLUMN) && is_lent(part) && !constraint::comes_along(catalog, part)
        };
        let checks: Vec<&Object> = catalog.parts(table.id).filter(is_lent_check).collect();
        let lost = lost(catalog, &checks);
        let mut begun = catalog.clone();
        let id = begun.next_id();
        let name = free_name(catalog, table).into();
        begun.put(Object { id, kind: &TABLE, name, attributes: Map::default(), ..table.clone() });
        columns.chain(checks).for_each(|part| lend(&mut begun, id, part));
        let mut child = table.clone();
        child.attributes.insert(INHERITS.into(), Value::name(id, Form::Qualified));
        begun.put(child);
        Some(StandIn { catalog: begun, id, lost })
    }

    /// Puts around what makes a table the making of its stand-in, the joining of its parents, and the end of the stand-in.
    pub(super) fn complete(&self, table: &Object, printed: Printed) -> Printed {
        let StandIn { catalog, id, lost } = self;
        let (name, stand_in) = (catalog.qualified_name(table.id), catalog.qualified_name(*id));
        let parents = table.objects(INHERITS).into_iter();
        let joining = parents
            .map(|parent| format!("ALTER TABLE {name} INHERIT {}", catalog.qualified_name(parent)));
        let losing =
            lost.iter().map(|column| format!("ALTER TABLE ONLY {stand_in} DROP COLUMN {column}"));
        let checks = catalog.parts(*id).filter(|part| !(part.kind.is_inline)(catalog, part));
        let mut create = catalog.definition(*id);
        create.extend(checks.flat_map(|check| catalog.definition(check.id)));
        create.extend(printed.create);
        create.extend(joining.chain(losing));
        create.push(format!("ALTER TABLE {name} NO INHERIT {stand_in}"));
        create.push(format!("DROP TABLE {stand_in}"));
        Printed { create, ..printed }
    }
}

/// Returns a name for a table's stand-in that no relation or type has.
fn free_name(catalog: &Catalog, table: &Object) -> String {
    let schema = catalog.schema_of(table.id);
    made_up::numbered(&table.name, "", "columns", |name| {
        TABLE.namespaces.iter().any(|space| catalog.named(schema, *space, name).is_some())
    })
}

/// Returns the table's own columns of which checks speak that are inherited from nobody.
fn lost(catalog: &Catalog, checks: &[&Object]) -> Vec<String> {
    let orphans = checks.iter().filter(|check| is_orphan(check));
    let columns = orphans.flat_map(|orphan| orphan.objects("columns"));
    let own = columns.filter_map(|id| catalog.get(id)).filter(|column| is_own(column));
    let mut lost = sorted(own.map(|column| quote(&column.name).into_owned()).collect(), Ord::cmp);
    lost.dedup();
    lost
}

/// Gives a stand-in a part of its table, which has it from there from now on.
fn lend(begun: &mut Catalog, stand_in: ObjectId, part: &Object) {
    let is_said = |attribute: &str| match part.is(&COLUMN) {
        true => LENT.contains(&attribute),
        false => !matches!(attribute, INHERITED | LOCAL | "comment"),
    };
    let said = part.attributes.iter().filter(|(attribute, _)| is_said(attribute));
    let moved = |value| inherit::moved(begun, value, stand_in);
    let attributes = said.map(|(attribute, value)| (attribute.clone(), moved(value))).collect();
    let id = begun.next_id();
    begun.put(Object { id, parent: stand_in, attributes, ..part.clone() });
    let mut heir = part.clone();
    if !heir.has(INHERITED) {
        heir.attributes.insert(LOCAL.into(), Value::flag());
    }
    heir.attributes.insert(INHERITED.into(), Value::list([id]));
    begun.put(heir);
}
