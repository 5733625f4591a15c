// Every method, on the package as it was built.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { DdlVersioningManager, parseDdl, planImport } from "schemagraft";

const USERS = "CREATE TABLE users (id int PRIMARY KEY)";
const EMAIL = "ALTER TABLE users ADD email text";

let now;
let manager;
beforeEach(async () => {
  now = 1_700_000_000_000;
  manager = await DdlVersioningManager.open("memory:", { clock: () => now++ });
});

const ids = (entries) => entries.map(({ ddlId }) => ddlId);
const rejects = (promise, code) => assert.rejects(promise, { code });

describe("recording", () => {
  test("a script becomes one entry a statement", async () => {
    const [first, second] = await manager.recordDdl("main", `${USERS};\n${EMAIL};`);
    const { hash, ...rest } = first;
    assert.match(hash, /^[0-9a-f]{64}$/);
    assert.deepEqual(rest, {
      ddlId: 1,
      branchId: 1,
      lsn: undefined,
      operation: "Create",
      objectType: "Table",
      objectName: "users",
      ddlStatement: USERS,
      executedAt: first.executedAt,
      executedBy: undefined,
      parentDdlId: undefined,
      gitCommit: undefined,
      transactionId: undefined,
    });
    assert.ok(first.executedAt >= 1_700_000_000_000 && first.executedAt < now);
    assert.equal(second.parentDdlId, 1);
    assert.equal(second.ddlStatement, EMAIL);
  });

  test("a script that can't be read records nothing, and says where", async () => {
    await assert.rejects(manager.recordDdl("main", `${USERS};\nCREATE TABEL x ();`), (error) => {
      assert.equal(error.code, "SQL_SYNTAX");
      assert.equal(error.details.line, 2);
      assert.equal(typeof error.details.column, "number");
      return true;
    });
    assert.deepEqual(await manager.getDdlHistory("main"), []);
    const kept = await manager.recordDdl("main", "CREATE TABEL x ()", { lenient: true });
    assert.equal(kept[0].operation, "Other");
  });

  test("what is known about a statement is kept", async () => {
    const meta = {
      lsn: "16/B374D848",
      executedAt: 5,
      executedBy: "ann",
      gitCommit: "c0ffee",
      transactionId: 7n,
      expectedHead: null,
    };
    const [entry] = await manager.recordDdl("main", USERS, meta);
    const { lsn, executedAt, executedBy, gitCommit, transactionId } = entry;
    assert.deepEqual(
      { lsn, executedAt, executedBy, gitCommit, transactionId },
      { lsn: "16/B374D848", executedAt: 5, executedBy: "ann", gitCommit: "c0ffee", transactionId: 7 },
    );
  });

  test("an LSN may be a bigint, and is recorded once", async () => {
    const lsn = 0x16_b374_d848n;
    const [first] = await manager.recordDdl("main", USERS, { lsn });
    const [again] = await manager.recordDdl("main", USERS, { lsn: "16/B374D848" });
    assert.equal(first.lsn, "16/B374D848");
    assert.deepEqual(again, first);
    await rejects(manager.recordDdl("main", EMAIL, { lsn }), "LSN_REUSED");
  });

  test("a head that is elsewhere stops it", async () => {
    await manager.recordDdl("main", USERS);
    await rejects(manager.recordDdl("main", EMAIL, { expectedHead: null }), "HEAD_MOVED");
    await rejects(manager.recordDdl("main", EMAIL, { expectedHead: 9 }), "HEAD_MOVED");
    assert.deepEqual(ids(await manager.recordDdl("main", EMAIL, { expectedHead: 1 })), [2]);
  });

  test("an entry that the caller classifies is taken as it is", async () => {
    const entry = await manager.recordEntry("main", {
      operation: "Alter",
      objectType: "Policy",
      objectName: "own on users",
      ddlStatement: "whatever this is",
      executedBy: "wal",
    });
    assert.equal(entry.objectType, "Policy");
    assert.equal(entry.ddlStatement, "whatever this is");
    assert.equal(entry.executedBy, "wal");
  });

  test("calls may overlap", async () => {
    const scripts = Array.from({ length: 50 }, (_, index) => `CREATE TABLE t${index} ()`);
    await Promise.all(scripts.map((script) => manager.recordDdl("main", script)));
    const history = await manager.getDdlHistory("main", { newestFirst: false });
    assert.deepEqual(ids(history), scripts.map((_, index) => index + 1));
    assert.ok((await manager.verify()).ok);
  });
});

describe("reading", () => {
  beforeEach(() => manager.recordDdl("main", [1, 2, 3, 4, 5].map((n) => `CREATE TABLE t${n} ()`).join(";")));

  test("the newest comes first, within the bounds asked for", async () => {
    const read = async (options) => ids(await manager.getDdlHistory("main", options));
    assert.deepEqual(await read(), [5, 4, 3, 2, 1]);
    assert.deepEqual(await read({ limit: 2 }), [5, 4]);
    assert.deepEqual(await read({ after: 1, before: 5 }), [4, 3, 2]);
    assert.deepEqual(await read({ newestFirst: false, limit: 2, after: 2 }), [3, 4]);
  });

  test("since an entry, the oldest comes first", async () => {
    assert.deepEqual(ids(await manager.getDdlSince("main", 3)), [4, 5]);
    assert.deepEqual(ids(await manager.getDdlSince("main", 0)), [1, 2, 3, 4, 5]);
  });
});

