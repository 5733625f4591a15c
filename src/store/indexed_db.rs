//! A store in the browser's IndexedDB.
//!
//! One object store, its keys and values bytes. A commit is one read-write transaction that awaits
//! nothing but its own requests, or the browser would commit it half done; any failed request ends
//! the call, and the transaction that is dropped with it rolls back.

use std::cell::RefCell;

use indexed_db_futures::KeyRange as Bounds;
use indexed_db_futures::cursor::CursorDirection;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{DomException, Error, OpenDbError};
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use indexed_db_futures::typed_array::Uint8Array as Bytes;
use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use super::js::JsCause;
use super::{Batch, Cause, Direction, KeyRange, KeyValue, Store, StoreError, StoreResult, Write};

/// What the names of schemagraft's databases begin with, among those of the page's origin.
const PREFIX: &str = "schemagraft:";

/// The object store that holds everything.
const ENTRIES: &str = "entries";

/// The version that IndexedDB knows: of the object stores, not of what they hold.
const LAYOUT: u32 = 1;

/// How many entries a scan asks for at once: several times faster than one by one.
const PAGE: usize = 1_000;

/// A store in the browser's IndexedDB, which any number of tabs can have open.
pub struct IndexedDbStore {
    name: String,
    /// `None` once closed.
    connection: RefCell<Option<Connection>>,
}

impl IndexedDbStore {
    /// Opens the store of this name, made if it is missing: the database `schemagraft:NAME`.
    pub async fn open(name: &str) -> StoreResult<Self> {
        let connection = Connection::open(name).await?;
        Ok(IndexedDbStore { name: name.to_owned(), connection: RefCell::new(Some(connection)) })
    }

    /// Deletes the store of this name, if it is there. Handles that are open on it, here or in
    /// other tabs, let go of it, and find an empty store when they are used again.
    pub async fn delete(name: &str) -> StoreResult<()> {
        let doing = || format!("deleting {}", location(name));
        let request = Database::delete_by_name(&database_name(name))
            .map_err(|error| opening_failure(error, doing()))?;
        request.await.map_err(|error| failure(error, None, doing()))
    }

    fn database(&self) -> StoreResult<Database> {
        let connection = self.connection.borrow();
        let connection = connection.as_ref().ok_or(StoreError::Closed)?;
        Ok(connection.0.clone())
    }

    /// Opens the database anew: another tab wanted the old connection gone, or the browser did.
    async fn reopen(&self) -> StoreResult<Database> {
        let fresh = Connection::open(&self.name).await?;
        let database = fresh.0.clone();
        match self.connection.borrow_mut().as_mut() {
            Some(connection) => *connection = fresh,
            None => return Err(StoreError::Closed),
        }
        Ok(database)
    }

    /// Runs `work` in one transaction, which is committed if it is one that writes.
    async fn transact<T>(
        &self,
        mode: TransactionMode,
        work: impl AsyncFnOnce(ObjectStore<'_>) -> Result<T, Error>,
    ) -> StoreResult<T> {
        let doing = || {
            let verb = if mode == TransactionMode::Readwrite { "writing to" } else { "reading" };
            format!("{verb} {}", location(&self.name))
        };
        let database = self.database()?;
        let reopened;
        let transaction = match begin(&database, mode) {
            Err(Error::DomException(DomException::InvalidStateError(_))) => {
                reopened = self.reopen().await?;
                begin(&reopened, mode)
            }
            begun => begun,
        }
        .map_err(|error| failure(error, None, doing()))?;
        let raw = transaction.as_sys().clone();
        let outcome = async {
            let result = work(transaction.object_store(ENTRIES)?).await?;
            if mode == TransactionMode::Readwrite {
                transaction.commit().await?;
            }
            Ok(result)
        };
        outcome.await.map_err(|error| failure(error, raw.error(), doing()))
    }
}

impl Store for IndexedDbStore {
    async fn get(&self, key: &[u8]) -> StoreResult<Option<Vec<u8>>> {
        let value = self.transact(TransactionMode::Readonly, async |entries| {
            entries.get::<Bytes, JsValue, _>(js_bytes(key)).primitive()?.await
        });
        Ok(value.await?.map(Vec::from))
    }

