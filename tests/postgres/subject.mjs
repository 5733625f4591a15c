// The subject under test: materialize(sql) -> { ddl, opaque, errors }. The one place that knows how
// it is reached: the built npm package or, while developing, a process that SCHEMAGRAFT_JUDGE_BIN
// names, which answers lines of JSON ({"sql": ...}) with lines of JSON.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Returns a process that tells differences, `{ name, diff(from, to, options), diffHistory(parts, pairs, options), close }`: the one that SCHEMAGRAFT_DIFF_BIN names. */
export function openDiffSubject() {
  const command = process.env.SCHEMAGRAFT_DIFF_BIN;
  if (!command) throw new Error("SCHEMAGRAFT_DIFF_BIN names no process: cargo build --example diff");
  return new ProcessSubject(command);
}

/** Returns `{ name, materialize, close }`; throws if there is no subject, saying how to get one. */
export async function openSubject() {
  const command = process.env.SCHEMAGRAFT_JUDGE_BIN;
  return command ? new ProcessSubject(command) : packageSubject();
}

async function packageSubject() {
  const { materialize } = await import("schemagraft").catch((cause) => {
    throw new Error("the npm package does not load: build it with `make package`", { cause });
  });
  if (!materialize) {
    throw new Error(
      "the npm package has no materialize(): build it with `make package`, " +
        "or name a process in SCHEMAGRAFT_JUDGE_BIN",
    );
  }
  return { name: "the npm package", materialize, close: async () => {} };
}

/** Answers come in the order of the questions. A process that dies is started anew for the next one. */
class ProcessSubject {
  #waiting = [];
  #child;

  constructor(command) {
    this.name = command;
  }

  materialize(sql) {
    return this.#ask({ sql });
  }

  diff(from, to, options = {}) {
    return this.#ask({ from, to, check: true, ...options });
  }

  /** Asks for the differences between points of one history; see examples/diff.rs. */
  diffHistory(parts, pairs, options = {}) {
    return this.#ask({ parts, pairs, ...options });
  }

  #ask(request) {
    this.#child ??= this.#start();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    });
  }

  async close() {
    this.#child?.stdin.end();
  }

  #start() {
    const child = spawn(this.name, { shell: true, stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: child.stdout }).on("line", (line) => this.#answer(line));
    child.stdin.on("error", () => {});
    child.on("close", (code, signal) => {
      this.#child = undefined;
      const error = new Error(`the subject's process ended (${signal ?? `status ${code}`})`);
      for (const { reject } of this.#waiting.splice(0)) reject(error);
    });
    return child;
  }

  #answer(line) {
    const { resolve, reject } = this.#waiting.shift();
    try {
      resolve(JSON.parse(line));
    } catch (cause) {
      reject(new Error(`the subject's answer is not JSON: ${line.slice(0, 200)}`, { cause }));
    }
  }
}
