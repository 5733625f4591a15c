//! Roles, their settings and memberships.
//!
//! Roles are the server's, not the database's, and often made elsewhere: one that a statement mentions and
//! that no statement is known to have made is taken to be there, unless the settings say that all roles are
//! known. Such a role, and one that a `DO` block made, is made again only where it is missing: what is there
//! is never changed by a schema's DDL.

mod print;

use print::{altered, print};

use super::{Kind, PLAIN, Tie, default_privileges};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::privileges::{self, ROLES, SELF};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::session::statement as statements;
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::DdlObjectType;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, span, written};

pub(crate) static ROLE: Kind = Kind {
    name: "role",
    object_type: DdlObjectType::Role,
    namespaces: &[ROLES],
    has_owner: false,
    statements: &[
        (SyntaxKind::CREATE_ROLE, create),
        (SyntaxKind::CREATE_USER, create),
        (SyntaxKind::CREATE_GROUP, create),
        (SyntaxKind::ALTER_ROLE, alter),
        (SyntaxKind::ALTER_USER, alter),
        (SyntaxKind::ALTER_GROUP, alter),
        (SyntaxKind::DROP_ROLE, drop),
        (SyntaxKind::DROP_USER, drop),
        (SyntaxKind::DROP_GROUP, drop),
        (SyntaxKind::GRANT, privileges::apply),
        (SyntaxKind::REVOKE, privileges::apply),
        (SyntaxKind::REASSIGN, reassign),
        (SyntaxKind::DROP_OWNED, drop_owned),
    ],
    spoken_of_in: &[SyntaxKind::OBJECT_ROLE],
    names: &[SyntaxKind::ROLE_REF],
    tie: |_, _, attribute, _| match attribute.starts_with(MEMBER_OF) {
        true => Tie::Clears,
        false => Tie::Uses,
    },
    is_late: |_, _, attribute| attribute.starts_with(MEMBER_OF),
    print,
    altered,
    dropped: |_, role| {
        let is_own = !role.has(SHARED);
        Some(is_own.then(|| format!("DROP ROLE {}", quote(&role.name))).into_iter().collect())
    },
    ..PLAIN
};

/// The attribute of a role that may be there without the schema: it is made only where it is missing.
const SHARED: &str = "shared";

/// What the attributes begin with that make a role a member of others.
pub(crate) const MEMBER_OF: &str = "member of ";

/// What a role may do, each said as a flag; `INHERIT` is usual, so its opposite is said.
const ABILITIES: &[&str] =
    &["superuser", "createdb", "createrole", "login", "replication", "bypassrls"];

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(role) = child(statement, SyntaxKind::ROLE) else { return Ok(()) };
    let name = names::identifier(&role);
    if matches!(name.as_str(), "public" | "none") {
        let message = format!("role name \"{name}\" is reserved");
        return Err(Refusal::reserved_name(span(&role), message));
    }
    if name.starts_with("pg_") {
        let message = format!("role name \"{name}\" is reserved");
        return Err(Refusal::reserved_name(span(&role), message)
            .with_detail("Role names starting with \"pg_\" are reserved."));
    }
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    if statement.kind() == SyntaxKind::CREATE_USER {
        attributes.push(("login".into(), Value::flag()));
    }
    if edit.is_in_block {
        attributes.push((SHARED.into(), Value::flag()));
    }
    let new = New { kind: &ROLE, parent: ObjectId::DATABASE, name: &name, attributes };
    let id = edit.create(new, span(&role))?;
    set_options(edit, id, statement)
}

/// Returns the mention of a role, which is taken to be there if nothing is known of it.
///
/// # Errors
///
/// `42704` for a role that is not known, if the settings say that all are.
pub(crate) fn mention(edit: &mut Edit<'_>, node: &SyntaxNode) -> Accepted<Value> {
    let Some(name) = named(node) else {
        let word = written(node).trim().to_ascii_lowercase();
        return Ok(match (&edit.settings.role, word.as_str()) {
            (Some(role), "current_user" | "current_role") => role.clone(),
            (None, "current_user" | "current_role" | "session_user") => Value::from(SELF),
            _ => Value::from(word),
        });
    };
    if let Some(role) = find(edit, &name) {
        edit.lookup().note(name.span, role);
        return Ok(Value::name(role, Form::Bare));
    }
    if is_built_in(&name.name) {
        return Ok(Value::from(quote(&name.name).into_owned()));
    }
    if !edit.settings.assumes_roles {
        return Err((ROLE.missing)(edit.lookup(), &ROLE, &name, None));
    }
    let attributes = vec![(SHARED.into(), Value::flag())];
    let new = New { kind: &ROLE, parent: ObjectId::DATABASE, name: &name.name, attributes };
    Ok(Value::name(edit.assume(new, name.span)?, Form::Bare))
}

