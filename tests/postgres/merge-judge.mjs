// A merge judged by PostgreSQL: what is called clean has to run on the target, by either strategy, and leave
// the facts of the merged schema, of both orders where the server finds them to agree, and of what people
// committed. Never in it: where branches come from, and how a merge is made.
import { compareFacts, describeDifference } from "./facts.mjs";
import { warnsOfUnknown } from "./merger.mjs";
import { splitScript } from "./split.mjs";

const STRATEGIES = ["DdlReplay", "SchemaDiff"];
/** What the two orders of an agreeable pair come to. */
export const COMMUTES = "commutes";

/** Returns the statements of a script; a transaction that it leaves open is committed, as tools that migrate do. */
function statementsOf(script) {
  const statements = splitScript(`${script}\n;`).map(({ text }) => text);
  const begun = statements.findLastIndex((text) => /^(begin|start\s+transaction)\b/i.test(text));
  const ended = statements.findLastIndex((text) => /^(commit|end|rollback)\b/i.test(text));
  return begun > ended ? [...statements, "COMMIT"] : statements;
}

/** Returns the judge; `run` and `runOnto` are an engine's, `merger` is the merge on trial. */
export const mergeJudge = ({ run, runOnto, merger }) => new MergeJudge(run, runOnto, merger);

class MergeJudge {
  #run;
  #runOnto;
  #merger;

  constructor(run, runOnto, merger) {
    [this.#run, this.#runOnto, this.#merger] = [run, runOnto, merger];
  }

  /**
   * Returns `{ verdict, commuting, milliseconds, conflicts, refutations, strategies }`: `commuting` is what the
   * server finds of both orders, `refutations` the complaints of each strategy.
   */
  async judge(one) {
    const [base, target] = one.form === "schemas" ? [[], statementsOf(one.target)] : [one.base, one.target].map(statementsOf);
    const started = performance.now();
    const plans = [];
    for (const strategy of STRATEGIES) plans.push({ strategy, plan: await this.#merger.merge({ ...one, strategy }) });
    const milliseconds = Math.round((performance.now() - started) / STRATEGIES.length);
    const [{ plan }] = plans;
    const { commuting, facts } = await this.#orders(one, base, target);
    const verdict = { verdict: plan.verdict, commuting, milliseconds, conflicts: plan.conflicts, refutations: [], strategies: plans };
    if (plan.verdict === "conflict") return verdict;
    // What one strategy can't be led to is told of that strategy alone.
    const led = plans.filter(({ plan }) => plan.verdict !== "conflict");
    for (const each of led) each.reached = await this.#reached(base, target, each.plan);
    for (const each of led) each.meant = await this.#run(each.plan.merged_schema);
    for (const { strategy, plan, reached, meant } of led) {
      const told = await this.#refutations(one, { base, target, plan, reached, meant, facts });
      const isToldOf = accountant(plan, meant);
      const complaints = told.filter((complaint) => !isToldOf(complaint)).map(({ text }) => text);
      if (complaints.length) verdict.refutations.push({ strategy, complaints, ddl: plan.ddl });
    }
    return verdict;
  }

  /**
   * Runs a plan on the target. Where a difference of schemas tells that it leaves out statements about rows, and rows
   * that those would have changed refuse what it makes, it is judged on empty tables.
   */
  async #reached(base, target, { ddl, strategy, warnings }) {
    const reached = await this.#runOnto(base, [...target, ...ddl]);
    const isTold = strategy === "SchemaDiff" && warnsOfUnknown({ warnings });
    if (!isTold || !reached.errors.some(({ sqlstate }) => OF_ROWS.test(sqlstate))) return reached;
    const { errors, facts } = await this.#runOnto(base, [...target, EMPTY_TABLES, ...ddl]);
    const places = errors.map((error) => ({ ...error, statement: error.statement - Number(error.statement > target.length) }));
    return { errors: places, facts };
  }

  /** Returns what both orders come to, and the facts that they agree on. */
  async #orders(one, base, target) {
    if (one.form === "schemas") return { commuting: one.merged ? COMMUTES : one.expected };
    if (one.expected && one.expected !== COMMUTES) return { commuting: one.expected };
    const source = statementsOf(one.source);
    const forth = await this.#runOnto(base, [...target, ...source]);
    if (one.expected) return { commuting: one.expected, facts: forth.facts };
    const back = await this.#runOnto(base, [...source, ...target]);
    if (forth.errors.length || back.errors.length) return { commuting: "an order fails" };
    const agree = differences("", forth.facts, back.facts).length === 0;
    return agree ? { commuting: COMMUTES, facts: forth.facts } : { commuting: "order_dependent" };
  }

  async #refutations(one, { base, target, plan, reached, meant, facts }) {
    const refused = reached.errors.filter(({ statement }) => statement >= target.length);
    const complaints = refused.map(({ statement, message }) => {
      return { text: `refused: ${message}: ${plan.ddl[statement - target.length]}` };
    });
    const against = againstMeaning(plan.merged_schema, reached, meant);
    if (against.length) {
      const known = await this.#unknownBefore(one, base, target);
      complaints.push(...against.filter(({ text }) => !known.has(text)));
    }
    if (facts) complaints.push(...differences("both orders", reached.facts, facts));
    if (one.merged) {
      const wanted = await this.#run(one.merged.flatMap(statementsOf));
      complaints.push(...differences("what people merged", reached.facts, wanted.facts));
    }
    return complaints;
  }

