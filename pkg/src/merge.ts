/** Merges: what two branches come to, or why they don't. */
import { fields, required, text } from "./arguments.js";
import type { ConflictClass, ConflictSide, DdlConflict } from "./conflicts.js";
import type { StatementHazard } from "./diff.js";
import { invalidArgument } from "./errors.js";
import type { DdlHistoryEntry, ForkPoint } from "./history.js";
import { guarded } from "./panic.js";
import { MERGE_TEXTS, REVERTED } from "./shapes.js";
import type { DdlObjectType } from "./sql.js";
import { loadedGlue } from "./wasm.js";

/**
 * How the target gets what the source did.
 *
 * - `DdlReplay`: by the source's own statements, rewritten where the target calls things otherwise
 * - `SchemaDiff`: by the least DDL that takes the target's schema to the merged one
 */
export type DdlMergeStrategy = "DdlReplay" | "SchemaDiff";

/**
 * What becomes of a doubt, over the order of the values that both sides give an enum, say, or a statement whose
 * effects are not all known: in `lenient` mode, the default, it is a warning; in `strict` mode it is a conflict.
 * What may cost rows, or hides what one side did, is a conflict in both.
 */
export type MergeMode = "strict" | "lenient";

/**
 * What was decided about a conflict: a side that is right, both, or statements that say what is. Those run last, on a
 * schema in which the target is right. What is not among the conflict's `resolutions` decides nothing.
 */
export type Resolution = "source" | "target" | "both" | { readonly sql: string };

/** What a merge is to be like. */
export interface MergeOptions {
  /** How the target gets what the source did; `DdlReplay` if not given. */
  readonly strategy?: DdlMergeStrategy | undefined;
  /** What becomes of a doubt; `lenient` if not given. */
  readonly mode?: MergeMode | undefined;
  /** What was decided, by the conflict's id. */
  readonly resolutions?: Readonly<Record<string, Resolution>> | undefined;
}

/** How a merge is applied. */
export interface ApplyMergeOptions extends MergeOptions {
  /** A plan whose heads must still hold; otherwise nothing is merged, and the call fails with `HEAD_MOVED`. */
  readonly plan?: Pick<MergePlan, "heads"> | undefined;
  /** Who merges. */
  readonly mergedBy?: string | undefined;
  /** The git commit that brings it. */
  readonly gitCommit?: string | undefined;
}

/** What three texts are. */
export interface MergeTextsOptions extends MergeOptions {
  /** What both sides share. */
  readonly base: string;
  /** The side merged from. */
  readonly source: string;
  /** The side merged into. */
  readonly target: string;
  /**
   * With `scripts`, the default, source and target are what each ran on top of the base; with `schemas`
   * all three are whole schemas, and what has one name is one object.
   */
  readonly form?: "scripts" | "schemas" | undefined;
}

/**
 * Why an object merges cleanly.
 *
 * - `Disjoint`: only one side has to do with it
 * - `Convergent`: both sides did the same
 * - `AttributeMerge`: both sides changed it, each something else of it
 * - `RenameRebase`: one side renamed or moved it, or what it speaks of, and the other's statements follow
 * - `OrderSensitive`: it speaks of what the other side changed, so that not every order of statements runs
 * - `OrderDependent`: it read what the other side changed, and keeps what it read
 * - `NetZero`: a side took back what it did
 * - `SilentDuplicate`: one side renamed what the other replaced
 * - `DropVsMetadata`: a comment on what the other side dropped went with it
 * - `IdentifierRules`: its name is that of a new object of the other side but for the case of letters
 */
export type MergeReason =
  | "Disjoint"
  | "Convergent"
  | "AttributeMerge"
  | "RenameRebase"
  | "OrderSensitive"
  | "OrderDependent"
  | "NetZero"
  | "SilentDuplicate"
  | "DropVsMetadata"
  | "IdentifierRules";