/// Returns the name that a node says; nothing for the words for the session's own role.
fn named(node: &SyntaxNode) -> Option<Name> {
    let is_name = |inner: &SyntaxNode| match inner.kind() {
        SyntaxKind::ROLE_NAME_REF => true,
        SyntaxKind::ROLE => {
            let word = written(inner).trim().to_ascii_lowercase();
            !matches!(word.as_str(), "current_role" | "current_user" | "session_user")
        }
        _ => false,
    };
    node.descendants().find(is_name).map(|node| Name::of(&node))
}

fn find(edit: &Edit<'_>, name: &Name) -> Option<ObjectId> {
    edit.lookup().catalog.named(ObjectId::DATABASE, ROLES, &name.name)
}

/// Tells whether every server has a role, or the name is no role's: the predefined roles, everybody, and
/// the user whom a cluster usually begins with.
pub(crate) fn is_built_in(name: &str) -> bool {
    name.starts_with("pg_") || matches!(name, "public" | "postgres")
}

/// Returns the object of the role that a node names; nothing for the session's own, and for those that are
/// built in.
fn role_of(edit: &mut Edit<'_>, node: &SyntaxNode) -> Accepted<Option<ObjectId>> {
    Ok(mention(edit, node)?.objects().next())
}

fn alter(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(role) = child(statement, SyntaxKind::ROLE_REF) else {
        edit.be_opaque("the catalog does not model the settings of all roles");
        return Ok(());
    };
    let Some(id) = role_of(edit, &role)? else { return Ok(()) };
    if has(statement, SyntaxKind::IN_DATABASE) {
        edit.be_opaque("the catalog does not model a role's settings in one database");
        return Ok(());
    }
    for action in statement.children().filter(|node| *node != role) {
        match action.kind() {
            SyntaxKind::ROLE_OPTION_LIST => set_options(edit, id, statement)?,
            SyntaxKind::SET_CONFIG_PARAM | SyntaxKind::RESET_CONFIG_PARAM => {
                set_parameter(edit, id, &action);
            }
            SyntaxKind::ADD_USERS | SyntaxKind::DROP_USERS => {
                for member in children(&action, SyntaxKind::ROLE_REF) {
                    let is_added = action.kind() == SyntaxKind::ADD_USERS;
                    let change = if is_added { Some(String::new()) } else { None };
                    if let Some(member) = role_of(edit, &member)? {
                        set_member(edit, member, id, change);
                    }
                }
            }
            _ => {
                if !statements::common_action(edit, id, &action)? {
                    edit.be_opaque("the catalog does not model this action");
                }
            }
        }
    }
    Ok(())
}

/// Keeps `SET parameter = value` and forgets it at `RESET`.
fn set_parameter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) {
    let parameter = child(action, SyntaxKind::CONFIG_PARAMETER_REF);
    let Some(parameter) = parameter else {
        let settings: Vec<Attribute> = edit
            .get(id)
            .map(|role| {
                role.attributes.keys().filter(|key| key.starts_with("set ")).cloned().collect()
            })
            .unwrap_or_default();
        settings.into_iter().for_each(|setting| edit.set(id, setting, None));
        return;
    };
    let attribute = format!("set {}", written(&parameter).trim().to_ascii_lowercase());
    let value = action.children().find(|node| *node != parameter);
    let is_set = action.kind() == SyntaxKind::SET_CONFIG_PARAM;
    let value = value.filter(|_| is_set).map(|value| written(&value));
    edit.set(id, attribute, value.map(|value| Value::from(value.trim().to_owned())));
}

fn set_options(edit: &mut Edit<'_>, id: ObjectId, statement: &SyntaxNode) -> Accepted<()> {
    let list = child(statement, SyntaxKind::ROLE_OPTION_LIST);
    for option in list.iter().flat_map(|list| list.children()) {
        set_option(edit, id, &option)?;
    }
    Ok(())
}

