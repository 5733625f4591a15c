// Facts as lines, and the difference between two sets of them. What a fact is stands in facts.sql.
import { readFileSync } from "node:fs";

/** The query; also the reason to forget what was remembered when it changes. */
export const FACTS_QUERY = readFileSync(new URL("facts.sql", import.meta.url), "utf8");

/**
 * One value for all facts that count when two schemas are compared: where a column stands does not, nor who declared
 * what both a parent and its child have.
 */
export const DIGEST_QUERY = `SELECT md5(string_agg(concat_ws(E'\\t', kind, identity,
    regexp_replace(definition, 'inherited (only|too)', 'inherited')), E'\\n' ORDER BY kind, identity, definition)) AS digest
  FROM (${FACTS_QUERY}) facts WHERE kind <> 'column order'`;

/** Returns the rows of facts.sql as sorted lines: kind, identity and definition with tabs between. */
export const asLines = (rows) =>
  rows.map((row) => `${row.kind}\t${row.identity}\t${row.definition}`).sort();

/**
 * Returns what it takes to get from one set of facts to another:
 * `{ kind, identity, original?, rebuilt? }`, one a fact that is missing, added or changed.
 */
export function compareFacts(original, rebuilt) {
  const [left, right] = [without(original, rebuilt), without(rebuilt, original)];
  const differences = new Map();
  for (const [side, lines] of [["original", left], ["rebuilt", right]]) {
    for (const line of lines) {
      const [kind, identity, ...definition] = line.split("\t");
      const key = `${kind}\t${identity}`;
      const difference = differences.get(key) ?? { kind, identity };
      difference[side] = [difference[side], definition.join("\t")].filter(Boolean).join("\n");
      differences.set(key, difference);
    }
  }
  return [...differences.values()];
}

/** The lines that stand in one sorted list more often than in the other. */
function without(lines, others) {
  const left = new Map();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
}

/** Returns a difference as text for people. */
export function describeDifference({ kind, identity, original, rebuilt }) {
  const side = (name, text) => (text === undefined ? [`  ${name}: (not there)`] : [`  ${name}: ${text}`]);
  return [`${kind} ${identity}`, ...side("original", original), ...side("rebuilt ", rebuilt)].join("\n");
}
