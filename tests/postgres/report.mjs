// What a run of the judge says to people: a table with a row a group of scripts, and a text file a
// group with what differs. Never in it: where scripts come from, and what a verdict should be.
import { mkdir, rm, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { complaints, judge } from "./judge.mjs";
import { printTable } from "./table.mjs";

/** The options that every run of the judge knows; `--only` takes GROUP or GROUP/SCRIPT. */
export const OPTIONS = {
  only: { type: "string", multiple: true, default: [] },
  verbose: { type: "boolean", default: false },
  pglite: { type: "boolean", default: false },
};

/** Returns the options of the command line, and `wanted(group, script?)` as `--only` chooses. */
export function readOptions(more = {}) {
  const { values } = parseArgs({ options: { ...OPTIONS, ...more } });
  const wanted = (group, script) =>
    values.only.length === 0 || values.only.some((only) => only === group || only === `${group}/${script}`);
  return { options: values, wanted };
}

/** Returns the report that writes to out/`name`, empty at first: `judgeGroup(group, scripts)`, `print(title)`. */
export async function openReport(name, { run, subject, verbose }) {
  const folder = new URL(`out/${name}/`, import.meta.url);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  return new Report(folder, { run, subject, verbose });
}

class Report {
  failures = 0;
  #rows = [];
  #folder;
  #options;

  constructor(folder, options) {
    this.#folder = folder;
    this.#options = options;
  }

  /** Judges each of `scripts`, `{ name, script, accounts? }`, and adds a row with their sums. */
  async judgeGroup(group, scripts) {
    const { run, subject, verbose } = this.#options;
    const row = { name: group, scripts: 0, agree: 0 };
    const told = [];
    for (const { name, script, accounts } of scripts) {
      const verdict = await judge({ run, subject, script, accounts });
      const texts = complaints(verdict);
      add(row, { scripts: 1, agree: texts.length ? 0 : 1, ...figures(verdict) });
      if (texts.length) told.push(`==== ${group}/${name}\n${excerpt(script)}\n----\n${texts.join("\n\n")}\n`);
    }
    this.#rows.push(row);
    this.failures += row.scripts - row.agree;
    if (!told.length) return;
    await writeFile(new URL(`${group}.txt`, this.#folder), told.join("\n"));
    if (verbose) console.log(told.join("\n"));
  }

  /** Prints the rows since the last print. */
  print(title) {
    if (this.#rows.length) printTable(title, this.#rows);
    this.#rows = [];
  }
}

const figures = (verdict) => ({
  statements: verdict.statements,
  refused: verdict.refused,
  objects: verdict.objects,
  facts: verdict.facts,
  ddl: verdict.ddl,
  differences: verdict.differences.length,
  accounted: verdict.accounted,
  "error disagreements": verdict.errors.length,
  "ddl refused": verdict.rebuildErrors.length,
  opaque: verdict.opaque.length,
  unstable: verdict.unstable.length,
  crashes: verdict.crash ? 1 : 0,
  "subject ms": Math.round(verdict.milliseconds),
});

function add(row, more) {
  for (const [column, count] of Object.entries(more)) row[column] = (row[column] ?? 0) + count;
}

/** A short script in full; of a long one it is enough to know its name. */
const excerpt = (script) => (script.length < 4000 ? script.trim() : `(${script.length} characters)`);
