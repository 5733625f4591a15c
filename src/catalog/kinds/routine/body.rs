//! The body of a function in SQL: PostgreSQL looks into it when the function is made.
//!
//! Of a body written as a string only what is certain is refused, and nothing of it is kept as a need of the function:
//! what a string says holds nothing. Never in it: bodies in other languages.

use crate::catalog::edit::Edit;
use crate::catalog::kinds::{column, data_type, materialized_view, sequence};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, OutputColumn, Query, Scope};
use crate::catalog::{Attribute, Given, ObjectId, RowDoing, Value, built_in, casts, rows, types};
use crate::sql::Span;
use crate::sql::split::{Piece, pieces};
use crate::sql::syntax;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, span};

/// Returns what a body can name besides the objects of the search path: the arguments.
pub(super) fn scope(attributes: &[(Attribute, Value)]) -> Scope {
    let variables = attributes.iter().filter_map(|(attribute, name)| {
        let argument = attribute.strip_suffix(" name")?;
        argument.strip_prefix("argument ")?;
        let type_ = attributes.iter().find(|(attribute, _)| attribute == argument);
        Some((name.as_text()?.to_owned(), type_.map(|(_, type_)| type_.clone())))
    });
    Scope { variables: variables.collect(), ..Scope::default() }
}

/// Refuses a body that speaks of relations that are not there, or ends in other rows than are to be returned.
///
/// # Errors
///
/// `42P01` for the first of them, `42P13` for the rows.
pub(super) fn check(
    lookup: Lookup<'_>,
    body: &Value,
    scope: &Scope,
    returns: Option<&Value>,
    span: Span,
) -> Accepted<()> {
    if may_have_foreign_relations(lookup) {
        return Ok(());
    }
    let text = body.as_text().unwrap_or_default();
    let mut last = None;
    for piece in pieces(text) {
        let Piece::Statement { span: place, fault: None } = piece else { continue };
        let statement = text.get(place.start..place.end).unwrap_or_default();
        let Ok(tree) = syntax::parse(statement) else { continue };
        if is_about_rows(tree.kind()) {
            resolve::statement(lookup, &tree, scope).map_err(|refusal| refusal.at(span))?;
        }
        last = Some(tree);
    }
    let given = match last {
        Some(tree) if resolve::is_query(tree.kind()) || is_about_rows(tree.kind()) => {
            resolve::query(lookup, &tree, scope).ok()
        }
        None if text.trim().is_empty() => Some(Query::default()),
        _ => None,
    };
    match given.zip(returns) {
        Some((given, returns)) => check_result(lookup, &given, returns, span),
        None => Ok(()),
    }
}

/// Refuses a query that gives other columns than are to be returned (`check_sql_fn_retval` in PostgreSQL's
/// `functions.c`).
fn check_result(lookup: Lookup<'_>, given: &Query, returns: &Value, span: Span) -> Accepted<()> {
    let one = types::one_of(returns);
    if one.as_text().is_some_and(built_in::is_pseudo_type) {
        return Ok(());
    }
    let fits = |given: &OutputColumn, wanted: &Value| {
        let type_ = given.type_.as_ref();
        type_.is_none_or(|type_| casts::is_assignable(lookup.catalog, type_, wanted))
    };
    let relation = one.objects().next().filter(|_| !types::is_array(&one));
    let columns = relation.map(|id| column::all(lookup.catalog, id)).unwrap_or_default();
    let is_whole = matches!(given.columns.as_slice(), [only] if fits(only, &one));
    let mut pairs = columns.iter().zip(&given.columns);
    let is_row = !columns.is_empty()
        && columns.len() == given.columns.len()
        && pairs.all(|(column, given)| column.get("type").is_none_or(|wanted| fits(given, wanted)));
    if given.is_open || is_whole || is_row {
        return Ok(());
    }
    let shown = data_type::shown(lookup, &one);
    let message = format!("return type mismatch in function declared to return {shown}");
    Err(Refusal::invalid_function(span, message))
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
    if matches!(statement.kind(), INSERT | UPDATE | DELETE | TRUNCATE) {
        check_target(lookup, statement)?;
    }
    // In a block there may be variables.
    if is_about_rows(statement.kind()) && !edit.is_in_block {
        resolve::statement(lookup, statement, &Scope::default())?;
    }
    check_given(lookup, statement)
}

fn check_target(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    let is_name = |node: &SyntaxNode| matches!(node.kind(), TABLE_NAME_REF | RELATION_NAME_REF);
    let Some(name) = statement.descendants().find(is_name).map(|node| Name::of(&node)) else {
        return Ok(());
    };
    if name.is_built_in() {
        return Ok(());
    }
    let relation = lookup.selected(&name)?;
    if let Some(object) = lookup.catalog.get(relation)
        && (object.is(&materialized_view::MATERIALIZED_VIEW) || object.is(&sequence::SEQUENCE))
    {
        let message = match statement.kind() {
            TRUNCATE => format!("\"{}\" is not a table", object.name),
            _ => format!("cannot change {} \"{}\"", object.kind.name, object.name),
        };
        return Err(Refusal::wrong_object(name.span, message));
    }
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
