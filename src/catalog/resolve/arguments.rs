//! The arguments of a call.
//!
//! They are read as they are written, and once more without casts, should those say nothing (see `cast`). Never in it:
//! which routine takes them.

use super::Resolved;
use super::cast::is_without_length;
use super::expression::{Reader, is_expression};
use super::infer;
use super::literal;
use super::overload::Given;
use super::scope::Level;
use super::writer::Writer;
use crate::catalog::lookup::Name;
use crate::catalog::refusal::Accepted;
use crate::catalog::value::Value;
use crate::sql::syntax::SyntaxElement;
use crate::sql::tree::names;
use crate::sql::tree::{SyntaxKind, SyntaxNode, child, has_token};

/// The built-in functions whose first argument is a relation.
const TAKE_RELATION: &[&str] = &["currval", "nextval", "setval"];

/// The built-in functions whose first argument is a text search configuration, if they are given several.
#[rustfmt::skip]
const TAKE_CONFIGURATION: &[&str] = &[
    "json_to_tsvector", "jsonb_to_tsvector", "phraseto_tsquery", "plainto_tsquery", "to_tsquery", "to_tsvector",
    "ts_headline", "websearch_to_tsquery",
];

/// A list of arguments while it is read.
#[derive(Default)]
struct List {
    written: (Writer, Vec<Given>),
    bare: (Writer, Vec<Given>),
    /// Whether a cast was left out.
    is_lighter: bool,
}

impl List {
    fn value(&mut self, value: &Value) {
        self.written.0.value(value);
        self.bare.0.value(value);
    }

    /// Adds an argument that is no cast.
    fn give(&mut self, given: Given) {
        self.written.1.push(given.clone());
        self.bare.1.push(given);
    }
}

impl Reader<'_> {
    /// Reads the arguments of a call; tells what is given too.
    pub(super) fn arguments(
        &self,
        list: &SyntaxNode,
        name: &Name,
        level: &Level<'_>,
    ) -> Accepted<(Value, Vec<Given>)> {
        let mut read = List::default();
        let count = list.children().count();
        for element in list.children_with_tokens() {
            match element.as_node().filter(|node| node.kind() == SyntaxKind::ARG) {
                Some(node) => match self.named_object(node, name, &read, count)? {
                    Some((value, type_)) => {
                        read.give(Given { type_: Some(Value::from(type_)), ..Given::default() });
                        read.value(&value);
                    }
                    None => self.argument(node, level, &mut read, &Given::default())?,
                },
                None => self.between(&element, level, &mut read)?,
            }
        }
        let List { written, bare, is_lighter } = read;
        let is_same = is_lighter && self.is_same_call(name, &written.1, &bare.1);
        let (value, given) = if is_same { bare } else { written };
        Ok((value.finish(), given))
    }

    /// Copies what is no argument.
    fn between(&self, element: &SyntaxElement, level: &Level<'_>, read: &mut List) -> Accepted<()> {
        match element.as_node() {
            Some(node) => {
                let mut out = Writer::default();
                self.part(node, level, &mut out)?;
                read.value(&out.finish());
            }
            None => {
                self.token(element, &mut read.written.0);
                self.token(element, &mut read.bare.0);
            }
        }
        Ok(())
    }

    /// Reads a first argument that names an object which is none of the expression's, and what type names it so.
    fn named_object(
        &self,
        node: &SyntaxNode,
        name: &Name,
        before: &List,
        count: usize,
    ) -> Accepted<Option<(Value, &'static str)>> {
        let Some(argument) = node.first_child().filter(|_| before.written.1.is_empty()) else {
            return Ok(None);
        };
        let name = name.name.as_str();
        if TAKE_CONFIGURATION.contains(&name) && count > 1 {
            return Ok(self.configuration_in(&argument).map(|value| (value, "regconfig")));
        }
        if !TAKE_RELATION.contains(&name) || !literal::is_untyped(&argument) {
            return Ok(None);
        }
        let mut relation = self.relation_in(&argument)?;
        relation.iter_mut().for_each(|value| value.push_text("::regclass"));
        Ok(relation.map(|value| (value, "regclass")))
    }

    /// Reads one argument: `VARIADIC a`, `name => a`, `a ORDER BY b`.
    fn argument(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        read: &mut List,
        given: &Given,
    ) -> Accepted<()> {
        let named = child(node, SyntaxKind::NAMED_ARG).and_then(|named| named.first_child());
        let given = Given {
            name: named.map(|name| names::identifier(&name)).or(given.name.clone()),
            is_list: has_token(node, SyntaxKind::VARIADIC_KW) || given.is_list,
            ..Given::default()
        };
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(inner) if inner.kind() == SyntaxKind::NAMED_ARG => {
                    self.argument(inner, level, read, &given)?;
                }
                Some(inner) if is_expression(inner.kind()) => {
                    self.given(inner, level, read, &given)?;
                }
                _ => self.between(&element, level, read)?,
            }
        }
        Ok(())
    }

    /// Reads the value of an argument.
    fn given(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        read: &mut List,
        given: &Given,
    ) -> Accepted<()> {
        let (written, bare) = self.castable(node, level)?;
        let literal = Some(node.clone()).filter(literal::is_untyped);
        let bare = bare.filter(|bare| !self.scope.is_explicit && may_be_unsaid(&written, bare));
        read.is_lighter |= bare.is_some();
        let light = bare.as_ref().unwrap_or(&written);
        read.written.0.value(&self.as_text(&written));
        read.bare.0.value(&self.as_text(light));
        let of = |read: &Resolved| Given {
            type_: read.type_.clone(),
            literal: literal.clone(),
            ..given.clone()
        };
        let (written, light) = (of(&written), of(light));
        read.written.1.push(written);
        read.bare.1.push(light);
        Ok(())
    }
}

/// Tells whether a cast is of a literal, or between texts.
fn may_be_unsaid(written: &Resolved, bare: &Resolved) -> bool {
    let is_named = |read: &Resolved, names: &[&str]| {
        let bare = read.type_.as_ref().map(infer::without_modifiers);
        bare.as_ref().and_then(Value::as_text).is_some_and(|name| names.contains(&name))
    };
    let is_of_texts =
        is_named(written, &["text"]) && is_named(bare, &["character varying", "text"]);
    is_without_length(written) && (is_of_texts || infer::is_unknown(bare.type_.as_ref()))
}
