//! Which of the routines of one name a call means.
//!
//! The rules are a part of those of `func_get_detail` in PostgreSQL's `src/backend/parser/parse_func.c`.
//! Never in it: routines that are not the schema's own.

use super::infer;
use super::operators;
use super::select::{self, Choice};
use crate::catalog::kinds::routine::{Argument, Mode, arguments};
use crate::catalog::lookup::{Lookup, Name};
use crate::catalog::namespace::Namespace;
use crate::catalog::types::{signature_key, signatures::Type};
use crate::catalog::value::Value;
use crate::catalog::{Object, ObjectId};
use crate::sql::tree::SyntaxNode;

/// An argument as a call gives it.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    /// Its name, where it is given by name.
    pub(super) name: Option<String>,
    /// Its type, as far as it is known.
    pub(super) type_: Option<Value>,
    /// The string without a type that it is.
    pub(super) literal: Option<SyntaxNode>,
    /// Whether it is the array of a `VARIADIC` argument.
    pub(super) is_list: bool,
}

/// How well arguments fit parameters: whether there are as many, how many are of the very type, how many
/// strings without a type are given for a text.
type Fit = (bool, usize, usize);

/// Returns the routine that fits best; of those that fit alike, the first of the search path.
pub(super) fn find(lookup: Lookup<'_>, name: &Name, given: &[Given]) -> Option<ObjectId> {
    let mut best: Option<(Fit, ObjectId)> = None;
    for id in candidates(lookup, name) {
        let Some(routine) = lookup.catalog.get(id) else { continue };
        let Some(fit) = fit(lookup, routine, given) else { continue };
        if best.is_none_or(|(least, _)| fit > least) {
            best = Some((fit, id));
        }
    }
    best.map(|(_, id)| id)
}

/// Tells whether a routine takes arguments of the very types that are given.
pub(super) fn is_exact(lookup: Lookup<'_>, routine: ObjectId, given: &[Given]) -> bool {
    let fit = lookup.catalog.get(routine).and_then(|routine| fit(lookup, routine, given));
    fit.is_some_and(|(_, same, _)| same == given.len())
}

/// Tells whether a call may as well mean another routine of the same schema: what is given fills arguments of the same
/// types there, and the rest have defaults.
pub(super) fn is_ambiguous(
    lookup: Lookup<'_>,
    name: &Name,
    given: &[Given],
    meant: ObjectId,
) -> bool {
    let Some(routine) = lookup.catalog.get(meant) else { return false };
    let Some(filled) = filled(routine, given) else { return false };
    let others = candidates(lookup, name).into_iter().filter(|id| *id != meant);
    others.filter_map(|id| lookup.catalog.get(id)).any(|other| {
        other.parent == routine.parent
            && self::filled(other, given).as_ref() == Some(&filled)
            && fit(lookup, other, given).is_some()
    })
}

/// Tells whether a call may mean several of the schema's own routines, as far as all types in question are known.
pub(super) fn are_several(lookup: Lookup<'_>, name: &Name, given: &[Given]) -> bool {
    let type_of = |type_: &Value| Type::of(lookup.catalog, type_);
    let is_plain = |one: &Given| one.name.is_none() && !one.is_list;
    let types: Option<Vec<Type>> =
        given.iter().map(|one| type_of(one.type_.as_ref().filter(|_| is_plain(one))?)).collect();
    let Some(types) = types else { return false };
    let mut all: Vec<Vec<Type>> = Vec::new();
    for routine in candidates(lookup, name).into_iter().filter_map(|id| lookup.catalog.get(id)) {
        let inputs = inputs(routine);
        let least = inputs.iter().filter(|input| input.default.is_none()).count();
        if !(least..=inputs.len()).contains(&types.len()) {
            continue;
        }
        let taken = inputs.iter().take(types.len());
        let taken: Option<Vec<Type>> = taken.map(|input| type_of(input.type_)).collect();
        let is_list = inputs.iter().any(|input| input.mode == Mode::Variadic);
        match taken.filter(|taken| !is_list && !all.contains(taken)) {
            Some(taken) => all.push(taken),
            None => return false,
        }
    }
    all.len() > 1 && select::among(all, &types) == Choice::Several
}

/// Returns the types of the arguments that a call fills, in its order; nothing if it can't, or if there is a list.
fn filled(routine: &Object, given: &[Given]) -> Option<Vec<String>> {
    let inputs = inputs(routine);
    let is_list = |input: &Argument<'_>| input.mode == Mode::Variadic;
    let of = |(place, argument): (usize, &Given)| {
        let input = inputs.get(place_of(&inputs, place, argument)?)?;
        Some(signature_key(input.type_))
    };
    (!inputs.iter().any(is_list)).then(|| given.iter().enumerate().map(of).collect()).flatten()
}

fn inputs(routine: &Object) -> Vec<Argument<'_>> {
    arguments(routine).into_iter().filter(|argument| argument.mode.is_input()).collect()
}

/// Returns which argument of a routine one of a call is.
fn place_of(inputs: &[Argument<'_>], place: usize, argument: &Given) -> Option<usize> {
    match &argument.name {
        Some(name) => inputs.iter().position(|input| input.name == Some(name.as_str())),
        // What there is more goes into the last, if that takes a list.
        None => Some(place.min(inputs.len().checked_sub(1)?)),
    }
}

fn candidates(lookup: Lookup<'_>, name: &Name) -> Vec<ObjectId> {
    let start = format!("{}(", name.name);
    let schemas = lookup.schemas(name).into_iter();
    schemas
        .flat_map(|schema| {
            lookup.catalog.named_from(schema, Namespace::Routine, &start).collect::<Vec<_>>()
        })
        .collect()
}

/// Returns how well arguments fit; nothing if they can't be given.
fn fit(lookup: Lookup<'_>, routine: &Object, given: &[Given]) -> Option<Fit> {
    let inputs = inputs(routine);
    let mut is_given = vec![false; inputs.len()];
    let (mut same, mut texts) = (0, 0);
    for (place, argument) in given.iter().enumerate() {
        let place = place_of(&inputs, place, argument)?;
        let input = inputs.get(place)?;
        let taken = is_given.get_mut(place)?;
        if *taken && input.mode != Mode::Variadic {
            return None;
        }
        *taken = true;
        let element = match input.mode == Mode::Variadic && !argument.is_list {
            true => infer::element_of(Some(input.type_)),
            false => Some(input.type_.clone()),
        };
        let (Some(type_), Some(wanted)) = (&argument.type_, element) else { continue };
        if !operators::may_become(lookup, type_, &wanted) {
            return None;
        }
        same += usize::from(signature_key(type_) == signature_key(&wanted));
        let is_text = infer::is_unknown(Some(type_)) && wanted.as_text() == Some("text");
        texts += usize::from(is_text);
    }
    let mut rest = inputs.iter().zip(&is_given).filter(|(_, is_given)| !**is_given);
    if rest.any(|(input, _)| input.default.is_none() && input.mode != Mode::Variadic) {
        return None;
    }
    Some((given.len() == inputs.len(), same, texts))
}
