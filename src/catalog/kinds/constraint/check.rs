//! Checks, of tables and of domains.

use super::{CHECK, CONSTRAINT_NAMES, Declared, inherit};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::{Discord, column, domain, expression_place, table};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::Scope;
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value, said_in};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, has, span};

/// Adds a check to a table, and to its children.
///
/// # Errors
///
/// `42703` for a column that is not there, `42804` for what is not true or false, `0A000` for a subquery,
/// `42P16` for what children can't do without.
pub(super) fn add(edit: &mut Edit<'_>, declared: &Declared<'_>) -> Accepted<()> {
    let relation = declared.relation;
    let options = declared.options()?;
    let Some(node) = expression(declared.node) else { return Ok(()) };
    let value = expression_place::CHECK.condition(edit, &node, &Scope::of(relation))?;
    refuse_system_columns(edit, relation, &node)?;
    let no_inherit = has(declared.node, SyntaxKind::NO_INHERIT);
    if no_inherit && edit.get(relation).is_some_and(table::is_partitioned) {
        let name = edit.get(relation).map(|table| table.name.clone()).unwrap_or_default();
        let message = format!("cannot add NO INHERIT constraint to partitioned table \"{name}\"");
        return Err(Refusal::invalid_table(declared.span(), message));
    }
    let mut attributes = vec![("type".into(), Value::from(CHECK))];
    let columns = own_columns(edit, relation, &value);
    if !columns.is_empty() {
        attributes.push(("columns".into(), Value::list(columns)));
    }
    attributes.push(("expression".into(), value));
    attributes.extend(options);
    let name = declared.name();
    if let Some(name) = &name
        && merge(edit, relation, (name, declared.is_added()), &attributes, declared.span())?
    {
        return Ok(());
    }
    if declared.is_only() && !no_inherit && !inherit::children(edit.catalog(), relation).is_empty()
    {
        let message = "constraint must be added to child tables too";
        return Err(Refusal::invalid_table(declared.span(), message));
    }
    let id = inherit::create(edit, relation, name.as_deref(), attributes, declared.span())?;
    inherit::pass_on(edit, id, declared.span())
}

/// The columns that every table has, unseen, and that no check can be on.
const SYSTEM_COLUMNS: &[&str] = &["cmax", "cmin", "ctid", "xmax", "xmin"];

fn refuse_system_columns(
    edit: &Edit<'_>,
    relation: ObjectId,
    expression: &SyntaxNode,
) -> Accepted<()> {
    let names = expression.descendants().filter(|node| node.kind() == SyntaxKind::NAME_REF);
    for node in names {
        let name = names::identifier(&node);
        let is_own = column::named(edit.catalog(), relation, &name).is_some();
        if SYSTEM_COLUMNS.contains(&name.as_str()) && !is_own {
            let message =
                format!("system column \"{name}\" reference in check constraint is invalid");
            return Err(Refusal::invalid_column_reference(span(&node), message));
        }
    }
    Ok(())
}

/// Takes a check that the table has inherited already for its own; tells whether it has
/// (`MergeWithExistingConstraint` in PostgreSQL's `heap.c`). What a partition has from its parent is never its
/// own.
pub(super) fn merge(
    edit: &mut Edit<'_>,
    relation: ObjectId,
    (name, is_added): (&str, bool),
    attributes: &[(Attribute, Value)],
    span: Span,
) -> Accepted<bool> {
    let Some(id) = edit.catalog().named(relation, CONSTRAINT_NAMES, name) else {
        return Ok(false);
    };
    let Some(found) = edit.get(id).filter(|found| found.has("inherited")) else {
        return match is_added {
            true => Ok(false),
            false => {
                let message = format!("check constraint \"{name}\" already exists");
                Err(Refusal::duplicate_object(span, message))
            }
        };
    };
    let is_same = found.get("expression") == said_in(attributes, "expression");
    let is_partition = edit.get(relation).is_some_and(|table| table.has(table::PARTITION_OF));
    if !is_same || found.has("local") || is_partition && is_added {
        return Ok(false);
    }
    refuse_conflict(edit, found, attributes, "relation", span)?;
    edit.set(id, "local", (!is_partition).then(Value::flag));
    Ok(true)
}

