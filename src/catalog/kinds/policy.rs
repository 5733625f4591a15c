//! Policies of row security.
//!
//! What is said of one: for which `command` and `roles` it is, whether it is `restrictive`, and what must
//! be true of a row that is seen (`using`) and of one that is written (`with check`).

use super::{
    Discord, Doing, Kind, Matter, PLAIN, Purpose, Value, expression_place, find_part, table,
};
use crate::catalog::alteration::{Action, Change, Hazard};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, first_token, span, written};

pub(crate) static POLICY: Kind = Kind {
    name: "policy",
    object_type: DdlObjectType::Policy,
    namespaces: &[Namespace::InParent("policy")],
    taken: |span, _, name, table| {
        let message = format!("policy \"{name}\" for table \"{table}\" already exists");
        Refusal::duplicate_object(span, message)
    },
    is_whole: false,
    review,
    statements: &[(SyntaxKind::CREATE_POLICY, create)],
    spoken_of_in: &[SyntaxKind::ALTER_POLICY, SyntaxKind::DROP_POLICY, SyntaxKind::OBJECT_POLICY],
    names: &[SyntaxKind::POLICY_REF],
    find,
    missing: |lookup, _, name, table| {
        let table = table.and_then(|id| lookup.catalog.get(id));
        let table = table.map(|table| &*table.name).unwrap_or_default();
        let message = format!("policy \"{}\" for table \"{table}\" does not exist", name.name);
        Refusal::undefined_object(name.span, message)
    },
    alter,
    print,
    altered,
    is_in_the_way: |_, _, change| change.is_of_values(),
    hazards: |_, policy, doing| {
        // A permissive policy opens rows, and a restrictive one closes some.
        let allowed = match policy.has("restrictive") == (doing == Doing::Make) {
            true => Hazard::PrivilegesLost,
            false => Hazard::PrivilegesWidened,
        };
        let allowed = (doing != Doing::Rename).then_some(allowed);
        [Hazard::AccessExclusiveLock].into_iter().chain(allowed).collect()
    },
    ..PLAIN
};

/// A policy does nothing on a table without row security; of two permissive ones either opens a row
/// (PostgreSQL's documentation, "CREATE POLICY").
fn review(catalog: &Catalog, policy: &Object) -> Vec<Discord> {
    let Some(table) = catalog.get(policy.parent) else { return Vec::new() };
    let discord = |attribute: &str, with: ObjectId, reason: String| {
        let attribute = attribute.to_owned();
        Discord { over: table.id, attribute, with, matter: Matter::Security, reason }
    };
    if !table.has("row security") {
        let reason = format!("has no row security, so policy {} does nothing", policy.name);
        return vec![discord("row security", table.id, reason)];
    }
    let is_of = |one: &Object, command: &Object| {
        one.text("command").is_none_or(|one| command.text("command").is_none_or(|two| one == two))
    };
    let is_permissive = |one: &Object| one.is(&POLICY) && !one.has("restrictive");
    let is_other = |part: &&Object| {
        part.id < policy.id && is_permissive(part) && is_permissive(policy) && is_of(part, policy)
    };
    let told = |other: &Object| {
        let reason =
            format!("shows the rows of policy {} and those of {}", other.name, policy.name);
        discord("policies", other.id, reason)
    };
    catalog.parts(table.id).filter(is_other).map(told).collect()
}

/// Reads `CREATE POLICY`.
///
/// # Errors
///
/// `42P01` if there is no table of the name, `42809` if it is none, `42710` for a name that is taken,
/// `42601` for a condition that the command has no use for.
fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let target = child(statement, SyntaxKind::ON_TABLE).and_then(|on| on.first_child());
    let (Some(target), Some(name)) = (target, child(statement, SyntaxKind::POLICY)) else {
        return Ok(());
    };
    let command = command(statement);
    check_clauses(statement, command)?;
    let table = table_of(edit, &target)?;
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    if command != "all" {
        attributes.push(("command".into(), Value::from(command)));
    }
    if is_restrictive(statement)? {
        attributes.push(("restrictive".into(), Value::flag()));
    }
    attributes
        .extend(clauses(edit, table, statement)?.into_iter().filter(|(_, value)| !is_all(value)));
    let name = names::identifier(&name);
    edit.create(New { kind: &POLICY, parent: table, name: &name, attributes }, span(statement))?;
    Ok(())
}

