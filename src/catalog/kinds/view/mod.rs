//! Views, and what they have in common with materialized views: a query, and columns that follow from it.
//!
//! A view's columns have names of their own, and keep them; "output" is what the query calls one. Never
//! in it: how a query is read (see `resolve`).

mod altered;
mod recursion;

pub(crate) use altered::is_in_the_way;
pub(crate) use recursion::refuse_recursion;

use super::column::{self, COLUMN};
use super::relation::{self, Persistence};
use super::table::options;
use super::{Kind, PLAIN};
use crate::catalog::edit::{Edit, New};
use crate::catalog::lookup::Name;
use crate::catalog::namespace::Namespace;
use crate::catalog::print::Printed;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, OutputColumn, Query, Scope};
use crate::catalog::state::Catalog;
use crate::catalog::{Attribute, Object, ObjectId, Value};
use crate::sql::identifier::quote;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, has_token, span};
use crate::sql::{DdlObjectType, Span};

pub(crate) static VIEW: Kind = Kind {
    name: "view",
    object_type: DdlObjectType::View,
    grantable: Some(&super::relation::TABLE_PRIVILEGES),
    parts: &[&super::column::COLUMN],
    namespaces: &[Namespace::Relation, Namespace::Type],
    statements: &[(SyntaxKind::CREATE_VIEW, create)],
    spoken_of_in: &[SyntaxKind::ALTER_VIEW, SyntaxKind::DROP_VIEW, SyntaxKind::OBJECT_VIEW],
    names: &[SyntaxKind::VIEW_REF],
    find: relation::find,
    alter,
    is_late: |catalog, view, attribute| {
        attribute == QUERY && recursion::needs_itself(catalog, view.id)
    },
    print,
    discord: recursion::discord,
    altered: altered::altered,
    is_in_the_way: |_, attribute, change| is_in_the_way(attribute, change),
    hazards: relation::hazards,
    ..PLAIN
};

/// The query that a view stands for.
pub(crate) const QUERY: &str = "query";

/// What the query calls a column of the view.
pub(super) const OUTPUT: &str = "output";

/// Said of a view that has columns that are not known.
pub(crate) const IS_OPEN: &str = "has more columns";

/// The parameter that `WITH CHECK OPTION` sets.
const CHECK_OPTION: &str = "option check_option";

/// A view as a statement defines it.
pub(super) struct Definition {
    pub(super) query: Value,
    /// The columns, by the query's names.
    outputs: Vec<OutputColumn>,
    /// The columns' own names.
    names: Vec<String>,
    is_open: bool,
}

impl Definition {
    /// Refuses more names than the query has columns.
    pub(super) fn refuse_more_names(&self, message: &str, span: Span) -> Accepted<()> {
        match self.names.len() > self.outputs.len() && !self.is_open {
            true => Err(Refusal::syntax(span, message)),
            false => Ok(()),
        }
    }
}

/// Reads `CREATE [OR REPLACE] VIEW`.
fn create(edit: &mut Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let Some(node) = child(statement, SyntaxKind::VIEW) else { return Ok(()) };
    let name = Name::of(&node);
    let Some(definition) = definition(edit, statement, &name)? else { return Ok(()) };
    let message = "CREATE VIEW specifies more column names than columns";
    definition.refuse_more_names(message, name.span)?;
    let persistence = match uses_temporary(edit, &definition.query) {
        true => Persistence::Temporary,
        false => Persistence::of(statement),
    };
    let schema = relation::schema_for_new(edit, &name, persistence)?;
    let mut attributes = parameters(statement)?;
    attributes
        .iter()
        .try_for_each(|(attribute, value)| check_parameter(attribute, value, name.span))?;
    if let Some(check) = child(statement, SyntaxKind::WITH_CHECK_OPTION) {
        let is_local = has(&check, SyntaxKind::LOCAL_CHECK_OPTION);
        let level = if is_local { "local" } else { "cascaded" };
        attributes.push((CHECK_OPTION.into(), Value::from(level)));
    }
    if attributes.iter().any(|(attribute, _)| attribute == CHECK_OPTION) {
        check_updatable(statement)?;
    }
    let existing = edit.catalog().named(schema, Namespace::Relation, &name.name);
    match existing.filter(|_| has(statement, SyntaxKind::OR_REPLACE)) {
        Some(view) => replace(edit, view, definition, attributes, name.span),
        None => make(edit, &VIEW, schema, &name, definition, attributes).map(|_| ()),
    }
}

