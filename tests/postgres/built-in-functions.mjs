// Writes the names of PostgreSQL's own functions, of the server's version and of PGlite's together, as
// the filter that src/catalog/built_in.rs reads: ten bits a name, seven of them set by each.
//   node built-in-functions.mjs
import { writeFile } from "node:fs/promises";

import { openPglite } from "./pglite.mjs";
import { findServer, openServer } from "./server.mjs";

const BITS_A_NAME = 10;
const PROBES = 7;
const FILE = new URL("../../src/catalog/built_in_functions.bin", import.meta.url);
const QUERY = "SELECT; SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace";

/** What is written as a call and is none. */
const SYNTAX = ["coalesce", "greatest", "grouping", "json", "json_array", "json_arrayagg", "json_object", "json_objectagg", "json_query", "json_scalar", "json_serialize", "json_table", "json_value", "least", "merge_action", "normalize", "nullif", "overlay", "position", "row", "substring", "treat", "trim", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlparse", "xmlpi", "xmlroot", "xmlserialize"];

const names = new Set(SYNTAX);
const programs = await findServer();
for (const engine of [await openPglite(), ...(programs ? [await openServer(programs)] : [])]) {
  await engine.empty();
  const { rows } = (await engine.results(QUERY)).at(-1);
  for (const { proname } of rows) names.add(proname);
  await engine.close();
}

/** FNV-1a, 64 bits: its halves are where the probes begin and how far apart they are. */
function hash(name) {
  let state = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(name)) state = BigInt.asUintN(64, (state ^ BigInt(byte)) * 0x100000001b3n);
  return [state & 0xffffffffn, state >> 32n];
}

const filter = new Uint8Array(Math.ceil((names.size * BITS_A_NAME) / 8));
for (const name of names) {
  const [first, step] = hash(name);
  for (let probe = 0n; probe < PROBES; probe += 1n) {
    const bit = Number((first + probe * step) % BigInt(filter.length * 8));
    filter[bit >> 3] |= 1 << (bit & 7);
  }
}
await writeFile(FILE, filter);
console.log(`${names.size} names, ${filter.length} bytes`);
