//! How views are altered, and when they must be made anew.

use super::{IS_OPEN, QUERY, print};
use crate::catalog::Object;
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::kinds::column;
use crate::catalog::kinds::table::options;

/// `CREATE OR REPLACE` keeps a view if its columns stay the first ones (`checkViewColumns` in
/// PostgreSQL's `view.c`).
pub(super) fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let is_known =
        |attribute: &str| matches!(attribute, QUERY | IS_OPEN) || options::is_option(attribute);
    if !change.attributes.iter().all(|attribute| is_known(attribute)) {
        return None;
    }
    if !change.parts && !change.is_of(QUERY) {
        let view = change.to.qualified_name(change.after.id);
        let mut actions = options::altered(change, &format!("ALTER VIEW {view}"));
        actions.iter_mut().for_each(|action| action.hazards = hazards_of_options(change));
        return Some(actions);
    }
    if !change.after.has(QUERY) || !keeps_columns(change) {
        return None;
    }
    let create = print(change.to, change.after).create.into_iter().next()?;
    let rest = create.strip_prefix("CREATE ")?;
    let hazards = hazards_of_options(change);
    Some(vec![Action::new(format!("CREATE OR REPLACE {rest}"), &hazards)])
}

/// A view reads with the privileges of its owner, or of whoever asks (`security_invoker`).
fn hazards_of_options(change: &Change<'_>) -> Vec<Hazard> {
    let is_invoker = |view: &Object| view.text("option security_invoker") == Some("true");
    let asked = match (is_invoker(change.before), is_invoker(change.after)) {
        (true, false) => Some(Hazard::PrivilegesWidened),
        (false, true) => Some(Hazard::PrivilegesLost),
        _ => None,
    };
    [Hazard::AccessExclusiveLock].into_iter().chain(asked).collect()
}

fn keeps_columns(change: &Change<'_>) -> bool {
    let before = column::all(change.now, change.before.id);
    let after = column::all(change.to, change.after.id);
    before.len() <= after.len()
        && before.iter().zip(&after).all(|(before, after)| {
            let old = before.get("type").map(|type_| type_.to_sql(change.now));
            let new = after.get("type").map(|type_| type_.to_sql(change.to));
            before.name == after.name && old == new && old.is_some()
        })
}

/// The query of a view keeps what it mentions from being another type.
pub(crate) fn is_in_the_way(attribute: &str, change: &Change<'_>) -> bool {
    attribute == QUERY && (change.is_of_values() || change.is_of("collation"))
}
