//! How constraints are added to, altered in and dropped from what is there already.

use super::{CHECK, FOREIGN_KEY, INDEX_COMMENT, PRIMARY_KEY, UNIQUE, has_index, print, type_of};
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::kinds::deferral::{self, DEFERRABLE};
use crate::catalog::kinds::{Doing, domain, foreign_table, index, table};
use crate::catalog::state::Catalog;
use crate::catalog::{Object, Value};
use crate::sql::identifier::quote;

fn is_of_domain(catalog: &Catalog, constraint: &Object) -> bool {
    catalog.get(constraint.parent).is_some_and(|owner| owner.is(&domain::DOMAIN))
}

fn head(catalog: &Catalog, constraint: &Object) -> String {
    let verb = if is_of_domain(catalog, constraint) { "DOMAIN" } else { "TABLE" };
    format!("ALTER {verb} {}", catalog.qualified_name(constraint.parent))
}

pub(super) fn added(catalog: &Catalog, constraint: &Object) -> Option<Vec<String>> {
    let text = print::inline_text(catalog, constraint);
    Some(vec![format!("{} ADD {text}", head(catalog, constraint))])
}

pub(super) fn dropped(catalog: &Catalog, constraint: &Object) -> Option<Vec<String>> {
    Some(vec![format!("{} DROP CONSTRAINT {}", head(catalog, constraint), quote(&constraint.name))])
}

pub(super) fn renamed(catalog: &Catalog, constraint: &Object, name: &str) -> String {
    let head = head(catalog, constraint);
    format!("{head} RENAME CONSTRAINT {} TO {}", quote(&constraint.name), quote(name))
}

pub(super) fn hazards(catalog: &Catalog, constraint: &Object, doing: Doing) -> Vec<Hazard> {
    let is_of_domain = is_of_domain(catalog, constraint);
    let is_checked = !constraint.has("not valid") && !constraint.has("not enforced");
    let is_checked = is_checked && has_rows(catalog, constraint);
    match doing {
        _ if is_of_domain && (doing != Doing::Make || !is_checked) => Vec::new(),
        _ if is_of_domain && !domain::is_used(catalog, constraint.parent) => Vec::new(),
        Doing::Drop | Doing::Rename => vec![Hazard::AccessExclusiveLock],
        Doing::Make if has_index(constraint) => {
            vec![Hazard::AccessExclusiveLock, Hazard::IndexBuild, Hazard::MayFail]
        }
        Doing::Make => {
            let lock = match is_of_domain || type_of(constraint) == FOREIGN_KEY {
                true => Hazard::ShareLock,
                false => Hazard::AccessExclusiveLock,
            };
            let checked: &[Hazard] =
                if is_checked { &[Hazard::FullScan, Hazard::MayFail] } else { &[] };
            [&[lock], checked].concat()
        }
    }
}

/// Tells whether a constraint is one of rows that are here: a foreign table's are never looked at, save its children's.
fn has_rows(catalog: &Catalog, constraint: &Object) -> bool {
    !catalog.get(constraint.parent).is_some_and(|table| foreign_table::is_empty(catalog, table))
}

/// Returns what is hazardous about validating: others write to a table meanwhile, not to those that use a domain
/// (`AlterDomainValidateConstraint`).
fn validating(catalog: &Catalog, constraint: &Object) -> &'static [Hazard] {
    match is_of_domain(catalog, constraint) {
        true if !domain::is_used(catalog, constraint.parent) => &[],
        true => &[Hazard::ShareLock, Hazard::FullScan, Hazard::MayFail],
        false if !has_rows(catalog, constraint) => &[],
        false => &[Hazard::FullScan, Hazard::MayFail],
    }
}

/// Returns how a key takes an index that is there: a primary key makes its columns not null first.
fn taking(change: &Change<'_>) -> Action {
    let (head, name) = (head(change.to, change.after), quote(&change.after.name));
    let using = print::using_index(change.after, &change.before.name);
    let mut columns = change.before.attributes.values().flat_map(|value| value.objects());
    let may_be_null = |id| change.now.get(id).is_some_and(|column| !column.has("not null"));
    let hazards: &[Hazard] = match type_of(change.after) == PRIMARY_KEY && columns.any(may_be_null)
    {
        true => &[Hazard::FullScan, Hazard::MayFail],
        false => &[],
    };
    Action::locking(format!("{head} ADD CONSTRAINT {name} {using}"), hazards)
}

