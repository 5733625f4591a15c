// PGlite as a session for run.mjs: one connection to one database, made empty by dropping what was
// made, and replaced where that does not work or when it has served long.
import { readFileSync } from "node:fs";

import { PGlite } from "@electric-sql/pglite";

import { asLines, DIGEST_QUERY, FACTS_QUERY } from "./facts.mjs";
import { AT_ONCE } from "./run.mjs";

const PREPARE = `PREPARE judge_facts AS ${FACTS_QUERY}; PREPARE judge_digest AS ${DIGEST_QUERY}`;
const RESET = readFileSync(new URL("reset.sql", import.meta.url), "utf8");

/** After how many runs its memory and its catalogs have grown so that a new one is quicker. */
const RUNS = { inTheOpen: 400, scratch: 20_000 };
const VACUUM_EVERY = 100;

/** PGlite lets everybody change the system's catalogs; a server does not. */
const AS_A_SERVER = "SET allow_system_table_mods = off";

const EXTENSIONS = [
  "amcheck", "bloom", "btree_gin", "btree_gist", "citext", "cube", "dict_int", "dict_xsyn",
  "earthdistance", "file_fdw", "fuzzystrmatch", "hstore", "intarray", "isn", "lo", "ltree",
  "pg_stat_statements", "pg_trgm", "pgcrypto", "seg", "tablefunc", "tcn", "tsm_system_rows",
  "tsm_system_time", "unaccent", "uuid_ossp",
];

/** Returns a session; it takes a second or more. */
export async function openPglite() {
  const extensions = {};
  for (const name of EXTENSIONS) {
    extensions[name] = (await import(`@electric-sql/pglite/contrib/${name}`))[name];
  }
  const session = new PgliteSession(extensions);
  await session.renew();
  const [{ server_version: version }] = await session.rows("SHOW server_version");
  session.version = version;
  return session;
}

class PgliteSession {
  name = "PGlite";
  version;
  /** What is there besides an empty database; see trees.mjs. */
  standing;
  #extensions;
  #database;
  #emptyFacts;
  #runs = { inTheOpen: 0, scratch: 0 };
  #clean = true;

  constructor(extensions) {
    this.#extensions = extensions;
  }

  async renew() {
    await this.#database?.close();
    this.#database = await PGlite.create({ extensions: this.#extensions });
    this.#runs = { inTheOpen: 0, scratch: 0 };
    this.#clean = true;
    this.standing = undefined;
    await this.execute(`${AT_ONCE}; SET search_path = ''; ${PREPARE}`);
    this.#emptyFacts ??= asLines(await this.facts()).join("\n");
    await this.execute(`RESET ALL; ${AS_A_SERVER}`);
  }

  async execute(text) {
    await this.#database.exec(text);
  }

  /** The results of each statement of `text`. */
  async results(text) {
    return this.#database.exec(text);
  }

  async rows(text) {
    return (await this.results(text)).at(-1).rows;
  }

  /** The facts as rows; `search_path` must be empty. A script may have forgotten the prepared query. */
  async facts() {
    const query = "EXECUTE judge_facts";
    return this.rows(query).catch(async (error) => {
      if (error.code !== "26000") throw error;
      await this.execute(PREPARE);
      return this.rows(query);
    });
  }

  /** Makes ready for a run whose traces stay. */
  async empty() {
    await this.#cleaned();
    this.#runs.inTheOpen += 1;
    this.#clean = false;
  }

  /** Makes ready for a run that is rolled back. */
  async scratch() {
    await this.#cleaned();
    this.#runs.scratch += 1;
    if (this.#runs.scratch % VACUUM_EVERY === 0) await this.execute("VACUUM");
  }

  async #cleaned() {
    const old = this.#runs.inTheOpen >= RUNS.inTheOpen || this.#runs.scratch >= RUNS.scratch;
    if (old || !(this.#clean || (await this.#reset()))) await this.renew();
  }

  async #reset() {
    try {
      await this.execute("ROLLBACK");
      await this.execute("SET SESSION AUTHORIZATION postgres; RESET ALL; DISCARD TEMP");
      await this.execute(RESET);
      await this.execute("SET search_path = ''");
      this.#clean = asLines(await this.facts()).join("\n") === this.#emptyFacts;
      await this.execute(`RESET search_path; ${AS_A_SERVER}`);
    } catch {
      this.#clean = false;
    }
    return this.#clean;
  }

  async close() {
    await this.#database.close();
  }
}
