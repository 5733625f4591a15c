//! A store in memory, for tests and for playgrounds that keep nothing.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{Batch, Direction, KeyRange, KeyValue, Store, StoreError, StoreResult, Write};

type Content = Arc<Mutex<Option<BTreeMap<Vec<u8>, Vec<u8>>>>>;

/// A store in memory. Clones share the same content.
#[derive(Clone, Debug)]
pub struct MemoryStore {
    /// `None` once closed.
    content: Content,
}

impl Default for MemoryStore {
    fn default() -> Self {
        MemoryStore { content: Arc::new(Mutex::new(Some(BTreeMap::new()))) }
    }
}

impl MemoryStore {
    /// Returns an empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// No step below can panic halfway through a change, so a poisoned lock is as good as a whole.
    fn lock(&self) -> MutexGuard<'_, Option<BTreeMap<Vec<u8>, Vec<u8>>>> {
        self.content.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>> {
        Ok(self.lock().as_ref().ok_or(StoreError::Closed)?.get(key).cloned())
    }

    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<KeyValue>> {
        let content = self.lock();
        let content = content.as_ref().ok_or(StoreError::Closed)?;
        if range.start >= range.end {
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
        let mut content = self.lock();
        let content = content.as_mut().ok_or(StoreError::Closed)?;
        if batch
            .expected
            .iter()
            .any(|expected| content.get(&expected.key) != expected.value.as_ref())
        {
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
        *self.lock() = None;
        Ok(())
    }
}