/// Refuses a parameter that a view has not, or a value that it can't be.
fn check_parameter(attribute: &str, value: &Value, span: Span) -> Accepted<()> {
    const BOOLEANS: &[&str] = &["true", "false", "on", "off", "yes", "no", "1", "0"];
    let name = attribute.trim_start_matches("option ");
    let value = value.as_text().unwrap_or_default().trim_matches('\'');
    let refusal = |message: String| Err(Refusal::invalid_parameter(span, message));
    match name {
        "security_barrier" | "security_invoker" if BOOLEANS.contains(&value) => Ok(()),
        "security_barrier" | "security_invoker" => {
            refusal(format!("invalid value for boolean option \"{name}\": {value}"))
        }
        "check_option" if matches!(value, "local" | "cascaded") => Ok(()),
        "check_option" => refusal(format!("invalid value for enum option \"{name}\": {value}"))
            .map_err(|refusal: Refusal| {
                refusal.with_detail("Valid values are \"local\" and \"cascaded\".")
            }),
        _ => refusal(format!("unrecognized parameter \"{name}\"")),
    }
}

/// Refuses to check what is written through a view that nothing can be written through: one that is not
/// a plain selection from one relation (`view_query_is_auto_updatable` in PostgreSQL's
/// `rewriteHandler.c`).
fn check_updatable(statement: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    let Some(query) = statement.children().find(|inner| resolve::is_query(inner.kind())) else {
        return Ok(());
    };
    let hint = match query.kind() {
        COMPOUND_SELECT => {
            "Views containing UNION, INTERSECT, or EXCEPT are not automatically updatable."
        }
        _ if query.descendants().any(|inner| inner.kind() == DISTINCT_CLAUSE) => {
            "Views containing DISTINCT are not automatically updatable."
        }
        _ if has(&query, GROUP_BY_CLAUSE) => {
            "Views containing GROUP BY are not automatically updatable."
        }
        _ if has(&query, HAVING_CLAUSE) => {
            "Views containing HAVING are not automatically updatable."
        }
        _ if has(&query, WITH_CLAUSE) => "Views containing WITH are not automatically updatable.",
        _ if [LIMIT_CLAUSE, OFFSET_CLAUSE, FETCH_CLAUSE].iter().any(|it| has(&query, *it)) => {
            "Views containing LIMIT or OFFSET are not automatically updatable."
        }
        SELECT if resolve::aggregates(&query) => {
            "Views that return aggregate functions are not automatically updatable."
        }
        SELECT if !selects_from_one(&query) => {
            "Views that do not select from a single table or view are not automatically updatable."
        }
        _ => return Ok(()),
    };
    let message = "WITH CHECK OPTION is supported only on automatically updatable views";
    Err(Refusal::not_supported(span(&query), message).with_hint(hint))
}

fn selects_from_one(query: &SyntaxNode) -> bool {
    let from = child(query, SyntaxKind::FROM_CLAUSE);
    let items: Vec<SyntaxKind> =
        from.iter().flat_map(|from| from.children()).map(|item| item.kind()).collect();
    items == [SyntaxKind::RELATION_FROM_ITEM]
}

/// A view over what goes when the session ends goes with it.
pub(super) fn uses_temporary(edit: &Edit<'_>, query: &Value) -> bool {
    query.objects().any(|used| super::schema::is_temporary(edit.catalog(), used))
}

