//! What `ALTER TABLE` and `ALTER DOMAIN` do to constraints.

use super::{
    CHECK, CONSTRAINT_NAMES, FOREIGN_KEY, add, check, has_index, is_only, not_null, type_of,
};
use crate::catalog::drop::drop_all;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::column::NOT_NULL_NAME;
use crate::catalog::kinds::deferral::{self, DEFERRABLE};
use crate::catalog::kinds::{domain, index, table};
use crate::catalog::lookup::Name;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::statement::behaviour;
use crate::catalog::{Object, ObjectId, Value};
use crate::sql::Span;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

/// Reads an action on a table's or a domain's constraints; tells whether it was one.
///
/// # Errors
///
/// `42704` for a constraint that is not there, `42P16` for what comes from a parent, and what [`add`]
/// refuses.
pub(crate) fn action(edit: &mut Edit<'_>, owner: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::ADD_CONSTRAINT => add_constraint(edit, owner, action)?,
        SyntaxKind::DROP_CONSTRAINT => drop_constraint(edit, owner, action)?,
        SyntaxKind::RENAME_CONSTRAINT => rename(edit, owner, action)?,
        SyntaxKind::VALIDATE_CONSTRAINT => validate(edit, owner, action)?,
        SyntaxKind::ALTER_CONSTRAINT => alter(edit, owner, action)?,
        _ => return Ok(false),
    }
    Ok(true)
}

fn is_domain(owner: Option<&Object>) -> bool {
    owner.is_some_and(|owner| owner.is(&domain::DOMAIN))
}

fn add_constraint(edit: &mut Edit<'_>, owner: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(node) = action.first_child() else { return Ok(()) };
    if is_domain(edit.get(owner)) {
        return match node.kind() {
            SyntaxKind::CHECK_CONSTRAINT => {
                if !has(&node, SyntaxKind::NOT_VALID) {
                    domain::check_is_not_contained(edit, owner, action)?;
                }
                check::add_to_domain(edit, owner, &node)
            }
            SyntaxKind::NOT_NULL_CONSTRAINT => {
                domain::check_is_not_contained(edit, owner, action)?;
                edit.set(owner, "not null", Value::flag());
                Ok(())
            }
            _ => Ok(()),
        };
    }
    add(edit, owner, &node, None)
}

/// Returns the constraint that an action names.
///
/// # Errors
///
/// `42704` if it is not there.
fn named(edit: &Edit<'_>, owner: ObjectId, action: &SyntaxNode) -> Accepted<Object> {
    let node = child(action, SyntaxKind::CONSTRAINT_NAME_REF).unwrap_or_else(|| action.clone());
    let name = names::identifier(&node);
    let found = edit.catalog().named(owner, CONSTRAINT_NAMES, &name);
    found.into_iter().for_each(|id| edit.lookup().note(span(&node), id));
    found.and_then(|id| edit.get(id)).cloned().ok_or_else(|| {
        let owner = edit.get(owner);
        let of_owner = match (is_domain(owner), action.kind()) {
            (true, SyntaxKind::RENAME_CONSTRAINT) => "for domain",
            (true, _) => "of domain",
            (false, SyntaxKind::RENAME_CONSTRAINT) => "for table",
            (false, _) => "of relation",
        };
        let shown = match of_owner {
            "for domain" => {
                edit.lookup().visible_name(owner.map_or(ObjectId::DATABASE, |one| one.id))
            }
            "of domain" => {
                let written =
                    action.parent().and_then(|alter| child(&alter, SyntaxKind::DOMAIN_REF));
                format!("\"{}\"", written.map(|name| Name::of(&name).shown()).unwrap_or_default())
            }
            _ => format!("\"{}\"", owner.map(|owner| &*owner.name).unwrap_or_default()),
        };
        let message = format!("constraint \"{name}\" {of_owner} {shown} does not exist");
        Refusal::undefined_object(span(&node), message)
    })
}

