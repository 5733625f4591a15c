//! Recording: statements become entries at a branch's head, all of a call or none.

use std::collections::HashSet;

use crate::history::ancestry::lineage::Lineage;
use crate::history::chain::entry_hash;
use crate::history::manager::{DdlVersioningManager, put};
use crate::history::model::LsnRecord;
use crate::history::{Branch, DdlHistoryEntry, HistoryError, HistoryResult, keys};
use crate::ids::{DdlId, Lsn, Timestamp};
use crate::sql::{self, DdlObjectType, DdlOperation, Mode, Statement};
use crate::store::{Batch, Store};

/// Where a statement came from, as far as the caller knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// Its position in the write-ahead log. A position is recorded once on a branch: delivered
    /// again with the same statements, it answers with the entries there are.
    pub lsn: Option<Lsn>,
    /// When it ran, in milliseconds since 1970; the manager's clock tells where it is absent.
    pub executed_at: Option<Timestamp>,
    /// Who ran it.
    pub executed_by: Option<String>,
    /// The git commit that brought it.
    pub git_commit: Option<String>,
    /// The transaction that ran it.
    pub transaction_id: Option<u64>,
}

/// What goes with a script that is recorded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordMeta {
    /// Whether text that does not parse is an error, or kept as it is.
    pub mode: Mode,
    /// Passes over what is no DDL, the way a capture of all statements wants it.
    pub ddl_only: bool,
    /// Refuses a script with a statement that PostgreSQL would refuse on the branch's schema; for
    /// histories that are written before the database is. What has a log position has run already, and
    /// a script that is read leniently is to be kept: neither is checked.
    pub check: bool,
    /// Where the branch's head must be, `Some(None)` for a branch without entries; recording
    /// fails with `HEAD_MOVED` if it is elsewhere. `None` records wherever the head is.
    pub expected_head: Option<Option<DdlId>>,
    /// Where the statements came from.
    pub origin: Origin,
}

/// A statement to record whose classification the caller knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewDdlEntry {
    /// What it does.
    pub operation: DdlOperation,
    /// To what kind of object.
    pub object_type: DdlObjectType,
    /// The object's name.
    pub object_name: String,
    /// The exact text.
    pub ddl_statement: String,
    /// Where it came from.
    pub origin: Origin,
}

impl NewDdlEntry {
    /// Returns the entry that records a statement as it was read.
    pub fn from_statement(statement: Statement, origin: &Origin) -> Self {
        NewDdlEntry {
            operation: statement.operation,
            object_type: statement.object_type,
            object_name: statement.object_name(),
            ddl_statement: statement.text,
            origin: origin.clone(),
        }
    }
}

impl<S: Store> DdlVersioningManager<S> {
    /// Records a script, one entry a statement, and returns the entries: all or none.
    ///
    /// Statements that are no DDL are recorded too, as `Other`, since a schema can depend on them;
    /// those that begin or end a transaction are not, since a script is recorded as a whole (unless something within
    /// means another thing without it, as after `SET LOCAL search_path`), nor is what is rolled back.
    ///
    /// Statements are recorded as they ran, whether or not the branch's schema has what they speak of:
    /// a history may begin later than its database, and [`schema_at`](Self::schema_at) tells what did
    /// not fit. With [`RecordMeta::check`] what does not fit is an error.
    ///
    /// # Errors
    ///
    /// `SQL_SYNTAX` or `SQL_LIMIT` where the text can't be read, with line and column;
    /// `SQL_REFUSED`, with PostgreSQL's code too, for a statement that it would refuse, if that is
    /// checked; `BRANCH_NOT_FOUND`; `HEAD_MOVED`; `LSN_REUSED`.
    pub async fn record_ddl(
        &self,
        branch: &str,
        sql: &str,
        meta: &RecordMeta,
    ) -> HistoryResult<Vec<DdlHistoryEntry>> {
        let script = sql::parse_script(sql, meta.mode)?;
        let wanted = |statement: &Statement| !meta.ddl_only || statement.is_ddl();
        let statements = sql::committed(script.statements).into_iter().filter(wanted);
        let entries: Vec<_> = statements
            .map(|statement| NewDdlEntry::from_statement(statement, &meta.origin))
            .collect();
        let is_checked = meta.check && meta.mode == Mode::Strict && meta.origin.lsn.is_none();
        let checked = is_checked.then_some(sql);
        self.append(branch, &entries, meta.expected_head, checked).await
    }

