// Judges the merge of two random branches: what PostgreSQL makes of the plan, and of both orders of the scripts.
// What is asked is told in README.md, "Random branches". Never in it: how branches are generated.
import { branches, STANDING } from "./branches.mjs";
import { compareFacts, describeDifference } from "./facts.mjs";
import { scriptOf } from "./split.mjs";
import { plainly, threeWayFaults } from "./three-way-facts.mjs";

const STRATEGIES = ["DdlReplay", "SchemaDiff"];

/** The refusal that only comes from running all in one transaction, before PostgreSQL 17. */
const ONLY_HERE = "55P04";

/** Returns what is held against the merge of a pair, `{ verdict, orders, complaints }`; nothing for a pair that can't be run here. */
export async function judgePair({ engine, merger, pair }) {
  const run = (trees) => engine.runTrees(trees, STANDING);
  const scripts = await accepted(run, pair);
  if (!scripts) return undefined;
  const ask = async (source, target, strategy, resolutions) =>
    merger.merge({ base: scriptOf([...STANDING, ...scripts.base]), source: scriptOf(source), target: scriptOf(target), strategy, resolutions });
  const plans = {
    forth: await ask(scripts.source, scripts.target, STRATEGIES[0]),
    back: await ask(scripts.target, scripts.source, STRATEGIES[0]),
  };
  const { verdict } = plans.forth;
  const complaints = [];
  const ways = [outcome(plans.forth), outcome(plans.back)];
  if (ways[0] !== ways[1]) {
    complaints.push({ signature: `not symmetric: ${ways.sort()}`, texts: [] });
  } else if (verdict === "conflict") {
    complaints.push(...(await falseConflict(run, scripts, plans.forth)), ...(await misled(run, scripts, plans.forth, ask)));
  } else {
    plans.forthByDiff = await ask(scripts.source, scripts.target, STRATEGIES[1]);
    plans.backByDiff = await ask(scripts.target, scripts.source, STRATEGIES[1]);
    complaints.push(...(await refutations(run, scripts, plans)));
  }
  return { verdict, scripts, plans, complaints };
}

/** The verdict, but for statements about rows that a difference of schemas leaves out: the other way round there may be none. */
function outcome({ verdict, strategy, warnings }) {
  const isOfRows = strategy === "SchemaDiff" && warnings.every((warning) => warning.class === "Unknown");
  return verdict === "warning" && isOfRows ? "clean" : verdict;
}

/** Returns the pair without the statements that PostgreSQL refuses. */
async function accepted(run, { base, source, target }) {
  const [tree] = await run([{ statements: base, branches: [{ statements: source }, { statements: target }] }]);
  const errors = [tree, ...tree.branches].map((node) => node.errors);
  if (errors.flat().some(({ sqlstate }) => sqlstate === ONLY_HERE)) return undefined;
  const [one, two, three] = errors.map((list) => new Set(list.map(({ statement }) => statement)));
  const without = (statements, refused) => statements.filter((_, at) => !refused.has(at));
  return { base: without(base, one), source: without(source, two), target: without(target, three) };
}

// ---- what is called a conflict ----------------------------------------------------------------------

/** What does more than add: of two scripts with such a statement, a conflict may be right though both orders agree. */
const MORE_THAN_ADDS =
  /\b(rename|replace|drop|exists|set schema|detach|no inherit|disable|revoke|owner to|set table)\b/i;

/** Rows of no partition, which the server opens none for. */
const OF_NO_ROWS = /^(update|delete) .*\bfalse$/is;

