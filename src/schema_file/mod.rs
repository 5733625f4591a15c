//! A committed schema file (`schema.sql`, a `pg_dump`, Rails' `structure.sql`), merged as git merges files.
//!
//! The schemas are merged by [`crate::merge`]; here the texts follow: each file is read as blocks (`read`),
//! a block being a statement with what stands before it; blocks are the same where they make or change the
//! same thing. All blocks have their place in the merged file (`order`, `sorting`), and each becomes one
//! text (`weave`, `lists`, `mixed`, `gaps`; `fitting` where one follows from another) or a place where someone has to
//! decide (`markers`). What is not changed stays byte for byte, but for line ends (`line_ends`).
//!
//! What comes out is read again (`right`): outside of the markers it makes the merged schema, or else all that
//! differs is marked. Never in it: IO; what is a conflict.

mod fitting;
mod gaps;
mod line_ends;
mod lists;
mod markers;
mod mixed;
mod order;
mod read;
mod right;
mod sorting;
mod versions;
mod weave;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::merge::{
    ConflictSide, DdlConflict, MergeForm, MergeOptions, MergeText, MergeTexts, Plan, plan_texts,
    statements,
};
use crate::sorted::gathered;
use crate::sql::{SqlError, Statement};
use lists::Wording;
pub use markers::Markers;
use read::{Block, File};
use sorting::Sorting;
use versions::Versions;
use weave::Woven;

/// A merged file.
#[derive(Debug)]
pub struct MergedFile {
    /// Its text, with markers where someone has to decide.
    pub text: String,
    /// How many places are marked.
    pub marked: usize,
    /// What the merge of the schemas comes to.
    pub plan: Plan,
}

/// Merges a schema file: the source of the texts is theirs, the target ours.
///
/// # Errors
///
/// Which text can't be read, and where.
///
/// ```
/// use schemagraft::merge::{MergeOptions, MergeTexts};
/// use schemagraft::schema_file::{Markers, merge};
///
/// let texts = MergeTexts {
///     base: "CREATE TABLE users (\n  id int, -- the key\n  email text\n);\n",
///     source: "CREATE TABLE users (\n  id bigint, -- the key\n  email text\n);\n",
///     target: "CREATE TABLE users (\n  id int, -- the key\n  email text,\n  phone text\n);\n",
/// };
/// let merged = merge(texts, &MergeOptions::default(), &Markers::default()).unwrap();
/// assert_eq!(merged.marked, 0);
/// assert_eq!(
///     merged.text,
///     "CREATE TABLE users (\n  id bigint, -- the key\n  email text,\n  phone text\n);\n"
/// );
/// ```
pub fn merge(
    texts: MergeTexts<'_>,
    options: &MergeOptions,
    markers: &Markers,
) -> Result<MergedFile, (MergeText, SqlError)> {
    let Some(line_end) = line_ends::merged(texts) else {
        return merge_lines(texts, options, markers);
    };
    let [base, source, target] = [texts.base, texts.source, texts.target].map(line_ends::plain);
    let texts = MergeTexts { base: &base, source: &source, target: &target };
    let merged = merge_lines(texts, options, markers)?;
    Ok(MergedFile { text: line_ends::ended(&merged.text, line_end), ..merged })
}

/// Merges a schema file, whose lines end alike in all its versions or as it happens.
fn merge_lines(
    texts: MergeTexts<'_>,
    options: &MergeOptions,
    markers: &Markers,
) -> Result<MergedFile, (MergeText, SqlError)> {
    let plan = plan_texts(texts, MergeForm::Schemas, options)?;
    let mut files = [texts.base, texts.target, texts.source].map(File::read);
    read::place_unnamed(&mut files);
    let [base, ours, theirs] = &files;
    let files = Files { base, ours, theirs };
    let concerned = files.concerned_by(&plan.conflicts, texts);
    let draft = files.merged(&plan, &concerned);
    Ok(MergedFile { text: draft.printed(markers), marked: draft.open().count(), plan })
}

/// The three files.
struct Files<'f, 'a> {
    base: &'f File<'a>,
    ours: &'f File<'a>,
    theirs: &'f File<'a>,
}

/// The merged file: its blocks, and what stands after the last.
struct Draft<'f> {
    blocks: Vec<(&'f Block<'f>, Woven)>,
    rest: Cow<'f, str>,
}

