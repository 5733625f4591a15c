// What goes wrong, and how it is told.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import * as schemagraft from "schemagraft";

import init, { errorCodes } from "../dist/wasm/schemagraft.js";

const { DdlVersioningManager, DDL_OBJECT_TYPES, DDL_OPERATIONS, ERROR_CODES, parseDdl } = schemagraft;
const open = () => DdlVersioningManager.open("memory:");
const INVALID = { name: "ArgumentError", code: "INVALID_ARGUMENT" };

test("the codes are those of the core", async () => {
  await init({ module_or_path: await readFile(new URL("../dist/schemagraft.wasm", import.meta.url)) });
  assert.deepEqual([...ERROR_CODES].sort(), errorCodes().sort());
});

test("the words are those of the core", async () => {
  const path = new URL("../../src/sql/vocabulary.rs", import.meta.url);
  const source = await readFile(path, "utf8");
  for (const [name, words] of Object.entries({
    DdlOperation: DDL_OPERATIONS,
    DdlObjectType: DDL_OBJECT_TYPES,
  })) {
    const [, body] = source.split(` ${name} {`);
    const found = [...body.split("\n    }\n")[0].matchAll(/^ +([A-Z]\w+),$/gm)];
    assert.deepEqual(words, found.map(([, word]) => word));
  }
});

test("each family of errors is a class, and all are SchemagraftError", async () => {
  const manager = await open();
  const failures = {
    SqlError: manager.recordDdl("main", "CREATE"),
    ArgumentError: manager.recordDdl("main"),
    HistoryError: manager.getDdlHistory("nowhere"),
    StoreError: DdlVersioningManager.open("idb:shop"),
    ImportError: schemagraft.planImport([{ path: "a.sql", text: "" }, { path: "b.sql", text: "" }]),
  };
  for (const [name, failure] of Object.entries(failures)) {
    const error = await failure.catch((error) => error);
    assert.ok(error instanceof schemagraft[name], `${error} is no ${name}`);
    assert.ok(error instanceof schemagraft.SchemagraftError && error instanceof Error);
    assert.equal(error.name, name);
    assert.match(error.stack, new RegExp(name));
    assert.ok(ERROR_CODES.includes(error.code));
  }
});

test("details say what it is about", async () => {
  const manager = await open();
  const error = await manager.getDdlHistory("nowhere").catch((error) => error);
  assert.equal(error.code, "BRANCH_NOT_FOUND");
  assert.deepEqual(error.details, { branch: "nowhere" });
});

test("half a character is refused wherever text goes in, and nothing changes", async () => {
  const manager = await open();
  const half = "a\ud800b";
  const entry = { operation: "Create", objectType: "Table", objectName: "t", ddlStatement: "x" };
  const calls = [
    () => parseDdl(half),
    () => DdlVersioningManager.open(`file:${half}`),
    () => manager.recordDdl(half, "CREATE TABLE t ()"),
    () => manager.recordDdl("main", `CREATE TABLE "${half}" ()`),
    () => manager.recordDdl("main", "CREATE TABLE t ()", { executedBy: half }),
    () => manager.recordEntry("main", { ...entry, ddlStatement: half }),
    () => manager.recordEntry("main", { ...entry, objectName: half }),
    () => manager.createBranch(half, { from: "main" }),
    () => manager.renameBranch("main", half),
    () => manager.createSchemaSnapshot("main", half),
    () => manager.createSchemaSnapshot("main", "v1", { schemaDdl: ["x", half] }),
    () => manager.detectConflicts("main", half),
    () => schemagraft.planImport([{ path: "1.sql", text: half }]),
  ];
  for (const call of calls) await assert.rejects(call(), INVALID, String(call));
  const report = await manager.verify();
  assert.deepEqual(report, { ok: true, branches: 1, entries: 0, snapshots: 0, problems: [] });
  await manager.recordDdl("main", 'CREATE TABLE "\u{1F600}" ()');
});

test("what is no id, no text, no bundle is refused", async () => {
  const manager = await open();
  const calls = [
    () => manager.getDdlSince("main", -1),
    () => manager.getDdlSince("main", 1.5),
    () => manager.getDdlSince("main", 2 ** 53),
    () => manager.getDdlSince("main", "1"),
    () => manager.getDdlHistory("main", { limit: NaN }),
    () => manager.getDdlHistory("main", null),
    () => manager.recordDdl("main", "CREATE TABLE t ()", { transactionId: 2n ** 53n }),
    () => manager.recordDdl("main", "CREATE TABLE t ()", { lsn: "16" }),
    () => manager.recordDdl("main", "CREATE TABLE t ()", { lsn: -1n }),
    () => manager.recordDdl("main", "CREATE TABLE t ()", { lsn: 2n ** 64n }),
    () => manager.recordDdl(undefined, "CREATE TABLE t ()"),
    () => manager.recordEntry("main"),
    () => manager.recordEntry("main", { operation: "Make", objectType: "Table", objectName: "t", ddlStatement: "x" }),
    () => manager.createBranch("x"),
    () => manager.import("bundle"),
    () => DdlVersioningManager.open(),
    () => DdlVersioningManager.open("shop"),
    () => DdlVersioningManager.open("memory:shop"),
    () => DdlVersioningManager.open("file:"),
    () => DdlVersioningManager.open({ get() {} }),
    () => DdlVersioningManager.open("memory:", { clock: 5 }),
  ];
  for (const call of calls) await assert.rejects(call(), INVALID, String(call));
  assert.deepEqual(await manager.getDdlHistory("main"), []);
});

test("noise, long and deep texts are refused, and the next call works", async () => {
  const texts = [
    "(".repeat(10_000),
    `SELECT ${"(".repeat(10_000)}1${")".repeat(10_000)}`,
    "CREATE TABLE t (a text DEFAULT 'open",
    "CREATE FUNCTION f() RETURNS int AS $$ open",
    String.fromCharCode(...Array.from({ length: 5000 }, (_, index) => (index * 7919) % 0xd7ff)),
  ];
  const manager = await open();
  for (const text of texts) {
    await assert.rejects(manager.recordDdl("main", text), { name: "SqlError" });
  }
  assert.equal((await manager.recordDdl("main", "CREATE TABLE t ()")).length, 1);
});
