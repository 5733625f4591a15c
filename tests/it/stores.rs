//! The suite on the native stores, and what only they do: threads, locks, directories.

use futures_lite::future::block_on;
use schemagraft::store::{MemoryStore, Store, StoreResult, now};

use crate::store_suite::{self as suite, Place, store_suite};

/// Each increments on its own thread, on a store that they share.
const THREADS: u32 = 4;

macro_rules! native_test {
    ($name:ident, $place:ty) => {
        #[test]
        fn $name() {
            block_on(suite::$name::<$place>());
        }
    };
}

fn threads_lose_nothing(store: &(impl Store + Sync)) {
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| block_on(suite::increment(store, 100)));
        }
    });
    now(suite::assert_count(store, THREADS * 100));
}

mod memory {
    use super::*;

    struct InMemory(MemoryStore);

    impl Place for InMemory {
        type Store = MemoryStore;

        async fn fresh() -> Self {
            InMemory(MemoryStore::new())
        }

        async fn open(&self) -> StoreResult<MemoryStore> {
            Ok(self.0.clone())
        }

        async fn open_second(&self) -> Option<MemoryStore> {
            Some(self.0.clone())
        }

        async fn destroy(self) {}
    }

    store_suite!(InMemory, native_test);

    #[test]
    fn threads_share_a_handle() {
        threads_lose_nothing(&MemoryStore::new());
    }
}

#[cfg(feature = "rocksdb")]
mod rocksdb {
    use std::error::Error;
    use std::fs;

    use schemagraft::store::{Direction, RocksOptions, RocksStore, StoreError};
    use tempfile::TempDir;

    use super::*;

    struct Directory(TempDir);

    impl Place for Directory {
        type Store = RocksStore;

        async fn fresh() -> Self {
            Directory(tempfile::tempdir().unwrap())
        }

        async fn open(&self) -> StoreResult<RocksStore> {
            RocksStore::open(self.0.path())
        }

        async fn open_second(&self) -> Option<RocksStore> {
            let second = self.open().await;
            assert!(matches!(second, Err(StoreError::Locked { .. })), "it was not locked");
            None
        }

        async fn destroy(self) {
            self.0.close().unwrap();
        }
    }

    store_suite!(Directory, native_test);

    #[test]
    fn threads_share_a_handle() {
        let directory = tempfile::tempdir().unwrap();
        threads_lose_nothing(&RocksStore::open(directory.path()).unwrap());
    }

    #[test]
    fn a_second_opening_is_told_which_directory_is_locked() {
        let directory = tempfile::tempdir().unwrap();
        let first = RocksStore::open(directory.path()).unwrap();
        let second = RocksStore::open(directory.path()).err().unwrap();
        let path = directory.path().display().to_string();
        assert!(matches!(&second, StoreError::Locked { location } if *location == path));
        assert!(second.to_string().contains("close it there first"));
        drop(first);
        RocksStore::open(directory.path()).unwrap();
    }

    #[test]
    fn missing_directories_are_made() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a/b/größe");
        let store = RocksStore::open(&path).unwrap();
        now(suite::write(&store, [suite::put("a", "1")]));
        assert!(path.join("CURRENT").exists());
    }

    #[test]
    fn a_file_in_the_way_is_named() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("file");
        fs::write(&path, "not a directory").unwrap();
        let error = RocksStore::open(&path).err().unwrap();
        assert!(matches!(&error, StoreError::Failed { .. }));
        assert!(error.to_string().ends_with(&format!("opening {}", path.display())), "{error}");
        assert!(error.source().is_some());
    }

    #[test]
    fn damaged_files_are_an_error_and_no_panic() {
        let directory = tempfile::tempdir().unwrap();
        let store = RocksStore::open(directory.path()).unwrap();
        now(suite::write(&store, [suite::put("a", "1")]));
        drop(store);
        fs::write(directory.path().join("CURRENT"), "MANIFEST-999999\n").unwrap();
        let error = RocksStore::open(directory.path()).err().unwrap();
        assert!(matches!(&error, StoreError::Failed { .. }), "{error:?}");
    }

    /// A store as a crash leaves it: its commits are in the log alone; and the log.
    fn crashed(commits: u32) -> (TempDir, std::path::PathBuf) {
        let (directory, copy) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let store = RocksStore::open(directory.path()).unwrap();
        for commit in 0..commits {
            let key = format!("{commit:04}");
            now(suite::write(&store, [suite::put(&key, "value".repeat(40))]));
        }
        for file in fs::read_dir(directory.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
        let files = fs::read_dir(copy.path()).unwrap().map(|file| file.unwrap().path());
        let log = files.filter(|path| path.extension().is_some_and(|it| it == "log"));
        let log = log.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
        (copy, log)
    }

    fn count(store: &RocksStore) -> usize {
        now(store.scan(&suite::everything(), Direction::Forward, usize::MAX)).unwrap().len()
    }

    #[test]
    fn a_damaged_log_is_an_error_and_a_torn_end_is_none() {
        let (directory, log) = crashed(50);
        let whole = fs::read(&log).unwrap();
        fs::write(&log, &whole[..whole.len() - 7]).unwrap();
        assert_eq!(count(&RocksStore::open(directory.path()).unwrap()), 49);

        let (directory, log) = crashed(50);
        let mut flipped = fs::read(&log).unwrap();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 1;
        fs::write(&log, flipped).unwrap();
        let error = RocksStore::open(directory.path()).err().unwrap();
        assert!(matches!(&error, StoreError::Corrupt { .. }), "{error:?}");
    }

    #[test]
    fn what_was_closed_has_a_checksum_everywhere() {
        let directory = tempfile::tempdir().unwrap();
        let store = RocksStore::open(directory.path()).unwrap();
        now(suite::write(&store, [suite::put("a", "1".repeat(4000))]));
        drop(store);
        let mut damaged = 0;
        for file in fs::read_dir(directory.path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|it| it == "sst") {
                let mut bytes = fs::read(&path).unwrap();
                bytes[50] ^= 1;
                fs::write(&path, bytes).unwrap();
                damaged += 1;
            }
        }
        assert_eq!(damaged, 1);
        let found = RocksStore::open(directory.path()).and_then(|store| now(store.get(b"a")));
        assert!(matches!(&found, Err(StoreError::Corrupt { .. })), "{found:?}");
    }

    #[test]
    fn a_database_without_its_beginning_is_not_begun_anew() {
        let directory = tempfile::tempdir().unwrap();
        drop(RocksStore::open(directory.path()).unwrap());
        fs::remove_file(directory.path().join("CURRENT")).unwrap();
        let error = RocksStore::open(directory.path()).err().unwrap();
        assert!(matches!(&error, StoreError::Corrupt { .. }), "{error:?}");
    }

    #[test]
    fn commits_that_are_not_synced_survive_closing() {
        let directory = tempfile::tempdir().unwrap();
        let options = RocksOptions { sync: false };
        let store = RocksStore::open_with(directory.path(), options).unwrap();
        now(suite::write(&store, [suite::put("a", "1")]));
        now(store.close()).unwrap();
        let store = RocksStore::open(directory.path()).unwrap();
        let found = now(store.scan(&suite::everything(), Direction::Forward, 9)).unwrap();
        assert_eq!(found, [(b"a".to_vec(), b"1".to_vec())]);
    }
}
