// The npm package in Node.js against LevelDB alone, in one run: the ratios are what counts.
//
//   node benches/node.mjs            after `make package`
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { fileURLToPath } from "node:url";

import { report, run } from "./suite.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const started = performance.now();
const schemagraft = await import("../pkg/dist/node.js");
await schemagraft.initialize();
const loaded = performance.now() - started;

const { ClassicLevel } = createRequire(join(root, "pkg/package.json"))("classic-level");
const directory = await mkdtemp(join(tmpdir(), "schemagraft-bench-"));

/** LevelDB alone, synced as the history's commits are. */
async function rawStore() {
  const options = { keyEncoding: "view", valueEncoding: "view" };
  const db = new ClassicLevel(join(directory, "raw"), options);
  await db.open();
  return {
    commit: (puts) => db.batch(puts.map(([key, value]) => ({ type: "put", key, value })), { sync: true }),
    close: () => db.close(),
  };
}

const shop = join(root, "examples/shop/main");
const files = (await readdir(shop)).sort();
const texts = await Promise.all(files.map((file) => readFile(join(shop, file), "utf8")));

try {
  const places = (name) => `file:${join(directory, name)}`;
  await run({ schemagraft, rawStore, places, script: texts.join("\n") });
  const wasm = await readFile(join(root, "pkg/dist/schemagraft.wasm"));
  report("load the package and its WebAssembly", `${loaded.toFixed(0)} ms`);
  report("WebAssembly, gzip -9", `${(gzipSync(wasm, { level: 9 }).length / 1024).toFixed(0)} KB`);
} finally {
  await rm(directory, { recursive: true, force: true });
}
