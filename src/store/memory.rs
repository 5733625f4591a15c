//! A store in memory, for tests and for playgrounds that keep nothing.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{
    Batch, Direction, Expected, KeyRange, KeyValue, Store, StoreError, StoreResult, Write,
};

type Content = BTreeMap<Vec<u8>, Vec<u8>>;

/// A store in memory.
///
/// A clone is another handle on the same content, and open even if this one is closed.
#[derive(Debug, Default)]
pub struct MemoryStore {
    content: Arc<Mutex<Content>>,
    closed: AtomicBool,
}

impl Clone for MemoryStore {
    fn clone(&self) -> Self {
        MemoryStore { content: Arc::clone(&self.content), closed: AtomicBool::new(false) }
    }
}

impl MemoryStore {
    /// Returns an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// No step below can panic halfway through a change, so a poisoned lock is as good as a whole.
    fn open(&self) -> StoreResult<MutexGuard<'_, Content>> {
        if self.closed.load(Ordering::Relaxed) {
            return Err(StoreError::Closed);
        }
        Ok(self.content.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store for MemoryStore {
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>> {
        Ok(self.open()?.get(key).cloned())
    }

    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<KeyValue>> {
        let content = self.open()?;
        if range.is_empty() {
            return Ok(Vec::new());
        }
        let found = content.range(range.start.clone()..range.end.clone());
        let owned = |(key, value): (&Vec<u8>, &Vec<u8>)| (key.clone(), value.clone());
        Ok(match direction {
            Direction::Forward => found.take(limit).map(owned).collect(),
            Direction::Reverse => found.rev().take(limit).map(owned).collect(),
        })
    }

    async fn commit(&self, batch: Batch) -> StoreResult<()> {
        let mut content = self.open()?;
        let holds = |expected: &Expected| content.get(&expected.key) == expected.value.as_ref();
        if !batch.expected.iter().all(holds) {
            return Err(StoreError::Conflict);
        }
        for write in batch.writes {
            match write {
                Write::Put(key, value) => content.insert(key, value),
                Write::Delete(key) => content.remove(&key),
            };
        }
        Ok(())
    }

    async fn close(&self) -> StoreResult<()> {
        self.closed.store(true, Ordering::Relaxed);
        Ok(())
    }
}
