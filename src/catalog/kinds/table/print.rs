//! A table → the statements that make it.
//!
//! A partition is made as a table of its own and attached when all is there, as `pg_dump` does: so
//! its columns keep their order, and what it shares with its parent is found on both sides. Never in
//! it: how a column, or a constraint, is written.

use super::stand_in::{self, StandIn};
use super::{BOUND, INHERITS, OF_TYPE, PARTITION_BY, PARTITION_OF, inherit, options};
use crate::catalog::kinds::column::{self, COLUMN, INHERITED, LOCAL};
use crate::catalog::kinds::{foreign_options, sequence};
use crate::catalog::print::Printed;
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId};
use crate::sorted::sorted;
use crate::sql::identifier::quote;

/// Prints a table, with the parts that are printed inline.
pub(super) fn print(catalog: &Catalog, table: &Object) -> Printed {
    print_as(catalog, table, "TABLE", None)
}

/// Prints a table that the statement calls so, with what comes at its end.
pub(crate) fn print_as(
    catalog: &Catalog,
    table: &Object,
    command: &str,
    ending: Option<String>,
) -> Printed {
    let Some(begun) = StandIn::of(catalog, table) else {
        return print_by_itself(catalog, table, command, ending);
    };
    let child = begun.catalog.get(table.id).unwrap_or(table);
    begun.complete(table, print_by_itself(&begun.catalog, child, command, ending))
}

fn print_by_itself(
    catalog: &Catalog,
    table: &Object,
    command: &str,
    ending: Option<String>,
) -> Printed {
    let name = catalog.qualified_name(table.id);
    let sql = |attribute: &str| table.get(attribute).map(|value| value.to_sql(catalog));
    let is_child = can_be_child(catalog, table);
    let unlogged = if table.has("unlogged") { "UNLOGGED " } else { "" };
    let mut words = vec![format!("CREATE {unlogged}{command} {name}")];
    words.extend(sql(OF_TYPE).map(|type_| format!("OF {type_}")));
    let lines = elements(catalog, table, is_child);
    words.push(match lines.as_slice() {
        [] if table.has(OF_TYPE) => String::new(),
        [] => "()".to_owned(),
        lines => format!("(\n    {}\n)", lines.join(",\n    ")),
    });
    words.extend(sql(INHERITS).filter(|_| is_child).map(|tables| format!("INHERITS ({tables})")));
    words.extend(sql(PARTITION_BY).map(|key| format!("PARTITION BY {key}")));
    words.extend(sql("access method").map(|method| format!("USING {method}")));
    words.extend(options::print(catalog, table).map(|parameters| format!("WITH ({parameters})")));
    words.extend(sql("tablespace").map(|tablespace| format!("TABLESPACE {tablespace}")));
    words.extend(ending);
    words.retain(|word| !word.is_empty());
    let mut create = vec![words.join(" ")];
    create.extend(alterations(catalog, table, &name, is_child));
    create.extend(logged_sequences(catalog, table));
    Printed { create, last: joining(catalog, table, &name, is_child), ..Printed::default() }
}

/// Tells whether `INHERITS` gives the table its columns in the order that they have.
pub(crate) fn can_be_child(catalog: &Catalog, table: &Object) -> bool {
    let parents = table.objects(INHERITS);
    let mut expected: Vec<&str> = Vec::new();
    for parent in &parents {
        for column in column::all(catalog, *parent) {
            if !expected.contains(&&*column.name) {
                expected.push(&column.name);
            }
        }
    }
    let own = column::all(catalog, table.id);
    !parents.is_empty()
        && own.len() >= expected.len()
        && own.iter().zip(&expected).all(|(column, name)| {
            // With `INHERITS`, a column that the parent generates can't say otherwise itself.
            &*column.name == *name && !differs(catalog, table, column, "generated")
        })
        && !catalog.parts(table.id).any(is_orphan)
}

/// Tells whether a table has its parents from the moment that it is made.
pub(crate) fn is_made_as_child(catalog: &Catalog, table: &Object) -> bool {
    can_be_child(catalog, table) || stand_in::is_needed(catalog, table)
}