    /// Records one statement as the caller classifies it, without reading its text.
    ///
    /// # Errors
    ///
    /// `BRANCH_NOT_FOUND`; `LSN_REUSED`.
    pub async fn record_entry(
        &self,
        branch: &str,
        entry: &NewDdlEntry,
    ) -> HistoryResult<DdlHistoryEntry> {
        let mut recorded = self.record_entries(branch, std::slice::from_ref(entry)).await?;
        recorded.pop().ok_or_else(|| HistoryError::Corrupt { reason: "nothing recorded".into() })
    }

    /// Records statements as the caller classifies them, all or none. Statements of one log
    /// position must stand together.
    ///
    /// # Errors
    ///
    /// Those of [`record_entry`](Self::record_entry); `INVALID_ARGUMENT` where statements of one log position do not
    /// stand together.
    pub async fn record_entries(
        &self,
        branch: &str,
        entries: &[NewDdlEntry],
    ) -> HistoryResult<Vec<DdlHistoryEntry>> {
        self.append(branch, entries, None, None).await
    }

    /// Appends entries; `checked` is the script to be checked before.
    async fn append(
        &self,
        branch: &str,
        entries: &[NewDdlEntry],
        expected_head: Option<Option<DdlId>>,
        checked: Option<&str>,
    ) -> HistoryResult<Vec<DdlHistoryEntry>> {
        let plan = async || self.plan_append(branch, entries, expected_head, checked).await;
        self.commit_planned(plan).await
    }

    async fn plan_append(
        &self,
        branch: &str,
        entries: &[NewDdlEntry],
        expected_head: Option<Option<DdlId>>,
        checked: Option<&str>,
    ) -> HistoryResult<(Batch, Vec<DdlHistoryEntry>)> {
        let read = self.branch(branch).await?;
        if expected_head.is_some_and(|head| head != read.value.head) {
            let found = read.value.head;
            return Err(HistoryError::HeadMoved { branch: branch.to_owned(), found });
        }
        if let Some(script) = checked {
            self.check(&read.value, script).await?;
        }
        let mut counters = self.counters().await?;
        let before = counters.value.ddl;
        let mut append = Append::new(read.value.clone(), before, (self.clock)());
        let delivered = self.delivered_before(&read.value, entries).await?;
        for (group, known) in groups(entries).zip(delivered) {
            match known {
                Some(known) => append.recorded.extend(known),
                None => append.group(group)?,
            }
        }
        if append.last == before {
            return Ok((Batch::default(), append.recorded));
        }
        counters.value.ddl = append.last;
        append.writes.push(counters.put(&counters.value)?);
        append.writes.push(read.put(&append.branch)?);
        let expected = vec![counters.expected(), read.expected()];
        Ok((Batch { expected, writes: append.writes }, append.recorded))
    }

    /// For each group of entries the ones that the branch has for its log position already.
    async fn delivered_before(
        &self,
        branch: &Branch,
        entries: &[NewDdlEntry],
    ) -> HistoryResult<Vec<Option<Vec<DdlHistoryEntry>>>> {
        let lineage = self.lineage(branch).await?;
        let mut seen = HashSet::new();
        let mut delivered = Vec::new();
        for group in groups(entries) {
            let lsn = group.first().and_then(|entry| entry.origin.lsn);
            if lsn.is_some_and(|lsn| !seen.insert(lsn)) {
                let reason = "the statements of one LSN must stand together".to_owned();
                return Err(HistoryError::InvalidArgument { reason });
            }
            delivered.push(match lsn.filter(|&lsn| Some(lsn) <= branch.last_lsn) {
                Some(lsn) => self.entries_of_lsn(branch, &lineage, lsn, group).await?,
                None => None,
            });
        }
        Ok(delivered)
    }

