// Random branch pairs as a table and minimal scripts.
//   node random-merges.mjs [--seed N] [--count N] [--from N] [--shrink N] [--pglite]
// SCHEMAGRAFT_MERGE_BIN names the merge on trial. What fails is told in out/random-merges.txt, a group for each way to
// fail; the ten first are printed.
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { newestWhenAsked, pglite, server } from "./engines.mjs";
import { openMerger } from "./merger.mjs";
import { describePairs, judgePairs } from "./pairs.mjs";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "300" },
    from: { type: "string", default: "0" },
    shrink: { type: "string", default: "20" },
    pglite: { type: "boolean", default: false },
  },
});
const [seed, count, from, shrinks] = ["seed", "count", "from", "shrink"].map((name) => Number(options[name]));

const engine = (options.pglite ? undefined : await server()) ?? (await pglite());
const newest = newestWhenAsked();
const merger = openMerger();
console.log(`judged by ${engine.name} ${engine.version}`);
const started = performance.now();
const rate = (done) => `${((done * 1000) / (performance.now() - started)).toFixed(1)} a second`;
const { verdicts, skipped, older, failed, groups } = await judgePairs({
  engine, newest, merger, seed, from, count, shrinks,
  onProgress: (done) => done % 1000 === 0 && console.log(`${done} pairs, ${rate(done)}`),
});
const texts = describePairs(groups, seed);
const file = new URL("out/random-merges.txt", import.meta.url);
await mkdir(new URL(".", file), { recursive: true });
await writeFile(file, texts.join("\n\n"));
console.log(texts.slice(0, 10).join("\n\n"));
for (const group of groups) console.log(`${String(group.count).padStart(6)}  ${group.signature}`);
const { clean, warning, conflict } = verdicts;
console.log(`seed ${seed}: ${count} pairs, ${clean} clean, ${warning} with warnings, ${conflict} conflicts, ${skipped} left out, ${older} refused by an older version alone; ${failed} fail, ${rate(count)}`);
await engine.close();
await newest.close();
merger.close();
process.exitCode = failed ? 1 : 0;
