// Records statements one by one, and prints the id of each as soon as it is acknowledged.
import { writeSync } from "node:fs";

import { DdlVersioningManager } from "schemagraft";

// Large enough that LevelDB also moves its log to tables while it is killed.
const padding = "x".repeat(20_000);
const [place, count] = process.argv.slice(2);
const manager = await DdlVersioningManager.open(place);
for (let index = 0; index < Number(count); index++) {
  const [entry] = await manager.recordDdl("main", `CREATE TABLE t${index} (a text DEFAULT '${padding}')`);
  writeSync(1, `${entry.ddlId}\n`);
}
