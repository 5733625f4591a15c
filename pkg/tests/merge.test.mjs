// Differences and merges, on the package as it was built.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { DdlVersioningManager, diffSchemas, mergeSchemas } from "schemagraft";

const USERS = "CREATE TABLE users (id int PRIMARY KEY, email text)";

describe("diffSchemas", () => {
  test("the statements that take one schema to another, with their hazards", async () => {
    const { ddl, hazards } = await diffSchemas(USERS, "CREATE TABLE users (id int PRIMARY KEY)");
    assert.equal(ddl.length, 1);
    assert.match(ddl[0], /DROP COLUMN email/);
    const loss = hazards.find(({ code }) => code === "DATA_LOSS");
    assert.equal(loss.statement, 0);
    assert.equal(loss.severity, "danger");
  });

  test("a text that can't be read, or that PostgreSQL would refuse, is an error, and drops nothing", async () => {
    const whole = "CREATE TABLE a (b int); CREATE TABLE c (d int)";
    const failures = {
      "CREATE TABLE a (b int); CREATE TABLE c (d int;": { code: "SQL_SYNTAX", sqlstate: "42601", column: 46 },
      "CREATE TABLE a (b int); CREATE TABL c (d int)": { code: "SQL_SYNTAX", sqlstate: "42601", column: 32 },
      "CREATE TABLE a (b int); CREATE TABLE c (d itn)": { code: "SQL_REFUSED", sqlstate: "42704", column: 43 },
    };
    for (const [text, { code, sqlstate, column }] of Object.entries(failures)) {
      for (const [which, texts] of Object.entries({ to: [whole, text], from: [text, whole] })) {
        await assert.rejects(diffSchemas(...texts), (error) => {
          assert.equal(error.code, code);
          assert.equal(error.details.text, which);
          assert.deepEqual([error.details.sqlstate, error.details.line, error.details.column], [sqlstate, 1, column]);
          return true;
        });
      }
    }
  });

  test("equal schemas, however they are written, differ in nothing", async () => {
    const { ddl } = await diffSchemas(USERS, 'create table "users" (id integer primary key, email text)');
    assert.deepEqual(ddl, []);
  });

  test("a rename that is said is one", async () => {
    const renamed = "CREATE TABLE users (id int PRIMARY KEY, mail text)";
    const renames = { "public.users.email": "public.users.mail" };
    const { ddl } = await diffSchemas(USERS, renamed, { renames });
    assert.deepEqual(ddl, ["ALTER TABLE public.users RENAME COLUMN email TO mail"]);
  });
});

describe("mergeSchemas", () => {
  test("a rename on one side, and a column on the other, meet", async () => {
    const merged = await mergeSchemas({
      base: USERS,
      source: "ALTER TABLE users ADD phone text",
      target: "ALTER TABLE users RENAME TO people",
    });
    assert.equal(merged.verdict, "clean");
    assert.deepEqual(merged.ddl, ["ALTER TABLE people ADD phone text"]);
    assert.ok(merged.merged_schema.some((sql) => sql.includes("phone")));
  });

  test("a conflict has both sides' places as offsets that index the string", async () => {
    const source = "/* 😀 */ ALTER TABLE users DROP email";
    const { verdict, conflicts, ddl } = await mergeSchemas({
      base: USERS,
      source,
      target: "ALTER TABLE users ALTER email SET NOT NULL",
    });
    assert.equal(verdict, "conflict");
    assert.deepEqual(ddl, []);
    const [{ span, statement }] = conflicts[0].source;
    assert.match(statement.slice(span.start, span.end), /^DROP email$/);
  });

  test("what a merge would cost stands at its statements", async () => {
    const texts = {
      base: USERS,
      source: "CREATE TABLE carts (id int); ALTER TABLE users DROP email",
      target: "ALTER TABLE users RENAME TO people",
    };
    for (const strategy of ["DdlReplay", "SchemaDiff"]) {
      const { ddl, hazards } = await mergeSchemas({ ...texts, strategy });
      const losses = hazards.filter(({ severity }) => severity === "danger");
      assert.deepEqual(losses.map(({ code }) => code), ["DATA_LOSS"]);
      assert.match(ddl[losses[0].statement], /people DROP (COLUMN )?email$/);
    }
    const clash = await mergeSchemas({ ...texts, target: "ALTER TABLE users ALTER email SET NOT NULL" });
    assert.deepEqual([clash.verdict, clash.hazards], ["conflict", []]);
  });

  test("whole schemas merge by name", async () => {
    const { verdict, ddl } = await mergeSchemas({
      base: "CREATE TABLE a (b int);",
      source: "CREATE TABLE a (b int, c int);",
      target: "CREATE TABLE a (b int, d int);",
      form: "schemas",
    });
    assert.equal(verdict, "clean");
    assert.equal(ddl.length, 1);
  });

  test("what nobody asked for can't be resolved", async () => {
    const texts = { base: USERS, source: "", target: "", resolutions: { "no such id": "source" } };
    await assert.rejects(mergeSchemas(texts), { code: "INVALID_ARGUMENT", message: /`no such id`: there are none/ });
  });

  test("which text can't be read is told", async () => {
    const texts = { base: USERS, source: "ALTER TABLE", target: "" };
    await assert.rejects(mergeSchemas(texts), ({ code, details }) => {
      assert.equal(code, "SQL_SYNTAX");
      assert.equal(details.text, "source");
      return true;
    });
  });
});

