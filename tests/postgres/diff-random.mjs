// Random pairs of schemas, both ways: each sequence of the generator and the next one, or a base and the same
// with a branch; those that differ are made small. Never in it: how a run is started and told.
import { branches, STANDING } from "./branches.mjs";
import { judgeBranch, judgeDiff } from "./diff-judge.mjs";
import { compareFacts } from "./facts.mjs";
import { sequence } from "./generator.mjs";
import { scriptOf } from "./split.mjs";

/** Each sequence and the next one; and how such a pair is judged, in which nothing is known but the scripts. */
export const SEQUENCES = {
  pair: (seed, number) => [sequence(seed, number), sequence(seed, number + 1)],
  scripts: (pair) => pair,
  judge: ({ run, subject, pair: [before, after] }) => judgeDiff({ run, subject, from: scriptOf(before), to: scriptOf(after) }),
};

/** A base, and a branch on top of it; objects are known by their identities, unless `byName`. Tables have rows. */
export const onBranches = ({ byName }) => ({
  pair(seed, number) {
    const { base, source } = branches(seed, number);
    return [[...STANDING, ...base], source];
  },
  scripts: ([base, branch]) => [base, [...base, ...branch]],
  judge: ({ run, subject, pair: parts, way }) => judgeBranch({ run, subject, parts, isBack: way === "<", options: { byName } }),
});

/**
 * Judges the pairs of `source` from number `from` on, `count` of them and both ways, and returns `{ pairs, statements,
 * failed, groups }`: a group holds what failed in one way, as `{ signature, count, name, from, to, complaints }`,
 * made small, the most frequent first. `onProgress(pairs)` is called now and then.
 * Where `newer`, another version, makes something else of a script, it judges in the engine's place.
 */
export async function judgeRandomPairs({ engine, newer, subject, source = SEQUENCES, seed, from = 0, count, shrinks = 20, onProgress }) {
  const [run, runNewer] = [engine, newer].map((one) => lately((statements) => one.runAtOnce(statements)));
  const judged = async (pair, way) => {
    const verdict = await source.judge({ run, subject, pair, way });
    const isForNewer = newer && verdict.complaints.length && (await versionsDiffer([run, runNewer], source.scripts(pair)));
    return isForNewer ? source.judge({ run: runNewer, subject, pair, way }) : verdict;
  };
  const figures = { pairs: 0, statements: 0, failed: 0 };
  const groups = new Map();
  for (let number = from; number < from + count; number += 1) {
    const pair = source.pair(seed, number);
    for (const way of [">", "<"]) {
      const { ddl, complaints } = await judged(pair, way);
      figures.pairs += 1;
      figures.statements += ddl.length;
      if (!complaints.length) continue;
      figures.failed += 1;
      const signature = signatureOf(complaints);
      const group = groups.get(signature) ?? { signature, count: 0, name: `${number} ${way}`, way, pair };
      group.count += 1;
      groups.set(signature, group);
    }
    if ((number - from + 1) % 100 === 0) onProgress?.(figures);
  }
  const told = [...groups.values()].sort((a, b) => b.count - a.count);
  for (const [at, group] of told.entries()) await makeSmall(group, judged, at < shrinks);
  return { ...figures, groups: told };
}

/** Tells whether two versions make different schemas of one of the scripts. */
async function versionsDiffer(runs, scripts) {
  for (const statements of scripts) {
    const [one, other] = await Promise.all(runs.map((run) => run(statements)));
    if (one.errors.length !== other.errors.length || compareFacts(one.facts, other.facts).length) return true;
  }
  return false;
}

/** Returns `run` with a memory of the last few scripts: each schema is asked for several times in a row. */
function lately(run) {
  const known = new Map();
  return async (statements) => {
    const key = statements.join(";\n");
    if (!known.has(key)) known.set(key, await run(statements));
    if (known.size > 8) known.delete(known.keys().next().value);
    return known.get(key) ?? run(statements);
  };
}

/** Leaves out of both sides what does not matter, as long as the pair fails in the same way. */
async function makeSmall(group, judged, isWanted) {
  const fails = async (pair) => {
    const { complaints } = await judged(pair, group.way);
    return complaints.length > 0 && signatureOf(complaints) === group.signature;
  };
  for (const side of isWanted ? [0, 1] : []) {
    for (let at = group.pair[side].length - 1; at >= 0; at -= 1) {
      const fewer = group.pair.with(side, group.pair[side].toSpliced(at, 1));
      if (await fails(fewer)) group.pair = fewer;
    }
  }
  const { ddl, complaints } = await judged(group.pair, group.way);
  Object.assign(group, { ddl, complaints });
}

/** In which way a pair fails: the first complaint, names left out. */
const signatureOf = ([complaint]) =>
  complaint
    .split("\n")[0]
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/\b(public|shop)\.[\w.]+/g, "…")
    .slice(0, 120);

/** Returns the groups as text for people. */
export const describePairs = (groups) =>
  groups.map(({ signature, count, name, pair: [before, after], ddl, complaints }) =>
    [`==== ${count} × ${signature} (first: ${name})`, scriptOf(before).trim(), "---- to", scriptOf(after).trim()]
      .concat("---- ddl", scriptOf(ddl).trim(), "----", complaints)
      .join("\n"),
  );
