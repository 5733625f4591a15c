//! `CREATE`, for everything but tables and routines.
//!
//! A kind with nothing to say of its own has one attribute, its definition. Never in it: `ALTER`.

use super::canonical;
use super::names;
use super::needs;
use super::routine;
use super::table;
use super::tree::{SyntaxKind, SyntaxNode, child, children, has, has_token, span};
use super::{Action, Attribute, CreateMode, Definition, Effect, Need, Target, Tie};
use crate::sql::{DdlObjectType, made_up};

/// Reads a `CREATE` statement.
pub(super) fn object(statement: &SyntaxNode) -> Vec<Effect> {
    match statement.kind() {
        SyntaxKind::CREATE_INDEX => index(statement),
        SyntaxKind::CREATE_FUNCTION | SyntaxKind::CREATE_PROCEDURE => routine::create(statement),
        SyntaxKind::CREATE_SEQUENCE => sequence(statement),
        SyntaxKind::CREATE_TYPE => type_(statement),
        SyntaxKind::CREATE_DOMAIN => domain(statement),
        SyntaxKind::CREATE_SCHEMA => schema(statement),
        _ => defined(statement).into_iter().collect(),
    }
}

/// Returns the making of an object, in the mode that the statement says.
pub(super) fn action(statement: &SyntaxNode, attributes: Vec<(Attribute, String)>) -> Action {
    let mode = if has(statement, SyntaxKind::OR_REPLACE) {
        CreateMode::OrReplace
    } else if has(statement, SyntaxKind::IF_NOT_EXISTS) {
        CreateMode::IfNotExists
    } else {
        CreateMode::Plain
    };
    Action::Create(Definition { mode, auto_named: false, attributes })
}

/// Reads an object that its definition says all of.
fn defined(statement: &SyntaxNode) -> Option<Effect> {
    let (mut target, _) = names::targets(statement).into_iter().next()?;
    match statement.kind() {
        SyntaxKind::CREATE_MATERIALIZED_VIEW => target.kind = DdlObjectType::MaterializedView,
        SyntaxKind::CREATE_AGGREGATE => {
            let name = child(statement, SyntaxKind::AGGREGATE_NAME)?;
            target = names::routine(DdlObjectType::Aggregate, &name, statement)?;
        }
        _ => {}
    }
    let table = Target { part: None, ..target.clone() };
    let table = target.part.is_some().then_some(&table);
    let mut needs = needs::within(statement, table);
    needs.retain(|need| Some(&need.of) != table && need.of != target);
    let name = statement.children().find(|node| names::kind(node.kind()).is_some());
    let place = name.filter(|_| target.part.is_none()).unwrap_or_else(|| statement.clone());
    let mut effect =
        Effect::new(target, action(statement, attributes(statement)), statement).needing(needs);
    effect.span = span(&place);
    Some(effect)
}

/// Returns the definition, and apart from it what can be altered apart from it.
fn attributes(statement: &SyntaxNode) -> Vec<(Attribute, String)> {
    let clauses = statement.children().filter_map(|node| clause(&node));
    let left_out: Vec<SyntaxKind> = statement
        .children()
        .filter(|node| is_head(node.kind()) || clause(node).is_some())
        .map(|node| node.kind())
        .collect();
    let definition = canonical::without(statement, &left_out);
    let mut attributes = vec![("definition".into(), definition)];
    attributes.extend(clauses);
    attributes
}

fn is_head(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    names::kind(kind).is_some()
        || matches!(
            kind,
            OR_REPLACE | IF_NOT_EXISTS | TRIGGER | POLICY | RULE | ON_TABLE | ON_RELATION
        )
}

/// Returns what a clause says that `ALTER` can say anew.
pub(super) fn clause(node: &SyntaxNode) -> Option<(Attribute, String)> {
    let attribute = match node.kind() {
        SyntaxKind::USING_EXPR_CLAUSE => "using",
        SyntaxKind::WITH_CHECK_EXPR_CLAUSE => "check",
        SyntaxKind::POLICY_ROLES => "roles",
        _ => return None,
    };
    Some((attribute.into(), canonical::text(node)))
}

