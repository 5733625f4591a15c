/** The class that callers work with: it checks what comes in, and hands it to the core. */
import type { RawManager } from "schemagraft-glue";

import { bytes, fields, id, required, text } from "./arguments.js";
import type { Schema, SchemaPoint } from "./catalog.js";
import type { DdlConflict } from "./conflicts.js";
import { type DiffOptions, type SchemaDiff, type SchemaRef, schemaRef } from "./diff.js";
import { invalidArgument, StoreError } from "./errors.js";
import type {
  Branch,
  CreateBranchOptions,
  DdlHistoryEntry,
  DeleteBranchOptions,
  DetectConflictsOptions,
  HistoryOptions,
  NewDdlEntry,
  RecordMeta,
  SchemaSnapshot,
  SnapshotOptions,
  VerifyReport,
} from "./history.js";
import {
  type ApplyMergeOptions,
  type ApplyRevertOptions,
  type MergeOptions,
  type MergePlan,
  type MergeRecord,
  type MergeResult,
  reverted,
  type Reverted,
  type RevertPlan,
  type RevertResult,
} from "./merge.js";
import { guarded } from "./panic.js";
import * as shapes from "./shapes.js";
import { assertStore, type Store } from "./store.js";
import { fileOpener, loadedGlue } from "./wasm.js";

/** How a history is opened. */
export interface OpenOptions {
  /** Tells the time in milliseconds since 1970; `Date.now` if not given. */
  readonly clock?: (() => number) | undefined;
}

/**
 * Records DDL on branches of a history, and answers what happened to the schema.
 *
 * Calls may overlap; each is atomic. Other managers, tabs or processes may work on the same history
 * as far as its store lets them.
 *
 * @example
 * const manager = await DdlVersioningManager.open("memory:");
 * await manager.recordDdl("main", "CREATE TABLE users (id int PRIMARY KEY);");
 * await manager.createBranch("feature", { from: "main" });
 */
export class DdlVersioningManager {
  readonly #raw: RawManager;
  #closing: Promise<void> | undefined;

  private constructor(raw: RawManager) {
    this.#raw = raw;
  }

  /**
   * Opens the history that a store holds; an empty store becomes a history with the branch `main`.
   *
   * @param store - `"memory:"`; `"idb:name"`, kept by the browser in IndexedDB; `"file:directory"`,
   * kept on disk by Node.js; or a {@link Store} of your own.
   * @throws `STORE_LOCKED` while another process has the directory open; `STORE_UNAVAILABLE` where
   * there is no such store; `FORMAT_TOO_NEW` for the history of a newer version; `LOAD_FAILED`.
   */
  static async open(store: string | Store, options?: OpenOptions): Promise<DdlVersioningManager> {
    const checked = fields("options", options, shapes.OPEN);
    const place = await locate(store);
    try {
      const { RawManager } = await loadedGlue();
      const raw = await guarded(() =>
        RawManager.open(place.kind, place.name, place.store, checked),
      );
      return new DdlVersioningManager(raw);
    } catch (error) {
      // A store that was opened for this call alone would stay locked.
      if (typeof store === "string") await place.store?.close?.();
      throw error;
    }
  }

