//! Extended statistics.
//!
//! What is said of one: the `table`, the `elements` (columns and expressions), and the `kinds`, if not all.

use super::column::COLUMN_NAMES;
use super::expression_place::STATISTICS_EXPRESSION;
use super::{Copying, Kind, PLAIN, Tie, Value, foreign_table, index, materialized_view, table};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::made_up;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::Scope;
use crate::catalog::session::NOWHERE;
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Form, Object, ObjectId};
use crate::sorted::sorted;
use crate::sql::DdlObjectType;
use crate::sql::made_up::statistics_addition;
use crate::sql::syntax;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, children, has, span, written};

pub(crate) static STATISTICS: Kind = Kind {
    name: "statistics object",
    object_type: DdlObjectType::Statistics,
    namespaces: &[STATISTICS_NAMES],
    statements: &[(SyntaxKind::CREATE_STATISTICS, create)],
    spoken_of_in: &[
        SyntaxKind::ALTER_STATISTICS,
        SyntaxKind::DROP_STATISTICS,
        SyntaxKind::OBJECT_STATISTICS,
    ],
    names: &[SyntaxKind::STATISTICS_REF],
    is_unordered: |attribute| attribute == "elements",
    alter,
    tie: |catalog, statistics, _, used| {
        let table = statistics.object("table");
        let is_of_table =
            Some(used) == table || catalog.get(used).is_some_and(|used| Some(used.parent) == table);
        if is_of_table { Tie::Belongs } else { Tie::Uses }
    },
    copy_to,
    print,
    altered: |change| {
        let target = change.sql("target").unwrap_or("-1".to_owned());
        let sql = format!("ALTER {} SET STATISTICS {target}", change.designation());
        change.is_only_of(|attribute| attribute == "target").then(|| vec![sql.into()])
    },
    designation: |catalog, statistics| {
        format!("STATISTICS {}", catalog.qualified_name(statistics.id))
    },
    ..PLAIN
};

/// The namespace of statistics, which is their own.
const STATISTICS_NAMES: Namespace = Namespace::InSchema("statistics object");

/// What statistics can be kept of.
const KINDS: &[&str] = &["ndistinct", "dependencies", "mcv"];

/// The most columns and expressions that statistics can be on.
const MAX_ELEMENTS: usize = 8;

/// Reads `CREATE STATISTICS`.
///
/// # Errors
///
/// `42P01` if there is no table of the name, `42809` if it has no statistics, `42703` for a column that is
/// not there, `42P17` for less than two columns, `42601` for a kind that is none, `42710` for a name that
/// is taken.
fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let target = child(statement, SyntaxKind::FROM_TABLE).and_then(|from| from.first_child());
    let Some(target) = target else { return Ok(()) };
    let named = child(statement, SyntaxKind::STATISTICS).map(|node| Name::of(&node));
    let relation = edit.lookup().relation(&Name::of(&target))?;
    check_relation(edit, relation, &target)?;
    let schema = match &named {
        Some(name) => edit.schema_for_new(name)?,
        None => edit.catalog().schema_of(relation),
    };
    if let Some(name) = &named
        && let Some(found) = edit.catalog().named(schema, STATISTICS_NAMES, &name.name)
    {
        edit.rely_on(found);
        return match has(statement, SyntaxKind::IF_NOT_EXISTS) {
            true => Ok(()),
            false => Err((STATISTICS.taken)(name.span, &STATISTICS, &name.name, "")),
        };
    }
    let nodes: Vec<SyntaxNode> = child(statement, SyntaxKind::STATISTICS_ON_CLAUSE)
        .map(|clause| clause.children().collect())
        .unwrap_or_default();
    let mut attributes: Vec<(Attribute, Value)> =
        vec![("table".into(), Value::name(relation, Form::Qualified))];
    attributes.push(("elements".into(), elements(edit, relation, &nodes, statement)?));
    if has(statement, SyntaxKind::STAT_TYPES)
        && let [only] = nodes.as_slice()
        && only.kind() != SyntaxKind::NAME_REF
    {
        let message = "when building statistics on a single expression, statistics kinds may not be specified";
        return Err(Refusal::not_supported(span(statement), message));
    }
    if let Some(kinds) = kinds(statement)? {
        attributes.push(("kinds".into(), Value::from(kinds)));
    }
    let name = match named {
        Some(name) => name.name,
        None => made_up_name(edit.catalog(), relation, schema, &nodes),
    };
    let new = New { kind: &STATISTICS, parent: schema, name: &name, attributes };
    edit.create(new, span(statement))?;
    Ok(())
}

