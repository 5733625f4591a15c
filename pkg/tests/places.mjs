// Stores for the tests.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";

/** A directory of its own, removed after the tests of the file. */
export async function directory() {
  const path = await mkdtemp(join(tmpdir(), "schemagraft-test-"));
  after(() => rm(path, { recursive: true, force: true }));
  return path;
}

const hex = (bytes) => Buffer.from(bytes).toString("hex");

/** The simplest store that keeps the contract. */
export class MapStore {
  values = new Map();
  closed = 0;

  async get(key) {
    return this.values.get(hex(key));
  }

  async scan({ start, end }, { reverse, limit }) {
    const inside = (key) => key >= hex(start) && key < hex(end);
    const keys = [...this.values.keys()].filter(inside).sort();
    if (reverse) keys.reverse();
    return keys.slice(0, limit).map((key) => [Buffer.from(key, "hex"), this.values.get(key)]);
  }

  async commit({ expected, writes }) {
    const same = (a, b) => (a && hex(a)) === (b && hex(b));
    if (!expected.every(({ key, value }) => same(value, this.values.get(hex(key))))) return false;
    for (const write of writes) {
      if (write.type === "put") this.values.set(hex(write.key), write.value);
      else this.values.delete(hex(write.key));
    }
    return true;
  }

  async close() {
    this.closed += 1;
  }
}
