//! The account of a conflict.

use serde::Serialize;

use crate::ids::DdlId;
use crate::merge::options::{MergeOptions, Resolution};
use crate::sql::{DdlObjectType, Position, Span};

/// How two branches disagree, coarsely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum DdlConflictType {
    /// Both changed it, differently.
    BothModified,
    /// Both created it, differently.
    BothCreated,
    /// One dropped it, the other changed or needs it.
    DroppedVsModified,
    /// Two changes that can't hold together.
    IncompatibleAlter,
}

/// How two branches disagree, finely. The rules, with an example of each that runs as a test, stand in
/// `docs/conflicts.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub enum ConflictClass {
    /// One drops the object, the other alters it.
    DropVsModify,
    /// One drops the object, the other makes something that needs it.
    DropVsReference,
    /// The same name, with different definitions.
    BothCreated,
    /// The same attribute, with different values.
    BothModified,
    /// Two kinds of object under one name of one namespace.
    NamespaceCollision,
    /// One object, two new names.
    DivergentRename,
    /// `CREATE OR REPLACE` on both sides: the last writer would win.
    SilentOverwrite,
    /// `IF NOT EXISTS` that would hide a different object.
    SilentSkip,
    /// Dropped and created again on one side, altered on the other.
    IdentityReplaced,
    /// Two changes that can't hold together.
    IncompatibleAlter,
    /// Two names that are one after 63 bytes.
    IdentifierRules,
    /// Two partitions for the same rows.
    PartitionOverlap,
    /// A result that depends on whose statements come first.
    OrderDependent,
    /// A comment on what the other side drops.
    DropVsMetadata,
    /// A body that is text speaks of what the other side drops, renames or moves.
    HiddenDependency,
    /// Both sides together open or close more rows than each alone.
    SecurityReview,
    /// A statement whose effects are not known, or not all of them.
    Unknown,
}

/// How much something weighs, the heaviest first; in strict mode all of it is a conflict.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Weight {
    /// It can't be merged as it stands.
    Conflict,
    /// It may not be meant so, or not all of it is known: in lenient mode it is merged, and someone should look at it.
    Doubt,
    /// In lenient mode it is merged, and told.
    Note,
}

impl ConflictClass {
    /// Returns the coarse type of a conflict of this class over an object that was there before.
    pub(crate) fn coarse(self) -> DdlConflictType {
        match self {
            ConflictClass::DropVsModify
            | ConflictClass::DropVsReference
            | ConflictClass::IdentityReplaced => DdlConflictType::DroppedVsModified,
            ConflictClass::BothCreated
            | ConflictClass::NamespaceCollision
            | ConflictClass::IdentifierRules
            | ConflictClass::SilentSkip => DdlConflictType::BothCreated,
            ConflictClass::BothModified
            | ConflictClass::DivergentRename
            | ConflictClass::SilentOverwrite
            | ConflictClass::OrderDependent
            | ConflictClass::SecurityReview
            | ConflictClass::Unknown => DdlConflictType::BothModified,
            ConflictClass::DropVsMetadata | ConflictClass::HiddenDependency => {
                DdlConflictType::DroppedVsModified
            }
            ConflictClass::IncompatibleAlter | ConflictClass::PartitionOverlap => {
                DdlConflictType::IncompatibleAlter
            }
        }
    }

    /// Returns what a conflict of this class is, in a sentence.
    pub fn meaning(self) -> &'static str {
        match self {
            ConflictClass::DropVsModify => "One side drops the object, the other alters it.",
            ConflictClass::DropVsReference => {
                "One side drops the object, the other makes something that needs it."
            }
            ConflictClass::BothCreated => "Both sides make it, with different definitions.",
            ConflictClass::BothModified => "Both sides change the same attribute, differently.",
            ConflictClass::NamespaceCollision => "Two objects take one name of one namespace.",
            ConflictClass::DivergentRename => "Each side gives the object another new name.",
            ConflictClass::SilentOverwrite => "Both sides replace it: the last would win.",
            ConflictClass::SilentSkip => "IF NOT EXISTS would hide a different object.",
            ConflictClass::IdentityReplaced => {
                "One side drops it and makes it again, the other alters it."
            }
            ConflictClass::IncompatibleAlter => "Two changes can't hold together.",
            ConflictClass::IdentifierRules => {
                "Two names are one by PostgreSQL's rules for identifiers."
            }
            ConflictClass::PartitionOverlap => "Two partitions take the same rows.",
            ConflictClass::OrderDependent => "The result depends on whose statements come first.",
            ConflictClass::DropVsMetadata => "A comment on what the other side drops.",
            ConflictClass::HiddenDependency => {
                "A body that is text speaks of what the other side drops, renames or moves."
            }
            ConflictClass::SecurityReview => {
                "Both sides together open or close more rows than each alone."
            }
            ConflictClass::Unknown => "A statement whose effects are not all known.",
        }
    }

    /// Returns how much a finding of this class weighs.
    pub(crate) fn weight(self) -> Weight {
        match self {
            ConflictClass::OrderDependent
            | ConflictClass::HiddenDependency
            | ConflictClass::SecurityReview
            | ConflictClass::Unknown => Weight::Doubt,
            ConflictClass::DropVsMetadata => Weight::Note,
            _ => Weight::Conflict,
        }
    }

    /// Returns the ways to decide a conflict of this class, besides SQL of one's own.
    pub(crate) fn resolutions(self) -> &'static [&'static str] {
        match (self, self.weight()) {
            // No side is right about what is not known.
            (ConflictClass::Unknown, _) => &["both"],
            (_, Weight::Conflict) => &["source", "target"],
            _ => &["source", "target", "both"],
        }
    }
}