pub(super) fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    if change.before.is(&index::INDEX) {
        return Some(vec![taking(change)]);
    }
    let type_ = type_of(change.after);
    let is_foreign_key = type_ == FOREIGN_KEY;
    let is_valid_now = change.is_of("not valid") && !change.after.has("not valid");
    let is_alterable = |attribute: &str| match attribute {
        "inherited" | "local" | index::INCOMPLETE => true,
        "not valid" => is_valid_now,
        DEFERRABLE => is_foreign_key,
        INDEX_COMMENT => true,
        _ => has_index(change.after) && index::is_option(attribute),
    };
    let is_refused = || {
        is_of_domain(change.now, change.before)
            && domain::is_contained(change.now, change.before.parent)
    };
    if !change.is_only_of(is_alterable) || is_valid_now && is_refused() {
        return None;
    }
    let name = quote(&change.after.name);
    let head = head(change.to, change.after);
    let mut actions: Vec<Action> = Vec::new();
    if change.is_of(DEFERRABLE) {
        let deferrable = if change.after.has(DEFERRABLE) { "" } else { "NOT " };
        let is_deferred = deferral::is_deferred(change.after);
        let initially = if is_deferred { "DEFERRED" } else { "IMMEDIATE" };
        let sql =
            format!("{head} ALTER CONSTRAINT {name} {deferrable}DEFERRABLE INITIALLY {initially}");
        actions.push(Action::locking(sql, &[]));
    }
    if is_valid_now {
        let sql = format!("{head} VALIDATE CONSTRAINT {name}");
        actions.push(Action::new(sql, validating(change.now, change.before)));
    }
    let index = change.to.qualified_name(change.after.id);
    actions.extend(index::options_altered(change, &format!("ALTER INDEX {index}")));
    if change.is_of(INDEX_COMMENT) {
        let comment = change.sql(INDEX_COMMENT).unwrap_or("NULL".to_owned());
        actions.push(format!("COMMENT ON INDEX {index} IS {comment}").into());
    }
    Some(actions)
}

/// A check or a foreign key is validated once it holds for new rows.
pub(super) fn online(catalog: &Catalog, constraint: &Object, doing: Doing) -> Option<Vec<Action>> {
    let is_apart = constraint.has("not valid") || constraint.has("not enforced");
    let is_given = constraint.has("inherited") || !has_rows(catalog, constraint);
    let type_ = type_of(constraint);
    if doing == Doing::Drop || is_apart || is_given {
        return None;
    }
    if type_ != CHECK && (type_ != FOREIGN_KEY || is_of_partitioned(catalog, constraint)) {
        return key_online(catalog, constraint);
    }
    let (head, name) = (head(catalog, constraint), quote(&constraint.name));
    let text = print::inline_text(catalog, constraint);
    let validate = format!("{head} VALIDATE CONSTRAINT {name}");
    let hazards = validating(catalog, constraint);
    let mut added = constraint.clone();
    added.attributes.insert("not valid".into(), Value::flag());
    let lock = self::hazards(catalog, &added, doing);
    let add = Action::new(format!("{head} ADD {text} NOT VALID"), &lock);
    Some(vec![add, Action::new(validate, hazards)])
}

fn is_of_partitioned(catalog: &Catalog, constraint: &Object) -> bool {
    catalog.get(constraint.parent).is_some_and(table::is_partitioned)
}

/// A key takes an index that is there; that of a partitioned table is made of those of the partitions.
fn key_online(catalog: &Catalog, key: &Object) -> Option<Vec<Action>> {
    if !matches!(type_of(key), PRIMARY_KEY | UNIQUE) || key.has("without overlaps") {
        return None;
    }
    let table = catalog.qualified_name(key.parent);
    if is_of_partitioned(catalog, key) {
        let add = format!("ALTER TABLE ONLY {table} ADD {}", print::inline_text(catalog, key));
        return Some(index::made_of_parts(catalog, key, Action::locking(add, &[]), key_online));
    }
    let index = print::index_of_key(catalog, key);
    let using = print::using_index(key, &key.name);
    let hazards = &[Hazard::NotTransactional, Hazard::MayFail];
    let add = format!("ALTER TABLE {table} ADD CONSTRAINT {} {using}", quote(&key.name));
    Some(vec![Action::new(index, hazards), Action::locking(add, &[])])
}
