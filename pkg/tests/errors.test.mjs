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

test("a member that options don't have is named, with those that they can have", async () => {
  const manager = await open();
  await manager.recordDdl("main", "CREATE TABLE t ()");
  const calls = {
    ddlid: () => manager.schemaAt("main", { ddlid: 1 }),
    chek: () => manager.recordDdl("main", "DROP TABLE nowhere", { chek: true }),
    onlin: () => manager.diff("main", "main", { onlin: true }),
    ref: () => manager.diff({ branch: "main", ref: 1 }, "main"),
    newest: () => manager.getDdlHistory("main", { newest: true }),
    At: () => manager.createBranch("x", { from: "main", At: 1 }),
    forced: () => manager.deleteBranch("main", { forced: true }),
    overwrite: () => manager.createSchemaSnapshot("main", "v1", { overwrite: true }),
    from: () => manager.detectConflicts("main", "main", { from: 1 }),
    mergeBy: () => manager.merge("main", "main", { mergeBy: "ada" }),
    mergedBy: () => manager.planMerge("main", "main", { mergedBy: "ada" }),
    until: () => manager.planRevert("main", { first: 1, until: 1 }),
    size: () => manager.recordEntry("main", { size: 1 }),
    strict: () => parseDdl("", { strict: true }),
    rename: () => schemagraft.diffSchemas("", "", { rename: {} }),
    theirs: () => schemagraft.mergeSchemas({ base: "", source: "", target: "", theirs: "" }),
    now: () => DdlVersioningManager.open("memory:", { now: Date.now }),
    url: () => schemagraft.initialize({ url: "/x.wasm" }),
  };
  for (const [key, call] of Object.entries(calls)) {
    const message = new RegExp(`has no member "${key}": those that it can have are \\w+`);
    await assert.rejects(call(), { ...INVALID, message }, key);
  }
  assert.equal((await manager.getDdlHistory("main")).length, 1);
});

test("a member that is not what it should be is told in words of JavaScript", async () => {
  const manager = await open();
  const calls = {
    'options.strategy must be one of "DdlReplay", "SchemaDiff", not "x"': () =>
      manager.planMerge("main", "main", { strategy: "x" }),
    'meta.lsn must be a log position such as "16/B374D848", not "x"': () =>
      manager.recordDdl("main", "", { lsn: "x" }),
    "meta.check must be true or false, not string": () => manager.recordDdl("main", "", { check: "yes" }),
    'options.resolutions["a"] must be "source", "target", "both", or { sql } of your own': () =>
      manager.planMerge("main", "main", { resolutions: { a: "ours" } }),
    'options.renames["a"] must be a string, not number': () => schemagraft.diffSchemas("", "", { renames: { a: 1 } }),
    "options.schemaDdl must be an array, not string": () =>
      manager.createSchemaSnapshot("main", "v1", { schemaDdl: "CREATE TABLE t ()" }),
    "what must have either `merge`, or `first` and perhaps `last`": () =>
      manager.revert("main", { merge: 1, first: 1 }),
    "what must be an object, not undefined": () => manager.planRevert("main"),
    "to must be an object, not undefined": () => manager.diff("main"),
    "texts must be an object, not undefined": () => schemagraft.mergeSchemas(),
    "files must be an array, not undefined": () => schemagraft.planImport(),
    "files[0] must be an object, not null": () => schemagraft.planImport([null]),
    "files[1].text must be a string, not undefined": () =>
      schemagraft.planImport([{ path: "1_a.sql", text: "" }, { path: "2_b.sql" }]),
  };
  for (const [message, call] of Object.entries(calls)) {
    await assert.rejects(call(), { ...INVALID, message }, message);
  }
});

test("what was read from a history can be recorded in another", async () => {
  const [one, other] = [await open(), await open()];
  const [entry] = await one.recordDdl("main", "CREATE TABLE t ()", { lsn: 16n, gitCommit: "abc" });
  const copied = await other.recordEntry("main", entry);
  assert.equal(copied.hash, entry.hash);
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