fn owner_name(edit: &Edit<'_>, constraint: &Object) -> String {
    edit.get(constraint.parent).map(|owner| owner.name.to_string()).unwrap_or_default()
}

fn drop_constraint(edit: &mut Edit<'_>, owner: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let constraint = match named(edit, owner, action) {
        Ok(constraint) => constraint,
        Err(refusal) => {
            return match not_null::column_of(edit, owner, action) {
                Some(column) => not_null::drop(edit, column, action),
                None if has(action, SyntaxKind::IF_EXISTS) => Ok(()),
                None => Err(refusal),
            };
        }
    };
    if let Some(refusal) = refuse_drop(edit, &constraint, span(action)) {
        return Err(refusal);
    }
    if action.parent().is_some_and(|statement| is_only(&statement)) {
        leave_to_children(edit, &constraint, span(action))?;
    }
    let roots = with_heirs(edit, constraint.id);
    drop_all(edit, &roots, behaviour(action), span(action))
}

/// Returns a constraint, and what children have from it and nowhere else.
fn with_heirs(edit: &Edit<'_>, id: ObjectId) -> Vec<ObjectId> {
    let mut roots = vec![id];
    for heir in heirs(edit, id) {
        let Some(object) = edit.get(heir) else { continue };
        let is_left = object.objects("inherited").iter().any(|parent| !roots.contains(parent));
        if !object.has("local") && !is_left {
            roots.push(heir);
        }
    }
    roots
}

/// Returns the refusal to drop a constraint that comes from a parent, or is a part of an index of one.
fn refuse_drop(edit: &Edit<'_>, constraint: &Object, span: Span) -> Option<Refusal> {
    let parent = constraint.get("inherited")?.objects().next().and_then(|parent| edit.get(parent));
    let name = &constraint.name;
    if let Some(parent) = parent.filter(|parent| parent.is(&index::INDEX)) {
        return Some(index::required_by(edit, constraint, parent, span));
    }
    let owner = owner_name(edit, constraint);
    let message = format!("cannot drop inherited constraint \"{name}\" of relation \"{owner}\"");
    Some(Refusal::invalid_table(span, message))
}

/// What children have from a constraint is theirs alone when `ONLY` the parent's is dropped.
fn leave_to_children(edit: &mut Edit<'_>, constraint: &Object, span: Span) -> Accepted<()> {
    let heirs: Vec<(ObjectId, Vec<ObjectId>)> = edit
        .catalog()
        .users(constraint.id)
        .map(|user| (user.id, user.objects("inherited")))
        .filter(|(_, parents)| parents.contains(&constraint.id))
        .collect();
    let is_partitioned = edit.get(constraint.parent).is_some_and(table::is_partitioned);
    if is_partitioned && !heirs.is_empty() {
        let message =
            "cannot remove constraint from only the partitioned table when partitions exist";
        return Err(Refusal::invalid_table(span, message));
    }
    for (heir, mut parents) in heirs {
        parents.retain(|parent| *parent != constraint.id);
        edit.set(heir, "local", Value::flag());
        edit.set(heir, "inherited", (!parents.is_empty()).then(|| Value::list(parents)));
    }
    Ok(())
}

/// Renames a constraint: its index too, and a check on all children.
fn rename(edit: &mut Edit<'_>, owner: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(action, SyntaxKind::CONSTRAINT_NAME) else { return Ok(()) };
    let name = names::identifier(&node);
    let constraint = match (named(edit, owner, action), not_null::column_of(edit, owner, action)) {
        (Err(_), Some(column)) => {
            edit.set(column, NOT_NULL_NAME, Value::from(name));
            return Ok(());
        }
        (named, _) => named?,
    };
    let is_check = type_of(&constraint) == CHECK;
    let mut family = vec![constraint.id];
    if is_check {
        family.extend(heirs(edit, constraint.id));
    }
    let is_of_others = |member: &Object| {
        let parents = member.objects("inherited");
        table::is_orphan(member) || parents.iter().any(|parent| !family.contains(parent))
    };
    if is_check && family.iter().filter_map(|member| edit.get(*member)).any(is_of_others) {
        let message = format!("cannot rename inherited constraint \"{}\"", constraint.name);
        return Err(Refusal::invalid_table(span(action), message));
    }
    family.iter().rev().try_for_each(|member| edit.rename(*member, &name, span(&node)))
}

