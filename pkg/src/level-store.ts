/** A store in any `abstract-level` database: classic-level in Node.js, browser-level, memory-level, … */
import { StoreError } from "./errors.js";
import { type Batch, type Store, storeFailed } from "./store.js";

/** How keys and values go in and out of a level database: as bytes. */
interface BytesEncoding {
  readonly keyEncoding: "view";
  readonly valueEncoding: "view";
}

/** A write as level databases take it. */
type LevelWrite =
  { type: "put"; key: Uint8Array; value: Uint8Array } | { type: "del"; key: Uint8Array };

/** What is needed of an `abstract-level` database, version 2 or later. */
export interface LevelDatabase {
  /** Opens the database if it is not open yet. */
  open(): Promise<void>;
  /** Closes the database. */
  close(): Promise<void>;
  /** Returns the value of a key. */
  get(key: Uint8Array, options: BytesEncoding): Promise<Uint8Array | undefined>;
  /** Returns the values of several keys. */
  getMany(keys: Uint8Array[], options: BytesEncoding): Promise<(Uint8Array | undefined)[]>;
  /** Reads a range. */
  iterator(
    options: BytesEncoding & { gte: Uint8Array; lt: Uint8Array; reverse: boolean; limit: number },
  ): { all(): Promise<[Uint8Array, Uint8Array][]> };
  /** Writes several keys in one atomic step. */
  batch(writes: LevelWrite[], options: BytesEncoding & { sync: boolean }): Promise<void>;
}

const BYTES: BytesEncoding = { keyEncoding: "view", valueEncoding: "view" };

/** The last commit of each database: the next one reads what it expects after that. */
const queues = new WeakMap<LevelDatabase, Promise<unknown>>();

/**
 * Returns a store in a level database of your own.
 *
 * Every commit is one batch, with the option `sync`. The database should hold nothing else (take a
 * sublevel otherwise), and only one process can have it open; in that process any number of
 * managers may share it. Closing a manager closes the database.
 *
 * @example
 * const db = new ClassicLevel("./history");
 * const manager = await DdlVersioningManager.open(levelStore(db));
 */
export function levelStore(db: LevelDatabase): Store {
  return {
    get: (key) => translated("reading", async () => plain(await db.get(key, BYTES))),
    scan: ({ start, end }, { reverse, limit }) =>
      translated("reading a range", async () => {
        const found = await db.iterator({ ...BYTES, gte: start, lt: end, reverse, limit }).all();
        return found.map(([key, value]) => [plain(key), plain(value)]);
      }),
    commit: (batch) => translated("writing", () => inTurn(db, () => commit(db, batch))),
    close: () => translated("closing", () => inTurn(db, () => db.close())),
  };
}

async function commit(db: LevelDatabase, { expected, writes }: Batch): Promise<boolean> {
  const found = await db.getMany(
    expected.map(({ key }) => key),
    BYTES,
  );
  if (!expected.every(({ value }, index) => sameBytes(value, found[index]))) return false;
  await db.batch(writes.map(levelWrite), { ...BYTES, sync: true });
  return true;
}

function levelWrite(write: Batch["writes"][number]): LevelWrite {
  return write.type === "put" ? { ...write } : { type: "del", key: write.key };
}

/** Runs a task once every earlier one on the same database has ended, well or badly. */
function inTurn<T>(db: LevelDatabase, task: () => Promise<T>): Promise<T> {
  const turn = (queues.get(db) ?? Promise.resolve()).then(task);
  queues.set(
    db,
    turn.catch(() => undefined),
  );
  return turn;
}

/** Node's `Buffer` is no plain `Uint8Array` to everyone; the same bytes, not copied. */
function plain<Bytes extends Uint8Array | undefined>(bytes: Bytes): Bytes | Uint8Array {
  return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function sameBytes(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (!a || !b) return a === b;
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/**
 * Opens a level database; `location` names it in errors.
 *
 * @internal
 */
export async function openLevel(db: LevelDatabase, location: string): Promise<void> {
  await translated(`opening ${location}`, () => db.open(), location);
}

async function translated<T>(
  doing: string,
  task: () => Promise<T>,
  location = "the level database",
): Promise<T> {
  try {
    return await task();
  } catch (error) {
    throw translate(error, doing, location);
  }
}

/** Returns a level error as a store's; why a database failed to open stands in its cause. */
function translate(error: unknown, doing: string, location: string): StoreError {
  const reason = rootCause(error);
  const { code, message } = reason;
  const init = { cause: error, details: { location } };
  switch (code) {
    case "LEVEL_LOCKED":
      return new StoreError(
        "STORE_LOCKED",
        `${location} is locked by another process, or another handle of this one: close it there first`,
        init,
      );
    case "LEVEL_DATABASE_NOT_OPEN":
    case "LEVEL_ITERATOR_NOT_OPEN":
      return new StoreError("STORE_CLOSED", "the store is closed", init);
    case "LEVEL_CORRUPTION":
      return new StoreError("STORE_CORRUPT", `${location} is damaged: ${message}`, init);
  }
  // How LevelDB says that a table is shorter than it should be (`Read` in its `util/env_posix.cc`).
  if (/\.(?:ldb|sst): Invalid argument/u.test(message)) {
    return new StoreError("STORE_CORRUPT", `${location} is damaged: ${message}`, init);
  }
  if (/no space left|ENOSPC|quota exceeded/i.test(message)) {
    return new StoreError("STORE_FULL", `the store is full: ${message}`, init);
  }
  return storeFailed(`the level database failed while ${doing}: ${message}`, error);
}

function rootCause(error: unknown): { code: string | undefined; message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  if (error.cause instanceof Error) return rootCause(error.cause);
  return { code: (error as { code?: string }).code, message: error.message };
}