/// One statement that takes part in a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ConflictSide {
    /// The entry.
    pub ddl_id: DdlId,
    /// The statement's text.
    pub statement: String,
    /// The part of the text that matters, in bytes from its start.
    pub span: Span,
    /// The place of that part in the text.
    pub position: Position,
}

/// What two branches did to one object that can't be merged as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DdlConflict {
    /// What the conflict is called when it is resolved: the same each time these branches are compared.
    pub id: String,
    /// What the object is.
    pub object_type: DdlObjectType,
    /// Its name in the base, or the new name where the base has none.
    pub object_name: String,
    /// The coarse type.
    pub conflict_type: DdlConflictType,
    /// The finer class.
    pub class: ConflictClass,
    /// The attribute concerned, such as "type" or "default", where it is one.
    pub attribute: Option<String>,
    /// The conflict in one line of plain words.
    pub explanation: String,
    /// What the base says there, if something: an attribute's value, or the statements that make the object.
    pub base: Option<String>,
    /// The resolutions on offer, besides SQL of one's own: `source`, `target`, `both`.
    pub resolutions: &'static [&'static str],
    /// The text of the source's first statement concerned; empty where a doubt is over the target's alone.
    pub source_ddl: String,
    /// The text of the target's first statement concerned, where there is one.
    pub target_ddl: Option<String>,
    /// The source's statements concerned, in order.
    pub source: Vec<ConflictSide>,
    /// The target's statements concerned, in order.
    pub target: Vec<ConflictSide>,
}

/// What is merged, and should be looked at all the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MergeWarning {
    /// What it is about.
    pub class: ConflictClass,
    /// What the object is.
    pub object_type: DdlObjectType,
    /// Its name.
    pub object_name: String,
    /// The matter in one line of plain words.
    pub explanation: String,
    /// The source's statements concerned, in order.
    pub source: Vec<ConflictSide>,
    /// The target's statements concerned, in order.
    pub target: Vec<ConflictSide>,
}

impl MergeWarning {
    /// Returns a warning of what is not known, over no object in particular.
    pub(crate) fn of_unknown(explanation: String) -> MergeWarning {
        MergeWarning {
            class: ConflictClass::Unknown,
            object_type: DdlObjectType::Unknown,
            object_name: String::new(),
            explanation,
            source: Vec::new(),
            target: Vec::new(),
        }
    }

    /// Tells whether another is of the same class, about the same.
    pub(crate) fn is_like(&self, other: &MergeWarning) -> bool {
        let about = |one: &MergeWarning| (one.class, one.object_type, one.object_name.clone());
        about(self) == about(other)
    }

    /// Returns the same as a conflict, over an attribute if it is over one; it is called by what it is and what
    /// it is about.
    pub(crate) fn into_conflict(self, attribute: Option<String>) -> DdlConflict {
        let MergeWarning { class, object_type, object_name, explanation, source, target } = self;
        let about = attribute.as_deref().unwrap_or_default();
        let id = format!("{class:?} {} {object_name} {about}", object_type.as_str());
        let mut conflict = DdlConflict {
            id: id.trim_end().to_owned(),
            object_type,
            object_name,
            conflict_type: class.coarse(),
            class,
            attribute,
            explanation,
            base: None,
            resolutions: class.resolutions(),
            source_ddl: String::new(),
            target_ddl: None,
            source: Vec::new(),
            target: Vec::new(),
        };
        conflict.show(source, target);
        conflict
    }
}

impl DdlConflict {
    /// Points at the statements concerned.
    pub(crate) fn show(&mut self, source: Vec<ConflictSide>, target: Vec<ConflictSide>) {
        let first = |side: &[ConflictSide]| side.first().map(|side| side.statement.clone());
        self.source_ddl = first(&source).unwrap_or_default();
        self.target_ddl = first(&target);
        (self.source, self.target) = (source, target);
    }

    /// Tells it from others of its name, of which there are so many before it.
    pub(crate) fn number(&mut self, before: usize) {
        if before > 0 {
            self.id.push_str(&format!(" #{}", before + 1));
        }
    }

    /// Returns what was decided about it, if that is on offer.
    pub(crate) fn decided<'a>(&self, options: &'a MergeOptions) -> Option<&'a Resolution> {
        let resolution = options.resolutions.get(&self.id)?;
        let name = match resolution {
            Resolution::Source => "source",
            Resolution::Target => "target",
            Resolution::Both => "both",
            Resolution::Sql(_) => return Some(resolution),
        };
        self.resolutions.contains(&name).then_some(resolution)
    }
}
