// The main job, on the npm package in Node.js: import migrations, fork, record two branches, list
// their conflicts, merge them, keep the history on disk, reopen it, and show its log.
//
//   node examples/demo.mjs           the shop of examples/shop, with its two branches
//   node examples/demo.mjs DIR       any folder of migrations: those of its first half go to main,
//                                    the later ones in turn to two branches
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

// In an application: from "schemagraft".
import { DdlVersioningManager, planImport, SchemagraftError } from "../pkg/dist/node.js";

const shop = fileURLToPath(new URL("shop", import.meta.url));
const shown = { conflicts: 8, entries: 8 };

const color = (code) => (text) => (process.stdout.isTTY ? `\x1b[${code}m${text}\x1b[0m` : text);
const [bold, dim, red, blue] = [color(1), color(2), color(31), color(34)];
const say = (line = "") => console.log(line);
const step = (title) => say(`\n${bold(title)}`);
const count = (number, one, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

/** The migrations of a folder, in the order in which their tool runs them. */
async function migrationsOf(directory) {
  const listed = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = listed.filter((file) => file.isFile() && /\.sql$|_journal\.json$|^sqitch\.plan$/.test(file.name));
  const read = async (file) => {
    const path = join(file.parentPath ?? file.path, file.name);
    const name = relative(directory, path).split(sep).join("/");
    return { path: name, text: await readFile(path, "utf8") };
  };
  return planImport(await Promise.all(files.map(read)));
}

/** What goes to main and to each branch: the shop's own branches, or a folder's later half. */
async function work(directory) {
  if (directory === undefined) {
    const folders = ["main", "branches/checkout", "branches/catalogue"];
    const plans = await Promise.all(folders.map((name) => migrationsOf(join(shop, name))));
    const [main, checkout, catalogue] = plans.map((plan) => plan.migrations);
    return { layout: plans[0].layout, main, branches: { checkout, catalogue } };
  }
  const { layout, migrations } = await migrationsOf(directory);
  const half = Math.ceil(migrations.length / 2);
  const turn = (rest) => migrations.filter((_, at) => at >= half && at % 2 === rest);
  return { layout, main: migrations.slice(0, half), branches: { ours: turn(0), theirs: turn(1) } };
}

async function record(manager, branch, migrations) {
  let entries = 0;
  for (const { path, sql } of migrations) {
    try {
      entries += (await manager.recordDdl(branch, sql)).length;
    } catch (error) {
      if (error instanceof SchemagraftError) error.message = `${path}: ${error.message}`;
      throw error;
    }
  }
  say(`  ${branch}: ${count(migrations.length, "migration")}, ${count(entries, "statement")}`);
}

/** A statement's lines around a span, with the span underlined. */
function marked({ statement, span }) {
  const lines = [];
  let start = 0;
  for (const [index, line] of statement.split("\n").entries()) {
    const from = Math.max(span.start - start, 0);
    const to = Math.min(span.end - start, line.length);
    if (from < to) {
      lines.push(`${dim(String(index + 1).padStart(6))} ${dim("|")} ${line}`);
      const gap = line.slice(0, from).replace(/[^\t]/g, " ");
      lines.push(`       ${dim("|")} ${gap}${red("^".repeat(to - from))}`);
    }
    start += line.length + 1;
  }
  const most = 10;
  return lines.length <= most ? lines : [...lines.slice(0, most), `       ${dim("| …")}`];
}

function showConflict(conflict, source, target) {
  const { objectType, objectName, attribute, explanation } = conflict;
  say(`\n${red(conflict.class)} ${bold(`${objectType} ${objectName}`)}${attribute ? ` (${attribute})` : ""}`);
  say(`  ${explanation}`);
  for (const [branch, sides] of [[source, conflict.source], [target, conflict.target]]) {
    for (const side of sides) {
      say(`  ${blue(branch)} entry ${side.ddlId}, line ${side.position.line}, column ${side.position.column}`);
      marked(side).forEach((line) => say(line));
    }
  }
}

async function merge(manager, source, target, conflicts) {
  const resolutions = Object.fromEntries(conflicts.map(({ id }) => [id, "target"]));
  const { entries } = await manager.merge(source, target, { resolutions });
  for (const { ddlId, ddlStatement } of entries.slice(0, shown.entries)) {
    say(`  ${String(ddlId).padStart(5)}  ${ddlStatement.replace(/\s+/g, " ").slice(0, 100)}`);
  }
  if (entries.length > shown.entries) say(`         … and ${entries.length - shown.entries} more`);
  say(`  ${count(entries.length, "statement")} appended to ${target}`);
}

async function showLog(manager, branch) {
  const entries = await manager.getDdlHistory(branch, { limit: shown.entries });
  for (const entry of entries) {
    const what = `${entry.operation} ${entry.objectType} ${entry.objectName}`;
    say(`  ${String(entry.ddlId).padStart(5)}  ${dim(entry.hash.slice(0, 10))}  ${what}`);
  }
}

async function main(directory) {
  const { layout, main, branches } = await work(directory);
  const [source, target] = Object.keys(branches);
  const place = `file:${await mkdtemp(join(tmpdir(), "schemagraft-demo-"))}`;
  let manager = await DdlVersioningManager.open(place);

  step(`1. Import ${directory ?? "examples/shop"} (${layout}) into ${place}`);
  await record(manager, "main", main);

  step(`2. Fork ${source} and ${target} from main, and record what each did`);
  for (const [branch, migrations] of Object.entries(branches)) {
    await manager.createBranch(branch, { from: "main" });
    await record(manager, branch, migrations);
  }

  const conflicts = await manager.detectConflicts(source, target);
  step(`3. ${source} against ${target}: ${count(conflicts.length, "conflict")}`);
  conflicts.slice(0, shown.conflicts).forEach((one) => showConflict(one, source, target));
  if (conflicts.length > shown.conflicts) say(`\n  … and ${conflicts.length - shown.conflicts} more`);

  step(`4. Merge ${source} into ${target}, which is right in each conflict`);
  await merge(manager, source, target, conflicts);

  await manager.close();
  manager = await DdlVersioningManager.open(place);
  step(`5. Reopened from disk: the log of ${target}, newest first`);
  await showLog(manager, target);
  const report = await manager.verify();
  if (!report.ok) throw new Error(`the history is damaged: ${JSON.stringify(report.problems)}`);
  say(`  verified: ${count(report.entries, "entry", "entries")} on ${count(report.branches, "branch", "branches")}, the hash chain holds`);
  await manager.close();

  step("The same elsewhere");
  say(`  shell    cargo run --release --features cli -- import ${directory ?? "examples/shop/main"}
           cargo run --release --features cli -- branch create ${source} --from main
           cargo run --release --features cli -- merge ${source} ${target}`);
  say(`  browser  cd www && npm run dev, then “Load the example”`);
}

try {
  await main(process.argv[2]);
} catch (error) {
  const isTold = error instanceof SchemagraftError || error.code === "ENOENT";
  console.error(isTold ? `${error.code}: ${error.message}` : error);
  process.exitCode = 2;
}
