/** What each options object can have: the members of its type, all of them and no others. */
import { any, fields, flag, head, id, lsn, oneOf, recordOf, type Shape, text, texts } from "./arguments.js";
import type { SchemaPoint } from "./catalog.js";
import type { DiffOptions } from "./diff.js";
import { invalidArgument } from "./errors.js";
import type * as history from "./history.js";
import type { OpenOptions } from "./manager.js";
import type * as merge from "./merge.js";
import { DDL_OBJECT_TYPES, DDL_OPERATIONS, type ParseOptions } from "./sql.js";

export const OPEN: Shape<OpenOptions> = { clock: any };

export const PARSE: Shape<ParseOptions> = { lenient: flag };

const ORIGIN: Shape<history.Origin> = {
  lsn,
  executedAt: id,
  executedBy: text,
  gitCommit: text,
  transactionId: id,
};

export const RECORD: Shape<history.RecordMeta> = {
  ...PARSE,
  ...ORIGIN,
  ddlOnly: flag,
  check: flag,
  expectedHead: head,
};

/** An entry of another history serves as well: what is that history's own is left out. */
export const ENTRY: Shape<
  history.NewDdlEntry & Pick<history.DdlHistoryEntry, "ddlId" | "branchId" | "parentDdlId" | "hash">
> = {
  ...ORIGIN,
  operation: oneOf(DDL_OPERATIONS),
  objectType: oneOf(DDL_OBJECT_TYPES),
  objectName: text,
  ddlStatement: text,
  ddlId: any,
  branchId: any,
  parentDdlId: any,
  hash: any,
};

export const HISTORY: Shape<history.HistoryOptions> = {
  limit: id,
  after: id,
  before: id,
  newestFirst: flag,
};

export const CREATE_BRANCH: Shape<history.CreateBranchOptions> = { from: text, at: id };

export const DELETE_BRANCH: Shape<history.DeleteBranchOptions> = { force: flag };

export const SNAPSHOT: Shape<history.SnapshotOptions> = {
  schemaDdl: texts,
  comment: text,
  gitCommit: text,
  mvccSnapshotId: id,
  replace: flag,
};

export const POINT: Shape<SchemaPoint> = { ddlId: id, snapshot: text, timestamp: id, lsn };

export const REF: Shape<{ readonly branch: string } & SchemaPoint> = { branch: text, ...POINT };

export const DIFF: Shape<DiffOptions> = { renames: recordOf(text), online: flag };

export const CONFLICTS: Shape<history.DetectConflictsOptions> = { since: id };

export const MERGE: Shape<merge.MergeOptions> = {
  strategy: oneOf(["DdlReplay", "SchemaDiff"]),
  mode: oneOf(["strict", "lenient"]),
  resolutions: recordOf(resolution),
};

/** A plan has more members than are needed of it. */
export const APPLY_MERGE: Shape<merge.ApplyMergeOptions> = {
  ...MERGE,
  plan: any,
  mergedBy: text,
  gitCommit: text,
};

export const HEADS: Shape<merge.MergeHeads> = { source: id, target: id };

export const APPLY_REVERT: Shape<merge.ApplyRevertOptions> = {
  ...MERGE,
  plan: any,
  revertedBy: text,
  gitCommit: text,
};

export const REVERTED: Shape<{ merge: number; first: number; last: number }> = {
  merge: id,
  first: id,
  last: id,
};

export const MERGE_TEXTS: Shape<merge.MergeTextsOptions> = {
  ...MERGE,
  base: text,
  source: text,
  target: text,
  form: oneOf(["scripts", "schemas"]),
};

function resolution(name: string, value: unknown): unknown {
  if (value === "source" || value === "target" || value === "both") return value;
  if (typeof value !== "object" || value === null) {
    throw invalidArgument(`${name} must be "source", "target", "both", or { sql } of your own`);
  }
  const { sql } = fields<{ sql?: unknown }>(name, value, { sql: text });
  return { sql: text(`${name}.sql`, sql) };
}