/** An object that merged cleanly, and why. */
export interface CleanObject {
  /** What it is. */
  readonly objectType: DdlObjectType;
  /** Its name. */
  readonly objectName: string;
  /** Why it merged. */
  readonly reason: MergeReason;
}

/** What is merged, and should be looked at all the same. */
export interface MergeWarning {
  /** What it is about. */
  readonly class: ConflictClass;
  /** What the object is. */
  readonly objectType: DdlObjectType;
  /** Its name. */
  readonly objectName: string;
  /** The matter in one line of plain words. */
  readonly explanation: string;
  /** The source's statements concerned, in order. */
  readonly source: readonly ConflictSide[];
  /** The target's statements concerned, in order. */
  readonly target: readonly ConflictSide[];
}

/** What a merge comes to. */
export interface MergeOutcome {
  /** `clean`: it merges; `warning`: it merges, and someone should look; `conflict`: it does not merge. */
  readonly verdict: "clean" | "warning" | "conflict";
  /** How the statements were found. */
  readonly strategy: DdlMergeStrategy;
  /** The statements that take the target to the merged schema; none where there are conflicts. */
  readonly ddl: readonly string[];
  /** What can go wrong when they run on a database in use. */
  readonly hazards: readonly StatementHazard[];
  /** What can't be merged, and was not decided. */
  readonly conflicts: readonly DdlConflict[];
  /** What should be looked at. */
  readonly warnings: readonly MergeWarning[];
  /** Why each object that the source has to do with merges. */
  readonly reasons: readonly CleanObject[];
  /** The statements that make the merged schema in an empty database. */
  readonly merged_schema: readonly string[];
}

/** The heads of two branches. */
export interface MergeHeads {
  /** The id of the source's last entry; `undefined` while it has none. */
  readonly source: number | undefined;
  /** The id of the target's last entry. */
  readonly target: number | undefined;
}

/** What a merge of two branches would do. */
export interface MergePlan extends MergeOutcome {
  /** The heads that it goes by. */
  readonly heads: MergeHeads;
  /** The state that both branches were compared with. */
  readonly base: ForkPoint;
}

/**
 * A moment of a history: the last ids that it had given out. It tells what came first where entries don't: a merge may append
 * none.
 */
export interface Moment {
  /** The last entry of any branch; 0 while there was none. */
  readonly ddlId: number;
  /** The last branch. */
  readonly branchId: number;
}

/** A merge that was applied: since then the target has what the source had. */
export interface MergeRecord {
  /** When it was applied, as to what else there was. */
  readonly moment: Moment;
  /** The id of the branch merged into. */
  readonly target: number;
  /** Its head before the merge. */
  readonly targetHead: number | undefined;
  /** Its head after; the same where the target had everything already. */
  readonly head: number | undefined;
  /** The id of the branch merged from. */
  readonly source: number;
  /** Its head. */
  readonly sourceHead: number | undefined;
  /** The state that both were compared with. */
  readonly base: ForkPoint;
  /** How the target got what the source did. */
  readonly strategy: DdlMergeStrategy;
  /** What became of doubts. */
  readonly mode: MergeMode;
  /** What was decided, as pairs of a conflict's id and the resolution. */
  readonly resolutions: readonly (readonly [string, Resolution])[];
  /** What the target calls otherwise than the source, as pairs of full names: there, and here. */
  readonly renames: readonly (readonly [string, string])[];
  /** When it was applied, in milliseconds since 1970. */
  readonly mergedAt: number;
  /** Who applied it. */
  readonly mergedBy: string | undefined;
  /** The SHA-256 of all this, and of the entry that it ended with, in hexadecimal digits. */
  readonly hash: string;
}

/** What a merge did. */
export interface MergeResult extends MergeOutcome {
  /** What the target got. */
  readonly entries: readonly DdlHistoryEntry[];
  /** What is kept of it; `undefined` where the target had all of the source before. */
  readonly merge: MergeRecord | undefined;
}

/** What to take back: the merge that appended an entry, or entries from one to another, both of them. */
export type Reverted =
  { readonly merge: number } | { readonly first: number; readonly last?: number | undefined };

