// A real PostgreSQL server as a session for run.mjs: a cluster of its own in a temporary folder,
// reached by a socket that only its owner may open, never by the network. An empty database is a
// new one.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { chown, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import pg from "pg";

import { DIGEST_QUERY, FACTS_QUERY } from "./facts.mjs";
import { AT_ONCE } from "./run.mjs";

const SETTINGS = {
  listen_addresses: "",
  fsync: "off",
  full_page_writes: "off",
  synchronous_commit: "off",
  autovacuum: "off",
  max_connections: "20",
  statement_timeout: "60s",
  lc_messages: "C",
  jit: "off",
};

const PREPARE = `PREPARE judge_facts AS ${FACTS_QUERY}; PREPARE judge_digest AS ${DIGEST_QUERY}`;

/** Returns the folder of initdb and postgres (the newest, if there are several), or undefined. */
export async function findServer() {
  const debian = "/usr/lib/postgresql";
  const versions = await readdir(debian).catch(() => []);
  versions.sort((a, b) => Number(b) - Number(a));
  const folders = [...(process.env.PATH ?? "").split(":"), ...versions.map((v) => `${debian}/${v}/bin`)];
  for (const folder of folders) {
    const names = await readdir(folder).catch(() => []);
    if (names.includes("initdb") && names.includes("postgres")) return folder;
  }
  return undefined;
}

/** Starts a server and returns a session; it takes a few seconds. */
export async function openServer(programs) {
  const owner = await unprivileged();
  const folder = await mkdtemp(join(tmpdir(), "schemagraft-judge-"));
  if (owner) await chown(folder, owner.uid, owner.gid);
  const data = join(folder, "data");
  const initdb = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
  await finished(spawn(join(programs, "initdb"), initdb, { ...owner, cwd: folder, stdio: ["ignore", "ignore", "pipe"] }));
  const settings = Object.entries({ ...SETTINGS, unix_socket_directories: folder });
  const flags = settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(join(programs, "postgres"), ["-D", data, ...flags], { ...owner, cwd: folder, stdio: "ignore" });
  const session = new ServerSession(folder, child);
  await session.start();
  return session;
}

/** PostgreSQL refuses to run as root: root runs it as the user that its package made, or as nobody. */
async function unprivileged() {
  if (process.getuid() !== 0) return {};
  const lines = (await readFile("/etc/passwd", "utf8")).split("\n").map((line) => line.split(":"));
  const entry = ["postgres", "nobody"].map((name) => lines.find((l) => l[0] === name)).find(Boolean);
  if (!entry) throw new Error("PostgreSQL does not run as root, and there is neither postgres nor nobody");
  return { uid: Number(entry[2]), gid: Number(entry[3]) };
}

function finished(child) {
  let said = "";
  child.stderr.on("data", (data) => (said += data));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`initdb failed: ${said}`))));
  });
}

const LASTING = "judge_scratch";
const PASSING = "judge_run";
const KEPT = "judge_kept";

class ServerSession {
  name = "PostgreSQL";
  version;
  /** What is there besides an empty database; see trees.mjs. */
  standing;
  #folder;
  #child;
  #admin;
  #client;
  #database;
  /** What the kept database holds, and the roles that belong to it. */
  #kept;
  #keptRoles = [];

  constructor(folder, child) {
    this.#folder = folder;
    this.#child = child;
    this.exit = new Promise((resolve) => child.on("close", resolve));
    process.on("exit", () => {
      child.kill("SIGQUIT");
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    });
  }

  async start() {
    for (let tries = 1; !this.#admin; tries += 1) {
      this.#admin = await this.#connect("postgres").catch(async (error) => {
        if (tries > 200 || this.#child.exitCode !== null) throw error;
        await new Promise((resolve) => setTimeout(resolve, 50));
      });
    }
    this.version = (await this.#admin.query("SHOW server_version")).rows[0].server_version;
    await this.#admin.query(`CREATE DATABASE ${LASTING} TEMPLATE template0`);
  }

  /** The folder of the socket, for connections of one's own. */
  get socket() {
    return this.#folder;
  }

