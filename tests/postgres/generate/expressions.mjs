// Types, values, conditions and queries that mostly fit.
import { named } from "./world.mjs";

const TYPES = [
  [8, "integer"], [2, "bigint"], [5, "text"], [2, "varchar(20)"], [2, "numeric(10,2)"], [2, "boolean"],
  [2, "date"], [2, "timestamptz"], [1, "jsonb"], [1, "integer[]"], [1, "smallint"], [0.3, "nothing"],
];

const VALUES = {
  integer: ["0", "1 + 2", "length('abc')"],
  bigint: ["0", "5"],
  smallint: ["1"],
  text: ["'x'", "upper('y')", "'it''s'"],
  "varchar(20)": ["'x'", "''"],
  "numeric(10,2)": ["0", "1.5"],
  boolean: ["true", "false", "(NOT false)"],
  date: ["current_date", "'2020-01-01'"],
  timestamptz: ["now()", "'2020-01-01 00:00:00+00'"],
  jsonb: ["'{}'", "'[]'::jsonb"],
  "integer[]": ["'{}'", "ARRAY[1, 2]"],
};

const CONDITIONS = {
  integer: (c) => [`${c} > 0`, `${c} <> 5 AND ${c} < 100`, `${c} IN (1, 2, 3)`, `${c} BETWEEN 1 AND 9`, `${c} IS NOT NULL`],
  text: (c) => [`${c} <> ''`, `length(${c}) < 50`, `${c} ~ '^a'`, `lower(${c}) = ${c}`, `${c} LIKE 'a%'`],
  boolean: (c) => [c, `NOT ${c}`, `${c} IS TRUE`],
  jsonb: (c) => [`${c} ->> 'x' ~ '^a'`, `${c} -> 'a' ->> 'b' = 'c'`, `${c} -> 'a' ? 'b'`, `${c} @> '{}'`],
  date: (c) => [`${c} > '2000-01-01'`],
  timestamptz: (c) => [`${c} IS NOT NULL`, `${c} > '2000-01-01'`],
};
for (const [name, like] of [["bigint", "integer"], ["smallint", "integer"], ["numeric(10,2)", "integer"], ["varchar(20)", "text"]]) {
  CONDITIONS[name] = CONDITIONS[like];
}

/** A column's type; often a type that the sequence has made. */
export function typeName(world) {
  const { chance } = world;
  const own = world.types();
  if (own.length && chance.percent(30)) return named(chance.pick(own)) + chance.maybe(10, "[]");
  return chance.weighted(TYPES);
}

/** A default for the type; an own type's labels are not known, so NULL has to do for most. */
export function value(world, type) {
  const { chance } = world;
  const sequences = world.all("sequence");
  if (/^(integer|bigint)$/.test(type) && sequences.length && chance.percent(25)) return `nextval('${named(chance.pick(sequences))}')`;
  if (chance.percent(2)) return chance.pick(["NULL", "'x'", "no_such()"]);
  const own = world.all("enum").find((thing) => named(thing) === type);
  if (own?.labels?.length) return `'${chance.pick(own.labels)}'` + chance.maybe(30, `::${type}`);
  return chance.pick(VALUES[type] ?? ["NULL"]);
}

/** A condition over one of the relation's columns, which stand under `prefix`. */
export function condition(world, relation, prefix = "") {
  const { chance } = world;
  const { name, type } = world.column(relation);
  const own = world.all("function").filter(({ returns, argument }) => returns === "boolean" && argument === type);
  if (own.length && chance.percent(40)) return `${named(chance.pick(own))}(${prefix}${name})`;
  const usual = (CONDITIONS[type] ?? ((column) => [`${column} IS NOT NULL`]))(`${prefix}${name}`);
  return chance.pick(usual);
}

/** A query and the columns that it comes to, `{ text, columns }`. */
export function query(world) {
  const { chance } = world;
  const source = world.some("table", "table", "view", "materialized view");
  const shape = chance.weighted([[5, columnsOf], [2, starOf], [2, joinOf], [2, groupOf], [1, unionOf], [1, nestedOf]]);
  return shape(world, source, chance);
}

function columnsOf(world, source, chance) {
  const list = source.columns.length ? chance.some(source.columns, 3) : [world.column(source)];
  const where = chance.maybe(40, ` WHERE ${condition(world, source)}`);
  return { text: `SELECT ${list.map(({ name }) => name).join(", ")} FROM ${named(source)}${where}`, columns: list };
}

const starOf = (world, source) => ({ text: `SELECT * FROM ${named(source)}`, columns: [...source.columns] });

function joinOf(world, source, chance) {
  const other = world.some("table", "view");
  const [left, right] = [world.column(source), world.column(other)];
  const key = like(world, other, left);
  const kind = chance.pick(["JOIN", "LEFT JOIN"]);
  const columns = [{ ...left }, { name: "other", type: right.type }];
  return {
    text: `SELECT x.${left.name}, y.${right.name} AS other FROM ${named(source)} x ${kind} ${named(other)} y ON x.${left.name} = y.${key.name}`,
    columns,
  };
}

/** A column of the same type, nearly always, if there is one. */
function like(world, relation, { type }) {
  const fitting = relation.columns.filter((column) => column.type === type);
  return fitting.length && world.chance.percent(95) ? world.chance.pick(fitting) : world.column(relation);
}

function groupOf(world, source) {
  const { name, type } = world.column(source);
  return {
    text: `SELECT ${name}, count(*) AS many FROM ${named(source)} GROUP BY ${name}`,
    columns: [{ name, type }, { name: "many", type: "bigint" }],
  };
}

function unionOf(world, source) {
  const { name, type } = world.column(source);
  return {
    text: `SELECT ${name} FROM ${named(source)} UNION ALL SELECT ${like(world, source, { type }).name} FROM ${named(source)}`,
    columns: [{ name, type }],
  };
}

function nestedOf(world, source) {
  const { name, type } = world.column(source);
  return {
    text: `WITH few AS (SELECT ${name} FROM ${named(source)}) SELECT f.${name}, (SELECT count(*) FROM ${named(source)}) AS many FROM few f`,
    columns: [{ name, type }, { name: "many", type: "bigint" }],
  };
}