/// Reads the query of a `CREATE`, and the columns that follow from it.
///
/// # Errors
///
/// `42601` for more names than columns, `42701` for two columns of one name, and what the query is
/// refused for.
pub(super) fn definition(
    edit: &mut Edit<'_>,
    statement: &SyntaxNode,
    name: &Name,
) -> Accepted<Option<Definition>> {
    let list = child(statement, SyntaxKind::COLUMN_LIST);
    let given: Vec<String> = list
        .map(|list| list.children().map(|column| names::identifier(&column)).collect())
        .unwrap_or_default();
    let node = statement.children().find(|inner| resolve::is_query(inner.kind()));
    let Some(node) = node else { return Ok(None) };
    let Query { value, columns: outputs, is_open } =
        match has_token(statement, SyntaxKind::RECURSIVE_KW) {
            true => resolve::recursive_query(edit.lookup(), &node, &name.name, &given)?,
            false => resolve::query(edit.lookup(), &node, &Scope::default())?,
        };
    if let Some(change) = node.descendants().find(|inner| changes_rows(inner.kind())) {
        let message = match has_token(statement, SyntaxKind::MATERIALIZED_KW) {
            true => "materialized views must not use data-modifying statements in WITH",
            false => "views must not contain data-modifying statements in WITH",
        };
        return Err(Refusal::not_supported(span(&change), message));
    }
    if node.descendants().any(|inner| is_star(&inner)) {
        value.objects().for_each(|read| edit.rely_on(read));
    }
    let rest = outputs.iter().skip(given.len()).map(|output| output.name.clone());
    let names: Vec<String> = given.iter().cloned().chain(rest).collect();
    if is_open {
        edit.be_opaque("the columns of the view follow from relations that no statement makes");
    }
    Ok(Some(Definition { query: value, outputs, names, is_open }))
}

fn changes_rows(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(kind, INSERT | UPDATE | DELETE | MERGE)
}

/// Tells whether a node is a `*` that stands for all columns there are.
fn is_star(node: &SyntaxNode) -> bool {
    matches!(node.kind(), SyntaxKind::TARGET | SyntaxKind::FIELD_EXPR)
        && has_token(node, SyntaxKind::STAR)
}

/// Reads the parameters of a `CREATE`: `WITH (…)`.
pub(super) fn parameters(statement: &SyntaxNode) -> Accepted<Vec<(Attribute, Value)>> {
    let list = child(statement, SyntaxKind::WITH_PARAMS)
        .and_then(|with| child(&with, SyntaxKind::ATTRIBUTE_LIST));
    list.map_or(Ok(Vec::new()), |list| options::read(&list))
}

/// Makes a view of a kind, with its columns.
pub(super) fn make(
    edit: &mut Edit<'_>,
    kind: &'static Kind,
    schema: ObjectId,
    name: &Name,
    definition: Definition,
    mut attributes: Vec<(Attribute, Value)>,
) -> Accepted<ObjectId> {
    let Definition { query, outputs, names, is_open } = definition;
    for (place, column) in names.iter().enumerate() {
        if names.iter().take(place).any(|before| before == column) {
            let message = format!("column \"{column}\" specified more than once");
            return Err(Refusal::duplicate_column(name.span, message));
        }
    }
    attributes.push((QUERY.into(), query));
    if is_open {
        attributes.push((IS_OPEN.into(), Value::flag()));
    }
    let view =
        edit.create(New { kind, parent: schema, name: &name.name, attributes }, name.span)?;
    for (column, output) in names.iter().zip(outputs) {
        add_column(edit, view, (column, output), name.span)?;
    }
    Ok(view)
}