/// Finds a policy; what an `ALTER` says is read before, so a fault in that is told first.
fn find(
    lookup: Lookup<'_>,
    kind: &'static Kind,
    holder: &SyntaxNode,
    target: &SyntaxNode,
    purpose: Purpose,
) -> Accepted<ObjectId> {
    let table = child(holder, SyntaxKind::ON_TABLE).and_then(|on| on.first_child());
    if let Some(table) = table.filter(|_| purpose == Purpose::Alter) {
        let table = lookup.relation(&Name::of(&table))?;
        for clause in holder.descendants().filter(|node| condition_of(node.kind()).is_some()) {
            let Some(expression) = clause.first_child() else { continue };
            resolve::expression(lookup, &expression, &Scope::of(table))?;
        }
        refuse_taken(lookup, table, holder)?;
    }
    find_part(lookup, kind, holder, target, purpose)
}

/// Refuses a new name that another policy of the table has, before the old one is looked for
/// (`rename_policy` in PostgreSQL's `policy.c`).
fn refuse_taken(lookup: Lookup<'_>, table: ObjectId, statement: &SyntaxNode) -> Accepted<()> {
    let is_rename = |node: &SyntaxNode| first_token(node) == Some(SyntaxKind::RENAME_KW);
    let rename = statement.children().find(is_rename);
    let Some(new) = rename.and_then(|rename| rename.last_child()) else { return Ok(()) };
    let name = names::identifier(&new);
    let taken = POLICY.namespaces.first().and_then(|it| lookup.catalog.named(table, *it, &name));
    match taken.and(lookup.catalog.get(table)) {
        Some(table) => Err((POLICY.taken)(span(&new), &POLICY, &name, &table.name)),
        None => Ok(()),
    }
}

/// Returns the attribute that keeps the condition of a clause.
fn condition_of(clause: SyntaxKind) -> Option<&'static str> {
    match clause {
        SyntaxKind::USING_EXPR_CLAUSE => Some("using"),
        SyntaxKind::WITH_CHECK_EXPR_CLAUSE => Some("with check"),
        _ => None,
    }
}

fn table_of(edit: &mut Edit<'_>, target: &SyntaxNode) -> Accepted<ObjectId> {
    let name = Name::of(target);
    let table = edit.lookup().relation(&name)?;
    edit.rely_on(table);
    if !edit.get(table).is_some_and(|found| found.is(&table::TABLE)) {
        return Err(Refusal::wrong_object(name.span, format!("\"{}\" is not a table", name.name)));
    }
    Ok(table)
}

fn command(statement: &SyntaxNode) -> &'static str {
    let kind = child(statement, SyntaxKind::POLICY_COMMAND).and_then(|clause| clause.first_child());
    match kind.map(|kind| kind.kind()) {
        Some(SyntaxKind::POLICY_COMMAND_SELECT) => "select",
        Some(SyntaxKind::POLICY_COMMAND_INSERT) => "insert",
        Some(SyntaxKind::POLICY_COMMAND_UPDATE) => "update",
        Some(SyntaxKind::POLICY_COMMAND_DELETE) => "delete",
        _ => "all",
    }
}

fn is_restrictive(statement: &SyntaxNode) -> Accepted<bool> {
    let Some(clause) = child(statement, SyntaxKind::AS_POLICY_TYPE) else { return Ok(false) };
    let word = clause.last_token().map(|token| token.text().to_owned()).unwrap_or_default();
    match word.to_ascii_lowercase().as_str() {
        "permissive" => Ok(false),
        "restrictive" => Ok(true),
        _ => {
            let message = format!("unrecognized row security option \"{word}\"");
            Err(Refusal::syntax(span(&clause), message))
        }
    }
}

/// Refuses a condition on rows that the command does not see, or does not write.
fn check_clauses(node: &SyntaxNode, command: &str) -> Accepted<()> {
    let (using, check) = (
        child(node, SyntaxKind::USING_EXPR_CLAUSE),
        child(node, SyntaxKind::WITH_CHECK_EXPR_CLAUSE),
    );
    match (command, using, check) {
        ("select" | "delete", _, Some(check)) => {
            let message = "WITH CHECK cannot be applied to SELECT or DELETE";
            Err(Refusal::syntax(span(&check), message))
        }
        ("insert", Some(using), _) => {
            let message = "only WITH CHECK expression allowed for INSERT";
            Err(Refusal::syntax(span(&using), message))
        }
        _ => Ok(()),
    }
}

