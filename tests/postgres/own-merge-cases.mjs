// Our own two-branch cases, ../merge/cases/*.sql, as pairs for the judge. Their conflicts are tested in Rust, where
// the form of the files is told. Never in it: what should become of one.
import { readdirSync, readFileSync } from "node:fs";

import { splitScript } from "./split.mjs";

const FOLDER = new URL("../merge/cases/", import.meta.url);
const statements = (script) => splitScript(`${script}\n;`).map(({ text }) => text);

/** Returns the cases, `{ name, pair }`. */
export function mergeCases() {
  return readdirSync(FOLDER).flatMap((file) => {
    const [shared, ...blocks] = readFileSync(new URL(file, FOLDER), "utf8").split("\n--- ");
    return blocks.map((block) => ({ name: `${file}: ${block.split("\n", 1)[0]}`, pair: pair(shared, block) }));
  });
}

function pair(shared, block) {
  const scripts = { base: shared, source: "", target: "" };
  for (const part of block.split(/^-- (?=base$|source$|target$|ddl$)/m).slice(1)) {
    const [side, ...lines] = part.split("\n");
    if (side in scripts) scripts[side] += `\n${lines.join("\n")}`;
  }
  return Object.fromEntries(Object.entries(scripts).map(([side, script]) => [side, statements(script)]));
}
