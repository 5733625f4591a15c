//! A statement → who reads it; and what is done to objects of every kind alike.
//!
//! `DROP`, `ALTER … RENAME TO`, `OWNER TO`, `SET SCHEMA` and `COMMENT ON` stand here once. Never in it:
//! what is special about a kind.

use crate::catalog::drop::{Behaviour, drop_all};
use crate::catalog::edit::Edit;
use crate::catalog::kinds::{self, Kind, Purpose};
use crate::catalog::refusal::{Accepted, SqlState};
use crate::catalog::value::Value;
use crate::catalog::{ObjectId, do_block, privileges};
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, first_token, has, names, span};
use crate::sql::{DdlObjectType, literal};

/// Applies a statement; one that does not concern the schema changes nothing.
pub(crate) fn apply(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    if let Some(apply) = kinds::reader(statement.kind()) {
        return apply(edit, statement);
    }
    if statement.kind() == SyntaxKind::COMMENT_ON {
        return comment(edit, statement);
    }
    if statement.kind() == SyntaxKind::DO {
        return do_block::apply(edit, statement);
    }
    let Some(kind) = kinds::spoken_of_in(statement.kind()) else { return unread(edit, statement) };
    match first_token(statement) {
        Some(SyntaxKind::DROP_KW) => drop(edit, kind, statement),
        Some(SyntaxKind::ALTER_KW) => alter(edit, kind, statement),
        _ => unread(edit, statement),
    }
}

/// Notes what is not known: DDL that no kind reads, and calls of routines that may change the schema.
fn unread(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let changes_schema = matches!(
        first_token(statement),
        Some(
            SyntaxKind::CREATE_KW
                | SyntaxKind::ALTER_KW
                | SyntaxKind::DROP_KW
                | SyntaxKind::IMPORT_KW
        )
    );
    if changes_schema {
        edit.be_unsure("the catalog does not model this kind of statement");
    } else if let Some(routine) = kinds::routine::may_change_schema(edit.lookup(), statement) {
        edit.be_unsure(format!("it calls {routine}, which may change the schema"));
    } else if kinds::routine::changes_system(edit.lookup(), statement) {
        edit.be_opaque("it changes the system's own tables, which hold the schema");
    } else {
        kinds::routine::check_rows(edit, statement)?;
    }
    Ok(())
}

/// Returns the nodes of a statement that name its objects, those in lists too.
pub(crate) fn targets(statement: &SyntaxNode, kind: &Kind) -> Vec<SyntaxNode> {
    statement
        .children()
        .flat_map(|node| match node.kind() {
            SyntaxKind::TABLE_RELATION_NAME
            | SyntaxKind::FUNCTION_SIG_LIST
            | SyntaxKind::PROCEDURE_SIG_LIST
            | SyntaxKind::ROUTINE_SIG_LIST
            | SyntaxKind::OP_SIG_LIST => node.children().collect(),
            _ => vec![node],
        })
        .filter(|node| kind.names.contains(&node.kind()))
        .collect()
}

/// Reads `DROP`.
pub(crate) fn drop(
    edit: &mut Edit<'_>,
    kind: &'static Kind,
    statement: &SyntaxNode,
) -> Accepted<()> {
    let may_be_missing = has(statement, SyntaxKind::IF_EXISTS);
    let mut roots = Vec::new();
    for target in targets(statement, kind) {
        match (kind.find)(edit.lookup(), kind, statement, &target, Purpose::Drop) {
            Ok(id) => {
                privileges::check_owner(edit, id, Purpose::Drop, span(statement))?;
                roots.push(id);
            }
            Err(refusal) if may_be_missing && refusal.is_missing() => {}
            Err(refusal) => return Err(refusal),
        }
    }
    for &root in &roots {
        let own = edit.get(root).map_or(kind, |object| object.kind);
        (own.before_drop)(edit, root, span(statement))?;
    }
    drop_all(edit, &roots, behaviour(statement), span(statement))
}

