// Merges judged by PostgreSQL: what is called clean has to run on the target, by either strategy, and leave
// the facts of the merged schema.
//   node merge.mjs [--cases] [--merges] [--forks] [--dumps] [--only NAME] [--limit N] [--verbose]
// SCHEMAGRAFT_MERGE_BIN names the process: `cargo build --example merge`.
// Never in it: how a merge is made.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";

import { CORPUS } from "./corpus-scripts.mjs";
import { pglite, server } from "./engines.mjs";
import { compareFacts, describeDifference } from "./facts.mjs";
import { openMerger } from "./merger.mjs";
import { splitScript } from "./split.mjs";

const { values: options } = parseArgs({
  options: {
    cases: { type: "boolean" },
    merges: { type: "boolean" },
    forks: { type: "boolean" },
    dumps: { type: "boolean" },
    only: { type: "string" },
    limit: { type: "string", default: "1000000" },
    verbose: { type: "boolean" },
    pglite: { type: "boolean" },
  },
});

const CASES = new URL("../../../shared/merge-cases/cases.jsonl", import.meta.url);
const STRATEGIES = ["DdlReplay", "SchemaDiff"];

const engine = (options.pglite ? undefined : await server()) ?? (await pglite());
const merger = openMerger();
const tally = new Map();
for (const [kind, cases] of Object.entries({ cases: sharedCases, merges: realMerges, forks, dumps })) {
  if (!options[kind]) continue;
  let count = 0;
  for (const one of cases()) {
    if (options.only && !one.name.includes(options.only)) continue;
    if ((count += 1) > Number(options.limit)) break;
    await judgeMerge(kind, one);
  }
}
for (const [what, count] of [...tally].sort()) console.log(`${String(count).padStart(6)}  ${what}`);
merger.close();
await engine.close();
process.exitCode = [...tally.keys()].some((what) => what.includes("REFUTED")) ? 1 : 0;

function note(kind, what) {
  const key = `${kind}: ${what}`;
  tally.set(key, (tally.get(key) ?? 0) + 1);
}

async function judgeMerge(kind, one) {
  for (const strategy of STRATEGIES) {
    const started = performance.now();
    const plan = await merger.merge({ ...one, strategy });
    const took = Math.round(performance.now() - started);
    if (strategy === STRATEGIES[0]) note(kind, `${plan.verdict}${one.expected ? `, the server: ${one.expected}` : ""}`);
    if (plan.verdict === "conflict") {
      if (options.verbose && strategy === STRATEGIES[0]) {
        const told = plan.conflicts.map(({ class: name, explanation }) => `    ${name}: ${explanation}`);
        console.log([`${one.name}: conflict (${one.expected}) ${took} ms`, ...told].join("\n"));
      }
      break;
    }
    note(kind, `${strategy} as ${plan.strategy}`);
    const complaints = await refutations(one, plan);
    note(kind, complaints.length ? `${strategy} REFUTED` : `${strategy} holds`);
    if (complaints.length) {
      console.log([`${one.name} ${strategy} REFUTED (${plan.verdict})`, ...complaints.slice(0, 8)].join("\n  "));
      if (options.verbose) console.log(plan.ddl.map((text) => `    > ${text}`).join("\n"));
    } else if (options.verbose) {
      console.log(`${one.name} ${strategy} ${plan.verdict} ${took} ms`);
    }
  }
}

/** Runs base, target and the plan's statements, and compares the facts with those of the merged schema. */
async function refutations(one, plan) {
  const before = one.form === "schemas" ? [one.target] : [one.base, one.target];
  const there = before.flatMap((script) => splitScript(`${script}\n;`).map(({ text }) => text));
  const reached = await engine.run([...there, ...plan.ddl]);
  const meant = await engine.run(plan.merged_schema);
  const refused = reached.errors.filter(({ statement }) => statement >= there.length);
  const complaints = refused.map(({ statement, message }) => `refused: ${message}: ${plan.ddl[statement - there.length]}`);
  complaints.push(...differences("the merged schema", reached.facts, meant.facts));
  if (one.merged) {
    const scripts = one.merged.flatMap((script) => splitScript(`${script}\n;`).map(({ text }) => text));
    const wanted = await engine.run(scripts);
    complaints.push(...differences("what people merged", reached.facts, wanted.facts));
  }
  return complaints;
}