/// Reads `SELECT … INTO table`.
pub(super) fn select_into(statement: &SyntaxNode) -> Vec<Effect> {
    let name = child(statement, SyntaxKind::INTO_CLAUSE)
        .and_then(|into| child(&into, SyntaxKind::TABLE_NAME));
    let Some(name) = name else { return Vec::new() };
    let definition = vec![("definition".into(), canonical::text(statement))];
    names::target(&name)
        .map(|table| Effect::new(table, action(statement, definition), &name))
        .map(|effect| effect.needing(needs::of(statement)))
        .into_iter()
        .collect()
}

fn index(statement: &SyntaxNode) -> Vec<Effect> {
    let Some((table, _)) = child(statement, SyntaxKind::TABLE_RELATION_NAME)
        .and_then(|relation| relation.first_child())
        .and_then(|name| Some((names::target(&name)?, span(&name))))
    else {
        return Vec::new();
    };
    let name = child(statement, SyntaxKind::INDEX);
    let given = name.as_ref().and_then(names::target).map(|index| index.name);
    let auto_named = given.is_none();
    let name = given.unwrap_or_else(|| made_up_index(&table, statement));
    let index = Target::new(DdlObjectType::Index, table.schema.clone(), name);
    let left_out = [SyntaxKind::INDEX, SyntaxKind::IF_NOT_EXISTS];
    let definition = ("definition".into(), canonical::without(statement, &left_out));
    let mut action = action(statement, vec![("on".into(), table.name.clone()), definition]);
    if let Action::Create(definition) = &mut action {
        definition.auto_named = auto_named;
    }
    vec![Effect::new(index, action, statement).needing(index_needs(statement, &table))]
}

/// An index goes when its table goes, or a column of it.
fn index_needs(statement: &SyntaxNode, table: &Target) -> Vec<Need> {
    let mut needs = needs::within(statement, Some(table));
    for need in &mut needs {
        let is_own = need.of.name == table.name && need.of.schema == table.schema;
        if is_own {
            need.tie = Tie::BelongsTo;
        }
    }
    needs
}

/// Returns the name that PostgreSQL gives an index without one.
fn made_up_index(table: &Target, statement: &SyntaxNode) -> String {
    let items = child(statement, SyntaxKind::PARTITION_ITEM_LIST);
    let items = items.iter().flat_map(|list| children(list, SyntaxKind::PARTITION_ITEM));
    made_up::index_name(&table.name, items)
}

fn sequence(statement: &SyntaxNode) -> Vec<Effect> {
    let Some(name) = child(statement, SyntaxKind::SEQUENCE) else { return Vec::new() };
    let Some(sequence) = names::target(&name) else { return Vec::new() };
    let options = statement.children().filter_map(|node| sequence_option(&node)).collect();
    let needs = statement.children().flat_map(|option| sequence_needs(&option)).collect();
    vec![Effect::new(sequence, action(statement, options), &name).needing(needs)]
}

/// Returns what an option says of its sequence.
pub(super) fn sequence_option(node: &SyntaxNode) -> Option<(Attribute, String)> {
    use SyntaxKind::*;
    let attribute = match node.kind() {
        OPTION_AS_TYPE => "type",
        OPTION_CACHE => "cache",
        OPTION_INCREMENT => "increment",
        OPTION_START => "start",
        OPTION_MAX_VALUE | OPTION_NO_MAX_VALUE => "maximum",
        OPTION_MIN_VALUE | OPTION_NO_MIN_VALUE => "minimum",
        OPTION_CYCLE | OPTION_NO_CYCLE => "cycle",
        OPTION_OWNED_BY => "owned by",
        OPTION_LOGGED | OPTION_UNLOGGED => "persistence",
        _ => return None,
    };
    let value = canonical::text(node);
    Some((attribute.into(), value.replace("increment by", "increment")))
}

/// A sequence that a column owns goes with it.
pub(super) fn sequence_needs(option: &SyntaxNode) -> Vec<Need> {
    if option.kind() != SyntaxKind::OPTION_OWNED_BY {
        return Vec::new();
    }
    let column = child(option, SyntaxKind::QUALIFIED_COLUMN_NAME_REF);
    let column = column.and_then(|name| names::column(&name));
    column.map(|column| Need::new(column, Tie::BelongsTo, option)).into_iter().collect()
}

