// The differences between points of one history, judged: 20 points and a later one of each. The history runs
// once, and is looked at in passing; a difference runs after our own DDL of its first point, where that leaves
// the same facts as the history up to there, and else after the history. Never in it: where histories come from.
import { judgeAnswer, statementsOf } from "./diff-judge.mjs";

/** Returns an array of `{ name, ddl, complaints, accounted }`, one a pair. */
export async function judgeHistory({ engine, subject, history, options }) {
  const { parts, pairs, accounts } = history;
  const known = await subject.diffHistory(parts, pairs, options);
  const statements = parts.map(statementsOf);
  const facts = await engine.runPoints(statements, new Set(pairs.flat()));
  const run = (list) => engine.run(list);
  const accountsFor = (difference) => accounts(difference, known.opaque);
  const starts = new Map();
  const verdicts = [];
  for (const [at, [from, to]] of pairs.entries()) {
    if (!starts.has(from)) starts.set(from, await startOf(from));
    const answer = known.pairs[at];
    const verdict = await judgeAnswer({ run, before: starts.get(from), answer, facts: facts.get(to), accounts: accountsFor });
    verdicts.push({ name: `${from} to ${to}`, ddl: answer.ddl, ...verdict });
  }
  return verdicts;

  async function startOf(point) {
    const ours = known.schemas[point];
    const made = await run(ours);
    const isSame = made.facts.join("\n") === facts.get(point).join("\n");
    return isSame ? ours : [...statements.slice(0, point + 1).flat(), WITHOUT_ROWS];
  }
}

/** Rows may keep a statement from being run, which is told as a hazard; here it is about the schema. */
const WITHOUT_ROWS = `DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT oid::regclass FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
  LOOP EXECUTE 'TRUNCATE ' || name || ' CASCADE'; END LOOP; END $$`;
