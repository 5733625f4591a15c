//! The body of a function in SQL: PostgreSQL looks into it when the function is made.
//!
//! Of a body written as a string only what is certain is refused, and nothing of it is kept as a need of the function:
//! what a string says holds nothing. Never in it: bodies in other languages.

use crate::catalog::kinds::column;
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal, SqlState};
use crate::catalog::resolve::{self, OutputColumn, Query, Scope};
use crate::catalog::{Attribute, Object, ObjectId, Value, built_in, casts, types};
use crate::sql::Span;
use crate::sql::split::{Piece, pieces};
use crate::sql::syntax;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, span};

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
        if !is_about_rows(tree.kind()) {
            continue;
        }
        match resolve::statement(lookup, &tree, scope) {
            Err(refusal) if is_certain(&refusal) => return Err(refusal.at(span)),
            _ => {}
        }
        last = Some(tree);
    }
    match last.zip(returns) {
        Some((query, returns)) if resolve::is_query(query.kind()) => {
            check_rows_of(lookup, &query, scope, returns, span)
        }
        _ => Ok(()),
    }
}

/// Refuses a query that gives something else than is to be returned: other columns than the relation has whose rows it
/// is to give, or one of another type. One column may be the row.
fn check_rows_of(
    lookup: Lookup<'_>,
    query: &SyntaxNode,
    scope: &Scope,
    returns: &Value,
    span: Span,
) -> Accepted<()> {
    let Ok(given) = resolve::undecided(lookup, query, scope) else { return Ok(()) };
    let relation = returns.objects().next().filter(|_| !types::is_array(returns));
    let relation = relation.map(|id| (id, column::all(lookup.catalog, id)));
    let relation = relation.filter(|(_, columns)| !columns.is_empty());
    let value = returns.as_text().map(|text| Value::from(text.trim_start_matches("SETOF ")));
    let fits = given.is_open
        || match &relation {
            Some((id, wanted)) => gives_rows(lookup, &given, *id, wanted),
            None => match (given.columns.as_slice(), value.as_ref()) {
                ([only], Some(wanted)) => is_given(lookup, only, wanted),
                (_, Some(wanted)) => wanted.as_text().is_some_and(built_in::is_pseudo_type),
                (_, None) => true,
            },
        };
    if fits {
        return Ok(());
    }
    let name = match (relation, value) {
        (None, Some(value)) => value.to_sql(lookup.catalog),
        (relation, _) => relation.map(|(id, _)| lookup.visible_name(id)).unwrap_or_default(),
    };
    let message = format!("return type mismatch in function declared to return {name}");
    Err(Refusal::invalid_function(span, message))
}

/// Tells whether a query gives the columns of a relation, or its row.
fn gives_rows(lookup: Lookup<'_>, given: &Query, relation: ObjectId, wanted: &[&Object]) -> bool {
    let is_row =
        |type_: &Option<Value>| type_.as_ref().is_none_or(|type_| type_.mentions(relation));
    let may_be_row = matches!(given.columns.as_slice(), [only] if is_row(&only.type_));
    let mut pairs = wanted.iter().zip(&given.columns);
    may_be_row
        || wanted.len() == given.columns.len()
            && pairs.all(|(column, given)| {
                column.get("type").is_none_or(|type_| is_given(lookup, given, type_))
            })
}

/// Tells whether a column can be given where a type is wanted; a string without a type can be anything.
fn is_given(lookup: Lookup<'_>, given: &OutputColumn, wanted: &Value) -> bool {
    let Some(given) = &given.type_ else { return true };
    let is_any = |type_: &&Value| type_.as_text().is_some_and(built_in::is_pseudo_type);
    [given, wanted].iter().any(is_any) || casts::is_assignable(lookup.catalog, given, wanted)
}

/// Refuses a statement that changes rows of a relation that is not there, or columns that it has not, and
/// a plain query of what is not there. What is in `WITH`, and what rows are taken from, is not looked at.
///
/// # Errors
///
/// `42P01`, `42703`.
pub(crate) fn check_rows(lookup: Lookup<'_>, statement: &SyntaxNode) -> Accepted<()> {
    use SyntaxKind::*;
    let has_with = statement.descendants().any(|node| node.kind() == WITH_CLAUSE);
    if may_have_foreign_relations(lookup) || has_with {
        return Ok(());
    }
    match statement.kind() {
        SELECT => match resolve::statement(lookup, statement, &Scope::default()) {
            Err(refusal) if is_certain(&refusal) => Err(refusal),
            _ => Ok(()),
        },
        INSERT | UPDATE | DELETE | TRUNCATE => check_target(lookup, statement),
        _ => Ok(()),
    }
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
    let lists = statement.children().filter(|node| node.kind() == COLUMN_TARGET_LIST);
    let names = lists.flat_map(|list| list.descendants());
    for node in names.filter(|node| node.kind() == COLUMN_NAME_REF) {
        column::find(lookup, relation, &names::identifier(&node), span(&node))?;
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

fn is_certain(refusal: &Refusal) -> bool {
    matches!(refusal.sqlstate, SqlState::UndefinedTable | SqlState::UndefinedColumn)
}