async function falseConflict(run, { base, source, target }, { conflicts }) {
  const statements = [...source, ...target];
  if (statements.some((text) => MORE_THAN_ADDS.test(text))) return [];
  if (conflicts[0].attribute === "replica identity" && statements.some((text) => OF_NO_ROWS.test(text))) return [];
  const last = (statements) => [{ statements, facts: "digest" }];
  const [{ branches: orders }] = await run([
    { statements: base, branches: [{ statements: target, branches: last(source) }, { statements: source, branches: last(target) }] },
  ]);
  const [one, other] = orders.map(({ branches: [end] }) => end);
  if (one.errors.length || other.errors.length || one.facts !== other.facts) return [];
  const [first] = conflicts;
  return [{ signature: `false conflict: ${first.class} ${first.attribute ?? ""}`, texts: conflicts.map(({ explanation }) => explanation) }];
}

/** Ways to decide conflicts, by their places. */
const DECISIONS = { "for the source": () => "source", "for the target": () => "target", "in turn": (at) => (at % 2 ? "target" : "source") };

/** How often what a decision leaves is decided as well. */
const MOST_ROUNDS = 4;

/** Returns the plan once its conflicts are decided, and those that are left then. */
async function decided(conflicts, decide, ask) {
  const resolutions = {};
  let plan = { verdict: "conflict", conflicts };
  for (let round = 0; plan.verdict === "conflict" && round < MOST_ROUNDS; round += 1) {
    plan.conflicts.forEach(({ id }, at) => (resolutions[id] ??= decide(at)));
    plan = await ask(resolutions);
  }
  return plan;
}

/**
 * What is held against the plans once every conflict is decided: they run, and lead to what they say. Not every decision
 * can hold, a name given back that is taken by now; but one has to.
 */
async function misled(run, { base, source, target }, { conflicts }, ask) {
  const complaints = [];
  const open = [];
  for (const [how, decide] of Object.entries(DECISIONS)) {
    if (how === "in turn" && conflicts.length === 1) continue;
    for (const strategy of STRATEGIES) {
      const plan = await decided(conflicts, decide, (resolutions) => ask(source, target, strategy, resolutions));
      const name = `decided ${how}, by ${strategy}`;
      if (plan.verdict === "conflict") {
        open.push(how, ...plan.conflicts.map((one) => `${one.class}: ${one.explanation}`));
        continue;
      }
      const facts = "lines";
      const [{ branches: [{ branches: [end] }] }, meant] = await run([
        { statements: base, branches: [{ statements: target, branches: [{ statements: plan.ddl, facts }] }] },
        { statements: fromStanding(plan.merged_schema), facts },
      ]);
      complaints.push(...against(`${name}, the merged schema`, meant, fromStanding(plan.merged_schema), meant), ...against(name, end, plan.ddl, meant));
    }
  }
  if (open.includes("for the source") && open.includes("for the target")) complaints.push({ signature: "no decision holds", texts: open });
  return complaints;
}

// ---- what is called clean ---------------------------------------------------------------------------

const SEARCHES = /^set search_path/i;

async function refutations(run, scripts, plans) {
  const digests = await ends(run, scripts, plans, "digest");
  const is = (one) => !one.errors.length && one.facts === digests.meant.facts;
  if (Object.values(digests).every(is)) return [];
  const lines = await ends(run, scripts, plans, "lines");
  const { meant, thenSource, thenTarget, ...planned } = lines;
  if (plans.forth.warnings.some((warning) => warning.class === "OrderDependent")) {
    // It is told that the result depends on who is merged into whom.
    delete planned.back;
    delete planned.backByDiff;
  }
  // Where names are looked for is the session's affair: bodies that are texts may not be read where a difference runs.
  for (const name of ["forthByDiff", "backByDiff"]) {
    if (plans[name].verdict === "conflict" && [...scripts.source, ...scripts.target].some((text) => SEARCHES.test(text))) delete planned[name];
  }
  const complaints = [...against("the merged schema", meant, fromStanding(plans.forth.merged_schema), meant)];
  for (const [name, end] of Object.entries(planned)) complaints.push(...against(name, end, plans[name].ddl, meant));
  return complaints.length ? complaints : unjustified(run, scripts, { meant, orders: [thenSource, thenTarget] }, plans);
}

