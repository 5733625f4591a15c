//! `GRANT` and `REVOKE`: who may do what with an object, said of the object itself.
//!
//! A privilege is an attribute, `privilege SELECT of app`, whose value is the role and perhaps its grant
//! option; it stays when the role is renamed, and so does the attribute (see [`by_names`]). What PostgreSQL
//! gives without being asked (a function's `EXECUTE` to `PUBLIC`, all to the owner) is not said; that it was
//! taken away is, as `withheld EXECUTE of public`. Never in it: which privileges a kind has (see
//! [`Grantable`]), and memberships of roles (see `kinds::role`).

mod print;
mod targets;

pub(crate) use print::{altered, gives_more, hazard, print, statements};
pub(crate) use targets::unless_foreign;

use super::edit::Edit;
use super::kinds::{self, Kind, Purpose};
use super::namespace::Namespace;
use super::refusal::{Accepted, Refusal};
use super::state::Catalog;
use super::{Attribute, Object, ObjectId, Value};
use crate::map::Map;
use crate::sql::Span;
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, span, written};

/// The privileges that can be granted on the objects of a kind (PostgreSQL's table 5.2).
pub(crate) struct Grantable {
    /// What stands before the name in `GRANT … ON`; nothing for what is granted with its whole.
    pub(crate) keyword: &'static str,
    /// What messages call it.
    pub(crate) noun: &'static str,
    /// The privileges, all of which `ALL` means.
    pub(crate) all: &'static [&'static str],
    /// Those that `PUBLIC` has without being granted them.
    pub(crate) of_public: fn(&Object) -> &'static [&'static str],
    /// The nodes that stand for all such objects: `ALL TABLES IN SCHEMA`, and the `TABLES` of default
    /// privileges.
    pub(crate) all_in_schema: &'static [SyntaxKind],
}

/// Whom a privilege is given to that everybody has.
const PUBLIC: &str = "public";

/// A privilege on tables that PostgreSQL has from version 17 on. So that the statements which give it run on
/// older versions too, they say `ALL`, and what is not meant.
pub(crate) const NEW: &str = "MAINTAIN";

/// The role that runs the statements.
pub(crate) const SELF: &str = "current_user";

/// What an attribute begins with that takes a privilege away.
const WITHHELD: &str = "withheld ";

const GRANT_OPTION: &str = " WITH GRANT OPTION";

/// One privilege that a statement names, perhaps on columns alone.
struct Named {
    privilege: String,
    columns: Vec<SyntaxNode>,
    node: SyntaxNode,
}

/// What a statement says: the privileges, the roles, and what becomes of them.
struct Order {
    /// The privileges; nothing for all.
    privileges: Option<Vec<Named>>,
    roles: Vec<Value>,
    change: Change,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Grant { with_option: bool },
    Revoke,
    RevokeOption,
}

/// Reads `GRANT` and `REVOKE` on objects.
pub(crate) fn apply(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(objects) = child(statement, SyntaxKind::ON_PRIVILEGE_OBJECTS_CLAUSE)
        .and_then(|clause| clause.first_child())
    else {
        return kinds::role::membership(edit, statement);
    };
    let targets = targets::targets(edit, &objects)?;
    let order = Order::read(edit, statement)?;
    for id in targets {
        order.run(edit, id)?;
    }
    Ok(())
}

/// Reads the `GRANT` or `REVOKE` of `ALTER DEFAULT PRIVILEGES`, as said of an object that stands for all
/// new ones of a kind.
pub(crate) fn apply_to(
    edit: &mut Edit<'_>,
    id: ObjectId,
    grantable: &'static Grantable,
    action: &SyntaxNode,
) -> Accepted<()> {
    let order = Order::read(edit, action)?;
    order.run_on(edit, id, grantable)
}

