//! Objects and attributes in plain words, as explanations have them.
//!
//! Never in it: the words of a conflict (see `conflicts`).

use crate::catalog::{Catalog, Object, ObjectId};
use crate::sql::DdlObjectType;

/// An object as people know it; it prints as "materialized view sums".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Described {
    /// What it is.
    pub(crate) kind: DdlObjectType,
    /// Its name.
    pub(crate) name: String,
}

impl Described {
    /// Returns an object of a catalog as people know it: `app.users`, `users.email`, `touch on users`; `users in feed`, what
    /// has its whole's designation.
    pub(crate) fn of(catalog: &Catalog, id: ObjectId) -> Described {
        let Some(object) = catalog.get(id) else {
            return Described { kind: DdlObjectType::Unknown, name: String::new() };
        };
        let own = object.designation(catalog);
        let is_the_whole_s = !object.kind.is_whole && catalog.designation(object.parent) == own;
        let subject = is_the_whole_s.then(|| subject(catalog, object)).flatten();
        let name = match subject {
            Some(subject) => format!("{} in {}", name_in(&subject), name_in(&own)),
            None => name_in(&own),
        };
        Described { kind: object.object_type(), name }
    }
}

/// Returns the designation of what a part of another says something about: the table that a publication has.
fn subject(catalog: &Catalog, part: &Object) -> Option<String> {
    let mut mentioned = part.attributes.values().flat_map(|value| value.objects());
    let whole = mentioned.find_map(|id| catalog.get(id).filter(|it| it.kind.is_whole))?;
    Some(whole.designation(catalog))
}

/// Returns the name in a designation, without the words before it, and without the schema that most
/// search paths make needless: `COLUMN public.users.id` → `users.id`.
fn name_in(designation: &str) -> String {
    let mut rest = designation;
    while let Some((word, after)) = rest.split_once(' ')
        && word.chars().all(|letter| letter.is_ascii_uppercase())
    {
        rest = after;
    }
    let (name, whole) = match rest.rsplit_once(" ON ") {
        Some((name, whole)) => (name, Some(whole.trim_start_matches("DOMAIN "))),
        None => (rest, None),
    };
    let bare = |name: &str| name.strip_prefix("public.").unwrap_or(name).to_owned();
    match whole {
        Some(whole) => format!("{} on {}", bare(name), bare(whole)),
        None => bare(name),
    }
}

impl std::fmt::Display for Described {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.kind, self.name.as_str()) {
            (DdlObjectType::Unknown, "") => f.write_str("statement"),
            (kind, "") => f.write_str(&words(kind)),
            (kind, name) => write!(f, "{} {name}", words(kind)),
        }
    }
}

/// Returns what an attribute is called in plain words, after "the".
pub(crate) fn in_words(attribute: &str) -> &str {
    match attribute {
        "deferrable" => "deferrability",
        "enabled" => "firing mode",
        "forced row security" => "row security of the owner",
        "generated" => "generation expression",
        "inherited" | "inherits" => "parents",
        "not null" => "NOT NULL",
        "not valid" => "validity",
        "partition of" => "partitioned table",
        "security label" => "label",
        "statistics" => "statistics target",
        "unique" => "uniqueness",
        "unlogged" => "logging",
        "using" => "USING condition",
        "with check" => "WITH CHECK condition",
        _ => attribute,
    }
}

/// Returns what a kind of object is called in plain words: `materialized view`.
fn words(kind: DdlObjectType) -> String {
    let mut words = String::new();
    for letter in kind.as_str().chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter.to_ascii_lowercase());
    }
    words
}
