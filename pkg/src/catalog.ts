/** A schema as PostgreSQL would have it after a script, without a server and without a history. */
import { text } from "./arguments.js";
import { guarded } from "./panic.js";
import type { Position, Span } from "./sql.js";
import type { SchemaStructure } from "./structure.js";
import { loadedGlue } from "./wasm.js";

/** A statement whose effects can't be told from its text, or not all of them. */
export interface OpaqueStatement {
  /** Which statement of the script it is, from 0. */
  readonly statement: number;
  /** Where it begins. */
  readonly position: Position;
  /** Where it stands in the script. */
  readonly span: Span;
  /** Why its effects can't be told. */
  readonly reason: string;
}

/** A statement that PostgreSQL would refuse; it changed nothing. */
export interface RefusedStatement {
  /** Which statement of the script it is, from 0. */
  readonly statement: number;
  /** PostgreSQL's code for the error, such as `42P07`. */
  readonly sqlstate: string;
  /** PostgreSQL's message. */
  readonly message: string;
  /** The place of the fault in the script. */
  readonly position: Position;
  /** The part of the script that is at fault. */
  readonly span: Span;
  /** What more there is to say, as PostgreSQL's `DETAIL` does. */
  readonly detail: string | undefined;
  /** What to do, as PostgreSQL's `HINT` says. */
  readonly hint: string | undefined;
}

/** The schema that a script leaves. */
export interface Materialized {
  /** The statements, in an order that runs, that make the schema in an empty database. */
  readonly ddl: readonly string[];
  /** The statements whose effects can't be told from their text. */
  readonly opaque: readonly OpaqueStatement[];
  /** The statements that PostgreSQL would refuse. */
  readonly errors: readonly RefusedStatement[];
}

/** A point of a branch's history: at most one member says which. */
export type SchemaPoint =
  | {
      /** After the entry of this id; 0 is the start. */
      readonly ddlId?: number | undefined;
      readonly snapshot?: undefined;
      readonly timestamp?: undefined;
      readonly lsn?: undefined;
    }
  | {
      /** What the branch's snapshot of this name says. */
      readonly snapshot: string;
      readonly ddlId?: undefined;
      readonly timestamp?: undefined;
      readonly lsn?: undefined;
    }
  | {
      /** After the last entry that ran no later than this, in milliseconds since 1970. */
      readonly timestamp: number;
      readonly ddlId?: undefined;
      readonly snapshot?: undefined;
      readonly lsn?: undefined;
    }
  | {
      /** After the last entry whose log position is no higher. */
      readonly lsn: string | bigint;
      readonly ddlId?: undefined;
      readonly snapshot?: undefined;
      readonly timestamp?: undefined;
    };

/** Which recorded statement something is said of. */
export interface RecordedFinding {
  /** The id of its entry; `undefined` in a snapshot, where `statement` tells which it is. */
  readonly ddlId: number | undefined;
  /** Its text, which the places are in. */
  readonly ddlStatement: string;
}

/** A schema, and what of its history was not understood or refused. */
export interface Schema extends SchemaStructure {
  /** The id of the last entry that it has; `undefined` at the start. */
  readonly ddlId: number | undefined;
  /** The statements, in an order that runs, that make it in an empty database. */
  readonly ddl: readonly string[];
  /** Its SHA-256, in hexadecimal digits: equal schemas have equal hashes, whatever their histories. */
  readonly hash: string;
  /** The recorded statements whose effects can't be told from their text. */
  readonly opaque: readonly (OpaqueStatement & RecordedFinding)[];
  /** The recorded statements that PostgreSQL would refuse; they changed nothing. */
  readonly errors: readonly (RefusedStatement & RecordedFinding)[];
}

/**
 * Runs a script on a new database, as PostgreSQL would, and returns the schema that it leaves.
 *
 * It goes on after a statement that PostgreSQL would refuse, as `psql` does: such a statement changes
 * nothing and is reported. Nothing of the script is executed anywhere.
 *
 * @example
 * const { ddl } = await materialize("CREATE TABLE a (b int); ALTER TABLE a RENAME TO c;");
 */
export async function materialize(sql: string): Promise<Materialized> {
  const script = text("sql", sql);
  const { materialize: run } = await loadedGlue();
  return guarded(() => run(script));
}
