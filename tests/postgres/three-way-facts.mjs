// What two branches made of the same facts, without a look at how: a second opinion on what was called clean.
// Never in it: renames, under which a fact is another one.

/**
 * Returns what is wrong with merged facts, `{ signature, text }`: a fact that one side changed and that is not as
 * that side has it, and one that both sides changed of which one side's change is lost. Comments may be allowed to go
 * with what they are on, and new facts of one side to follow from what the other side did.
 */
export function threeWayFaults({ base, source, target, merged }, { commentsMayGo = false, newMayDepend = false } = {}) {
  const [b, s, t, m] = [base, source, target, merged].map(byKey);
  const faults = [];
  for (const key of new Set([...b.keys(), ...s.keys(), ...t.keys(), ...m.keys()])) {
    const [kind] = key.split("\t");
    if (kind === "column order") continue;
    const values = [b, s, t, m].map((facts) => facts.get(key));
    if (kind === "comment" && commentsMayGo && values[3] === undefined) continue;
    if (newMayDepend && values[0] === undefined && values[1] !== values[2]) continue;
    const fault = faultOf(...values);
    if (fault) faults.push({ signature: `${fault}: ${kind}`, text: told(key, values) });
  }
  return faults;
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

function faultOf(base, source, target, merged) {
  if (source === target) return merged === source ? undefined : "both agree, and it is otherwise";
  if (source === base) return merged === target ? undefined : "the target's change is lost";
  if (target === base) return merged === source ? undefined : "the source's change is lost";
  return merged === source || merged === target ? "one change wins" : undefined;
}

function told(key, values) {
  const sides = ["base", "source", "target", "merged"].map((side, at) => `  ${side}: ${values[at] ?? "(not there)"}`);
  return [key, ...sides].join("\n");
}
