//! What PostgreSQL's own functions, operators and casts take and give.
//!
//! They are read from `signatures.txt`, which `tests/postgres/built-in-functions.mjs` writes: a line a type (its letter,
//! its category, whether it is preferred there, its name), then a line a name with its signatures; a `~` or a `!` behind
//! one says that it is not immutable. A function that no definition calls is not in it; one that is has all its
//! signatures. Never in it: which one a call means (see `resolve`).

use std::sync::{LazyLock, OnceLock};

use super::casts;
use crate::catalog::kinds::{composite_type, enum_type, range_type};
use crate::catalog::state::Catalog;
use crate::catalog::value::{Form, Value};
use crate::catalog::{ObjectId, types};
use crate::map::Map;

static TABLE: &str = include_str!("signatures.txt");

/// The table, read once, to be looked up.
struct Table {
    /// The lines of types, by their names.
    types: Map<&'static str, &'static str>,
    /// The same, by their letters.
    letters: Map<u8, &'static str>,
    /// What stands behind each other name: the text, and the signatures once someone has asked for them.
    names: Map<&'static str, (&'static str, OnceLock<Vec<Signature>>)>,
    /// The casts: of two types there is one at most.
    casts: Map<(Written, Written), Cast>,
}

/// A type as a signature has it: the letter, and behind it whether it is an array. As one number it is compared at once.
type Written = u16;

fn written(is_array: bool, letter: u8) -> Written {
    Written::from(letter) << 1 | Written::from(is_array)
}

/// What makes a value of one type one of another.
struct Cast {
    /// When it is made: `(implicit)`, `(assignment)`, `(explicit)`.
    context: &'static str,
    /// See [`Signature::changes`].
    changes: bool,
}

static READ: LazyLock<Table> = LazyLock::new(|| {
    let (types, names) = TABLE.split_once("\n\n").unwrap_or_default();
    let types = types.lines().filter_map(|line| Some((line.get(3..)?, line)));
    let types: Map<&str, &str> = types.collect();
    let letters = types.values().filter_map(|line| Some((line.bytes().next()?, *line))).collect();
    let names = names.lines().filter_map(|line| line.split_once(' '));
    let contexts = names.clone().filter(|(name, _)| name.starts_with('('));
    let casts = contexts
        .flat_map(|(context, casts)| casts.split(' ').filter_map(move |text| cast(context, text)));
    let casts = casts.collect();
    let names = names.map(|(name, text)| (name, (text, OnceLock::new()))).collect();
    Table { types, letters, names, casts }
});

/// Reads a cast, `i>l` or `t>[c~`.
fn cast(context: &'static str, text: &str) -> Option<((Written, Written), Cast)> {
    let marks = ['~', '!'];
    let (from, to) = text.trim_end_matches(marks).split_once('>')?;
    let read = |text: &str| Some(written(text.starts_with('['), text.bytes().last()?));
    Some(((read(from)?, read(to)?), Cast { context, changes: text.ends_with(marks) }))
}

/// A type as signatures tell it from others: without modifiers, of a domain the type below.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Type {
    pub(crate) element: Element,
    pub(crate) is_array: bool,
}

/// What a type is, or is an array of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Element {
    /// A type of every database, by its letter.
    BuiltIn(u8),
    /// A type of the schema's own, and its category.
    Own(ObjectId, u8),
}

/// What a function or an operator takes and gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) inputs: Vec<Type>,
    /// How many of the last inputs need not be given.
    pub(crate) optional: usize,
    /// Whether the last input may be given any number of times.
    pub(crate) is_variadic: bool,
    pub(crate) returns: Option<Type>,
    /// Whether the result may be another at another time, or in another session: it is not immutable.
    pub(crate) changes: bool,
}

impl Type {
    pub(crate) const UNKNOWN: Type = Type::built_in(b'X');
    pub(crate) const BOOLEAN: Type = Type::built_in(b'b');

    /// Returns the type of every database that has a letter.
    pub(crate) const fn built_in(letter: u8) -> Type {
        Type { element: Element::BuiltIn(letter), is_array: false }
    }

    /// Returns a type, if it is one that is known here.
    pub(crate) fn of(catalog: &Catalog, type_: &Value) -> Option<Type> {
        let base = types::without_modifiers(&casts::base_type(catalog, type_));
        let is_array = types::is_array(&base);
        if let Some(name) = base.as_text() {
            let name = match name.trim_end_matches("[]") {
                "bpchar" => "character",
                "\"bit\"" => "bit",
                name if name.starts_with("interval") => "interval",
                name => name,
            };
            let line = READ.types.get(name)?;
            return Some(Type { is_array, ..Type::built_in(*line.as_bytes().first()?) });
        }
        let own = catalog.get(base.objects().next()?)?;
        let category = match own.kind {
            _ if own.is(&enum_type::ENUM) => b'E',
            _ if own.is(&range_type::RANGE) => b'R',
            _ if own.is(&composite_type::COMPOSITE) => b'C',
            _ => return None,
        };
        Some(Type { element: Element::Own(own.id, category), is_array })
    }

    /// Returns the type as a column has it.
    pub(crate) fn value(self) -> Option<Value> {
        let mut value = match self.element {
            Element::BuiltIn(_) => Value::from(self.line()?.get(3..)?),
            Element::Own(id, _) => Value::name(id, Form::Qualified),
        };
        value.push_text(if self.is_array { "[]" } else { "" });
        Some(value)
    }

