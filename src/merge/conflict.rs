//! The account of a conflict.

use serde::Serialize;

use crate::ids::DdlId;
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

/// How two branches disagree, finely. The list grows with the merge engine.
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
    /// Two partitions for the same rows.
    PartitionOverlap,
}

impl ConflictClass {
    /// Returns the coarse type of a conflict of this class over an object that was there before.
    pub(super) fn coarse(self) -> DdlConflictType {
        match self {
            ConflictClass::DropVsModify
            | ConflictClass::DropVsReference
            | ConflictClass::IdentityReplaced => DdlConflictType::DroppedVsModified,
            ConflictClass::BothCreated
            | ConflictClass::NamespaceCollision
            | ConflictClass::SilentSkip => DdlConflictType::BothCreated,
            ConflictClass::BothModified
            | ConflictClass::DivergentRename
            | ConflictClass::SilentOverwrite => DdlConflictType::BothModified,
            ConflictClass::IncompatibleAlter | ConflictClass::PartitionOverlap => {
                DdlConflictType::IncompatibleAlter
            }
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
    /// The text of the source's first statement concerned.
    pub source_ddl: String,
    /// The text of the target's first statement concerned, where there is one.
    pub target_ddl: Option<String>,
    /// The source's statements concerned, in order.
    pub source: Vec<ConflictSide>,
    /// The target's statements concerned, in order.
    pub target: Vec<ConflictSide>,
}
