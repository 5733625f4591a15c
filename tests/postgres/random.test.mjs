// 500 random sequences as tests, the same ones every time; `npm run nightly` runs other ones, and many.
import { strict as assert } from "node:assert";
import { after, describe, it } from "node:test";

import { pglite } from "./engines.mjs";
import { describeGroups, judgeSequences } from "./sequences.mjs";
import { openSubject } from "./subject.mjs";

const SEED = 1;
const EACH = 50;

const subject = await openSubject();
const engine = await pglite();
after(() => Promise.all([subject.close(), engine.close()]));

describe(`random sequences of seed ${SEED} (PGlite ${engine.version})`, () => {
  for (let from = 0; from < 500; from += EACH) {
    it(`${from} to ${from + EACH - 1}`, async () => {
      const { failed, groups } = await judgeSequences({ engine, subject, seed: SEED, from, count: EACH, shrinks: 3 });
      assert.equal(failed, 0, `\n${describeGroups(groups, SEED).join("\n\n")}`);
    });
  }
});