impl Order {
    fn read(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<Order> {
        let privileges = child(statement, SyntaxKind::REVOKE_COMMAND_LIST)
            .map(|list| children(&list, SyntaxKind::REVOKE_COMMAND).map(named).collect::<Vec<_>>());
        // `ALL` of an object says none; that of columns names these.
        let all = child(statement, SyntaxKind::ALL_PRIVILEGES);
        let all = all.filter(|all| has(all, SyntaxKind::COLUMN_REF_LIST));
        let privileges = privileges.or(all.map(|all| vec![named(all)]));
        let list = child(statement, SyntaxKind::ROLE_REF_LIST);
        let roles = list.iter().flat_map(|list| children(list, SyntaxKind::ROLE_REF));
        let roles: Accepted<Vec<Value>> =
            roles.map(|role| kinds::role::mention(edit, &role)).collect();
        let is_revoke =
            matches!(statement.kind(), SyntaxKind::REVOKE | SyntaxKind::REVOKE_DEFAULT_PRIVILEGES);
        let change = match is_revoke {
            true if has(statement, SyntaxKind::GRANT_OPTION_FOR) => Change::RevokeOption,
            true => Change::Revoke,
            false => {
                let with = child(statement, SyntaxKind::GRANT_WITH_CLAUSE);
                let with_option = with.is_some_and(|with| has(&with, SyntaxKind::GRANT_OPTION));
                Change::Grant { with_option }
            }
        };
        let roles = roles?;
        let is_public = |role: &Value| role.as_text() == Some(PUBLIC);
        if change == (Change::Grant { with_option: true }) && roles.iter().any(is_public) {
            let message = "grant options can only be granted to roles";
            return Err(Refusal::invalid_grant(span(statement), message));
        }
        Ok(Order { privileges, roles, change })
    }

    fn run(&self, edit: &mut Edit<'_>, id: ObjectId) -> Accepted<()> {
        let Some(grantable) = edit.get(id).and_then(|object| object.kind.grantable) else {
            edit.be_opaque("the catalog does not model privileges on this kind of object");
            return Ok(());
        };
        self.run_on(edit, id, grantable)
    }

    fn run_on(
        &self,
        edit: &mut Edit<'_>,
        id: ObjectId,
        grantable: &'static Grantable,
    ) -> Accepted<()> {
        let Some(named) = &self.privileges else {
            grantable.all.iter().for_each(|privilege| self.change(edit, id, grantable, privilege));
            return Ok(());
        };
        for one in named {
            if one.columns.is_empty() {
                let privilege = known(grantable, one)?;
                self.change(edit, id, grantable, privilege);
            }
            for column in &one.columns {
                let (name, span) = (names::identifier(column), span(column));
                let column = kinds::column::find(edit.lookup(), id, &name, span)?;
                let Some(grantable) = edit.get(column).and_then(|column| column.kind.grantable)
                else {
                    continue;
                };
                if one.privilege == "ALL" {
                    let all = grantable.all.iter();
                    all.for_each(|privilege| self.change(edit, column, grantable, privilege));
                } else {
                    let privilege = known(grantable, one)?;
                    self.change(edit, column, grantable, privilege);
                }
            }
        }
        Ok(())
    }

    fn change(
        &self,
        edit: &mut Edit<'_>,
        id: ObjectId,
        grantable: &'static Grantable,
        privilege: &str,
    ) {
        for role in &self.roles {
            change(edit, id, grantable, privilege, role, self.change);
            if self.change == Change::Revoke {
                // What is taken on a table is taken on each of its columns.
                let parts = edit.catalog().parts(id).filter(|part| part.kind.grantable.is_some());
                let parts: Vec<ObjectId> = parts.map(|part| part.id).collect();
                parts.into_iter().for_each(|part| take(edit, part, privilege, role));
            }
        }
    }
}

fn change(
    edit: &mut Edit<'_>,
    id: ObjectId,
    grantable: &Grantable,
    privilege: &str,
    role: &Value,
    change: Change,
) {
    let Some(object) = edit.get(id) else { return };
    let is_given = (role.as_text() == Some(PUBLIC)
        && (grantable.of_public)(object).contains(&privilege))
        || has_all(object, role);
    let withheld: Attribute =
        format!("withheld {privilege} of {}", role.to_sql(edit.catalog())).into();
    match change {
        Change::Grant { .. } if is_given => edit.set(id, withheld, None),
        Change::Grant { with_option } => give(edit, id, privilege, role, with_option),
        Change::Revoke if is_given => edit.set(id, withheld, role.clone()),
        Change::Revoke => take(edit, id, privilege, role),
        Change::RevokeOption => {
            if let Some((attribute, true)) = held(edit.catalog(), id, privilege, role) {
                edit.set(id, attribute, role.clone());
            }
        }
    }
}

/// Tells whether a role has all privileges on an object without being granted them: it owns it, or it will,
/// where the object stands for all new ones of a role. Without one that is said, it is the session's own.
fn has_all(object: &Object, role: &Value) -> bool {
    let owner = object.get("owner").or_else(|| object.get(kinds::default_privileges::ROLE));
    let is_parts = object.kind.grantable.is_some_and(|grantable| grantable.keyword.is_empty());
    match owner {
        _ if is_parts => false,
        _ if object.has(kinds::default_privileges::SCHEMA) => false,
        Some(owner) => owner == role,
        None => role.as_text() == Some(SELF),
    }
}

/// Gives a privilege; one that was given with the grant option keeps it.
fn give(edit: &mut Edit<'_>, id: ObjectId, privilege: &str, role: &Value, with_option: bool) {
    let held = held(edit.catalog(), id, privilege, role);
    let had_option = held.as_ref().is_some_and(|(_, had_option)| *had_option);
    let attribute = held.map(|(attribute, _)| attribute).unwrap_or_else(|| {
        format!("privilege {privilege} of {}", role.to_sql(edit.catalog())).into()
    });
    edit.set(id, attribute, value(role, with_option || had_option));
}

fn take(edit: &mut Edit<'_>, id: ObjectId, privilege: &str, role: &Value) {
    if let Some((attribute, _)) = held(edit.catalog(), id, privilege, role) {
        edit.set(id, attribute, None);
    }
}

fn value(role: &Value, with_option: bool) -> Value {
    let mut value = role.clone();
    value.push_text(if with_option { GRANT_OPTION } else { "" });
    value
}

/// Returns the attribute under which a role has a privilege, and whether with the grant option. A role
/// may have been renamed since.
fn held(
    catalog: &Catalog,
    id: ObjectId,
    privilege: &str,
    role: &Value,
) -> Option<(Attribute, bool)> {
    let start = format!("privilege {privilege} of ");
    let (plain, with_option) = (value(role, false), value(role, true));
    catalog.get(id)?.attributes.iter().find_map(|(attribute, held)| {
        let is_same = attribute.starts_with(&start) && (*held == plain || *held == with_option);
        is_same.then(|| (attribute.clone(), *held == with_option))
    })
}

/// Gives an object another owner, who has what an owner has without being granted it.
pub(crate) fn give_to(edit: &mut Edit<'_>, id: ObjectId, owner: Value) {
    hand_over(edit, id, &owner);
    // Whom the session is anyway is not said.
    let owner = Some(owner).filter(|owner| owner.as_text() != Some(SELF));
    edit.set(id, "owner", owner);
    for needless in edit.get(id).map(needless).unwrap_or_default() {
        edit.set(id, needless, None);
    }
}

/// Gives a new owner what the old one has on the parts of an object (`aclnewowner` in PostgreSQL's `acl.c`).
fn hand_over(edit: &mut Edit<'_>, id: ObjectId, new: &Value) {
    let owner = edit.get(id).and_then(|object| object.get("owner")).cloned();
    let old = owner.unwrap_or(Value::from(SELF));
    if old == *new {
        return;
    }
    withhold(edit, id, &old, new);
    // What is in a schema has an owner of its own.
    let parts = edit.catalog().parts(id).filter(|part| edit.catalog().schema_of(part.id) != id);
    let parts = parts.filter_map(|part| Some((part.id, part.kind.grantable?)));
    for (part, grantable) in parts.collect::<Vec<_>>() {
        for privilege in grantable.all {
            if let Some((attribute, with_option)) = held(edit.catalog(), part, privilege, &old) {
                edit.set(part, attribute, None);
                give(edit, part, privilege, new, with_option);
            }
        }
    }
}

/// Withholds from a new owner what was withheld from the old one, save for what it was given.
fn withhold(edit: &mut Edit<'_>, id: ObjectId, old: &Value, new: &Value) {
    let Some(object) = edit.get(id) else { return };
    let said = object.attributes.iter();
    let said = said.filter(|(attribute, role)| attribute.starts_with(WITHHELD) && *role == old);
    for attribute in said.map(|(attribute, _)| attribute.clone()).collect::<Vec<_>>() {
        edit.set(id, attribute.clone(), None);
        let (start, _) = parts(&attribute);
        let privilege = start.trim_start_matches(WITHHELD);
        if held(edit.catalog(), id, privilege, new).is_none() {
            let attribute = format!("{start} of {}", new.to_sql(edit.catalog()));
            edit.set(id, Attribute::from(attribute), new.clone());
        }
    }
}

/// Tells whether a privilege is another with the grant option.
pub(crate) fn adds_option(one: &Value, other: &Value) -> bool {
    let mut with_option = other.clone();
    with_option.push_text(GRANT_OPTION);
    *one == with_option
}

/// Takes away all that a role was given on an object.
pub(crate) fn take_all(edit: &mut Edit<'_>, id: ObjectId, grantable: &Grantable, role: &Value) {
    grantable.all.iter().for_each(|privilege| take(edit, id, privilege, role));
}

fn named(command: SyntaxNode) -> Named {
    let list = child(&command, SyntaxKind::COLUMN_REF_LIST);
    let columns = list.iter().flat_map(|list| list.children()).collect();
    let text = written(&command);
    let words = text.split('(').next().unwrap_or_default().trim().to_ascii_uppercase();
    let privilege = match words.as_str() {
        "TEMP" => "TEMPORARY".to_owned(),
        words if words.split_whitespace().next() == Some("ALL") => "ALL".to_owned(),
        _ => words,
    };
    Named { privilege, columns, node: command }
}

/// Returns a privilege as a kind knows it.
fn known(grantable: &Grantable, named: &Named) -> Accepted<&'static str> {
    let found = grantable.all.iter().copied().find(|privilege| *privilege == named.privilege);
    found.ok_or_else(|| {
        let Named { privilege, node, .. } = named;
        let is_any = |kind: &'static Kind| {
            kind.grantable.is_some_and(|one| one.all.contains(&privilege.as_str()))
        };
        // A table of the message's name could have been a sequence, which `USAGE` is for.
        let noun = match (privilege.as_str(), grantable.noun) {
            ("USAGE", "relation") => "table",
            (_, noun) => noun,
        };
        let others = ["CONNECT", "TEMPORARY", "SET", "ALTER SYSTEM"];
        if kinds::all().any(is_any) || others.contains(&privilege.as_str()) {
            let message = format!("invalid privilege type {privilege} for {noun}");
            return Refusal::invalid_grant(span(node), message);
        }
        let message = format!("unrecognized privilege type \"{}\"", privilege.to_ascii_lowercase());
        Refusal::syntax(span(node), message)
    })
}

