//! How tables are altered, and when they must be made anew.

use super::{BOUND, INHERITS, OF_TYPE, PARTITION_OF, bound_place, options, print};
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::kinds::{column, constraint, foreign_options, foreign_table, index};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, ObjectId};
use crate::sql::identifier::quote;

/// Returns the statements that alter a table; how its rows are dealt out to partitions can't be altered.
pub(crate) fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_known = |attribute: &str| {
        FLAGS.iter().any(|(flag, ..)| *flag == attribute)
            || matches!(attribute, PARTITION_OF | BOUND | INHERITS | OF_TYPE)
            || matches!(
                attribute,
                "replica identity" | "clustered on" | "access method" | "tablespace"
            )
            || options::is_option(attribute)
            || foreign_options::is_option(attribute)
    };
    if !change.is_only_of(is_known) {
        return None;
    }
    let head = format!("ALTER {}", change.designation());
    let mut actions = families(change, &head);
    let mut alter = |what: String, hazards: &[Hazard]| {
        actions.push(Action::locking(format!("{head} {what}"), hazards));
    };
    for (flag, set, unset) in FLAGS {
        if change.is_of(flag) {
            let (what, hazards) = if change.after.has(flag) { set } else { unset };
            alter((*what).to_owned(), hazards);
        }
    }
    if change.is_of("access method") {
        let method = change.after.text("access method").unwrap_or("heap");
        alter(format!("SET ACCESS METHOD {}", quote(method)), REWRITE);
    }
    if change.is_of("tablespace") {
        let tablespace = change.after.text("tablespace").unwrap_or("pg_default");
        alter(format!("SET TABLESPACE {}", quote(tablespace)), REWRITE);
    }
    if change.is_of(OF_TYPE) {
        // It leaves the old type first: while it is of one, its columns can't be altered to fit the new one.
        let left = change.before.has(OF_TYPE).then(|| "NOT OF".to_owned());
        let joined = change.sql(OF_TYPE).map(|type_| format!("OF {type_}"));
        left.into_iter().chain(joined).for_each(|what| alter(what, &[]));
    }
    if change.is_of("replica identity") {
        alter(format!("REPLICA IDENTITY {}", replica_identity(change)), &[]);
    }
    if change.is_of("clustered on") {
        let index = marked(change, "clustered on").map(|index| format!("CLUSTER ON {index}"));
        let index = index.unwrap_or("SET WITHOUT CLUSTER".to_owned());
        actions.push(format!("{head} {index}").into());
    }
    actions.extend(options::altered(change, &head));
    actions
        .extend(foreign_options::altered(change).map(|options| format!("{head} {options}").into()));
    Some(actions)
}

/// What is said of a table by a word, how it is said, and how the opposite.
const FLAGS: &[(&str, Said, Said)] = &[
    ("unlogged", ("SET UNLOGGED", REWRITE), ("SET LOGGED", REWRITE)),
    (
        "row security",
        ("ENABLE ROW LEVEL SECURITY", &[Hazard::PrivilegesLost]),
        ("DISABLE ROW LEVEL SECURITY", &[Hazard::PrivilegesWidened]),
    ),
    (
        "forced row security",
        ("FORCE ROW LEVEL SECURITY", &[Hazard::PrivilegesLost]),
        ("NO FORCE ROW LEVEL SECURITY", &[Hazard::PrivilegesWidened]),
    ),
];

/// The words of an action, and what is hazardous about it.
type Said = (&'static str, &'static [Hazard]);

const REWRITE: &[Hazard] = &[Hazard::TableRewrite];

