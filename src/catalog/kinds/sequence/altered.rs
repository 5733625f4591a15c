//! How sequences are altered.

use super::{IDENTITY, OWNER_COLUMN, Options};
use crate::catalog::alteration::{Action, Change};
use crate::catalog::kinds::column;

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
    if OPTIONS.iter().any(|option| change.is_of(option)) {
        let options = Options::of(change.after).changed_to_sql(Options::of(change.before));
        actions.push(format!("{head} {options}").into());
    }
    if change.is_of(OWNER_COLUMN) {
        let column = change.after.object(OWNER_COLUMN);
        let column = column.map(|column| column::qualified_name(change.to, column));
        actions.push(format!("{head} OWNED BY {}", column.unwrap_or("NONE".to_owned())).into());
    }
    if change.is_of("unlogged") {
        let logged = if change.after.has("unlogged") { "UNLOGGED" } else { "LOGGED" };
        actions.push(format!("{head} SET {logged}").into());
    }
    Some(actions)
}