/** Returns what all the ways lead to, by their names; ways of the same statements are gone once. */
async function ends(run, { base, source, target }, { forth, back, forthByDiff, backByDiff }, facts) {
  const ways = new Map();
  const on = (first, second) => {
    const branches = ways.get(first) ?? ways.set(first, []).get(first);
    const known = branches.findIndex(({ statements }) => statements.join(";") === second.join(";"));
    return known < 0 ? branches.push({ statements: second, facts }) - 1 : known;
  };
  const places = {
    thenSource: [target, on(target, source)],
    thenTarget: [source, on(source, target)],
    forth: [target, on(target, forth.ddl)],
    forthByDiff: [target, on(target, forthByDiff.ddl)],
    back: [source, on(source, back.ddl)],
    backByDiff: [source, on(source, backByDiff.ddl)],
  };
  const branches = [...ways].map(([statements, then]) => ({ statements, branches: then }));
  const [tree, meant] = await run([{ statements: base, branches }, { statements: fromStanding(forth.merged_schema), facts }]);
  const order = [...ways.keys()];
  const end = ([first, place]) => tree.branches[order.indexOf(first)].branches[place];
  return { meant, ...Object.fromEntries(Object.entries(places).map(([name, place]) => [name, end(place)])) };
}

/** What stands is not made again, and goes if the merged schema has it not. */
function fromStanding(ddl) {
  const bare = ddl.map((text) => text.replace(/;\s*$/, ""));
  const rest = bare.filter((text) => !STANDING.some((standing) => standing.startsWith(text)));
  const gone = STANDING.filter((standing) => !bare.some((text) => standing.startsWith(text)));
  return [...gone.map((text) => text.replace(/^CREATE (\w+ \w+).*/, "DROP $1")), ...rest];
}

function against(who, { errors, facts }, ddl, meant) {
  const [refused] = errors;
  if (refused) return [{ signature: `${who} is refused: ${nameless(refused.message)}`, texts: errors.map(({ message, statement }) => `${message}: ${ddl[statement]}`) }];
  const wrong = differences(meant.facts, facts);
  if (!wrong.length) return [];
  const [{ kind, original, rebuilt }] = wrong;
  const how = rebuilt === undefined ? "missing" : original === undefined ? "added" : "different";
  return [{ signature: `${who}: ${kind} ${how}`, texts: wrong.map(describeDifference) }];
}

/** The name of what gets an owner, without its schema. */
const OWNER = /(\w+)(?:\([^)]*\))? owner to/i;

