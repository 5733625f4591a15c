// A process killed in the middle of recording loses nothing that was acknowledged.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { DdlVersioningManager } from "schemagraft";

import { directory } from "./places.mjs";

const STATEMENTS = 10_000;
const ROUNDS = 20;
const MOST_ACKNOWLEDGED = 400;
const writer = fileURLToPath(new URL("crash-writer.mjs", import.meta.url));

/** Starts the writer, kills it after so many acknowledgements, and returns the last one seen. */
async function killedAfter(place, acknowledgements) {
  const child = spawn(process.execPath, [writer, place, String(STATEMENTS)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.on("exit", (_, signal) => resolve(signal)));
  let last = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    last = Number(line);
    if (last === acknowledgements) child.kill("SIGKILL");
  }
  assert.equal(await ended, "SIGKILL");
  return last;
}

test(`kill -9 in the middle of ${STATEMENTS} records, ${ROUNDS} times`, { timeout: 600_000 }, async (t) => {
  const root = await directory();
  for (let round = 0; round < ROUNDS; round++) {
    const place = `file:${join(root, String(round))}`;
    // Where in the stream of writes it strikes is left to the two processes' timing.
    const acknowledged = await killedAfter(place, 1 + Math.floor(Math.random() * MOST_ACKNOWLEDGED));
    const manager = await DdlVersioningManager.open(place);
    const report = await manager.verify();
    assert.deepEqual(report.problems, []);
    assert.ok(report.entries >= acknowledged, `${report.entries} of ${acknowledged}`);
    assert.ok(report.entries < STATEMENTS);
    const history = await manager.getDdlHistory("main", { newestFirst: false });
    history.forEach((entry, index) => assert.equal(entry.objectName, `t${index}`));
    await manager.recordDdl("main", "CREATE TABLE after_the_crash ()");
    await manager.close();
    t.diagnostic(`round ${round + 1}: ${acknowledged} acknowledged, ${report.entries} there`);
  }
});