function differences(what, reached, meant) {
  const isMeant = ({ kind }) => kind !== "column order";
  return compareFacts(meant, reached)
    .filter(isMeant)
    .map((difference) => `against ${what}: ${describeDifference(difference)}`);
}

function* lines(file) {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, "utf8").split("\n")) if (line) yield JSON.parse(line);
}

function* sharedCases() {
  for (const { id, base, source, target, verdict, merged } of lines(CASES)) {
    const scripts = { base, source, target };
    yield { name: id, ...scripts, expected: verdict, merged: merged?.map((script) => scripts[script]) };
  }
}

const histories = () => readdirSync(`${CORPUS}/histories`);

/** Returns a history's migrations, by reference. */
function migrations(name) {
  const folder = `${CORPUS}/histories/${name}`;
  const prelude = `${folder}/prelude.sql`;
  const files = new Map();
  for (const { seq, sql } of lines(`${folder}/migrations.jsonl`)) files.set(seq, `${sql}\n;\n`);
  for (const { ref, sql } of lines(`${folder}/merge_files.jsonl`)) files.set(ref, `${sql}\n;\n`);
  const first = existsSync(prelude) ? `${readFileSync(prelude, "utf8")}\n;\n` : "";
  return { first, script: (references) => references.flatMap(expanded).map((one) => files.get(one) ?? "").join("") };
}

function expanded(reference) {
  if (typeof reference === "number") return [reference];
  const range = /^(\d+)-(\d+)$/.exec(reference);
  if (!range) return [/^\d+$/.test(reference) ? Number(reference) : reference];
  const [first, last] = range.slice(1).map(Number);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

function* realMerges() {
  for (const name of histories()) {
    const { first, script } = migrations(name);
    let at = 0;
    for (const one of lines(`${CORPUS}/histories/${name}/merges.jsonl`)) {
      at += 1;
      const base = first + script([...(one.base ?? []), ...(one.common ?? [])]);
      yield { name: `${name} merge ${at}`, base, source: script(one.theirs), target: script(one.ours), expected: one.verdict_pg15 };
    }
  }
}

function* forks() {
  for (const name of histories()) {
    const { first, script } = migrations(name);
    for (const one of lines(`${CORPUS}/histories/${name}/forks.jsonl`)) {
      const base = first + script([`1-${one.fork_after_seq}`]);
      yield { name: `${name} fork ${one.fork_after_seq}`, base, source: script(one.theirs), target: script(one.ours), expected: one.verdict_pg15 };
    }
  }
}

function* dumps() {
  for (const name of readdirSync(`${CORPUS}/dump-merges`)) {
    let at = 0;
    for (const { blobs, classification } of lines(`${CORPUS}/dump-merges/${name}/cases.jsonl`)) {
      at += 1;
      const text = (blob) => dump(`${CORPUS}/dump-merges/${name}`, blob);
      const exact = classification.endsWith("-exact");
      yield {
        name: `${name} dump ${at}`,
        form: "schemas",
        base: text(blobs.base),
        source: text(blobs.theirs),
        target: text(blobs.ours),
        expected: classification,
        merged: exact ? [text(blobs.merged)] : undefined,
      };
    }
  }
}

function dump(folder, blob) {
  for (const path of [`${folder}/${blob}`, `${folder}/blobs/${blob}`, `${folder}/blobs/${blob}.sql.gz`, `${folder}/blobs/${blob}.sql`]) {
    if (existsSync(path)) return path.endsWith(".gz") ? gunzipSync(readFileSync(path)).toString() : readFileSync(path, "utf8");
  }
  throw new Error(`there is no blob ${blob} in ${folder}`);
}
