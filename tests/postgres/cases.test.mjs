// The cases of cases/*.sql as tests: the subject agrees with PostgreSQL on each of them, with every
// PostgreSQL that is here, or the case stands in cases/open.txt. A case that does not agree and does not
// stand there fails, and so does one that stands there and agrees. `node cases.mjs --only FILE/CASE --verbose` tells more about one.
import { strict as assert } from "node:assert";
import { after, describe, it } from "node:test";

import { caseFiles, openCases } from "./case-files.mjs";
import { pglite, sayNoServer, server } from "./engines.mjs";
import { complaints, judge } from "./judge.mjs";
import { remembering } from "./memory.mjs";
import { openSubject } from "./subject.mjs";

const open = openCases();
const subject = await openSubject();
const real = await server();
if (!real) sayNoServer("PGlite alone judges the cases");
const engines = [...(real ? [real] : []), await pglite()];
after(() => Promise.all([subject, ...engines].map((one) => one.close())));

describe("a real server", { skip: real ? false : "initdb is not installed here" }, () => {
  if (real) testCases(real);
});
describe("PGlite", () => testCases(engines.at(-1)));

function testCases(engine) {
  const run = remembering({ version: `${engine.name} ${engine.version}`, open: () => engine });
  for (const { file, cases } of caseFiles()) {
    describe(`${file} (${engine.version})`, () => {
      for (const { name, script } of cases) {
        it(name, async () => {
          const texts = complaints(await judge({ run, subject, script }));
          if (open.has(`${file}/${name}`)) {
            assert.notEqual(texts.length, 0, "the case agrees now: take it out of cases/open.txt");
          } else {
            assert.equal(texts.length, 0, `\n${texts.join("\n\n")}`);
          }
        });
      }
    });
  }
}