  async #connect(database) {
    const client = new pg.Client({ host: this.#folder, user: "postgres", database });
    client.on("error", () => {});
    await client.connect();
    return client;
  }

  async execute(text) {
    await this.#client.query(text);
  }

  /** The results of each statement of `text`, which has several. */
  async results(text) {
    return this.#client.query(text);
  }

  /** The facts as rows; `search_path` must be empty. A script may have forgotten the prepared query. */
  async facts() {
    const query = "EXECUTE judge_facts";
    const { rows } = await this.#client.query(query).catch(async (error) => {
      if (error.code !== "26000") throw error;
      await this.#client.query(PREPARE);
      return this.#client.query(query);
    });
    return rows;
  }

  /** Makes ready for a run whose traces stay. */
  async empty() {
    await this.#leave();
    await this.#dropTraces();
    await this.#admin.query(`CREATE DATABASE ${PASSING} TEMPLATE template0`);
    await this.#enter(PASSING);
  }

  /** Makes ready for a run that is rolled back. */
  async scratch() {
    if (this.#database === LASTING) return;
    await this.#leave();
    await this.#dropTraces();
    await this.#enter(LASTING);
    await this.execute(`${AT_ONCE}; SET search_path = ''; ${PREPARE}; RESET search_path`);
  }

  /** Makes ready for a run on what `make` leaves, whose traces stay; `make` runs again for another `key` only. */
  async onto(key, make) {
    if (this.#kept !== key) {
      await this.empty();
      await make();
      await this.#keep(key);
    }
    await this.#leave();
    await this.#dropTraces({ spare: [KEPT], roles: this.#keptRoles });
    await this.#admin.query(`CREATE DATABASE ${PASSING} TEMPLATE ${KEPT}`);
    await this.#enter(PASSING);
  }

  async #keep(key) {
    await this.#leave();
    await this.#admin.query(`ALTER DATABASE ${PASSING} RENAME TO ${KEPT}`);
    const { rows } = await this.#admin.query("SELECT rolname FROM pg_roles WHERE oid >= 16384");
    this.#keptRoles = rows.map(({ rolname }) => rolname);
    this.#kept = key;
  }

  async #enter(database) {
    this.#client = await this.#connect(database);
    this.standing = undefined;
    this.#database = database;
  }

  async #leave() {
    if (this.#database === PASSING) await this.#dropSubscriptions();
    await this.#client?.end();
    this.#client = this.#database = undefined;
  }

  /** A database with subscriptions can't be dropped. */
  async #dropSubscriptions() {
    await this.execute("ROLLBACK; RESET SESSION AUTHORIZATION");
    const { rows } = await this.#client.query("SELECT quote_ident(subname) AS name FROM pg_subscription");
    for (const { name } of rows) {
      await this.execute(`ALTER SUBSCRIPTION ${name} DISABLE`);
      await this.execute(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
      await this.execute(`DROP SUBSCRIPTION ${name}`);
    }
  }

  /** Databases and roles outlive the database that a script ran in. */
  async #dropTraces({ spare = [], roles = [] } = {}) {
    if (!spare.length) this.#kept = undefined;
    await this.#admin.query(`DROP DATABASE IF EXISTS ${PASSING} WITH (FORCE)`);
    const { rows } = await this.#admin.query(
      `SELECT format('DROP DATABASE %I WITH (FORCE)', datname) AS command FROM pg_database
        WHERE NOT datistemplate AND datname <> ALL ($1)
       UNION ALL SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE oid >= 16384 AND rolname <> ALL ($2)
       UNION ALL SELECT format('ALTER ROLE %s RESET ALL', coalesce(quote_ident(rolname), 'ALL'))
        FROM pg_db_role_setting LEFT JOIN pg_roles r ON r.oid = setrole WHERE setdatabase = 0`,
      [["postgres", LASTING, ...spare], roles],
    );
    for (const { command } of rows) await this.#admin.query(command).catch(() => {});
  }

  async close() {
    await this.#leave();
    await this.#admin.end();
    this.#child.kill("SIGINT");
    await this.exit;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
