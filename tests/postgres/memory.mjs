// Remembers what PostgreSQL said about a script, over runs, in the user's cache folder. A memory
// holds for one server version, one facts.sql and one text; anything else is asked anew.
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { FACTS_QUERY } from "./facts.mjs";

/** To be raised when run.mjs comes to another result for the same script. */
const REVISION = 2;

const cacheFolder = () =>
  join(
    process.env.SCHEMAGRAFT_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "schemagraft"),
    "judge",
  );

/** Returns `engine.run`, or another of its ways to run, with a memory. `open` gives the engine, and is called only when it is needed. */
export function remembering({ version, open, way = "run" }) {
  return async (...scripts) => {
    const key = createHash("sha256")
      .update(JSON.stringify([REVISION, version, FACTS_QUERY, ...scripts]))
      .digest("hex");
    const file = join(cacheFolder(), key.slice(0, 2), `${key}.json`);
    const known = await readFile(file, "utf8").catch(() => undefined);
    if (known !== undefined) return JSON.parse(known);
    const engine = await open();
    const result = await engine[way](...scripts);
    await mkdir(join(file, ".."), { recursive: true });
    await writeFile(`${file}.${process.pid}`, JSON.stringify(result));
    await rename(`${file}.${process.pid}`, file);
    return result;
  };
}