describe("branches", () => {
  let manager;
  beforeEach(async () => {
    manager = await DdlVersioningManager.open("memory:");
    await manager.recordDdl("main", USERS);
    await manager.createBranch("feature", { from: "main" });
  });

  test("a plan is applied while its heads hold, and recorded", async () => {
    await manager.recordDdl("feature", "ALTER TABLE users ADD phone text");
    await manager.recordDdl("main", "ALTER TABLE users RENAME TO people");
    const plan = await manager.planMerge("feature", "main");
    assert.deepEqual(plan.heads, { source: 2, target: 3 });
    const { entries, merge } = await manager.merge("feature", "main", { plan, mergedBy: "ada" });
    assert.deepEqual(
      entries.map(({ ddlStatement }) => ddlStatement),
      ["ALTER TABLE people ADD phone text"],
    );
    assert.equal(merge.mergedBy, "ada");
    assert.deepEqual(await manager.listMerges("main"), [merge]);
    await assert.rejects(manager.merge("feature", "main", { plan }), { code: "HEAD_MOVED" });
    assert.equal((await manager.verify()).ok, true);
  });

  test("a conflict stops the merge until it is resolved", async () => {
    await manager.recordDdl("feature", "ALTER TABLE users ALTER email TYPE varchar(10)");
    await manager.recordDdl("main", "ALTER TABLE users ALTER email TYPE varchar(20)");
    let conflicts;
    await assert.rejects(manager.merge("feature", "main"), (error) => {
      assert.equal(error.code, "MERGE_CONFLICT");
      ({ conflicts } = error.details);
      return true;
    });
    assert.equal(conflicts.length, 1);
    const wrong = { resolutions: { "no such id": "source" } };
    const unknown = { code: "INVALID_ARGUMENT", message: new RegExp(`\`no such id\`.*\`${conflicts[0].id}\``) };
    await assert.rejects(manager.planMerge("feature", "main", wrong), unknown);
    await assert.rejects(manager.merge("feature", "main", wrong), unknown);
    const resolutions = { [conflicts[0].id]: "source" };
    const { merge } = await manager.merge("feature", "main", { resolutions });
    assert.deepEqual(merge.resolutions, [[conflicts[0].id, "source"]]);
    const { tables } = await manager.schemaAt("main");
    assert.match(tables[0].columns[1].type, /\(10\)/);
  });

  test("SQL of one's own decides a conflict, and what was recorded beside it stays", async () => {
    await manager.recordDdl("feature", "ALTER TABLE users ALTER email TYPE varchar(10); CREATE TABLE tags (id int)");
    await manager.recordDdl("main", "ALTER TABLE users ALTER email TYPE varchar(20)");
    const [{ id }] = (await manager.planMerge("feature", "main")).conflicts;
    const sql = "ALTER TABLE users ALTER email TYPE varchar(30)";
    const { entries } = await manager.merge("feature", "main", { resolutions: { [id]: { sql } } });
    assert.deepEqual(entries.map(({ ddlStatement }) => ddlStatement), ["CREATE TABLE tags (id int)", sql]);
  });

  test("a merge is taken back, and can be merged again", async () => {
    await manager.recordDdl("feature", "CREATE TABLE carts (id int)");
    await manager.merge("feature", "main");
    const plan = await manager.planRevert("main", { merge: 3 });
    assert.deepEqual([plan.head, plan.after, plan.last], [3, 1, 3]);
    assert.deepEqual(plan.ddl, ["DROP TABLE public.carts"]);
    assert.equal(plan.hazards[0].code, "DATA_LOSS");
    const { entries, revert } = await manager.revert("main", { merge: 3 }, { plan, revertedBy: "ada" });
    assert.deepEqual([entries.length, revert.head, revert.revertedBy], [1, 4, "ada"]);
    await assert.rejects(manager.revert("main", { first: 4 }, { plan }), { code: "HEAD_MOVED" });
    assert.equal((await manager.merge("feature", "main")).entries.length, 1);
    assert.equal((await manager.verify()).ok, true);
  });

  test("what was changed since is a conflict of a revert", async () => {
    await manager.recordDdl("main", "ALTER TABLE users ALTER email TYPE varchar(10)");
    await manager.recordDdl("main", "ALTER TABLE users ALTER email TYPE varchar(20)");
    await assert.rejects(manager.revert("main", { first: 2, last: 2 }), ({ code, details }) => {
      assert.equal(code, "MERGE_CONFLICT");
      assert.equal(details.conflicts[0].target[0].ddlId, 3);
      return true;
    });
    await assert.rejects(manager.revert("main", {}), { code: "INVALID_ARGUMENT" });
    await assert.rejects(manager.revert("main", { merge: 2 }), { code: "INVALID_ARGUMENT" });
  });

  test("two points of the history differ by statements", async () => {
    await manager.recordDdl("main", "ALTER TABLE users RENAME email TO mail");
    const { ddl } = await manager.diff({ branch: "main", ddlId: 1 }, "main");
    assert.deepEqual(ddl, ["ALTER TABLE public.users RENAME COLUMN email TO mail"]);
  });
});
