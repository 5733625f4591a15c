// Many random sequences: three seeds of 20,000, new ones every day; the day's seeds can be given again.
//   node nightly.mjs [FIRST_SEED]
// PGlite judges: the catalog follows its version, and a server of an earlier one takes the actions of an ALTER TABLE
// in another order.
import { pglite } from "./engines.mjs";
import { describeGroups, judgeSequences } from "./sequences.mjs";
import { openSubject } from "./subject.mjs";

const SEEDS = 3;
const COUNT = 20_000;

const first = Number(process.argv[2] ?? Math.floor(Date.now() / 86_400_000));
const subject = await openSubject();
const engine = await pglite();
console.log(`judged by ${engine.name} ${engine.version}; on trial: ${subject.name}`);

let failures = 0;
for (let seed = first; seed < first + SEEDS; seed += 1) {
  const started = performance.now();
  const { failed, groups, statements, refused } = await judgeSequences({ engine, subject, seed, count: COUNT });
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  for (const text of describeGroups(groups, seed)) console.log(`${text}\n`);
  console.log(`seed ${seed}: ${COUNT} sequences, ${statements} statements, ${refused} refused; ${failed} differ; ${minutes} minutes`);
  failures += failed;
}
await Promise.all([engine.close(), subject.close()]);
process.exitCode = failures ? 1 : 0;