/// Returns what a statement, or an action, says of `CASCADE`.
pub(crate) fn behaviour(node: &SyntaxNode) -> Behaviour {
    if has(node, SyntaxKind::CASCADE) { Behaviour::Cascade } else { Behaviour::Restrict }
}

/// Reads `ALTER`: finds the object, then reads each action.
fn alter(edit: &mut Edit<'_>, kind: &'static Kind, statement: &SyntaxNode) -> Accepted<()> {
    let Some(target) = targets(statement, kind).into_iter().next() else {
        return unread(edit, statement);
    };
    let found = (kind.find)(edit.lookup(), kind, statement, &target, Purpose::Alter);
    let id = match found {
        Err(refusal) if has(statement, SyntaxKind::IF_EXISTS) && refusal.is_missing() => {
            return Ok(());
        }
        Err(refusal) if refusal.sqlstate == SqlState::UndefinedObject => {
            match privileges::unless_foreign(edit, &target, Err(refusal))? {
                Some(id) => id,
                None => return Ok(()),
            }
        }
        found => found?,
    };
    privileges::check_owner(edit, id, Purpose::Alter, span(statement))?;
    edit.rely_on(id);
    let own = edit.get(id).map_or(kind, |object| object.kind);
    for action in statement.children().filter(|node| !is_head(node, &target)) {
        edit.place = span(&action);
        if !(own.alter)(edit, id, &action)? && !common_action(edit, id, &action)? {
            edit.be_opaque("the catalog does not model this action");
        }
    }
    Ok(())
}

fn is_head(node: &SyntaxNode, target: &SyntaxNode) -> bool {
    node.kind() == SyntaxKind::IF_EXISTS
        || target.ancestors().any(|around| around == *node)
        || matches!(
            node.kind(),
            SyntaxKind::ON_TABLE | SyntaxKind::ON_RELATION | SyntaxKind::USING_METHOD
        )
}

/// Reads what can be done to objects of every kind; tells whether it was that.
pub(crate) fn common_action(
    edit: &mut Edit<'_>,
    id: ObjectId,
    action: &SyntaxNode,
) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::OWNER_TO => {
            let Some(owner) = child(action, SyntaxKind::ROLE_REF) else { return Ok(false) };
            let owner = kinds::role::mention(edit, &owner)?;
            privileges::give_to(edit, id, owner);
        }
        SyntaxKind::SET_SCHEMA => {
            let Some(schema) = child(action, SyntaxKind::SCHEMA_REF) else { return Ok(false) };
            let name = names::identifier(&schema);
            let schema = edit.lookup().existing_schema(&name, span(&schema))?;
            edit.move_to(id, schema, span(action))?;
        }
        _ if action.text().to_ascii_lowercase().starts_with("rename") => {
            let Some(name) = action.last_child() else { return Ok(false) };
            edit.rename(id, &names::identifier(&name), span(&name))?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// Reads `COMMENT ON`.
fn comment(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(object) = statement.first_child() else { return Ok(()) };
    let Some(kind) = kinds::spoken_of_in(object.kind()) else {
        edit.be_opaque("the catalog does not model comments on this kind of object");
        return Ok(());
    };
    let Some(target) = targets(&object, kind).into_iter().next() else { return Ok(()) };
    let found = (kind.find)(edit.lookup(), kind, &object, &target, Purpose::Comment);
    let Some(id) = privileges::unless_foreign(edit, &target, found)? else { return Ok(()) };
    let text = children(statement, SyntaxKind::LITERAL).last();
    let text = text.map(|literal| literal::plain(&literal));
    let text = text.filter(|text| !text.eq_ignore_ascii_case("null") && text != "''");
    let own = edit.get(id).map_or(kind, |object| object.kind);
    let is_type =
        |kind: &Kind| matches!(kind.object_type, DdlObjectType::Type | DdlObjectType::Domain);
    match is_type(kind) && !is_type(own) {
        true => {
            edit.be_opaque("the catalog does not model comments on the type of a relation's rows")
        }
        false => edit.set(id, (own.comment)(kind), text.map(Value::from)),
    }
    Ok(())
}
