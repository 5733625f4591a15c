//! What a piece of SQL needs: the relations, columns, types and routines that it names.
//!
//! Bodies of functions written as strings are opaque. Never in it: what is done to the objects.

use std::collections::{HashMap, HashSet};

use super::names;
use super::tree::{SyntaxKind, SyntaxNode, child, span};
use super::{Need, Target, Tie};
use crate::sql::DdlObjectType;

/// Returns all that a node needs; unqualified columns are those of the relations that it reads.
pub(super) fn of(node: &SyntaxNode) -> Vec<Need> {
    within(node, None)
}

/// Returns all that a node needs, where unqualified columns may be those of a table.
pub(super) fn within(node: &SyntaxNode, table: Option<&Target>) -> Vec<Need> {
    let mut reader = Reader { scope: Scope::of(node, table), needs: Vec::new() };
    for inner in node.descendants() {
        reader.read(&inner);
    }
    // A column can be looked for only once its relation is known to be there.
    let is_use = |need: &Need| need.tie == Tie::Uses;
    let (mut needs, rest): (Vec<_>, Vec<_>) = reader.needs.into_iter().partition(is_use);
    needs.extend(rest);
    needs
}

/// The relations whose columns may be meant, and the names they go by.
struct Scope {
    relations: Vec<Target>,
    names: HashMap<String, Target>,
    queries: HashSet<String>,
}

impl Scope {
    fn of(node: &SyntaxNode, table: Option<&Target>) -> Scope {
        let queries = node
            .descendants()
            .filter(|inner| inner.kind() == SyntaxKind::CTE_NAME)
            .map(|name| names::identifier(&name))
            .collect();
        let mut scope = Scope { relations: Vec::new(), names: HashMap::new(), queries };
        if let Some(table) = table {
            for name in ["new", "old", "excluded"] {
                scope.names.insert(name.to_owned(), table.clone());
            }
            scope.add(table.clone(), None);
        }
        for item in node.descendants() {
            if matches!(item.kind(), SyntaxKind::RELATION_FROM_ITEM | SyntaxKind::RELATION_NAME) {
                scope.read(&item);
            }
        }
        scope
    }

    fn read(&mut self, item: &SyntaxNode) {
        let relation = item.descendants().find_map(|inner| {
            (inner.kind() == SyntaxKind::RELATION_NAME_REF).then(|| names::target(&inner)).flatten()
        });
        let alias = item
            .descendants()
            .find(|inner| inner.kind() == SyntaxKind::TABLE_ALIAS)
            .map(|alias| names::identifier(&alias));
        if let Some(relation) = relation.filter(|relation| !self.is_query(relation)) {
            self.add(relation, alias);
        }
    }

    fn add(&mut self, relation: Target, alias: Option<String>) {
        self.names.insert(alias.unwrap_or_else(|| relation.name.clone()), relation.clone());
        self.relations.push(relation);
    }

    fn is_query(&self, relation: &Target) -> bool {
        relation.schema.is_none() && self.queries.contains(&relation.name)
    }
}

struct Reader {
    scope: Scope,
    needs: Vec<Need>,
}

impl Reader {
    fn read(&mut self, node: &SyntaxNode) {
        match node.kind() {
            SyntaxKind::NAME_REF | SyntaxKind::COLUMN_NAME_REF => self.column(node),
            SyntaxKind::FIELD_EXPR => self.qualified_column(node),
            SyntaxKind::TARGET => self.every_column(node),
            SyntaxKind::CALL_EXPR => self.call(node),
            SyntaxKind::CAST_EXPR => self.cast(node),
            SyntaxKind::PATH_TYPE => self.type_name(node),
            SyntaxKind::ROLE_REF => self.role(node),
            _ => self.object(node),
        }
    }

    fn push(&mut self, of: Target, tie: Tie, node: &SyntaxNode) {
        self.needs.push(Need { of, tie, span: span(node) });
    }

    fn object(&mut self, node: &SyntaxNode) {
        if let Some(tie) = tie_of(node.kind())
            && let Some(object) = names::target(node)
            && !self.scope.is_query(&object)
        {
            self.push(object, tie, node);
        }
    }

    fn role(&mut self, node: &SyntaxNode) {
        let is_privilege =
            node.parent().is_some_and(|parent| parent.kind() == SyntaxKind::REVOKE_COMMAND);
        let named = child(node, SyntaxKind::ROLE_NAME_REF).is_some();
        if let Some(role) = names::target(node).filter(|role| role.name != "public")
            && named
            && !is_privilege
        {
            self.push(role, Tie::Uses, node);
        }
    }

    fn column(&mut self, node: &SyntaxNode) {
        let Some(parent) = node.parent() else { return };
        let is_first = parent.first_child().as_ref() == Some(node);
        let is_name_of_call = parent.kind() == SyntaxKind::CALL_EXPR && is_first;
        if is_name_of_call || parent.kind() == SyntaxKind::FIELD_EXPR {
            return;
        }
        let name = names::identifier(node);
        for relation in self.scope.relations.clone() {
            self.push(relation.part(DdlObjectType::Column, name.clone()), Tie::MayUse, node);
        }
    }

