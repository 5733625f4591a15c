/**
 * The store that a history is kept in, as JavaScript may provide it.
 *
 * Never in it: knowledge of DDL, or of what the bytes mean.
 */
import { invalidArgument, StoreError } from "./errors.js";

/** The keys from `start`, included, to `end`, excluded, in the order of their bytes. */
export interface KeyRange {
  /** The first key that belongs. */
  readonly start: Uint8Array;
  /** The first key that no longer belongs. */
  readonly end: Uint8Array;
}

/** How a range is read. */
export interface ScanOptions {
  /** Whether to read from the greatest key down. */
  readonly reverse: boolean;
  /** How many keys to return at most. */
  readonly limit: number;
}

/** What a commit relies on: the key has exactly this value, or (`undefined`) is not there. */
export interface Expectation {
  /** The key. */
  readonly key: Uint8Array;
  /** Its value, as it was read. */
  readonly value: Uint8Array | undefined;
}

/** One change: a key gets a value, or goes; a key to delete that is not there is no error. */
export type Write =
  | { readonly type: "put"; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: "delete"; readonly key: Uint8Array };

/** Changes that take effect together or not at all; each key stands at most once among them. */
export interface Batch {
  /** What must hold for the batch to take effect. */
  readonly expected: readonly Expectation[];
  /** The changes. */
  readonly writes: readonly Write[];
}

/**
 * An ordered map of bytes with an atomic commit.
 *
 * A call fails by throwing (any error, or a {@link StoreError} to say precisely how); nothing of it
 * may then have taken effect.
 */
export interface Store {
  /** Returns the value of a key, or `undefined`. */
  get(key: Uint8Array): Promise<Uint8Array | undefined>;
  /**
   * Returns at most `limit` keys of the range with their values, ordered by the keys' bytes, from
   * the end that `reverse` names. A range whose end is not after its start is empty.
   */
  scan(range: KeyRange, options: ScanOptions): Promise<[Uint8Array, Uint8Array][]>;
  /**
   * Applies a batch as one atomic step, which a crash can't tear and which survives it, and returns
   * `true`; or returns `false`, without any change, if an expectation does not hold.
   */
  commit(batch: Batch): Promise<boolean>;
  /** Gives up what the store holds; it is called once, by `DdlVersioningManager.close()`. */
  close?(): Promise<void>;
}

/**
 * Throws unless the object has a store's methods.
 *
 * @internal
 */
export function assertStore(store: unknown): asserts store is Store {
  for (const method of ["get", "scan", "commit"]) {
    if (typeof (store as Record<string, unknown> | null | undefined)?.[method] !== "function") {
      throw invalidArgument(
        `this store has no method \`${method}\`: pass "memory:", "idb:name", "file:directory", or an object with get, scan and commit`,
      );
    }
  }
}

/**
 * Returns the error for a store that broke its contract or failed on its own account.
 *
 * @internal
 */
export function storeFailed(message: string, cause?: unknown): StoreError {
  return new StoreError("STORE_FAILED", message, { cause });
}
