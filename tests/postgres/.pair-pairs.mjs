import { readFileSync } from "node:fs";
import { server } from "./engines.mjs";
import { openMerger } from "./merger.mjs";
import { judgePair } from "./pairs.mjs";
import { splitScript } from "./split.mjs";
const engine = await server(); const merger = openMerger();
for (const block of readFileSync(process.argv[2], "utf8").split(/^====.*\n/m).filter((t) => t.trim())) {
  const part = (n) => splitScript((new RegExp(`^-- ${n}\\n([^]*?)(?=^--|(?![^]))`, "m").exec(block)?.[1] ?? "")+"\n;").map(({ text }) => text);
  const r = await judgePair({ engine, merger, pair: { base: part("base"), source: part("source"), target: part("target") } });
  console.log(r.verdict, JSON.stringify(r.complaints, null, 1));
}
merger.close(); await engine.close();
