//! What is said of a table in expressions, read again when a column gets another type.
//!
//! PostgreSQL keeps an expression with the types that its parts were brought to, and reads it again as it
//! prints it (`ATPostAlterTypeParse` in `src/backend/commands/tablecmds.c`): `a > '1'` on a date stays a
//! comparison with a date. Never in it: defaults and generated columns.

use super::drop_column::heirs;
use super::passes::Pass;
use crate::catalog::ObjectId;
use crate::catalog::edit::Edit;
use crate::catalog::kinds::{column, constraint, expression_place, index};
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::resolve::{self, Scope};
use crate::catalog::value::Value;
use crate::sql::Span;
use crate::sql::syntax;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has, span};

/// An expression as PostgreSQL keeps it before the change.
struct Kept {
    table: ObjectId,
    part: ObjectId,
    attribute: &'static str,
    value: Value,
    /// Where the change is said.
    place: Span,
}

/// What holds expressions over a table's columns; an index's condition is read before its elements.
const EXPRESSIONS: &[&str] = &["where", "elements", "expression"];

/// The columns to which a statement gives other types, and what stands on them.
pub(super) struct Retyped {
    /// The types that they have before it.
    types: Vec<(ObjectId, Value)>,
    /// Those that have got one, or another expression, and those of children, each with where it is said.
    columns: Vec<(ObjectId, Span)>,
    kept: Vec<Kept>,
}

impl Retyped {
    /// Returns the columns of a table to which actions give types.
    pub(super) fn by(edit: &Edit<'_>, table: ObjectId, actions: &[SyntaxNode]) -> Retyped {
        let retyping = actions.iter().filter(|action| has(action, SyntaxKind::SET_TYPE));
        let columns = retyping.filter_map(|action| {
            let column = edit.get(named(edit, table, action)?)?;
            Some((column.id, column.get("type")?.clone()))
        });
        Retyped { types: columns.collect(), columns: Vec::new(), kept: Vec::new() }
    }

    /// Notes, before an action gives a column a type, what stands on the column.
    ///
    /// # Errors
    ///
    /// `0A000` for a column that has got another type in the same statement.
    pub(super) fn note(
        &mut self,
        edit: &Edit<'_>,
        table: ObjectId,
        action: &SyntaxNode,
    ) -> Accepted<()> {
        let Some(column) = named(edit, table, action).and_then(|id| edit.get(id)) else {
            return Ok(());
        };
        let before = self.types.iter().find(|(id, _)| *id == column.id);
        if before.is_some_and(|(_, before)| column.get("type") != Some(before)) {
            let message = format!("cannot alter type of column \"{}\" twice", column.name);
            return Err(Refusal::not_supported(span(action), message));
        }
        for column in self.note_column(edit, column.id, span(action)) {
            self.keep(edit, column, span(action));
        }
        Ok(())
    }

    /// Notes, before an action gives a column another expression, that what has an index over it is made anew.
    pub(super) fn note_expression(
        &mut self,
        edit: &Edit<'_>,
        table: ObjectId,
        action: &SyntaxNode,
    ) {
        if let Some(column) = named(edit, table, action) {
            self.note_column(edit, column, span(action));
        }
    }

    /// Notes a column and those that children have from it, and returns them.
    fn note_column(&mut self, edit: &Edit<'_>, column: ObjectId, place: Span) -> Vec<ObjectId> {
        let mut family = vec![column];
        let mut at = 0;
        while let Some(&column) = family.get(at) {
            family.extend(heirs(edit, column));
            self.columns.push((column, place));
            at += 1;
        }
        family
    }

    /// Does what a pass has to do with what stands on the columns.
    ///
    /// # Errors
    ///
    /// What PostgreSQL refuses in an expression, `42704` for a type without an order in a key, `42804` for types
    /// that a foreign key can't compare, and `2BP01` where what a partition has from a key is needed.
    pub(super) fn reread(&self, edit: &mut Edit<'_>, pass: Pass) -> Accepted<()> {
        let is_due = |kept: &&Kept| match kept.attribute {
            "expression" => pass == Pass::OldConstraints,
            _ => pass == Pass::Reading,
        };
        for kept in self.kept.iter().filter(is_due) {
            edit.place = kept.place;
            kept.read_again(edit).map_err(|refusal| refusal.at(kept.place))?;
        }
        for (column, place) in &self.columns {
            match pass {
                Pass::OldIndexes => index::check_keys_of(edit, *column, *place)?,
                Pass::OldConstraints => constraint::check_type_of(edit.catalog(), *column, *place)?,
                _ => {}
            }
        }
        match (pass, self.columns.first()) {
            (Pass::OldIndexes, Some((_, place))) => {
                let columns: Vec<ObjectId> =
                    self.columns.iter().map(|(column, _)| *column).collect();
                index::make_again(edit, &columns, *place)
            }
            _ => Ok(()),
        }
    }

