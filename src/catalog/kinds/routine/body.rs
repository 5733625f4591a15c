//! The body of a function in SQL: PostgreSQL looks into it when the function is made.
//!
//! Of a body written as a string only what is certain is refused, and nothing of it is kept as a need of the function:
//! what a string says holds nothing. Never in it: bodies in other languages.

use super::arguments;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::{
    column, data_type, deferral, index, materialized_view, sequence, table, view,
};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, OutputColumn, Query, Scope};
use crate::catalog::session::rows;
use crate::catalog::types::{built_in, casts};
use crate::catalog::{Attribute, Given, Object, ObjectId, RowDoing, Value, said_in, types};
use crate::sorted::sorted;
use crate::sql::Span;
use crate::sql::split::{Piece, pieces};
use crate::sql::syntax;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

/// Returns what the body of a statement's routine can name besides the objects of the search path: the arguments, also
/// with the routine's name in front.
pub(super) fn scope(statement: &SyntaxNode, attributes: &[(Attribute, Value)]) -> Scope {
    let variables = attributes.iter().filter_map(|(attribute, name)| {
        let argument = attribute.strip_suffix(" name")?;
        argument.strip_prefix("argument ")?;
        Some((name.as_text()?.to_owned(), said_in(attributes, argument).cloned()))
    });
    let routine = super::name(statement).map(|name| name.name);
    let given = arguments::given(attributes);
    Scope { variables: variables.collect(), given, routine, ..Scope::default() }
}

/// Refuses a body that speaks of relations that are not there, or ends in other rows than are to be returned.
///
/// # Errors
///
/// `42P01` for the first of them, `42P13` for the rows.
pub(super) fn check(
    lookup: Lookup<'_>,
    body: &Value,
    attributes: &[(Attribute, Value)],
    scope: &Scope,
    span: Span,
) -> Accepted<()> {
    let text = body.as_text().unwrap_or_default();
    let statements = statements(text, span)?;
    if may_have_foreign_relations(lookup) {
        return Ok(());
    }
    for tree in statements.iter().filter(|tree| is_about_rows(tree.kind())) {
        let read = resolve::statement(lookup, tree, scope);
        let read = read.map_err(|refusal| refusal.at(span))?;
        view::refuse_recursion(lookup.catalog, &read, span)?;
    }
    match statements.last() {
        Some(last) => check_last(lookup, last, attributes, scope, span),
        None if text.trim().is_empty() => check_result(lookup, &Query::default(), attributes, span),
        None => Ok(()),
    }
}

/// Returns the statements of a body.
///
/// # Errors
///
/// `42601`.
fn statements(text: &str, span: Span) -> Accepted<Vec<SyntaxNode>> {
    let mut statements = Vec::new();
    for piece in pieces(text) {
        let Piece::Statement { span: place, fault } = piece else { continue };
        let statement = text.get(place.start..place.end).unwrap_or_default();
        match fault.map_or_else(|| syntax::parse(statement), Err) {
            Ok(tree) => statements.push(tree),
            // PostgreSQL has no such limit.
            Err(fault) if fault.is_limit => {}
            Err(fault) => return Err(Refusal::syntax(span, fault.message)),
        }
    }
    Ok(statements)
}

/// Refuses a body that was read already if it ends in other rows than are to be returned.
///
/// # Errors
///
/// `42P13`.
pub(super) fn check_read(
    lookup: Lookup<'_>,
    body: &SyntaxNode,
    attributes: &[(Attribute, Value)],
    scope: &Scope,
    span: Span,
) -> Accepted<()> {
    let Some(last) = body.last_child() else { return Ok(()) };
    if body.kind() != SyntaxKind::RETURN_STMT {
        return check_last(lookup, &last, attributes, scope, span);
    }
    let Ok(read) = resolve::expression(lookup, &last, scope) else { return Ok(()) };
    let columns = vec![OutputColumn::new(String::new(), read.type_)];
    check_result(lookup, &Query { columns, ..Query::default() }, attributes, span)
}

