/**
 * The errors that schemagraft's calls are rejected with, and the one table of their codes.
 *
 * The codes are those of `src/error.rs`; a test compares the two lists.
 */

/** What an error tells beyond its message; which keys there are depends on the code. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** What an error can be given besides its code and message. */
export interface ErrorInit {
  /** Facts for programs, such as the branch's name or the place in the text. */
  readonly details?: ErrorDetails | undefined;
  /** The error behind this one. */
  readonly cause?: unknown;
}

/**
 * The base of every error that schemagraft throws.
 *
 * After any of them the history is as it was before the call.
 */
export class SchemagraftError extends Error {
  /** The stable name of what went wrong; match on this, not on the message. */
  readonly code: ErrorCode;
  /** Facts for programs, such as the branch's name or the place in the text. */
  readonly details: ErrorDetails;

  /** Makes an error; applications only receive them, but for {@link StoreError}. */
  constructor(code: ErrorCode, message: string, init: ErrorInit = {}) {
    // No own property `cause` where there is no cause.
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    this.details = init.details ?? {};
  }

  /** The name of the error's class. */
  override get name(): string {
    return CLASS_NAMES.get(this.constructor) ?? "SchemagraftError";
  }
}

/**
 * The SQL text can't be read, or PostgreSQL would refuse it: `details` has the place, as `line`,
 * `column`, `start` and `end`, and for `SQL_REFUSED` also `sqlstate` and perhaps `detail` and `hint`. Where a call
 * takes several texts, `text` names the one that it is in.
 */
export class SqlError extends SchemagraftError {
  /** The stable name of what went wrong. */
  declare readonly code: "SQL_SYNTAX" | "SQL_LIMIT" | "SQL_REFUSED";
}

/** A folder of migrations is in no layout that is known, or contradicts itself. */
export class ImportError extends SchemagraftError {
  /** The stable name of what went wrong. */
  declare readonly code: "IMPORT_LAYOUT";
}

/** An argument is not what the call takes. */
export class ArgumentError extends SchemagraftError {
  /** The stable name of what went wrong. */
  declare readonly code: "INVALID_ARGUMENT";
}

/** The history does not allow what was asked for. `MERGE_CONFLICT` has `conflicts` in its `details`. */
export class HistoryError extends SchemagraftError {
  /** The stable name of what went wrong. */
  declare readonly code:
    | "BRANCH_NOT_FOUND"
    | "BRANCH_EXISTS"
    | "BRANCH_IN_USE"
    | "ENTRY_NOT_FOUND"
    | "SNAPSHOT_EXISTS"
    | "SNAPSHOT_NOT_FOUND"
    | "LSN_REUSED"
    | "HEAD_MOVED"
    | "MERGE_CONFLICT"
    | "BUNDLE_INVALID"
    | "HISTORY_NOT_EMPTY"
    | "FORMAT_TOO_NEW";
}

/** The ways in which a store fails. */
export type StoreErrorCode =
  | "STORE_CORRUPT"
  | "STORE_CONFLICT"
  | "STORE_LOCKED"
  | "STORE_FULL"
  | "STORE_CLOSED"
  | "STORE_FAILED"
  | "STORE_UNAVAILABLE";

/** The store failed. A store of your own may throw it, to say which way. */
export class StoreError extends SchemagraftError {
  /** The stable name of what went wrong. */
  declare readonly code: StoreErrorCode;

  /** Makes an error that a store's method may throw. */
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- it narrows the codes
  constructor(code: StoreErrorCode, message: string, init?: ErrorInit) {
    super(code, message, init);
  }
}

/** The WebAssembly module could not be loaded; the next call tries again. */
export class LoadError extends SchemagraftError {
  /** The stable name of what went wrong. */
  declare readonly code: "LOAD_FAILED";
}

/** A defect of schemagraft itself: nothing works any more until the page or process starts anew. */
export class PanicError extends SchemagraftError {
  /** The stable name of what went wrong. */
  declare readonly code: "PANIC";
}

/** Every code there is, with the class of the errors that carry it. */
const CLASSES = {
  SQL_SYNTAX: SqlError,
  SQL_LIMIT: SqlError,
  SQL_REFUSED: SqlError,
  IMPORT_LAYOUT: ImportError,
  INVALID_ARGUMENT: ArgumentError,
  BRANCH_NOT_FOUND: HistoryError,
  BRANCH_EXISTS: HistoryError,
  BRANCH_IN_USE: HistoryError,
  ENTRY_NOT_FOUND: HistoryError,
  SNAPSHOT_EXISTS: HistoryError,
  SNAPSHOT_NOT_FOUND: HistoryError,
  LSN_REUSED: HistoryError,
  HEAD_MOVED: HistoryError,
  MERGE_CONFLICT: HistoryError,
  BUNDLE_INVALID: HistoryError,
  HISTORY_NOT_EMPTY: HistoryError,
  FORMAT_TOO_NEW: HistoryError,
  STORE_CORRUPT: StoreError,
  STORE_CONFLICT: StoreError,
  STORE_LOCKED: StoreError,
  STORE_FULL: StoreError,
  STORE_CLOSED: StoreError,
  STORE_FAILED: StoreError,
  STORE_UNAVAILABLE: StoreError,
  LOAD_FAILED: LoadError,
  PANIC: PanicError,
} as const;

/** The stable name of a kind of failure. */
export type ErrorCode = keyof typeof CLASSES;

/** Every error code there is. */
export const ERROR_CODES = Object.freeze(Object.keys(CLASSES)) as readonly ErrorCode[];

/** Names that a minifier leaves alone. */
const CLASS_NAMES = new Map<unknown, string>([
  [SqlError, "SqlError"],
  [ImportError, "ImportError"],
  [ArgumentError, "ArgumentError"],
  [HistoryError, "HistoryError"],
  [StoreError, "StoreError"],
  [LoadError, "LoadError"],
  [PanicError, "PanicError"],
]);

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(CLASSES, code);
}

function isDetails(details: unknown): details is ErrorDetails {
  return typeof details === "object" && details !== null;
}

/**
 * Returns an error of the WebAssembly side as one of the classes above; any other as it is; what is
 * no error as one.
 *
 * @internal
 */
export function fromRaw(error: unknown): Error {
  if (!(error instanceof Error)) return new Error(String(error), { cause: error });
  if (error instanceof SchemagraftError) return error;
  const { code, details } = error as { code?: unknown; details?: unknown };
  if (!isErrorCode(code)) return error;
  // What a store of ours, or one written like ours, said of itself is more exact than what the
  // core could make of it.
  if (code === "STORE_FAILED" && error.cause instanceof StoreError) return error.cause;
  const ErrorClass = CLASSES[code] as new (
    code: ErrorCode,
    message: string,
    init: ErrorInit,
  ) => SchemagraftError;
  return new ErrorClass(code, error.message, {
    details: isDetails(details) ? details : undefined,
    cause: error.cause,
  });
}

/**
 * Returns the error for an argument that the call does not take.
 *
 * @internal
 */
export function invalidArgument(message: string): ArgumentError {
  return new ArgumentError("INVALID_ARGUMENT", message);
}
