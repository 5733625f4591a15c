//! Tables: columns, constraints, and what PostgreSQL makes beside them.
//!
//! Never in it: `ALTER`, save for the columns and constraints that it adds.

use super::canonical;
use super::create;
use super::names;
use super::needs;
use super::tree::{SyntaxKind, SyntaxNode, child, children, has};
use super::{Action, CreateMode, Definition, Effect, Need, Target, Tie};
use crate::sql::DdlObjectType;
use crate::sql::made_up::object_name;

/// Reads `CREATE TABLE` and `CREATE FOREIGN TABLE`.
pub(super) fn create(statement: &SyntaxNode) -> Vec<Effect> {
    let Some(name) = child(statement, SyntaxKind::TABLE_NAME) else { return Vec::new() };
    let Some(mut table) = names::target(&name) else { return Vec::new() };
    if statement.kind() == SyntaxKind::CREATE_FOREIGN_TABLE {
        table.kind = DdlObjectType::ForeignTable;
    }
    let arguments = child(statement, SyntaxKind::TABLE_ARG_LIST);
    let mut effect =
        Effect::new(table.clone(), create::action(statement, options(statement)), &name)
            .needing(own_needs(statement))
            .with_parts(arguments.map(|list| parts(&table, &list)).unwrap_or_default());
    let mut effects = Vec::new();
    if let Some((partition, parent)) = partition(statement, &table) {
        effect.needs.push(parent);
        effects.push(partition);
    }
    effects.insert(0, effect);
    effects
}

/// Returns what is said of the table as a whole.
fn options(statement: &SyntaxNode) -> Vec<(super::Attribute, String)> {
    let left_out = [
        SyntaxKind::CREATE_KW,
        SyntaxKind::TABLE_KW,
        SyntaxKind::FOREIGN_KW,
        SyntaxKind::IF_NOT_EXISTS,
        SyntaxKind::TABLE_NAME,
        SyntaxKind::TABLE_ARG_LIST,
    ];
    let rest = canonical::without(statement, &left_out);
    let likes = child(statement, SyntaxKind::TABLE_ARG_LIST).into_iter().flat_map(|list| {
        children(&list, SyntaxKind::LIKE_CLAUSE).map(|like| canonical::text(&like))
    });
    let definition: Vec<String> = likes.chain(std::iter::once(rest)).collect();
    vec![("definition".into(), definition.join(" ").trim().to_owned())]
}

/// Returns what the table needs by itself: parents, a row type, a server, a table that it is like.
fn own_needs(statement: &SyntaxNode) -> Vec<Need> {
    let clauses = statement.children().filter(|node| {
        matches!(
            node.kind(),
            SyntaxKind::INHERITS | SyntaxKind::OF_TYPE | SyntaxKind::SERVER_CLAUSE
        )
    });
    let likes = child(statement, SyntaxKind::TABLE_ARG_LIST);
    let likes = likes.iter().flat_map(|list| children(list, SyntaxKind::LIKE_CLAUSE));
    clauses.chain(likes).flat_map(|clause| needs::of(&clause)).collect()
}

/// Returns the place that the new table takes among its parent's partitions, and the tie to it.
fn partition(statement: &SyntaxNode, table: &Target) -> Option<(Effect, Need)> {
    let of = child(statement, SyntaxKind::PARTITION_OF)?;
    let parent = names::target(&child(&of, SyntaxKind::TABLE_NAME_REF)?)?;
    let bound = statement.children().find(|node| is_bound(node.kind()))?;
    let need = Need::new(parent.clone(), Tie::BelongsTo, &of);
    Some((bound_effect(&parent, table, &bound), need))
}

pub(super) fn is_bound(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        kind,
        PARTITION_FOR_VALUES_FROM
            | PARTITION_FOR_VALUES_IN
            | PARTITION_FOR_VALUES_WITH
            | PARTITION_DEFAULT
    )
}

pub(super) fn bound_effect(parent: &Target, table: &Target, bound: &SyntaxNode) -> Effect {
    let attribute = format!("partition {}", canonical::text(bound));
    Effect::set(parent.clone(), attribute, Some(table.name.clone()), bound)
}