/// Refuses a body's last statement if it gives other rows than are to be returned.
fn check_last(
    lookup: Lookup<'_>,
    last: &SyntaxNode,
    attributes: &[(Attribute, Value)],
    scope: &Scope,
    span: Span,
) -> Accepted<()> {
    if !resolve::is_query(last.kind()) && !is_about_rows(last.kind()) {
        return Ok(());
    }
    match resolve::query(lookup, last, scope) {
        Ok(given) => check_result(lookup, &given, attributes, span),
        Err(_) => Ok(()),
    }
}

/// Returns the types of the arguments that go out, the columns of a table among them.
fn outputs(attributes: &[(Attribute, Value)]) -> Vec<&Value> {
    let of = |(attribute, mode): &(Attribute, Value)| {
        let argument = attribute.strip_suffix(" mode")?;
        let goes_out = matches!(mode.as_text()?, "out" | "inout" | "table");
        said_in(attributes, argument).filter(|_| goes_out)
    };
    attributes.iter().filter_map(of).collect()
}

/// Refuses a query that gives other columns than are to be returned (`check_sql_fn_retval` in PostgreSQL's
/// `functions.c`).
fn check_result(
    lookup: Lookup<'_>,
    given: &Query,
    attributes: &[(Attribute, Value)],
    span: Span,
) -> Accepted<()> {
    let catalog = lookup.catalog;
    let outputs = outputs(attributes);
    let one = match (outputs.as_slice(), said_in(attributes, "returns")) {
        ([], None) => return Ok(()),
        ([], Some(returns)) => types::one_of(returns),
        ([one], _) => (*one).clone(),
        _ => Value::from("record"),
    };
    let is_record = outputs.len() > 1;
    if !is_record && one.as_text().is_some_and(built_in::is_pseudo_type) {
        return Ok(());
    }
    let fits = |given: &OutputColumn, wanted: &Value| {
        given.type_.as_ref().is_none_or(|type_| casts::is_assignable(catalog, type_, wanted))
    };
    let relation = one.objects().next().and_then(|id| catalog.get(id)).filter(|object| {
        object.kind.namespaces.contains(&Namespace::Relation) && !types::is_array(&one)
    });
    let wanted: Option<Vec<&Value>> = match relation {
        _ if is_record => Some(outputs),
        Some(relation) => {
            let columns = column::all(catalog, relation.id).into_iter();
            Some(columns.filter_map(|column| column.get("type")).collect())
        }
        None => None,
    };
    let is_row = wanted.is_some_and(|wanted| {
        let mut pairs = given.columns.iter().zip(&wanted);
        wanted.len() == given.columns.len() && pairs.all(|(given, wanted)| fits(given, wanted))
    });
    let is_row_in_one = |type_: &Value| type_.as_text().is_none_or(|type_| type_ == "record");
    let is_whole = match given.columns.as_slice() {
        [only] if is_record => only.type_.as_ref().is_none_or(is_row_in_one),
        [only] => fits(only, &one),
        _ => false,
    };
    if given.is_open || is_whole || is_row {
        return Ok(());
    }
    let shown = data_type::shown(lookup, &one);
    let message = format!("return type mismatch in function declared to return {shown}");
    Err(Refusal::invalid_function(span, message))
}

/// Tells whether a statement changes what PostgreSQL itself keeps of the schema: `UPDATE pg_index …`.
pub(crate) fn changes_system(lookup: Lookup<'_>, statement: &SyntaxNode) -> bool {
    use SyntaxKind::*;
    matches!(statement.kind(), INSERT | UPDATE | DELETE)
        && relation_names(statement).next().is_some_and(|name| lookup.is_of_system(&name))
}