/** How a revert is applied. */
export interface ApplyRevertOptions extends MergeOptions {
  /** A plan whose head must still hold; otherwise nothing is done, and the call fails with `HEAD_MOVED`. */
  readonly plan?: Pick<RevertPlan, "head"> | undefined;
  /** Who reverts. */
  readonly revertedBy?: string | undefined;
  /** The git commit that brings it. */
  readonly gitCommit?: string | undefined;
}

/** What a revert comes to. */
interface RevertOutcome extends MergeOutcome {
  /** What does not come back, in words: rows, and what statements did whose effects are not known. */
  readonly lost: readonly string[];
}

/**
 * What a revert would do.
 *
 * In its conflicts the source is the way back, whose statements all have the id of the last entry that is
 * taken back; the target is what was recorded since.
 */
export interface RevertPlan extends RevertOutcome {
  /** The head that it goes by. */
  readonly head: number | undefined;
  /** The id of the entry before the first that is taken back; `undefined` where that is the first of all. */
  readonly after: number | undefined;
  /** The id of the last entry that is taken back. */
  readonly last: number;
}

/** What of a branch was taken back: since then it is as if the entries, and merges among them, had not been. */
export interface RevertRecord {
  /** The id of the branch. */
  readonly branch: number;
  /** The id of the entry before the first that was taken back. */
  readonly after: number | undefined;
  /** The id of the last entry that was taken back. */
  readonly last: number;
  /** The branch's head before. */
  readonly headBefore: number | undefined;
  /** The branch's head after. */
  readonly head: number;
  /** When it was done, in milliseconds since 1970. */
  readonly revertedAt: number;
  /** Who did it. */
  readonly revertedBy: string | undefined;
  /** What was decided about conflicts with later entries, as pairs of a conflict's id and the resolution. */
  readonly resolutions: readonly (readonly [string, Resolution])[];
  /** The SHA-256 of all this, and of the entry that it ended with, in hexadecimal digits. */
  readonly hash: string;
}

/** What a revert did. */
export interface RevertResult extends RevertOutcome {
  /** What the branch got. */
  readonly entries: readonly DdlHistoryEntry[];
  /** What is kept of it; `undefined` where there was nothing left to take back. */
  readonly revert: RevertRecord | undefined;
}

/**
 * Merges three texts, without a history.
 *
 * The ids of a conflict's entries are the numbers of its statements in their texts, from 1; 0 where a whole
 * schema only lacks something, and the statement is the one that would drop it.
 *
 * @throws `SQL_SYNTAX` or `SQL_LIMIT` with the place, and in `details.text` which text it is in; `INVALID_ARGUMENT`
 * for the resolution of a conflict that there is not.
 *
 * @example
 * const { verdict, ddl } = await mergeSchemas({
 *   base: "CREATE TABLE users (id int, email text)",
 *   source: "ALTER TABLE users ADD phone text",
 *   target: "ALTER TABLE users RENAME TO people",
 * });
 * ddl; // ["ALTER TABLE people ADD phone text"]
 */
export async function mergeSchemas(texts: MergeTextsOptions): Promise<MergeOutcome> {
  const { base, source, target, ...options } = required("texts", fields("texts", texts, MERGE_TEXTS));
  const sides = [text("base", base), text("source", source), text("target", target)] as const;
  const { mergeSchemas: merge } = await loadedGlue();
  return guarded(() => merge(...sides, options));
}

/**
 * Returns what is to be taken back, checked.
 *
 * @internal
 */
export function reverted(what: Reverted): Reverted {
  const given = what as { merge: number; first: number; last: number };
  const checked: { merge?: number; first?: number; last?: number } = required("what", fields("what", given, REVERTED));
  const { merge, first, last } = checked;
  if (merge !== undefined && first === undefined && last === undefined) return { merge };
  if (merge === undefined && first !== undefined) return { first, last };
  throw invalidArgument("what must have either `merge`, or `first` and perhaps `last`");
}
