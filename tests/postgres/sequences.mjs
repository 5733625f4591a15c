// Judges random sequences, and makes those that differ small. Never in it: how they are generated,
// and how a run is started and told.
import { sequence } from "./generator.mjs";
import { complaints, judge, said } from "./judge.mjs";
import { scriptOf } from "./split.mjs";

/**
 * Judges `count` sequences of `seed` from number `from` on, and returns `{ statements, refused,
 * opaque, failed, groups }`: a group holds what failed in one way, as `{ signature, count, number,
 * statements, texts }`, made small, the most frequent first. `onProgress(done)` is called now and then.
 */
export async function judgeSequences({ engine, subject, seed, from = 0, count, onlyErrors, shrinks = 20, onProgress }) {
  const run = (statements, options) => engine.runAtOnce(statements, options);
  const judged = (statements) => judge({ run, subject, script: scriptOf(statements), onlyErrors });
  const figures = { statements: 0, refused: 0, opaque: 0, failed: 0 };
  const groups = new Map();
  for (let number = from; number < from + count; number += 1) {
    const statements = sequence(seed, number);
    const verdict = await judged(statements);
    figures.statements += verdict.statements;
    figures.refused += verdict.refused;
    figures.opaque += verdict.opaque.length;
    const signature = signatureOf(verdict);
    if (signature) {
      figures.failed += 1;
      const group = groups.get(signature) ?? { signature, count: 0, number, statements };
      group.count += 1;
      groups.set(signature, group);
    }
    if ((number - from + 1) % 100 === 0) onProgress?.(number - from + 1);
  }
  const told = [...groups.values()].sort((a, b) => b.count - a.count);
  for (const group of told.slice(0, shrinks)) await makeSmall(group, judged);
  return { ...figures, groups: told };
}

/**
 * Leaves out what does not matter: halves first, then single statements, as long as the smaller
 * sequence fails in the same way.
 */
async function makeSmall(group, judged) {
  const fails = async (statements) => signatureOf(await judged(statements)) === group.signature;
  let { statements } = group;
  for (let size = Math.floor(statements.length / 2); size > 0; size = Math.floor(size / 2)) {
    for (let at = statements.length - size; at >= 0; at -= size) {
      const fewer = statements.toSpliced(at, size);
      if (fewer.length && (await fails(fewer))) statements = fewer;
    }
  }
  group.statements = statements;
  group.texts = complaints(await judged(statements));
}

/** In which way a verdict fails, names and types left out; undefined if it does not. */
function signatureOf({ crash, errors, rebuildErrors, differences, unstable, opaque }) {
  if (crash) return `crash: ${crash.split("\n")[0]}`;
  const [error] = errors;
  if (error) return `${verb(error.text)}: PostgreSQL ${nameless(said(error.expected))}; subject ${nameless(said(error.got))}`;
  const [refused] = rebuildErrors;
  const reason = opaque.length ? " (with opaque statements)" : "";
  if (refused) return `its DDL is refused${reason}: ${verb(refused.text)}: ${nameless(said(refused))}`;
  const [difference] = differences;
  if (difference) {
    const how = difference.rebuilt === undefined ? "missing" : difference.original === undefined ? "added" : "different";
    return `${difference.kind} ${how}${reason}`;
  }
  return unstable.length ? "not a fixed point" : undefined;
}

const verb = (text) => text.match(/^\w+( \w+)?/)?.[0] ?? text.slice(0, 20);
const nameless = (text) =>
  text
    .replaceAll(/"[^"]*"/g, '"…"')
    .replaceAll(/\b(public|shop)\.\w+/g, "…")
    .replace(/(does not exist: |UNION types |function ).* (cannot be matched|does not exist)$/, "$1… $2")
    .replace(/(operator does not exist: ).*$/, "$1…");

/** Returns the groups as text for people, with what it takes to see each again. */
export function describeGroups(groups, seed) {
  return groups.map(({ signature, count, number, statements, texts }) =>
    [
      `==== ${count} × ${signature}\n(--seed ${seed} --from ${number} --count 1)`,
      scriptOf(statements).trim(),
      ...(texts ? ["----", texts.join("\n\n")] : ["---- (not made small)"]),
    ].join("\n"),
  );
}
