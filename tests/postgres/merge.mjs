// Merges judged by PostgreSQL: what is called clean has to run on the target, by either strategy, and leave
// the facts of the merged schema.
//   node merge.mjs [--cases] [--merges] [--forks] [--dumps] [--random N [--seed N]] [--only NAME] [--limit N] [--verbose]
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
    random: { type: "string" },
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    limit: { type: "string", default: "1000000" },
    verbose: { type: "boolean" },
    pglite: { type: "boolean" },
  },
});

const CASES = new URL("../../../shared/merge-cases/cases.jsonl", import.meta.url);
const STRATEGIES = ["DdlReplay", "SchemaDiff"];

function note(kind, what) {
  const key = `${kind}: ${what}`;
  tally.set(key, (tally.get(key) ?? 0) + 1);
}

async function judgeMerge(kind, one) {
  if (kind === "random") {
    one.source = await accepted(one.base, one.source);
    one.target = await accepted(one.base, one.target);
  }
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

/** Returns the statements of a script that PostgreSQL accepts on top of a base. */
async function accepted(base, script) {
  const before = splitScript(base).map(({ text }) => text);
  const own = splitScript(script).map(({ text }) => text);
  const { errors } = await engine.run([...before, ...own], { facts: false });
  const refused = new Set(errors.map(({ statement }) => statement - before.length));
  return own.filter((_, at) => !refused.has(at)).map((text) => `${text};\n`).join("");
}

/** Returns what the catalog does not know of base and target by themselves: no merge is to blame for it. */
async function unknownBefore(one, there) {
  const alone = await merger.merge({ ...one, source: one.form === "schemas" ? one.base : "", strategy: STRATEGIES[0] });
  const [reached, meant] = [await engine.run(there), await engine.run(alone.merged_schema)];
  return new Set(differences("the merged schema", reached.facts, meant.facts));
}

/** Runs base, target and the plan's statements, and compares the facts with those of the merged schema. */
async function refutations(one, plan) {
  const before = one.form === "schemas" ? [one.target] : [one.base, one.target];
  const there = before.flatMap((script) => splitScript(`${script}\n;`).map(({ text }) => text));
  const reached = await engine.run([...there, ...plan.ddl]);
  const meant = await engine.run(plan.merged_schema);
  const refused = reached.errors.filter(({ statement }) => statement >= there.length);
  const complaints = refused.map(({ statement, message }) => `refused: ${message}: ${plan.ddl[statement - there.length]}`);
  const ill = meant.errors.map(({ statement, message }) => `the merged schema is refused: ${message}: ${plan.merged_schema[statement]}`);
  complaints.push(...ill);
  const against = differences("the merged schema", reached.facts, meant.facts);
  if (against.length) {
    const known = await unknownBefore(one, there);
    complaints.push(...against.filter((difference) => !known.has(difference)));
  }
  if (one.merged) {
    const scripts = one.merged.flatMap((script) => splitScript(`${script}\n;`).map(({ text }) => text));
    const wanted = await engine.run(scripts);
    complaints.push(...differences("what people merged", reached.facts, wanted.facts));
  }
  return complaints;
}

function differences(what, reached, meant) {
  // Who declared what both a parent and its child have is told by no statement.
  const alike = (text) => text?.replace(/inherited (only|too)/, "inherited");
  const isMeant = ({ kind, original, rebuilt }) => kind !== "column order" && alike(original) !== alike(rebuilt);
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

function histories() {
  return readdirSync(`${CORPUS}/histories`);
}

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

/** Pairs of branches of statements that stand in the cases of one file, whether they make sense or not. */
function* random() {
  const folder = new URL("../merge/cases/", import.meta.url);
  const files = readdirSync(folder).map((file) => [file, read(readFileSync(new URL(file, folder), "utf8"))]);
  let state = Number(options.seed) >>> 0;
  const below = (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (let at = 0; at < Number(options.random); at += 1) {
    const [file, { base, statements }] = files[below(files.length)];
    const pick = () => Array.from({ length: 1 + below(4) }, () => `${statements[below(statements.length)]};\n`).join("");
    yield { name: `random ${options.seed}/${at} ${file}`, base: `${ROLES}${base}`, source: pick(), target: pick() };
  }
}

const ROLES = ["alice", "bob", "keeper", "reader"].map((role) => `CREATE ROLE ${role};\n`).join("");

function read(text) {
  const [base, ...blocks] = text.split("\n--- ");
  const scripts = blocks.flatMap((block) => block.split(/^-- (?=source|target|expect)/m).slice(1));
  const statements = scripts.flatMap((script) => splitScript(`${script.replace(/^.*\n/, "")};`).map((one) => one.text));
  return { base: `${base};\n`.replace("CREATE ROLE reader;", ""), statements: statements.filter((one) => one.trim()) };
}

const engine = (options.pglite ? undefined : await server()) ?? (await pglite());
const merger = openMerger();
const tally = new Map();
for (const [kind, cases] of Object.entries({ cases: sharedCases, merges: realMerges, forks, dumps, random })) {
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