fn parts(table: &Target, arguments: &SyntaxNode) -> Vec<Effect> {
    arguments
        .children()
        .flat_map(|argument| match argument.kind() {
            SyntaxKind::COLUMN => column(table, &argument, CreateMode::Plain),
            SyntaxKind::LIKE_CLAUSE => Vec::new(),
            _ => constraint(table, &argument, None),
        })
        .collect()
}

/// Reads the definition of a column, and its constraints.
pub(super) fn column(table: &Target, node: &SyntaxNode, mode: CreateMode) -> Vec<Effect> {
    let Some(name) = child(node, SyntaxKind::COLUMN_NAME) else { return Vec::new() };
    let name = names::identifier(&name);
    let target = table.part(DdlObjectType::Column, name.clone());
    let mut definition = Definition { mode, ..Definition::default() };
    let mut column = Effect::set(target.clone(), "", None, node);
    for clause in node.children() {
        if let Some(attribute) = attribute(&clause) {
            definition.attributes.push(attribute);
            column.needs.extend(needs::within(&clause, Some(table)));
        } else if is_constraint(clause.kind()) {
            column.parts.extend(constraint(table, &clause, Some(&name)));
        }
    }
    column.parts.extend(sequence(table, &name, node));
    column.needs.retain(|need| need.of != target);
    column.action = Action::Create(definition);
    vec![column]
}

/// Returns what a clause says of its column, unless it is a constraint of the table.
pub(super) fn attribute(clause: &SyntaxNode) -> Option<(super::Attribute, String)> {
    use SyntaxKind::*;
    if let Some(name) = canonical::type_name(clause) {
        return Some(("type".into(), name));
    }
    let (attribute, value) = match clause.kind() {
        NOT_NULL_CONSTRAINT => ("not null", "true".to_owned()),
        DEFAULT_CONSTRAINT => ("default", canonical::expression(&clause.last_child()?)),
        GENERATED_CONSTRAINT if has_identity(clause) => ("identity", canonical::text(clause)),
        GENERATED_CONSTRAINT => ("generated", canonical::text(clause)),
        COLLATE => ("collation", canonical::text(clause)),
        STORAGE => ("storage", canonical::text(clause)),
        COMPRESSION_METHOD => ("compression", canonical::text(clause)),
        ALTER_OPTION_LIST | WITH_OPTIONS => ("options", canonical::text(clause)),
        _ => return None,
    };
    Some((attribute.into(), value))
}

fn has_identity(clause: &SyntaxNode) -> bool {
    clause.descendants_with_tokens().any(|element| element.kind() == SyntaxKind::IDENTITY_KW)
}

fn is_constraint(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(
        kind,
        PRIMARY_KEY_CONSTRAINT
            | UNIQUE_CONSTRAINT
            | CHECK_CONSTRAINT
            | EXCLUDE_CONSTRAINT
            | FOREIGN_KEY_CONSTRAINT
            | REFERENCES_CONSTRAINT
    )
}

/// Returns the sequence that a serial or identity column brings with it.
fn sequence(table: &Target, column: &str, node: &SyntaxNode) -> Option<Effect> {
    let kind = node.children().find_map(|child| canonical::type_name(&child))?;
    let is_serial = matches!(kind.as_str(), "smallserial" | "serial" | "bigserial");
    let clause = child(node, SyntaxKind::GENERATED_CONSTRAINT);
    if !is_serial && !clause.is_some_and(|clause| has_identity(&clause)) {
        return None;
    }
    Some(sequence_of(table, column, node))
}

/// Returns the sequence that belongs to a column, named as PostgreSQL names it.
pub(super) fn sequence_of(table: &Target, column: &str, node: &SyntaxNode) -> Effect {
    let name = object_name(&table.name, column, "seq");
    let sequence = Target::new(DdlObjectType::Sequence, table.schema.clone(), name);
    let definition = Definition { auto_named: true, ..Definition::default() };
    let owner = table.part(DdlObjectType::Column, column);
    let owner = Need::new(owner, Tie::BelongsTo, node);
    Effect::new(sequence, Action::Create(definition), node).needing(vec![owner])
}

/// Reads a constraint of a table, or of one of its columns.
pub(super) fn constraint(table: &Target, node: &SyntaxNode, column: Option<&str>) -> Vec<Effect> {
    if node.kind() == SyntaxKind::NOT_NULL_CONSTRAINT {
        return not_null(table, node);
    }
    let Some(constraint) = Constraint::read(table, node, column) else { return Vec::new() };
    constraint.effects()
}

