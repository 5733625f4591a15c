//! A recorded statement → its effects: by its text, or, where that says nothing, by its record.
//!
//! An embedder may record statements that are not PostgreSQL's; what they do is then known only as
//! far as the record tells it. Never in it: how text is read.

use super::Change;
use crate::sql::effects::{self, Action, Definition, Effect, Effects, Target};
use crate::sql::{DdlObjectType, DdlOperation, Span, canonical, identifier};

/// Returns what a recorded statement does.
pub(super) fn effects(change: &Change<'_>) -> Effects {
    let effects = effects::read(change.statement);
    if !effects.effects.is_empty() || effects.search_path.is_some() {
        return effects;
    }
    Effects { search_path: None, effects: by_record(change) }
}

fn by_record(change: &Change<'_>) -> Vec<Effect> {
    let Some(action) = action(change) else { return Vec::new() };
    let span = Span { start: 0, end: change.statement.len() };
    names(change.object_name)
        .filter_map(|name| target(change.object_type, name))
        .map(|target| {
            let (action, needs, parts) = (action.clone(), Vec::new(), Vec::new());
            Effect { target, action, span, needs, parts }
        })
        .collect()
}

fn action(change: &Change<'_>) -> Option<Action> {
    let text = canonical(change.statement);
    Some(match change.operation {
        DdlOperation::Create => {
            let attributes = vec![("definition".into(), text)];
            Action::Create(Definition { attributes, ..Definition::default() })
        }
        DdlOperation::Alter | DdlOperation::Rename => Action::Set("definition".into(), Some(text)),
        DdlOperation::Drop => Action::Drop { cascade: false },
        DdlOperation::Comment => Action::Set("comment".into(), Some(text)),
        DdlOperation::Grant | DdlOperation::Revoke => Action::Set("privileges".into(), Some(text)),
        _ => return None,
    })
}

/// Returns the names in a list with commas; those between parentheses or quotes part nothing.
fn names(list: &str) -> impl Iterator<Item = &str> {
    let (mut depth, mut quoted) = (0_i32, false);
    list.split(move |letter| {
        match letter {
            '"' => quoted = !quoted,
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        letter == ',' && depth == 0 && !quoted
    })
    .map(str::trim)
    .filter(|name| !name.is_empty())
}

/// Reads a name as the history has it: `app.users`, `users.email`, `touch on users`.
fn target(kind: DdlObjectType, name: &str) -> Option<Target> {
    if let Some((part, whole)) = name.split_once(" on ") {
        let whole = object(DdlObjectType::Table, whole)?;
        return Some(whole.part(kind, identifier::read(part, '\\')));
    }
    if kind == DdlObjectType::Column {
        let (whole, part) = name.rsplit_once('.')?;
        return Some(object(DdlObjectType::Table, whole)?.part(kind, identifier::read(part, '\\')));
    }
    object(kind, name)
}

fn object(kind: DdlObjectType, name: &str) -> Option<Target> {
    let (bare, arguments) = name.split_at(name.find('(').unwrap_or(name.len()));
    let (schema, bare) = match bare.rsplit_once('.') {
        Some((schema, bare)) => (Some(identifier::read(schema, '\\')), bare),
        None => (None, bare),
    };
    let name = format!("{}{arguments}", identifier::read(bare, '\\'));
    (!name.is_empty()).then(|| Target::new(kind, schema, name))
}