    async fn scan(
        &self,
        range: &KeyRange,
        direction: Direction,
        limit: usize,
    ) -> StoreResult<Vec<KeyValue>> {
        if range.is_empty() || limit == 0 {
            return self.database().map(|_| Vec::new());
        }
        self.transact(TransactionMode::Readonly, async |entries| match direction {
            Direction::Forward => scan_forward(&entries, range, limit).await,
            Direction::Reverse => scan_reverse(&entries, range, limit).await,
        })
        .await
    }

    async fn commit(&self, batch: Batch) -> StoreResult<()> {
        let applied = self.transact(TransactionMode::Readwrite, async |entries| {
            let holds = expectations_hold(&entries, &batch).await?;
            if holds {
                write(&entries, &batch.writes)?;
            }
            Ok(holds)
        });
        if applied.await? { Ok(()) } else { Err(StoreError::Conflict) }
    }

    async fn close(&self) -> StoreResult<()> {
        self.connection.take();
        Ok(())
    }
}

/// An open database, closed when it is dropped (the `Database` alone would stay open) and when
/// another tab wants to delete it or to change its layout.
struct Connection(
    Database,
    #[expect(dead_code, reason = "owns the listener")] Closure<dyn FnMut()>,
);

impl Connection {
    async fn open(name: &str) -> StoreResult<Self> {
        let database = Database::open(database_name(name))
            .with_version(LAYOUT)
            .with_on_upgrade_needed(|_, database| {
                database.create_object_store(ENTRIES).build().map(drop)
            })
            .await
            .map_err(|error| opening_failure(error, opening(name)))?;
        let listener = Closure::new({
            let database = database.clone();
            move || database.as_sys().close()
        });
        database.as_sys().set_onversionchange(Some(listener.as_ref().unchecked_ref()));
        Ok(Connection(database, listener))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.as_sys().set_onversionchange(None);
        self.0.as_sys().close();
    }
}

fn begin(database: &Database, mode: TransactionMode) -> Result<Transaction<'_>, Error> {
    let durability = TransactionOptions::new().with_durability(TransactionDurability::Strict);
    database.transaction(ENTRIES).with_mode(mode).with_options(durability).build()
}