fn add_column(
    edit: &mut Edit<'_>,
    view: ObjectId,
    (name, output): (&str, OutputColumn),
    place: Span,
) -> Accepted<()> {
    column::refuse_pseudo_output(name, output.type_.as_ref(), place)?;
    let mut attributes: Vec<(Attribute, Value)> = vec![(OUTPUT.into(), Value::from(output.name))];
    attributes.extend(output.type_.map(|type_| ("type".into(), type_)));
    edit.create(New { kind: &COLUMN, parent: view, name, attributes }, place)?;
    Ok(())
}

/// Gives a view another query, which has at least the columns of the one before.
fn replace(
    edit: &mut Edit<'_>,
    view: ObjectId,
    definition: Definition,
    attributes: Vec<(Attribute, Value)>,
    span: Span,
) -> Accepted<()> {
    let Some(old) = edit.get(view) else { return Ok(()) };
    if !old.is(&VIEW) {
        let message = format!("\"{}\" is not a view", old.name);
        return Err(Refusal::wrong_object(span, message));
    }
    check_columns(edit, view, &definition, span)?;
    let before: Vec<Attribute> =
        old.attributes.keys().filter(|attribute| is_parameter(attribute)).cloned().collect();
    for attribute in before {
        if !attributes.iter().any(|(given, _)| *given == attribute) {
            edit.set(view, attribute, None);
        }
    }
    for (attribute, value) in attributes {
        edit.set(view, attribute, value);
    }
    edit.set(view, QUERY, definition.query);
    let known: Vec<ObjectId> =
        column::all(edit.catalog(), view).iter().map(|column| column.id).collect();
    let columns = definition.names.iter().zip(definition.outputs);
    for (place, (name, output)) in columns.enumerate() {
        match known.get(place) {
            Some(column) => edit.set(*column, OUTPUT, Value::from(output.name)),
            None => add_column(edit, view, (name, output), span)?,
        }
    }
    Ok(())
}

fn is_parameter(attribute: &str) -> bool {
    attribute.starts_with("option ")
}

/// Refuses to drop, rename or retype columns (`checkViewColumns` in PostgreSQL's `view.c`).
fn check_columns(
    edit: &Edit<'_>,
    view: ObjectId,
    definition: &Definition,
    span: Span,
) -> Accepted<()> {
    let old = column::all(edit.catalog(), view);
    if old.len() > definition.names.len() && !definition.is_open {
        return Err(Refusal::invalid_table(span, "cannot drop columns from view"));
    }
    for (old, (name, output)) in old.iter().zip(definition.names.iter().zip(&definition.outputs)) {
        if *old.name != **name {
            let message =
                format!("cannot change name of view column \"{}\" to \"{name}\"", old.name);
            let hint =
                "Use ALTER VIEW ... RENAME COLUMN ... to change name of view column instead.";
            return Err(Refusal::invalid_table(span, message).with_hint(hint));
        }
        if let (Some(old_type), Some(type_)) = (old.get("type"), &output.type_)
            && old_type != type_
        {
            let shown = |type_: &Value| super::data_type::shown(edit.lookup(), type_);
            let message = format!(
                "cannot change data type of view column \"{name}\" from {} to {}",
                shown(old_type),
                shown(type_)
            );
            return Err(Refusal::invalid_table(span, message));
        }
    }
    Ok(())
}

/// Reads an action of `ALTER VIEW`, or of an `ALTER TABLE` that means a view.
pub(super) fn alter(edit: &mut Edit<'_>, view: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    match action.kind() {
        SyntaxKind::RENAME_COLUMN => rename_column(edit, view, action)?,
        SyntaxKind::ALTER_VIEW_COLUMN | SyntaxKind::ALTER_COLUMN => {
            return alter_column(edit, view, action);
        }
        SyntaxKind::SET_OPTIONS => {
            let list = child(action, SyntaxKind::ATTRIBUTE_LIST);
            let given = list.map_or(Ok(Vec::new()), |list| options::read(&list))?;
            for (attribute, value) in given {
                if edit.get(view).is_some_and(|object| object.is(&VIEW)) {
                    check_parameter(&attribute, &value, span(action))?;
                }
                edit.set(view, attribute, value);
            }
        }
        SyntaxKind::RESET_OPTIONS => options::reset(edit, view, action),
        _ => return Ok(false),
    }
    Ok(true)
}

