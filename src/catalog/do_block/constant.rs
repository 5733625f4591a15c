//! The variables of a block that never change.
//!
//! Never in it: values that depend on rows.

use crate::map::Map;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child};

/// The variables of a block: what those begin with that keep it, and the names of all.
#[derive(Debug, Default)]
pub(super) struct Constants {
    initial: Map<String, SyntaxNode>,
    names: Vec<String>,
}

impl Constants {
    /// Returns the variables that a body declares.
    pub(super) fn of(tree: &SyntaxNode) -> Constants {
        let mut constants = Constants::default();
        let declared =
            tree.descendants().filter(|node| node.kind() == SyntaxKind::PLPGSQL_VAR_DECL);
        for declaration in declared {
            let Some(name) = child(&declaration, SyntaxKind::PLPGSQL_VAR_NAME) else { continue };
            let name = names::identifier(&name);
            let initial = child(&declaration, SyntaxKind::PLPGSQL_VAR_INIT)
                .and_then(|initial| child(&initial, SyntaxKind::PLPGSQL_EXPR));
            let is_declared_twice = constants.names.contains(&name);
            match initial {
                Some(initial) if !is_declared_twice && !is_changed(tree, &name) => {
                    constants.initial.insert(name.clone(), initial);
                }
                _ => drop(constants.initial.remove(&name)),
            }
            constants.names.push(name);
        }
        constants
    }

    /// Returns what a variable begins with and keeps.
    pub(super) fn initial(&self, name: &str) -> Option<&SyntaxNode> {
        self.initial.get(name)
    }

    /// Tells whether a name is a variable's.
    pub(super) fn are_named(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// Tells whether a definition with a query in it may mean a variable: those of other statements can't.
    pub(super) fn are_mentioned_in_query_of(&self, statement: &SyntaxNode) -> bool {
        matches!(statement.kind(), SyntaxKind::CREATE_TABLE_AS | SyntaxKind::SELECT_INTO)
            && statement
                .descendants()
                .filter(|node| node.kind() == SyntaxKind::NAME_REF)
                .any(|name| self.are_named(&names::identifier(&name)))
    }
}

/// Tells whether a statement of the body may give a variable another value.
fn is_changed(tree: &SyntaxNode, name: &str) -> bool {
    use SyntaxKind::*;
    tree.descendants()
        .filter(|node| {
            matches!(
                node.kind(),
                PLPGSQL_ASSIGN_TARGET
                    | PLPGSQL_DIAG_TARGET
                    | PLPGSQL_FETCH_STMT
                    | PLPGSQL_DYN_EXECUTE_STMT
                    | PLPGSQL_FOR_QUERY_STMT
                    | PLPGSQL_FOR_I_STMT
                    | PLPGSQL_FOR_DYN_STMT
                    | PLPGSQL_FOR_CURSOR_STMT
                    | PLPGSQL_FOR_EACH_STMT
                    | ERROR
            )
        })
        .any(|node| match node.kind() {
            PLPGSQL_ASSIGN_TARGET | PLPGSQL_DIAG_TARGET | ERROR => mentions(&node, name),
            // `EXECUTE … INTO`.
            PLPGSQL_DYN_EXECUTE_STMT => {
                node.children().skip(1).any(|clause| mentions(&clause, name))
            }
            _ => {
                let head = node.children().take_while(|part| part.kind() != PLPGSQL_BODY);
                head.into_iter().any(|part| mentions(&part, name))
            }
        })
}

fn mentions(node: &SyntaxNode, name: &str) -> bool {
    node.descendants_with_tokens()
        .filter_map(|element| element.into_token())
        .any(|token| crate::sql::identifier::read(token.text(), '\\') == name)
}