/// Refuses a statement about rows that speaks of what is not there, or changes what can't be. What is in `WITH` is not
/// looked at.
///
/// # Errors
///
/// `42P01`, `42703`, `42883`; `42809` for the rows of no table, `428C9` for columns that make their own values.
pub(crate) fn check_rows(edit: &Edit<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let lookup = edit.lookup();
    use SyntaxKind::*;
    let has_with = statement.descendants().any(|node| node.kind() == WITH_CLAUSE);
    if may_have_foreign_relations(lookup) || has_with {
        return Ok(());
    }
    match statement.kind() {
        INSERT => {
            check_target(lookup, statement)?;
            check_assigned(lookup, statement)?;
            check_arbiter(lookup, statement)?;
        }
        UPDATE | DELETE => check_target(lookup, statement)?,
        TRUNCATE => check_truncated(lookup, statement)?,
        VACUUM | ANALYZE | REINDEX => check_maintained(lookup, statement)?,
        _ => {}
    }
    // In a block there may be variables.
    if is_about_rows(statement.kind()) && !edit.is_in_block {
        let read = resolve::statement(lookup, statement, &Scope::default())?;
        view::refuse_recursion(lookup.catalog, &read, span(statement))?;
    }
    if statement.kind() == UPDATE {
        check_assigned(lookup, statement)?;
    }
    check_given(lookup, statement)
}

fn relation_names(node: &SyntaxNode) -> impl Iterator<Item = Name> {
    use SyntaxKind::*;
    let names = node.descendants();
    let names = names.filter(|node| matches!(node.kind(), TABLE_NAME_REF | RELATION_NAME_REF));
    names.map(|node| Name::of(&node))
}

/// Refuses to empty what is no table, and a table without those that refer to it (`heap_truncate_check_FKs` in
/// PostgreSQL's `heap.c`).
fn check_truncated(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let catalog = lookup.catalog;
    let mut emptied = Vec::new();
    for name in relation_names(statement).filter(|name| !lookup.is_of_system(name)) {
        let table = lookup.selected(&name)?;
        if !catalog.get(table).is_some_and(table::can_own_sequences) {
            let message = format!("\"{}\" is not a table", name.name);
            return Err(Refusal::wrong_object(name.span, message));
        }
        emptied.extend(table::family(catalog, table));
    }
    let refers = |user: &Object| {
        let table = user.object("references");
        table.is_some_and(|table| emptied.contains(&table)) && !emptied.contains(&user.parent)
    };
    let mut users = emptied.iter().flat_map(|table| catalog.users(*table));
    if has(statement, SyntaxKind::CASCADE) || !users.any(refers) {
        return Ok(());
    }
    let message = "cannot truncate a table referenced in a foreign key constraint";
    Err(Refusal::not_supported(span(statement), message))
}

/// Refuses to look after what is not there, or is of another kind.
fn check_maintained(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    for node in statement.descendants() {
        if !matches!(node.kind(), TABLE_NAME_REF | INDEX_REF) {
            continue;
        }
        let name = Name::of(&node);
        if lookup.is_of_system(&name) {
            continue;
        }
        let relation = lookup.selected(&name)?;
        let Some(object) = lookup.catalog.get(relation) else { continue };
        let has_rows = object.is(&table::TABLE) || object.is(&materialized_view::MATERIALIZED_VIEW);
        let what = match node.kind() {
            INDEX_REF if !index::is_one(object) => "an index",
            TABLE_NAME_REF if statement.kind() == REINDEX && !has_rows => {
                "a table or materialized view"
            }
            _ => continue,
        };
        let message = format!("\"{}\" is not {what}", object.name);
        return Err(Refusal::wrong_object(name.span, message));
    }
    let Some(schema) = child(statement, REINDEX_TARGET_SCHEMA).and_then(|it| it.first_child())
    else {
        return Ok(());
    };
    lookup.existing_schema(&names::identifier(&schema), span(&schema)).map(|_| ())
}

