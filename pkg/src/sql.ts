/**
 * What reading SQL tells: statements, classified, with the objects that they name.
 *
 * The words are those of `src/sql/vocabulary.rs`; a test compares the lists.
 */

/** Every word for what a statement does. */
export const DDL_OPERATIONS = [
  "Create",
  "Alter",
  "Drop",
  "Truncate",
  "Rename",
  "Comment",
  "Grant",
  "Revoke",
  "SecurityLabel",
  "Refresh",
  "Reindex",
  "Cluster",
  "Import",
  "Reassign",
  "Other",
] as const;

/** What a statement does; `Other` is anything else, and what is not understood. */
export type DdlOperation = (typeof DDL_OPERATIONS)[number];

/** Every word for a kind of object. */
export const DDL_OBJECT_TYPES = [
  "Table",
  "Index",
  "View",
  "MaterializedView",
  "Sequence",
  "Function",
  "Procedure",
  "Trigger",
  "Constraint",
  "Schema",
  "Extension",
  "Type",
  "Column",
  "Domain",
  "Policy",
  "Rule",
  "Aggregate",
  "Role",
  "EventTrigger",
  "Statistics",
  "ForeignTable",
  "ForeignDataWrapper",
  "ForeignServer",
  "UserMapping",
  "Collation",
  "Conversion",
  "Cast",
  "Operator",
  "OperatorClass",
  "OperatorFamily",
  "AccessMethod",
  "Language",
  "Transform",
  "Publication",
  "Subscription",
  "TextSearchConfiguration",
  "TextSearchDictionary",
  "TextSearchParser",
  "TextSearchTemplate",
  "Database",
  "Tablespace",
  "LargeObject",
  "DefaultPrivileges",
  "Parameter",
  "PropertyGraph",
  "Unknown",
] as const;

/** What kind of object a statement is about; `Unknown` where that can't be told. */
export type DdlObjectType = (typeof DDL_OBJECT_TYPES)[number];

/** A stretch of text, in the units that index a string: `text.slice(start, end)`. */
export interface Span {
  /** Where it starts. */
  readonly start: number;
  /** Where it ends: the unit after its last. */
  readonly end: number;
}

/** A place in a text as an editor shows it. */
export interface Position {
  /** The line, from 1. */
  readonly line: number;
  /** The character in the line, from 1; a character is a Unicode scalar value. */
  readonly column: number;
}

/**
 * What a statement is to a schema's history.
 *
 * - `Ddl`: it changes the schema
 * - `Dml`: it reads or changes rows
 * - `Transaction`: it begins or ends a transaction, or sets a savepoint
 * - `Session`: it changes the session only: `SET`, `RESET`, `LISTEN`, …
 * - `Opaque`: what it does to the schema can't be told from the text: `DO`, `CALL`, `EXECUTE`
 * - `Unknown`: it was not understood (only when reading leniently)
 */
export type StatementClass = "Ddl" | "Dml" | "Transaction" | "Session" | "Opaque" | "Unknown";

/** An object that a statement names. */
export interface ObjectRef {
  /** What it is. */
  readonly objectType: DdlObjectType;
  /**
   * Its name, qualified as far as the statement says: `app.users`, `users.email` (a column),
   * `users_touch on users` (a trigger), `area(integer, integer)` (a function).
   */
  readonly name: string;
}

/** One statement of a script. */
export interface Statement {
  /** The exact text, from its first token to its last, without the semicolon. */
  readonly text: string;
  /** Where the text stands in the script. */
  readonly span: Span;
  /** The place of its first character in the script. */
  readonly position: Position;
  /** What the statement is to the history; `Ddl`, `Opaque` and `Unknown` are recorded. */
  readonly class: StatementClass;
  /** What it does. */
  readonly operation: DdlOperation;
  /** To what kind of object. */
  readonly objectType: DdlObjectType;
  /** The objects it names as its targets, in the order of the text. */
  readonly objects: readonly ObjectRef[];
}

/** A part of a script that is no SQL for the server and was passed over. */
export interface Note {
  /** Where it stands in the script. */
  readonly span: Span;
  /** Its place in the script. */
  readonly position: Position;
  /** What it is, such as "psql command" or "COPY data, 12 lines". */
  readonly message: string;
}

/** A script, read. */
export interface ParsedScript {
  /** The statements, in order; DDL and the rest. */
  readonly statements: readonly Statement[];
  /** What was passed over. */
  readonly notes: readonly Note[];
}

/** How a script is read. */
export interface ParseOptions {
  /** Whether to keep what does not parse as text, rather than refuse the script. */
  readonly lenient?: boolean | undefined;
}
