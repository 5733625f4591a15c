// Writes what src/catalog/built_in.rs and src/catalog/built_in/ read, of the server's version and of PGlite's together:
// the names of PostgreSQL's own functions, as a filter of ten bits a name, seven of them set by each; and the types,
// casts, operators and those functions that stand in definitions, with what they take and give.
//   node built-in-functions.mjs
import { writeFile } from "node:fs/promises";

import { openPglite } from "./pglite.mjs";
import { findServer, openServer } from "./server.mjs";

const BITS_A_NAME = 10;
const PROBES = 7;
const FILTER = new URL("../../src/catalog/types/built_in_functions.bin", import.meta.url);
const SIGNATURES = new URL("../../src/catalog/types/signatures.txt", import.meta.url);

/** What is written as a call and is none. */
const SYNTAX = ["coalesce", "greatest", "grouping", "json", "json_array", "json_arrayagg", "json_object", "json_objectagg", "json_query", "json_scalar", "json_serialize", "json_table", "json_value", "least", "merge_action", "normalize", "nullif", "overlay", "position", "row", "substring", "treat", "trim", "xmlconcat", "xmlelement", "xmlexists", "xmlforest", "xmlparse", "xmlpi", "xmlroot", "xmlserialize"];

/** Functions that no definition calls by name: of the server's own working, and those behind types and operators. */
const INNER = /^(pg_(?!typeof$|size_pretty$|sleep$|notify$|backend_pid$|column_size$|is_in_recovery$|(database|(total_)?relation|table)_size$|get_(constraintdef|expr|indexdef|serial_sequence|userbyid|viewdef)$|.*advisory)|binary_upgrade|has_|judge_|bt(?!rim$)|gin|brin|spg|gist|hash(?!text)|RI_|lo_|query_to|table_to|cursor_to|schema_to|database_to|in_range|int8?(dec|inc)|xid8|(float8|numeric|interval|int\d+)_.+|fmgr_|json_object$|normalize$)|(_(out|recv|in|ops|cmp|transfn|support|accum|combine|serialize|deserialize|final|inv|hash|hash_extended|subdiff|canonical|validator)|cmp|send|statefunc|sel|typmodin|typmodout|_pattern_..|_image|larger|smaller|_cmp_.*)$/u;

const NAMES = "SELECT; SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace";
const TYPES = `SELECT; SELECT oid::int, typelem::int, format_type(oid, NULL) AS name, typcategory AS category,
    typispreferred AS preferred, typcategory = 'A' AND typarray = 0 AS is_array
  FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace AND typrelid = 0 AND typtype <> 'd'`;
const CASTS = `SELECT; SELECT castcontext, castsource::int AS from, casttarget::int AS to,
    coalesce(provolatile, 'i') AS volatility
  FROM pg_cast LEFT JOIN pg_proc ON pg_proc.oid = castfunc`;
const OPERATORS = `SELECT; SELECT oprname AS name, oprleft::int AS left, oprright::int AS right,
    oprresult::int AS result, provolatile AS volatility
  FROM pg_operator JOIN pg_proc ON pg_proc.oid = oprcode WHERE oprnamespace = 'pg_catalog'::regnamespace`;
const FUNCTIONS = `SELECT; SELECT proname AS name, string_to_array(proargtypes::text, ' ')::int[] AS inputs,
    prorettype::int AS result, pronargdefaults AS optional, provariadic <> 0 AS variadic, provolatile AS volatility,
    EXISTS (SELECT FROM pg_operator WHERE oprcode = pg_proc.oid) AS behind_operator,
    EXISTS (SELECT FROM pg_aggregate WHERE aggfnoid = pg_proc.oid AND aggkind <> 'n') AS is_of_sets
  FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind <> 'p'`;

/** One letter a type; those that are used most come first. */
const LETTERS = "XaegfhjkopRitblnsrdvcmzZDIJUuyTVONqwx0123456789ABCEFGHKLMPQSWY#$%&()+,-./:;<=@]^_{|}'`\"\\";
const FIRST = ["unknown", "\"any\"", "anyelement", "anyarray", "anynonarray", "anyenum", "anyrange", "anymultirange", "anycompatible", "anycompatiblearray", "record", "integer", "text", "boolean", "bigint", "numeric", "smallint", "real", "double precision", "character varying", "character", "money", "timestamp without time zone", "timestamp with time zone", "date", "interval", "json", "jsonb", "uuid", "bytea", "time without time zone", "time with time zone", "oid", "name"];

/** Functions behind operators that are called by name as well. */
const CALLED = /^(starts_with|jsonb_exists|array_(append|cat|prepend)|jsonb?_extract_path(_text)?)$/u;

