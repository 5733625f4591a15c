//! Exclusion constraints.

use super::{Declared, EXCLUDE, check, inherit};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::{expression_place, index};
use crate::catalog::lookup::Lookup;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::{ObjectId, Value};
use crate::sql::syntax;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, span, written};

/// Adds an exclusion constraint.
///
/// # Errors
///
/// `42703` for a column that is not there, and see [`index::element`].
pub(super) fn add(edit: &mut Edit<'_>, declared: &Declared<'_>) -> Accepted<()> {
    let relation = declared.relation;
    index::check_relation(edit, relation, "EXCLUDE", declared.span())?;
    let mut attributes = vec![("type".into(), Value::from(EXCLUDE))];
    attributes.extend(declared.options()?);
    let method = child(declared.node, SyntaxKind::CONSTRAINT_INDEX_METHOD);
    let method = method.map(|method| names::identifier(&method.first_child().unwrap_or(method)));
    let method = method.unwrap_or_else(|| index::BTREE.to_owned());
    index::check_method(edit.catalog(), &method, declared.span())?;
    let Some(list) = child(declared.node, SyntaxKind::CONSTRAINT_EXCLUSION_LIST) else {
        return Ok(());
    };
    let elements = elements(edit, relation, &list, &method)?;
    let columns = check::own_columns(edit, relation, &elements);
    index::check_partition_key(edit, relation, &columns, "EXCLUDE", declared.span())?;
    attributes.push(("elements".into(), elements));
    if !columns.is_empty() {
        attributes.push(("columns".into(), Value::list(columns)));
    }
    if let Some(list) = child(declared.node, SyntaxKind::CONSTRAINT_INCLUDE_CLAUSE) {
        let missing = |name: &str, span| {
            Refusal::undefined_column(
                span,
                format!("column \"{name}\" named in key does not exist"),
            )
        };
        let included = declared.columns(edit.lookup(), &list, missing)?;
        attributes.push(("included".into(), Value::list(included)));
    }
    attributes.extend(index::parameters(declared.node, &method)?);
    if method != index::BTREE {
        attributes.push(("method".into(), Value::from(method)));
    }
    let condition = child(declared.node, SyntaxKind::WHERE_CONDITION_CLAUSE);
    if let Some(condition) = condition.and_then(|clause| clause.first_child()) {
        let scope = Scope::of(relation);
        let value = expression_place::INDEX_PREDICATE.condition(edit, &condition, &scope)?;
        attributes.push(("where".into(), value));
    }
    let (name, span) = (declared.name(), declared.span());
    let id = inherit::create(edit, relation, name.as_deref(), attributes, span)?;
    inherit::pass_on(edit, id, span)
}

/// Reads what must not all be alike in two rows: each an expression and an operator.
fn elements(
    edit: &Edit<'_>,
    relation: ObjectId,
    list: &SyntaxNode,
    method: &str,
) -> Accepted<Value> {
    let mut elements = Value::default();
    for (place, exclusion) in children(list, SyntaxKind::CONSTRAINT_EXCLUSION).enumerate() {
        if place > 0 {
            elements.push_text(", ");
        }
        elements.push(&index::element(
            edit,
            relation,
            &exclusion,
            (method, index::For::Constraint),
        )?);
        let operator = exclusion
            .last_child()
            .filter(|node| matches!(node.kind(), SyntaxKind::OP | SyntaxKind::OPERATOR_CALL));
        if let Some(operator) = operator {
            check_operator(edit, relation, &exclusion, operator.text())?;
            elements.push_text(&format!(" WITH {}", operator.text()));
        }
    }
    Ok(elements)
}

/// Refuses what an exclusion constraint has that can't be with the types that its columns have by now.
///
/// # Errors
///
/// As [`add`].
pub(crate) fn read_again(edit: &Edit<'_>, constraint: ObjectId, list: &SyntaxNode) -> Accepted<()> {
    let Some(object) = edit.get(constraint) else { return Ok(()) };
    let method = object.text("method").unwrap_or(index::BTREE);
    elements(edit, object.parent, list, method).map(|_| ())
}

/// Refuses an operator that there is not for two values of a key.
fn check_operator(
    edit: &Edit<'_>,
    relation: ObjectId,
    exclusion: &SyntaxNode,
    operator: &str,
) -> Accepted<()> {
    let Some(mut key) = exclusion.first_child() else { return Ok(()) };
    if key.kind() == SyntaxKind::COLLATE {
        key = key.first_child().unwrap_or(key);
    }
    let text = format!("SELECT (({0}) {operator} ({0}))", written(&key));
    let Ok(tree) = syntax::parse(&text) else { return Ok(()) };
    let mut nodes = tree.descendants();
    let compared = nodes.find(|node| node.kind() == SyntaxKind::PAREN_EXPR);
    let Some(compared) = compared.and_then(|node| node.first_child()) else { return Ok(()) };
    let lookup = Lookup { mentions: None, ..edit.lookup() };
    let read = resolve::expression(lookup, &compared, &Scope::of(relation));
    read.map(|_| ()).map_err(|refusal| refusal.at(span(exclusion)))
}