/** Where an order is refused or leads elsewhere: is each fact what one side made of it? */
async function unjustified(run, { base, source, target }, { meant, orders }, { forth, back }) {
  if ([...source, ...target].some((text) => /\b(rename|set schema)\b/i.test(text))) return [];
  const [one, other] = orders;
  const agree = !one.errors.length && !other.errors.length && !differences(one.facts, other.facts).length;
  if (agree && !differences(meant.facts, one.facts).length) return [];
  const facts = "lines";
  const [tree] = await run([{ statements: base, facts, branches: [{ statements: source, facts }, { statements: target, facts }] }]);
  const [ours, theirs] = tree.branches;
  const reasons = new Set([...forth.reasons, ...back.reasons].map(({ reason }) => reason));
  const warnings = new Set([...forth.warnings, ...back.warnings].map((warning) => warning.class));
  const depends = forth.verdict === "warning" || reasons.has("OrderDependent") || reasons.has("OrderSensitive");
  const owned = new Set([...source, ...target].flatMap((text) => OWNER.exec(text)?.[1] ?? []));
  const allowed = { commentsMayGo: reasons.has("DropVsMetadata") || warnings.has("DropVsMetadata"), newMayDepend: depends, owned };
  const sides = { base: tree.facts, source: ours.facts, target: theirs.facts, merged: meant.facts };
  const faults = threeWayFaults(sides, allowed);
  const [fault] = faults;
  if (fault) return [{ signature: `unjustified: ${fault.signature}`, texts: [...faults.map(({ text }) => text), `${[...reasons]}`] }];
  const ran = orders.every(({ errors }) => errors.length === 0);
  // What both drop and make anew goes with what one of them adds to it, if the other comes later.
  const theirsToo = dropped(target);
  if ([...dropped(source)].some((name) => theirsToo.has(name))) return [];
  // What is dropped if it exists, and does not, is a statement that does nothing; where a name is looked for is the
  // business of the branch that says so.
  if (!ran || depends || [...source, ...target].some((text) => /\bif exists\b|^set search_path/i.test(text))) return [];
  // A fact that one side leaves as it was is the other's to decide: so are comments, what a sequence is owned by,
  // a view that both have alike, with its columns, though one replaces it by itself, and privileges that a side takes
  // back though nobody has them, or that an owner has anyway.
  const known = new Set(tree.facts.map(keyOf));
  const stays = (line) => line.startsWith("view\t") && theirs.facts.includes(line);
  const staying = new Set(ours.facts.filter(stays).map((line) => line.split("\t")[1]));
  const areTaken = owned.size > 0 || [...source, ...target].some((text) => /^(alter default privileges .*)?revoke/i.test(text));
  const apart = differences(orders[0].facts, orders[1].facts)
    .filter(({ kind, identity }) => !known.has(`${kind}\t${identity}`))
    .filter(({ kind, identity }) => !staying.has(kind === "view" ? identity : identity.replace(/\.[^.]*$/, "")))
    .filter(({ kind }) => !["comment", "sequence of"].includes(kind) && !(kind === "privileges" && areTaken));
  const [difference] = apart;
  return difference ? [{ signature: `unjustified: orders differ: ${difference.kind}`, texts: apart.map(describeDifference) }] : [];
}

/** Returns what statements drop by name. */
const dropped = (statements) =>
  new Set(statements.flatMap((text) => /^drop (?:materialized )?\w+ (?:if exists )?([\w.]+)/i.exec(text)?.[1] ?? []));

const keyOf = (line) => line.split("\t", 2).join("\t");

/**
 * The differences that count. Those do not: where a column stands; what `plainly` leaves out; and made-up names, which
 * depend on who came first, and on how columns were called.
 */
export function differences(meant, reached) {
  const apart = compareFacts(meant, reached).filter(
    ({ kind, original, rebuilt }) => kind !== "column order" && saying(kind, original) !== saying(kind, rebuilt),
  );
  const named = apart.filter(({ kind, identity }) => kind === "index" || (kind === "constraint" && MADE_UP.test(identity)));
  const texts = (side) => named.flatMap((one) => (one[side] ? [unnamed(one.identity, one[side])] : [])).sort().join("\n");
  const others = apart.filter((one) => !named.includes(one));
  return texts("original") === texts("rebuilt") ? others : apart;
}

/**
 * A fact as far as it counts: the server keeps a domain's default as a text, under names that were, and takes a check for
 * inherited from a parent that lost its own with a column (`ALTER TABLE ONLY`).
 */
function saying(kind, text) {
  const plain = plainly(text);
  if (kind === "domain") return plain?.replace(/nextval'[^']*'/, "nextval");
  return kind === "constraint" && plain?.startsWith("CHECK") ? plain.replace(" inherited", "") : plain;
}

const MADE_UP = /_(idx|check|fkey|key|pkey|excl)\d*$/;

/** The text of an index or a constraint without its name and those of constraints behind it. */
const unnamed = (identity, text) => text.replaceAll(identity.split(".").at(-1), "").replaceAll(/(_(idx|check|fkey|key|pkey|excl))\d+/g, "$1");