impl<'f, 'a: 'f> Files<'f, 'a> {
    /// Merges all blocks: in the words of the files, if that is right; else as little otherwise as it takes.
    fn merged(&self, plan: &Plan, concerned: &[BTreeSet<String>]) -> Draft<'f> {
        let open = gathered(concerned.iter().flatten().cloned());
        let is_right = |draft: &Draft<'_>| draft.is_right(self, plan, concerned);
        let by_words = self.woven(&open, &plan.merged, Wording::Files);
        if is_right(&by_words) {
            return by_words;
        }
        let by_schema = self.woven(&open, &plan.merged, Wording::Schema);
        if is_right(&by_schema) {
            return by_schema;
        }
        let fitted = by_schema.fitted(self, &plan.merged);
        if is_right(&fitted) {
            return fitted;
        }
        self.woven(&self.differing(), &plan.merged, Wording::Schema)
    }

    /// Merges all blocks; those whose keys are given are left open where the files differ in them.
    fn woven(&self, open: &BTreeSet<String>, schema: &Catalog, wording: Wording) -> Draft<'f> {
        let sorting = Sorting::of(&self.ours.blocks);
        let [base, ours, theirs] = [self.base, self.ours, self.theirs].map(File::by_key);
        let is_first = |one: &str, other: &str| match (ours.get(one), theirs.get(other)) {
            (Some(one), Some(other)) => sorting.is_first(&one.place, &other.place),
            _ => true,
        };
        let [of_base, of_ours, of_theirs] = [self.base, self.ours, self.theirs].map(File::keys);
        let (known, made) = (self.base.catalog.by_designation(), schema.by_designation());
        let mut blocks = Vec::new();
        for key in order::merged(&of_base, &of_ours, &of_theirs, &is_first) {
            let versions = Versions { base: Some(&base), ours: Some(&ours), theirs: Some(&theirs) };
            let versions = versions.filter_map(|blocks| blocks.get(key).copied());
            let Some(block) = versions.ours.or(versions.theirs) else { continue };
            // One dropped it, and the other changed what is not its own, as the columns of a partition are its parent's.
            let is_gone = versions.ours.is_none() || versions.theirs.is_none();
            if is_gone && !open.contains(key) && known.contains_key(key) && !made.contains_key(key)
            {
                blocks.push((block, Woven::Text(String::new())));
                continue;
            }
            let definition = || made.get(key).map(|id| schema.definition(*id)).unwrap_or_default();
            blocks.push((block, weave::woven(versions, open.contains(key), wording, definition)));
        }
        gaps::set(&mut blocks, [self.ours, self.theirs]);
        let rests =
            Versions { base: Some(self.base), ours: Some(self.ours), theirs: Some(self.theirs) };
        Draft { blocks, rest: weave::around(rests.map(|file| file.rest)) }
    }

    /// Returns the keys of the blocks that each conflict is about.
    fn concerned_by(
        &self,
        conflicts: &[DdlConflict],
        texts: MergeTexts<'_>,
    ) -> Vec<BTreeSet<String>> {
        if conflicts.is_empty() {
            return Vec::new();
        }
        // They were read before.
        let of_theirs = statements(texts.source).unwrap_or_default();
        let of_ours = statements(texts.target).unwrap_or_default();
        let concerned = |conflict: &DdlConflict| {
            let theirs = conflict.source.iter();
            let theirs = theirs.flat_map(|side| self.concerned(side, &of_theirs, self.theirs));
            let ours = conflict.target.iter();
            let ours = ours.flat_map(|side| self.concerned(side, &of_ours, self.ours));
            theirs.chain(ours).collect()
        };
        conflicts.iter().map(concerned).collect()
    }

    /// Returns the keys of what a side of a conflict is about: its statement, or what it lacks, with all that
    /// belongs to that.
    fn concerned(
        &self,
        side: &ConflictSide,
        statements: &[Statement],
        file: &File<'_>,
    ) -> Vec<String> {
        let number = usize::try_from(side.ddl_id.0).unwrap_or_default();
        if let Some(statement) = number.checked_sub(1).and_then(|number| statements.get(number)) {
            let mut blocks = file.blocks.iter();
            let block = blocks.find(|block| block.start == statement.span.start);
            return block.map(|block| block.key.clone()).into_iter().collect();
        }
        let gone = self.base.without(&side.statement);
        let files = [self.base, self.ours, self.theirs];
        let blocks = files.into_iter().flat_map(|file| &file.blocks);
        let concerned = blocks.filter(|block| gone.iter().any(|path| block.place.is_in(path)));
        concerned.map(|block| block.key.clone()).collect()
    }

    /// Tells whether a statement is one that ours or theirs could not run either.
    fn know_refused(&self, key: &str) -> bool {
        self.ours.refused.contains(key) || self.theirs.refused.contains(key)
    }

    /// Returns the keys of all blocks in which ours and theirs differ.
    fn differing(&self) -> BTreeSet<String> {
        let (ours, theirs) = (self.ours.by_key(), self.theirs.by_key());
        let meaning = |blocks: &BTreeMap<&str, &Block<'a>>, key: &str| {
            blocks.get(key).map(|block| block.meaning.clone())
        };
        let keys = ours.keys().chain(theirs.keys());
        let differing = keys.filter(|key| meaning(&ours, key) != meaning(&theirs, key));
        gathered(differing.map(|key| (*key).to_owned()))
    }
}