fn rename_column(edit: &mut Edit<'_>, view: ObjectId, action: &SyntaxNode) -> Accepted<()> {
    let (Some(old), Some(new)) =
        (child(action, SyntaxKind::COLUMN_NAME_REF), child(action, SyntaxKind::COLUMN_NAME))
    else {
        return Ok(());
    };
    let name = names::identifier(&old);
    let Some(column) = column::named(edit.catalog(), view, &name) else {
        let message = format!("column \"{name}\" does not exist");
        return Err(Refusal::undefined_column(span(&old), message));
    };
    edit.rename(column, &names::identifier(&new), span(&new))
}

/// Sets or drops a column's default; tells whether it was that.
fn alter_column(edit: &mut Edit<'_>, view: ObjectId, action: &SyntaxNode) -> Accepted<bool> {
    let Some(name) = child(action, SyntaxKind::COLUMN_NAME_REF) else { return Ok(false) };
    let change = action
        .children()
        .find(|node| matches!(node.kind(), SyntaxKind::SET_DEFAULT | SyntaxKind::DROP_DEFAULT));
    let Some(change) = change else { return Ok(false) };
    let column = column::find(edit.lookup(), view, &names::identifier(&name), span(&name))?;
    let expression = change.first_child().filter(|_| change.kind() == SyntaxKind::SET_DEFAULT);
    let default = expression
        .map(|expression| resolve::expression(edit.lookup(), &expression, &Scope::default()))
        .transpose()?;
    let type_ = edit.get(column).and_then(|column| column.get("type").cloned());
    let default = default.and_then(|default| match type_ {
        Some(type_) => resolve::coerced(edit.lookup(), default, &type_),
        None => Some(default.value),
    });
    edit.set(column, "default", default);
    Ok(true)
}

fn print(catalog: &Catalog, view: &Object) -> Printed {
    let mut words = vec![format!("CREATE VIEW {}", catalog.qualified_name(view.id))];
    words.extend(printed_columns(catalog, view));
    words.extend(options::print(catalog, view).map(|parameters| format!("WITH ({parameters})")));
    let query = printed_query(catalog, view);
    let head = words.join(" ");
    let mut create = Vec::new();
    let mut late = Vec::new();
    if recursion::needs_itself(catalog, view.id) {
        create.push(format!("{head} AS {}", recursion::stand_in(catalog, view)));
        late.push(format!("{} AS {query}", head.replacen("CREATE", "CREATE OR REPLACE", 1)));
    } else {
        create.push(format!("{head} AS {query}"));
    }
    for column in column::all(catalog, view.id) {
        if let Some(default) = column.get("default") {
            create.push(format!(
                "ALTER VIEW {} ALTER COLUMN {} SET DEFAULT {}",
                catalog.qualified_name(view.id),
                quote(&column.name),
                default.to_sql(catalog)
            ));
        }
    }
    Printed { create, late, ..Printed::default() }
}

/// Prints a view's query.
pub(super) fn printed_query(catalog: &Catalog, view: &Object) -> String {
    view.get(QUERY).map(|query| query.to_sql(catalog)).unwrap_or_default()
}

/// Prints the names of a view's columns, unless the query calls them all so.
pub(super) fn printed_columns(catalog: &Catalog, view: &Object) -> Option<String> {
    let columns = column::all(catalog, view.id);
    let is_as_in_query = |column: &&Object| column.text(OUTPUT) == Some(&*column.name);
    if columns.iter().all(is_as_in_query) {
        return None;
    }
    let names: Vec<_> = columns.iter().map(|column| quote(&column.name)).collect();
    Some(format!("({})", names.join(", ")))
}