const nameless = (text) => text.replaceAll(/"[^"]*"/g, '"…"').replaceAll(/\b(public|shop)\.\w+/g, "…");

// ---- many pairs -------------------------------------------------------------------------------------

/**
 * Judges `count` pairs of `seed` from number `from` on, and returns `{ verdicts, skipped, older, failed, groups }`: a
 * group holds what failed in one way, made small, the most frequent first. What an older version's engine holds
 * against a pair counts if the newest version, which the catalog follows, does not let the pair pass: `newest` opens
 * one. `older` tells how many pairs it let pass.
 */
export async function judgePairs({ engine, newest, merger, seed, from = 0, count, shrinks = 20, onProgress }) {
  const figures = { verdicts: { clean: 0, warning: 0, conflict: 0 }, skipped: 0, older: 0, failed: 0 };
  const groups = new Map();
  for (let number = from; number < from + count; number += 1) {
    const result = await judgePair({ engine, merger, pair: branches(seed, number) });
    if (!result) figures.skipped += 1;
    else figures.verdicts[result.verdict] += 1;
    const [complaint] = result?.complaints ?? [];
    if (complaint && newest && (await passes({ engine: await newest(), merger, pair: result.scripts }))) {
      figures.older += 1;
    } else if (complaint) {
      figures.failed += 1;
      const { signature } = complaint;
      const group = groups.get(signature) ?? { signature, count: 0, number, pair: result.scripts };
      group.count += 1;
      groups.set(signature, group);
    }
    if ((number - from + 1) % 100 === 0) onProgress?.(number - from + 1);
  }
  const told = [...groups.values()].sort((a, b) => b.count - a.count);
  for (const group of told.slice(0, shrinks)) await makeSmall(group, { engine, merger });
  return { ...figures, groups: told };
}

/** Tells whether an engine runs a pair, and nothing is held against it there. */
async function passes(judges) {
  const result = await judgePair(judges);
  return result !== undefined && result.complaints.length === 0;
}

/** Leaves out every statement without which the pair fails in the same way. */
async function makeSmall(group, judges) {
  const fails = async (pair) => {
    const result = await judgePair({ ...judges, pair });
    return result?.complaints.some(({ signature }) => signature === group.signature) ? result : undefined;
  };
  for (let again = true; again; ) {
    again = false;
    for (const side of ["source", "target", "base"]) {
      for (let at = group.pair[side].length - 1; at >= 0; at -= 1) {
        const fewer = { ...group.pair, [side]: group.pair[side].toSpliced(at, 1) };
        if (await fails(fewer)) [group.pair, again] = [fewer, true];
      }
    }
  }
  const result = await fails(group.pair);
  if (result) Object.assign(group, { pair: result.scripts, plans: result.plans, complaints: result.complaints });
}

/** Returns the groups as text for people, with what it takes to see each again. */
export function describePairs(groups, seed) {
  return groups.map(({ signature, count, number, pair, plans, complaints }) => {
    const part = (name, statements) => `-- ${name}\n${scriptOf(statements)}`;
    const lines = [`==== ${count} × ${signature}\n(--seed ${seed} --from ${number} --count 1)`];
    lines.push(part("base", pair.base), part("source", pair.source), part("target", pair.target));
    if (!plans) return [...lines, "---- (not made small)"].join("\n");
    const { forth, back } = plans;
    lines.push(`---- ${forth.verdict} by ${forth.strategy}, back ${back.verdict}`);
    for (const [name, { ddl, conflicts, warnings }] of Object.entries(plans)) {
      lines.push(...ddl.map((text) => `  ${name} > ${text}`));
      if (name === "forth") lines.push(...[...conflicts, ...warnings].map((one) => `  ${one.class}: ${one.explanation}`));
    }
    for (const one of complaints) lines.push(one.signature, ...one.texts.map((text) => `    ${text.replaceAll("\n", "\n    ")}`));
    return lines.join("\n");
  });
}
