// Reads ../shared/corpus: histories and peers' cases as scripts to judge. What the files hold is
// told in the corpus' own README. Never in it: what a verdict should be.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { accountant } from "./corpus-events.mjs";
import { splitScript } from "./split.mjs";

export const CORPUS = fileURLToPath(new URL("../../../shared/corpus", import.meta.url));

const linesOf = (file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** Returns every history as `{ name, script, accounts }` (see corpus-events.mjs). */
export function histories() {
  const folder = `${CORPUS}/histories`;
  return readdirSync(folder).map((name) => ({
    name,
    script: historyScript(`${folder}/${name}`),
    accounts: accountant(`${folder}/${name}`),
  }));
}

const historyScript = (folder) => historyParts(folder).join("");

/** The prelude, which may be empty, and the migrations. */
function historyParts(folder) {
  const prelude = `${folder}/prelude.sql`;
  const parts = [existsSync(prelude) ? terminated(readFileSync(prelude, "utf8")) : ""];
  for (const { sql, pg15 } of linesOf(`${folder}/migrations.jsonl`)) {
    parts.push(pg15 === "txn" ? `BEGIN;\n${terminated(sql)}COMMIT;\n` : terminated(sql));
  }
  return parts;
}

/**
 * Returns every history as `{ name, parts, pairs, accounts }`: the prelude and the migrations, and up to 20 even
 * points with a later one each, half way to the end; a point is the number of the last part before it.
 */
export function historiesWithPairs() {
  const folder = `${CORPUS}/histories`;
  return readdirSync(folder).map((name) => {
    const parts = historyParts(`${folder}/${name}`);
    const last = parts.length - 1;
    const points = new Set(Array.from({ length: 20 }, (_, at) => Math.floor((at * last) / 20)));
    const pairs = [...points].map((point) => [point, Math.ceil((point + last) / 2)]);
    return { name, parts, pairs, accounts: accountant(`${folder}/${name}`) };
  });
}

/** The script with a semicolon after its last statement. */
function terminated(script) {
  const { ended } = splitScript(script).at(-1) ?? { ended: true };
  return ended ? `${script}\n` : `${script}\n;\n`;
}

/** Returns the peers' cases as `{ source, cases: [{ name, script }] }`: each state that loads, once. */
export function peers() {
  const folder = `${CORPUS}/peers`;
  return readdirSync(folder).map((source) => {
    const seen = new Map();
    for (const one of linesOf(`${folder}/${source}/cases.jsonl`)) {
      for (const [side, script] of sidesOf(one)) {
        if (script.trim() && !seen.has(script)) seen.set(script, `${one.name} [${side}]`);
      }
    }
    return { source, cases: [...seen].map(([script, name]) => ({ name, script })) };
  });
}

/** Returns the peers' pairs of states that load, as `{ source, pairs: [{ name, from, to, expected? }] }`. */
export function peerPairs() {
  const folder = `${CORPUS}/peers`;
  return readdirSync(folder).map((source) => {
    const states = linesOf(`${folder}/${source}/cases.jsonl`).filter(({ form }) => form === "two-state");
    const pairs = states.flatMap((one) => {
      const { a, b } = Object.fromEntries(sidesOf(one));
      if (a === undefined || b === undefined) return [];
      const isRight = one.pg15.a_plus_expected_vs_b === "same";
      return [{ name: one.name, from: a, to: b, expected: isRight ? one.expected_sql : undefined, renames: renamesIn(b) }];
    });
    return { source, pairs };
  });
}

/** What sqldef's cases say of renames, in comments: `-- @renamed from=old` behind the new name. */
function renamesIn(script) {
  const renames = [];
  let table;
  const name = (text) => text.replaceAll('"', "");
  const full = (text) => (name(text).includes(".") ? name(text) : `public.${name(text)}`);
  for (const line of script.split("\n")) {
    const whole = line.match(/^\s*create\s+(?:table|type)\s+(?:if\s+not\s+exists\s+)?("[^"]+"(?:\."[^"]+")?|[\w.]+)/i)?.[1];
    if (whole) table = full(whole);
    const old = line.match(/@renamed from=("[^"]+"|[\w.-]+)/)?.[1];
    if (!old) continue;
    const column = whole ? undefined : line.match(/^\s*("[^"]+"|\w+)/)?.[1];
    if (whole) renames.push([`${table.split(".")[0]}.${name(old).split(".").at(-1)}`, table]);
    else if (column && !/^(create|alter)$/i.test(column)) renames.push([`${table}.${name(old)}`, `${table}.${name(column)}`]);
  }
  return renames;
}

function sidesOf(one) {
  const { base_sql: base, a_sql: a, b_sql: b, expected_sql: expected } = { ...one, ...one.pg_translation };
  const states =
    one.form === "three-way-script"
      ? { base: [base], a: [base, a], b: [base, b], a_then_b: [base, a, b], b_then_a: [base, b, a] }
      : { base: [base], a: [a], b: [b], expected: [expected] };
  // The corpus has them as they stand between quotes.
  const roles = (one.pg15.roles ?? []).map((role) => `CREATE ROLE "${role}";\n`);
  return Object.entries(states)
    .filter(([side]) => one.pg15.load?.[side] === true)
    .map(([side, parts]) => [side, [...roles, ...parts.map((part) => terminated(part ?? ""))].join("")]);
}
