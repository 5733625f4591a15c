//! Which of PostgreSQL's own functions or operators of one name is meant.
//!
//! The rules are those of `func_select_candidate` and `check_generic_type_consistency` in PostgreSQL's
//! `src/backend/parser`. Never in it: what the schema itself makes.

use std::borrow::Cow;

use crate::catalog::types::signatures::{self, Element, Signature, Type, cast_changes, has_cast};
use crate::catalog::value::Value;

/// A signature of the table, or one that has as many inputs as are given.
type Candidate = Cow<'static, Signature>;

/// What a name and its arguments mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// It can't be told.
    Open,
    /// No signature takes the arguments.
    Missing,
    /// Several do, and none better than the others.
    Several,
    One(Chosen),
}

/// What a call or an operation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    /// What it takes, an input for each argument.
    pub(super) inputs: Vec<Type>,
    /// What it gives, if that follows.
    pub(super) returns: Option<Type>,
    /// Whether its inputs are of the very types of the arguments.
    pub(super) is_exact: bool,
    /// Whether it, or what brings an argument to its input, is not immutable.
    pub(super) changes: bool,
}

/// Returns what a call means, given its arguments' types as far as they are known, and whether the last is the list of
/// a `VARIADIC` one.
pub(super) fn function(name: &str, given: &[Option<Type>], is_list: bool) -> Choice {
    let Some(all) = signatures::of(name) else { return Choice::Open };
    let filled = |signature| filled(signature, given.len(), is_list);
    chosen(&mut all.iter().filter_map(filled), given)
}

/// Returns what a call means of which the arguments from a place on are given by name: no signature says which is which.
pub(super) fn by_name(name: &str, given: &[Option<Type>], first: usize) -> Choice {
    let Some(all) = signatures::of(name) else { return Choice::Open };
    let may_be = |from: Option<Type>, to: &Type| from.is_none_or(|from| becomes(from, *to));
    let may_take = all.iter().any(|Signature { inputs, .. }| {
        given.iter().enumerate().all(|(place, from)| match place < first {
            true => inputs.get(place).is_some_and(|to| may_be(*from, to)),
            false => inputs.iter().skip(first).any(|to| may_be(*from, to)),
        })
    });
    if may_take { Choice::Open } else { Choice::Missing }
}

/// Returns what an operation means; a literal is of the other side's type if an operator takes it so.
pub(super) fn operator(symbol: &str, given: &[Option<Type>]) -> Choice {
    let Some(all) = signatures::of(symbol) else { return Choice::Open };
    if let [Some(left), Some(right)] = *given
        && (left == Type::UNKNOWN) != (right == Type::UNKNOWN)
    {
        let known = if left == Type::UNKNOWN { right } else { left };
        let same = all.iter().find(|signature| signature.inputs == [known, known]);
        if let Some(same) = same {
            return Choice::One(Chosen::of(same, &[known, known]));
        }
    }
    let all = all.iter().filter(|signature| signature.inputs.len() == given.len());
    chosen(&mut all.map(Cow::Borrowed), given)
}

/// Tells whether an operation means nothing: [`operator`] tells more, which takes longer.
pub(super) fn is_missing(symbol: &str, given: &[Option<Type>]) -> bool {
    let may_be = |one: &&Signature| one.inputs.len() == given.len() && takes(one, given);
    // Most operations are between values of one type, or a value and a literal.
    let is_likely =
        |one: &&Signature| one.inputs.iter().zip(given).any(|(to, from)| *from == Some(*to));
    signatures::of(symbol).is_some_and(|all| {
        !all.iter().filter(is_likely).any(|one| may_be(&one)) && !all.iter().any(|one| may_be(&one))
    })
}

/// Tells whether arguments become what a signature takes without being asked.
fn takes(signature: &Signature, given: &[Option<Type>]) -> bool {
    let pairs = || signature.inputs.iter().zip(given);
    pairs().all(|(to, from)| from.is_none_or(|from| becomes(from, *to)))
        && Generic::of(signature, given).is_some()
}

