/**
 * What wasm-bindgen makes of `src/wasm/`; the build puts `dist/wasm/schemagraft.js` in its place.
 *
 * Values are plain objects; a failure is an `Error` with a `code`, and perhaps `details` and a `cause`.
 */
import type { Materialized, Schema, SchemaPoint } from "./catalog.js";
import type { DdlConflict } from "./conflicts.js";
import type { DiffOptions, SchemaDiff } from "./diff.js";
import type * as history from "./history.js";
import type * as merge from "./merge.js";
import type { ImportPlan, MigrationFile } from "./migrations.js";
import type { ParsedScript, ParseOptions } from "./sql.js";
import type { Store } from "./store.js";

export class RawManager {
  static open(
    kind: "memory" | "idb" | "js",
    name: string | undefined,
    store: Store | undefined,
    options: { clock?: (() => number) | undefined } | undefined,
  ): Promise<RawManager>;
  recordDdl(
    branch: string,
    sql: string,
    meta: history.RecordMeta | undefined,
  ): Promise<history.DdlHistoryEntry[]>;
  recordEntry(branch: string, entry: history.NewDdlEntry): Promise<history.DdlHistoryEntry>;
  getDdlHistory(
    branch: string,
    options: history.HistoryOptions | undefined,
  ): Promise<history.DdlHistoryEntry[]>;
  getDdlSince(branch: string, ddlId: number): Promise<history.DdlHistoryEntry[]>;
  createBranch(name: string, from: string, at: number | undefined): Promise<history.Branch>;
  listBranches(): Promise<history.Branch[]>;
  renameBranch(from: string, to: string): Promise<history.Branch>;
  deleteBranch(name: string, force: boolean): Promise<void>;
  createSchemaSnapshot(
    branch: string,
    name: string,
    options: history.SnapshotOptions | undefined,
  ): Promise<history.SchemaSnapshot>;
  getSchemaSnapshot(branch: string, name: string): Promise<history.SchemaSnapshot | undefined>;
  listSnapshots(branch: string): Promise<history.SchemaSnapshot[]>;
  schemaAt(branch: string, at: SchemaPoint | undefined): Promise<Schema>;
  detectConflicts(
    source: string,
    target: string,
    since: number | undefined,
  ): Promise<DdlConflict[]>;
  diff(
    from: string,
    fromAt: SchemaPoint | undefined,
    to: string,
    toAt: SchemaPoint | undefined,
    options: DiffOptions | undefined,
  ): Promise<SchemaDiff>;
  planMerge(
    source: string,
    target: string,
    options: merge.MergeOptions | undefined,
  ): Promise<merge.MergePlan>;
  merge(
    source: string,
    target: string,
    options: (merge.ApplyMergeOptions & { heads?: merge.MergeHeads | undefined }) | undefined,
  ): Promise<merge.MergeResult>;
  planRevert(
    branch: string,
    what: merge.Reverted,
    options: merge.MergeOptions | undefined,
  ): Promise<merge.RevertPlan>;
  revert(
    branch: string,
    what: merge.Reverted,
    options: (merge.ApplyRevertOptions & { head?: number | undefined }) | undefined,
  ): Promise<merge.RevertResult>;
  listMerges(branch: string): Promise<merge.MergeRecord[]>;
  verify(): Promise<history.VerifyReport>;
  export(): Promise<Uint8Array>;
  import(bundle: Uint8Array): Promise<void>;
  close(): Promise<void>;
  free(): void;
}

export function parseDdl(sql: string, options: ParseOptions | undefined): ParsedScript;
export function materialize(sql: string): Materialized;
export function diffSchemas(
  from: string,
  to: string,
  options: DiffOptions | undefined,
): SchemaDiff;
export function mergeSchemas(
  base: string,
  source: string,
  target: string,
  options: merge.MergeOptions | undefined,
): merge.MergeOutcome;
export function planImport(files: readonly MigrationFile[]): ImportPlan;
export function errorCodes(): string[];

/** Instantiates the module; only the first call does. */
export default function init(input: {
  module_or_path: WebAssembly.Module | BufferSource | Response;
}): Promise<unknown>;