/// Returns the columns and constraints between the parentheses.
fn elements(catalog: &Catalog, table: &Object, is_child: bool) -> Vec<String> {
    let columns = column::all(catalog, table.id);
    let columns: Vec<&Object> =
        columns.into_iter().filter(|column| !is_child || is_own(column)).collect();
    let constraints = catalog
        .parts(table.id)
        .filter(|part| (part.kind.is_inline)(catalog, part) && !part.is(&COLUMN))
        .filter(|part| !is_child || is_own(part));
    let constraints = sorted(constraints.collect(), |one, other| one.name.cmp(&other.name));
    let is_typed = table.has(OF_TYPE);
    let columns = columns.into_iter().filter_map(|column| match is_typed {
        true => typed_column(catalog, column),
        false if is_child && column.has(INHERITED) => {
            // What its parent's says of it.
            let mut column = column.clone();
            column.attributes.remove("generated");
            column.attributes.remove("virtual");
            if counts_instead(catalog, &column) {
                column.attributes.remove("identity");
            }
            (column.kind.print)(catalog, &column).create.into_iter().next()
        }
        false => (column.kind.print)(catalog, column).create.into_iter().next(),
    });
    let constraints = constraints
        .into_iter()
        .filter(|part| part.kind.namespaces.first().is_none_or(|first| !first.is_in_schema()))
        .flat_map(|part| (part.kind.print)(catalog, part).create);
    columns.chain(constraints).collect()
}

/// Tells whether a part is the table's own, whatever it has from a parent.
pub(crate) fn is_own(part: &Object) -> bool {
    part.objects(INHERITED).is_empty() || part.has(LOCAL)
}

/// Tells whether a check is from a parent that has lost its own (see `drop_column::leave_to_children`).
pub(crate) fn is_orphan(part: &Object) -> bool {
    part.has(INHERITED) && part.objects(INHERITED).is_empty()
}

/// Tells whether a column lacks what it began with, since a parent's says so.
pub(super) fn has_lost(catalog: &Catalog, column: &Object, attribute: &str) -> bool {
    let origins = column.objects(INHERITED);
    let mut origins = origins.iter().filter_map(|origin| catalog.get(*origin));
    !column.has(attribute) && origins.any(|origin| origin.has(attribute))
}

/// Tells whether an identity column lacks a default that its parents' have: it can be made one only once it lacks it.
fn counts_instead(catalog: &Catalog, column: &Object) -> bool {
    column.has("identity") && has_lost(catalog, column, "default")
}

/// Tells whether a column says something that its parents' don't.
pub(super) fn differs(catalog: &Catalog, table: &Object, column: &Object, attribute: &str) -> bool {
    let Some(own) = column.get(attribute) else { return false };
    let origins = column.objects(INHERITED);
    let mut inherited = origins.iter().filter_map(|origin| catalog.get(*origin)?.get(attribute));
    !inherited.any(|value| inherit::moved(catalog, value, table.id) == *own)
}

/// Returns what a typed table says of a column beyond its type.
fn typed_column(catalog: &Catalog, column: &Object) -> Option<String> {
    let mut words = Vec::new();
    let default = column.get("default").map(|default| default.to_sql(catalog));
    words.extend(default.map(|default| format!("DEFAULT {default}")));
    if column.has("not null") {
        words.push("NOT NULL".to_owned());
    }
    (!words.is_empty()).then(|| format!("{} WITH OPTIONS {}", quote(&column.name), words.join(" ")))
}

/// Returns how a relation's columns are kept, where it is said.
pub(crate) fn kept_otherwise(catalog: &Catalog, relation: &Object) -> Vec<String> {
    let name = catalog.qualified_name(relation.id);
    let columns = column::all(catalog, relation.id).into_iter();
    let actions = columns.flat_map(|column| keeping(catalog, column));
    actions.map(|action| format!("ALTER TABLE {name} {action}")).collect()
}

/// Returns the actions that say how a column is kept.
fn keeping(catalog: &Catalog, column: &Object) -> Vec<String> {
    let name = quote(&column.name);
    let kept =
        [("storage", "STORAGE"), ("compression", "COMPRESSION"), ("statistics", "STATISTICS")];
    let said = kept.iter().filter_map(|(attribute, words)| {
        Some(format!("ALTER COLUMN {name} SET {words} {}", column.text(attribute)?))
    });
    let parameters = options::print(catalog, column);
    said.chain(parameters.map(|said| format!("ALTER COLUMN {name} SET ({said})"))).collect()
}

