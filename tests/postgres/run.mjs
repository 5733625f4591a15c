// Runs a script on a session, statement by statement, as psql does without ON_ERROR_STOP: what is
// refused is noted and skipped. Two ways, with one result: for most scripts all happens in a
// transaction that is rolled back, which leaves nothing to clean; a script that has transactions
// of its own, or statements that must not run in one, runs in the open.
// Never in it: how a session is reached, and what a refusal should have been.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

import { asLines, FACTS_QUERY } from "./facts.mjs";

// What a transaction around the script would change or forbid.
const NEEDS_THE_OPEN = new RegExp(
  [
    /^(begin|start|commit|end|rollback|abort|savepoint|release|prepare|vacuum|discard\s+all|deallocate|reindex|cluster|call|do)\b/,
    /^(create|drop|alter)\s+(database|tablespace|subscription|system)\b/,
    /^alter\s+type\b.*\badd\s+value\b/,
    /^(set|reset)\s+(local|constraints|transaction|session)\b/,
    /\bconcurrently\b|\bon\s+commit\b/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "is",
);

// PGlite takes RESET SESSION AUTHORIZATION for no change; the first user of both engines is postgres.
export const QUIET = "SET SESSION AUTHORIZATION postgres; RESET ALL; SET search_path = ''";

/**
 * Runs `statements` on an empty database and returns `{ errors, facts }`: the refusals, each
 * `{ statement, sqlstate, message, position?, hint? }`, and the lines of facts afterwards.
 * `inTheOpen` forbids the short cut through a transaction.
 */
export async function runScript(session, statements, { inTheOpen = false } = {}) {
  const open = inTheOpen || statements.some((statement) => NEEDS_THE_OPEN.test(statement));
  return open ? runInTheOpen(session, statements) : runAndRollBack(session, statements);
}

async function runInTheOpen(session, statements) {
  await session.empty();
  return finishInTheOpen(session, statements);
}

async function finishInTheOpen(session, statements) {
  const errors = [];
  for (const [statement, text] of statements.entries()) {
    const error = await refusal(session, `${text};`);
    if (error) errors.push({ statement, ...error });
  }
  await session.execute("ROLLBACK");
  await session.execute(QUIET);
  return { errors, facts: asLines(await session.facts()) };
}

// What a session keeps to itself.
const SETS = /^(set|reset)\s+(?!local|transaction|constraints)|^select\s+(pg_catalog\.)?set_config\b/is;

/**
 * Runs `statements` on what `base` leaves, and returns what `runScript` does, of `statements` alone. A
 * session that can keep what a base left runs it once for all the runs on it that follow each other.
 */
export async function runOnto(session, base, statements) {
  if (!session.onto) {
    const { errors, facts } = await runScript(session, [...base, ...statements]);
    const own = errors.map((error) => ({ ...error, statement: error.statement - base.length }));
    return { errors: own.filter(({ statement }) => statement >= 0), facts };
  }
  const key = createHash("sha256").update(JSON.stringify(base)).digest("hex");
  await session.onto(key, async () => {
    for (const text of base) await refusal(session, `${text};`);
  });
  for (const text of base) if (SETS.test(text)) await refusal(session, `${text};`);
  return finishInTheOpen(session, statements);
}

/**
 * Runs the parts of a history, each a list of statements, one after the other on an empty database, and returns
 * the lines of facts after each part whose number is in `points`, by that number.
 */
export async function runPoints(session, parts, points) {
  await session.empty();
  const facts = new Map();
  for (const [number, statements] of parts.entries()) {
    for (const text of statements) await refusal(session, `${text};`);
    if (points.has(number)) facts.set(number, await factsAside(session));
  }
  await session.execute("ROLLBACK");
  await session.execute(QUIET);
  return facts;
}

/** The facts between two statements of a script, which goes on as if nobody had looked. */
async function factsAside(session) {
  const settings = "SET LOCAL SESSION AUTHORIZATION postgres; SET LOCAL search_path = ''";
  const { rows } = (await session.results(`BEGIN; ${settings}; ${FACTS_QUERY}; ROLLBACK`)).at(-2);
  return asLines(rows);
}

// Each statement is sent with the savepoint for the next one: one message a statement.
async function runAndRollBack(session, statements) {
  await session.scratch();
  await session.execute("BEGIN; SAVEPOINT before");
  const errors = [];
  for (const [statement, text] of statements.entries()) {
    const error = await refusal(session, `${text};RELEASE before; SAVEPOINT before`);
    if (!error) continue;
    errors.push({ statement, ...error });
    await session.execute("ROLLBACK TO before");
  }
  await session.execute(QUIET);
  const facts = asLines(await session.facts());
  await session.execute("ROLLBACK");
  return { errors, facts };
}

/** What `runAtOnce` calls; a session makes it where it needs it. */
export const AT_ONCE = `SET allow_system_table_mods = on; ${readFileSync(new URL("at-once.sql", import.meta.url), "utf8")}; RESET allow_system_table_mods`;

/** What is refused of a value that the transaction added to an enum. */
const UNSAFE_VALUE = "55P04";

const ADDS_VALUE = /^alter\s+type\b.*\badd\s+value\b/is;

// Names come and go with every script, and with a schema's name every plan: what matters is how long
// it takes to plan the facts, not how good the plan is.
export const PLAN_QUICKLY = ["mergejoin", "hashjoin", "material", "memoize", "bitmapscan", "incremental_sort"]
  .map((name) => `SET enable_${name} = off`)
  .concat("SET join_collapse_limit = 1", "SET from_collapse_limit = 1")
  .join("; ");

/**
 * As `runScript`, in one message and so several times as quick, but the refusals say only
 * `{ statement, sqlstate, message }`, and without `facts` there are none. Before PostgreSQL 17 a
 * value that the transaction added to an enum can't be used in it, and later ones refuse some; such a script
 * takes the long way.
 */
export async function runAtOnce(session, statements, { facts = true } = {}) {
  const early = parseInt(session.version) < 17;
  if (statements.some((text) => (NEEDS_THE_OPEN.test(text) && (early || !ADDS_VALUE.test(text))) || /\$judge\$/.test(text))) {
    return runScript(session, statements);
  }
  await session.scratch();
  const list = statements.map((text) => `$judge$${text}$judge$`).join(",");
  const end = facts ? `${QUIET}; ${PLAN_QUICKLY}; EXECUTE judge_facts; ROLLBACK` : "ROLLBACK";
  try {
    const results = await session.results(`BEGIN; SELECT refused AS statement, state AS sqlstate, said AS message FROM pg_catalog.judge_run(ARRAY[${list}]::text[]); ${end}`);
    const errors = results[1].rows;
    if (errors.some((error) => error.sqlstate === UNSAFE_VALUE)) return runScript(session, statements);
    return { errors, facts: facts ? asLines(results.at(-2).rows) : [] };
  } catch {
    await session.execute("ROLLBACK");
    return runScript(session, statements);
  }
}

async function refusal(session, text) {
  try {
    await session.execute(text);
    return undefined;
  } catch (error) {
    if (!/^[0-9A-Z]{5}$/.test(error.code ?? "")) throw error;
    const { code, message, position, hint } = error;
    return {
      sqlstate: code,
      message,
      ...(position === undefined ? {} : { position: Number(position) }),
      ...(hint === undefined ? {} : { hint }),
    };
  }
}
