//! The conditions of exception handlers ↔ PostgreSQL's codes.
//!
//! Never in it: what a handler does.

use crate::catalog::refusal::{Refusal, SqlState};
use crate::sql::tree::{SyntaxKind, SyntaxNode, children, has_token, written};

/// The names of whole classes, of which no refusal bears the name.
const CLASSES: &[(&str, &str)] = &[
    ("dependent_privilege_descriptors_still_exist", "2B"),
    ("syntax_error_or_access_rule_violation", "42"),
    ("integrity_constraint_violation", "23"),
    ("data_exception", "22"),
    ("program_limit_exceeded", "54"),
    ("object_not_in_prerequisite_state", "55"),
    ("feature_not_supported", "0A"),
    ("plpgsql_error", "P0"),
];

/// Tells whether a handler catches a refusal.
pub(super) fn handles(handler: &SyntaxNode, refusal: &Refusal) -> bool {
    conditions(handler).iter().any(|condition| matches(condition, refusal.sqlstate))
}

/// Tells whether a handler catches what rows, and not only definitions, can bring about.
pub(super) fn handles_rows(handler: &SyntaxNode) -> bool {
    let is_of_definitions = |condition: &String| {
        condition.starts_with("duplicate_")
            || condition.starts_with("42")
            || condition.starts_with("2b")
            || condition == "dependent_objects_still_exist"
    };
    !conditions(handler).iter().all(is_of_definitions)
}

/// Returns the conditions of a handler: names, and codes.
fn conditions(handler: &SyntaxNode) -> Vec<String> {
    children(handler, SyntaxKind::PLPGSQL_CONDITION)
        .map(|condition| {
            let text = written(&condition);
            let text = match has_token(&condition, SyntaxKind::SQLSTATE_KW) {
                true => text.split('\'').nth(1).unwrap_or_default().to_owned(),
                false => text,
            };
            text.trim().to_ascii_lowercase()
        })
        .collect()
}

fn matches(condition: &str, state: SqlState) -> bool {
    let code = state.as_str();
    let class = CLASSES.iter().find(|(name, _)| *name == condition).map(|(_, class)| *class);
    let class = class.or_else(|| condition.strip_suffix("000").filter(|class| class.len() == 2));
    condition == "others"
        || condition.eq_ignore_ascii_case(code)
        || condition == name(state)
        || class
            .is_some_and(|class| code.to_ascii_lowercase().starts_with(&class.to_ascii_lowercase()))
}

/// Returns the name of a code: `DuplicateObject` → `duplicate_object`.
fn name(state: SqlState) -> String {
    let mut name = String::new();
    for character in format!("{state:?}").chars() {
        if character.is_ascii_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.push(character.to_ascii_lowercase());
    }
    name
}