/// Refuses what only the owner of an object may do, if the session's role is known to be another and no
/// superuser. What lies in a schema may be dropped by the schema's owner too.
pub(crate) fn check_owner(
    edit: &Edit<'_>,
    id: ObjectId,
    purpose: Purpose,
    span: Span,
) -> Accepted<()> {
    let catalog = edit.catalog();
    let role = edit.settings.role.as_ref().and_then(|role| role.objects().next());
    let Some(role) = role.filter(|role| kinds::role::is_plain(catalog, *role)) else {
        return Ok(());
    };
    let schema = catalog.schema_of(id);
    let mut whole = id;
    while let Some(around) = catalog.get(whole).map(|object| object.parent)
        && around != schema
        && catalog.get(around).is_some()
    {
        whole = around;
    }
    let is_owned_by_role = |id: ObjectId| {
        let owner = catalog.get(id).and_then(|object| object.object("owner"));
        owner.is_some_and(|owner| owner == role || kinds::role::is_member(catalog, role, owner))
    };
    let may = is_owned_by_role(whole) || purpose == Purpose::Drop && is_owned_by_role(schema);
    match catalog.get(whole).filter(|whole| whole.kind.has_owner && !may) {
        Some(object) => {
            let message = format!("must be owner of {} {}", object.kind.name, object.name);
            Err(Refusal::no_privilege(span, message))
        }
        _ => Ok(()),
    }
}

