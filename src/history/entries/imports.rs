//! Importing: the migrations of a folder become entries, each of them once.
//!
//! A migration leaves a record beside its entries: what it is called, and what it said. So a folder that grows is
//! imported again and again, and only what is new is recorded. A branch has the imports of those that it came
//! from, up to the forks; a merge hands them on. Never in it: which files of a folder are migrations (see
//! `crate::migrations`).

use super::record::{Append, Origin};
use crate::digest::Digest;
use crate::history::ancestry::merges::Point;
use crate::history::chain::import_hash;
use crate::history::manager::{DdlVersioningManager, decode, put};
use crate::history::{
    Branch, DdlHistoryEntry, HistoryError, HistoryResult, ImportRecord, RevertRecord, keys,
};
use crate::ids::{DdlId, Hash};
use crate::sql::Statement;
use crate::store::{Batch, Store};

/// A migration to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMigration {
    /// What it is called in its folder: the path of its file.
    pub path: String,
    /// What it says.
    pub text: String,
    /// The statements of the text that are recorded.
    pub statements: Vec<Statement>,
    /// Whether it runs again each time that it changes.
    pub is_repeatable: bool,
}

/// What an import did.
#[derive(Debug)]
pub struct Imported {
    /// What the branch got.
    pub entries: Vec<DdlHistoryEntry>,
    /// What is kept of the migrations that were new.
    pub records: Vec<ImportRecord>,
}

impl<S: Store> DdlVersioningManager<S> {
    /// Records the migrations that a branch does not have yet, in their order, all or none.
    ///
    /// # Errors
    ///
    /// `IMPORT_LAYOUT` where one says something else than it did when it was imported; `BRANCH_NOT_FOUND`.
    pub async fn import_migrations(
        &self,
        branch: &str,
        migrations: &[NewMigration],
        origin: &Origin,
    ) -> HistoryResult<Imported> {
        self.commit_planned(async || self.plan_migrations(branch, migrations, origin).await).await
    }

    async fn plan_migrations(
        &self,
        branch: &str,
        migrations: &[NewMigration],
        origin: &Origin,
    ) -> HistoryResult<(Batch, Imported)> {
        let into = self.branch(branch).await?;
        let mut counters = self.counters().await?;
        let new = lacking(migrations, &self.imports_of(&into.value).await?)?;
        let mut append = Append::new(into.value.clone(), counters.value.ddl, (self.clock)());
        let mut records = Vec::new();
        for migration in new {
            records.push(append.migration(migration, origin)?);
        }
        if !records.is_empty() {
            counters.value.ddl = append.last;
            append.writes.push(counters.put(&counters.value)?);
            append.writes.push(into.put(&append.branch)?);
        }
        let expected = vec![counters.expected(), into.expected()];
        let imported = Imported { entries: append.recorded, records };
        Ok((Batch { expected, writes: append.writes }, imported))
    }

    /// Returns those of some migrations that a branch does not have yet.
    ///
    /// # Errors
    ///
    /// Those of [`import_migrations`](Self::import_migrations).
    pub async fn new_migrations<'a>(
        &self,
        branch: &str,
        migrations: &'a [NewMigration],
    ) -> HistoryResult<Vec<&'a NewMigration>> {
        lacking(migrations, &self.imports(branch).await?)
    }

    /// Returns the migrations that a branch has, in the order of their entries.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`.
    pub async fn imports(&self, branch: &str) -> HistoryResult<Vec<ImportRecord>> {
        let branch = self.branch(branch).await?.value;
        self.imports_of(&branch).await
    }

    async fn imports_of(&self, branch: &Branch) -> HistoryResult<Vec<ImportRecord>> {
        let mut imports = Vec::new();
        let past = self.past().await?;
        let reverts = past.reverts_of(&[Point::head(branch)]);
        for segment in self.lineage(branch).await?.segments {
            let (branch, last) = (segment.branch, segment.last);
            let found = self.all(keys::imports_up_to(branch, last)).await?;
            for (key, bytes) in &found {
                let import = decode::<ImportRecord>(key, bytes)?;
                let is_in = |revert: &&RevertRecord| {
                    revert.took_back(import.branch, import.after, import.head)
                };
                if import.after == import.head || !reverts.iter().any(is_in) {
                    imports.push(import);
                }
            }
        }
        Ok(imports)
    }

    /// Keeps the source's migrations as it is merged: the target has them since.
    pub(in crate::history) async fn keep_imports(
        &self,
        source: &Branch,
        target: &Branch,
        append: &mut Append,
    ) -> HistoryResult<()> {
        let known = self.imports_of(target).await?;
        let is_known = |import: &ImportRecord| {
            known.iter().any(|other| (&other.path, other.text) == (&import.path, import.text))
        };
        for import in self.imports_of(source).await?.into_iter().filter(|one| !is_known(one)) {
            let (after, head, places) = (target.head, append.branch.head, Vec::new());
            let (branch, imported_at) = (target.branch_id, append.now);
            let record = ImportRecord { branch, after, head, places, imported_at, ..import };
            append.import(record)?;
        }
        Ok(())
    }
}

/// Returns the migrations that were not imported; the last record of a path tells.
fn lacking<'a>(
    migrations: &'a [NewMigration],
    imports: &[ImportRecord],
) -> HistoryResult<Vec<&'a NewMigration>> {
    let mut lacking = Vec::new();
    for migration in migrations {
        match imports.iter().rev().find(|import| import.path == migration.path) {
            Some(import) if import.text == text_hash(&migration.text) => {}
            Some(import) if !migration.is_repeatable => {
                let path = import.path.clone();
                return Err(HistoryError::MigrationEdited { path, head: import.head });
            }
            _ => lacking.push(migration),
        }
    }
    Ok(lacking)
}

/// Returns the hash of what a migration says. How lines end is left out: git changes it.
fn text_hash(text: &str) -> Hash {
    let mut digest = Digest::new(b"schemagraft migration 1");
    text.lines().for_each(|line| digest.text(line));
    digest.finish()
}

impl Append {
    /// Appends the statements of a migration; returns what is kept of it.
    fn migration(
        &mut self,
        migration: &NewMigration,
        origin: &Origin,
    ) -> HistoryResult<ImportRecord> {
        let after = self.branch.head;
        self.statements(migration.statements.clone(), origin)?;
        let record = ImportRecord {
            branch: self.branch.branch_id,
            path: migration.path.clone(),
            text: text_hash(&migration.text),
            after,
            head: self.branch.head,
            places: migration.statements.iter().map(|one| one.position).collect(),
            imported_at: self.now,
            hash: Hash([0; 32]),
        };
        self.import(record)
    }

    /// Seals a record, and keeps it.
    fn import(&mut self, mut record: ImportRecord) -> HistoryResult<ImportRecord> {
        record.hash = import_hash(&record, self.branch.head_hash);
        let key = keys::import(record.branch, record.head.unwrap_or(DdlId::START), &record.path);
        self.writes.push(put(key, &record)?);
        Ok(record)
    }
}