    /// Returns the category of `pg_type.typcategory`.
    pub(crate) fn category(self) -> u8 {
        let of_line = || self.line().and_then(|line| line.as_bytes().get(1).copied());
        match self.element {
            _ if self.is_array => b'A',
            Element::BuiltIn(_) => of_line().unwrap_or_default(),
            Element::Own(_, category) => category,
        }
    }

    /// Tells whether PostgreSQL prefers the type to others of its category.
    pub(crate) fn is_preferred(self) -> bool {
        !self.is_array && self.line().is_some_and(|line| line.get(2..3) == Some("+"))
    }

    /// Tells whether the type is one of texts.
    pub(crate) fn is_text(self) -> bool {
        self.category() == b'S'
    }

    /// Tells whether the type is one of numbers to count with.
    pub(crate) fn is_number(self) -> bool {
        matches!(self.letter(), Some(b's' | b'i' | b'l' | b'n' | b'r' | b'd'))
    }

    /// Returns the letter of a type of every database that is no array.
    pub(crate) fn letter(self) -> Option<u8> {
        match self.element {
            Element::BuiltIn(letter) if !self.is_array => Some(letter),
            _ => None,
        }
    }

    fn line(self) -> Option<&'static str> {
        let Element::BuiltIn(letter) = self.element else { return None };
        READ.letters.get(&letter).copied()
    }

    fn written(self) -> Option<Written> {
        let Element::BuiltIn(letter) = self.element else { return None };
        Some(written(self.is_array, letter))
    }
}

/// Tells whether values of one type become those of another: `(implicit)`, `(assignment)`, `(explicit)`.
pub(crate) fn has_cast(context: &str, from: Type, to: Type) -> bool {
    cast_between(from, to).is_some_and(|cast| cast.context == context)
}

fn cast_between(from: Type, to: Type) -> Option<&'static Cast> {
    READ.casts.get(&(from.written()?, to.written()?))
}

/// Tells whether a value of one type may become another of a second at another time, or in another session.
pub(crate) fn cast_changes(from: Type, to: Type) -> bool {
    cast_between(from, to).is_some_and(|cast| cast.changes)
}

/// Returns the signatures of a function or an operator; nothing if it is not in the table.
pub(crate) fn of(name: &str) -> Option<&'static [Signature]> {
    let (text, signatures) = READ.names.get(name)?;
    Some(signatures.get_or_init(|| text.split(' ').map(read).collect()))
}

/// Returns the type that all functions of a name return, if that does not depend on what they are given.
pub(crate) fn always_returned(name: &str) -> Option<Type> {
    let all = of(name)?;
    let returned = all.first()?.returns.filter(|returned| returned.category() != b'P')?;
    all.iter().all(|one| one.returns == Some(returned)).then_some(returned)
}

/// Reads a signature: `ni?b>n~`.
fn read(text: &str) -> Signature {
    let mut signature = Signature::default();
    let (mut is_array, mut is_result) = (false, false);
    for letter in text.bytes() {
        match letter {
            b'[' => is_array = true,
            b'?' => signature.optional += 1,
            b'*' => signature.is_variadic = true,
            b'>' => is_result = true,
            b'~' | b'!' => signature.changes = true,
            _ => {
                let type_ = Type { is_array, ..Type::built_in(letter) };
                is_array = false;
                match is_result {
                    true => signature.returns = Some(type_),
                    false => signature.inputs.push(type_),
                }
            }
        }
    }
    signature
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found() {
        let names = TABLE.lines().skip_while(|line| !line.is_empty()).skip(1);
        let names: Vec<_> = names.filter_map(|line| line.split_once(' ')).collect();
        assert!(names.len() > 500);
        let count = |name: &str| of(name).map(<[Signature]>::len);
        assert!(names.iter().all(|(name, rest)| count(name) == Some(rest.split(' ').count())));
        assert_eq!(count("no_such_function"), None);
    }

    #[test]
    fn what_changes_is_marked() {
        let changes = |name: &str| of(name).map(|all| all.iter().all(|one| one.changes));
        assert_eq!(changes("now"), Some(true));
        assert_eq!(changes("random"), Some(true));
        assert_eq!(changes("length"), Some(false));
        let (date, moment) = (Type::built_in(b'D'), Type::built_in(b'Z'));
        assert!(cast_changes(date, moment) && cast_changes(moment, date));
        assert!(!cast_changes(date, Type::built_in(b'z')));
    }

    #[test]
    fn what_is_always_returned_is_one_type() {
        let always = |name: &str| always_returned(name).and_then(Type::letter);
        assert_eq!(always("now"), Some(b'Z'));
        assert_eq!(always("count"), Some(b'l'));
        assert_eq!(always("abs"), None);
        assert_eq!(always("array_append"), None);
        assert_eq!(always("jsonb_to_record"), None);
    }

    #[test]
    fn letters_stand_for_types() {
        let named = |letter: u8| {
            Type::built_in(letter).value().and_then(|it| it.as_text().map(str::to_owned))
        };
        for (letter, name) in [
            (b'X', "unknown"),
            (b'a', "\"any\""),
            (b'e', "anyelement"),
            (b'g', "anyarray"),
            (b'f', "anynonarray"),
            (b'h', "anyenum"),
            (b'j', "anyrange"),
            (b'k', "anymultirange"),
            (b'o', "anycompatible"),
            (b'p', "anycompatiblearray"),
            (b'R', "record"),
            (b't', "text"),
        ] {
            assert_eq!(named(letter).as_deref(), Some(name));
        }
    }
}