/// Reads `NOT NULL column` as a constraint of the table.
fn not_null(table: &Target, node: &SyntaxNode) -> Vec<Effect> {
    let column = child(node, SyntaxKind::COLUMN_NAME_REF).map(|name| names::identifier(&name));
    let column = column.map(|name| table.part(DdlObjectType::Column, name));
    let effect = |column| Effect::set(column, "not null", Some("true".to_owned()), node);
    column.map(effect).into_iter().collect()
}

struct Constraint<'a> {
    table: &'a Target,
    node: &'a SyntaxNode,
    columns: Vec<String>,
    name: String,
    auto_named: bool,
}

impl<'a> Constraint<'a> {
    fn read(table: &'a Target, node: &'a SyntaxNode, column: Option<&str>) -> Option<Self> {
        let columns = match column {
            Some(column) => vec![column.to_owned()],
            None if table.kind == DdlObjectType::Domain => Vec::new(),
            None => own_columns(node),
        };
        let given = child(node, SyntaxKind::CONSTRAINT_NAME_CLAUSE)
            .and_then(|clause| child(&clause, SyntaxKind::CONSTRAINT_NAME))
            .map(|name| names::identifier(&name));
        let auto_named = given.is_none();
        let name = match given.or_else(|| adopted_index(node).map(|index| index.name)) {
            Some(name) => name,
            None => made_up_name(table, node, &columns)?,
        };
        Some(Constraint { table, node, columns, name, auto_named })
    }

    fn effects(self) -> Vec<Effect> {
        let target = self.table.part(DdlObjectType::Constraint, self.name.clone());
        let mut effect =
            Effect::new(target.clone(), self.action(), self.node).needing(self.needs());
        effect.parts.extend(self.index(&target));
        let mut effects = vec![effect];
        effects.extend(self.primary_key());
        effects
    }

    fn action(&self) -> Action {
        let definition = canonical::without(self.node, &[SyntaxKind::CONSTRAINT_NAME_CLAUSE]);
        let mut attributes = vec![("definition".into(), definition)];
        if self.is_key() {
            attributes.push(("key".into(), self.columns.join(", ")));
        }
        attributes.push(("columns".into(), self.columns.join(", ")));
        let auto_named = self.auto_named;
        Action::Create(Definition { mode: CreateMode::Plain, auto_named, attributes })
    }

    fn is_key(&self) -> bool {
        matches!(
            self.node.kind(),
            SyntaxKind::PRIMARY_KEY_CONSTRAINT | SyntaxKind::UNIQUE_CONSTRAINT
        )
    }

    fn needs(&self) -> Vec<Need> {
        let is_primary = self.node.kind() == SyntaxKind::PRIMARY_KEY_CONSTRAINT;
        let own = self.columns.iter().flat_map(|name| {
            let column = self.table.part(DdlObjectType::Column, name.clone());
            let not_null = is_primary.then(|| Need::new(column.clone(), Tie::NotNull, self.node));
            not_null.into_iter().chain([Need::new(column, Tie::BelongsTo, self.node)])
        });
        let mut needs: Vec<Need> = own.collect();
        match child(self.node, SyntaxKind::TABLE_NAME_REF) {
            Some(referenced) => needs.extend(self.foreign_key(&referenced)),
            None => needs.extend(needs::within(self.node, Some(self.table))),
        }
        needs
    }

    fn foreign_key(&self, referenced: &SyntaxNode) -> Vec<Need> {
        let Some(table) = names::target(referenced) else { return Vec::new() };
        let lists: Vec<SyntaxNode> =
            children(self.node, SyntaxKind::FOREIGN_KEY_COLUMN_LIST).collect();
        let columns = match (lists.get(1), child(self.node, SyntaxKind::COLUMN_NAME_REF)) {
            (Some(list), _) => names::columns(list),
            (None, Some(column)) => vec![names::identifier(&column)],
            (None, None) => Vec::new(),
        };
        let mut needs = vec![Need::new(table.clone(), Tie::Uses, self.node)];
        needs.extend(columns.iter().map(|column| {
            Need::new(table.part(DdlObjectType::Column, column.clone()), Tie::Uses, self.node)
        }));
        needs.push(Need::new(table, Tie::Key(columns), self.node));
        needs
    }

