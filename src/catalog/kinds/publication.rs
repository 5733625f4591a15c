//! Publications. A table in one is a part of it, with its columns and its condition; so is a schema.

use super::column;
use super::expression_place::PUBLICATION_WHERE;
use super::{Kind, PLAIN, Tie, definition};
use crate::catalog::drop::{Behaviour, description, drop_all};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::{NameKey, Namespace};
use crate::catalog::print::{Printed, designation};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::state::Catalog;
use crate::catalog::value::Form;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sorted::sorted;
use crate::sql::tree::names;
use crate::sql::tree::{
    SyntaxKind, SyntaxNode, child, children, first_token, has_token, span, written,
};
use crate::sql::{DdlObjectType, Span};

pub(crate) static PUBLICATION: Kind = Kind {
    name: "publication",
    object_type: DdlObjectType::Publication,
    namespaces: &[PUBLICATION_NAMES],
    statements: &[(SyntaxKind::CREATE_PUBLICATION, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_PUBLICATION,
        SyntaxKind::DROP_PUBLICATION,
        SyntaxKind::OBJECT_PUBLICATION,
    ],
    names: &[SyntaxKind::PUBLICATION_REF],
    alter,
    print,
    altered: |change| {
        let is_option = |attribute: &str| attribute.starts_with("option ");
        if !change.is_only_of(is_option)
            || change.attributes.iter().any(|gone| !change.after.has(gone))
        {
            return None;
        }
        let options = definition::printed(change.to, change.after);
        Some(vec![format!("ALTER {} SET {options}", change.designation()).into()])
    },
    ..PLAIN
};

/// A table, or all tables of a schema, in a publication; told apart by what is published.
pub(crate) static PUBLISHED: Kind = Kind {
    name: "published relation",
    object_type: DdlObjectType::Publication,
    namespaces: &[PUBLISHED_NAMES],
    is_whole: false,
    is_defining: true,
    own_keys: Some(|part, _| {
        let name = published(part).map(|id| id.0.to_string()).unwrap_or_default();
        vec![NameKey::new(part.parent, PUBLISHED_NAMES, &name)]
    }),
    is_inline: |_, _| true,
    added: |catalog, part| Some(vec![listing(catalog, part, "ADD", true)]),
    dropped: |catalog, part| Some(vec![listing(catalog, part, "DROP", false)]),
    is_in_the_way: |_, attribute, change| attribute == "where" && change.is_of_values(),
    tie: |_, _, attribute, _| match attribute {
        "table" | "schema" => Tie::Belongs,
        _ => Tie::Uses,
    },
    designation: |catalog, part| {
        let publication = catalog.get(part.parent);
        publication.map(|publication| designation(catalog, publication)).unwrap_or_default()
    },
    description: |lookup, object| {
        let what = published(object).map(|id| description(lookup, id)).unwrap_or_default();
        format!("publication of {what} in {}", description(lookup, object.parent))
    },
    ..PLAIN
};

const PUBLICATION_NAMES: Namespace = Namespace::InDatabase("publication");
const PUBLISHED_NAMES: Namespace = Namespace::InParent("published relation");

fn published(object: &Object) -> Option<ObjectId> {
    object.object("table").or_else(|| object.object("schema"))
}

fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::PUBLICATION) else { return Ok(()) };
    let name = names::identifier(&node);
    let mut attributes: Vec<(Attribute, Value)> = Vec::new();
    if let Some(options) = child(statement, SyntaxKind::WITH_PARAMS) {
        attributes.extend(read_options(&options)?);
    }
    let all = child(statement, SyntaxKind::FOR_ALL_PUBLICATION_OBJECTS);
    attributes.extend(all.map(|all| ("all".into(), everything(&all))));
    let parent = ObjectId::DATABASE;
    let new = New { kind: &PUBLICATION, parent, name: &name, attributes };
    let id = edit.create(new, span(&node))?;
    match child(statement, SyntaxKind::FOR_PUBLICATION_OBJECTS) {
        Some(objects) => {
            let listed = entries(edit, &objects)?;
            add(edit, id, listed, false)
        }
        None => Ok(()),
    }
}

/// The changes that a publication can be of.
const CHANGES: &[&str] = &["insert", "update", "delete", "truncate"];