/// Returns what makes a table leave its parents, and join others.
fn families(change: &Change<'_>, head: &str) -> Vec<Action> {
    let mut actions = Vec::new();
    let table = change.to.qualified_name(change.after.id);
    let named = |parent: ObjectId| change.to.qualified_name(parent);
    if change.is_of(PARTITION_OF) || change.is_of(BOUND) {
        if let Some(parent) = change.before.object(PARTITION_OF) {
            let parent = change.now.qualified_name(parent);
            let sql = format!("ALTER TABLE {parent} DETACH PARTITION {table}");
            actions.push(Action::locking(sql, &[]));
        }
        if let Some(parent) = change.after.object(PARTITION_OF) {
            let (parent, bound) = (named(parent), change.sql(BOUND).unwrap_or_default());
            let sql = format!("ALTER TABLE {parent} ATTACH PARTITION {table} {bound}");
            let hazards: &[Hazard] = match gets_indexes(change) {
                _ if foreign_table::is_empty(change.to, change.after) => &[],
                true => &[Hazard::FullScan, Hazard::IndexBuild, Hazard::MayFail],
                false => &[Hazard::FullScan, Hazard::MayFail],
            };
            actions.push(Action::locking(sql, hazards));
        }
    }
    if change.is_of(INHERITS) {
        let before = change.before.objects(INHERITS).into_iter();
        let before: Vec<String> = before.map(|parent| change.now.qualified_name(parent)).collect();
        let after: Vec<String> = change.after.objects(INHERITS).into_iter().map(named).collect();
        let mut awaited = after.iter().peekable();
        let left = before.iter().filter(|parent| awaited.next_if_eq(parent).is_none());
        let left: Vec<String> = left.map(|parent| format!("{head} NO INHERIT {parent}")).collect();
        let joined: Vec<String> =
            awaited.map(|parent| format!("{head} INHERIT {parent}")).collect();
        let (first, last) =
            if joined.is_empty() { <_>::default() } else { meanwhile(change, head) };
        let all = left.into_iter().chain(first).chain(joined).chain(last);
        actions.extend(all.map(|sql| Action::locking(sql, &[])));
    }
    actions
}

/// Tells whether a table gets an index as it becomes a partition: one that its parent has by then, and it has not.
fn gets_indexes(change: &Change<'_>) -> bool {
    fn indexes(catalog: &Catalog, table: ObjectId) -> Vec<&Object> {
        let parts = catalog.parts(table);
        parts.filter(|part| part.is(&index::INDEX) || constraint::has_index(part)).collect()
    }
    let (now, to) = (change.now, change.to);
    let is_there = |whole: ObjectId| {
        let name = to.qualified_name(whole);
        let mut indexes = now.objects().flat_map(|table| indexes(now, table.id));
        indexes.any(|index| now.qualified_name(index.id) == name)
    };
    let after = indexes(to, change.after.id);
    indexes(now, change.before.id).len() < after.len()
        && after.iter().flat_map(|part| part.object("inherited")).any(is_there)
}

/// A column that may be null though its parent's may not is so only when the table is a child: before PostgreSQL 18.
fn meanwhile(change: &Change<'_>, head: &str) -> (Vec<String>, Vec<String>) {
    let columns = column::all(change.to, change.after.id).into_iter();
    let lost = columns.filter(|column| print::has_lost(change.to, column, "not null"));
    let alter = |verb: &str, column: &Object| {
        format!("{head} ALTER COLUMN {} {verb} NOT NULL", quote(&column.name))
    };
    lost.map(|column| (alter("SET", column), alter("DROP", column))).unzip()
}

/// Beside a default partition, none of its rows may be one of the new partition's (`ATExecAttachPartition`).
pub(super) fn hazards_of_joining(catalog: &Catalog, table: &Object) -> Vec<Hazard> {
    let parent = table.object(PARTITION_OF);
    let mut defaults = parent.into_iter().flat_map(|it| bound_place::defaults(catalog, it));
    match defaults.any(|default| default != table.id) {
        true => vec![Hazard::AccessExclusiveLock, Hazard::FullScan, Hazard::MayFail],
        false => Vec::new(),
    }
}

/// Returns the name of the index that a table is to have some use for.
fn marked(change: &Change<'_>, attribute: &str) -> Option<String> {
    let index = change.to.get(change.after.object(attribute)?)?;
    Some(quote(&index.name).into_owned())
}

/// Says how a table's rows are told apart.
fn replica_identity(change: &Change<'_>) -> String {
    match (marked(change, "replica identity"), change.after.text("replica identity")) {
        (Some(index), _) => format!("USING INDEX {index}"),
        (None, identity) => identity.unwrap_or("DEFAULT").to_owned(),
    }
}

/// A partition of a table that foreign keys refer to can be dropped only when it is one no more.
pub(super) fn dropped(catalog: &Catalog, table: &Object) -> Option<Vec<String>> {
    let name = catalog.qualified_name(table.id);
    let parent = table.object(PARTITION_OF);
    let is_referred_to = parent.is_some_and(|parent| {
        let mut keys = catalog.users(parent).filter(|user| user.is(&constraint::CONSTRAINT));
        keys.any(|key| key.object("references") == Some(parent))
    });
    let parent = parent.filter(|_| is_referred_to).map(|parent| catalog.qualified_name(parent));
    let detached = parent.map(|parent| format!("ALTER TABLE {parent} DETACH PARTITION {name}"));
    Some(detached.into_iter().chain([format!("DROP TABLE {name}")]).collect())
}