/// Returns the constraints of children that come from a constraint, near and far.
fn heirs(edit: &Edit<'_>, id: ObjectId) -> Vec<ObjectId> {
    let mut heirs = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let users = edit.catalog().users(id);
        let own = users.filter(|user| user.objects("inherited").contains(&id));
        for heir in own.map(|user| user.id) {
            if !heirs.contains(&heir) {
                heirs.push(heir);
                open.push(heir);
            }
        }
    }
    heirs
}

fn validate(edit: &mut Edit<'_>, owner: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let constraint = match named(edit, owner, action) {
        Err(_) if not_null::column_of(edit, owner, action).is_some() => return Ok(()),
        named => named?,
    };
    if is_domain(edit.get(owner)) {
        domain::check_is_not_contained(edit, owner, action)?;
    }
    if has_index(&constraint) {
        let (name, owner) = (&constraint.name, owner_name(edit, &constraint));
        let message = format!(
            "constraint \"{name}\" of relation \"{owner}\" is not a foreign key or check constraint"
        );
        return Err(Refusal::wrong_object(span(action), message));
    }
    if constraint.has("not enforced") {
        let message = "cannot validate NOT ENFORCED constraint";
        return Err(Refusal::not_in_state(span(action), message));
    }
    if !constraint.has("not valid") {
        return Ok(());
    }
    let heirs = heirs(edit, constraint.id);
    let is_only = action.parent().is_some_and(|statement| is_only(&statement));
    if is_only && type_of(&constraint) == CHECK && !heirs.is_empty() {
        let message = "constraint must be validated on child tables too";
        return Err(Refusal::invalid_table(span(action), message));
    }
    for id in std::iter::once(constraint.id).chain(heirs) {
        edit.set(id, "not valid", None);
    }
    Ok(())
}

/// Reads `ALTER CONSTRAINT`, which can say anew when a foreign key is checked.
fn alter(edit: &mut Edit<'_>, owner: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let constraint = named(edit, owner, action)?;
    let says = |kind| has(action, kind);
    let says_enforced = says(SyntaxKind::ENFORCED) || says(SyntaxKind::NOT_ENFORCED);
    if type_of(&constraint) != FOREIGN_KEY {
        let (name, owner) = (&constraint.name, owner_name(edit, &constraint));
        let message = match says_enforced {
            true => format!(
                "cannot alter enforceability of constraint \"{name}\" of relation \"{owner}\""
            ),
            false => format!(
                "constraint \"{name}\" of relation \"{owner}\" is not a foreign key constraint"
            ),
        };
        return Err(Refusal::wrong_object(span(action), message));
    }
    if says(SyntaxKind::INITIALLY_DEFERRED_CONSTRAINT_OPTION)
        && says(SyntaxKind::NOT_DEFERRABLE_CONSTRAINT_OPTION)
    {
        let message = "constraint declared INITIALLY DEFERRED must be DEFERRABLE";
        return Err(Refusal::syntax(span(action), message));
    }
    let mut changed = vec![constraint.id];
    changed.extend(heirs(edit, constraint.id));
    for id in changed {
        let flag = |is_set: bool| is_set.then(Value::flag);
        if !says_enforced {
            edit.set(id, DEFERRABLE, deferral::read(action));
        } else {
            edit.set(id, "not enforced", flag(says(SyntaxKind::NOT_ENFORCED)));
            edit.set(id, "not valid", None);
        }
    }
    Ok(())
}
