// node .deal-pairs.mjs NAME: writes base, source, target of a deal to /tmp/pairs/deal/
import { writeFileSync, mkdirSync } from "node:fs";
import { pglite, server } from "./engines.mjs";
import { remembering } from "./memory.mjs";
import { deals } from "./merge-cases.mjs";
import { splitScript } from "./split.mjs";
const engine = (await server()) ?? (await pglite());
const runOnto = remembering({ version: `${engine.name} ${engine.version}`, open: () => engine, way: "runOnto" });
const statementsOf = (script) => splitScript(`${script}\n;`).map(({ text }) => text);
async function refused(base, scripts) {
  const parts = scripts.map(statementsOf);
  const owners = parts.flatMap((part, place) => part.map(() => place));
  const { errors } = await runOnto(statementsOf(base), parts.flat());
  return [...new Set(errors.map(({ statement }) => owners[statement]))];
}
for await (const one of deals({ refused, points: 20, isWanted: (n) => n === process.argv[2] })) {
  mkdirSync("/tmp/pairs/deal", { recursive: true });
  for (const k of ["base", "source", "target"]) writeFileSync(`/tmp/pairs/deal/${k}.sql`, one[k]);
}
await engine.close();
