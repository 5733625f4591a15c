// Stores that JavaScript provides: the one in a level database, and one's own, well and badly made.
import assert from "node:assert/strict";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import { ClassicLevel } from "classic-level";
import { MemoryLevel } from "memory-level";
import { DdlVersioningManager, levelStore, StoreError } from "schemagraft";

import { directory, MapStore } from "./places.mjs";

const bytes = (...values) => new Uint8Array(values);
const put = (key, value) => ({ type: "put", key, value });
const absent = (key) => ({ key, value: undefined });
const everything = { start: bytes(), end: bytes(255, 255) };

const LEVELS = {
  "classic-level": async () => new ClassicLevel(await directory()),
  "memory-level": async () => new MemoryLevel(),
};

for (const [name, level] of Object.entries(LEVELS)) {
  describe(`a store in ${name}`, () => {
    test("orders keys by their bytes, and reads ranges from either end", async () => {
      const store = levelStore(await level());
      const keys = [bytes(0), bytes(0, 0), bytes(1), bytes(1, 255), bytes(2), bytes(128), bytes(255)];
      const writes = keys.toReversed().map((key) => put(key, key));
      assert.equal(await store.commit({ expected: [], writes }), true);
      const scan = async (range, reverse, limit) =>
        (await store.scan(range, { reverse, limit })).map(([key]) => key);
      assert.deepEqual(await scan(everything, false, 100), keys);
      assert.deepEqual(await scan(everything, true, 100), keys.toReversed());
      assert.deepEqual(await scan(everything, true, 2), [bytes(255), bytes(128)]);
      assert.deepEqual(await scan({ start: bytes(1), end: bytes(2) }, false, 100), [bytes(1), bytes(1, 255)]);
      assert.deepEqual(await scan({ start: bytes(1), end: bytes(2) }, true, 1), [bytes(1, 255)]);
      assert.deepEqual(await scan({ start: bytes(2), end: bytes(1) }, false, 100), []);
      await store.close();
    });

    test("returns plain bytes, and undefined for what is not there", async () => {
      const store = levelStore(await level());
      const large = new Uint8Array(10_000_000).fill(7);
      await store.commit({ expected: [], writes: [put(bytes(1), large), put(bytes(2), bytes())] });
      const [value, empty] = [await store.get(bytes(1)), await store.get(bytes(2))];
      assert.equal(value.constructor, Uint8Array);
      assert.deepEqual(value, large);
      assert.deepEqual(empty, bytes());
      assert.equal(await store.get(bytes(3)), undefined);
      await store.close();
    });

    test("commits all or nothing, and only if what was expected holds", async () => {
      const store = levelStore(await level());
      const first = { expected: [absent(bytes(1))], writes: [put(bytes(1), bytes(1)), put(bytes(2), bytes(2))] };
      assert.equal(await store.commit(first), true);
      assert.equal(await store.commit(first), false);
      const swap = {
        expected: [{ key: bytes(1), value: bytes(1) }],
        writes: [put(bytes(1), bytes(9)), { type: "delete", key: bytes(2) }, { type: "delete", key: bytes(3) }],
      };
      assert.equal(await store.commit(swap), true);
      assert.deepEqual(await store.scan(everything, { reverse: false, limit: 9 }), [[bytes(1), bytes(9)]]);
      await store.close();
    });

    test("lets one of two writers win, also through two stores on one database", async () => {
      const db = await level();
      const [one, two] = [levelStore(db), levelStore(db)];
      for (let round = 0; round < 20; round++) {
        const commit = (store, value) =>
          store.commit({ expected: [absent(bytes(round))], writes: [put(bytes(round), bytes(value))] });
        const outcomes = await Promise.all([commit(one, 1), commit(two, 2)]);
        assert.deepEqual(outcomes.toSorted(), [false, true]);
        assert.deepEqual(await one.get(bytes(round)), bytes(outcomes[0] ? 1 : 2));
      }
      await one.close();
    });

    test("says when it is closed", async () => {
      const store = levelStore(await level());
      await store.get(bytes(1));
      await store.close();
      const closed = { name: "StoreError", code: "STORE_CLOSED" };
      await assert.rejects(store.get(bytes(1)), closed);
      await assert.rejects(store.scan(everything, { reverse: false, limit: 1 }), closed);
      await assert.rejects(store.commit({ expected: [], writes: [put(bytes(1), bytes(1))] }), closed);
    });
  });
}

