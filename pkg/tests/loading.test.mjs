// Loading the WebAssembly: by itself, early, from elsewhere, and when that fails.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const wasm = new URL("../dist/schemagraft.wasm", import.meta.url);

/** Runs a script in a process of its own, where nothing is loaded yet, and returns what it prints. */
async function fresh(script) {
  const prelude = `
    import { readFile } from "node:fs/promises";
    import { DdlVersioningManager, initialize, parseDdl } from "schemagraft";
    const wasm = new URL(${JSON.stringify(wasm.href)});
    const codeOf = (promise) => promise.then(() => "fine", (error) => error.code);
    const say = (value) => console.log(JSON.stringify(value));\n`;
  const options = ["--input-type=module", "--eval", prelude + script];
  const { stdout } = await promisify(execFile)(process.execPath, options, { cwd: here });
  return JSON.parse(stdout);
}

test("import and require give the same classes", async () => {
  const required = createRequire(import.meta.url)("schemagraft");
  const imported = await import("schemagraft");
  assert.ok(Object.keys(required).includes("DdlVersioningManager"));
  for (const name of Object.keys(required)) assert.equal(required[name], imported[name], name);
});

test("many first calls at once load it once", async () => {
  const compiled = await fresh(`
    let count = 0;
    const { instantiate } = WebAssembly;
    // Node.js has a module of its own behind \`fetch\`, and compiles it ahead.
    WebAssembly.instantiate = (source, imports) => {
      if (ArrayBuffer.isView(source)) count += 1;
      return instantiate(source, imports);
    };
    await Promise.all([parseDdl("DROP TABLE t"), initialize(), DdlVersioningManager.open("memory:"), parseDdl("")]);
    say(count);`);
  assert.equal(compiled, 1);
});

for (const [what, source] of Object.entries({
  bytes: "await readFile(wasm)",
  "a promise of bytes": "readFile(wasm)",
  "a module": "await WebAssembly.compile(await readFile(wasm))",
  "a response": 'new Response(await readFile(wasm), { headers: { "content-type": "application/wasm" } })',
  "a URL": "new URL(`data:application/wasm;base64,${(await readFile(wasm)).toString(\"base64\")}`)",
})) {
  test(`initialize takes ${what}`, async () => {
    const parsed = await fresh(`
      await initialize({ wasm: ${source} });
      say((await parseDdl("DROP TABLE t")).statements.length);`);
    assert.equal(parsed, 1);
  });
}

test("a source that comes too late is refused", async () => {
  const codes = await fresh(`
    await initialize();
    say([await codeOf(initialize({ wasm: await readFile(wasm) })), await codeOf(initialize())]);`);
  assert.deepEqual(codes, ["INVALID_ARGUMENT", "fine"]);
});

test("what can't be loaded is told, and the next call tries again", async () => {
  const codes = await fresh(`
    say([
      await codeOf(initialize({ wasm: new Uint8Array([1, 2, 3]) })),
      await codeOf(initialize({ wasm: new Response("gone", { status: 404 }) })),
      await codeOf(initialize({ wasm: Promise.reject(new Error("no")) })),
      await codeOf(parseDdl("DROP TABLE t")),
    ]);`);
  assert.deepEqual(codes, ["LOAD_FAILED", "LOAD_FAILED", "LOAD_FAILED", "fine"]);
});

test("the script that bundlers take has the same module in it", async () => {
  const { default: base64 } = await import("../dist/wasm-inline.js");
  const digest = (bytes) => createHash("sha256").update(bytes).digest("hex");
  assert.equal(digest(gunzipSync(Buffer.from(base64, "base64"))), digest(await readFile(wasm)));
});
