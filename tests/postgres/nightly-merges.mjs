// Many random pairs of branches: 50,000, new ones every day; the day's seed can be given again.
//   node nightly-merges.mjs [SEED [COUNT]]
// The real server judges where there is one, which is quicker, and PGlite where there is none.
import { newestWhenAsked, pglite, sayNoServer, server } from "./engines.mjs";
import { openMerger } from "./merger.mjs";
import { describePairs, judgePairs } from "./pairs.mjs";

const seed = Number(process.argv[2] ?? Math.floor(Date.now() / 86_400_000));
const count = Number(process.argv[3] ?? 50_000);
const real = await server();
if (!real) sayNoServer("PGlite judges in its place");
const engine = real ?? (await pglite());
const newest = newestWhenAsked();
const merger = openMerger();
console.log(`judged by ${engine.name} ${engine.version}`);

const started = performance.now();
const onProgress = (done) => done % 5000 === 0 && console.log(`${done} pairs`);
const { verdicts, skipped, older, failed, groups } = await judgePairs({ engine, newest, merger, seed, count, onProgress });
for (const text of describePairs(groups, seed)) console.log(`${text}\n`);
const { clean, warning, conflict } = verdicts;
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
console.log(`seed ${seed}: ${count} pairs, ${clean} clean, ${warning} with warnings, ${conflict} conflicts, ${skipped} left out, ${older} refused by an older version alone; ${failed} fail; ${minutes} minutes`);
merger.close();
await engine.close();
await newest.close();
process.exitCode = failed ? 1 : 0;
