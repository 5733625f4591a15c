//! A statement's text, rewritten for the schema that it is run on: without actions that are not needed there, and with
//! the names that things have there.
//!
//! Never in it: which statements are needed (see `replayer`).

use super::replayer::Replayer;
use crate::catalog::{Effect, Lookup, NameMention, Object};
use crate::merge::sides::side::{Run, SCHEMA};
use crate::sorted::sorted;
use crate::sql::Span;
use crate::sql::identifier::{quote, read};
use crate::sql::syntax::{SyntaxKind, SyntaxNode};

/// A stretch of a statement's text, and what is to stand there.
pub(super) struct Change {
    pub(super) span: Span,
    pub(super) text: String,
}

impl Replayer<'_> {
    /// Returns what is to be written otherwise: actions that are not needed are left out, and what is
    /// called otherwise here gets the name that it has here.
    pub(super) fn changes(&self, run: &Run, tree: &SyntaxNode, text: &str) -> Vec<Change> {
        let mut changes = self.without_needless_actions(run, tree);
        let mentions: Vec<&NameMention> = run.mentions.iter().collect();
        let mentions = sorted(mentions, |one, other| {
            (one.span.start, one.span.end).cmp(&(other.span.start, other.span.end))
        });
        for mention in mentions {
            let overlaps = |change: &Change| {
                change.span.start < mention.span.end && mention.span.start < change.span.end
            };
            if !changes.iter().any(overlaps)
                && let Some(change) = self.renamed(mention, tree, text)
            {
                changes.push(change);
                changes.extend(self.kept_output(mention, tree));
            }
        }
        changes
    }

    /// Returns what keeps the name of a query's column that would be called after what is mentioned.
    fn kept_output(&self, mention: &NameMention, tree: &SyntaxNode) -> Option<Change> {
        let object = self.session.catalog().get(self.here(mention.object))?;
        let is_renamed = !mention.name.is_empty() && object.name != mention.name;
        let end = output_end(tree, mention.span).filter(|_| is_renamed)?;
        let text = format!(" AS {}", quote(&mention.name));
        Some(Change { span: Span { start: end, end }, text })
    }

    fn without_needless_actions(&self, run: &Run, tree: &SyntaxNode) -> Vec<Change> {
        let mut actions: Vec<(Span, bool)> = Vec::new();
        for node in tree.children() {
            let span = node.span();
            let mut is_action = false;
            let mut is_lacking = false;
            for (place, effect) in run.places.iter().zip(&run.effects) {
                if span.covers(*place) && !matches!(effect, Effect::ReliedOn { .. }) {
                    is_action |= *place == span;
                    is_lacking |= self.is_lacking(effect);
                }
            }
            if is_action || !actions.is_empty() {
                actions.push((span, is_lacking || !is_action));
            }
        }
        let Some(last_kept) = actions.iter().rposition(|(_, is_kept)| *is_kept) else {
            return Vec::new();
        };
        let mut changes = Vec::new();
        for (place, (span, is_kept)) in actions.iter().enumerate() {
            let next = actions.get(place + 1).map_or(span.end, |(next, _)| next.start);
            if !is_kept && place < last_kept {
                let span = Span { start: span.start, end: next };
                changes.push(Change { span, text: String::new() });
            }
        }
        if let (Some((kept, _)), Some((end, false))) = (actions.get(last_kept), actions.last()) {
            let span = Span { start: kept.end, end: end.end };
            changes.push(Change { span, text: String::new() });
        }
        changes
    }

    /// Returns the name that what is mentioned has here, where it is written otherwise.
    fn renamed(&self, mention: &NameMention, tree: &SyntaxNode, text: &str) -> Option<Change> {
        let written = text.get(mention.span.start..mention.span.end)?;
        let parts = dotted(written);
        let object = self.session.catalog().get(self.here(mention.object))?;
        let (last, before) = parts.split_last()?;
        if mention.name.is_empty() {
            let text = self.name_of_brought(object, last, before)?;
            return (text != written).then_some(Change { span: mention.span, text });
        }
        if read(last, '\\') != *mention.name {
            // A name to be, with the schema that it is to stand in.
            let (schema, rest) = parts.split_first()?;
            let is_renamed = read(schema, '\\') == *mention.name && object.name != mention.name;
            let text = format!("{}.{}", quote(&object.name), rest.join("."));
            return is_renamed.then_some(Change { span: mention.span, text });
        }
        let mut name = self.name(object, before)?;
        if before.is_empty() && dotted(&name).len() > 1 && is_qualifier(tree, mention.span) {
            name = quote(&object.name).into_owned();
        }
        if object.name == mention.name && dotted(&name).len() == parts.len() {
            let parent = self.session.catalog().get(object.parent);
            let is_same = before.last().is_none_or(|before| {
                parent.is_none_or(|parent| *parent.name == *read(before, '\\'))
            });
            if is_same {
                return None;
            }
        }
        Some(Change { span: mention.span, text: name })
    }

    /// Returns the name that something has here which an extension brought, qualified as it was or has to be.
    fn name_of_brought(&self, extension: &Object, own: &str, before: &[&str]) -> Option<String> {
        let home = self.session.catalog().get(extension.object(SCHEMA)?)?;
        let is_found = self.session.settings().search_path.iter().any(|one| **one == *home.name);
        let is_bare = before.is_empty() && is_found;
        Some(if is_bare { own.to_owned() } else { format!("{}.{own}", quote(&home.name)) })
    }

    /// Returns the name of an object here, qualified as it was or has to be.
    fn name(&self, object: &Object, before: &[&str]) -> Option<String> {
        let catalog = self.session.catalog();
        let namespace = object.kind.namespaces.first()?;
        let own = quote(&object.name).into_owned();
        if !namespace.is_in_schema() {
            let parent = catalog.get(object.parent);
            return Some(match (before.split_last(), parent) {
                (Some((_, schema)), Some(parent)) => {
                    let parent = self.name(parent, schema)?;
                    format!("{parent}.{own}")
                }
                _ => own,
            });
        }
        let search_path = &self.session.settings().search_path;
        let lookup = Lookup { catalog, search_path, mentions: None };
        match before.is_empty() {
            true => Some(lookup.visible_name(object.id)),
            false => Some(catalog.qualified_name(object.id)),
        }
    }
}