fn check_relation(edit: &Edit<'_>, relation: ObjectId, target: &SyntaxNode) -> Accepted<()> {
    let Some(object) = edit.get(relation) else { return Ok(()) };
    let can_have =
        [&table::TABLE, &foreign_table::FOREIGN_TABLE, &materialized_view::MATERIALIZED_VIEW]
            .into_iter()
            .any(|kind| object.is(kind));
    if can_have {
        return Ok(());
    }
    let message = format!("cannot define statistics for relation \"{}\"", object.name);
    let detail = format!("This operation is not supported for {}s.", object.kind.name);
    Err(Refusal::wrong_object(span(target), message).with_detail(detail))
}

fn made_up_name(
    catalog: &Catalog,
    relation: ObjectId,
    schema: ObjectId,
    nodes: &[SyntaxNode],
) -> String {
    let table = catalog.get(relation).map(|table| &*table.name).unwrap_or_default();
    let addition = statistics_addition(nodes.iter().cloned());
    made_up::numbered(table, &addition, "stat", |name| {
        catalog.named(schema, STATISTICS_NAMES, name).is_some()
    })
}

fn elements(
    edit: &Edit<'_>,
    relation: ObjectId,
    nodes: &[SyntaxNode],
    statement: &SyntaxNode,
) -> Accepted<Value> {
    if nodes.len() > MAX_ELEMENTS {
        let message = format!("cannot have more than {MAX_ELEMENTS} columns in statistics");
        return Err(Refusal::too_many_columns(span(statement), message));
    }
    let (mut columns, mut expressions) = (Vec::new(), Vec::new());
    for node in nodes {
        if node.kind() != SyntaxKind::NAME_REF {
            let scope = Scope::of(relation);
            let expression = STATISTICS_EXPRESSION.expression(edit, node, &scope)?;
            if expressions.contains(&expression) {
                let message = "duplicate expression in statistics definition";
                return Err(Refusal::duplicate_column(span(node), message));
            }
            expressions.push(expression);
            continue;
        }
        let name = names::identifier(node);
        let found = edit.catalog().named(relation, COLUMN_NAMES, &name);
        let Some(column) = found else {
            let message = format!("column \"{name}\" does not exist");
            return Err(Refusal::undefined_column(span(node), message));
        };
        let type_ = edit.get(column).and_then(|column| column.text("type")).unwrap_or_default();
        if !index::has_order(type_) {
            let message = format!(
                "column \"{name}\" cannot be used in statistics because its type {type_} has no \
                 default btree operator class"
            );
            return Err(Refusal::not_supported(span(node), message));
        }
        if columns.contains(&column) {
            let message = "duplicate column name in statistics definition";
            return Err(Refusal::duplicate_column(span(node), message));
        }
        columns.push(column);
    }
    if nodes.len() == columns.len() && nodes.len() < 2 {
        let message = "extended statistics require at least 2 columns";
        return Err(Refusal::invalid_object(span(statement), message));
    }
    // PostgreSQL keeps the columns in the table's order, then the expressions.
    let place = |column: &ObjectId| edit.get(*column).map(|column| column.position);
    let columns = sorted(columns, |one, other| place(one).cmp(&place(other)));
    let columns = columns.into_iter().map(|column| Value::name(column, Form::Bare));
    let mut value = Value::default();
    for (place, element) in columns.chain(expressions).enumerate() {
        value.push_text(if place > 0 { ", " } else { "" });
        value.push(&element);
    }
    Ok(value)
}

