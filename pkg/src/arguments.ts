/** What the WebAssembly side can't see any more: text that is no Unicode, numbers that are no ids. */
import { invalidArgument } from "./errors.js";

const LONE_SURROGATE = /\p{Surrogate}/u;
const LSN = /^[0-9a-f]{1,8}\/[0-9a-f]{1,8}$/iu;

/** Checks a value: returns it in the form that the core takes, or throws `INVALID_ARGUMENT`. */
export type Check = (name: string, value: unknown) => unknown;

/** What each member of an options object is; it has no others. */
export type Shape<Options> = { readonly [Key in keyof Options]-?: Check };

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

/** Returns an id, or `null`, which stands for none. */
export function head(name: string, value: unknown): number | null {
  return value === null ? null : id(name, value);
}

/** Returns an LSN in PostgreSQL's form; a bigint is its 64 bits. */
export function lsn(name: string, value: unknown): string {
  if (typeof value !== "bigint") {
    const written = text(name, value);
    if (LSN.test(written)) return written;
    throw invalidArgument(`${name} must be a log position such as "16/B374D848", not "${written}"`);
  }
  if (value < 0n || value >= 1n << 64n) {
    throw invalidArgument(`${name} must be from 0 to 2^64 - 1, not ${String(value)}`);
  }
  const half = (bits: bigint) => bits.toString(16).toUpperCase();
  return `${half(value >> 32n)}/${half(value & 0xffff_ffffn)}`;
}

/** Returns `true` or `false`. */
export function flag(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  throw invalidArgument(`${name} must be true or false, not ${kindOf(value)}`);
}

/** Returns a list of texts. */
export function texts(name: string, value: unknown): string[] {
  return listOf(text)(name, value);
}

/** Returns a check for a list. */
export function listOf<T>(check: (name: string, value: unknown) => T): (name: string, value: unknown) => T[] {
  return (name, value) => {
    if (!Array.isArray(value)) throw invalidArgument(`${name} must be an array, not ${kindOf(value)}`);
    return value.map((item, index) => check(`${name}[${String(index)}]`, item));
  };
}

/** Returns a value as it is, whatever it is: what takes it checks it. */
export function any(_name: string, value: unknown): unknown {
  return value;
}

/** Returns a check for one of some words. */
export function oneOf(words: readonly string[]): Check {
  return (name, value) => {
    if (typeof value === "string" && words.includes(value)) return value;
    const found = typeof value === "string" ? `"${value}"` : kindOf(value);
    throw invalidArgument(`${name} must be one of "${words.join('", "')}", not ${found}`);
  };
}

/** Returns a check for an object whose members have names of the caller's. */
export function recordOf(check: Check): Check {
  return (name, value) => {
    const members = Object.entries(object(name, value));
    return Object.fromEntries(members.map(([key, item]) => [key, check(`${name}["${key}"]`, item)]));
  };
}

/** Returns bytes as they are; throws `INVALID_ARGUMENT` if they are none. */
export function bytes(name: string, value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw invalidArgument(`${name} must be a Uint8Array, not ${kindOf(value)}`);
}

/**
 * Returns an options object in the form that the core takes, each member checked; throws for a member that is
 * none. What is `undefined`, or `null` where that means nothing else, is absent.
 */
export function fields<Options extends object>(
  name: string,
  options: Options,
  shape: Shape<Options>,
): Options;
export function fields<Options extends object>(
  name: string,
  options: Options | undefined,
  shape: Shape<Options>,
): Options | undefined;
export function fields<Options extends object>(
  name: string,
  options: Options | undefined,
  shape: Shape<Options>,
): Options | undefined {
  if (options === undefined) return undefined;
  const checks = new Map<string, Check>(Object.entries(shape));
  const checked: [string, unknown][] = [];
  for (const [key, value] of Object.entries(object(name, options))) {
    const check = checks.get(key);
    if (value === undefined || (value === null && check !== head)) continue;
    if (!check) {
      const known = [...checks.keys()].join(", ");
      throw invalidArgument(`${name} has no member "${key}": those that it can have are ${known}`);
    }
    checked.push([key, check(`${name}.${key}`, value)]);
  }
  return Object.fromEntries(checked) as Options;
}

/** Returns an options object that has to be there. */
export function required<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw invalidArgument(`${name} must be an object, not undefined`);
  return value;
}

/** Returns an object, whatever members it has. */
export function object(name: string, value: unknown): object {
  if (typeof value === "object" && value !== null) return value;
  throw invalidArgument(`${name} must be an object, not ${kindOf(value)}`);
}

function kindOf(value: unknown): string {
  return value === null ? "null" : typeof value;
}
