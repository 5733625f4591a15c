// The differences of schemas, judged: for the peers' pairs of states in ../shared/corpus, both ways; for
// 20 points of each history and 20 later ones; or for random pairs of schemas, or random branches and their bases.
//   node diff.mjs [--histories [--by-name] | --random SEED | --branches SEED [--by-name]] [--count N --from N] [--only SOURCE | --only SOURCE/CASE]... [--verbose] [--pglite]
// `from` runs, then the difference: the facts must be those of `to`, the order of columns aside, which
// no statement changes; and the difference that is left must be empty. Where the peer has an expected
// script that is right, the number of its statements stands beside ours. What differs is told in out/diff;
// what is known to differ stands in diff-open.txt, with the reason, and fails once it differs no longer.
import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";

import { CORPUS, historiesWithPairs, peerPairs } from "./corpus-scripts.mjs";
import { judgeHistory } from "./diff-histories.mjs";
import { judgeDiff } from "./diff-judge.mjs";
import { describePairs, judgeRandomPairs, onBranches, SEQUENCES } from "./diff-random.mjs";
import { pglite, sayNoServer, server } from "./engines.mjs";
import { remembering } from "./memory.mjs";
import { readOptions } from "./report.mjs";
import { scriptOf, splitScript } from "./split.mjs";
import { openDiffSubject } from "./subject.mjs";
import { printTable } from "./table.mjs";

const { options, wanted } = readOptions({
  histories: { type: "boolean" },
  "by-name": { type: "boolean", default: false },
  random: { type: "string" },
  branches: { type: "string" },
  count: { type: "string", default: "500" },
  from: { type: "string", default: "0" },
});
const OUT = new URL("out/diff/", import.meta.url);
const OPEN = openPairs();

const isByChance = options.random !== undefined || options.branches !== undefined;

if (!isByChance && !existsSync(CORPUS)) {
  console.error(`NOT RUN: there is no ${CORPUS}; no difference was judged`);
  process.exit(0);
}

const subject = openDiffSubject();
const engine = await chooseEngine();
await mkdir(OUT, { recursive: true });

console.log(`judged by ${engine.name} ${engine.version}; on trial: ${subject.name}`);
const failures = isByChance ? await judgeRandom() : await judgeSources(options.histories ? judgeHistories() : judgePeers());
console.log(failures ? `${failures} pairs differ; the details are in tests/postgres/out/diff` : "nothing differs");
await Promise.all([engine.close(), subject.close()]);
process.exitCode = failures ? 1 : 0;

async function judgeRandom() {
  const source = options.branches ? onBranches({ byName: options["by-name"] }) : SEQUENCES;
  const [seed, count, from] = [options.branches ?? options.random, options.count, options.from].map(Number);
  const onProgress = ({ pairs, failed }) => pairs % 1000 === 0 && console.log(`${pairs} pairs, ${failed} differ`);
  const newer = engine.name === "PGlite" ? undefined : await pglite();
  const { pairs, statements, failed, groups } = await judgeRandomPairs({ engine, newer, subject, source, seed, count, from, onProgress });
  await newer?.close();
  const texts = describePairs(groups).join("\n\n");
  await writeFile(new URL(`seed ${seed}.txt`, OUT), texts);
  if (options.verbose) console.log(texts);
  for (const { count: times, signature } of groups) console.log(`${String(times).padStart(6)}  ${signature}`);
  console.log(`seed ${seed}: ${pairs} pairs, ${statements} statements; ${failed} differ in ${groups.length} ways`);
  return failed;
}

/** Prints a row a source, and returns how many pairs fail that should not, or do not and should. */
async function judgeSources(sources) {
  const rows = [];
  let failures = 0;
  for await (const { source, verdicts } of sources) {
    const row = { name: source, pairs: 0, equal: 0, open: 0, accounted: 0, statements: 0, expected: 0, longer: 0, theirs: 0, ours: 0 };
    const told = [];
    for await (const { name, ddl, complaints, accounted = 0, expected } of verdicts) {
      const isOpen = OPEN.has(`${source}/${name}`);
      add(row, { pairs: 1, equal: complaints.length ? 0 : 1, open: isOpen ? 1 : 0, accounted, statements: ddl.length });
      if (isOpen !== complaints.length > 0) failures += 1;
      const texts = isOpen && !complaints.length ? ["it does not differ now: take it out of diff-open.txt"] : complaints;
      const statements = scriptOf(ddl);
      if (texts.length) told.push(`==== ${source}/${name}\n${texts.join("\n")}\n---- ddl\n${statements}`);
      if (!expected) continue;
      const theirs = splitScript(expected).length;
      const isLonger = ddl.length > theirs;
      add(row, { expected: 1, theirs, ours: ddl.length, longer: isLonger ? 1 : 0 });
      if (isLonger) told.push(`==== ${source}/${name}: longer\n${statements}---- theirs\n${expected}\n`);
    }
    rows.push(row);
    await writeFile(new URL(`${source}.txt`, OUT), told.join("\n"));
    if (options.verbose) console.log(told.join("\n"));
  }
  printTable("source", rows);
  return failures;
}

function add(row, more) {
  for (const [column, count] of Object.entries(more)) row[column] += count;
}

function* judgePeers() {
  const run = remembering({ version: `${engine.name} ${engine.version}`, open: () => engine });
  for (const { source, pairs } of peerPairs()) {
    const chosen = pairs.filter(({ name }) => wanted(source, name));
    if (chosen.length) yield { source, verdicts: bothWays(run, chosen) };
  }
}

async function* bothWays(run, pairs) {
  for (const { name, from, to, expected, renames } of pairs) {
    const back = renames.map(([old, young]) => [young, old]);
    yield { name: `${name} >`, expected, ...(await judgeDiff({ run, subject, from, to, options: { renames } })) };
    yield { name: `${name} <`, ...(await judgeDiff({ run, subject, from: to, to: from, options: { renames: back } })) };
  }
}

async function* judgeHistories() {
  for (const history of historiesWithPairs().filter(({ name }) => wanted(name))) {
    const verdicts = await judgeHistory({ engine, subject, history, options: { byName: options["by-name"] } });
    yield { source: history.name, verdicts };
  }
}

/** The pairs that are known to differ, by source and name. */
function openPairs() {
  const lines = readFileSync(new URL("diff-open.txt", import.meta.url), "utf8").split("\n");
  return new Set(lines.filter((line) => /^\S/.test(line) && !line.startsWith("#")));
}

async function chooseEngine() {
  const real = options.pglite ? undefined : await server();
  if (!real && !options.pglite) sayNoServer("PGlite judges the differences");
  return real ?? pglite();
}
