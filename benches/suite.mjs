// What is measured in JavaScript, the same in Node.js and in a browser.

const statement = (number) =>
  `CREATE TABLE orders_${number} (id bigint PRIMARY KEY, total numeric(12, 2) NOT NULL)`;

const range = (length, value) => Array.from({ length }, (_, at) => value(at));

/** Prints one figure. */
export function report(what, figure) {
  console.log(`${what.padEnd(52)} ${figure}`);
}

/** Returns how many milliseconds a call takes: the best of `rounds`. */
async function measure(rounds, call) {
  let best = Infinity;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await call(round);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const rate = (count, milliseconds) => Math.round((count / milliseconds) * 1000);

async function recording(manager, raw) {
  let key = 0;
  const put = () => {
    key += 1;
    const bytes = new Uint8Array(12);
    new DataView(bytes.buffer).setUint32(8, key);
    return [bytes, new TextEncoder().encode(statement(key).padEnd(140))];
  };
  const rawBatch = rate(1000, await measure(10, () => raw.commit(range(1000, put))));
  const script = range(1000, statement).join(";\n");
  const batch = rate(1000, await measure(10, () => manager.recordDdl("main", script)));
  const rawSingle = rate(1, await measure(50, () => raw.commit([put()])));
  const single = rate(1, await measure(50, (round) => manager.recordDdl("main", statement(round))));
  report("record in batches of 1,000, statements a second", `${batch}, raw ${rawBatch}: ${(batch / rawBatch).toFixed(2)}`);
  report("record singly, statements a second", `${single}, raw ${rawSingle}: ${(single / rawSingle).toFixed(2)}`);
}

async function reading(manager, length) {
  const script = range(1000, statement).join(";\n");
  let last = (await manager.getDdlHistory("main", { limit: 1 }))[0]?.ddlId ?? 0;
  while (last < length) last = (await manager.recordDdl("main", script)).at(-1).ddlId;
  const time = await measure(20, () => manager.getDdlSince("main", last - 100));
  report(`read the last 100 of ${last} entries`, `${time.toFixed(2)} ms`);
}

/** The n-th thing a branch does: to tables of its own, and to the base's. */
function change(branch, number) {
  const own = `${branch}_${Math.floor(number / 4)}`;
  const table = `t${Math.floor(number / 4) % 100}`;
  return [
    `CREATE TABLE ${own} (id bigserial PRIMARY KEY, amount numeric(10, 2) NOT NULL DEFAULT 0)`,
    `ALTER TABLE ${table} ADD COLUMN ${own} text`,
    `CREATE INDEX ${own}_amount ON ${own} (amount)`,
    `COMMENT ON COLUMN ${table}.name IS 'set by ${own}'`,
  ][number % 4];
}

async function conflicts(schemagraft, length) {
  const manager = await schemagraft.DdlVersioningManager.open("memory:");
  const base = range(100, (number) => `CREATE TABLE t${number} (id serial PRIMARY KEY, name text)`);
  await manager.recordDdl("main", base.join(";\n"));
  for (const branch of ["ours", "theirs"]) {
    await manager.createBranch(branch, { from: "main" });
    await manager.recordDdl(branch, range(length, (number) => change(branch, number)).join(";\n"));
  }
  let found = 0;
  const time = await measure(3, async () => {
    found = (await manager.detectConflicts("ours", "theirs")).length;
  });
  await manager.close();
  report(`${found} conflicts among ${length} statements a side`, `${time.toFixed(0)} ms`);
}

/** Merges a hundred branches into the one that they come from, one after another. */
async function merges(schemagraft) {
  const manager = await schemagraft.DdlVersioningManager.open("memory:");
  const base = range(100, (number) => `CREATE TABLE t${number} (id serial PRIMARY KEY, name text)`);
  await manager.recordDdl("main", base.join(";\n"));
  const branches = range(100, (number) => `branch_${number}`);
  for (const branch of branches) {
    await manager.createBranch(branch, { from: "main" });
    const own = range(10, (number) => change(branch, number)).filter((sql) => !sql.startsWith("COMMENT"));
    await manager.recordDdl(branch, own.join(";\n"));
  }
  const time = await measure(1, async () => {
    for (const branch of branches) await manager.merge(branch, "main");
  });
  await manager.close();
  report(`merge ${branches.length} branches, one after another`, `${time.toFixed(0)} ms`);
}

async function parsing(schemagraft, script) {
  const long = script.repeat(Math.ceil(2 ** 20 / script.length));
  const time = await measure(5, () => schemagraft.parseDdl(long));
  report("parse", `${(long.length / 1e3 / time).toFixed(1)} MB/s`);
}

/** Measures everything in one runtime, and prints it. */
export async function run({ schemagraft, rawStore, places, script, lengths = [1_000, 100_000] }) {
  const place = places("history");
  let manager = await schemagraft.DdlVersioningManager.open(place);
  const raw = await rawStore();
  await recording(manager, raw);
  await raw.close();
  for (const length of lengths) await reading(manager, length);
  await manager.close();
  const opening = await measure(5, async () => {
    manager = await schemagraft.DdlVersioningManager.open(place);
    await manager.close();
  });
  report(`open a history of ${lengths.at(-1)} entries`, `${opening.toFixed(1)} ms`);
  for (const length of [100, 1_000, 10_000, 100_000]) await conflicts(schemagraft, length);
  await merges(schemagraft);
  await parsing(schemagraft, script);
}
