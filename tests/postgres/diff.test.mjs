// The differences of 150 random pairs of schemas as tests, the same ones every time; `node diff.mjs --random
// SEED` judges other ones, and many.
import { strict as assert } from "node:assert";
import { after, describe, it } from "node:test";

import { describePairs, judgeRandomPairs } from "./diff-random.mjs";
import { pglite } from "./engines.mjs";
import { openDiffSubject } from "./subject.mjs";

const SEED = 1;
const EACH = 25;

const subject = openDiffSubject();
const engine = await pglite();
after(() => Promise.all([subject.close(), engine.close()]));

describe(`differences of random schemas of seed ${SEED}, both ways (PGlite ${engine.version})`, () => {
  for (let from = 0; from < 75; from += EACH) {
    it(`${from} to ${from + EACH - 1}`, async () => {
      const { failed, groups } = await judgeRandomPairs({ engine, subject, seed: SEED, from, count: EACH, shrinks: 3 });
      assert.equal(failed, 0, `\n${describePairs(groups).join("\n\n")}`);
    });
  }
});
