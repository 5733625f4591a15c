/** Differences: the statements that take one schema to another. */
import { fields, required, text } from "./arguments.js";
import type { SchemaPoint } from "./catalog.js";
import { guarded } from "./panic.js";
import { DIFF, REF } from "./shapes.js";
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
  | "SEQUENCE_RESTARTED"
  | "RENAMED"
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

/** What could be meant otherwise, or is not as one may expect; the statements are the same without it. */
export type DiffHint =
  | PossibleRename
  | AmbiguousRename
  | UnknownRename
  | OtherOrder
  | NotBroughtBack;

/** One object goes, and one comes that says the same, in the same place: it may be that one, renamed. */
export interface PossibleRename {
  readonly code: "POSSIBLE_RENAME";
  /** What both are: `table`, `column`. */
  readonly kind: string;
  /** The full name of the one that goes; with `renames: {[from]: to}` it stays. */
  readonly from: string;
  /** The full name of the one that comes. */
  readonly to: string;
  /** What to say to the command line's `--rename` if it is a rename. */
  readonly rename: string;
  /** All of it in a sentence. */
  readonly message: string;
}

/** Objects go and others come that say the same, more than one of either: nothing is guessed. */
export interface AmbiguousRename {
  readonly code: "AMBIGUOUS_RENAME";
  /** What all of them are. */
  readonly kind: string;
  /** The full names of those that go. */
  readonly from: readonly string[];
  /** The full names of those that come. */
  readonly to: readonly string[];
  /** All of it in a sentence. */
  readonly message: string;
}

/** `renames` names what is not there, or what is another object. */
export interface UnknownRename {
  readonly code: "UNKNOWN_RENAME";
  /** The full name before. */
  readonly from: string;
  /** The full name after. */
  readonly to: string;
  /** All of it in a sentence. */
  readonly message: string;
}

/** A table's columns end up in another order, which no statement changes. */
export interface OtherOrder {
  readonly code: "OTHER_ORDER";
  /** The full name of the table. */
  readonly object: string;
  /** All of it in a sentence. */
  readonly message: string;
}

/** The way back makes an object again, though not what it held. */
export interface NotBroughtBack {
  readonly code: "NOT_BROUGHT_BACK";
  /** The object, by its kind and full name. */
  readonly object: string;
  /** All of it in a sentence. */
  readonly message: string;
}

/** What takes one schema to another. */
export interface SchemaDiff {
  /** The statements, in an order that runs; none where the schemas are equal. */
  readonly ddl: readonly string[];
  /** What can go wrong when they run on a database in use. */
  readonly hazards: readonly StatementHazard[];
  /** What could be meant otherwise: what looks like a rename, and columns in another order. */
  readonly hints: readonly DiffHint[];
  /** What still differs after the statements. */
  readonly unresolved: readonly string[];
}

/**
 * Returns the statements that take the schema that one script leaves to the one that another leaves.
 *
 * What has another name is another object, unless `renames` says so; what looks like a rename is told in
 * `hints`, where it can be only that one.
 *
 * @throws `SQL_SYNTAX`, `SQL_LIMIT` or `SQL_REFUSED` for the first statement that can't be read, or that PostgreSQL
 * would refuse, with the place, and in `details.text` which text it is in: `from` or `to`.
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
  const checked = fields("options", options, DIFF);
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
  const { branch, ...point } = required(name, fields(name, ref, REF));
  return [text(`${name}.branch`, branch), point];
}
