// The command, as a process. What it answers is tested with the native command line; here it is that
// Node.js serves it: files, git, the terminal, the exit status.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const command = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "schemagraft-cli-"));
after(() => rmSync(folder, { recursive: true }));

function run(parameters, { cwd = folder, input = "" } = {}) {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const done = spawnSync(process.execPath, [command, ...parameters], { cwd, input, env, encoding: "utf8" });
  return { status: done.status, output: done.stdout, errors: done.stderr };
}

function write(path, text) {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function git(...parameters) {
  const done = spawnSync("git", ["-c", "user.name=tests", "-c", "user.email=tests@localhost", ...parameters], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(done.status, 0, done.stderr);
}

function commit(path, text) {
  write(path, text);
  git("add", "--all");
  git("commit", "--quiet", "--message", path);
}

test("a schema is shown, of files, folders and standard input", () => {
  write("a.sql", "CREATE TABLE a (b int);\n");
  write("all/0001_a.sql", "CREATE TABLE a (b int);\n");
  const shown = { status: 0, output: "CREATE TABLE public.a (\n    b integer\n);\n", errors: "" };
  assert.deepEqual(run(["materialize", "a.sql"]), shown);
  assert.deepEqual(run(["materialize", "all"]), shown);
  assert.deepEqual(run(["materialize", "-"], { input: "create table a (b int)" }), shown);
});

test("what PostgreSQL would refuse is told with its place, and the status", () => {
  write("bad.sql", "CREATE TABLE a (b int);\nALTER TABLE nobody ADD c int;\n");
  const { status, errors } = run(["materialize", "bad.sql"]);
  assert.equal(status, 1);
  assert.match(errors, /^error\[42P01\]: relation "nobody" does not exist\n.*bad\.sql:2:13\n/s);
  assert.ok(!errors.includes("\u001b"), "no colours where nobody sees them");
});

test("a file that is not there is an error", () => {
  assert.deepEqual(run(["materialize", "none.sql"]), {
    status: 2,
    output: "",
    errors: "error[INVALID_ARGUMENT]: none.sql can't be read: No such file or directory (os error 2)\n",
  });
});

test("files are compared and merged", () => {
  write("old.sql", "CREATE TABLE a (b int);");
  write("new.sql", "CREATE TABLE a (b int, c int);");
  write("more.sql", "CREATE TABLE a (b int); CREATE TABLE d ();");
  const compared = run(["diff-files", "old.sql", "new.sql", "--format", "sql"]);
  assert.deepEqual([compared.status, compared.output], [1, "ALTER TABLE public.a ADD COLUMN c integer;\n"]);
  const merged = run(["merge-files", "old.sql", "new.sql", "more.sql", "--form", "schemas", "--format", "json"]);
  assert.equal(merged.status, 0);
  assert.equal(JSON.parse(merged.output).verdict, "clean");
});

test("help lists what there is, and a history is not", () => {
  const { status, output } = run(["--help"]);
  assert.equal(status, 0);
  assert.match(output, /\n {2}check /);
  assert.doesNotMatch(output, /\n {2}record |--store|--wait/);
  const refused = run(["log"]);
  assert.equal(refused.status, 2);
  assert.match(refused.errors, /keeps no histories/);
  assert.equal(run(["chek"]).status, 2);
});

describe("git", () => {
  before(() => {
    git("init", "--quiet", "--initial-branch", "main");
    commit("migrations/0001_users.sql", "CREATE TABLE users (id int, name text);\n");
    commit("schema.sql", "-- a shop\nCREATE TABLE users (id int);\n");
    git("checkout", "--quiet", "-b", "feature");
    commit("migrations/0002_name.sql", "ALTER TABLE users ALTER name TYPE varchar(80);\n");
    git("checkout", "--quiet", "main");
    commit("migrations/0003_name.sql", "ALTER TABLE users DROP COLUMN name;\n");
    git("checkout", "--quiet", "feature");
  });

  test("a branch's migrations are checked, with the places of conflicts", () => {
    const { status, output } = run(["check", "--base", "main", "migrations"]);
    assert.equal(status, 1);
    assert.match(output, /^conflict\[DropVsModify\]: /);
    assert.match(output, /migrations\/0002_name\.sql:1:19/);
    const clean = run(["check", "--base", "feature", "migrations"]);
    assert.deepEqual([clean.status, clean.output], [0, "HEAD merges into feature: 0 new migrations here, 0 there\n"]);
  });

  test("a folder within the repository, and one outside", () => {
    const within = run(["check", "--base", "main"], { cwd: join(folder, "migrations") });
    assert.equal(within.status, 1);
    assert.match(within.output, /migrations\/0002_name\.sql:1:19/);
    const outside = run(["check", "--base", "main"], { cwd: tmpdir() });
    assert.equal(outside.status, 2);
    assert.match(outside.errors, /not a git repository/);
  });

  test("a schema file is merged by its objects", () => {
    write("base.sql", "-- a shop\nCREATE TABLE users (id int);\n");
    write("ours.sql", "-- a shop\nCREATE TABLE users (id int, name text);\n");
    write("theirs.sql", "-- a shop\nCREATE TABLE users (id int);\nCREATE TABLE carts (id int);\n");
    assert.equal(run(["merge-driver", "base.sql", "ours.sql", "theirs.sql"]).status, 0);
    const merged = readFileSync(join(folder, "ours.sql"), "utf8");
    assert.equal(merged, "-- a shop\nCREATE TABLE users (id int, name text);\nCREATE TABLE carts (id int);\n");
  });
});
