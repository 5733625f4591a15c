/** What the WebAssembly side can't see any more: text that is no Unicode, numbers that are no ids. */
import { invalidArgument } from "./errors.js";

const LONE_SURROGATE = /\p{Surrogate}/u;
const ID_FIELDS = new Set([
  "after",
  "at",
  "before",
  "ddlId",
  "executedAt",
  "expectedHead",
  "first",
  "last",
  "limit",
  "merge",
  "mvccSnapshotId",
  "since",
  "timestamp",
  "transactionId",
]);

/** Returns a text as it is; throws `INVALID_ARGUMENT` if it is none, or half a character stands in it. */
export function text(name: string, value: unknown): string {
  if (typeof value !== "string") {
    throw invalidArgument(`${name} must be a string, not ${kindOf(value)}`);
  }
  const at = value.search(LONE_SURROGATE);
  if (at < 0) return value;
  throw invalidArgument(
    `${name} is no well-formed text: a lone surrogate stands at index ${String(at)}`,
  );
}

/** Returns an id, or another whole number, as a `number`; throws unless it is from 0 to 2^53 - 1. */
export function id(name: string, value: unknown): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number === "number" && Number.isSafeInteger(number) && number >= 0) return number;
  const found = typeof number === "number" ? String(value) : kindOf(value);
  throw invalidArgument(`${name} must be a whole number from 0 to 2^53 - 1, not ${found}`);
}

/** Returns an LSN in PostgreSQL's form; a bigint is its 64 bits. */
export function lsn(name: string, value: unknown): string {
  if (typeof value !== "bigint") return text(name, value);
  if (value < 0n || value >= 1n << 64n) {
    throw invalidArgument(`${name} must be from 0 to 2^64 - 1, not ${String(value)}`);
  }
  const half = (bits: bigint) => bits.toString(16).toUpperCase();
  return `${half(value >> 32n)}/${half(value & 0xffff_ffffn)}`;
}

/** Returns bytes as they are; throws `INVALID_ARGUMENT` if they are none. */
export function bytes(name: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw invalidArgument(`${name} must be a Uint8Array, not ${kindOf(value)}`);
}

/** Returns an options object with its texts and numbers checked, and in the form that the core takes. */
export function fields<Options extends object>(name: string, options: Options): Options;
export function fields<Options extends object>(
  name: string,
  options: Options | undefined,
): Options | undefined;
export function fields<Options extends object>(
  name: string,
  options: Options | undefined,
): Options | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== "object" || (options as object | null) === null) {
    throw invalidArgument(`${name} must be an object, not ${kindOf(options)}`);
  }
  const entries = Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, field(`${name}.${key}`, key, value)]);
  return Object.fromEntries(entries) as Options;
}

function field(name: string, key: string, value: unknown): unknown {
  if (key === "lsn") return lsn(name, value);
  if (key === "expectedHead" && value === null) return null;
  if (ID_FIELDS.has(key)) return id(name, value);
  if (typeof value === "string") return text(name, value);
  if (Array.isArray(value)) {
    return value.map((item, index) => text(`${name}[${String(index)}]`, item));
  }
  return value;
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}
