// The differences of schemas, judged: for the peers' pairs of states in ../shared/corpus, both ways.
//   node diff.mjs [--only SOURCE | --only SOURCE/CASE]... [--verbose] [--pglite]
// `from` runs, then the difference: the facts must be those of `to`, the order of columns aside, which
// no statement changes; and the difference that is left must be empty. Where the peer has an expected
// script that is right, the number of its statements stands beside ours. What differs is told in out/diff.
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";

import { CORPUS, peerPairs } from "./corpus-scripts.mjs";
import { judgeDiff } from "./diff-judge.mjs";
import { pglite, sayNoServer, server } from "./engines.mjs";
import { remembering } from "./memory.mjs";
import { readOptions } from "./report.mjs";
import { splitScript } from "./split.mjs";
import { openDiffSubject } from "./subject.mjs";
import { printTable } from "./table.mjs";

const { options, wanted } = readOptions();
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
for (const { source, pairs } of peerPairs()) {
  const chosen = pairs.filter(({ name }) => wanted(source, name));
  if (chosen.length) rows.push(await judgeSource(source, chosen));
}
printTable("peer", rows);
const failures = rows.reduce((sum, row) => sum + row.pairs - row.equal, 0);
console.log(failures ? `${failures} pairs differ; the details are in tests/postgres/out/diff` : "nothing differs");
await Promise.all([engine.close(), subject.close()]);
process.exitCode = failures ? 1 : 0;

async function judgeSource(source, pairs) {
  const row = { name: source, pairs: 0, equal: 0, "not empty": 0, statements: 0, expected: 0, longer: 0, "theirs": 0, "ours": 0 };
  const told = [];
  for (const { name, from, to, expected } of pairs) {
    for (const [way, a, b] of [[">", from, to], ["<", to, from]]) {
      const verdict = await judgeDiff({ run, subject, from: a, to: b });
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