/// Returns what `AT TIME ZONE` means, its inputs as it is written: the function behind it takes the zone first.
pub(super) fn at_time_zone(moment: Option<Type>, zone: Option<Type>) -> Choice {
    let mut meant = function("timezone", &[zone, moment], false);
    if let Choice::One(chosen) = &mut meant {
        chosen.inputs.reverse();
    }
    meant
}

/// Returns what a call of one of the schema's own routines means, given what each of them takes.
pub(super) fn among(all: Vec<Vec<Type>>, given: &[Type]) -> Choice {
    let given: Vec<Option<Type>> = given.iter().copied().map(Some).collect();
    let candidate = |inputs| Cow::Owned(Signature { inputs, ..Signature::default() });
    chosen(&mut all.into_iter().map(candidate), &given)
}

/// Returns a signature with as many inputs as are given.
fn filled(signature: &'static Signature, count: usize, is_list: bool) -> Option<Candidate> {
    if signature.inputs.len() == count && !signature.is_variadic {
        return Some(Cow::Borrowed(signature));
    }
    let mut signature = signature.clone();
    let most = signature.inputs.len();
    if signature.is_variadic && !is_list {
        let mut last = signature.inputs.pop()?;
        last.is_array = false;
        let element = match last.letter() {
            Some(b'g') => Type::built_in(b'e'),
            Some(b'p') => Type::built_in(b'o'),
            _ => last,
        };
        signature.inputs.resize(count.max(most), element);
    }
    let least = signature.inputs.len().checked_sub(signature.optional)?;
    if !(least..=signature.inputs.len()).contains(&count) {
        return None;
    }
    signature.inputs.truncate(count);
    Some(Cow::Owned(signature))
}

fn chosen(all: &mut dyn Iterator<Item = Candidate>, given: &[Option<Type>]) -> Choice {
    let mut candidates = Vec::new();
    for one in all {
        let is_exact = |(to, from): (&Type, &Option<Type>)| Some(*to) == *from;
        if one.inputs.iter().zip(given).all(is_exact) {
            return Choice::One(Chosen::of(&one, &one.inputs));
        }
        if takes(&one, given) {
            candidates.push(one);
        }
    }
    if candidates.is_empty() {
        return Choice::Missing;
    }
    let Some(given) = given.iter().copied().collect::<Option<Vec<Type>>>() else {
        return match &candidates[..] {
            [one] => Choice::One(Chosen { is_exact: false, ..Chosen::of(one, &[]) }),
            _ => Choice::Open,
        };
    };
    match select(candidates, &given) {
        Some(one) => Choice::One(Chosen::of(&one, &given)),
        None => Choice::Several,
    }
}

/// Returns the candidate that PostgreSQL prefers.
fn select(candidates: Vec<Candidate>, given: &[Type]) -> Option<Candidate> {
    let is_known = |type_: Type| type_ != Type::UNKNOWN;
    let matches = |one: &Candidate, prefers: bool| {
        let pairs = one.inputs.iter().zip(given).filter(|(_, from)| is_known(**from));
        let counts = |(to, from): &(&Type, &Type)| {
            to == from || prefers && to.is_preferred() && to.category() == from.category()
        };
        pairs.filter(counts).count()
    };
    let candidates = best(candidates, |one| matches(one, false));
    let mut candidates = best(candidates, |one| matches(one, true));
    if candidates.len() > 1 {
        for (place, _) in given.iter().enumerate().filter(|(_, from)| !is_known(**from)) {
            candidates = of_category(candidates, place);
        }
    }
    if candidates.len() > 1 {
        let mut known = given.iter().copied().filter(|from| is_known(*from));
        let first = known.next()?;
        if known.any(|other| other != first) || given.iter().all(|from| is_known(*from)) {
            return None;
        }
        let given: Vec<Option<Type>> = given.iter().map(|_| Some(first)).collect();
        candidates.retain(|one| {
            one.inputs.iter().all(|to| becomes(first, *to)) && Generic::of(one, &given).is_some()
        });
    }
    let mut candidates = candidates.into_iter();
    candidates.next().filter(|_| candidates.next().is_none())
}

