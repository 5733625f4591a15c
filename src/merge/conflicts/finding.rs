//! A conflict as it is found: by objects and evidence, before it is put into words and texts.

use super::conflict::{ConflictClass, DdlConflictType};
use crate::catalog::ObjectId;
use crate::merge::sides::Who;
use crate::merge::sides::described::Described;
use crate::merge::sides::side::Evidence;
use crate::sorted::sorted;
use crate::sql::Span;

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
    /// The names by which whole statements are shown, and of which side they are.
    pub(crate) marks: Vec<(Who, Evidence, Span)>,
    /// Whether the target alone can be right, since what it did is not taken back: rows are there.
    pub(crate) is_lasting: bool,
}

impl Finding {
    /// Returns a finding over an object, with the coarse type that its class has by itself.
    pub(crate) fn new(object: Described, class: ConflictClass, explanation: String) -> Finding {
        let conflict_type = class.coarse();
        let (id, attribute, source, target) = (None, None, Vec::new(), Vec::new());
        let (marks, is_lasting) = (Vec::new(), false);
        Finding {
            object,
            id,
            conflict_type,
            class,
            attribute,
            explanation,
            source,
            target,
            marks,
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

    /// Adds the name by which a statement is shown that is evidence as a whole.
    pub(crate) fn mark(&mut self, who: Who, by: Evidence, name: Option<Span>) {
        self.marks.extend(name.map(|name| (who, by, name)));
    }

    /// Returns the part of a statement that is shown as evidence.
    pub(crate) fn shown(&self, who: Who, by: &Evidence) -> Span {
        let marked = self.marks.iter().find(|(of, marked, _)| (of, marked) == (&who, by));
        marked.map_or(by.span, |(_, _, name)| *name)
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