describe("branches", () => {
  beforeEach(() => manager.recordDdl("main", `${USERS}; ${EMAIL}`));

  test("one starts from another's head, or from an entry", async () => {
    const feature = await manager.createBranch("feature", { from: "main" });
    const early = await manager.createBranch("early", { from: "main", at: 1 });
    assert.deepEqual(feature.forkedFrom, { branchId: 1, ddlId: 2 });
    assert.equal(feature.head, 2);
    assert.equal(early.head, 1);
    assert.deepEqual(ids(await manager.getDdlHistory("early")), [1]);
    await rejects(manager.createBranch("feature", { from: "main" }), "BRANCH_EXISTS");
    await rejects(manager.createBranch("x", { from: "nowhere" }), "BRANCH_NOT_FOUND");
    await rejects(manager.createBranch("x", { from: "main", at: 9 }), "ENTRY_NOT_FOUND");
  });

  test("they are listed, renamed and deleted", async () => {
    await manager.createBranch("feature", { from: "main" });
    await manager.renameBranch("feature", "topic");
    const names = async () => (await manager.listBranches()).map(({ name }) => name);
    assert.deepEqual(await names(), ["main", "topic"]);
    await manager.recordDdl("topic", "DROP TABLE users");
    await rejects(manager.deleteBranch("topic"), "BRANCH_IN_USE");
    await manager.deleteBranch("topic", { force: true });
    assert.deepEqual(await names(), ["main"]);
    await rejects(manager.deleteBranch("main", { force: true }), "BRANCH_IN_USE");
  });
});

test("snapshots are named captures", async () => {
  await manager.recordDdl("main", USERS);
  const options = { schemaDdl: [USERS], comment: "first", gitCommit: "c0ffee", mvccSnapshotId: 12 };
  const taken = await manager.createSchemaSnapshot("main", "v1", options);
  assert.deepEqual(
    { ...taken, createdAt: 0, schemaHash: "" },
    { snapshotId: 1, name: "v1", branchId: 1, lastDdlId: 1, createdAt: 0, schemaHash: "", ...options },
  );
  assert.deepEqual(await manager.getSchemaSnapshot("main", "v1"), taken);
  assert.equal(await manager.getSchemaSnapshot("main", "v2"), undefined);
  await rejects(manager.createSchemaSnapshot("main", "v1"), "SNAPSHOT_EXISTS");
  await manager.createSchemaSnapshot("main", "v1", { replace: true });
  assert.deepEqual((await manager.listSnapshots("main")).map(({ name }) => name), ["v1"]);
});

test("conflicts name both sides, with the place in each text", async () => {
  await manager.recordDdl("main", USERS);
  await manager.createBranch("feature", { from: "main" });
  await manager.recordDdl("feature", "/* 😀 */ ALTER TABLE users ADD email varchar(80)");
  await manager.recordDdl("main", EMAIL);
  const conflicts = await manager.detectConflicts("feature", "main");
  assert.equal(conflicts.length, 1);
  const [{ conflictType, class: kind, objectName, source, target, sourceDdl, targetDdl }] = conflicts;
  assert.equal(conflictType, "BothCreated");
  assert.equal(kind, "BothCreated");
  assert.match(objectName, /users/);
  assert.equal(sourceDdl, source[0].statement);
  assert.equal(targetDdl, EMAIL);
  for (const side of [...source, ...target]) {
    assert.match(side.statement.slice(side.span.start, side.span.end), /email/);
  }
  assert.deepEqual(await manager.detectConflicts("main", "main"), []);
});

test("an exported history is the same elsewhere", async () => {
  await manager.recordDdl("main", `${USERS}; ${EMAIL}`);
  await manager.createSchemaSnapshot("main", "v1");
  const bundle = await manager.export();
  const copy = await DdlVersioningManager.open("memory:");
  await copy.import(bundle);
  assert.deepEqual(await copy.getDdlHistory("main"), await manager.getDdlHistory("main"));
  assert.deepEqual(await copy.export(), bundle);
  await rejects(copy.import(bundle), "HISTORY_NOT_EMPTY");
  const empty = await DdlVersioningManager.open("memory:");
  await rejects(empty.import(bundle.subarray(0, -1)), "BUNDLE_INVALID");
  assert.deepEqual(await empty.getDdlHistory("main"), []);
});

test("verifying gives an account", async () => {
  await manager.recordDdl("main", USERS);
  const report = await manager.verify();
  assert.deepEqual(report, { ok: true, branches: 1, entries: 1, snapshots: 0, problems: [] });
});

test("closing ends it, also at the end of a block", async () => {
  await manager.close();
  await manager.close();
  await rejects(manager.listBranches(), "STORE_CLOSED");
  const other = await DdlVersioningManager.open("memory:");
  await other[Symbol.asyncDispose]();
  await rejects(other.verify(), "STORE_CLOSED");
});

test("a text is read without a history", async () => {
  const { statements, notes } = await parseDdl("\\connect shop\nDROP TABLE a, b; SELECT 1;");
  assert.deepEqual(statements.map(({ class: kind }) => kind), ["Ddl", "Dml"]);
  assert.deepEqual(statements[0].objects.map(({ name }) => name), ["a", "b"]);
  assert.deepEqual(statements[0].position, { line: 2, column: 1 });
  assert.equal(notes.length, 1);
  await rejects(parseDdl("DROP TABEL a"), "SQL_SYNTAX");
  const lenient = await parseDdl("DROP TABEL a", { lenient: true });
  assert.equal(lenient.statements[0].class, "Unknown");
});

test("a folder of migrations is put in order", async () => {
  const file = (path) => ({ path, text: USERS });
  const plan = await planImport([file("0002_b.sql"), file("0001_a.sql")]);
  assert.deepEqual(plan.migrations.map(({ path }) => path), ["0001_a.sql", "0002_b.sql"]);
  await rejects(planImport([file("what.sql"), file("ever.sql")]), "IMPORT_LAYOUT");
});
