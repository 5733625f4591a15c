//! How indexes are altered.

use super::{INCOMPLETE, alter::STATISTICS, attaching, is_part_of};
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::kinds::table::{self, options};
use crate::catalog::kinds::{Doing, foreign_table};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, Value};
use crate::sql::identifier::quote;

const EXTENSION: &str = "depends on extension";

/// Tells whether an attribute is one that [`options_altered`] alters.
pub(crate) fn is_option(attribute: &str) -> bool {
    options::is_option(attribute) || attribute == "tablespace"
}

pub(super) fn hazards(catalog: &Catalog, index: &Object, doing: Doing) -> Vec<Hazard> {
    let is_of_table = catalog.get(index.parent).is_some();
    match doing {
        Doing::Drop => vec![Hazard::AccessExclusiveLock],
        Doing::Rename => Vec::new(),
        Doing::Make if !is_of_table => Vec::new(),
        Doing::Make if index.has("unique") => {
            vec![Hazard::ShareLock, Hazard::IndexBuild, Hazard::MayFail]
        }
        Doing::Make => vec![Hazard::ShareLock, Hazard::IndexBuild],
    }
}

/// Returns the statements on an index's parameters and where it is kept.
pub(crate) fn options_altered(change: &Change<'_>, head: &str) -> Vec<Action> {
    let mut actions = options::altered(change, head);
    if change.is_of("tablespace") {
        let tablespace = change.after.text("tablespace").unwrap_or("pg_default");
        let sql = format!("{head} SET TABLESPACE {}", quote(tablespace));
        actions.push(Action::locking(sql, &[]));
    }
    actions
}

pub(super) fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_alterable = |attribute: &str| {
        matches!(attribute, EXTENSION | INCOMPLETE)
            || is_option(attribute)
            || attribute.starts_with(STATISTICS)
            || attribute == "inherited"
    };
    if !change.is_only_of(is_alterable) {
        return None;
    }
    let head = format!("ALTER INDEX {}", change.to.qualified_name(change.after.id));
    let mut actions = options_altered(change, &head);
    for attribute in change.attributes {
        if let Some(number) = attribute.strip_prefix(STATISTICS) {
            let target = change.sql(attribute).unwrap_or("-1".to_owned());
            let sql = format!("{head} ALTER COLUMN {number} SET STATISTICS {target}");
            actions.push(sql.into());
        }
    }
    actions.extend(extension_altered(change, &head));
    actions.extend(attached(change).map(|sql| Action::locking(sql, &[])));
    Some(actions)
}

/// Returns the statement that makes an index a part of that of the partitioned table, if it takes one: what the table
/// has when it becomes a partition becomes so by itself.
fn attached(change: &Change<'_>) -> Option<String> {
    let whole = change.now.get(change.after.object("inherited")?)?;
    let is_free = change.is_of("inherited") && whole.has(INCOMPLETE);
    let is_partition = table::children(change.now, whole.parent).contains(&change.before.parent);
    let name = |index: &Object| change.to.qualified_name(index.id);
    (is_free && is_partition)
        .then(|| format!("ALTER INDEX {} ATTACH PARTITION {}", name(whole), name(change.after)))
}

/// Returns the statements on the extension that an object goes with.
pub(crate) fn extension_altered(change: &Change<'_>, head: &str) -> Vec<Action> {
    if !change.is_of(EXTENSION) {
        return Vec::new();
    }
    let before = change.before.get(EXTENSION).map(|name| name.to_sql(change.now));
    let no = before.map(|name| format!("{head} NO DEPENDS ON EXTENSION {name}"));
    let now = change.sql(EXTENSION).map(|name| format!("{head} DEPENDS ON EXTENSION {name}"));
    no.into_iter().chain(now).map(Action::from).collect()
}

/// `CONCURRENTLY` builds and drops an index while others write; that of a partitioned table is made of those of
/// the partitions.
pub(super) fn online(catalog: &Catalog, index: &Object, doing: Doing) -> Option<Vec<Action>> {
    let name = catalog.qualified_name(index.id);
    if catalog.get(index.parent).is_some_and(table::is_partitioned) {
        let mut only = index.clone();
        only.attributes.insert(INCOMPLETE.into(), Value::flag());
        only.attributes.remove("inherited");
        let sql = (index.kind.print)(catalog, &only).last.pop();
        // Where a partition has no index, the table's never becomes whole (`validatePartitionedIndex`).
        let parts = table::children(catalog, index.parent);
        let mut parts = parts.into_iter().filter_map(|part| catalog.get(part));
        let is_whole = parts.all(|part| !part.is(&foreign_table::FOREIGN_TABLE));
        let made = sql.filter(|_| doing == Doing::Make && is_whole)?;
        let made = Action::new(made, &[Hazard::ShareLock]);
        let of_part = |catalog: &Catalog, part: &Object| online(catalog, part, Doing::Make);
        return Some(made_of_parts(catalog, index, made, of_part));
    }
    let mut hazards = vec![Hazard::NotTransactional];
    if doing == Doing::Drop {
        let sql = format!("DROP INDEX CONCURRENTLY {name}");
        return Some(vec![Action::new(sql, &hazards)]);
    }
    if index.has("unique") {
        hazards.push(Hazard::MayFail);
    }
    let mut statements = (index.kind.print)(catalog, index).create.into_iter();
    let create = statements.next()?.replacen("INDEX ", "INDEX CONCURRENTLY ", 1);
    let rest = statements.map(Action::from);
    Some([Action::new(create, &hazards)].into_iter().chain(rest).collect())
}

/// Returns how the index of a partitioned table is made, or a key: by itself, which `made` does, without the partitions;
/// then those of the partitions, as `of_part` says, which join it.
pub(crate) fn made_of_parts(
    catalog: &Catalog,
    whole: &Object,
    made: Action,
    of_part: fn(&Catalog, &Object) -> Option<Vec<Action>>,
) -> Vec<Action> {
    let mut actions = vec![made];
    for part in catalog.users(whole.id).filter(|user| is_part_of(user, whole)) {
        actions.extend(of_part(catalog, part).unwrap_or_default());
        actions.push(Action::locking(attaching(catalog, whole, part), &[]));
    }
    actions
}
