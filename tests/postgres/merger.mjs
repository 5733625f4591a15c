// The merge on trial, as a process that answers lines of JSON with lines of JSON.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** Tells whether a plan warns that it does not know all of a statement's effects. */
export const warnsOfUnknown = ({ warnings }) => warnings.some((warning) => warning.class === "Unknown");

/** Returns `{ merge(question), close() }`. */
export function openMerger() {
  const command = process.env.SCHEMAGRAFT_MERGE_BIN;
  if (!command) throw new Error("SCHEMAGRAFT_MERGE_BIN names no process: `cargo build --example merge`");
  const child = spawn(command, { shell: true, stdio: ["pipe", "pipe", "inherit"] });
  const waiting = [];
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift().resolve(JSON.parse(line)));
  child.on("close", (code) => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the process ended with ${code}`));
  });
  const merge = ({ base, source, target, strategy, form = "scripts", resolutions = {} }) =>
    new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify({ base, source, target, strategy, form, resolutions })}\n`);
    });
  return { merge, close: () => child.stdin.end() };
}
