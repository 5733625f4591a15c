//! What a statement about rows names: relations, and their columns.
//!
//! Such a statement changes nothing that a catalog holds, but it runs only where what it names is there, and
//! under the names that it says. Never in it: whether PostgreSQL would refuse it.

use super::lookup::{Lookup, Mention, Mentions};
use super::resolve::{self, Scope};
use super::{ObjectId, Session};
use crate::sql::syntax::{SyntaxKind, SyntaxNode};

/// The names in a statement about rows.
#[derive(Debug, Default)]
pub(crate) struct RowNames {
    /// The names that were found to mean something, and what each means.
    pub(crate) mentions: Vec<Mention>,
    /// The objects that it reads or writes; those of a `*` and of an `INSERT` without a list too.
    pub(crate) uses: Vec<ObjectId>,
    /// The relation whose rows it changes, if it is one.
    pub(crate) written: Option<ObjectId>,
    /// Whether these are all.
    pub(crate) is_whole: bool,
}

impl Session {
    /// Returns what a statement about rows names.
    pub(crate) fn names_in_rows(&self, tree: &SyntaxNode) -> RowNames {
        let mentions = Mentions::default();
        let search_path = &self.settings().search_path;
        let lookup = Lookup { catalog: self.catalog(), search_path, mentions: Some(&mentions) };
        let written = written(tree).and_then(|name| lookup.relation_named(&name));
        let mut uses = Vec::new();
        let mut is_whole = true;
        match is_resolved(tree.kind()) {
            true => match resolve::statement(lookup, tree, &Scope::default()) {
                Ok(value) => uses.extend(value.objects()),
                Err(_) => is_whole = false,
            },
            false => name_relations(lookup, tree),
        }
        let mentions = mentions.into_inner();
        uses.extend(mentions.iter().map(|mention| mention.object));
        RowNames { mentions, uses, written, is_whole }
    }
}

fn is_resolved(kind: SyntaxKind) -> bool {
    use SyntaxKind::*;
    matches!(kind, SELECT | COMPOUND_SELECT | INSERT | UPDATE | DELETE)
}

/// Returns the name of the relation that an `INSERT`, `UPDATE` or `DELETE` is about.
fn written(tree: &SyntaxNode) -> Option<SyntaxNode> {
    let is_name = |node: &SyntaxNode| {
        matches!(node.kind(), SyntaxKind::RELATION_NAME | SyntaxKind::RELATION_NAME_REF)
    };
    tree.children().find(is_name)
}

/// Notes the relations of a statement that names nothing else: `TRUNCATE`, `REFRESH MATERIALIZED VIEW`.
fn name_relations(lookup: Lookup<'_>, tree: &SyntaxNode) {
    for node in tree.descendants().filter(|node| node.kind() == SyntaxKind::PATH_REF) {
        lookup.relation_named(&node);
    }
}