/// Reads a publication's options.
///
/// # Errors
///
/// `42601` for one that there is not, and for a change that there is not.
fn read_options(list: &SyntaxNode) -> Accepted<Vec<(Attribute, Value)>> {
    for option in definition::options(list) {
        let (name, text) = (&option.name, option.text());
        let message = match name.as_str() {
            "publish" => {
                let changes = text.trim_matches('\'').split(',').map(str::trim);
                let mut unknown = changes.filter(|change| {
                    !change.is_empty() && !CHANGES.iter().any(|it| change.eq_ignore_ascii_case(it))
                });
                let Some(change) = unknown.next() else { continue };
                format!("unrecognized value for publication option \"publish\": \"{change}\"")
            }
            "publish_via_partition_root" | "publish_generated_columns" => continue,
            _ => format!("unrecognized publication parameter: \"{name}\""),
        };
        return Err(Refusal::syntax(span(list), message));
    }
    Ok(definition::attributes(list))
}

/// Returns `ALL TABLES`, and what else may stand there.
fn everything(node: &SyntaxNode) -> Value {
    let text = written(node).to_ascii_uppercase();
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "FOR").collect();
    Value::from(words.join(" "))
}

/// Returns what a publication says of a table or a schema.
fn part_of(catalog: &Catalog, publication: ObjectId, target: ObjectId) -> Option<ObjectId> {
    catalog.named(publication, PUBLISHED_NAMES, &target.0.to_string())
}

/// Adds what a list names to a publication; what is published already is said anew where the list is all of it.
fn add(edit: &mut Edit<'_>, id: ObjectId, listed: Vec<Listed>, is_set: bool) -> Accepted<()> {
    let mut added = Vec::new();
    for (node, (target, attributes)) in listed {
        if added.contains(&target) {
            continue;
        }
        added.push(target);
        match part_of(edit.catalog(), id, target) {
            Some(part) if is_set => {
                for said in ["columns", "where"] {
                    let value = attributes.iter().find(|(attribute, _)| &**attribute == said);
                    edit.set(part, said, value.map(|(_, value)| value.clone()));
                }
            }
            Some(_) => return Err(already_member(edit, id, target, span(&node))),
            None => {
                let new = New { kind: &PUBLISHED, parent: id, name: "", attributes };
                edit.create(new, span(&node))?;
            }
        }
    }
    Ok(())
}

fn already_member(edit: &Edit<'_>, publication: ObjectId, target: ObjectId, span: Span) -> Refusal {
    let name = |id| edit.get(id).map(|object| object.name.clone()).unwrap_or_default();
    let is_table = edit.get(target).is_some_and(|it| it.is(&super::table::TABLE));
    let what = if is_table { "relation" } else { "schema" };
    let (target, publication) = (name(target), name(publication));
    let message = format!("{what} \"{target}\" is already member of publication \"{publication}\"");
    Refusal::duplicate_object(span, message)
}

type Entry = (ObjectId, Vec<(Attribute, Value)>);

/// What a list publishes, with the item that says so.
type Listed = (SyntaxNode, Entry);

/// Returns what a list publishes, and the item that says so; a table's children go with it.
fn entries(edit: &mut Edit<'_>, list: &SyntaxNode) -> Accepted<Vec<Listed>> {
    let mut entries = Vec::new();
    let mut is_of_schemas = false;
    for node in list.children() {
        // What follows without a word is of the kind of what is before it.
        is_of_schemas = match first_token(&node) {
            Some(SyntaxKind::TABLES_KW) => true,
            Some(SyntaxKind::TABLE_KW) => false,
            _ => is_of_schemas,
        };
        let Some((target, attributes)) = entry(edit, &node, is_of_schemas)? else { continue };
        let all = match has_token(&node, SyntaxKind::ONLY_KW) {
            true => vec![target],
            false => published_with(edit.catalog(), target),
        };
        for table in all {
            let mut attributes = attributes.clone();
            if table != target {
                attributes.retain(|(attribute, _)| attribute != "table");
                attributes.push(("table".into(), Value::name(table, Form::Qualified)));
            }
            entries.push((node.clone(), (table, attributes)));
        }
    }
    Ok(entries)
}

/// Returns a table and the children that are published when it is, unless it stands there with `ONLY`; a
/// partitioned table is published as a whole.
fn published_with(catalog: &Catalog, table: ObjectId) -> Vec<ObjectId> {
    match catalog.get(table).is_some_and(super::table::is_partitioned) {
        true => vec![table],
        false => super::table::family(catalog, table),
    }
}