fn set_option(edit: &mut Edit<'_>, id: ObjectId, option: &SyntaxNode) -> Accepted<()> {
    let last = option.last_child().map(|last| Value::from(written(&last)));
    let roles = child(option, SyntaxKind::ROLE_REF_LIST);
    let roles: Vec<SyntaxNode> =
        roles.iter().flat_map(|list| children(list, SyntaxKind::ROLE_REF)).collect();
    match option.kind() {
        SyntaxKind::ROLE_OPTION_GENERIC => {
            let word = written(option).trim().to_ascii_lowercase();
            return set_ability(edit, id, &word, option);
        }
        SyntaxKind::ROLE_OPTION_INHERIT => edit.set(id, "no inherit", None),
        SyntaxKind::ROLE_OPTION_CONNECTION_LIMIT => {
            let limit: String = written(option).split_whitespace().skip(2).collect();
            if limit.starts_with('-') && limit != "-1" {
                let message = format!("invalid connection limit: {limit}");
                return Err(Refusal::invalid_parameter(span(option), message));
            }
            let limit = (limit != "-1").then(|| Value::from(limit));
            edit.set(id, "connection limit", limit);
        }
        SyntaxKind::ROLE_OPTION_VALID_UNTIL => edit.set(id, "valid until", last),
        SyntaxKind::ROLE_OPTION_PASSWORD | SyntaxKind::ROLE_OPTION_ENCRYPTED_PASSWORD => {
            edit.set(id, "password", last);
        }
        SyntaxKind::ROLE_OPTION_IN_ROLE | SyntaxKind::ROLE_OPTION_IN_GROUP => {
            for group in roles {
                if let Some(group) = role_of(edit, &group)? {
                    set_member(edit, id, group, Some(String::new()));
                }
            }
        }
        SyntaxKind::ROLE_OPTION_ROLE
        | SyntaxKind::ROLE_OPTION_USER
        | SyntaxKind::ROLE_OPTION_ADMIN => {
            let is_admin = option.kind() == SyntaxKind::ROLE_OPTION_ADMIN;
            let options = if is_admin { " WITH ADMIN OPTION" } else { "" };
            for member in roles {
                if let Some(member) = role_of(edit, &member)? {
                    set_member(edit, member, id, Some(options.to_owned()));
                }
            }
        }
        _ => {}
    }
    Ok(())
}

fn set_ability(edit: &mut Edit<'_>, id: ObjectId, word: &str, option: &SyntaxNode) -> Accepted<()> {
    let (ability, is_given) = match word.strip_prefix("no") {
        Some(ability) => (ability, false),
        None => (word, true),
    };
    if ability == "inherit" {
        edit.set(id, "no inherit", (!is_given).then(Value::flag));
        return Ok(());
    }
    let Some(ability) = ABILITIES.iter().find(|known| **known == ability) else {
        let message = format!("unrecognized role option \"{word}\"");
        return Err(Refusal::syntax(span(option), message));
    };
    edit.set(id, *ability, is_given.then(Value::flag));
    Ok(())
}

/// Reads `GRANT role TO role` and `REVOKE role FROM role`.
pub(crate) fn membership(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let commands = child(statement, SyntaxKind::REVOKE_COMMAND_LIST);
    let groups: Vec<SyntaxNode> =
        commands.iter().flat_map(|list| list.descendants()).filter(is_role).collect();
    let members = child(statement, SyntaxKind::ROLE_REF_LIST);
    let members: Vec<SyntaxNode> =
        members.iter().flat_map(|list| children(list, SyntaxKind::ROLE_REF)).collect();
    let is_revoke = statement.kind() == SyntaxKind::REVOKE;
    let takes_option_only = statement.first_child().is_some_and(|first| {
        matches!(
            first.kind(),
            SyntaxKind::ADMIN_OPTION_FOR
                | SyntaxKind::INHERIT_OPTION_FOR
                | SyntaxKind::SET_OPTION_FOR
        )
    });
    let options = child(statement, SyntaxKind::GRANT_WITH_CLAUSE);
    let options = options.map(|with| format!(" {}", with.text())).unwrap_or_default();
    for group in &groups {
        for member in &members {
            let (group, member) = (role_of(edit, group)?, role_of(edit, member)?);
            let (Some(group), Some(member)) = (group, member) else {
                edit.be_opaque("the catalog does not know the session's own role");
                continue;
            };
            if !is_revoke && (member == group || is_member(edit.catalog(), group, member)) {
                let name = |id| edit.get(id).map(|role| role.name.to_string()).unwrap_or_default();
                let (group, member) = (name(group), name(member));
                let message = format!("role \"{group}\" is a member of role \"{member}\"");
                return Err(Refusal::invalid_grant(span(statement), message));
            }
            let options = (!is_revoke || takes_option_only).then(|| options.clone());
            set_member(edit, member, group, options);
        }
    }
    Ok(())
}

/// Tells whether all that a role may do is known, and it is no superuser.
pub(crate) fn is_plain(catalog: &Catalog, role: ObjectId) -> bool {
    catalog.get(role).is_some_and(|role| !role.has(SHARED) && !role.has("superuser"))
}

