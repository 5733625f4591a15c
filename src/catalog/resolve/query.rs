//! Queries.
use super::Query;
use super::expression::Reader;
use super::scope::Level;
use crate::catalog::refusal::Accepted;
use crate::catalog::value::Value;
use crate::sql::effects::tree::SyntaxNode;

impl Reader<'_> {
    /// Reads a query.
    pub(super) fn query(&self, node: &SyntaxNode, _level: &Level<'_>) -> Accepted<Query> {
        Ok(Query {
            value: Value::from(node.text().to_string()),
            columns: Vec::new(),
            is_open: true,
        })
    }
}
