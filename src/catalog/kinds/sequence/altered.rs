//! How sequences are altered.

use super::{For, IDENTITY, OWNER_COLUMN, Options};
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::kinds::column;
use crate::catalog::print::designation;
use crate::catalog::session::NOWHERE;
use crate::catalog::state::Catalog;
use crate::catalog::{Object, Value, made_up, privileges};
use crate::sql::identifier::quote;

const OPTIONS: &[&str] = &["type", "increment", "minimum", "maximum", "start", "cache", "cycle"];

pub(super) fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_known = |attribute: &str| {
        OPTIONS.contains(&attribute) || matches!(attribute, OWNER_COLUMN | "unlogged")
    };
    let is_of_other_column = change.after.has(IDENTITY) && change.is_of(OWNER_COLUMN);
    if !change.is_only_of(is_known) || is_of_other_column {
        return None;
    }
    let head = format!("ALTER {}", change.designation());
    let mut actions: Vec<Action> = Vec::new();
    if OPTIONS.iter().any(|option| change.is_of(option)) && !is_widened_along(change) {
        let options = Options::of(change.after).changed_to_sql(Options::of(change.before));
        let restarts: &[Hazard] =
            if options.contains("RESTART") { &[Hazard::SequenceRestarted] } else { &[] };
        actions.push(Action::new(format!("{head} {options}"), restarts));
    }
    if change.is_of(OWNER_COLUMN) {
        actions.extend(owned(change, &head).map(Action::from));
    }
    if change.is_of("unlogged") {
        actions.push(format!("{head} SET {}", logging(change.after).1).into());
    }
    Some(actions)
}

/// Tells whether an identity column is still to get a type of more numbers, which its sequence gets with it
/// (`transformAlterTableStmt`); what it is to be beyond that can wait.
fn is_widened_along(change: &Change<'_>) -> bool {
    let place = |catalog: &Catalog, sequence: &Object| {
        let column = sequence.object(OWNER_COLUMN).filter(|_| sequence.has(IDENTITY));
        let type_ = catalog.get(column?)?.text("type")?;
        TYPES.iter().position(|known| *known == type_)
    };
    let (now, to) = (place(change.now, change.before), place(change.to, change.after));
    now.zip(to).is_some_and(|(now, to)| now < to)
}

/// The types of sequences, each of more numbers than those before.
const TYPES: &[&str] = &["smallint", "integer", "bigint"];

/// Returns the statements on the column that a sequence goes with; it has the owner of the column's table before.
fn owned(change: &Change<'_>, head: &str) -> impl Iterator<Item = String> {
    let owner = |catalog: &Catalog, sequence: &Object| {
        sequence.get("owner").map_or(privileges::SELF.to_owned(), |owner| owner.to_sql(catalog))
    };
    let column = change.after.object(OWNER_COLUMN);
    let column = column.map(|column| column::qualified_name(change.to, column));
    let to_be = owner(change.to, change.after);
    let is_given = column.is_some() && owner(change.now, change.before) != to_be;
    let free =
        (is_given && change.before.has(OWNER_COLUMN)).then(|| format!("{head} OWNED BY NONE"));
    let given = is_given.then(|| format!("{head} OWNER TO {to_be}"));
    let owned = format!("{head} OWNED BY {}", column.unwrap_or("NONE".to_owned()));
    free.into_iter().chain(given).chain([owned])
}

/// Returns whether a sequence is unlogged, and how that is said.
pub(super) fn logging(sequence: &Object) -> (bool, &'static str) {
    match sequence.has("unlogged") {
        true => (true, "UNLOGGED"),
        false => (false, "LOGGED"),
    }
}

/// The sequence of an identity column goes when the column is none any more.
pub(super) fn dropped(catalog: &Catalog, sequence: &Object) -> Option<Vec<String>> {
    if !sequence.has(IDENTITY) {
        return Some(vec![format!("DROP {}", designation(catalog, sequence))]);
    }
    let column = catalog.get(sequence.object(OWNER_COLUMN)?)?;
    let (table, name) = (catalog.qualified_name(column.parent), quote(&column.name));
    Some(vec![format!("ALTER TABLE {table} ALTER COLUMN {name} DROP IDENTITY")])
}

/// Returns the column that brings its sequence along: an identity column, or one that is written as `serial`.
pub(super) fn brought_by(catalog: &Catalog, sequence: &Object) -> Option<Object> {
    let column = catalog.get(sequence.object(OWNER_COLUMN)?)?;
    if sequence.has(IDENTITY) {
        return Some(column.clone());
    }
    let table = catalog.get(column.parent)?;
    let type_ = match column.text("type")? {
        "smallint" => "smallserial",
        "integer" => "serial",
        "bigint" => "bigserial",
        _ => return None,
    };
    let usual = Options::of_type(column.get("type")?, For::Itself, NOWHERE).ok()?;
    let default = format!("nextval('{}'::regclass)", catalog.qualified_name(sequence.id));
    let name = made_up::numbered(&table.name, &column.name, "seq", |_| false);
    let is_usual = Options::of(sequence) == usual
        && !sequence.has("unlogged")
        && *sequence.name == *name
        && sequence.parent == table.parent
        && column.has("not null")
        && !column.has(column::INHERITED)
        && column.get("default").is_some_and(|own| own.to_sql(catalog) == default);
    if !is_usual {
        return None;
    }
    let mut written = column.clone();
    written.attributes.insert("type".into(), Value::from(type_));
    written.attributes.remove("default");
    written.attributes.remove("not null");
    Some(written)
}
