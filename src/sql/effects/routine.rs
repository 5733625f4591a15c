//! Functions and procedures: an attribute for each thing that `ALTER` can change by itself.
//!
//! Never in it: what a body written as a string says; it is opaque.

use super::canonical;
use super::create;
use super::names;
use super::needs;
use super::tree::{SyntaxKind, SyntaxNode, child};
use super::{Attribute, Effect, Target};
use crate::sql::DdlObjectType;

/// Reads `CREATE FUNCTION` and `CREATE PROCEDURE`.
pub(super) fn create(statement: &SyntaxNode) -> Vec<Effect> {
    let (kind, name) = match statement.kind() {
        SyntaxKind::CREATE_PROCEDURE => (DdlObjectType::Procedure, SyntaxKind::PROCEDURE_NAME),
        _ => (DdlObjectType::Function, SyntaxKind::FUNCTION_NAME),
    };
    let Some(name) = child(statement, name) else { return Vec::new() };
    let Some(routine) = names::routine(kind, &name, statement) else { return Vec::new() };
    let mut needs = needs::of(statement);
    needs.retain(|need| need.of.name != routine.name);
    vec![
        Effect::new(routine, create::action(statement, attributes(statement)), &name)
            .needing(needs),
    ]
}

fn attributes(statement: &SyntaxNode) -> Vec<(Attribute, String)> {
    let clauses = statement.children().filter_map(|node| {
        let attribute = match node.kind() {
            SyntaxKind::PARAM_LIST => "parameters",
            SyntaxKind::RET_TYPE => "result",
            SyntaxKind::RETURN_STMT | SyntaxKind::ATOMIC_BODY => "body",
            _ => return None,
        };
        Some((Attribute::from(attribute), canonical::text(&node)))
    });
    let options = child(statement, SyntaxKind::FUNC_OPTION_LIST);
    let options = options.iter().flat_map(|list| list.children());
    let options = options.filter_map(|node| option(&node));
    clauses.chain(options.filter_map(|(name, value)| Some((name, value?)))).collect()
}

/// Returns what an option says; no value if it says what holds without it.
fn option(node: &SyntaxNode) -> Option<(Attribute, Option<String>)> {
    use SyntaxKind::*;
    let (attribute, is_default) = match node.kind() {
        AS_FUNC_OPTION => ("body", false),
        LANGUAGE_FUNC_OPTION => ("language", false),
        IMMUTABLE | STABLE => ("volatility", false),
        VOLATILE => ("volatility", true),
        STRICT_FUNC_OPTION | RETURNS_NULL_ON_NULL_INPUT_FUNC_OPTION => {
            return Some(("strict".into(), Some("strict".to_owned())));
        }
        CALLED_ON_NULL_INPUT_FUNC_OPTION => ("strict", true),
        SECURITY_DEFINER_FUNC_OPTION => ("security", false),
        SECURITY_INVOKER_FUNC_OPTION => ("security", true),
        LEAKPROOF_FUNC_OPTION => ("leakproof", false),
        NOT_LEAKPROOF_FUNC_OPTION => ("leakproof", true),
        PARALLEL_FUNC_OPTION => ("parallel", canonical::text(node) == "parallel unsafe"),
        COST_FUNC_OPTION => ("cost", false),
        ROWS_FUNC_OPTION => ("rows", false),
        SUPPORT_FUNC_OPTION => ("support", false),
        WINDOW_FUNC_OPTION => ("window", false),
        TRANSFORM_FUNC_OPTION => ("transform", false),
        SET_FUNC_OPTION | RESET_FUNC_OPTION => return Some(setting(node)),
        _ => return None,
    };
    let value = (!is_default).then(|| canonical::text(node));
    Some((attribute.into(), value))
}

/// Reads `SET parameter` and `RESET parameter`.
fn setting(node: &SyntaxNode) -> (Attribute, Option<String>) {
    let parameter = node
        .descendants()
        .find(|inner| inner.kind() == SyntaxKind::CONFIG_PARAMETER_REF)
        .map_or("all".to_owned(), |name| names::path(&name).join("."));
    let value = (node.kind() == SyntaxKind::SET_FUNC_OPTION).then(|| canonical::text(node));
    (format!("setting {parameter}").into(), value)
}

/// Reads the options of `ALTER FUNCTION` and its like.
pub(super) fn alter(routine: &Target, list: &SyntaxNode) -> Vec<Effect> {
    list.children()
        .filter_map(|node| {
            let (attribute, value) = option(&node)?;
            Some(Effect::set(routine.clone(), attribute, value, &node))
        })
        .collect()
}