fn type_(statement: &SyntaxNode) -> Vec<Effect> {
    let Some(name) = child(statement, SyntaxKind::TYPE_NAME) else { return Vec::new() };
    let Some(target) = names::target(&name) else { return Vec::new() };
    let definition = canonical::without(statement, &[SyntaxKind::TYPE_NAME]);
    let mut needs = needs::of(statement);
    needs.retain(|need| need.of != target);
    let action = action(statement, vec![("definition".into(), definition)]);
    vec![
        Effect::new(target.clone(), action, &name)
            .needing(needs)
            .with_parts(members(statement, &target)),
    ]
}

/// Returns the values of an enum, and the attributes of a composite type.
fn members(statement: &SyntaxNode, target: &Target) -> Vec<Effect> {
    let member = |node: SyntaxNode| match node.kind() {
        SyntaxKind::VARIANT => Some(value(target, &node, "")),
        SyntaxKind::COMPOSITE_FIELD_DEF => Some(attribute(target, &node)),
        _ => None,
    };
    statement.descendants().filter_map(member).collect()
}

/// Returns the making of an enum's value.
pub(super) fn value(target: &Target, node: &SyntaxNode, position: &str) -> Effect {
    let label = child(node, SyntaxKind::LITERAL).map(|literal| canonical::text(&literal));
    let label = target.part(DdlObjectType::Type, label.unwrap_or_default());
    let attributes = vec![("position".into(), position.to_owned())];
    Effect::new(label, action(node, attributes), node)
}

/// Returns the making of a composite type's attribute.
pub(super) fn attribute(target: &Target, node: &SyntaxNode) -> Effect {
    let name = child(node, SyntaxKind::COMPOSITE_FIELD).map(|name| names::identifier(&name));
    let part = target.part(DdlObjectType::Column, name.unwrap_or_default());
    let kind = node.children().find_map(|child| canonical::type_name(&child));
    let attributes = vec![("type".into(), kind.unwrap_or_default())];
    Effect::new(part, action(node, attributes), node).needing(needs::of(node))
}

fn domain(statement: &SyntaxNode) -> Vec<Effect> {
    let Some(name) = child(statement, SyntaxKind::DOMAIN) else { return Vec::new() };
    let Some(domain) = names::target(&name) else { return Vec::new() };
    let mut attributes = Vec::new();
    let mut parts = Vec::new();
    for clause in statement.children() {
        match table::attribute(&clause) {
            Some(attribute) => attributes.push(attribute),
            None if clause.kind() == SyntaxKind::CHECK_CONSTRAINT => {
                parts.extend(table::constraint(&domain, &clause, None));
            }
            None => {}
        }
    }
    let mut needs = needs::of(statement);
    needs.retain(|need| need.of != domain);
    vec![Effect::new(domain, action(statement, attributes), &name).needing(needs).with_parts(parts)]
}

/// Reads `CREATE SCHEMA`, with the objects that it makes in the schema.
fn schema(statement: &SyntaxNode) -> Vec<Effect> {
    let Some(head) = statement.children().find(|node| {
        matches!(node.kind(), SyntaxKind::NAMED_SCHEMA | SyntaxKind::AUTHORIZATION_SCHEMA)
    }) else {
        return Vec::new();
    };
    let Some(schema) = names::target(&head) else { return Vec::new() };
    let owner = has_token(&head, SyntaxKind::AUTHORIZATION_KW)
        .then(|| head.last_child())
        .flatten()
        .map(|role| ("owner".into(), canonical::text(&role)));
    let name = schema.name.clone();
    let mut effects =
        vec![Effect::new(schema, action(statement, owner.into_iter().collect()), &head)];
    for element in statement.children().filter(|node| *node != head) {
        let mut inner = super::of_definition(&element);
        inner.iter_mut().for_each(|effect| qualify(effect, &name));
        effects.extend(inner);
    }
    effects
}

/// Puts what has no schema of its own into the schema.
fn qualify(effect: &mut Effect, schema: &str) {
    effect.target.schema.get_or_insert_with(|| schema.to_owned());
    effect.parts.iter_mut().for_each(|part| qualify(part, schema));
    for need in &mut effect.needs {
        let is_own = need.of.kind == DdlObjectType::Table || need.of.part.is_some();
        if is_own {
            need.of.schema.get_or_insert_with(|| schema.to_owned());
        }
    }
}