fn best(mut candidates: Vec<Candidate>, score: impl Fn(&Candidate) -> usize) -> Vec<Candidate> {
    let most = candidates.iter().map(&score).max();
    candidates.retain(|one| Some(score(one)) == most);
    candidates
}

/// Keeps what takes a literal as a text, if any does; else what takes it as the one category that all take it as.
fn of_category(candidates: Vec<Candidate>, place: usize) -> Vec<Candidate> {
    let at = |one: &Candidate| one.inputs.get(place).copied();
    let category = |one: &Candidate| at(one).map(Type::category);
    let first = candidates.first().and_then(category);
    let wanted = match candidates.iter().any(|one| category(one) == Some(b'S')) {
        true => Some(b'S'),
        false if candidates.iter().all(|one| category(one) == first) => first,
        false => return candidates,
    };
    let is_preferred = |one: &Candidate| at(one).is_some_and(Type::is_preferred);
    let prefers = candidates.iter().any(|one| category(one) == wanted && is_preferred(one));
    let mut candidates = candidates;
    candidates.retain(|one| category(one) == wanted && (!prefers || is_preferred(one)));
    candidates
}

/// Tells whether a value becomes one of another type without being asked.
pub(super) fn becomes(from: Type, to: Type) -> bool {
    if from == to || from == Type::UNKNOWN || has_cast("(implicit)", from, to) {
        return true;
    }
    let is_multirange =
        || from.value().is_some_and(|it| it.as_text().is_some_and(|it| it.ends_with("multirange")));
    match to.letter() {
        Some(b'a' | b'e' | b'o') => true,
        Some(b'f') => !from.is_array,
        Some(b'g' | b'p') => from.is_array || from.category() == b'A',
        Some(b'h') => from.category() == b'E',
        Some(b'j') => from.category() == b'R' && !is_multirange(),
        Some(b'k') => {
            from.category() == b'R' && (is_multirange() || matches!(from.element, Element::Own(..)))
        }
        Some(b'R') => from.category() == b'C',
        _ if from.is_array && to.is_array => {
            let element = |type_: Type| Type { is_array: false, ..type_ };
            has_cast("(implicit)", element(from), element(to))
        }
        _ => false,
    }
}

/// Tells whether a value of one type is made one of another when that is asked for; any text is read, and written.
pub(super) fn can_be_cast(from: Type, to: Type) -> bool {
    let has_any = || {
        let contexts = ["(assignment)", "(explicit)"];
        contexts.iter().any(|context| has_cast(context, from, to))
    };
    let element = |type_: Type| Type { is_array: false, ..type_ };
    match (from.is_array, to.is_array) {
        (true, true) => can_be_cast(element(from), element(to)),
        _ if from.is_text() || to.is_text() || becomes(from, to) || has_any() => true,
        // Rows, and ranges of the schema's own and their sets, are not told apart here.
        _ => {
            let is_open = |type_: Type| matches!(type_.category(), b'C' | b'P' | b'R' | b'X');
            is_open(from) && is_open(to)
        }
    }
}

/// What stands for the types that a signature leaves open.
#[derive(Default)]
struct Generic {
    element: Option<Type>,
    range: Option<Type>,
    common: Option<Type>,
    /// Whether something of the schema's own, or nothing that is known, decides.
    is_open: bool,
}

