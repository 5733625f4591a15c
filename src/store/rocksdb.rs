//! A store in a directory of the disk: RocksDB, native only.
//!
//! One keyspace, one `WriteBatch` per commit. RocksDB locks the directory for this process, so
//! a mutex is all that comparing and setting takes.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use rocksdb::{
    DB, DBRecoveryMode, ErrorKind, IteratorMode, Options, ReadOptions, WriteBatch, WriteOptions,
};

use super::{
    Batch, Direction, Expected, KeyRange, KeyValue, Store, StoreError, StoreResult, Write,
};

/// RocksDB writes a log of its own doings at each opening, and keeps a thousand unless told.
const LOGS_KEPT: usize = 3;

/// How RocksDB says that this process, or another on Unix and on Windows, holds the directory
/// (`LockFile` in its `env/fs_posix.cc` and `port/win/env_win.cc`).
const LOCKED: &[&str] =
    &["lock hold by current process", "While lock file: ", "Failed to create lock file: "];

/// How it says that the disk is full (`IOError` in its `env/io_posix.cc`: ENOSPC, EDQUOT).
const FULL: &[&str] = &["No space left on device", "Disk quota exceeded"];

/// How the files begin that a database leaves beside `CURRENT`, which names the one to begin with.
const MANIFEST: &str = "MANIFEST-";

/// How a [`RocksStore`] is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RocksOptions {
    /// Whether a commit returns only once the disk has it. Without, a crash of the machine, not of
    /// the process, can lose the last commits; it never tears one.
    pub sync: bool,
}

impl Default for RocksOptions {
    fn default() -> Self {
        RocksOptions { sync: true }
    }
}

/// A store in a directory of the disk, which one process at a time can open.
pub struct RocksStore {
    path: PathBuf,
    options: RocksOptions,
    /// `None` once closed.
    db: RwLock<Option<DB>>,
    /// Held from the comparison to the write of a commit.
    committing: Mutex<()>,
}

impl RocksStore {
    /// Opens the store in the directory `path`, made if it is missing, with synced commits.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] if it is open already, here or in another process.
    pub fn open(path: impl AsRef<Path>) -> StoreResult<Self> {
        Self::open_with(path, RocksOptions::default())
    }

    /// Opens the store in the directory `path`, made if it is missing.
    ///
    /// # Errors
    ///
    /// [`StoreError::Locked`] if it is open already, here or in another process.
    pub fn open_with(path: impl AsRef<Path>, options: RocksOptions) -> StoreResult<Self> {
        let path = path.as_ref().to_owned();
        let doing = || format!("opening {}", path.display());
        std::fs::create_dir_all(&path)
            .map_err(|error| StoreError::Failed { doing: doing(), source: error.into() })?;
        check_beginning(&path)?;
        let mut settings = Options::default();
        settings.create_if_missing(true);
        settings.set_keep_log_file_num(LOGS_KEPT);
        // A crash can tear the end of the log; what can't be read before that is damage, and not to be left out.
        settings.set_wal_recovery_mode(DBRecoveryMode::TolerateCorruptedTailRecords);
        let db = DB::open(&settings, &path).map_err(|error| failure(error, &path, doing))?;
        Ok(RocksStore { path, options, db: RwLock::new(Some(db)), committing: Mutex::new(()) })
    }

    /// Runs `call` on the open database; `verb` is what it does to the store.
    ///
    /// No holder of the lock leaves anything half done, so a poisoned lock is as good as a whole.
    fn with_db<T>(
        &self,
        verb: &str,
        call: impl FnOnce(&DB) -> Result<T, rocksdb::Error>,
    ) -> StoreResult<T> {
        let db = self.db.read().unwrap_or_else(PoisonError::into_inner);
        let db = db.as_ref().ok_or(StoreError::Closed)?;
        call(db).map_err(|error| {
            failure(error, &self.path, || format!("{verb} {}", self.path.display()))
        })
    }

    fn write(&self, writes: Vec<Write>) -> StoreResult<()> {
        let mut batch = WriteBatch::default();
        for write in writes {
            match write {
                Write::Put(key, value) => batch.put(key, value),
                Write::Delete(key) => batch.delete(key),
            }
        }
        let mut durability = WriteOptions::default();
        durability.set_sync(self.options.sync);
        self.with_db("writing to", |db| db.write_opt(batch, &durability))
    }

    fn holds(&self, expected: &Expected) -> StoreResult<bool> {
        let found = self.with_db("reading from", |db| db.get(&expected.key))?;
        Ok(found == expected.value)
    }
}

impl Store for RocksStore {
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>> {
        self.with_db("reading from", |db| db.get(key))
    }

    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<KeyValue>> {
        self.with_db("reading from", |db| {
            if range.is_empty() {
                return Ok(Vec::new());
            }
            let mut bounds = ReadOptions::default();
            bounds.set_iterate_range(range.start.clone()..range.end.clone());
            let from = match direction {
                Direction::Forward => IteratorMode::Start,
                Direction::Reverse => IteratorMode::End,
            };
            db.iterator_opt(from, bounds)
                .take(limit)
                .map(|found| found.map(|(key, value)| (key.into_vec(), value.into_vec())))
                .collect()
        })
    }

    async fn commit(&self, batch: Batch) -> StoreResult<()> {
        let _alone = self.committing.lock().unwrap_or_else(PoisonError::into_inner);
        for expected in &batch.expected {
            if !self.holds(expected)? {
                return Err(StoreError::Conflict);
            }
        }
        self.write(batch.writes)
    }

    async fn close(&self) -> StoreResult<()> {
        let db = self.db.write().unwrap_or_else(PoisonError::into_inner).take();
        let Some(db) = db else { return Ok(()) };
        // From the log into tables, each part of which has its checksum: a log may have a torn end.
        db.flush().map_err(|error| {
            failure(error, &self.path, || format!("closing {}", self.path.display()))
        })
    }
}

impl Drop for RocksStore {
    fn drop(&mut self) {
        let db = self.db.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        // What fails here is in the log, and is read from it.
        let _ = db.map(|db| db.flush());
    }
}

/// Refuses a directory that had a database whose beginning is gone: a new one would delete the rest.
fn check_beginning(path: &Path) -> StoreResult<()> {
    let doing = || format!("opening {}", path.display());
    let failed =
        |error: std::io::Error| StoreError::Failed { doing: doing(), source: error.into() };
    if path.join("CURRENT").exists() {
        return Ok(());
    }
    for file in std::fs::read_dir(path).map_err(failed)? {
        let name = file.map_err(failed)?.file_name();
        if name.to_string_lossy().starts_with(MANIFEST) {
            let reason =
                "the file CURRENT is gone, and others of the database are there".to_owned();
            return Err(StoreError::Corrupt { location: path.display().to_string(), reason });
        }
    }
    Ok(())
}

/// RocksDB tells what went wrong by text alone.
fn failure(error: rocksdb::Error, path: &Path, doing: impl FnOnce() -> String) -> StoreError {
    let reason = error.as_ref();
    let says = |texts: &[&str]| {
        error.kind() == ErrorKind::IOError && texts.iter().any(|text| reason.contains(text))
    };
    if error.kind() == ErrorKind::Corruption {
        let (location, reason) = (path.display().to_string(), reason.to_owned());
        StoreError::Corrupt { location, reason }
    } else if says(LOCKED) {
        StoreError::Locked { location: path.display().to_string() }
    } else if says(FULL) {
        StoreError::Full { reason: reason.to_owned() }
    } else {
        StoreError::Failed { doing: doing(), source: error.into() }
    }
}