  /**
   * Records a script, one entry a statement, and returns the entries: all are recorded, or none.
   *
   * Statements that begin or end a transaction are passed over, since a script is one as a whole (unless
   * something within means another thing without it, as after `SET LOCAL search_path`), and so is what
   * is rolled back.
   *
   * Statements are recorded as they ran, whether or not the branch's schema has what they speak of: a
   * history may begin later than its database. {@link schemaAt} tells what did not fit; with `check`
   * it is an error.
   *
   * @throws `SQL_SYNTAX` or `SQL_LIMIT` with the place where the text can't be read; `SQL_REFUSED`;
   * `BRANCH_NOT_FOUND`; `HEAD_MOVED`; `LSN_REUSED`.
   */
  async recordDdl(branch: string, sql: string, meta?: RecordMeta): Promise<DdlHistoryEntry[]> {
    return this.#call((raw) =>
      raw.recordDdl(text("branch", branch), text("sql", sql), fields("meta", meta, shapes.RECORD)),
    );
  }

  /**
   * Records one statement with the operation, object type and name that the caller gives, without
   * reading its text. An entry of another history serves as well; its ids and its hash are that history's.
   *
   * @throws `BRANCH_NOT_FOUND`; `HEAD_MOVED`; `LSN_REUSED`.
   */
  async recordEntry(branch: string, entry: NewDdlEntry): Promise<DdlHistoryEntry> {
    return this.#call((raw) =>
      raw.recordEntry(text("branch", branch), required("entry", fields("entry", entry as AnyEntry, shapes.ENTRY))),
    );
  }

  /**
   * Returns the entries of a branch, with those from before its fork, newest first.
   *
   * @throws `BRANCH_NOT_FOUND`.
   */
  async getDdlHistory(branch: string, options?: HistoryOptions): Promise<DdlHistoryEntry[]> {
    return this.#call((raw) =>
      raw.getDdlHistory(text("branch", branch), fields("options", options, shapes.HISTORY)),
    );
  }

  /**
   * Returns the entries of a branch after the one with this id, oldest first.
   *
   * @throws `BRANCH_NOT_FOUND`.
   */
  async getDdlSince(branch: string, ddlId: number): Promise<DdlHistoryEntry[]> {
    return this.#call((raw) => raw.getDdlSince(text("branch", branch), id("ddlId", ddlId)));
  }

  /**
   * Creates a branch that starts from another; `main` exists from the start.
   *
   * @throws `BRANCH_EXISTS`; `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND` if `at` is not on that branch.
   */
  async createBranch(name: string, options: CreateBranchOptions): Promise<Branch> {
    return this.#call((raw) => {
      const { from, at } = required("options", fields("options", options, shapes.CREATE_BRANCH));
      return raw.createBranch(text("name", name), text("options.from", from), at);
    });
  }

  /** Returns the branches, oldest first. */
  async listBranches(): Promise<Branch[]> {
    return this.#call((raw) => raw.listBranches());
  }

  /**
   * Gives a branch another name; its id stays.
   *
   * @throws `BRANCH_NOT_FOUND`; `BRANCH_EXISTS`.
   */
  async renameBranch(from: string, to: string): Promise<Branch> {
    return this.#call((raw) => raw.renameBranch(text("from", from), text("to", to)));
  }

  /**
   * Deletes a branch.
   *
   * @throws `BRANCH_IN_USE` for `main`, for a branch that another starts from, and, unless forced,
   * for one with entries that no other branch has; `BRANCH_NOT_FOUND`.
   */
  async deleteBranch(name: string, options?: DeleteBranchOptions): Promise<void> {
    await this.#call((raw) =>
      raw.deleteBranch(
        text("name", name),
        fields("options", options, shapes.DELETE_BRANCH)?.force ?? false,
      ),
    );
  }

  /**
   * Takes a snapshot of a branch at its head.
   *
   * @throws `SNAPSHOT_EXISTS` unless it is to be replaced; `BRANCH_NOT_FOUND`.
   */
  async createSchemaSnapshot(
    branch: string,
    name: string,
    options?: SnapshotOptions,
  ): Promise<SchemaSnapshot> {
    return this.#call((raw) =>
      raw.createSchemaSnapshot(
        text("branch", branch),
        text("name", name),
        fields("options", options, shapes.SNAPSHOT),
      ),
    );
  }

  /**
   * Returns a branch's snapshot of that name, or `undefined`.
   *
   * @throws `BRANCH_NOT_FOUND`.
   */
  async getSchemaSnapshot(branch: string, name: string): Promise<SchemaSnapshot | undefined> {
    return this.#call((raw) => raw.getSchemaSnapshot(text("branch", branch), text("name", name)));
  }

  /**
   * Returns a branch's snapshots, in the order in which they were taken.
   *
   * @throws `BRANCH_NOT_FOUND`.
   */
  async listSnapshots(branch: string): Promise<SchemaSnapshot[]> {
    return this.#call((raw) => raw.listSnapshots(text("branch", branch)));
  }

  /**
   * Returns the schema of a branch, at its head or at another point of its history.
   *
   * Recorded statements that PostgreSQL would refuse, or whose effects can't be told, are reported in
   * it; they do not make it fail.
   *
   * @throws `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND`; `SNAPSHOT_NOT_FOUND`.
   *
   * @example
   * const { tables } = await manager.schemaAt("main", { timestamp: Date.UTC(2026, 0, 31) });
   * tables[0].columns[0].type; // "integer"
   */
  async schemaAt(branch: string, at?: SchemaPoint): Promise<Schema> {
    return this.#call((raw) => raw.schemaAt(text("branch", branch), fields("at", at, shapes.POINT)));
  }

  /**
   * Returns the statements that take the schema at one point of the history to that at another.
   *
   * Where one is what became of the other, renames and moves are known; otherwise what has another name
   * is another object, unless the options say so.
   *
   * @throws `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND`; `SNAPSHOT_NOT_FOUND`.
   *
   * @example
   * const { ddl, hazards } = await manager.diff({ branch: "main", snapshot: "v1" }, "main");
   */
  async diff(from: SchemaRef, to: SchemaRef, options?: DiffOptions): Promise<SchemaDiff> {
    return this.#call((raw) =>
      raw.diff(
        ...schemaRef("from", from),
        ...schemaRef("to", to),
        fields("options", options, shapes.DIFF),
      ),
    );
  }

  /**
   * Returns what two branches did to the same objects since they forked, or last merged.
   *
   * @throws `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND` if `since` is not on both branches.
   */
  async detectConflicts(
    source: string,
    target: string,
    options?: DetectConflictsOptions,
  ): Promise<DdlConflict[]> {
    return this.#call((raw) => {
      const since = fields("options", options, shapes.CONFLICTS)?.since;
      return raw.detectConflicts(text("source", source), text("target", target), since);
    });
  }

  /**
   * Returns what merging one branch into another would do; nothing is changed.
   *
   * @throws `BRANCH_NOT_FOUND`; `INVALID_ARGUMENT` for the resolution of a conflict that there is not.
   */
  async planMerge(source: string, target: string, options?: MergeOptions): Promise<MergePlan> {
    return this.#call((raw) =>
      raw.planMerge(
        text("source", source),
        text("target", target),
        fields("options", options, shapes.MERGE),
      ),
    );
  }

  /**
   * Merges one branch into another: the target's branch gets the statements that it lacks, and a record
   * of the merge, from which the next one starts. All of it takes effect, or nothing.
   *
   * @throws `MERGE_CONFLICT` where a conflict is not resolved, with the conflicts in `details`;
   * `HEAD_MOVED`; those of `planMerge`.
   *
   * @example
   * const plan = await manager.planMerge("feature", "main");
   * const resolutions = { [plan.conflicts[0].id]: "source" };
   * await manager.merge("feature", "main", { plan, resolutions });
   */
  async merge(source: string, target: string, options?: ApplyMergeOptions): Promise<MergeResult> {
    return this.#call((raw) => {
      const { plan, ...rest } = fields("options", options, shapes.APPLY_MERGE) ?? {};
      const heads = plan && { heads: fields("options.plan.heads", plan.heads, shapes.HEADS) };
      return raw.merge(text("source", source), text("target", target), { ...rest, ...heads });
    });
  }

  /**
   * Returns what taking back a merge, or some entries, would do; nothing is changed.
   *
   * @throws `BRANCH_NOT_FOUND`; `ENTRY_NOT_FOUND`; `INVALID_ARGUMENT` where no merge appended the entry, or a
   * resolution is of a conflict that there is not.
   */
  async planRevert(branch: string, what: Reverted, options?: MergeOptions): Promise<RevertPlan> {
    return this.#call((raw) =>
      raw.planRevert(
        text("branch", branch),
        reverted(what),
        fields("options", options, shapes.MERGE),
      ),
    );
  }

  /**
   * Takes back a merge, or some entries: the branch gets the statements that undo them, and a record of
   * that, so that a merge that was taken back can be merged again. What was changed since stays; rows that
   * were dropped do not come back (see `lost`). Branches that have what the merge brought by that merge alone
   * lose it as they merge this one; those that made it, or got it otherwise, keep it.
   *
   * @throws `MERGE_CONFLICT` where what was changed since can't stay and that is not resolved, with the
   * conflicts in `details`; `HEAD_MOVED`; those of `planRevert`.
   *
   * @example
   * const [last] = await manager.getDdlHistory("main", { limit: 1 });
   * const { entries, lost } = await manager.revert("main", { first: last.ddlId });
   */
  async revert(
    branch: string,
    what: Reverted,
    options?: ApplyRevertOptions,
  ): Promise<RevertResult> {
    return this.#call((raw) => {
      const { plan, ...rest } = fields("options", options, shapes.APPLY_REVERT) ?? {};
      const head = plan && { head: plan.head };
      return raw.revert(text("branch", branch), reverted(what), { ...rest, ...head });
    });
  }

  /**
   * Returns the merges into a branch, oldest first.
   *
   * @throws `BRANCH_NOT_FOUND`.
   */
  async listMerges(branch: string): Promise<MergeRecord[]> {
    return this.#call((raw) => raw.listMerges(text("branch", branch)));
  }

  /** Reads the whole history and checks that it is what was recorded; damage is reported, not thrown. */
  async verify(): Promise<VerifyReport> {
    return this.#call((raw) => raw.verify());
  }

  /** Returns the whole history as one bundle of bytes, the same from every store. */
  async export(): Promise<Uint8Array> {
    return this.#call((raw) => raw.export());
  }

  /**
   * Fills an empty history with an exported one.
   *
   * @throws `HISTORY_NOT_EMPTY`; `BUNDLE_INVALID`; `FORMAT_TOO_NEW`.
   */
  async import(bundle: Uint8Array): Promise<void> {
    await this.#call((raw) => raw.import(bytes("bundle", bundle)));
  }

  /** Gives the store back; every later call but another `close` fails with `STORE_CLOSED`. */
  async close(): Promise<void> {
    this.#closing ??= guarded(() => this.#raw.close());
    await this.#closing;
  }

  /** Closes at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #call<T>(call: (raw: RawManager) => Promise<T>): Promise<T> {
    if (this.#closing) throw new StoreError("STORE_CLOSED", "the store is closed");
    return guarded(() => call(this.#raw));
  }
}

/** An entry that is new, or was read from a history. */
type AnyEntry = NewDdlEntry & DdlHistoryEntry;