/// Reads the roles and the conditions, as far as they are given.
fn clauses(
    edit: &mut Edit<'_>,
    table: ObjectId,
    node: &SyntaxNode,
) -> Accepted<Vec<(Attribute, Value)>> {
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    let roles = child(node, SyntaxKind::POLICY_ROLES);
    if let Some(roles) = roles.and_then(|roles| child(&roles, SyntaxKind::ROLE_REF_LIST)) {
        attributes.push(("roles".into(), role_list(edit, &roles)?));
    }
    for clause in node.children() {
        let Some(attribute) = condition_of(clause.kind()) else { continue };
        if let Some(expression) = clause.first_child() {
            let scope = Scope::of(table);
            let value = expression_place::POLICY.condition(edit, &expression, &scope)?;
            attributes.push((attribute.into(), value));
        }
    }
    Ok(attributes)
}

/// Tells whether a list of roles is that of all, which is not said.
fn is_all(roles: &Value) -> bool {
    roles.as_text() == Some("PUBLIC")
}

/// Returns the roles that a list names; all of them for `PUBLIC`.
fn role_list(edit: &mut Edit<'_>, list: &SyntaxNode) -> Accepted<Value> {
    let mut roles = Value::default();
    for (place, role) in children(list, SyntaxKind::ROLE_REF).enumerate() {
        if written(&role).trim().eq_ignore_ascii_case("public") {
            return Ok(Value::from("PUBLIC"));
        }
        roles.push_text(if place > 0 { ", " } else { "" });
        roles.push(&super::role::mention(edit, &role)?);
    }
    Ok(roles)
}

/// Reads an action of `ALTER POLICY`; what it does not mention stays.
fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    if action.kind() != SyntaxKind::ALTER_POLICY_TO {
        return Ok(false);
    }
    let Some(policy) = edit.get(id).cloned() else { return Ok(true) };
    check_clauses(action, policy.text("command").unwrap_or("all"))?;
    for (attribute, value) in clauses(edit, policy.parent, action)? {
        edit.set(id, attribute, (!is_all(&value)).then_some(value));
    }
    Ok(true)
}

/// `ALTER POLICY` can say the roles and the conditions anew, and no condition no longer.
fn altered(change: &Change<'_>) -> Option<Vec<Action>> {
    let clauses = [("roles", "TO"), ("using", "USING"), ("with check", "WITH CHECK")];
    let is_known = |attribute: &str| {
        let is_clause = clauses.iter().any(|(clause, _)| *clause == attribute);
        is_clause && (attribute == "roles" || change.after.has(attribute))
    };
    if !change.is_only_of(is_known) {
        return None;
    }
    let mut sql = format!("ALTER {}", change.designation());
    for (attribute, words) in clauses.into_iter().filter(|(clause, _)| change.is_of(clause)) {
        let said = change.sql(attribute).unwrap_or("PUBLIC".to_owned());
        match attribute {
            "roles" => sql.push_str(&format!(" {words} {said}")),
            _ => sql.push_str(&format!(" {words} ({said})")),
        }
    }
    Some(vec![Action::locking(sql, &[Hazard::PrivilegesWidened, Hazard::PrivilegesLost])])
}

fn print(catalog: &Catalog, policy: &Object) -> Printed {
    let sql = |attribute: &str| policy.get(attribute).map(|value| value.to_sql(catalog));
    let table = catalog.qualified_name(policy.parent);
    let mut text = format!("CREATE POLICY {} ON {table}", quote(&policy.name));
    if policy.has("restrictive") {
        text.push_str(" AS RESTRICTIVE");
    }
    if let Some(command) = policy.text("command") {
        text.push_str(&format!(" FOR {}", command.to_ascii_uppercase()));
    }
    if let Some(roles) = sql("roles") {
        text.push_str(&format!(" TO {roles}"));
    }
    if let Some(condition) = sql("using") {
        text.push_str(&format!(" USING ({condition})"));
    }
    if let Some(condition) = sql("with check") {
        text.push_str(&format!(" WITH CHECK ({condition})"));
    }
    Printed::one(text)
}
