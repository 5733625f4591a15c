//! Comments, security labels and privileges.
//!
//! Never in it: owners, which `ALTER` changes.

use super::canonical;
use super::names;
use super::tree::{SyntaxKind, SyntaxNode, child, children, first_token, has};
use super::{Effect, Need, Target, Tie};
use crate::sql::{DdlObjectType, Span};

/// Reads `COMMENT ON` and `SECURITY LABEL`.
pub(super) fn comment(statement: &SyntaxNode) -> Vec<Effect> {
    let attribute = match statement.kind() {
        SyntaxKind::COMMENT_ON => "comment",
        _ => "security label",
    };
    let value = children(statement, SyntaxKind::LITERAL).last();
    let value = value.map(|literal| canonical::text(&literal)).filter(|text| text != "null");
    statement
        .children()
        .filter(|node| node.kind() != SyntaxKind::LITERAL)
        .flat_map(|object| names::targets(&object))
        .take(1)
        .map(|(target, _)| Effect::set(target, attribute, value.clone(), statement))
        .collect()
}

/// Reads `GRANT` and `REVOKE`: an attribute for each privilege and each role.
pub(super) fn privileges(statement: &SyntaxNode) -> Vec<Effect> {
    let value = match first_token(statement) {
        Some(SyntaxKind::REVOKE_KW) => None,
        _ => Some(canonical::text(&grant_option(statement).unwrap_or_else(|| statement.clone()))),
    };
    let value =
        value.map(|text| if text.contains("grant option") { text } else { "granted".into() });
    let privileges = privilege_names(statement);
    let roles = roles(statement);
    let mut effects = Vec::new();
    for (target, span) in objects(statement) {
        for privilege in &privileges {
            for role in &roles {
                effects.push(privilege_of(&target, privilege, role, value.clone(), span));
            }
        }
    }
    effects
}

fn grant_option(statement: &SyntaxNode) -> Option<SyntaxNode> {
    statement.descendants().find(|inner| inner.kind() == SyntaxKind::GRANT_OPTION)
}

fn privilege_of(
    target: &Target,
    privilege: &str,
    role: &(Target, Need),
    value: Option<String>,
    span: Span,
) -> Effect {
    let (role, need) = role;
    let attribute = format!("privilege {privilege} of {}", role.name);
    let is_public = role.name == "public";
    Effect {
        target: target.clone(),
        action: super::Action::Set(attribute.into(), value),
        span,
        needs: if is_public { Vec::new() } else { vec![need.clone()] },
        parts: Vec::new(),
    }
}

fn privilege_names(statement: &SyntaxNode) -> Vec<String> {
    let Some(list) = child(statement, SyntaxKind::REVOKE_COMMAND_LIST) else {
        return vec!["all".to_owned()];
    };
    if !has(statement, SyntaxKind::ON_PRIVILEGE_OBJECTS_CLAUSE) {
        return vec!["membership".to_owned()];
    }
    children(&list, SyntaxKind::REVOKE_COMMAND).map(|name| canonical::text(&name)).collect()
}

fn roles(statement: &SyntaxNode) -> Vec<(Target, Need)> {
    let list = child(statement, SyntaxKind::ROLE_REF_LIST);
    list.iter()
        .flat_map(|list| children(list, SyntaxKind::ROLE_REF))
        .filter_map(|node| {
            let role = names::target(&node)?;
            Some((role.clone(), Need::new(role, Tie::Uses, &node)))
        })
        .collect()
}

/// Returns what the privileges are on; without `ON`, they are the roles that are granted.
fn objects(statement: &SyntaxNode) -> Vec<(Target, Span)> {
    if let Some(clause) = child(statement, SyntaxKind::ON_PRIVILEGE_OBJECTS_CLAUSE) {
        return clause.children().flat_map(|objects| names::targets(&objects)).collect();
    }
    let list = child(statement, SyntaxKind::REVOKE_COMMAND_LIST);
    let roles = list.iter().flat_map(|list| children(list, SyntaxKind::REVOKE_COMMAND));
    roles
        .flat_map(|command| names::targets(&command))
        .filter(|(target, _)| target.kind == DdlObjectType::Role)
        .collect()
}
