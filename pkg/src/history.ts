/** What a history holds, and what its calls take. */
import type { DdlObjectType, DdlOperation, ParseOptions } from "./sql.js";

/** One recorded statement. */
export interface DdlHistoryEntry {
  /** Its id: from 1, increasing over all branches. */
  readonly ddlId: number;
  /** The id of the branch that recorded it. */
  readonly branchId: number;
  /** Its position in the write-ahead log, such as `16/B374D848`, where it came from one. */
  readonly lsn: string | undefined;
  /** What it does. */
  readonly operation: DdlOperation;
  /** To what kind of object. */
  readonly objectType: DdlObjectType;
  /** The object's name; several with commas between. */
  readonly objectName: string;
  /** The exact text. */
  readonly ddlStatement: string;
  /** When it was recorded, or ran, in milliseconds since 1970. */
  readonly executedAt: number;
  /** Who ran it. */
  readonly executedBy: string | undefined;
  /** The id of the entry before it on its branch, or of the fork point. */
  readonly parentDdlId: number | undefined;
  /** The git commit that brought it. */
  readonly gitCommit: string | undefined;
  /** The transaction that ran it. */
  readonly transactionId: number | undefined;
  /** The SHA-256 of its content and of its parent's hash, in hexadecimal digits. */
  readonly hash: string;
}

/** Where a branch forked from another. */
export interface ForkPoint {
  /** The id of the branch it forked from. */
  readonly branchId: number;
  /** The last entry that both share; `undefined` when it forked before the first. */
  readonly ddlId: number | undefined;
}

/** A line of history. */
export interface Branch {
  /** Its id, which a rename keeps. */
  readonly branchId: number;
  /** Its name. */
  readonly name: string;
  /** Where it forked from; `undefined` for `main`. */
  readonly forkedFrom: ForkPoint | undefined;
  /** The id of its last entry, its own or from before the fork; `undefined` while it has none. */
  readonly head: number | undefined;
  /** The hash of that entry. */
  readonly headHash: string | undefined;
  /** The highest log position recorded on it, or before the fork. */
  readonly lastLsn: string | undefined;
  /** When it was created, in milliseconds since 1970. */
  readonly createdAt: number;
}

/** A named capture of a branch's schema. */
export interface SchemaSnapshot {
  /** Its id: from 1, increasing over all branches. */
  readonly snapshotId: number;
  /** Its name, unique on its branch. */
  readonly name: string;
  /** The id of its branch. */
  readonly branchId: number;
  /** The schema, as ordered statements. */
  readonly schemaDdl: readonly string[];
  /** When it was taken, in milliseconds since 1970. */
  readonly createdAt: number;
  /** What it is for. */
  readonly comment: string | undefined;
  /** The git commit that it belongs to. */
  readonly gitCommit: string | undefined;
  /** The id of the branch's last entry when it was taken. */
  readonly lastDdlId: number | undefined;
  /** The database's own snapshot that goes with it. */
  readonly mvccSnapshotId: number | undefined;
  /** The SHA-256 of `schemaDdl`, in hexadecimal digits. */
  readonly schemaHash: string;
}

/** Where a statement came from. */
export interface Origin {
  /** Its position in the write-ahead log; recording the same statement there again changes nothing. */
  readonly lsn?: string | bigint | undefined;
  /** When it ran, in milliseconds since 1970; now if not given. */
  readonly executedAt?: number | undefined;
  /** Who ran it. */
  readonly executedBy?: string | undefined;
  /** The git commit that brings it. */
  readonly gitCommit?: string | undefined;
  /** The transaction that ran it. */
  readonly transactionId?: number | bigint | undefined;
}

/** How a script is recorded. */
export interface RecordMeta extends ParseOptions, Origin {
  /** Whether to pass over what is no DDL, the way a capture of all statements wants it. */
  readonly ddlOnly?: boolean | undefined;
  /**
   * Whether to refuse, with `SQL_REFUSED`, a script with a statement that PostgreSQL would refuse on
   * the branch's schema. What has an `lsn` has run already, and what is read leniently is to be kept:
   * neither is checked.
   */
  readonly check?: boolean | undefined;
  /**
   * The id of the entry that must be the branch's last (`null`: it must have none); otherwise
   * nothing is recorded and the call fails with `HEAD_MOVED`.
   */
  readonly expectedHead?: number | null | undefined;
}

/** A statement whose operation, object type and name the caller knows. */
export interface NewDdlEntry extends Origin {
  /** What it does. */
  readonly operation: DdlOperation;
  /** To what kind of object. */
  readonly objectType: DdlObjectType;
  /** The object's name; several with commas between. */
  readonly objectName: string;
  /** The exact text. */
  readonly ddlStatement: string;
}

/** Which part of a branch's history to read. */
export interface HistoryOptions {
  /** How many entries at most. */
  readonly limit?: number | undefined;
  /** Only entries with a greater id than this. */
  readonly after?: number | undefined;
  /** Only entries with a lesser id than this. */
  readonly before?: number | undefined;
  /** Whether the newest entry comes first; it does by default. */
  readonly newestFirst?: boolean | undefined;
}

/** Where a new branch starts. */
export interface CreateBranchOptions {
  /** The name of the branch to fork from. */
  readonly from: string;
  /** The id of the last entry to share; that branch's last if not given. */
  readonly at?: number | undefined;
}

/** How a branch is deleted. */
export interface DeleteBranchOptions {
  /** Whether to delete it even if it has entries that no other branch has. */
  readonly force?: boolean | undefined;
}

/** What a snapshot holds besides its name. */
export interface SnapshotOptions {
  /**
   * The schema, as ordered statements. If not given, those that make the branch's schema; or, where a
   * recorded statement was opaque or refused, so that not all of it is known, the recorded statements.
   */
  readonly schemaDdl?: readonly string[] | undefined;
  /** What it is for. */
  readonly comment?: string | undefined;
  /** The git commit that it belongs to. */
  readonly gitCommit?: string | undefined;
  /** The database's own snapshot that goes with it. */
  readonly mvccSnapshotId?: number | undefined;
  /** Whether a snapshot of that name on the branch is to be replaced rather than an error. */
  readonly replace?: boolean | undefined;
}

/** From where two branches are compared. */
export interface DetectConflictsOptions {
  /** The id of the last entry to take as shared; where the branches forked, or last merged, if not given. */
  readonly since?: number | undefined;
}

/** Something that is wrong with a history. */
export interface VerifyProblem {
  /** The branch's name. */
  readonly branch: string;
  /** The id of the entry concerned, where it is one. */
  readonly ddlId: number | undefined;
  /** What is wrong. */
  readonly message: string;
}

/** The account of a verification. */
export interface VerifyReport {
  /** Whether nothing is wrong. */
  readonly ok: boolean;
  /** How many branches were read. */
  readonly branches: number;
  /** How many entries were read. */
  readonly entries: number;
  /** How many snapshots were read. */
  readonly snapshots: number;
  /** What is wrong, oldest branch first. */
  readonly problems: readonly VerifyProblem[];
}