/// Refuses a check that says the same as one that is there but can't be one with it: the other is not for
/// children, or does not hold for all rows.
///
/// # Errors
///
/// `42P17`.
pub(super) fn refuse_conflict(
    edit: &Edit<'_>,
    found: &Object,
    attributes: &[(Attribute, Value)],
    whose: &str,
    span: Span,
) -> Accepted<()> {
    let says = |attribute: &str| attributes.iter().any(|(said, _)| said == attribute);
    let is_enforced = !says("not enforced");
    let what = match () {
        () if found.has("no inherit") => "non-inherited",
        () if found.has("inherited") && says("no inherit") => "inherited",
        () if found.has("not valid") && is_enforced && !says("not valid") => "NOT VALID",
        () if found.has("not enforced") && is_enforced => "NOT ENFORCED",
        () => return Ok(()),
    };
    let relation = edit.get(found.parent).map(|relation| &*relation.name).unwrap_or_default();
    let name = &found.name;
    Err(Refusal::invalid_object(
        span,
        format!("constraint \"{name}\" conflicts with {what} constraint on {whose} \"{relation}\""),
    ))
}

/// Returns the columns of a relation that a value mentions, each once.
pub(super) fn own_columns(edit: &Edit<'_>, relation: ObjectId, value: &Value) -> Vec<ObjectId> {
    let mut columns: Vec<ObjectId> = Vec::new();
    for id in value.objects() {
        let is_own = edit.get(id).is_some_and(|object| object.parent == relation);
        if is_own && !columns.contains(&id) {
            columns.push(id);
        }
    }
    columns
}

/// Returns the expression of a check.
fn expression(check: &SyntaxNode) -> Option<SyntaxNode> {
    check.children().find(|node| node.kind() != SyntaxKind::CONSTRAINT_NAME_CLAUSE)
}

/// Adds a check to a domain.
///
/// # Errors
///
/// `42710` if the domain has a constraint of the name, and see [`expression_place`].
pub(crate) fn add_to_domain(
    edit: &mut Edit<'_>,
    domain: ObjectId,
    node: &SyntaxNode,
) -> Accepted<()> {
    let declared = Declared { relation: domain, node, column: None, name: None };
    let options = declared.options()?;
    if let Some(no_inherit) = crate::sql::tree::child(node, SyntaxKind::NO_INHERIT) {
        let message = "check constraints for domains cannot be marked NO INHERIT";
        return Err(Refusal::invalid_object(span(&no_inherit), message));
    }
    let Some(expression) = expression(node) else { return Ok(()) };
    let type_ = edit.get(domain).and_then(|domain| domain.get("type")).cloned();
    let scope = Scope { variables: vec![("value".to_owned(), type_)], ..Scope::default() };
    let value = expression_place::CHECK.condition(edit, &expression, &scope)?;
    let mut attributes = vec![("type".into(), Value::from(CHECK)), ("expression".into(), value)];
    attributes.extend(options);
    let name = declared.name();
    if let Some(name) = &name
        && edit.is_taken(domain, CONSTRAINT_NAMES, name)
    {
        let domain = edit.get(domain).map(|domain| domain.name.clone()).unwrap_or_default();
        let message = format!("constraint \"{name}\" for domain \"{domain}\" already exists");
        return Err(Refusal::duplicate_object(declared.span(), message));
    }
    inherit::create(edit, domain, name.as_deref(), attributes, declared.span())?;
    Ok(())
}

/// Tells why a domain's check can't be with what another branch did.
pub(super) fn discord_of_domain(catalog: &Catalog, check: &Object) -> Vec<Discord> {
    match catalog.get(check.parent).filter(|whole| whole.is(&domain::DOMAIN)) {
        Some(domain) if !check.has("not valid") => {
            domain::discord(catalog, domain.id, "constraints")
        }
        _ => Vec::new(),
    }
}