/// Gives a new object what default privileges say of such objects, and the session's role as its owner.
pub(crate) fn of_new(edit: &Edit<'_>, object: &mut Object) {
    let around = edit.get(object.parent);
    let is_part = around.is_some_and(|around| edit.get(around.parent).is_some());
    if let Some(role) = &edit.settings.role
        && object.kind.has_owner
        && object.kind.is_whole
        && !is_part
    {
        object.attributes.add("owner".into(), role.clone());
    }
    let Some(grantable) = object.kind.grantable.filter(|_| object.kind.is_whole) else { return };
    let role = edit.settings.role.as_ref();
    let catalog = edit.catalog();
    let schema = catalog.schema_around(object);
    let defaults = kinds::default_privileges::for_new(catalog, role, schema, grantable);
    for (_, attribute, value) in defaults {
        object.attributes.add(attribute.clone(), value.clone());
    }
}

/// Returns the attributes that give what there is without them: an owner what an owner has, and a role that was
/// renamed in between what it has by its other name.
pub(crate) fn needless(object: &Object) -> Vec<Attribute> {
    let given = || object.attributes.iter().filter(|(attribute, _)| is_given(attribute));
    let needless = given().filter(|(attribute, role)| {
        let Some(holder) = role.objects().next() else { return false };
        let is_more = |(other, more): &(&Attribute, &Value)| {
            more.mentions(holder)
                && parts(other).0 == parts(attribute).0
                && (more.pieces().len(), *other) > (role.pieces().len(), *attribute)
        };
        object.object("owner") == Some(holder) || given().any(|other| is_more(&other))
    });
    needless.map(|(attribute, _)| attribute.clone()).collect()
}

