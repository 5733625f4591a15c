//! What a merge is to be like, and what was decided about its conflicts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How the target gets what the source did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DdlMergeStrategy {
    /// By the source's own statements, rewritten where the target calls things otherwise.
    #[default]
    DdlReplay,
    /// By the least DDL that takes the target's schema to the merged one.
    SchemaDiff,
}

/// What becomes of a doubt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MergeMode {
    /// It is a conflict.
    Strict,
    /// It is a warning. The default: what may cost rows, or hides what one side did, is a conflict in
    /// either mode; a doubt is over the order of an enum's values, a name that nobody chose, a statement whose
    /// effects are not all known, a text that speaks of what is gone.
    #[default]
    Lenient,
}

/// What was decided about a conflict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Resolution {
    /// The source is right.
    Source,
    /// The target is right.
    Target,
    /// Both are, one after the other.
    Both,
    /// Neither: these statements say what is.
    Sql(String),
}

/// What a merge is to be like.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeOptions {
    /// How the target gets what the source did.
    pub strategy: DdlMergeStrategy,
    /// What becomes of a doubt.
    pub mode: MergeMode,
    /// What was decided, by the conflict's id.
    pub resolutions: BTreeMap<String, Resolution>,
}