/// Tells whether a name stands before a column's in an expression. That is a name of a query's own, which no search path
/// leads to.
fn is_qualifier(tree: &SyntaxNode, name: Span) -> bool {
    let is_field = |node: SyntaxNode| {
        let span = node.span();
        node.kind() == SyntaxKind::FIELD_EXPR && span.start == name.start && span.end > name.end
    };
    tree.descendants().any(is_field)
}

/// Returns where a column of a query's result ends that is called after a name in it, a column's or a function's.
fn output_end(tree: &SyntaxNode, name: Span) -> Option<usize> {
    let is_called_so = |target: &SyntaxNode| {
        let naming = target.first_child().and_then(|expression| naming(&expression));
        naming.is_some_and(|node| node.span().start <= name.start && node.span().end == name.end)
    };
    let targets = tree.descendants().filter(|node| node.kind() == SyntaxKind::TARGET);
    let has_name = |node: &SyntaxNode| node.children().any(|it| it.kind() == SyntaxKind::AS_NAME);
    let mut called_so = targets.filter(|node| !has_name(node) && is_called_so(node));
    called_so.next().map(|node| node.span().end)
}

/// Returns the part of an expression that a column of a result is called after (`FigureColname`).
fn naming(expression: &SyntaxNode) -> Option<SyntaxNode> {
    use SyntaxKind::*;
    match expression.kind() {
        NAME_REF | FIELD_EXPR => Some(expression.clone()),
        CALL_EXPR => expression.first_child(),
        CAST_EXPR | PAREN_EXPR | INDEX_EXPR | SLICE_EXPR => naming(&expression.first_child()?),
        _ => None,
    }
}

/// Splits a qualified name at its dots; those between quotes part nothing.
fn dotted(name: &str) -> Vec<&str> {
    let mut is_quoted = false;
    let parts = name.split(move |letter| {
        is_quoted ^= letter == '"';
        letter == '.' && !is_quoted
    });
    parts.map(str::trim).collect()
}

/// Returns a text with changes made; they do not overlap.
pub(super) fn changed(text: &str, changes: Vec<Change>) -> String {
    let changes = sorted(changes, |one: &Change, other| one.span.start.cmp(&other.span.start));
    let mut changed = String::with_capacity(text.len());
    let mut end = 0;
    for change in changes {
        changed.push_str(text.get(end..change.span.start).unwrap_or_default());
        changed.push_str(&change.text);
        end = change.span.end;
    }
    changed.push_str(text.get(end..).unwrap_or_default());
    changed
}