/// Returns what is said of an object, privileges and memberships under the names that their roles have by now; nothing
/// where that is so already.
pub(crate) fn by_names(catalog: &Catalog, object: &Object) -> Option<Map<Attribute, Value>> {
    let renamed = |attribute: &str, value: &Value| {
        let (start, name) = parts(attribute);
        let is_named_after =
            is_privilege(attribute) || attribute.starts_with(kinds::role::MEMBER_OF);
        let role = value.objects().next().filter(|_| is_named_after)?;
        let now = quote(&catalog.get(role)?.name).into_owned();
        (now != name).then(|| Attribute::from(format!("{start} of {now}")))
    };
    object.attributes.iter().find(|(attribute, value)| renamed(attribute, value).is_some())?;
    let named = object.attributes.iter().map(|(attribute, value)| {
        (renamed(attribute, value).unwrap_or_else(|| attribute.clone()), value.clone())
    });
    Some(named.collect())
}

/// Returns the two parts of an attribute about a privilege: what is given, and the name that the role had then.
fn parts(attribute: &str) -> (&str, &str) {
    attribute.split_once(" of ").unwrap_or((attribute, ""))
}

/// Tells whether an attribute is about a privilege.
pub(crate) fn is_privilege(attribute: &str) -> bool {
    is_given(attribute) || attribute.starts_with(WITHHELD)
}

/// Tells whether an attribute gives a privilege.
pub(crate) fn is_given(attribute: &str) -> bool {
    attribute.starts_with("privilege ")
}

/// The namespace of roles.
pub(crate) const ROLES: Namespace = Namespace::InDatabase("role");
