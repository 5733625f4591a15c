// Random sequences of statements as a table and minimal scripts, for work on a kind.
//   node random.mjs [--seed N] [--count N] [--from N] [--only-errors] [--shrink N] [--server]
// PGlite judges unless --server asks for the real one. What differs is told in out/random.txt, a
// group for each way to differ, the most frequent first; the ten first are printed.
import { mkdir, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { pglite, sayNoServer, server } from "./engines.mjs";
import { describeGroups, judgeSequences } from "./sequences.mjs";
import { openSubject } from "./subject.mjs";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "500" },
    from: { type: "string", default: "0" },
    shrink: { type: "string", default: "20" },
    "only-errors": { type: "boolean", default: false },
    server: { type: "boolean", default: false },
  },
});
const [seed, count, from, shrinks] = ["seed", "count", "from", "shrink"].map((name) => Number(options[name]));

const subject = await openSubject();
const real = options.server ? await server() : undefined;
if (options.server && !real) sayNoServer("PGlite judges in its place");
const engine = real ?? (await pglite());
console.log(`judged by ${engine.name} ${engine.version}; on trial: ${subject.name}`);

const started = performance.now();
const passed = () => (performance.now() - started) / 1000;
let judging = 0;
const result = await judgeSequences({
  engine, subject, seed, from, count, shrinks, onlyErrors: options["only-errors"],
  onProgress: (done) => {
    judging = passed();
    if (done % 1000 === 0) console.log(`${done} sequences, ${(done / judging).toFixed(1)} a second`);
  },
});
const { groups, failed, statements, refused, opaque } = result;
const texts = describeGroups(groups, seed);
const file = new URL("out/random.txt", import.meta.url);
await mkdir(new URL(".", file), { recursive: true });
await writeFile(file, texts.join("\n\n"));
console.log(texts.slice(0, 10).join("\n\n"));
if (groups.length) console.log();
for (const group of groups) console.log(`${String(group.count).padStart(6)}  ${group.signature}`);
const rate = (Math.floor(count / 100) * 100) / (judging || passed());
console.log(`seed ${seed}: ${count} sequences, ${statements} statements, ${refused} refused, ${opaque} opaque; ${rate.toFixed(1)} sequences a second`);
console.log(failed ? `${failed} sequences differ in ${groups.length} ways; the details are in tests/postgres/out/random.txt` : "nothing differs");
await Promise.all([engine.close(), subject.close()]);
process.exitCode = failed ? 1 : 0;