    /// Reads `relation.column`, also in front of `.*`.
    fn qualified_column(&mut self, node: &SyntaxNode) {
        let mut fields = node.children();
        let Some(first) = fields.next().filter(|first| first.kind() == SyntaxKind::NAME_REF) else {
            return;
        };
        let Some(relation) = self.scope.names.get(&names::identifier(&first)).cloned() else {
            return;
        };
        match fields.next() {
            Some(column) => {
                let column = relation.part(DdlObjectType::Column, names::identifier(&column));
                self.push(column, Tie::MayUse, node);
            }
            None => self.push(relation, Tie::EveryColumn, node),
        }
    }

    fn every_column(&mut self, node: &SyntaxNode) {
        let is_star = node.first_token().is_some_and(|token| token.kind() == SyntaxKind::STAR);
        if is_star {
            for relation in self.scope.relations.clone() {
                self.push(relation, Tie::EveryColumn, node);
            }
        }
    }

    fn call(&mut self, node: &SyntaxNode) {
        let Some(callee) = node.first_child() else { return };
        let Some(routine) = callee_of(&callee) else { return };
        if matches!(routine.name.as_str(), "nextval" | "currval" | "setval") {
            self.sequence(node);
        }
        // A trigger's function can only be one's own, or an extension's.
        let of_trigger = node.parent().is_some_and(|parent| {
            matches!(parent.kind(), SyntaxKind::CREATE_TRIGGER | SyntaxKind::CREATE_EVENT_TRIGGER)
        });
        self.push(routine, if of_trigger { Tie::Uses } else { Tie::MayUse }, node);
    }

    fn sequence(&mut self, call: &SyntaxNode) {
        let literal = call.descendants().find(|inner| inner.kind() == SyntaxKind::LITERAL);
        if let Some(literal) = literal
            && let Some(sequence) = relation_in(&literal)
        {
            self.push(sequence, Tie::Uses, &literal);
        }
    }

    fn cast(&mut self, node: &SyntaxNode) {
        let literal = child(node, SyntaxKind::LITERAL);
        let is_relation = child(node, SyntaxKind::PATH_TYPE)
            .is_some_and(|name| names::path(&name).last().is_some_and(|last| last == "regclass"));
        if let Some(literal) = literal.filter(|_| is_relation)
            && let Some(relation) = relation_in(&literal)
        {
            self.push(relation, Tie::Uses, &literal);
        }
    }

    fn type_name(&mut self, node: &SyntaxNode) {
        let mut path = child(node, SyntaxKind::PATH_REF).map(|path| names::path(&path));
        let Some(name) = path.as_mut().and_then(Vec::pop) else { return };
        let schema = path.and_then(|mut schema| schema.pop());
        if schema.as_deref() != Some("pg_catalog") {
            self.push(Target::new(DdlObjectType::Type, schema, name), Tie::MayUse, node);
        }
    }
}

/// Tells in what way a name of this kind is needed, where it is not the statement's own target.
fn tie_of(kind: SyntaxKind) -> Option<Tie> {
    use SyntaxKind::*;
    match kind {
        TABLE_NAME_REF
        | RELATION_NAME_REF
        | INDEX_REF
        | VIEW_REF
        | SEQUENCE_REF
        | TYPE_NAME_REF
        | DOMAIN_REF
        | EXTENSION_REF
        | SERVER_REF
        | FOREIGN_DATA_WRAPPER_REF
        | STATISTICS_REF
        | TEXT_SEARCH_PARSER_REF => Some(Tie::Uses),
        COLLATION_REF
        | OP_CLASS_REF
        | OP_FAMILY_REF
        | TEXT_SEARCH_DICTIONARY_REF
        | TEXT_SEARCH_CONFIGURATION_REF
        | TEXT_SEARCH_TEMPLATE_REF => Some(Tie::MayUse),
        _ => None,
    }
}

fn callee_of(node: &SyntaxNode) -> Option<Target> {
    let mut names: Vec<String> = match node.kind() {
        SyntaxKind::NAME_REF => vec![names::identifier(node)],
        SyntaxKind::FIELD_EXPR => node.children().map(|name| names::identifier(&name)).collect(),
        _ => return None,
    };
    let name = names.pop()?;
    Some(Target::new(DdlObjectType::Function, names.pop(), name))
}

/// Returns the relation that a string names, as `nextval('app.seq')` does.
fn relation_in(literal: &SyntaxNode) -> Option<Target> {
    let text = literal.text().to_string();
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let (schema, name) = match inner.split_once('.') {
        Some((schema, name)) => (Some(fold(schema)), fold(name)),
        None => (None, fold(inner)),
    };
    Some(Target::new(DdlObjectType::Table, schema, name))
}

fn fold(name: &str) -> String {
    match name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.to_owned(),
        None => name.to_ascii_lowercase(),
    }
}