/// Returns what an item of a list publishes.
fn entry(edit: &mut Edit<'_>, node: &SyntaxNode, is_of_schemas: bool) -> Accepted<Option<Entry>> {
    match node.kind() {
        SyntaxKind::PUBLICATION_OBJECT_TABLE if is_of_schemas => {
            let Some(name) = child(node, SyntaxKind::TABLE_NAME_REF) else { return Ok(None) };
            let name = Name::of(&name);
            let schema = edit.lookup().existing_schema(&name.name, name.span)?;
            Ok(Some((schema, vec![("schema".into(), Value::name(schema, Form::Bare))])))
        }
        SyntaxKind::PUBLICATION_OBJECT_TABLE => table_entry(edit, node),
        SyntaxKind::PUBLICATION_OBJECT_TABLES_IN_SCHEMA
        | SyntaxKind::PUBLICATION_OBJECT_CURRENT_SCHEMA => {
            let schema = match child(node, SyntaxKind::SCHEMA_REF) {
                Some(name) => {
                    edit.lookup().existing_schema(&names::identifier(&name), span(node))?
                }
                None => edit.lookup().schema_for_new(&Name::bare("", span(node)))?,
            };
            Ok(Some((schema, vec![("schema".into(), Value::name(schema, Form::Bare))])))
        }
        _ => Ok(None),
    }
}

fn table_entry(edit: &Edit<'_>, node: &SyntaxNode) -> Accepted<Option<Entry>> {
    let Some(name) = child(node, SyntaxKind::TABLE_NAME_REF) else { return Ok(None) };
    let table = edit.lookup().relation(&Name::of(&name))?;
    if edit.get(table).is_some_and(|table| !table.is(&super::table::TABLE)) {
        let message = format!("cannot add relation \"{}\" to publication", Name::of(&name).name);
        return Err(Refusal::invalid_parameter(span(&name), message));
    }
    if edit.get(table).is_some_and(|table| table.has("unlogged")) {
        let message = format!("cannot add relation \"{}\" to publication", Name::of(&name).name);
        let detail = "This operation is not supported for unlogged tables.";
        return Err(Refusal::invalid_parameter(span(&name), message).with_detail(detail));
    }
    let mut attributes = vec![("table".into(), Value::name(table, Form::Qualified))];
    if let Some(list) = child(node, SyntaxKind::COLUMN_REF_LIST) {
        let columns: Vec<ObjectId> = children(&list, SyntaxKind::COLUMN_NAME_REF)
            .map(|name| column::find(edit.lookup(), table, &names::identifier(&name), span(&name)))
            .collect::<Accepted<_>>()?;
        let is_again = |(at, column): (usize, &ObjectId)| {
            columns.iter().take(at).any(|before| before == column)
        };
        if let Some(at) = columns.iter().enumerate().position(is_again) {
            let name = columns.get(at).and_then(|column| edit.get(*column));
            let name = name.map(|column| &*column.name).unwrap_or_default();
            let message = format!("duplicate column \"{name}\" in publication column list");
            return Err(Refusal::duplicate_object(span(&list), message));
        }
        attributes.push(("columns".into(), Value::list(columns)));
    }
    let condition = child(node, SyntaxKind::WHERE_CONDITION_CLAUSE);
    if let Some(condition) = condition.and_then(|clause| clause.first_child()) {
        if condition.descendants().any(|inner| resolve::is_query(inner.kind())) {
            let message = "invalid publication WHERE expression";
            return Err(Refusal::not_supported(span(&condition), message));
        }
        let read = PUBLICATION_WHERE.condition(edit, &condition, &Scope::of(table))?;
        attributes.push(("where".into(), read));
    }
    Ok(Some((table, attributes)))
}

/// Tells whether a publication lists a table.
pub(crate) fn publishes(catalog: &Catalog, table: ObjectId) -> bool {
    catalog.users(table).any(|user| user.is(&PUBLISHED) && user.object("table") == Some(table))
}

/// Returns what publishes a kind of change of a table's rows: what lists the table, a table that it is a partition of, or
/// its schema; or the publication of all tables.
pub(crate) fn of_table<'c>(catalog: &'c Catalog, table: &Object, change: &str) -> Vec<&'c Object> {
    let mut listed = vec![table.id, catalog.schema_of(table.id)];
    let mut whole = table.object(super::table::PARTITION_OF);
    while let Some(id) = whole {
        listed.extend([id, catalog.schema_of(id)]);
        whole = catalog.get(id).and_then(|table| table.object(super::table::PARTITION_OF));
    }
    let lists = |user: &&Object| {
        user.is(&PUBLISHED) && published(user).is_some_and(|it| listed.contains(&it))
    };
    let listing = listed.iter().flat_map(|id| catalog.users(*id)).filter(lists);
    let all = catalog.named_from(ObjectId::DATABASE, PUBLICATION_NAMES, "");
    let all = all.filter_map(|id| catalog.get(id));
    let of_all = all.filter(|one| one.text("all").is_some_and(|all| all.contains("TABLES")));
    let is_of_change = |by: &&Object| {
        let publication = if by.is(&PUBLISHED) { catalog.get(by.parent) } else { Some(*by) };
        let changes = publication.and_then(|publication| publication.text("option publish"));
        changes.is_none_or(|changes| changes.to_ascii_lowercase().contains(change))
    };
    listing.chain(of_all).filter(is_of_change).collect()
}

