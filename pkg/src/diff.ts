/** Differences: the statements that take one schema to another. */
import { fields, text } from "./arguments.js";
import type { SchemaPoint } from "./catalog.js";
import { guarded } from "./panic.js";
import { loadedGlue } from "./wasm.js";

/** What a diff is to be like. */
export interface DiffOptions {
  /** Renames that are known, as full names before and after: `{"public.users.mail": "public.users.email"}`. */
  readonly renames?: Readonly<Record<string, string>> | undefined;
  /** Whether statements are to keep a database in use usable, if that takes more of them. */
  readonly online?: boolean | undefined;
}

/** A schema of a history: a branch at its head, or at a point of its history. */
export type SchemaRef = string | ({ readonly branch: string } & SchemaPoint);

/** What can go wrong with a statement on a database in use. */
export type HazardCode =
  | "DATA_LOSS"
  | "TABLE_REWRITE"
  | "ACCESS_EXCLUSIVE_LOCK"
  | "SHARE_LOCK"
  | "FULL_SCAN"
  | "INDEX_BUILD"
  | "NOT_TRANSACTIONAL"
  | "MAY_FAIL"
  | "PRIVILEGES_WIDENED"
  | "PRIVILEGES_LOST"
  | "UNTRACKED_DEPENDENCY"
  | "REPLACED";

/** A hazard of one statement. */
export interface StatementHazard {
  /** Which statement of `ddl`, from 0. */
  readonly statement: number;
  /** The object that it is about. */
  readonly object: string;
  /** What it is. */
  readonly code: HazardCode;
  /** How bad it is. */
  readonly severity: "info" | "warning" | "danger";
  /** What it means, in a sentence. */
  readonly message: string;
}

/** What takes one schema to another. */
export interface SchemaDiff {
  /** The statements, in an order that runs; none where the schemas are equal. */
  readonly ddl: readonly string[];
  /** What can go wrong when they run on a database in use. */
  readonly hazards: readonly StatementHazard[];
  /** What could be meant otherwise: what looks like a rename, and columns in another order. */
  readonly hints: readonly string[];
  /** What still differs after the statements. */
  readonly unresolved: readonly string[];
}

/**
 * Returns the statements that take the schema that one script leaves to the one that another leaves.
 *
 * What has another name is another object, unless `renames` says so; what looks like a rename is hinted
 * at.
 *
 * @example
 * const { ddl } = await diffSchemas("CREATE TABLE a (b int)", "CREATE TABLE a (b int, c text)");
 * ddl; // ["ALTER TABLE public.a ADD COLUMN c text"]
 */
export async function diffSchemas(
  from: string,
  to: string,
  options?: DiffOptions,
): Promise<SchemaDiff> {
  const [before, after] = [text("from", from), text("to", to)];
  const checked = fields("options", options);
  const { diffSchemas: diff } = await loadedGlue();
  return guarded(() => diff(before, after, checked));
}

/**
 * Returns the branch and the point that a reference names.
 *
 * @internal
 */
export function schemaRef(name: string, ref: SchemaRef): [string, SchemaPoint | undefined] {
  if (typeof ref === "string") return [text(name, ref), undefined];
  const { branch, ...point } = fields(name, ref);
  return [text(`${name}.branch`, branch), point];
}
