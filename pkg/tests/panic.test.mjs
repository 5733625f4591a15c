// A trap in the WebAssembly, made by letting it have hardly more memory than it starts with.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { DdlVersioningManager, initialize, PanicError, parseDdl } from "schemagraft";

const MEMORY_SECTION = 5;
const PAGE = 65_536;

/** Reads a LEB128 number; returns it and the place after it. */
function readNumber(bytes, at) {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    shift += 7;
    if (byte < 128) return [value, at];
  }
}

function writeNumber(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

/** Returns the module with its memory limited to `more` bytes beyond those it starts with. */
function limited(wasm, more) {
  for (let at = 8; at < wasm.length; ) {
    const id = wasm[at];
    const [size, start] = readNumber(wasm, at + 1);
    if (id === MEMORY_SECTION) {
      const [least] = readNumber(wasm, start + 2);
      const most = least + Math.ceil(more / PAGE);
      const section = [1, 1, ...writeNumber(least), ...writeNumber(most)];
      const head = [MEMORY_SECTION, ...writeNumber(section.length)];
      return Buffer.concat([wasm.subarray(0, at), Buffer.from([...head, ...section]), wasm.subarray(start + size)]);
    }
    at = start + size;
  }
  throw new Error("the module has no memory");
}

const panic = (error) => {
  assert.ok(error instanceof PanicError, String(error));
  assert.equal(error.code, "PANIC");
  assert.ok(error.cause instanceof Error);
  return true;
};

test("a trap ends every call with PANIC, also those under way, and the process lives", async () => {
  const wasm = await readFile(new URL("../dist/schemagraft.wasm", import.meta.url));
  await initialize({ wasm: limited(wasm, 4 << 20) });
  // The trap comes in a microtask of the core's: not in the call, which is over by then.
  const neverEnds = { get: () => new Promise(() => {}), scan: () => new Promise(() => {}), commit: () => new Promise(() => {}) };
  const waiting = DdlVersioningManager.open(neverEnds);
  const manager = await DdlVersioningManager.open("memory:");
  await manager.recordDdl("main", "CREATE TABLE t ()");
  const rows = Array.from({ length: 40_000 }, (_, index) => `CREATE TABLE t${index} ();`).join("\n");
  await Promise.all([
    assert.rejects(manager.recordDdl("main", rows), panic),
    assert.rejects(waiting, panic),
  ]);
  await assert.rejects(manager.verify(), panic);
  await assert.rejects(parseDdl("DROP TABLE t"), panic);
});