/// Refuses to list tables where all are published.
fn check_lists(edit: &Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let Some(publication) = edit.get(id).filter(|publication| publication.has("all")) else {
        return Ok(());
    };
    let message = format!("publication \"{}\" is defined as FOR ALL TABLES", publication.name);
    let detail = "Tables cannot be added to or dropped from FOR ALL TABLES publications.";
    Err(Refusal::not_in_state(span(action), message).with_detail(detail))
}

fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    use SyntaxKind::*;
    if matches!(
        action.kind(),
        ADD_PUBLICATION_OBJECTS | DROP_PUBLICATION_OBJECTS | SET_PUBLICATION_OBJECTS
    ) {
        check_lists(edit, id, action)?;
    }
    match action.kind() {
        SyntaxKind::ADD_PUBLICATION_OBJECTS => {
            let listed = entries(edit, action)?;
            add(edit, id, listed, false)?;
        }
        SyntaxKind::DROP_PUBLICATION_OBJECTS => take_out(edit, id, action)?,
        SyntaxKind::SET_PUBLICATION_OBJECTS => {
            let listed = entries(edit, action)?;
            let is_listed = |part: &&Object| {
                listed.iter().any(|(_, (target, _))| published(part) == Some(*target))
            };
            let parts = edit.catalog().parts(id).filter(|part| !is_listed(part));
            let old: Vec<ObjectId> = parts.map(|part| part.id).collect();
            drop_all(edit, &old, Behaviour::Cascade, span(action))?;
            add(edit, id, listed, true)?;
        }
        SyntaxKind::SET_OPTIONS => {
            for (attribute, value) in read_options(action)? {
                edit.set(id, attribute, value);
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn take_out(edit: &mut Edit<'_>, id: ObjectId, list: &SyntaxNode) -> Accepted<()> {
    for (node, (target, _)) in entries(edit, list)? {
        let Some(part) = part_of(edit.catalog(), id, target) else {
            let shown = edit.get(target).map(|object| object.name.clone()).unwrap_or_default();
            let message = match node.kind() {
                SyntaxKind::PUBLICATION_OBJECT_TABLE => {
                    format!("relation \"{shown}\" is not part of the publication")
                }
                _ => format!("tables from schema \"{shown}\" are not part of the publication"),
            };
            return Err(Refusal::undefined_object(span(&node), message));
        };
        drop_all(edit, &[part], Behaviour::Cascade, span(&node))?;
    }
    Ok(())
}

fn print(catalog: &Catalog, publication: &Object) -> Printed {
    let mut sql = format!("CREATE {}", designation(catalog, publication));
    let published = catalog.parts(publication.id).map(|part| print_published(catalog, part));
    let published = sorted(published.collect(), String::cmp);
    if let Some(all) = publication.text("all") {
        sql.push_str(&format!(" FOR {all}"));
    } else if !published.is_empty() {
        sql.push_str(&format!(" FOR {}", published.join(", ")));
    }
    let options = definition::printed(catalog, publication);
    if options != "()" {
        sql.push_str(&format!(" WITH {options}"));
    }
    Printed::one(sql)
}

/// Returns the statement that adds to a publication, or drops from it.
fn listing(catalog: &Catalog, part: &Object, verb: &str, in_full: bool) -> String {
    let publication = catalog.get(part.parent);
    let publication = publication.map(|one| designation(catalog, one)).unwrap_or_default();
    let mut listed = part.clone();
    listed.attributes.retain(|attribute, _| in_full || matches!(&**attribute, "table" | "schema"));
    format!("ALTER {publication} {verb} {}", print_published(catalog, &listed))
}

fn print_published(catalog: &Catalog, part: &Object) -> String {
    let get = |attribute: &str| part.get(attribute).map(|value| value.to_sql(catalog));
    match get("schema") {
        Some(schema) => format!("TABLES IN SCHEMA {schema}"),
        None => {
            let columns = get("columns").map(|columns| format!(" ({columns})"));
            let condition = get("where").map(|condition| format!(" WHERE ({condition})"));
            let is_parent = published(part).is_some_and(|id| published_with(catalog, id).len() > 1);
            let only = if is_parent { "ONLY " } else { "" };
            let table = get("table").unwrap_or_default();
            let (columns, condition) = (columns.unwrap_or_default(), condition.unwrap_or_default());
            format!("TABLE {only}{table}{columns}{condition}")
        }
    }
}