/** Types that no definition speaks of. */
const RARE = ["aclitem", "cid", "pg_dependencies", "pg_mcv_list", "pg_ndistinct", "pg_node_tree", "txid_snapshot"];

const names = new Set(SYNTAX);
const types = new Map();
const signatures = new Map();
const programs = await findServer();
for (const engine of [await openPglite(), ...(programs ? [await openServer(programs)] : [])]) {
  await engine.empty();
  const rows = async (query) => (await engine.results(query)).at(-1).rows;
  for (const { proname } of await rows(NAMES)) names.add(proname);
  await gather(rows);
  await engine.close();
}

/** Enters an engine's types, casts, operators and functions. */
async function gather(rows) {
  const found = await rows(TYPES);
  const byOid = new Map(found.map((type) => [type.oid, type]));
  for (const type of found) if (!type.is_array && !types.has(type.name)) types.set(type.name, type);
  const shown = (oid) => {
    const type = byOid.get(Number(oid));
    if (type === undefined) return undefined;
    return type.is_array ? { array: byOid.get(type.typelem)?.name } : { name: type.name };
  };
  const contexts = { i: "(implicit)", a: "(assignment)", e: "(explicit)" };
  for (const cast of await rows(CASTS)) enter(contexts[cast.castcontext], { inputs: [shown(cast.from)], result: shown(cast.to), ...cast });
  for (const operator of await rows(OPERATORS)) {
    const inputs = [operator.left, operator.right].filter((oid) => oid !== 0).map(shown);
    enter(operator.name, { inputs, result: shown(operator.result), volatility: operator.volatility });
  }
  const functions = (await rows(FUNCTIONS)).map((one) => ({
    ...one,
    inputs: String(one.inputs).split(/[{},\s]+/u).filter((oid) => oid !== "").map(shown),
    result: shown(one.result),
  }));
  const isInner = ({ inputs, result }) => [...inputs, result].some((type) => type === undefined || ["internal", "cstring", "trigger", "event_trigger"].includes(type.name) || /handler$/u.test(type.name ?? ""));
  const called = new Set(functions.filter((one) => !INNER.test(one.name) && !isInner(one) && (!one.behind_operator || CALLED.test(one.name))).map(({ name }) => name));
  for (const one of functions) if (called.has(one.name) && !one.is_of_sets && !isInner(one)) enter(one.name, one);
}

function enter(name, signature) {
  const isRare = (type) => type === undefined || RARE.includes(type.name ?? type.array);
  if ([...signature.inputs, signature.result].some(isRare)) return;
  const list = signatures.get(name) ?? [];
  signatures.set(name, list);
  const key = JSON.stringify([signature.inputs]);
  if (!list.some((one) => JSON.stringify([one.inputs]) === key && name[0] !== "(" || JSON.stringify([one.inputs, one.result]) === JSON.stringify([signature.inputs, signature.result]))) list.push(signature);
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
await writeFile(FILTER, filter);

/** Only the types that something takes or gives. */
const used = new Set([...signatures.values()].flat().flatMap(({ inputs, result }) => [...inputs, result].map(({ name, array }) => name ?? array)));
const order = [...FIRST, ...[...types.keys()].filter((name) => used.has(name) && !FIRST.includes(name)).sort()];
if (order.length > LETTERS.length) throw new Error(`${order.length} types, ${LETTERS.length} letters`);
const letter = (name) => LETTERS[order.indexOf(name)];
const written = ({ name, array }) => (array === undefined ? letter(name) : `[${letter(array)}`);
const marks = { i: "", s: "~", v: "!" };
function line(name, list) {
  const all = list.map(({ inputs, result, optional = 0, variadic = false, volatility }) => {
    const most = inputs.length;
    const taken = inputs.map((input, place) => (variadic && place === most - 1 ? "*" : place >= most - optional ? "?" : "") + written(input));
    return `${taken.join("")}>${written(result)}${marks[volatility]}`;
  });
  return `${name} ${all.sort().join(" ")}`;
}
const byName = [...signatures].sort(([one], [other]) => (Buffer.compare(Buffer.from(one), Buffer.from(other))));
const text = [
  ...order.map((name) => `${letter(name)}${types.get(name).category}${types.get(name).preferred ? "+" : "-"}${name}`),
  "",
  ...byName.map(([name, list]) => line(name, list)),
  "",
].join("\n");
await writeFile(SIGNATURES, text);
console.log(`${names.size} names, ${filter.length} bytes; ${signatures.size} names with signatures, ${text.length} bytes`);
process.exit(0);