/// Returns what can be said only when the table is there.
fn alterations(catalog: &Catalog, table: &Object, name: &str, is_child: bool) -> Vec<String> {
    let mut statements = Vec::new();
    let mut alter = |action: String| statements.push(format!("ALTER TABLE {name} {action}"));
    for column in column::all(catalog, table.id) {
        let column_name = quote(&column.name);
        for (attribute, words) in [("default", "DEFAULT"), ("not null", "NOT NULL")] {
            if is_child && has_lost(catalog, column, attribute) {
                alter(format!("ALTER COLUMN {column_name} DROP {words}"));
            } else if is_child && !is_own(column) && differs(catalog, table, column, attribute) {
                let default = column.get(attribute).filter(|_| attribute == "default");
                let default = default.map(|value| format!(" {}", value.to_sql(catalog)));
                let default = default.unwrap_or_default();
                alter(format!("ALTER COLUMN {column_name} SET {words}{default}"));
            }
        }
        let is_lent = is_child && !is_own(column);
        let is_counted = is_lent || is_child && counts_instead(catalog, column);
        let identity = column::identity(catalog, column).filter(|_| is_counted);
        let added = identity.map(|identity| format!("ADD {identity}"));
        let options = foreign_options::print(column).filter(|_| is_lent);
        added
            .into_iter()
            .chain(options)
            .for_each(|said| alter(format!("ALTER COLUMN {column_name} {said}")));
        keeping(catalog, column).into_iter().for_each(&mut alter);
    }
    for (attribute, words) in [
        ("row security", "ENABLE ROW LEVEL SECURITY"),
        ("forced row security", "FORCE ROW LEVEL SECURITY"),
    ] {
        if table.has(attribute) {
            alter(words.to_owned());
        }
    }
    if let Some(identity @ ("FULL" | "NOTHING")) = table.text("replica identity") {
        alter(format!("REPLICA IDENTITY {identity}"));
    }
    statements
}

/// Returns the statements on sequences of columns that, unlike the table, are not unlogged.
fn logged_sequences(catalog: &Catalog, table: &Object) -> Vec<String> {
    let columns = column::all(catalog, table.id).into_iter().filter(|_| table.has("unlogged"));
    let sequences = columns.filter_map(|column| sequence::behind(catalog, column.id));
    sequences
        .filter(|sequence| !sequence.has("unlogged"))
        .map(|sequence| {
            format!("ALTER SEQUENCE {} SET LOGGED", catalog.qualified_name(sequence.id))
        })
        .collect()
}

/// Returns what joins the table with others, and with its indexes.
fn joining(catalog: &Catalog, table: &Object, name: &str, is_child: bool) -> Vec<String> {
    let named = |id: ObjectId| catalog.qualified_name(id);
    let mut statements = Vec::new();
    if !is_child {
        let parents = table.objects(INHERITS).into_iter();
        statements
            .extend(parents.map(|parent| format!("ALTER TABLE {name} INHERIT {}", named(parent))));
    }
    if let Some(parent) = table.object(PARTITION_OF) {
        let bound = table.get(BOUND).map(|bound| bound.to_sql(catalog)).unwrap_or_default();
        let parent = named(parent);
        statements.push(format!("ALTER TABLE {parent} ATTACH PARTITION {name} {bound}"));
    }
    statements.extend(marks(catalog, table));
    statements
}

/// Returns what marks one of a relation's indexes.
pub(crate) fn marks(catalog: &Catalog, relation: &Object) -> Vec<String> {
    let name = catalog.qualified_name(relation.id);
    let marks =
        [("replica identity", "REPLICA IDENTITY USING INDEX"), ("clustered on", "CLUSTER ON")];
    let said = marks.iter().filter_map(|(attribute, words)| {
        let index = catalog.get(relation.object(attribute)?)?;
        Some(format!("ALTER TABLE {name} {words} {}", quote(&index.name)))
    });
    said.collect()
}