    /// Returns the index behind the constraint, unless it takes over one that is there.
    fn index(&self, constraint: &Target) -> Option<Effect> {
        let is_indexed = self.is_key() || self.node.kind() == SyntaxKind::EXCLUDE_CONSTRAINT;
        if !is_indexed || adopted_index(self.node).is_some() {
            return None;
        }
        let schema = self.table.schema.clone();
        let index = Target::new(DdlObjectType::Index, schema, self.name.clone());
        let attributes = vec![("on".into(), format!("a constraint of {}", self.table.name))];
        let auto_named = self.auto_named;
        let definition = Definition { mode: CreateMode::Plain, auto_named, attributes };
        let belongs = Need::new(constraint.clone(), Tie::BelongsTo, self.node);
        Some(Effect::new(index, Action::Create(definition), self.node).needing(vec![belongs]))
    }

    /// A table has one primary key, whatever it is called.
    fn primary_key(&self) -> Option<Effect> {
        let is_primary = self.node.kind() == SyntaxKind::PRIMARY_KEY_CONSTRAINT;
        let key = format!("{} ({})", self.name, self.columns.join(", "));
        is_primary.then(|| Effect::set(self.table.clone(), "primary key", Some(key), self.node))
    }
}

/// Returns the columns that a constraint of the table is over.
fn own_columns(node: &SyntaxNode) -> Vec<String> {
    if let Some(list) = child(node, SyntaxKind::FOREIGN_KEY_COLUMN_LIST) {
        return names::columns(&list);
    }
    if let Some(list) = child(node, SyntaxKind::INDEX_PARAMETERS)
        .and_then(|parameters| child(&parameters, SyntaxKind::CONSTRAINT_COLUMN_REF_LIST))
    {
        return names::columns(&list);
    }
    let mut columns: Vec<String> = Vec::new();
    for name in node.descendants().filter(|inner| inner.kind() == SyntaxKind::NAME_REF) {
        let is_call = name.parent().is_some_and(|parent| {
            parent.kind() == SyntaxKind::CALL_EXPR && parent.first_child().as_ref() == Some(&name)
        });
        let name = names::identifier(&name);
        if !is_call && !columns.contains(&name) {
            columns.push(name);
        }
    }
    columns
}

fn adopted_index(node: &SyntaxNode) -> Option<Target> {
    let using = child(node, SyntaxKind::USING_INDEX_NAME)?;
    names::target(&child(&using, SyntaxKind::INDEX_REF)?)
}

/// Returns the name that PostgreSQL gives a constraint without one.
fn made_up_name(table: &Target, node: &SyntaxNode, columns: &[String]) -> Option<String> {
    let all = columns.join("_");
    Some(match node.kind() {
        SyntaxKind::PRIMARY_KEY_CONSTRAINT => object_name(&table.name, "", "pkey"),
        SyntaxKind::UNIQUE_CONSTRAINT => object_name(&table.name, &all, "key"),
        SyntaxKind::EXCLUDE_CONSTRAINT => object_name(&table.name, &all, "excl"),
        SyntaxKind::FOREIGN_KEY_CONSTRAINT | SyntaxKind::REFERENCES_CONSTRAINT => {
            object_name(&table.name, &all, "fkey")
        }
        // A check over one column is named after it; one over several, after the table alone.
        SyntaxKind::CHECK_CONSTRAINT if columns.len() == 1 => {
            object_name(&table.name, &all, "check")
        }
        SyntaxKind::CHECK_CONSTRAINT => object_name(&table.name, "", "check"),
        _ => return None,
    })
}

/// Reads `ADD COLUMN`.
pub(super) fn add_column(table: &Target, action: &SyntaxNode) -> Vec<Effect> {
    let if_not_exists = has(action, SyntaxKind::IF_NOT_EXISTS);
    let mode = if if_not_exists { CreateMode::IfNotExists } else { CreateMode::Plain };
    column(table, action, mode)
}

/// Reads `ADD GENERATED … AS IDENTITY`: the column's attribute, and its sequence.
pub(super) fn add_identity(table: &Target, column: &str, action: &SyntaxNode) -> Effect {
    let target = table.part(DdlObjectType::Column, column);
    let mut effect = Effect::set(target, "identity", Some(canonical::text(action)), action);
    effect.parts.push(sequence_of(table, column, action));
    effect
}
