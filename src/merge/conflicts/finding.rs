//! A conflict as it is found: by objects and evidence, before it is put into words and texts.

use super::conflict::{ConflictClass, DdlConflictType};
use crate::catalog::{Catalog, ObjectId};
use crate::merge::sides::side::Evidence;
use crate::sorted::sorted;
use crate::sql::DdlObjectType;

/// A conflict, as found.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// The object.
    pub(crate) object: Described,
    /// The object's identity; nothing for what is known by its name alone.
    pub(crate) id: Option<ObjectId>,
    /// The coarse type.
    pub(crate) conflict_type: DdlConflictType,
    /// The class.
    pub(crate) class: ConflictClass,
    /// The attribute concerned.
    pub(crate) attribute: Option<String>,
    /// The conflict in plain words.
    pub(crate) explanation: String,
    /// What the source did.
    pub(crate) source: Vec<Evidence>,
    /// What the target did.
    pub(crate) target: Vec<Evidence>,
    /// Whether the target alone can be right, since what it did is not taken back: rows are there.
    pub(crate) is_lasting: bool,
}

/// One of the two branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    /// The branch merged from.
    Source,
    /// The branch merged into.
    Target,
}

impl Who {
    /// Returns the other branch.
    pub(crate) fn other(self) -> Who {
        match self {
            Who::Source => Who::Target,
            Who::Target => Who::Source,
        }
    }
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Who::Source => "the source",
            Who::Target => "the target",
        })
    }
}

impl Finding {
    /// Returns a finding over an object, with the coarse type that its class has by itself.
    pub(crate) fn new(object: Described, class: ConflictClass, explanation: String) -> Finding {
        let conflict_type = class.coarse();
        let (id, attribute, source, target) = (None, None, Vec::new(), Vec::new());
        let is_lasting = false;
        Finding {
            object,
            id,
            conflict_type,
            class,
            attribute,
            explanation,
            source,
            target,
            is_lasting,
        }
    }

    /// Names the object by its identity.
    pub(crate) fn of(mut self, id: ObjectId) -> Finding {
        self.id = Some(id);
        self
    }

    /// Adds what each side did, in the order of the statements.
    pub(crate) fn shown_by(mut self, source: Vec<Evidence>, target: Vec<Evidence>) -> Finding {
        (self.source, self.target) = (source, target);
        self.with_evidence_in_order()
    }

    /// Returns the same with what each side did in the order of the statements.
    pub(crate) fn with_evidence_in_order(mut self) -> Finding {
        self.source = in_order(self.source);
        self.target = in_order(self.target);
        self
    }

    /// Adds what a side did, and what the other did.
    pub(crate) fn shown_from(self, who: Who, own: Vec<Evidence>, other: Vec<Evidence>) -> Finding {
        match who {
            Who::Source => self.shown_by(own, other),
            Who::Target => self.shown_by(other, own),
        }
    }

    /// Names the attribute concerned.
    pub(crate) fn over(mut self, attribute: &str) -> Finding {
        self.attribute = Some(attribute.to_owned());
        self
    }
}

/// Returns each statement once, at its first place, in order.
fn in_order(evidence: Vec<Evidence>) -> Vec<Evidence> {
    let mut evidence = sorted(evidence, Evidence::cmp);
    evidence.dedup_by_key(|one| one.statement);
    evidence
}

/// An object as people know it; it prints as "materialized view sums".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Described {
    /// What it is.
    pub(crate) kind: DdlObjectType,
    /// Its name.
    pub(crate) name: String,
}

impl Described {
    /// Returns an object of a catalog as people know it: `app.users`, `users.email`, `touch on users`.
    pub(crate) fn of(catalog: &Catalog, id: ObjectId) -> Described {
        let Some(object) = catalog.get(id) else {
            return Described { kind: DdlObjectType::Unknown, name: String::new() };
        };
        let designation = (object.kind.designation)(catalog, object);
        Described { kind: object.object_type(), name: name_in(&designation) }
    }
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
