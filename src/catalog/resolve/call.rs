//! Calls: which routine a name and its arguments mean.
//!
//! The rules are a part of those of PostgreSQL's `parse_func.c`. Never in it: which routine of several
//! fits (see `overload`), and what routines do.

use super::expression::{Reader, is_expression};
use super::operation::is_quantified;
use super::scope::Level;
use super::writer::Writer;
use super::{OutputColumn, Resolved, infer};
use crate::catalog::kinds::procedure::PROCEDURE;
use crate::catalog::kinds::{cast, extension};
use crate::catalog::lookup::{Found, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::refusal::{Accepted, Refusal};
use crate::catalog::types;
use crate::catalog::types::{
    built_in, casts,
    signatures::{self, Type},
};
use crate::catalog::value::{Form, Value};
use crate::catalog::{Object, ObjectId};
use crate::sql::identifier::quote;
use crate::sql::tree::{SyntaxKind, SyntaxNode, has, span, written};

use super::names::{dotted, is_special};
use super::overload::{self, Given};
use super::select::{self, Choice};
use super::special;

/// A call's name and arguments, read.
pub(super) struct Called {
    pub(super) value: Value,
    pub(super) type_: Option<Value>,
    /// The routine, if it is one of the schema's own.
    pub(super) routine: Option<ObjectId>,
    /// Whether it is a function that every database has, and is not immutable.
    pub(super) changes: bool,
    /// The types of what a function that every database has is given.
    pub(super) given: Vec<Option<Value>>,
}

impl Called {
    /// Returns a call with a syntax of its own.
    fn special(value: Value, type_: Option<Value>, changes: bool) -> Called {
        Called { value, type_, routine: None, changes, given: Vec::new() }
    }
}

impl Reader<'_> {
    /// Reads a call.
    pub(super) fn call(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Resolved> {
        let called = self.called(node, level)?;
        Ok(Resolved { value: called.value, type_: called.type_ })
    }

    /// Reads a call, and tells what is called.
    pub(super) fn called(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Called> {
        let mut children = node.children();
        let (Some(function), Some(list)) = (children.next(), children.next()) else {
            return self.special_call(node, level);
        };
        if is_special(&function) {
            let type_ = infer::special_word(&written(&function));
            return Ok(Called::special(self.copied(node, level)?, type_, true));
        }
        let Some(mut parts) = dotted(&function) else { return self.special_call(node, level) };
        let name = parts.pop().unwrap_or_default();
        let name = Name { schema: parts.pop(), name, span: span(&function) };
        let (list_value, arguments) = self.arguments(&list, &name, level)?;
        let is_of_sets = has(node, SyntaxKind::WITHIN_CLAUSE);
        // In `FROM`, several arrays are taken apart side by side.
        let is_side_by_side = name.name == "unnest"
            && arguments.len() > 1
            && node.parent().is_some_and(|item| item.kind() == SyntaxKind::FUNCTION_FROM_ITEM);
        let meant = match is_of_sets || is_side_by_side {
            true => Choice::Open,
            false => self.built_in(&name, &arguments),
        };
        let routine = self.routine(&name, &arguments, &meant)?;
        let changes = routine.is_none()
            && meant.changes(&name.name)
            && !self.is_cast_to_itself(&name, &arguments);
        routine.into_iter().for_each(|id| self.lookup.note(name.span, id));
        let mut out = Writer::default();
        match routine {
            Some(routine) => out.name(routine, Form::Qualified),
            None => out.value(&self.foreign_routine(&name, &function)),
        }
        out.value(&list_value);
        self.copy_after(node, &list, level, &mut out)?;
        let own = routine.and_then(|id| self.lookup.catalog.get(id));
        let mut given = Vec::new();
        let type_ = match own {
            // What `anyelement` is, the arguments decide.
            Some(own) => own
                .get("returns")
                .map(types::one_of)
                .filter(|type_| type_.as_text().is_none_or(|type_| !type_.starts_with("any"))),
            None => {
                self.check_special(&name, &arguments)?;
                self.check_taken(&meant, &arguments)?;
                given.extend(arguments.into_iter().map(|one| one.type_));
                let returns = infer::function(self.lookup.catalog, &name.name, &given);
                let returns = returns.or_else(|| meant.returns());
                returns.or_else(|| signatures::always_returned(&name.name)?.value())
            }
        };
        Ok(Called { value: out.finish(), type_, routine, changes, given })
    }

    /// Reads a call with a syntax of its own: `EXTRACT(… FROM …)`, `EXISTS (…)`.
    fn special_call(&self, node: &SyntaxNode, level: &Level<'_>) -> Accepted<Called> {
        let Some(function) = node.first_child() else {
            return Ok(Called::special(self.copied(node, level)?, None, false));
        };
        let is_read = is_quantified(node) || special::name(&function).is_some();
        if !is_read {
            let value = self.copied(node, level)?;
            return Ok(Called::special(value, infer::special_call(function.kind()), false));
        }
        let (mut out, mut types) = (Writer::default(), Vec::new());
        self.gather(node, level, &mut out, &mut types)?;
        let (type_, changes) = match is_quantified(node) {
            true => (self.element_of(node, types.into_iter().next().flatten())?, false),
            false => self.special_type(&function, types)?,
        };
        Ok(Called::special(out.finish(), type_, changes))
    }

    /// Copies a node, and notes the types of the expressions in it.
    fn gather(
        &self,
        node: &SyntaxNode,
        level: &Level<'_>,
        out: &mut Writer,
        types: &mut Vec<Option<Value>>,
    ) -> Accepted<()> {
        for element in node.children_with_tokens() {
            match element.as_node() {
                Some(inner) if is_expression(inner.kind()) => {
                    let read = self.expression(inner, level)?;
                    out.value(&read.value);
                    types.push(read.type_);
                }
                Some(inner) if super::is_query(inner.kind()) => self.part(inner, level, out)?,
                Some(inner) => self.gather(inner, level, out, types)?,
                None => self.token(&element, out),
            }
        }
        Ok(())
    }

    /// Returns the type of an array's elements, each of which `ANY (…)` stands for.
    ///
    /// # Errors
    ///
    /// `42809` for what is no array.
    fn element_of(&self, node: &SyntaxNode, array: Option<Value>) -> Accepted<Option<Value>> {
        let known = array.as_ref().and_then(|array| Type::of(self.lookup.catalog, array));
        let has_query = node.descendants().any(|inner| super::is_query(inner.kind()));
        let is_one = known.is_some_and(|type_| type_.category() != b'A' && type_ != Type::UNKNOWN);
        if is_one && !has_query {
            let message = "op ANY/ALL (array) requires array on right side";
            return Err(Refusal::wrong_object(span(node), message));
        }
        let base = array.map(|array| casts::base_type(self.lookup.catalog, &array));
        Ok(infer::element_of(base.as_ref()))
    }

    /// Returns the type of a call with a syntax of its own, and whether it is not immutable.
    ///
    /// # Errors
    ///
    /// `42883` if the function behind it does not take what is given.
    fn special_type(
        &self,
        function: &SyntaxNode,
        types: Vec<Option<Value>>,
    ) -> Accepted<(Option<Value>, bool)> {
        let Some(name) = special::name(function) else { return Ok((None, false)) };
        let types = special::in_order(function, types);
        let schema = Some("pg_catalog".to_owned());
        let name = Name { schema, name: name.to_owned(), span: span(function) };
        let given: Vec<_> =
            types.into_iter().map(|type_| Given { type_, ..Given::default() }).collect();
        let meant = self.built_in(&name, &given);
        if self.is_refused(&meant) {
            return Err(self.no_routine(&name, &given));
        }
        let type_ = meant.returns().or_else(|| infer::special_call(function.kind()));
        Ok((type_, meant.changes(&name.name)))
    }

    /// Returns the routine of the schema's own that is called.
    ///
    /// # Errors
    ///
    /// `42883` if there is none, and no function that every database has takes what is given.
    fn routine(
        &self,
        name: &Name,
        arguments: &[Given],
        meant: &Choice,
    ) -> Accepted<Option<ObjectId>> {
        if name.is_built_in() {
            return match self.is_refused(meant) && !self.may_be_cast(name, arguments) {
                true => Err(self.no_routine(name, arguments)),
                false => Ok(None),
            };
        }
        if let Some(schema) = &name.schema {
            self.lookup.existing_schema(schema, name.span)?;
        }
        // `pg_catalog` comes before the search path; only a type of one's own leads past it.
        let is_own = |argument: &Given| {
            argument.type_.as_ref().is_some_and(|type_| type_.objects().next().is_some())
        };
        let comes_later = self.lookup.search_path.iter().any(|schema| schema == "pg_catalog");
        let comes_first = name.schema.is_none() && !comes_later && infer::is_built_in(&name.name);
        let comes_first = comes_first && *meant != Choice::Missing;
        let found = overload::find(self.lookup, name, arguments).filter(|own| {
            !comes_first
                || arguments.iter().any(is_own)
                || !meant.is_exact() && overload::is_exact(self.lookup, *own, arguments)
        });
        let are_several = || {
            let may_be_more = self.may_be_more() || infer::is_built_in(&name.name);
            !may_be_more && overload::are_several(self.lookup, name, arguments)
        };
        if found.is_some_and(|id| overload::is_ambiguous(self.lookup, name, arguments, id))
            || found.is_some() && are_several()
        {
            return Err(self.several_routines(name, arguments));
        }
        if found.and_then(|id| self.lookup.catalog.get(id)).is_some_and(|it| it.is(&PROCEDURE)) {
            let message = format!("{} is a procedure", self.written_call(name, arguments));
            return Err(Refusal::wrong_object(name.span, message)
                .with_hint("To call a procedure, use CALL."));
        }
        let is_wrong = self.is_refused(meant) && !self.may_be_cast(name, arguments);
        if found.is_none() && (is_wrong || !self.may_be_foreign(name, arguments)) {
            return Err(self.no_routine(name, arguments));
        }
        Ok(found)
    }

    /// Returns which function that every database has is called, if it is one.
    pub(super) fn built_in(&self, name: &Name, arguments: &[Given]) -> Choice {
        if name.schema.is_some() && !name.is_built_in() {
            return Choice::Open;
        }
        let of = |one: &Given| self.known_type(one.type_.as_ref());
        let given: Vec<Option<Type>> = arguments.iter().map(of).collect();
        let is_list = arguments.last().is_some_and(|last| last.is_list);
        match arguments.iter().position(|one| one.name.is_some()) {
            None => select::function(&name.name, &given, is_list),
            Some(first) => select::by_name(&name.name, &given, first),
        }
    }

    /// Tells whether no function takes what is given: none that every database has, and nothing else may be meant.
    fn is_refused(&self, meant: &Choice) -> bool {
        *meant == Choice::Missing && !self.may_be_more()
    }

    /// Tells whether there may be functions and casts that are not known.
    pub(super) fn may_be_more(&self) -> bool {
        let catalog = self.lookup.catalog;
        !extension::are_known(catalog) || cast::are_made(catalog)
    }

    /// Tells whether a call is a cast to the type that is given, which changes nothing: `date(a)` of a date.
    fn is_cast_to_itself(&self, name: &Name, arguments: &[Given]) -> bool {
        let [Given { type_: given, .. }] = arguments else { return false };
        let wanted = self.known_type(Some(&Value::from(name.name.clone())));
        wanted.is_some()
            && wanted == self.known_type(given.as_ref())
            && self.may_be_cast(name, arguments)
    }

    /// Tells whether a call may be a cast: `text(a)`.
    fn may_be_cast(&self, name: &Name, arguments: &[Given]) -> bool {
        arguments.len() == 1 && self.is_type(name)
    }

    /// Tells whether a type can be called by a name, as a function is.
    fn is_type(&self, name: &Name) -> bool {
        self.lookup.find(Namespace::Type, name) != Found::Missing || built_in::is_type(&name.name)
    }

    /// Refuses strings that are no values of what a function takes.
    fn check_taken(&self, meant: &Choice, arguments: &[Given]) -> Accepted<()> {
        let Choice::One(chosen) = meant else { return Ok(()) };
        if self.may_be_more() {
            return Ok(());
        }
        for (input, argument) in chosen.inputs.iter().zip(arguments) {
            let literal = argument.literal.as_ref().filter(|_| input.category() != b'P');
            if let (Some(literal), Some(type_)) = (literal, input.value()) {
                self.check_literal(literal, &type_)?;
            }
        }
        Ok(())
    }

    /// Refuses what `COALESCE` and the like can't bring to one type.
    fn check_special(&self, name: &Name, arguments: &[Given]) -> Accepted<()> {
        let types = || arguments.iter().filter_map(|one| one.type_.as_ref());
        match (name.name.as_str(), arguments) {
            _ if name.schema.is_some() => Ok(()),
            ("coalesce" | "greatest" | "least", _) => {
                let place = name.name.to_ascii_uppercase();
                self.check_common(&place, types(), name.span)?;
                let all: Vec<_> = arguments.iter().map(|one| one.type_.clone()).collect();
                let Some(common) = infer::common(self.lookup.catalog, &all) else { return Ok(()) };
                let mut literals = arguments.iter().filter_map(|one| one.literal.as_ref());
                literals.try_for_each(|literal| self.check_literal(literal, &common))
            }
            ("nullif", [left, right]) => {
                let sides = (left.literal.as_ref(), right.literal.as_ref());
                self.check_types("=", &[left.type_.as_ref(), right.type_.as_ref()], name.span)?;
                match (sides, &left.type_, &right.type_) {
                    ((None, Some(literal)), Some(type_), _)
                    | ((Some(literal), None), _, Some(type_)) => self.check_literal(literal, type_),
                    _ => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }

    /// Tells whether a call may be of something that is no routine of the schema's own: a function that
    /// every database has, or an extension; a type or a column, which can be written as a call.
    fn may_be_foreign(&self, name: &Name, arguments: &[Given]) -> bool {
        let catalog = self.lookup.catalog;
        let schema = name.schema.as_deref().and_then(|schema| self.lookup.schema(schema));
        let may_be_extensions = match schema {
            Some(schema) => extension::are_in(catalog, schema),
            None => extension::may_bring_more(catalog),
        };
        let may_be_column = match arguments {
            [Given { type_: Some(type_), .. }] => match self.known_type(Some(type_)) {
                Some(known) => known.category() == b'C' || type_.as_text() == Some("record"),
                None => type_.objects().next().is_some() && !types::is_array(type_),
            },
            [_] => true,
            _ => false,
        };
        may_be_extensions && !self.is_own_name(name)
            || self.is_type(name)
            || may_be_column
            || schema.is_none() && built_in::may_be_function(&name.name)
    }

    /// Tells whether the schema has routines of a name.
    pub(super) fn is_own_name(&self, name: &Name) -> bool {
        let start = format!("{}(", name.name);
        self.lookup.schemas(name).into_iter().any(|schema| {
            self.lookup.catalog.named_from(schema, Namespace::Routine, &start).next().is_some()
        })
    }

    fn no_routine(&self, name: &Name, arguments: &[Given]) -> Refusal {
        let message = format!("function {} does not exist", self.written_call(name, arguments));
        let hint = "No function matches the given name and argument types. You might need to add \
                    explicit type casts.";
        Refusal::undefined_function(name.span, message).with_hint(hint)
    }

    fn several_routines(&self, name: &Name, arguments: &[Given]) -> Refusal {
        let message = format!("function {} is not unique", self.written_call(name, arguments));
        let hint = "Could not choose a best candidate function. You might need to add explicit type \
                    casts.";
        Refusal::ambiguous_function(name.span, message).with_hint(hint)
    }

    /// Returns a call in PostgreSQL's words: the name, and the types that are given.
    fn written_call(&self, name: &Name, arguments: &[Given]) -> String {
        let mut types = Vec::new();
        for argument in arguments {
            let type_ = argument.type_.as_ref().map(|type_| self.shown(type_));
            let type_ = type_.unwrap_or_else(|| "unknown".to_owned());
            types.push(match &argument.name {
                Some(name) => format!("{name} => {type_}"),
                None => type_,
            });
        }
        format!("{}({})", name.shown(), types.join(", "))
    }

    /// Writes the name of a routine that is not the schema's own: an extension's with the schema that
    /// the extension is in, so that it is found whatever the search path.
    fn foreign_routine(&self, name: &Name, node: &SyntaxNode) -> Value {
        let given = name.schema.as_deref().and_then(|schema| self.lookup.schema(schema));
        let catalog = self.lookup.catalog;
        let extension = built_in::bringer_of_function(&name.name).and_then(|extension| {
            let namespace = Namespace::InDatabase("extension");
            catalog.get(catalog.named(ObjectId::DATABASE, namespace, extension)?)
        });
        let is_of = |extension: &&Object| {
            given.is_none_or(|it| extension::home(catalog, extension.id) == Some(it))
        };
        let mut value = Value::default();
        match (extension.filter(is_of), given) {
            _ if name.is_built_in() => {}
            (Some(extension), _) => {
                self.lookup.note_unnamed(name.span, extension.id);
                value.push_name(extension.id, Form::Home);
            }
            (None, Some(schema)) => {
                value.push_name(schema, Form::Bare);
                value.push_text(".");
            }
            (None, None) => {}
        }
        let text = match value.pieces().is_empty() {
            true => written(node).split_whitespace().collect(),
            false => quote(&name.name).into_owned(),
        };
        value.push_text(&text);
        value
    }
}

/// Returns the columns that a routine's own arguments make: `OUT`, or `RETURNS TABLE`.
pub(super) fn result_columns(routine: &Object) -> Vec<OutputColumn> {
    (1..)
        .map_while(|number| {
            let type_ = routine.get(&format!("argument {number}"))?;
            let mode = routine.text(&format!("argument {number} mode")).unwrap_or_default();
            let name = routine.text(&format!("argument {number} name")).unwrap_or_default();
            Some((mode, OutputColumn::new(name.to_owned(), Some(type_.clone()))))
        })
        .filter(|(mode, _)| matches!(*mode, "out" | "inout" | "table"))
        .map(|(_, column)| column)
        .enumerate()
        .map(|(place, column)| match column.name.is_empty() {
            true => OutputColumn { name: format!("column{}", place + 1), ..column },
            false => column,
        })
        .collect()
}
