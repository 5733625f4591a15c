// The catalog: schemas from scripts, on the package as it was built.
import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { materialize } from "schemagraft";

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