    /// The entries recorded for a log position, which must be the statements of `group`.
    async fn entries_of_lsn(
        &self,
        branch: &Branch,
        lineage: &Lineage,
        lsn: Lsn,
        group: &[NewDdlEntry],
    ) -> HistoryResult<Option<Vec<DdlHistoryEntry>>> {
        for segment in lineage.segments.iter().rev() {
            let record = self.read::<LsnRecord>(keys::lsn(segment.branch, lsn)).await?.value;
            let Some(record) = record.filter(|record| segment.contains(record.first)) else {
                continue;
            };
            let last = DdlId(record.first.0 + u64::from(record.count) - 1);
            let found = self.entries(&segment.within(DdlId(record.first.0 - 1), last)).await?;
            let same = found.iter().map(|entry| &entry.ddl_statement);
            if !same.eq(group.iter().map(|entry| &entry.ddl_statement)) {
                let branch = branch.name.clone();
                return Err(HistoryError::LsnReused { branch, lsn, ddl_id: record.first });
            }
            return Ok(Some(found));
        }
        Ok(None)
    }
}

/// The entries that stand together because one log position brought them; without one, each is
/// a group by itself.
fn groups(entries: &[NewDdlEntry]) -> impl Iterator<Item = &[NewDdlEntry]> {
    entries.chunk_by(|one, other| one.origin.lsn.is_some() && one.origin.lsn == other.origin.lsn)
}

/// Entries on their way to a branch's head.
pub(crate) struct Append {
    pub(crate) branch: Branch,
    pub(crate) last: DdlId,
    pub(crate) now: Timestamp,
    pub(crate) writes: Vec<crate::store::Write>,
    pub(crate) recorded: Vec<DdlHistoryEntry>,
}

impl Append {
    pub(crate) fn new(branch: Branch, last: DdlId, now: Timestamp) -> Self {
        Append { branch, last, now, writes: Vec::new(), recorded: Vec::new() }
    }

    fn group(&mut self, group: &[NewDdlEntry]) -> HistoryResult<()> {
        let first = DdlId(self.last.0 + 1);
        group.iter().try_for_each(|entry| self.entry(entry))?;
        if let Some(lsn) = group.first().and_then(|entry| entry.origin.lsn) {
            let record = LsnRecord { first, count: group.len() as u32 };
            self.writes.push(put(keys::lsn(self.branch.branch_id, lsn), &record)?);
            self.branch.last_lsn = self.branch.last_lsn.max(Some(lsn));
        }
        Ok(())
    }

    /// Appends statements of one origin.
    pub(crate) fn statements(
        &mut self,
        statements: Vec<Statement>,
        origin: &Origin,
    ) -> HistoryResult<()> {
        let entries = statements.into_iter().map(|one| NewDdlEntry::from_statement(one, origin));
        entries.into_iter().try_for_each(|entry| self.entry(&entry))
    }

    pub(crate) fn entry(&mut self, new: &NewDdlEntry) -> HistoryResult<()> {
        let branch = &mut self.branch;
        self.last = DdlId(self.last.0 + 1);
        let mut entry = DdlHistoryEntry {
            ddl_id: self.last,
            branch_id: branch.branch_id,
            lsn: new.origin.lsn,
            operation: new.operation,
            object_type: new.object_type,
            object_name: new.object_name.clone(),
            ddl_statement: new.ddl_statement.clone(),
            executed_at: new.origin.executed_at.unwrap_or(self.now),
            executed_by: new.origin.executed_by.clone(),
            parent_ddl_id: branch.head,
            git_commit: new.origin.git_commit.clone(),
            transaction_id: new.origin.transaction_id,
            hash: crate::ids::Hash([0; 32]),
        };
        entry.hash = entry_hash(&entry, branch.head_hash);
        branch.head = Some(entry.ddl_id);
        branch.head_hash = Some(entry.hash);
        self.writes.push(put(keys::entry(branch.branch_id, entry.ddl_id), &entry)?);
        self.recorded.push(entry);
        Ok(())
    }
}