    /// Keeps the expressions that speak of a column, as they are while it has its type.
    fn keep(&mut self, edit: &Edit<'_>, column: ObjectId, place: Span) {
        let Some(table) = edit.get(column).map(|column| column.parent) else { return };
        for &attribute in EXPRESSIONS {
            for part in edit.catalog().parts(table) {
                let is_kept = |kept: &Kept| kept.part == part.id && kept.attribute == attribute;
                let Some(value) = part.get(attribute).filter(|value| value.mentions(column)) else {
                    continue;
                };
                if self.kept.iter().any(is_kept) {
                    continue;
                }
                let explicit = read(edit, &explicitly(table), attribute, value);
                let explicit = explicit.filter(|value| parsed(edit, attribute, value).is_some());
                let value = explicit.unwrap_or_else(|| value.clone());
                self.kept.push(Kept { table, part: part.id, attribute, value, place });
            }
        }
    }
}

impl Kept {
    /// Reads it with the new types.
    fn read_again(&self, edit: &mut Edit<'_>) -> Accepted<()> {
        let Kept { table, part, attribute, value, .. } = self;
        let Some(node) = parsed(edit, attribute, value) else { return Ok(()) };
        match *attribute {
            "elements" if node.kind() == SyntaxKind::CONSTRAINT_EXCLUSION_LIST => {
                constraint::read_exclusion_again(edit, *part, &node)?;
            }
            "elements" => index::read_again(edit, *part, &node)?,
            _ => {
                let scope = Scope::of(*table);
                expression_place::CHECK.condition(edit, &node, &scope)?;
            }
        }
        let now = edit.get(*part).and_then(|part| part.get(attribute)).cloned();
        let now = now.and_then(|now| read(edit, &explicitly(*table), attribute, &now));
        if now.as_ref() != Some(value) {
            let kept = read(edit, &Scope::of(*table), attribute, value);
            edit.set(*part, *attribute, kept.unwrap_or_else(|| value.clone()));
        }
        Ok(())
    }
}

/// Returns the column that an action alters.
fn named(edit: &Edit<'_>, table: ObjectId, action: &SyntaxNode) -> Option<ObjectId> {
    let name = names::identifier(&child(action, SyntaxKind::COLUMN_NAME_REF)?);
    column::named(edit.catalog(), table, &name)
}

/// Returns the scope of a table's expressions in which the types that their parts are brought to are written.
fn explicitly(table: ObjectId) -> Scope {
    Scope { is_explicit: true, ..Scope::of(table) }
}

/// Returns an expression as it is read by now.
fn read(edit: &Edit<'_>, scope: &Scope, attribute: &str, value: &Value) -> Option<Value> {
    let node = parsed(edit, attribute, value)?;
    let read = |node: &SyntaxNode| resolve::statement(edit.lookup(), node, scope).ok();
    if attribute != "elements" {
        return read(&node);
    }
    let mut elements = Value::default();
    for (place, element) in node.children().enumerate() {
        elements.push_text(if place > 0 { ", " } else { "" });
        elements.push(&read(&element)?);
    }
    Some(elements)
}

fn parsed(edit: &Edit<'_>, attribute: &str, value: &Value) -> Option<SyntaxNode> {
    let sql = value.to_sql(edit.catalog());
    let found = |text: String, kind| {
        let tree = syntax::parse(&text).ok()?;
        tree.descendants().find(|node| node.kind() == kind)
    };
    if attribute != "elements" {
        return found(format!("SELECT ({sql})"), SyntaxKind::PAREN_EXPR)?.first_child();
    }
    // Those of an exclusion constraint have operators.
    let index = found(format!("CREATE INDEX ON t ({sql})"), SyntaxKind::PARTITION_ITEM_LIST);
    index.or_else(|| {
        let text = format!("ALTER TABLE t ADD EXCLUDE ({sql})");
        found(text, SyntaxKind::CONSTRAINT_EXCLUSION_LIST)
    })
}