/// Sends out every read at once, then compares.
async fn expectations_hold(entries: &ObjectStore<'_>, batch: &Batch) -> Result<bool, Error> {
    let read = |key| entries.get::<Bytes, JsValue, _>(js_bytes(key)).primitive();
    let requests: Vec<_> =
        batch.expected.iter().map(|expected| read(&expected.key)).collect::<Result<_, _>>()?;
    for (expected, request) in batch.expected.iter().zip(requests) {
        if request.await?.as_deref().map(Vec::as_slice) != expected.value.as_deref() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Sends out every write and waits for none: the commit does, and fails if one of them failed.
fn write(entries: &ObjectStore<'_>, writes: &[Write]) -> Result<(), Error> {
    for write in writes {
        match write {
            Write::Put(key, value) => drop(
                entries
                    .put(js_bytes(value))
                    .with_key(js_bytes(key))
                    .without_key_type()
                    .primitive()?,
            ),
            Write::Delete(key) => drop(entries.delete::<JsValue, _>(js_bytes(key)).primitive()?),
        }
    }
    Ok(())
}

async fn scan_forward(
    entries: &ObjectStore<'_>,
    range: &KeyRange,
    limit: usize,
) -> Result<Vec<KeyValue>, Error> {
    let mut found: Vec<KeyValue> = Vec::new();
    let mut bounds = within(&range.start, &range.end);
    loop {
        let count = PAGE.min(limit - found.len());
        let page = read_page(entries, bounds, count).await?;
        let is_last = page.len() < count;
        found.extend(page);
        match found.last() {
            Some((last, _)) if !is_last && found.len() < limit => {
                bounds = Bounds::Bound(js_bytes(last), true, js_bytes(&range.end), true);
            }
            _ => return Ok(found),
        }
    }
}

/// Only forward does IndexedDB read many at once, so each page is read that way and turned round.
async fn scan_reverse(
    entries: &ObjectStore<'_>,
    range: &KeyRange,
    limit: usize,
) -> Result<Vec<KeyValue>, Error> {
    let mut found = Vec::new();
    let mut end = range.end.clone();
    while found.len() < limit && range.start < end {
        let count = PAGE.min(limit - found.len());
        let start = start_of_last_page(entries, range, &end, count).await?;
        let page = read_page(entries, within(&start, &end), count).await?;
        found.extend(page.into_iter().rev());
        end = start;
    }
    Ok(found)
}

/// Returns the key from which on the range has `count` entries before `end`, or its start.
async fn start_of_last_page(
    entries: &ObjectStore<'_>,
    range: &KeyRange,
    end: &[u8],
    count: usize,
) -> Result<Vec<u8>, Error> {
    let cursor = entries.open_key_cursor().with_query::<JsValue, _>(within(&range.start, end));
    let Some(mut cursor) = cursor.with_direction(CursorDirection::Prev).await? else {
        return Ok(range.start.clone());
    };
    cursor.advance_by(count as u32 - 1).await?;
    // Past the last entry, some browsers end the cursor and others give it no key.
    let key = cursor.next_key::<JsValue>().await?.filter(|key| key.is_object());
    Ok(key.map_or_else(|| range.start.clone(), |key| key_bytes(&key)))
}

/// Reads at most `count` entries, in two requests that are sent out together.
async fn read_page(
    entries: &ObjectStore<'_>,
    bounds: Bounds<JsValue>,
    count: usize,
) -> Result<Vec<KeyValue>, Error> {
    let keys = entries.get_all_keys::<JsValue>().with_query::<JsValue, _>(bounds.clone());
    let keys = keys.with_limit(count as u32).primitive()?;
    let values = entries.get_all::<Bytes>().with_query::<JsValue, _>(bounds);
    let values = values.with_limit(count as u32).primitive()?;
    let (keys, values) = (keys.await?, values.await?);
    keys.zip(values).map(|(key, value)| Ok((key_bytes(&key?), value?.into()))).collect()
}

/// The keys from `start`, included, to `end`, excluded; `start` must come before `end`.
fn within(start: &[u8], end: &[u8]) -> Bounds<JsValue> {
    Bounds::Bound(js_bytes(start), false, js_bytes(end), true)
}

fn js_bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// Keys go in as `Uint8Array` and come out as `ArrayBuffer`.
fn key_bytes(key: &JsValue) -> Vec<u8> {
    Uint8Array::new(key).to_vec()
}

fn database_name(name: &str) -> String {
    format!("{PREFIX}{name}")
}

fn location(name: &str) -> String {
    format!("the IndexedDB database {:?}", database_name(name))
}

fn opening(name: &str) -> String {
    format!("opening {}", location(name))
}

fn opening_failure(error: OpenDbError, doing: String) -> StoreError {
    let OpenDbError::Base(error) = error else {
        return StoreError::Failed { doing, source: Box::new(error) };
    };
    match &error {
        Error::DomException(exception) if exception.as_sys().name() == "VersionError" => {
            let newer = ", which a newer version of schemagraft has laid out: upgrade schemagraft";
            failure(error, None, doing + newer)
        }
        _ => failure(error, None, doing),
    }
}

/// A transaction that was aborted knows why better than the error that its requests ended with.
fn failure(error: Error, aborted: Option<web_sys::DomException>, doing: String) -> StoreError {
    let exception = aborted.or(match &error {
        Error::DomException(exception) => Some(exception.as_sys().clone()),
        _ => None,
    });
    match exception {
        Some(exception) if exception.name() == "QuotaExceededError" => {
            StoreError::Full { reason: format!("the browser's quota is used up while {doing}") }
        }
        Some(exception) => {
            StoreError::Failed { doing, source: Box::new(JsCause(exception.into())) }
        }
        None => StoreError::Failed { doing, source: Cause::from(error) },
    }
}
