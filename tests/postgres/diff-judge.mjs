// What is asked of a difference between two schemas: run after `from`, it is accepted and leaves the
// facts of `to`, and nothing is left to do then.
import { compareFacts, describeDifference } from "./facts.mjs";
import { scriptOf, splitScript } from "./split.mjs";

export const statementsOf = (script) => splitScript(script).map(({ text }) => text);

/** Returns `{ ddl, complaints }` for two scripts; there are no complaints where all is as asked. */
export async function judgeDiff({ run, subject, from, to, options }) {
  const [before, wanted] = [from, to].map((script) => [...statementsOf(script), ...endOf(script)]);
  try {
    const answer = await subject.diff([from, ...endOf(from)].join(";\n"), to, options);
    const { facts } = await run(wanted);
    const { complaints } = await judgeAnswer({ run, before, answer, facts });
    return { ddl: answer.ddl, complaints };
  } catch (error) {
    return { ddl: [], complaints: [`crash: ${error.stack ?? error}`] };
  }
}

/**
 * Returns the same for a base and a branch on top of it, `parts`, or for the way back. Rows refuse nothing
 * that was not told to fail.
 */
export async function judgeBranch({ run, subject, parts, isBack, options }) {
  const after = [...parts[0], ...parts[1]];
  const [before, wanted] = isBack ? [after, parts[0]] : [parts[0], after];
  try {
    const { pairs: [answer] } = await subject.diffHistory(parts.map(scriptOf), [isBack ? [1, 0] : [0, 1]], options);
    const { facts } = await run([...wanted, ...endOf(scriptOf(wanted))]);
    const start = [...before, ...endOf(scriptOf(before))];
    const { complaints } = await judgeAnswer({ run, before: start, answer, facts });
    if (!complaints.length) complaints.push(...refusedByRows(answer, await run([...start, ROWS, ...answer.ddl]), start.length + 1));
    return { ddl: answer.ddl, complaints };
  } catch (error) {
    return { ddl: [], complaints: [`crash: ${error.stack ?? error}`] };
  }
}

/** Puts a row into each table that takes one of nothing but defaults. */
const ROWS = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)' ORDER BY oid
  LOOP BEGIN EXECUTE 'INSERT INTO ' || name || ' DEFAULT VALUES'; EXCEPTION WHEN OTHERS THEN END; END LOOP; END $$`;

/** The first refusal of a row that no hazard tells of; what comes after one that is told of says nothing. */
function refusedByRows({ ddl, hazards }, { errors: [first] = [] }, place) {
  const at = (first?.statement ?? -1) - place;
  return at < 0 || hazards[at].includes("MAY_FAIL") ? [] : [`refused by a row: ${first.sqlstate} ${first.message}\n    ${ddl[at]}`];
}

/**
 * What ends a session: what is temporary is no part of a schema, and goes with what uses it; and a difference
 * is for a session that has set nothing.
 */
const endOf = (script) => [
  ...(/\btemp/i.test(script) ? ["DISCARD TEMP"] : []),
  ...(/\bset search_path/i.test(script) ? ["RESET search_path"] : []),
];

/**
 * Judges a difference that is to lead from what the statements `before` leave to `facts`. What
 * `accounts(difference)` accounts for is counted as `accounted`, and not held against it.
 */
export async function judgeAnswer({ run, before, answer, facts, accounts = () => false }) {
  const { ddl, unresolved, left } = answer;
  const after = await run([...before, ...ddl]);
  const refused = after.errors.filter(({ statement }) => statement >= before.length);
  const differences = compareFacts(decided(facts), decided(after.facts));
  const wrong = differences.filter((difference) => !accounts(difference));
  const complaints = [
    ...refused.map(({ statement, sqlstate, message }) => `refused: ${sqlstate} ${message}\n    ${ddl[statement - before.length]}`),
    ...wrong.map(describeDifference),
    ...left.map((text) => `left: ${text}`),
    ...unresolved.map((text) => `unresolved: ${text}`),
  ];
  return { complaints, accounted: differences.length - wrong.length };
}

/**
 * The facts without what no statement decides once a table is there: the order of its columns, in which
 * statistics list them too, whether what it has from a parent is its own as well, and whether a column that was
 * of a domain once has a null of its type for a default.
 */
const decided = (facts) =>
  facts
    .filter((line) => !line.startsWith("column order\t"))
    .map((line) => (/^(column|constraint)\t/.test(line) ? line.replace(/ inherited (only|too)$/, " inherited") : line))
    .map((line) => line.replace(/^(column\t[^\t]*\t)([^\t]*?)( not null)? default NULL::\2(?=$|\t)/, "$1$2$3"))
    .map((line) => (line.startsWith("statistics\t") ? line.replace(/ ON (.*) FROM /, (_, list) => ` ON ${list.split(", ").sort().join(", ")} FROM `) : line))
    .sort();
