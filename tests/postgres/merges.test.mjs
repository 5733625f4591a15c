// Merges judged by PostgreSQL: our own two-branch cases, and 300 random pairs of branches, the same every time;
// `npm run nightly` runs other ones, and many.
import { strict as assert } from "node:assert";
import { after, describe, it } from "node:test";

import { STANDING } from "./branches.mjs";
import { newestWhenAsked, pglite, server } from "./engines.mjs";
import { mergeJudge } from "./merge-judge.mjs";
import { mergeCases } from "./own-merge-cases.mjs";
import { openMerger, warnsOfUnknown } from "./merger.mjs";
import { describePairs, judgePair, judgePairs } from "./pairs.mjs";
import { scriptOf } from "./split.mjs";

const SEED = 1;
const EACH = 50;
const ENDS = /^commit\b/i;

const merger = openMerger();
const engine = (await server()) ?? (await pglite());
const newest = newestWhenAsked();
const inTheOpen = mergeJudge({ run: (script) => engine.run(script), runOnto: (base, script) => engine.runOnto(base, script), merger });
after(async () => {
  merger.close();
  await engine.close();
  await newest.close();
});

describe(`our own two-branch cases (${engine.name} ${engine.version})`, () => {
  for (const { name, pair } of mergeCases()) {
    it(name, async () => {
      if (pair.source.some((text) => ENDS.test(text))) return assert.deepEqual(await refutations(pair), []);
      const judged = await judgePair({ engine, merger, pair });
      // A plan that says that it does not know all of a statement's effects can't be held to know them.
      const isUnknown = judged && warnsOfUnknown(judged.plans.forth);
      const complaints = isUnknown ? [] : (judged?.complaints ?? []);
      assert.deepEqual(complaints.map(({ signature, texts }) => [signature, ...texts].join("\n")), []);
    });
  }
});

/** What is held against the merge of a case that has transactions, which a judgement within one can't take. */
async function refutations({ base, source, target }) {
  const [text, ...sides] = [[...STANDING, ...base], source, target].map(scriptOf);
  const found = [];
  for (const [source, target] of [sides, sides.toReversed()]) {
    const { refutations } = await inTheOpen.judge({ base: text, source, target });
    found.push(...refutations);
  }
  return found;
}

describe(`random pairs of branches of seed ${SEED} (${engine.name} ${engine.version})`, () => {
  for (let from = 0; from < 300; from += EACH) {
    it(`${from} to ${from + EACH - 1}`, async () => {
      const { failed, groups, verdicts } = await judgePairs({ engine, newest, merger, seed: SEED, from, count: EACH, shrinks: 3 });
      assert.equal(failed, 0, `\n${describePairs(groups, SEED).join("\n\n")}`);
      assert.ok(verdicts.clean > 0 && verdicts.conflict > 0, "pairs of one verdict alone judge nothing");
    });
  }
});