/// Refuses `ON CONFLICT (columns)` where nothing keeps just these from having the same values twice
/// (`infer_arbiter_indexes` in PostgreSQL's `plancat.c`). Expressions are not looked at.
fn check_arbiter(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    let conflict =
        child(statement, ON_CONFLICT_CLAUSE).and_then(|it| child(&it, CONFLICT_ON_INDEX));
    let table = relation_names(statement).next().and_then(|name| lookup.selected(&name).ok());
    let Some((conflict, table)) = conflict.zip(table) else { return Ok(()) };
    let catalog = lookup.catalog;
    let items = conflict.descendants().filter(|node| node.kind() == CONFLICT_INDEX_ITEM);
    let column = |item: SyntaxNode| {
        let parts: Vec<SyntaxNode> = item.children().collect();
        match parts.as_slice() {
            [only] if only.kind() == NAME_REF => {
                catalog.named(table, column::COLUMN_NAMES, &names::identifier(only))
            }
            _ => None,
        }
    };
    let Some(columns) = items.map(column).collect::<Option<Vec<_>>>() else { return Ok(()) };
    let columns = sorted(columns, Ord::cmp);
    let is_arbiter = |part: &Object| {
        let may_be_partial = part.has("where") && has(&conflict, WHERE_CLAUSE);
        let is_of_them = sorted(index::unique_columns(part), Ord::cmp) == columns;
        may_be_partial || is_of_them && !part.has(deferral::DEFERRABLE)
    };
    let is_table = catalog.get(table).is_some_and(table::can_own_sequences);
    if !is_table || catalog.parts(table).any(is_arbiter) {
        return Ok(());
    }
    let message =
        "there is no unique or exclusion constraint matching the ON CONFLICT specification";
    Err(Refusal::invalid_column_reference(span(&conflict), message))
}

fn check_target(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<()> {
    let name = relation_names(statement).next().filter(|name| !lookup.is_of_system(name));
    let Some(name) = name else { return Ok(()) };
    let relation = lookup.selected(&name)?;
    if let Some(object) = lookup.catalog.get(relation)
        && (object.is(&materialized_view::MATERIALIZED_VIEW) || object.is(&sequence::SEQUENCE))
    {
        let message = format!("cannot change {} \"{}\"", object.kind.name, object.name);
        return Err(Refusal::wrong_object(name.span, message));
    }
    Ok(())
}

/// Refuses to assign to columns that are not there, and to one twice.
fn check_assigned(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    let name = relation_names(statement).next().filter(|name| !lookup.is_of_system(name));
    let Some(name) = name else { return Ok(()) };
    let relation = lookup.selected(&name)?;
    let lists = statement.children();
    let lists = lists.filter(|node| matches!(node.kind(), COLUMN_TARGET_LIST | SET_CLAUSE));
    let targets = lists.flat_map(|list| list.descendants());
    let mut seen = Vec::new();
    for target in targets.filter(|node| node.kind() == COLUMN_TARGET) {
        let Some(node) = child(&target, COLUMN_NAME_REF) else { continue };
        let (name, span) = (names::identifier(&node), span(&node));
        column::find(lookup, relation, &name, span)?;
        // Parts of a value can be given one by one.
        let is_whole = target.children().count() == 1;
        if seen.contains(&name) && is_whole {
            return Err(match statement.kind() {
                UPDATE => {
                    let message = format!("multiple assignments to same column \"{name}\"");
                    Refusal::syntax(span, message)
                }
                _ => {
                    let message = format!("column \"{name}\" specified more than once");
                    Refusal::duplicate_column(span, message)
                }
            });
        }
        seen.extend(is_whole.then_some(name));
    }
    Ok(())
}

/// Refuses values for columns that make their own (`rewriteTargetListIU` in PostgreSQL's `rewriteHandler.c`).
fn check_given(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<()> {
    for deed in rows::deeds(lookup, statement) {
        let given = deed.given.iter().filter(|(_, given)| *given != Given::Default);
        for column in given.filter_map(|(column, _)| lookup.catalog.get(*column)) {
            let name = &column.name;
            let message = match deed.doing {
                _ if !deed.makes_itself(column) => continue,
                RowDoing::Update => format!("column \"{name}\" can only be updated to DEFAULT"),
                _ => format!("cannot insert a non-DEFAULT value into column \"{name}\""),
            };
            return Err(Refusal::generated_always(span(statement), message));
        }
    }
    Ok(())
}

/// Tells whether an extension may have brought relations.
fn may_have_foreign_relations(lookup: Lookup<'_>) -> bool {
    let extensions = Namespace::InDatabase("extension");
    lookup.catalog.named_from(ObjectId::DATABASE, extensions, "").any(|id| {
        let extension = lookup.catalog.get(id);
        // One that may bring any type may bring anything.
        extension.is_some_and(|extension| built_in::may_bring_type(&extension.name, ""))
    })
}

fn is_about_rows(statement: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(statement, SELECT | COMPOUND_SELECT | INSERT | UPDATE | DELETE)
}
