/**
 * What the command line asks of Node.js: files, git, the terminal (see `src/cli/host/node.rs`).
 *
 * Never in it: what a command does. A failure is thrown as a string, in the words of the native command line.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { getSystemErrorMap } from "node:util";

/** What a program did. */
export interface Process {
  /** Its exit status; `undefined` where it was killed. */
  readonly status: number | undefined;
  readonly output: Uint8Array;
  readonly errors: Uint8Array;
}

const INPUT = 0;

/** Returns what the process was given, its own name first. */
export function processArguments(): string[] {
  return ["schemagraft", ...process.argv.slice(2)];
}

export function readFile(path: string): Uint8Array {
  return inWords(() => readFileSync(path));
}

export function readInput(): Uint8Array {
  return inWords(() => readFileSync(INPUT));
}

/** Returns what a folder has, folders with a slash at the end. */
export function listFolder(path: string): string[] {
  const entries = inWords(() => readdirSync(path, { withFileTypes: true }));
  return entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export function writeFile(path: string, bytes: Uint8Array): void {
  inWords(() => {
    writeFileSync(path, bytes);
  });
}

/** Runs git with what it reads. */
export function runGit(parameters: string[], input: Uint8Array): Process {
  const { status, stdout, stderr, error } = spawnSync("git", parameters, { input, maxBuffer: Infinity });
  return inWords(() => {
    if (error) throw error;
    return { status: status ?? undefined, output: stdout, errors: stderr };
  });
}

/** Writes bytes; a reader that is slow is waited for. */
export function putBytes(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(descriptor, bytes, written);
    } catch (error) {
      if (!hasCode(error, "EAGAIN")) throw inWordsOf(error);
    }
  }
}

/** Tells whether what is written there is seen in colours. */
export function hasColours(descriptor: number): boolean {
  const { NO_COLOR, CLICOLOR_FORCE } = process.env;
  if (NO_COLOR) return false;
  return (CLICOLOR_FORCE ?? "0") !== "0" || isatty(descriptor);
}

function inWords<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw inWordsOf(error);
  }
}

/** Returns what the system says, as Rust has it: "No such file or directory (os error 2)". */
function inWordsOf(error: unknown): unknown {
  const number = error instanceof Error && "errno" in error ? Number(error.errno) : NaN;
  const [, text] = getSystemErrorMap().get(number) ?? [];
  if (text === undefined) return error instanceof Error ? error.message : String(error);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)} (os error ${String(-number)})`;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
