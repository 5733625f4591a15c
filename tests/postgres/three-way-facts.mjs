// What two branches made of the same facts, without a look at how: a second opinion on what was called clean.
// Never in it: renames, under which a fact is another one.

/**
 * Returns what is wrong with merged facts, `{ signature, text }`: a fact that one side changed and that is not as
 * that side has it, and one that both sides changed of which one side's change is lost. Comments may be allowed to go
 * with what they are on, new facts of one side, and columns of views, to follow from what the other side did, and
 * privileges on what a side gives an owner, by its bare name, to go where they are the owner's.
 */
export function threeWayFaults({ base, source, target, merged }, { commentsMayGo = false, newMayDepend = false, owned = new Set() } = {}) {
  const [b, s, t, m] = [base, source, target, merged].map(byKey);
  const faults = [];
  for (const key of new Set([...b.keys(), ...s.keys(), ...t.keys(), ...m.keys()])) {
    const [kind] = key.split("\t");
    if (kind === "column order") continue;
    const values = [b, s, t, m].map((facts) => facts.get(key));
    if (kind === "comment" && commentsMayGo && values[3] === undefined) continue;
    if (kind === "privileges" && key.split(/[\s.]/).some((name) => owned.has(name))) continue;
    const isNew = values[0] === undefined && (values[1] !== values[2] || values[1] === undefined);
    if (values[0] === undefined && values.filter(Boolean).every(isFromParentsAlone)) continue;
    if (!values.slice(0, 3).some(Boolean) && isInherited(values[3])) continue;
    if (isNew && kind === "column" && isOfSameView(key, s, t)) continue;
    if (newMayDepend && (isNew || (kind === "column" && (isOfView(key, m) || isInherited(values[3]))))) continue;
    const fault = faultOf(...values);
    if (fault) faults.push({ signature: `${fault}: ${kind}`, text: told(key, values) });
  }
  return faults;
}

/** What comes from a parent follows what the other side made of that, and so does a part of an index. */
const isInherited = (definition) => /( inherited (only|too)|^CREATE (UNIQUE )?INDEX .* of \S+)$/.test(definition);

/** What is new and inherited only is what the parents make of it, and goes with theirs. */
const isFromParentsAlone = (definition) => definition.includes("inherited only");

/** The columns of a view follow from what it reads. */
function isOfView(key, facts) {
  const relation = key.split("\t")[1].split(".").slice(0, 2).join(".");
  return facts.has(`view\t${relation}`) || facts.has(`materialized view\t${relation}`);
}

/** Those of one that both sides made of the same text, too, whatever a side made of what it reads. */
function isOfSameView(key, source, target) {
  const relation = key.split("\t")[1].split(".").slice(0, 2).join(".");
  return ["view", "materialized view"].some((kind) => {
    const [ours, theirs] = [source, target].map((facts) => facts.get(`${kind}\t${relation}`));
    return ours !== undefined && ours === theirs;
  });
}

function byKey(lines) {
  const facts = new Map();
  for (const line of lines) {
    const [kind, identity, ...definition] = line.split("\t");
    const key = `${kind}\t${identity}`;
    facts.set(key, [...(facts.get(key) ?? []), definition.join("\t")].sort());
  }
  return new Map([...facts].map(([key, values]) => [key, values.join("\n")]));
}

/** A fact without what is no matter: who declared what is inherited, casts in conditions, a default of nothing. */
export const plainly = (text) =>
  text
    ?.replace(/inherited (only|too)/, "inherited")
    .replace(/ default NULL::\S+/, "")
    .replaceAll(/::[a-z]+(\[\])?/g, "")
    .replaceAll(/[()]/g, "");

function faultOf(...values) {
  const [base, source, target, merged] = values.map(plainly);
  if (source === target) return merged === source ? undefined : "both agree, and it is otherwise";
  if (source === base) return merged === target ? undefined : "the target's change is lost";
  if (target === base) return merged === source ? undefined : "the source's change is lost";
  const loser = merged === source ? target : merged === target ? source : undefined;
  return loser === undefined || keeps(base, loser, merged) ? undefined : "one change wins";
}

/** Whether what a side added to a fact, word by word, is in the merged one, and what it took out is not. */
function keeps(base = "", side, merged = "") {
  const [before, after, end] = [base, side, merged].map((text) => new Set(text.split(/[\s,]+/)));
  const added = [...after].filter((word) => !before.has(word));
  const gone = [...before].filter((word) => !after.has(word));
  return added.every((word) => end.has(word)) && !gone.some((word) => end.has(word));
}

function told(key, values) {
  const sides = ["base", "source", "target", "merged"].map((side, at) => `  ${side}: ${values[at] ?? "(not there)"}`);
  return [key, ...sides].join("\n");
}
