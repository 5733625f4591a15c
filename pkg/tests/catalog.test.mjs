// The catalog: schemas from scripts, on the package as it was built.
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { DdlVersioningManager, materialize } from "schemagraft";

describe("materialize", () => {
  test("a script becomes the schema that it leaves", async () => {
    const made = await materialize("CREATE SCHEMA a; ALTER SCHEMA a RENAME TO b");
    assert.deepEqual(made, { ddl: ["CREATE SCHEMA b"], opaque: [], errors: [] });
  });

  test("what PostgreSQL would refuse is told, with offsets that index the string", async () => {
    const sql = "-- Größe 😀\nCREATE SCHEMA a; CREATE SCHEMA a;";
    const { ddl, errors } = await materialize(sql);
    assert.deepEqual(ddl, ["CREATE SCHEMA a"]);
    assert.equal(errors.length, 1);
    const [{ statement, sqlstate, message, position, span }] = errors;
    assert.equal(statement, 1);
    assert.equal(sqlstate, "42P06");
    assert.equal(message, 'schema "a" already exists');
    assert.equal(position.line, 2);
    assert.ok("CREATE SCHEMA a".includes(sql.slice(span.start, span.end)));
  });

  test("what can't be told from the text is opaque", async () => {
    const sql = "DO $$ BEGIN EXECUTE 'CREATE TABLE ' || now(); END $$";
    const { opaque } = await materialize(sql);
    for (const { span, reason } of opaque) {
      assert.equal(sql.slice(span.start, span.end), sql);
      assert.ok(reason);
    }
  });

  test("what is no text is refused", async () => {
    await assert.rejects(materialize(5), { code: "INVALID_ARGUMENT" });
  });
});

describe("schemaAt", () => {
  const USERS = "CREATE TABLE users (id int PRIMARY KEY)";
  const EMAIL = "ALTER TABLE users ADD email text NOT NULL";

  let now;
  let manager;
  beforeEach(async () => {
    now = 1_700_000_000_000;
    manager = await DdlVersioningManager.open("memory:", { clock: () => now });
    await manager.recordDdl("main", USERS, { lsn: "0/10" });
    now += 1000;
    await manager.recordDdl("main", EMAIL, { lsn: "0/20" });
  });

  const columns = async (at) => {
    const { tables } = await manager.schemaAt("main", at);
    return tables.flatMap((table) => table.columns.map(({ name }) => name));
  };

  test("a schema is statements, a hash and a structure", async () => {
    const schema = await manager.schemaAt("main");
    assert.equal(schema.ddlId, 2);
    assert.match(schema.hash, /^[0-9a-f]{64}$/);
    assert.deepEqual([schema.opaque, schema.errors], [[], []]);
    const [users] = schema.tables;
    assert.equal(users.schema, "public");
    assert.deepEqual(users.columns[1], { name: "email", type: "text", notNull: true });
    assert.deepEqual((await materialize(schema.ddl.join(";\n"))).ddl, schema.ddl);
  });

  test("any point of the history can be asked for", async () => {
    assert.deepEqual(await columns(), ["id", "email"]);
    assert.deepEqual(await columns({ ddlId: 0 }), []);
    assert.deepEqual(await columns({ ddlId: 1 }), ["id"]);
    assert.deepEqual(await columns({ timestamp: now - 1 }), ["id"]);
    assert.deepEqual(await columns({ lsn: 0x1fn }), ["id"]);
    await manager.createSchemaSnapshot("main", "given", { schemaDdl: ["CREATE TABLE t (a int)"] });
    assert.deepEqual(await columns({ snapshot: "given" }), ["a"]);
    await assert.rejects(columns({ ddlId: 7 }), { code: "ENTRY_NOT_FOUND" });
    await assert.rejects(columns({ snapshot: "no" }), { code: "SNAPSHOT_NOT_FOUND" });
    await assert.rejects(columns({ ddlId: 1, lsn: "0/1" }), { code: "INVALID_ARGUMENT" });
  });

  test("what does not fit is reported, or refused if that is asked for", async () => {
    const sql = "/* 😀 */ ALTER TABLE nobody ADD x int";
    await assert.rejects(manager.recordDdl("main", sql, { check: true }), (error) => {
      assert.equal(error.name, "SqlError");
      assert.equal(error.code, "SQL_REFUSED");
      assert.equal(error.details.sqlstate, "42P01");
      assert.equal(sql.slice(error.details.start, error.details.end), "nobody");
      return true;
    });
    await manager.recordDdl("main", sql);
    const [error] = (await manager.schemaAt("main")).errors;
    assert.equal(error.ddlId, 3);
    assert.equal(error.sqlstate, "42P01");
    assert.equal(error.ddlStatement.slice(error.span.start, error.span.end), "nobody");
  });

  test("a snapshot has the schema unless one is given", async () => {
    const { schemaDdl } = await manager.createSchemaSnapshot("main", "now");
    assert.deepEqual(schemaDdl, (await manager.schemaAt("main")).ddl);
  });
});