/// Returns the kinds that a statement lists, in PostgreSQL's order; none where it lists all.
fn kinds(statement: &SyntaxNode) -> Accepted<Option<String>> {
    let Some(list) = child(statement, SyntaxKind::STAT_TYPES) else { return Ok(None) };
    let mut listed = Vec::new();
    for node in children(&list, SyntaxKind::STATISTICS_KIND) {
        let kind = names::identifier(&node);
        if !KINDS.contains(&kind.as_str()) {
            let message = format!("unrecognized statistics kind \"{kind}\"");
            return Err(Refusal::syntax(span(&node), message));
        }
        listed.push(kind);
    }
    let kinds: Vec<&str> =
        KINDS.iter().copied().filter(|kind| listed.iter().any(|listed| listed == kind)).collect();
    Ok((kinds.len() < KINDS.len()).then(|| kinds.join(", ")))
}

/// Reads `ALTER STATISTICS … SET STATISTICS`.
fn alter(edit: &mut Edit<'_>, id: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    if action.kind() != SyntaxKind::SET_STATISTICS {
        return Ok(false);
    }
    let target = action.first_child().map(|node| written(&node)).unwrap_or_default();
    let target: String = target.split_whitespace().collect();
    if target.starts_with('-') && target != "-1" {
        let message = format!("statistics target {target} is too low");
        return Err(Refusal::invalid_parameter(span(action), message));
    }
    edit.set(id, "target", (target != "-1").then(|| Value::from(target)));
    Ok(true)
}

/// Makes the like on a table that is made like this one's.
fn copy_to(
    edit: &mut Edit<'_>,
    id: ObjectId,
    other: ObjectId,
    copying: Copying,
) -> Accepted<Option<ObjectId>> {
    if copying != Copying::Like(SyntaxKind::PROPERTY_STATISTICS) {
        return Ok(None);
    }
    let Some(statistics) = edit.get(id).cloned() else { return Ok(None) };
    let own = statistics
        .attributes
        .iter()
        .filter(|(attribute, _)| matches!(&***attribute, "elements" | "kinds" | "target"));
    let mut attributes: Vec<(Attribute, Value)> = own
        .map(|(attribute, value)| (attribute.clone(), table::moved(edit.catalog(), value, other)))
        .collect();
    attributes.push(("table".into(), Value::name(other, Form::Qualified)));
    let schema = edit.catalog().schema_of(other);
    let elements = statistics.get("elements").map(|value| value.to_sql(edit.catalog()));
    let text = format!("CREATE STATISTICS ON {} FROM t", elements.unwrap_or_default());
    let nodes: Vec<SyntaxNode> = syntax::parse(&text)
        .ok()
        .and_then(|tree| child(&tree, SyntaxKind::STATISTICS_ON_CLAUSE))
        .map(|clause| clause.children().collect())
        .unwrap_or_default();
    let name = made_up_name(edit.catalog(), other, schema, &nodes);
    let new = New { kind: &STATISTICS, parent: schema, name: &name, attributes };
    edit.create(new, NOWHERE).map(Some)
}

fn print(catalog: &Catalog, statistics: &Object) -> Printed {
    let sql = |attribute: &str| {
        statistics.get(attribute).map(|value| value.to_sql(catalog)).unwrap_or_default()
    };
    let name = catalog.qualified_name(statistics.id);
    let kinds = statistics.text("kinds").map(|kinds| format!(" ({kinds})")).unwrap_or_default();
    let mut create = vec![format!(
        "CREATE STATISTICS {name}{kinds} ON {} FROM {}",
        sql("elements"),
        sql("table")
    )];
    if let Some(target) = statistics.text("target") {
        create.push(format!("ALTER STATISTICS {name} SET STATISTICS {target}"));
    }
    Printed { create, ..Printed::default() }
}
