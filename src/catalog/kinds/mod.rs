//! The kinds of objects: one file each, and the table that brings them together.
//!
//! What is special about a kind stands in its file, as a value of [`Kind`]: its namespaces, the statements that make and
//! alter it, how it needs others, how it is printed. All else is generic. Never in it: rules that hold for
//! every kind (see `edit`, `drop`, `statement`, `print`).

pub(crate) mod aggregate;
pub(crate) mod base_type;
pub(crate) mod cast;
pub(crate) mod collation;
pub(crate) mod column;
pub(crate) mod composite_type;
pub(crate) mod constraint;
pub(crate) mod conversion;
mod data_type;
pub(crate) mod default_privileges;
pub(crate) mod deferral;
mod definition;
pub(crate) mod domain;
pub(crate) mod enum_type;
pub(crate) mod event_trigger;
pub(crate) mod expression_place;
pub(crate) mod extension;
pub(crate) mod foreign_data_wrapper;
pub(crate) mod foreign_options;
pub(crate) mod foreign_table;
pub(crate) mod function;
pub(crate) mod index;
mod kind;
pub(crate) mod label;
pub(crate) mod language;
pub(crate) mod materialized_view;
mod mutability;
pub(crate) mod operator;
pub(crate) mod operator_class;
pub(crate) mod operator_family;
pub(crate) mod policy;
pub(crate) mod procedure;
pub(crate) mod publication;
pub(crate) mod range_type;
pub(crate) mod relation;
mod replica;
pub(crate) mod role;
pub(crate) mod routine;
mod row_type;
pub(crate) mod rule;
pub(crate) mod schema;
pub(crate) mod sequence;
pub(crate) mod server;
pub(crate) mod statistics;
pub(crate) mod subscription;
pub(crate) mod table;
pub(crate) mod text_search_configuration;
pub(crate) mod text_search_dictionary;
pub(crate) mod text_search_parser;
pub(crate) mod text_search_template;
pub(crate) mod trigger;
pub(crate) mod user_mapping;
pub(crate) mod view;

use super::ObjectId;
pub(crate) use super::Value;
use super::lookup::{Lookup, Name};
use super::refusal::Accepted;
use super::state::Catalog;
use crate::sql::DdlObjectType;
use crate::sql::tree::{SyntaxKind, SyntaxNode};
pub(crate) use data_type::shown as shown_type;
pub(crate) use kind::{Apply, Copying, Discord, Doing, Kind, Matter, PLAIN, Purpose, Tie};

/// Every kind, in the order in which kinds are printed where nothing else decides.
#[rustfmt::skip]
static ALL: &[&Kind] = &[
    &schema::SCHEMA,
    &role::ROLE,
    &extension::EXTENSION,
    &language::LANGUAGE,
    &foreign_data_wrapper::FOREIGN_DATA_WRAPPER,
    &server::SERVER,
    &user_mapping::USER_MAPPING,
    &collation::COLLATION,
    &conversion::CONVERSION,
    &enum_type::ENUM,
    &label::LABEL,
    &composite_type::COMPOSITE,
    &range_type::RANGE,
    &range_type::MULTIRANGE,
    &base_type::BASE,
    &base_type::DEFINITION,
    &domain::DOMAIN,
    &sequence::SEQUENCE,
    &table::TABLE,
    &foreign_table::FOREIGN_TABLE,
    &column::COLUMN,
    &constraint::CONSTRAINT,
    &index::INDEX,
    &function::FUNCTION,
    &procedure::PROCEDURE,
    &aggregate::AGGREGATE,
    &operator::OPERATOR,
    &operator_family::OPERATOR_FAMILY,
    &operator_class::OPERATOR_CLASS,
    &cast::CAST,
    &view::VIEW,
    &materialized_view::MATERIALIZED_VIEW,
    &rule::RULE,
    &trigger::TRIGGER,
    &policy::POLICY,
    &statistics::STATISTICS,
    &event_trigger::EVENT_TRIGGER,
    &publication::PUBLICATION,
    &publication::PUBLISHED,
    &subscription::SUBSCRIPTION,
    &text_search_parser::PARSER,
    &text_search_template::TEMPLATE,
    &text_search_dictionary::DICTIONARY,
    &text_search_configuration::CONFIGURATION,
    &default_privileges::DEFAULT_PRIVILEGES,
];

/// Returns the kind of a name.
pub(crate) fn of_name(name: &str) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.name == name)
}

/// Returns the kind that the history calls so.
pub(crate) fn of_type(object_type: DdlObjectType) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.object_type == object_type)
}

/// Returns who reads a statement, if a kind does.
pub(crate) fn reader(statement: SyntaxKind) -> Option<Apply> {
    ALL.iter()
        .flat_map(|kind| kind.statements)
        .find(|(kind, _)| *kind == statement)
        .map(|(_, apply)| *apply)
}

/// Returns the kind that a statement, or a part of one, speaks of.
pub(crate) fn spoken_of_in(node: SyntaxKind) -> Option<&'static Kind> {
    ALL.iter().copied().find(|kind| kind.spoken_of_in.contains(&node))
}

/// Finds a part of a relation by its name: `trigger ON table`.
pub(crate) fn find_part(
    lookup: Lookup<'_>,
    kind: &'static Kind,
    holder: &SyntaxNode,
    target: &SyntaxNode,
    _: Purpose,
) -> Accepted<ObjectId> {
    let is_whole = |node: &SyntaxNode| {
        matches!(node.kind(), SyntaxKind::TABLE_NAME_REF | SyntaxKind::RELATION_NAME_REF)
    };
    let whole = holder.descendants().find(is_whole);
    let whole = whole.map(|node| lookup.relation(&Name::of(&node))).transpose()?;
    let name = Name::of(target);
    let namespace = kind.namespaces.first().copied();
    let part = whole
        .zip(namespace)
        .and_then(|(whole, namespace)| lookup.catalog.named(whole, namespace, &name.name));
    part.into_iter().for_each(|part| lookup.note(name.span, part));
    part.ok_or_else(|| (kind.missing)(lookup, kind, &name, whole))
}

/// Returns every kind.
pub(crate) fn all() -> impl Iterator<Item = &'static Kind> {
    ALL.iter().copied()
}

/// Returns the kinds of what is no part of another object.
pub(crate) fn wholes() -> impl Iterator<Item = &'static Kind> {
    ALL.iter().copied().filter(|kind| kind.is_whole)
}

/// Returns the place of a kind among all.
pub(crate) fn rank(kind: &Kind) -> usize {
    ALL.iter().position(|other| std::ptr::eq(*other, kind)).unwrap_or(usize::MAX)
}

/// Puts into a new catalog what a new database has.
pub(crate) fn populate(catalog: &mut Catalog) {
    schema::populate(catalog);
    extension::populate(catalog);
}

/// Returns the statements that take out of a new database what a catalog has not.
pub(crate) fn unpopulate(catalog: &Catalog) -> Vec<String> {
    schema::unpopulate(catalog).into_iter().chain(extension::unpopulate(catalog)).collect()
}
