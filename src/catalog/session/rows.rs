//! What a statement about rows names: relations, and their columns; and what it does to rows.
//!
//! Such a statement changes nothing that a catalog holds, but it runs only where what it names is there, and
//! under the names that it says. Never in it: whether PostgreSQL would refuse it (see `Kind::against_rows`).

use crate::catalog::kinds::column;
use crate::catalog::lookup::{Lookup, Mention, Mentions};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::{Object, ObjectId, Session};
use crate::sql::syntax::{SyntaxKind, SyntaxNode};
use crate::sql::tree::{child, has, names};

/// The names in a statement about rows.
#[derive(Debug, Default)]
pub(crate) struct RowNames {
    /// The names that were found to mean something, and what each means.
    pub(crate) mentions: Vec<Mention>,
    /// The objects that it reads or writes; those of a `*` and of an `INSERT` without a list too.
    pub(crate) uses: Vec<ObjectId>,
    /// The relation whose rows it changes, if it is one.
    pub(crate) written: Option<ObjectId>,
    /// What it does to rows, that of the statements within it too.
    pub(crate) deeds: Vec<RowDeed>,
    /// Whether these are all.
    pub(crate) is_whole: bool,
}

/// What a statement does to the rows of one relation.
#[derive(Clone, Debug)]
pub(crate) struct RowDeed {
    /// What is done.
    pub(crate) doing: RowDoing,
    /// The relation.
    pub(crate) relation: ObjectId,
    /// The columns that are given something, each with all that is known of what it is given.
    pub(crate) given: Vec<(ObjectId, Given)>,
    /// Whether values of its own are put into an identity: `OVERRIDING`.
    pub(crate) overrides: bool,
    /// Whether there is a row for sure: those of `VALUES` are. Of a `TRUNCATE`, whether it is of this relation alone.
    pub(crate) is_sure: bool,
}

/// What is done to rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowDoing {
    /// They are added.
    Insert,
    /// They are changed.
    Update,
    /// They are taken out.
    Delete,
    /// All are taken out at once.
    Truncate,
}

/// What a column is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Given {
    /// Its default, as it is where nothing is given.
    Default,
    /// Null.
    Null,
    /// A constant that is not null.
    Constant,
    /// What is known when the statement runs.
    Unknown,
}

impl RowDeed {
    /// Returns the same where things have other identities.
    pub(crate) fn renumbered(&self, new: impl Fn(ObjectId) -> ObjectId) -> RowDeed {
        let given = self.given.iter().map(|(column, given)| (new(*column), *given)).collect();
        RowDeed { relation: new(self.relation), given, ..self.clone() }
    }

    /// Tells whether a column makes its values itself, and can't be given any.
    pub(crate) fn makes_itself(&self, column: &Object) -> bool {
        column.has("generated") || column.text("identity") == Some("always") && !self.overrides
    }

    /// Tells whether a column may get a value that is not null.
    pub(crate) fn may_fill(&self, column: ObjectId) -> bool {
        self.given.iter().any(|(given, what)| {
            *given == column && matches!(what, Given::Constant | Given::Unknown)
        })
    }
}