impl Generic {
    /// Returns what arguments decide; nothing if they don't go together.
    fn of(signature: &Signature, given: &[Option<Type>]) -> Option<Generic> {
        let mut generic = Generic::default();
        for (to, from) in signature.inputs.iter().zip(given) {
            match (*from, to.letter()) {
                (Some(Type::UNKNOWN), _) | (Some(_), None) => {}
                (None, _) => generic.is_open = true,
                (Some(from), Some(letter)) => generic.take(letter, from)?,
            }
        }
        Some(generic)
    }

    fn take(&mut self, letter: u8, from: Type) -> Option<()> {
        let inner = Type { is_array: false, ..from };
        match letter {
            b'e' | b'f' | b'h' => agree(&mut self.element, from),
            b'g' => agree(&mut self.element, inner),
            b'o' => self.widen(from),
            b'p' => self.widen(inner),
            b'j' => {
                agree(&mut self.range, from)?;
                match subtype(from) {
                    Some(subtype) => agree(&mut self.element, subtype),
                    None => {
                        self.is_open = true;
                        Some(())
                    }
                }
            }
            b'k' => {
                self.is_open = true;
                Some(())
            }
            _ => Some(()),
        }
    }

    fn widen(&mut self, from: Type) -> Option<()> {
        let common = *self.common.get_or_insert(from);
        if becomes(common, from) && !(becomes(from, common) && common.is_preferred()) {
            self.common = Some(from);
        } else if !becomes(from, common) {
            return None;
        }
        Some(())
    }

    fn returned(&self, signature: &Signature) -> Option<Type> {
        let array = |type_: Option<Type>| {
            type_.filter(|type_| !type_.is_array).map(|type_| Type { is_array: true, ..type_ })
        };
        let returns = signature.returns?;
        match returns.letter() {
            Some(b'e' | b'f' | b'h' | b'j' | b'k' | b'g' | b'o' | b'p') if self.is_open => None,
            Some(b'e' | b'f' | b'h') => self.element,
            Some(b'g') => array(self.element),
            Some(b'o') => self.common,
            Some(b'p') => array(self.common),
            Some(b'j') => self.range,
            Some(b'k' | b'R' | b'a') => None,
            _ => Some(returns),
        }
    }
}

fn agree(so_far: &mut Option<Type>, type_: Type) -> Option<()> {
    (*so_far.get_or_insert(type_) == type_).then_some(())
}

/// Returns the type of a range's bounds: what the function of its name takes.
fn subtype(range: Type) -> Option<Type> {
    let name = Type { is_array: false, ..range }.value()?;
    signatures::of(name.as_text()?)?.first()?.inputs.first().copied()
}

impl Choice {
    /// Tells whether what is meant, or each of several that may be, is not immutable.
    pub(super) fn changes(&self, name: &str) -> bool {
        match self {
            Choice::One(chosen) => chosen.changes,
            Choice::Missing => false,
            Choice::Open | Choice::Several => {
                signatures::of(name).is_some_and(|all| all.iter().all(|one| one.changes))
            }
        }
    }

    /// Tells whether a function is meant that takes the very types of the arguments.
    pub(super) fn is_exact(&self) -> bool {
        matches!(self, Choice::One(chosen) if chosen.is_exact)
    }

    /// Returns the type of what is given back, if it follows.
    pub(super) fn returns(&self) -> Option<Value> {
        match self {
            Choice::One(chosen) => chosen.returns?.value(),
            _ => None,
        }
    }
}

impl Chosen {
    fn of(signature: &Signature, given: &[Type]) -> Chosen {
        let is_exact = signature.inputs == given;
        let given: Vec<Option<Type>> = given.iter().copied().map(Some).collect();
        let mut generic = Generic::of(signature, &given).unwrap_or_default();
        generic.is_open |= given.is_empty() && !signature.inputs.is_empty();
        let returns = generic.returned(signature);
        let brought = given.iter().flatten().zip(&signature.inputs);
        let changes =
            signature.changes || brought.into_iter().any(|(from, to)| cast_changes(*from, *to));
        Chosen { inputs: signature.inputs.clone(), returns, is_exact, changes }
    }
}