describe("a store in files", () => {
  test("keeps the history, and gives it to one at a time", async () => {
    const place = `file:${join(await directory(), "history")}`;
    const first = await DdlVersioningManager.open(place);
    await first.recordDdl("main", "CREATE TABLE users (id int)");
    await assert.rejects(DdlVersioningManager.open(place), { name: "StoreError", code: "STORE_LOCKED" });
    await first.close();
    await assert.rejects(first.listBranches(), { code: "STORE_CLOSED" });
    const second = await DdlVersioningManager.open(place);
    assert.equal((await second.getDdlHistory("main")).length, 1);
    assert.ok((await second.verify()).ok);
    await second.close();
  });

  test("also opens by a file URL", async () => {
    const path = join(await directory(), "a history");
    const manager = await DdlVersioningManager.open(pathToFileURL(path).href);
    await manager.close();
    const db = new ClassicLevel(path);
    await db.open({ createIfMissing: false });
    await db.close();
  });

  test("is not left locked when opening fails further on", async () => {
    const path = await directory();
    const db = new ClassicLevel(path);
    const first = await DdlVersioningManager.open(levelStore(db));
    await first.recordDdl("main", "CREATE TABLE users (id int)");
    await db.open();
    for await (const key of db.keys({ keyEncoding: "view" })) {
      await db.put(key, bytes(1, 2, 3), { keyEncoding: "view", valueEncoding: "view" });
    }
    await db.close();
    for (let round = 0; round < 2; round++) {
      await assert.rejects(DdlVersioningManager.open(`file:${path}`), { code: "STORE_CORRUPT" });
    }
  });

  test("that is damaged is not begun anew", async () => {
    const path = await directory();
    const open = () => DdlVersioningManager.open(`file:${path}`);
    const first = await open();
    await first.recordDdl("main", "CREATE TABLE users (id int)");
    await first.close();
    // LevelDB makes a table of its log as it opens.
    await (await open()).close();
    const files = await readdir(path);
    const table = join(path, files.find((file) => file.endsWith(".ldb")));
    const whole = await readFile(table);
    await writeFile(table, whole.subarray(0, whole.length / 2));
    await assert.rejects(open(), { name: "StoreError", code: "STORE_CORRUPT" });
    await writeFile(table, whole);
    const current = await readFile(join(path, "CURRENT"));
    await rm(join(path, "CURRENT"));
    await assert.rejects(open(), { name: "StoreError", code: "STORE_CORRUPT", message: /CURRENT is gone/u });
    await writeFile(join(path, "CURRENT"), current);
    const again = await open();
    assert.equal((await again.getDdlHistory("main")).length, 1);
    await again.close();
  });

  test("two managers on one database lose nothing", async () => {
    const db = new ClassicLevel(await directory());
    const managers = await Promise.all([1, 2].map(() => DdlVersioningManager.open(levelStore(db))));
    const record = (index) => managers[index % 2].recordDdl("main", `CREATE TABLE t${index} ()`);
    await Promise.all(Array.from({ length: 40 }, (_, index) => record(index)));
    const history = await managers[0].getDdlHistory("main");
    assert.equal(new Set(history.map(({ objectName }) => objectName)).size, 40);
    assert.ok((await managers[1].verify()).ok);
    await managers[0].close();
  });
});

describe("a store of one's own", () => {
  test("keeps a history, and is closed once", async () => {
    const store = new MapStore();
    const manager = await DdlVersioningManager.open(store);
    await manager.recordDdl("main", "CREATE TABLE users (id int)");
    await manager.close();
    await manager.close();
    assert.equal(store.closed, 1);
    const again = await DdlVersioningManager.open(store);
    assert.equal((await again.getDdlHistory("main")).length, 1);
  });

  const answers = {
    get: ["text", null, 5],
    scan: ["text", null, [1], [["a", "b"]], Array.from({ length: 100_000 }, () => [bytes(9), bytes(9)])],
    commit: [undefined, "yes", 1],
  };
  for (const [method, wrong] of Object.entries(answers)) {
    test(`that breaks the contract of \`${method}\` is named`, async () => {
      for (const answer of wrong) {
        const store = new MapStore();
        const manager = await DdlVersioningManager.open(store);
        store[method] = async () => answer;
        const call = method === "commit" ? manager.recordDdl("main", "CREATE TABLE t ()") : manager.verify();
        await assert.rejects(call, (error) => {
          assert.equal(error.code, "STORE_FAILED");
          assert.match(error.message, new RegExp(`\`${method}\``));
          return true;
        });
      }
    });
  }

  test("that throws is the cause", async () => {
    const cause = new TypeError("the disk is on fire");
    for (const fail of [() => Promise.reject(cause), () => { throw cause; }]) {
      const store = new MapStore();
      const manager = await DdlVersioningManager.open(store);
      store.commit = fail;
      await assert.rejects(manager.recordDdl("main", "CREATE TABLE t ()"), (error) => {
        assert.equal(error.code, "STORE_FAILED");
        assert.equal(error.cause, cause);
        assert.match(error.message, /the disk is on fire/);
        return true;
      });
      delete store.commit;
      assert.equal((await manager.recordDdl("main", "CREATE TABLE t ()")).length, 1);
    }
  });

  test("may say how it failed", async () => {
    for (const code of ["STORE_FULL", "STORE_LOCKED", "STORE_CLOSED", "STORE_CORRUPT"]) {
      const store = new MapStore();
      const manager = await DdlVersioningManager.open(store);
      store.commit = async () => { throw new StoreError(code, "so it is"); };
      await assert.rejects(manager.recordDdl("main", "CREATE TABLE t ()"), { name: "StoreError", code });
    }
  });

  test("that always lost the race is told apart", { timeout: 60_000 }, async () => {
    const store = new MapStore();
    const manager = await DdlVersioningManager.open(store);
    store.commit = async () => false;
    await assert.rejects(manager.recordDdl("main", "CREATE TABLE t ()"), { code: "STORE_CONFLICT" });
  });
});
