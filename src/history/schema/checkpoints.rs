//! Checkpoints: schemas kept beside the history, so that a replay begins near its end.
//!
//! A checkpoint stands for the entries up to one of them, on the branch that recorded it, so that the
//! branches that fork later share it. It tells which entry it belongs to by the entry's hash, which
//! covers all before it, and by which version of schemagraft it was made: one that does not match is
//! passed over, and what can't be written is not. So checkpoints only ever save time. Never in it: what
//! a schema at a point is (see `schema`).

use serde::{Deserialize, Serialize};

use super::{Finding, Replay};
use crate::catalog::{Opaque, Refused, StoredSession};
use crate::codec;
use crate::history::ancestry::lineage::{Lineage, Segment};
use crate::history::manager::{DdlVersioningManager, put};
use crate::history::{DdlHistoryEntry, HistoryResult, keys};
use crate::ids::{DdlId, Hash};
use crate::store::{Batch, Direction, Store, Write};

/// The least number of entries between two checkpoints.
const MIN_DISTANCE: usize = 512;

/// A checkpoint follows as many entries as it has objects, by this, if that is more than the least:
/// reading it then takes about as long as replaying the entries, and no more room than they do.
const OBJECTS_PER_ENTRY: usize = 8;

/// Another version may read statements in another way.
const MAKER: &str = env!("CARGO_PKG_VERSION");

/// A replay as it is kept.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Checkpoint {
    maker: String,
    /// The hash of the last entry.
    entry: Hash,
    session: StoredSession,
    opaque: Vec<StoredFinding<Opaque>>,
    errors: Vec<StoredFinding<Refused>>,
}

/// A [`Finding`]: the store's encoding has no maps, which that is serialized as.
type StoredFinding<T> = (Option<DdlId>, String, T);

impl Checkpoint {
    /// Returns a replay's values; nothing within a transaction.
    fn of(replay: &Replay, entry: Hash) -> Option<Checkpoint> {
        let session = StoredSession::of(&replay.session)?;
        let (opaque, errors) = (stored(&replay.opaque), stored(&replay.errors));
        Some(Checkpoint { maker: MAKER.to_owned(), entry, session, opaque, errors })
    }

    fn replay(self) -> Option<Replay> {
        let Checkpoint { session, opaque, errors, .. } = self;
        let (opaque, errors) = (findings(opaque), findings(errors));
        Some(Replay { session: session.session()?, opaque, errors })
    }
}

fn stored<T: Clone>(findings: &[Finding<T>]) -> Vec<StoredFinding<T>> {
    let stored = |finding: &Finding<T>| {
        (finding.ddl_id, finding.ddl_statement.clone(), finding.finding.clone())
    };
    findings.iter().map(stored).collect()
}

fn findings<T>(stored: Vec<StoredFinding<T>>) -> Vec<Finding<T>> {
    let finding = |(ddl_id, ddl_statement, finding)| Finding { ddl_id, ddl_statement, finding };
    stored.into_iter().map(finding).collect()
}

/// Tells whether it is time for a checkpoint, so many entries after the last.
pub(crate) fn is_due(replay: &Replay, entries: usize) -> bool {
    entries >= MIN_DISTANCE.max(replay.session.catalog().len() / OBJECTS_PER_ENTRY)
}

impl<S: Store> DdlVersioningManager<S> {
    /// Returns the last checkpoint of a lineage up to an entry, as a replay, and the entry that it ends
    /// with; an empty replay, and 0, where there is none.
    pub(super) async fn nearest_checkpoint(
        &self,
        lineage: &Lineage,
        last: DdlId,
    ) -> HistoryResult<(DdlId, Replay)> {
        for segment in lineage.segments.iter().rev() {
            let mut rest = segment.within(DdlId::START, last);
            while rest.after < rest.last {
                let range = keys::checkpoints(rest.branch, rest.after, rest.last);
                let found = self.store.scan(&range, Direction::Reverse, 1).await?;
                let Some((key, bytes)) = found.into_iter().next() else { break };
                let Some(ddl_id) = keys::ddl_id(&key) else { break };
                if let Some(replay) = self.checked(&rest, ddl_id, &bytes).await? {
                    return Ok((ddl_id, replay));
                }
                rest.last = DdlId(ddl_id.0.saturating_sub(1));
            }
        }
        Ok((DdlId::START, Replay::default()))
    }

    /// Returns what a checkpoint holds, if it belongs to the entry as it is.
    async fn checked(
        &self,
        segment: &Segment,
        ddl_id: DdlId,
        bytes: &[u8],
    ) -> HistoryResult<Option<Replay>> {
        let Ok(checkpoint) = codec::decode::<Checkpoint>(bytes) else { return Ok(None) };
        let key = keys::entry(segment.branch, ddl_id);
        let entry = self.read::<DdlHistoryEntry>(key).await?.value;
        let belongs = entry.is_some_and(|entry| entry.hash == checkpoint.entry);
        Ok((belongs && checkpoint.maker == MAKER).then(|| checkpoint.replay()).flatten())
    }

    /// Keeps a replay that ends with an entry; where that fails, nothing is lost but time.
    pub(super) async fn keep_checkpoint(&self, replay: &Replay, entry: &DdlHistoryEntry) {
        let Some(checkpoint) = Checkpoint::of(replay, entry.hash) else { return };
        let key = keys::checkpoint(entry.branch_id, entry.ddl_id);
        if let Ok(write) = put(key, &checkpoint) {
            let _ = self.store.commit(Batch { expected: Vec::new(), writes: vec![write] }).await;
        }
    }

    /// Deletes every checkpoint; the next replay makes them again.
    pub async fn delete_checkpoints(&self) -> HistoryResult<()> {
        let found = self.all(keys::table(keys::CHECKPOINT)).await?;
        let writes = found.into_iter().map(|(key, _)| Write::Delete(key)).collect();
        Ok(self.store.commit(Batch { expected: Vec::new(), writes }).await?)
    }
}
