// Every real migration history of ../shared/corpus, recorded in Node.js as the package does it.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { DdlVersioningManager, parseDdl } from "schemagraft";

const histories = fileURLToPath(new URL("../../../shared/corpus/histories", import.meta.url));

const migrationsOf = (name) => {
  const lines = readFileSync(`${histories}/${name}/migrations.jsonl`, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line));
};

/** Records a history's migrations, and counts its statements by class. */
async function recorded(name) {
  const manager = await DdlVersioningManager.open("memory:");
  const classes = {};
  let statements = 0;
  for (const { file, sql } of migrationsOf(name)) {
    const script = await parseDdl(sql).catch((error) => assert.fail(`${file}: ${error.message}`));
    for (const statement of script.statements) {
      statements += 1;
      classes[statement.class] = (classes[statement.class] ?? 0) + 1;
    }
    await manager.recordDdl("main", sql, { gitCommit: file });
  }
  const entries = await manager.getDdlHistory("main");
  assert.ok((await manager.verify()).ok);
  await manager.close();
  const count = (pattern) => entries.filter(({ ddlStatement }) => pattern.test(ddlStatement)).length;
  const [begun, ended] = [count(/^(begin|start)\b/i), count(/^(commit|end)\b/i)];
  assert.equal(begun, ended, "a transaction is recorded as a whole");
  return { entries: entries.length - begun - ended, statements, classes };
}

if (existsSync(histories)) {
  for (const name of readdirSync(histories)) {
    test(`the history of ${name} is recorded`, async (context) => {
      const { entries, statements, classes } = await recorded(name);
      context.diagnostic(`${statements} statements, ${entries} entries, ${JSON.stringify(classes)}`);
      assert.equal(entries, statements - (classes.Transaction ?? 0));
      assert.equal(classes.Unknown, undefined);
    });
  }
} else {
  console.error(`NOT RUN: there is no ${histories}; the real migration histories were not tried in Node.js`);
}