/// Tells whether a role is a member of another, by itself or by a role that it is a member of.
pub(crate) fn is_member(catalog: &Catalog, member: ObjectId, group: ObjectId) -> bool {
    let mut open = vec![member];
    let mut seen = Vec::new();
    while let Some(id) = open.pop() {
        if seen.contains(&id) {
            continue;
        }
        seen.push(id);
        let Some(role) = catalog.get(id) else { continue };
        let memberships = role.attributes.iter().filter(|(key, _)| key.starts_with(MEMBER_OF));
        open.extend(memberships.flat_map(|(_, value)| value.objects()));
    }
    member != group && seen.contains(&group)
}

fn is_role(node: &SyntaxNode) -> bool {
    node.kind() == SyntaxKind::ROLE_REF
}

/// Makes a role a member of another, with the options' text, or no longer.
fn set_member(edit: &mut Edit<'_>, member: ObjectId, group: ObjectId, options: Option<String>) {
    let known = edit.get(member).and_then(|member| {
        let mut said = member.attributes.iter();
        let is_same = |value: &Value| value.objects().next() == Some(group);
        said.find(|(key, value)| key.starts_with(MEMBER_OF) && is_same(value))
            .map(|(key, _)| key.clone())
    });
    let name = edit.get(group).map(|group| group.name.to_string()).unwrap_or_default();
    let attribute = known.unwrap_or_else(|| format!("{MEMBER_OF}{name}").into());
    let value = options.map(|options| {
        let mut value = Value::name(group, Form::Bare);
        value.push_text(&options);
        value
    });
    edit.set(member, attribute, value);
}

fn drop(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let is_optional = has(statement, SyntaxKind::IF_EXISTS);
    for role in children(statement, SyntaxKind::ROLE_REF) {
        let Some(name) = named(&role) else { continue };
        let Some(id) = find(edit, &name) else {
            if edit.settings.assumes_roles || is_built_in(&name.name) || is_optional {
                continue;
            }
            return Err((ROLE.missing)(edit.lookup(), &ROLE, &name, None));
        };
        let is_membership = |user: &Object| user.is(&ROLE);
        if edit.catalog().users(id).any(|user| !is_membership(user)) {
            let name = edit.get(id).map(|role| role.name.to_string()).unwrap_or_default();
            let message =
                format!("role \"{name}\" cannot be dropped because some objects depend on it");
            return Err(Refusal::dependents(span(&role), message));
        }
        let members: Vec<ObjectId> = edit.catalog().users(id).map(|user| user.id).collect();
        members.into_iter().for_each(|member| set_member(edit, member, id, None));
        edit.remove(id);
    }
    Ok(())
}

fn roles_in(edit: &mut Edit<'_>, list: Option<SyntaxNode>) -> Accepted<Vec<Value>> {
    let list = list.iter().flat_map(|list| children(list, SyntaxKind::ROLE_REF));
    list.map(|role| mention(edit, &role)).collect()
}

/// Reads `REASSIGN OWNED BY … TO …`.
fn reassign(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let mut lists = children(statement, SyntaxKind::ROLE_REF_LIST);
    let (before, after) = (roles_in(edit, lists.next())?, roles_in(edit, lists.next())?);
    let Some(after) = after.into_iter().next() else { return Ok(()) };
    for id in owned(edit, &before) {
        privileges::give_to(edit, id, after.clone());
    }
    Ok(())
}

fn owned(edit: &Edit<'_>, roles: &[Value]) -> Vec<ObjectId> {
    let is_owned =
        |object: &&Object| object.get("owner").is_some_and(|owner| roles.contains(owner));
    edit.catalog().objects().filter(is_owned).map(|object| object.id).collect()
}

/// Reads `DROP OWNED BY`: what the roles own goes, and what they were granted.
fn drop_owned(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let roles = roles_in(edit, child(statement, SyntaxKind::ROLE_REF_LIST))?;
    let behaviour = statements::behaviour(statement);
    let owned = owned(edit, &roles);
    crate::catalog::drop::drop_all(edit, &owned, behaviour, span(statement))?;
    let all: Vec<ObjectId> = edit.catalog().objects().map(|object| object.id).collect();
    for role in &roles {
        for &id in &all {
            if let Some(grantable) = edit.get(id).and_then(|object| object.kind.grantable) {
                privileges::take_all(edit, id, grantable, role);
            }
        }
        default_privileges::drop_of(edit, role);
    }
    Ok(())
}