/** What the core opens. */
interface Place {
  readonly kind: "memory" | "idb" | "js";
  readonly name?: string;
  readonly store?: Store;
}

async function locate(store: string | Store): Promise<Place> {
  if (typeof store !== "string") {
    assertStore(store);
    return { kind: "js", store };
  }
  const [, scheme, rest] = /^(memory|idb|file):(.*)$/su.exec(text("store", store)) ?? [];
  if (scheme === "memory" && rest === "") return { kind: "memory" };
  if (scheme === "idb" && rest) return { kind: "idb", name: browserName(rest) };
  if (scheme === "file" && rest) return { kind: "js", store: await openFile(rest) };
  throw invalidArgument(
    `there is no store "${store}": write "memory:", "idb:name" or "file:directory", or pass a store`,
  );
}

function browserName(name: string): string {
  if (typeof indexedDB !== "undefined") return name;
  throw new StoreError(
    "STORE_UNAVAILABLE",
    'there is no IndexedDB here: in Node.js use a store in files, "file:directory"',
  );
}

function openFile(directory: string): Promise<Store> {
  const opener = fileOpener();
  if (opener) return opener(directory);
  throw new StoreError(
    "STORE_UNAVAILABLE",
    'there are no files here: in a browser use IndexedDB, "idb:name"',
  );
}
