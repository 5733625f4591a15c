// The differences of schemas, judged: for the peers' pairs of states in ../shared/corpus, both ways; for
// 20 points of each history and 20 later ones; or for random sequences, each with the next.
//   node diff.mjs [--histories | --random SEED --count N] [--only SOURCE | --only SOURCE/CASE]... [--verbose] [--pglite]
// `from` runs, then the difference: the facts must be those of `to`, the order of columns aside, which
// no statement changes; and the difference that is left must be empty. Where the peer has an expected
// script that is right, the number of its statements stands beside ours. What differs is told in out/diff.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";

import { CORPUS, historyPairs, peerPairs } from "./corpus-scripts.mjs";
import { judgeDiff } from "./diff-judge.mjs";
import { pglite, sayNoServer, server } from "./engines.mjs";
import { remembering } from "./memory.mjs";
import { sequence } from "./generator.mjs";
import { readOptions } from "./report.mjs";
import { splitScript } from "./split.mjs";
import { openDiffSubject } from "./subject.mjs";
import { printTable } from "./table.mjs";

const { options, wanted } = readOptions({
  histories: { type: "boolean" },
  random: { type: "string" },
  count: { type: "string", default: "500" },
});
const OUT = new URL("out/diff/", import.meta.url);

if (!existsSync(CORPUS)) {
  console.error(`NOT RUN: there is no ${CORPUS}; no difference was judged`);
  process.exit(0);
}

const subject = openDiffSubject();
const engine = await chooseEngine();
const run = remembering({ version: `${engine.name} ${engine.version}`, open: () => engine });
await mkdir(OUT, { recursive: true });

console.log(`judged by ${engine.name} ${engine.version}; on trial: ${subject.name}`);
const rows = [];
for (const { source, pairs } of sources()) {
  const chosen = pairs.filter(({ name }) => wanted(source, name));
  if (chosen.length) rows.push(await judgeSource(source, chosen));
}
printTable("source", rows);
const failures = rows.reduce((sum, row) => sum + row.pairs - row.equal, 0);
console.log(failures ? `${failures} pairs differ; the details are in tests/postgres/out/diff` : "nothing differs");
await Promise.all([engine.close(), subject.close()]);
process.exitCode = failures ? 1 : 0;

function sources() {
  if (options.random) return [{ source: `seed ${options.random}`, pairs: randomPairs(Number(options.random), Number(options.count)) }];
  return options.histories ? historyPairs() : peerPairs();
}

function randomPairs(seed, count) {
  const script = (number) => sequence(seed, number).map((text) => `${text};\n`).join("");
  return Array.from({ length: count }, (_, number) => ({ name: `${number}`, from: script(number), to: script(number + 1) }));
}

async function judgeSource(source, pairs) {
  const row = { name: source, pairs: 0, equal: 0, "not empty": 0, statements: 0, expected: 0, longer: 0, "theirs": 0, "ours": 0 };
  const told = [];
  for (const { name, from, to, expected, renames = [] } of pairs) {
    const back = renames.map(([old, young]) => [young, old]);
    for (const [way, a, b, given] of [[">", from, to, renames], ["<", to, from, back]]) {
      if (way === "<" && options.histories) continue;
      const verdict = await judgeDiff({ run, subject, from: a, to: b, options: { renames: given } });
      row.pairs += 1;
      row.equal += verdict.complaints.length ? 0 : 1;
      row["not empty"] += verdict.left.length ? 1 : 0;
      row.statements += verdict.ddl.length;
      const title = `==== ${source}/${name} ${way}`;
      if (verdict.complaints.length) told.push(`${title}\n${verdict.complaints.join("\n")}\n---- ddl\n${verdict.ddl.join(";\n")}\n`);
      if (way === "<" || !expected) continue;
      const theirs = splitScript(expected).length;
      row.expected += 1;
      row.theirs += theirs;
      row.ours += verdict.ddl.length;
      if (verdict.ddl.length <= theirs) continue;
      row.longer += 1;
      told.push(`${title}: longer\n${verdict.ddl.join(";\n")}\n---- theirs\n${expected}\n`);
    }
  }
  await writeFile(new URL(`${source}.txt`, OUT), told.join("\n"));
  if (options.verbose) console.log(told.join("\n"));
  return row;
}

async function chooseEngine() {
  const real = options.pglite ? undefined : await server();
  if (!real && !options.pglite) sayNoServer("PGlite judges the differences");
  return real ?? pglite();
}
