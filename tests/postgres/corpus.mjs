// Real histories and other tools' cases: ../shared/corpus beside the project, read and never kept.
//   node corpus.mjs [--only NAME]... [--verbose] [--pglite]
// A history is one script: its prelude, then its migrations in order, each in a transaction unless
// the corpus says that it does not run in one. Prints a table; what differs is told in out/corpus.
// The corpus was measured on PostgreSQL 15, so the real server judges where there is one.
import { existsSync } from "node:fs";

import { CORPUS, histories, peers } from "./corpus-scripts.mjs";
import { pglite, sayNoServer, server } from "./engines.mjs";
import { remembering } from "./memory.mjs";
import { openReport, readOptions } from "./report.mjs";
import { openSubject } from "./subject.mjs";

const { options, wanted } = readOptions();

if (!existsSync(CORPUS)) {
  console.error(`NOT RUN: there is no ${CORPUS}; no real history was judged`);
  process.exit(0);
}

const subject = await openSubject();
const engine = await chooseEngine();
const run = remembering({ version: `${engine.name} ${engine.version}`, open: () => engine });
const report = await openReport("corpus", { run, subject, verbose: options.verbose });

console.log(`judged by ${engine.name} ${engine.version}; on trial: ${subject.name}`);
for (const history of histories().filter(({ name }) => wanted(name))) {
  await report.judgeGroup(history.name, [history]);
}
report.print("history");
for (const { source, cases } of peers()) {
  const chosen = cases.filter(({ name }) => wanted(source, name));
  if (chosen.length) await report.judgeGroup(source, chosen);
}
report.print("peer");

const { failures } = report;
console.log(failures ? `${failures} scripts differ; the details are in tests/postgres/out/corpus` : "nothing differs");
await Promise.all([engine.close(), subject.close()]);
process.exitCode = failures ? 1 : 0;

async function chooseEngine() {
  const real = options.pglite ? undefined : await server();
  if (!real && !options.pglite) sayNoServer("histories whose extensions PGlite lacks are not loaded in full");
  return real ?? pglite();
}
