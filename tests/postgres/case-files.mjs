// Reads cases/*.sql: a file a kind, in it a section a case, which begins with a line `-- case: name`.
// A case is plain SQL for an empty database. What it should come to is never in it: PostgreSQL knows.
import { readdirSync, readFileSync } from "node:fs";

const FOLDER = new URL("cases/", import.meta.url);
const OPEN = new URL("open.txt", FOLDER);
const HEADING = /^-- case: (.+)$/m;

/** Returns the files in alphabetical order as `{ file, cases: [{ name, script }] }`. */
export function caseFiles() {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ file: name.slice(0, -".sql".length), cases: casesOf(name) }));
}

function casesOf(fileName) {
  const [, ...parts] = readFileSync(new URL(fileName, FOLDER), "utf8").split(HEADING);
  const cases = [];
  for (let at = 0; at < parts.length; at += 2) {
    const [name, script] = [parts[at].trim(), parts[at + 1].trim()];
    if (cases.some((one) => one.name === name)) throw new Error(`${fileName} has two cases named ${name}`);
    cases.push({ name, script: `${script}\n` });
  }
  return cases;
}

/** Returns the cases, as FILE/CASE, on which the subject is known not to agree with PostgreSQL yet. */
export function openCases() {
  return new Set(readFileSync(OPEN, "utf8").split("\n").filter((line) => line && !line.startsWith("#")));
}