  /** Returns what the catalog does not know of base and target by themselves: no merge is to blame for it. */
  async #unknownBefore(one, base, target) {
    const source = one.form === "schemas" ? one.base : "";
    const alone = await this.#merger.merge({ ...one, source, strategy: STRATEGIES[0] });
    const [reached, meant] = [await this.#runOnto(base, target), await this.#run(alone.merged_schema)];
    return new Set(againstMeaning(alone.merged_schema, reached, meant).map(({ text }) => text));
  }
}

/** Returns what PostgreSQL refuses of a merged schema, and the differences to what it reached. */
function againstMeaning(schema, reached, meant) {
  const refused = meant.errors.map(({ statement, message }) => {
    return { text: `the merged schema is refused: ${message}: ${schema[statement]}` };
  });
  return [...refused, ...differences("the merged schema", reached.facts, meant.facts)];
}

function differences(what, reached, meant) {
  // Who declared what both a parent and its child have is told by no statement.
  const alike = (text) => text?.replace(/inherited (only|too)/, "inherited");
  const isMeant = ({ kind, original, rebuilt }) => kind !== "column order" && alike(original) !== alike(rebuilt);
  return compareFacts(meant, reached)
    .filter(isMeant)
    .map((difference) => {
      const { identity, original, rebuilt } = difference;
      return { text: `against ${what}: ${describeDifference(difference)}`, identity, sides: [original, rebuilt] };
    });
}

/** The SQLSTATEs by which rows refuse. */
const OF_ROWS = /^23/;
/** Takes all rows away; triggers don't fire. */
const EMPTY_TABLES = `DO $$
DECLARE one regclass;
BEGIN
  SET session_replication_role = replica;
  FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace::regnamespace::text !~ '^(pg_|information_schema$)' LOOP
    EXECUTE format('TRUNCATE %s CASCADE', one);
  END LOOP;
  RESET session_replication_role;
END $$`;
/** What an index is on a partitioned table of which not all partitions are known. */
const INVALID = / is not valid$/;

/**
 * Returns what tells whether a plan's warnings account for a complaint. What a statement of unknown effects may have
 * made is in no catalog, and what it is about, or is told to speak of, may be otherwise, or gone.
 */
function accountant(plan, meant) {
  const known = new Set(meant.facts.map((fact) => fact.split("\t")[1]));
  const isUnknown = warnsOfUnknown(plan);
  const spokenOf = plan.warnings.flatMap(spoken);
  return (complaint) => {
    const { identity, sides = [] } = complaint;
    if (!isUnknown || identity === undefined) return false;
    const [one, other] = sides.map((side) => side?.replace(INVALID, ""));
    const isSpokenOf = spokenOf.some((name) => identity === name || [".", "_", "("].some((end) => identity.startsWith(name + end)));
    return isSpokenOf || (one !== undefined && one === other) || !wholes(identity).some((whole) => known.has(whole));
  };
}

/** Returns the full names of what a statement of unknown effects is about, and speaks of, as a warning tells. */
function spoken({ class: name, objectName, explanation }) {
  if (name !== "Unknown") return [];
  const [, told = ""] = /; it speaks of (.*?)(?: and \d+ more)?$/.exec(explanation) ?? [];
  const names = told.split(", ").map((one) => one.split(" ").at(-1));
  return [...names, objectName].filter(Boolean).map((name) => (name.includes(".") ? name : `public.${name}`));
}

/** The identities that an identity begins with: `app.t` of `app.t.age`. */
const wholes = (identity) => [...identity.matchAll(/\.|$/g)].map(({ index }) => identity.slice(0, index)).slice(1);

const REPLACES = /\b(rename|drop|replace|truncate|if\s+(not\s+)?exists|set\s+schema)\b/i;

/** Tells whether a conflict is one that nobody needs: both orders agree, and nothing is replaced, renamed or dropped. */
export function isFalse({ verdict, commuting, conflicts }) {
  if (verdict !== "conflict" || commuting !== COMMUTES) return false;
  return conflicts.some(({ source, target }) => ![...source, ...target].some(({ statement }) => REPLACES.test(statement)));
}
