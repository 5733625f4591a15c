// Merges judged by PostgreSQL, as merge-judge.mjs says.
//   node merge.mjs [--cases] [--merges] [--forks] [--deals [--points N]] [--dumps] [--only NAME] [--limit N] [--verbose]
// SCHEMAGRAFT_MERGE_BIN names the process: `cargo build --example merge`. Prints a table a kind, with a row a
// history, and before it each merge that is refuted, each conflict over what the server finds commuting, and
// each merge that is called clean though the server does not find it commuting.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

import { CORPUS } from "./corpus-scripts.mjs";
import { pglite, server } from "./engines.mjs";
import { remembering } from "./memory.mjs";
import { deals, dumps, forks, realMerges, sharedCases } from "./merge-cases.mjs";
import { COMMUTES, isFalse, mergeJudge } from "./merge-judge.mjs";
import { openMerger } from "./merger.mjs";
import { splitScript } from "./split.mjs";
import { printTable } from "./table.mjs";

const { values: options } = parseArgs({
  options: {
    cases: { type: "boolean" },
    merges: { type: "boolean" },
    forks: { type: "boolean" },
    deals: { type: "boolean" },
    dumps: { type: "boolean" },
    points: { type: "string", default: "20" },
    only: { type: "string" },
    limit: { type: "string", default: "1000000" },
    verbose: { type: "boolean" },
    pglite: { type: "boolean" },
  },
});

if (!existsSync(CORPUS)) console.error(`NOT RUN: there is no ${CORPUS}; no real merge is judged`);

const engine = (options.pglite ? undefined : await server()) ?? (await pglite());
const remembered = (way) => remembering({ version: `${engine.name} ${engine.version}`, open: () => engine, way });
const [run, runOnto] = [remembered("run"), remembered("runOnto")];
const merger = openMerger();
const judge = mergeJudge({ run, runOnto, merger });
console.log(`judged by ${engine.name} ${engine.version}`);

const KINDS = {
  cases: sharedCases,
  merges: realMerges,
  forks,
  deals: () => deals({ refused, points: Number(options.points), isWanted: (name) => !options.only || name.includes(options.only) }),
  dumps,
};
let failures = 0;
for (const kind of Object.keys(KINDS).filter((kind) => options[kind])) await judgeKind(kind);
merger.close();
await engine.close();
process.exitCode = failures ? 1 : 0;

async function judgeKind(kind) {
  const rows = new Map();
  let count = 0;
  for await (const one of KINDS[kind]()) {
    if (options.only && !one.name.includes(options.only)) continue;
    if ((count += 1) > Number(options.limit)) break;
    const verdict = await judge.judge(one);
    tell(one, verdict);
    const row = rows.get(one.group) ?? { name: one.group };
    for (const [column, add] of Object.entries(figures(verdict))) row[column] = (row[column] ?? 0) + add;
    rows.set(one.group, row);
    failures += verdict.refutations.length ? 1 : 0;
  }
  if (rows.size) printTable(kind, [...rows.values()]);
}

function figures(verdict) {
  const is = (condition) => Number(condition);
  const commutes = verdict.commuting === COMMUTES;
  return {
    merges: 1,
    clean: is(verdict.verdict === "clean"),
    warning: is(verdict.verdict === "warning"),
    conflict: is(verdict.verdict === "conflict"),
    "server: commuting": is(commutes),
    "of them merged": is(commutes && verdict.verdict !== "conflict"),
    "false conflicts": is(isFalse(verdict)),
    refuted: is(verdict.refutations.length > 0),
    replayed: is(verdict.verdict !== "conflict" && verdict.strategies[0].plan.strategy === "DdlReplay"),
    "no difference": is(verdict.verdict !== "conflict" && verdict.strategies[1].plan.verdict === "conflict"),
    ms: verdict.milliseconds,
  };
}

function tell(one, verdict) {
  const { conflicts, refutations, commuting, milliseconds } = verdict;
  const [{ plan }] = verdict.strategies;
  const told = [];
  for (const { strategy, complaints, ddl } of refutations) {
    told.push(`${strategy} REFUTED`, ...complaints.slice(0, 8));
    if (options.verbose) told.push(...ddl.map((text) => `> ${text}`));
  }
  if (conflicts.length && (commuting === COMMUTES || options.verbose)) {
    told.push(...conflicts.map(({ class: name, explanation }) => `${name}: ${explanation}`));
  }
  for (const { strategy, plan } of verdict.strategies.slice(1)) {
    if (conflicts.length || !plan.conflicts.length) continue;
    told.push(...plan.conflicts.map(({ class: name, explanation }) => `${strategy} alone: ${name}: ${explanation}`));
  }
  const isDoubtful = !conflicts.length && one.form !== "schemas" && commuting !== COMMUTES;
  if (isDoubtful || options.verbose) told.push(...plan.warnings.map(({ class: name, explanation }) => `warning: ${name}: ${explanation}`));
  if (!told.length && !isDoubtful && !options.verbose) return;
  const kind = isFalse(verdict) ? "FALSE conflict" : verdict.verdict;
  console.log([`${one.name}: ${kind}; the server: ${commuting}; ${milliseconds} ms`, ...told].join("\n  "));
}

/** Returns the places of the scripts of which PostgreSQL refuses a statement, run one after another on a base. */
async function refused(base, scripts) {
  const parts = scripts.map(statementsOf);
  const owners = parts.flatMap((part, place) => part.map(() => place));
  const { errors } = await runOnto(statementsOf(base), parts.flat());
  return [...new Set(errors.map(({ statement }) => owners[statement]))];
}

function statementsOf(script) {
  return splitScript(`${script}\n;`).map(({ text }) => text);
}
