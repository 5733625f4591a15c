// Our differences beside those of @pgkit/migra, the same pairs in one run: theirs take a server, so the two
// databases, the loading and the comparison are counted; ours go from text to DDL.
//   npm i --prefix DIR @pgkit/migra@0.6.1
//   cargo build --locked --release --example diff && (cd tests/postgres && npm ci)
//   node benches/migra.mjs DIR [PAIRS]
// The pairs are those of the peers' states in ../shared/corpus that both can load, evenly chosen, and two schemas
// of 500 tables that differ in 20 places.
import { createRequire } from "node:module";
import { resolve } from "node:path";

import { peerPairs } from "../tests/postgres/corpus-scripts.mjs";
import { findServer, openServer } from "../tests/postgres/server.mjs";
import { openDiffSubject } from "../tests/postgres/subject.mjs";

const [folder, count = "100"] = process.argv.slice(2);
const { run: migra } = createRequire(`${resolve(folder)}/package.json`)("@pgkit/migra");
const { default: pg } = await import(createRequire(new URL("../tests/postgres/package.json", import.meta.url)).resolve("pg"));

process.env.SCHEMAGRAFT_DIFF_BIN ??= new URL("../target/release/examples/diff", import.meta.url).pathname;
const programs = await findServer();
if (!programs) throw new Error("PostgreSQL is not installed: apt-get install postgresql-15");
const server = await openServer(programs);
const subject = openDiffSubject();
const admin = await connect("postgres");
await subject.diff("", ""); // Both are started when the clock starts.

const all = (await peerPairs()).flatMap(({ source, pairs }) => pairs.map((pair) => ({ ...pair, name: `${source}/${pair.name}` })));
const step = Math.max(1, all.length / Number(count));
const chosen = Array.from({ length: Math.min(all.length, Number(count)) }, (_, at) => all[Math.floor(at * step)]);
report(`${chosen.length} pairs of peers' cases`, await measure(chosen));
report("500 tables, 20 differences", await measure([{ name: "large", from: tables(false), to: tables(true) }]));
await admin.end();
await Promise.all([subject.close(), server.close()]);

/** Returns seconds: `loading` and `comparing` for theirs, `ours`; and how many pairs either could not do. */
async function measure(pairs) {
  const sums = { pairs: 0, loading: 0, comparing: 0, ours: 0, refused: 0 };
  for (const { from, to } of pairs) {
    const theirs = await measureMigra(from, to).catch(() => undefined);
    const started = performance.now();
    await subject.diff(from, to, { check: false });
    const ours = performance.now() - started;
    if (!theirs) {
      sums.refused += 1;
      continue;
    }
    sums.pairs += 1;
    sums.loading += theirs.loading / 1000;
    sums.comparing += theirs.comparing / 1000;
    sums.ours += ours / 1000;
  }
  return sums;
}

async function measureMigra(from, to) {
  const started = performance.now();
  const names = ["bench_from", "bench_to"];
  try {
    for (const [at, script] of [from, to].entries()) {
      await admin.query(`CREATE DATABASE ${names[at]} TEMPLATE template0`);
      const client = await connect(names[at]);
      await client.query(script).finally(() => client.end());
    }
    const loaded = performance.now();
    const [one, other] = names.map((name) => `postgres://postgres@localhost/${name}?host=${server.socket}`);
    const { sql } = await migra(one, other, { unsafe: true });
    if (typeof sql !== "string") throw new Error("migra gave no SQL");
    return { loading: loaded - started, comparing: performance.now() - loaded };
  } finally {
    for (const name of names) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    const { rows } = await admin.query("SELECT quote_ident(rolname) AS role FROM pg_roles WHERE oid >= 16384");
    for (const { role } of rows) await admin.query(`DROP ROLE ${role}`).catch(() => {});
  }
}

async function connect(database) {
  const client = new pg.Client({ host: server.socket, user: "postgres", database });
  client.on("error", () => {});
  await client.connect();
  return client;
}

function tables(isChanged) {
  return Array.from({ length: 500 }, (_, number) => {
    const more = isChanged && number % 25 === 0 ? ", extra date" : "";
    return `CREATE TABLE t${number} (id serial PRIMARY KEY, name text NOT NULL, mail varchar(100)${more});
      CREATE INDEX i${number} ON t${number} (mail);
      CREATE VIEW v${number} AS SELECT id, name FROM t${number};\n`;
  }).join("");
}

function report(title, { pairs, refused, loading, comparing, ours }) {
  const theirs = loading + comparing;
  const seconds = (value) => `${value.toFixed(2)} s`;
  console.log(`${title}: ${pairs} measured, ${refused} not loaded or compared by theirs`);
  console.log(`  @pgkit/migra ${seconds(theirs)} (loading ${seconds(loading)}, comparing ${seconds(comparing)}); ours ${seconds(ours)}; ${(theirs / ours).toFixed(0)} times, comparing alone ${(comparing / ours).toFixed(0)} times`);
}
