// Real histories and other tools' cases: ../shared/corpus beside the project, read and never kept.
//   node corpus.mjs [--only NAME]... [--verbose] [--pglite]
// A history is one script: its prelude, then its migrations in order, each in a transaction unless
// the corpus says that it does not run in one. Prints a table; what differs is told in out/corpus.
// The corpus was measured on PostgreSQL 15, so the real server judges where there is one.
import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { CORPUS, histories, peers } from "./corpus-scripts.mjs";
import { pglite, sayNoServer, server } from "./engines.mjs";
import { complaints, judge } from "./judge.mjs";
import { remembering } from "./memory.mjs";
import { openSubject } from "./subject.mjs";
import { printTable } from "./table.mjs";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: [] },
    verbose: { type: "boolean", default: false },
    pglite: { type: "boolean", default: false },
  },
});

if (!existsSync(CORPUS)) {
  console.error(`NOT RUN: there is no ${CORPUS}; no real history was judged`);
  process.exit(0);
}

const OUT = new URL("out/corpus/", import.meta.url);
const wanted = (name) => options.only.length === 0 || options.only.some((only) => name === only || name.startsWith(`${only}/`));

const engine = await chooseEngine();
const subject = await openSubject();
const run = remembering({ version: `${engine.name} ${engine.version}`, open: () => engine });
await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });

console.log(`judged by ${engine.name} ${engine.version}; on trial: ${subject.name}`);
const failures = (await judgeHistories()) + (await judgePeers());
console.log(failures ? `${failures} scripts differ; the details are in tests/postgres/out/corpus` : "nothing differs");
await Promise.all([engine.close(), subject.close()]);
process.exitCode = failures ? 1 : 0;

async function chooseEngine() {
  const real = options.pglite ? undefined : await server();
  if (!real && !options.pglite) sayNoServer("histories whose extensions PGlite lacks are not loaded in full");
  return real ?? pglite();
}

async function judgeHistories() {
  const rows = [];
  for (const { name, script } of histories().filter(({ name }) => wanted(name))) {
    const verdict = await judge({ run, subject, script });
    await tell(name, complaints(verdict));
    rows.push(historyRow(name, verdict));
  }
  return printRows("history", rows);
}

function historyRow(name, verdict) {
  return {
    name,
    statements: verdict.statements,
    refused: verdict.refused,
    objects: verdict.objects,
    facts: verdict.facts,
    ddl: verdict.ddl,
    differences: verdict.differences.length,
    "error disagreements": verdict.errors.length,
    "ddl refused": verdict.rebuildErrors.length,
    opaque: verdict.opaque.length,
    unstable: verdict.unstable.length,
    crashes: verdict.crash ? 1 : 0,
    "subject ms": Math.round(verdict.milliseconds),
    failures: complaints(verdict).length ? 1 : 0,
  };
}

async function judgePeers() {
  const rows = [];
  for (const { source, cases } of peers()) {
    const chosen = cases.filter(({ name }) => wanted(source) || wanted(`${source}/${name}`));
    if (chosen.length) rows.push(await judgeSource(source, chosen));
  }
  return printRows("peer", rows);
}

async function judgeSource(source, cases) {
  const row = historyRow(source, emptyVerdict());
  const told = [];
  for (const { name, script } of cases) {
    const verdict = await judge({ run, subject, script });
    for (const [column, count] of Object.entries(historyRow(name, verdict))) {
      if (column !== "name") row[column] += count;
    }
    const text = complaints(verdict);
    if (text.length) told.push(`==== ${name}\n${script.trim()}\n---- \n${text.join("\n")}`);
  }
  await tell(source, told);
  return { name: row.name, scripts: cases.length, ...row };
}

function emptyVerdict() {
  const [none, zero] = [[], 0];
  return {
    statements: zero, refused: zero, facts: zero, objects: zero, ddl: zero, milliseconds: zero,
    opaque: none, errors: none, rebuildErrors: none, differences: none, unstable: none,
  };
}

async function tell(name, texts) {
  if (!texts.length) return;
  await writeFile(new URL(`${name}.txt`, OUT), `${texts.join("\n\n")}\n`);
  if (options.verbose) console.log(`\n${name}\n${texts.join("\n")}\n`);
}

function printRows(title, rows) {
  if (!rows.length) return 0;
  printTable(title, rows);
  return rows.reduce((sum, { failures }) => sum + failures, 0);
}