impl Session {
    /// Returns what a statement about rows names.
    pub(crate) fn names_in_rows(&self, tree: &SyntaxNode) -> RowNames {
        let mentions = Mentions::default();
        let search_path = &self.settings().search_path;
        let silent = Lookup { catalog: self.catalog(), search_path, mentions: None };
        let lookup = Lookup { mentions: Some(&mentions), ..silent };
        let written = written(tree).and_then(|name| lookup.relation_named(&name));
        let mut uses = Vec::new();
        let mut is_whole = true;
        match is_resolved(tree.kind()) {
            true => match resolve::statement(lookup, tree, &Scope::default()) {
                Ok(value) => uses.extend(value.objects()),
                Err(_) => is_whole = false,
            },
            // What a block runs is text.
            false if tree.kind() == SyntaxKind::DO => is_whole = false,
            false => name_relations(lookup, tree),
        }
        let deeds = tree.descendants().flat_map(|node| deeds(silent, &node)).collect();
        let mentions = mentions.into_inner();
        uses.extend(mentions.iter().map(|mention| mention.object));
        RowNames { mentions, uses, written, deeds, is_whole }
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

/// Returns what a statement, without those within it, does to rows.
pub(crate) fn deeds(lookup: Lookup<'_>, node: &SyntaxNode) -> Vec<RowDeed> {
    let doing = match node.kind() {
        SyntaxKind::INSERT => RowDoing::Insert,
        SyntaxKind::UPDATE => RowDoing::Update,
        SyntaxKind::DELETE => RowDoing::Delete,
        SyntaxKind::TRUNCATE => RowDoing::Truncate,
        _ => return Vec::new(),
    };
    let names = match doing {
        RowDoing::Truncate => child(node, SyntaxKind::TABLE_LIST).into_iter().collect(),
        _ => Vec::from_iter(written(node)),
    };
    let paths = names.iter().flat_map(|name| name.descendants());
    let paths = paths.filter(|node| node.kind() == SyntaxKind::PATH_REF);
    let relations: Vec<_> = paths.filter_map(|path| lookup.relation_named(&path)).collect();
    let is_alone = relations.len() == 1 && !has(node, SyntaxKind::CASCADE);
    let deed = |relation| {
        let (given, is_sure) = match doing {
            RowDoing::Insert => inserted(lookup, node, relation),
            RowDoing::Update => (assigned(lookup, node, relation), false),
            RowDoing::Delete => (Vec::new(), false),
            RowDoing::Truncate => (Vec::new(), is_alone),
        };
        let overrides = has(node, SyntaxKind::OVERRIDING_SYSTEM_VALUE)
            || has(node, SyntaxKind::OVERRIDING_USER_VALUE);
        RowDeed { doing, relation, given, overrides, is_sure }
    };
    relations.into_iter().map(deed).collect()
}

/// Returns what an `INSERT` gives, and whether it has a row for sure.
fn inserted(
    lookup: Lookup<'_>,
    node: &SyntaxNode,
    relation: ObjectId,
) -> (Vec<(ObjectId, Given)>, bool) {
    let columns: Vec<ObjectId> = match child(node, SyntaxKind::COLUMN_TARGET_LIST) {
        Some(list) => targets(lookup, &list, relation),
        None => column::all(lookup.catalog, relation).iter().map(|column| column.id).collect(),
    };
    let overrides = has(node, SyntaxKind::OVERRIDING_USER_VALUE);
    let mut all = Vec::new();
    if let Some(values) = child(node, SyntaxKind::VALUES) {
        let rows = values.descendants().filter(|node| node.kind() == SyntaxKind::ROW);
        for row in rows {
            for (column, value) in columns.iter().zip(row.children()) {
                note(&mut all, *column, given(&value));
            }
        }
        return (all, true);
    }
    if overrides || has(node, SyntaxKind::DEFAULT_VALUES) {
        return (all, !overrides);
    }
    let query = node.children().find(|inner| resolve::is_query(inner.kind()));
    let query = query.and_then(|query| resolve::query(lookup, &query, &Scope::default()).ok());
    let width = query.filter(|query| !query.is_open).map_or(usize::MAX, |it| it.columns.len());
    (columns.into_iter().take(width).map(|column| (column, Given::Unknown)).collect(), false)
}

/// Returns what an `UPDATE` gives.
fn assigned(lookup: Lookup<'_>, node: &SyntaxNode, relation: ObjectId) -> Vec<(ObjectId, Given)> {
    let mut all = Vec::new();
    let Some(clause) = child(node, SyntaxKind::SET_CLAUSE) else { return all };
    let sets = clause.descendants().filter(|set| {
        matches!(set.kind(), SyntaxKind::SET_SINGLE_COLUMN | SyntaxKind::SET_MULTIPLE_COLUMNS)
    });
    for set in sets {
        // What a query gives is known when it runs.
        let values = set.descendants().filter(|node| node.kind() == SyntaxKind::SET_EXPR);
        let mut values = values.map(|value| given(&value));
        for column in targets(lookup, &set, relation) {
            note(&mut all, column, values.next().unwrap_or(Given::Unknown));
        }
    }
    all
}

/// Returns the columns that a list names, or the left side of an assignment.
fn targets(lookup: Lookup<'_>, list: &SyntaxNode, relation: ObjectId) -> Vec<ObjectId> {
    let targets = list.descendants().filter(|node| node.kind() == SyntaxKind::COLUMN_TARGET);
    let names = targets.filter_map(|target| child(&target, SyntaxKind::COLUMN_NAME_REF));
    names
        .filter_map(|name| column::named(lookup.catalog, relation, &names::identifier(&name)))
        .collect()
}

fn note(all: &mut Vec<(ObjectId, Given)>, column: ObjectId, given: Given) {
    if !all.contains(&(column, given)) {
        all.push((column, given));
    }
}

fn given(value: &SyntaxNode) -> Given {
    use SyntaxKind::*;
    let is = |word: &str| value.text().trim().eq_ignore_ascii_case(word);
    match value.kind() {
        _ if is("default") => Given::Default,
        SET_EXPR | CAST_EXPR | PAREN_EXPR | PREFIX_EXPR => {
            value.first_child().map_or(Given::Unknown, |inner| given(&inner))
        }
        LITERAL if is("null") => Given::Null,
        LITERAL => Given::Constant,
        _ => Given::Unknown,
    }
}
