// Statements on tables: made, altered, partitioned, dropped; their constraints and indexes.
import { condition, query, typeName, value } from "./expressions.mjs";
import { named } from "./world.mjs";

const ending = (chance) => chance.maybe(25, " CASCADE");

// ---- columns and constraints in a definition ------------------------------------------------------

function columnDefinition(world, table) {
  const { chance } = world;
  const column = { name: world.newColumnName(table), type: typeName(world) };
  const others = table.columns.filter(({ type }) => type === "integer");
  table.columns.push(column);
  const { name, type } = column;
  const whole = /^(integer|bigint|smallint)$/.test(type);
  const parts = [name, type];
  if (whole && chance.percent(12)) parts[1] = type === "bigint" ? "bigserial" : "serial";
  else if (whole && chance.percent(8)) parts.push(`GENERATED ${chance.pick(["ALWAYS", "BY DEFAULT"])} AS IDENTITY`);
  else if (chance.percent(25)) parts.push(`DEFAULT ${value(world, type)}`);
  else if (type === "integer" && others.length && chance.percent(15)) parts.push(`GENERATED ALWAYS AS (${chance.pick(others).name}) STORED`);
  if (chance.percent(20)) parts.push("NOT NULL");
  if (chance.percent(15)) parts.push(columnKey(world, table, column));
  if (chance.percent(15)) parts.push(`CHECK (${condition(world, { columns: [column] })})`);
  if (chance.percent(12)) parts.push(reference(world, table, column));
  return parts.filter(Boolean).join(" ");
}

/** A key, unless it surely can't be; `keyed` are the columns that a foreign key can refer to. */
function columnKey(world, table, column) {
  const { chance } = world;
  if ((table.partitioned || /json/.test(column.type)) && chance.percent(90)) return "";
  const primary = (!table.primary || chance.percent(3)) && chance.percent(60);
  table.primary ||= primary;
  (table.keyed ??= []).push(column);
  return primary ? "PRIMARY KEY" : "UNIQUE";
}

/** REFERENCES a key of the column's type, or nothing; sometimes whatever there is. */
function reference(world, table, { type }) {
  const { chance } = world;
  const targets = world.all("table").flatMap((target) => (target.keyed ?? []).map((key) => ({ target, key })));
  const fitting = targets.filter(({ key, target }) => key.type === type && (target !== table || chance.percent(50)));
  if (chance.percent(6)) return `REFERENCES ${named(world.some("table"))}`;
  if (!fitting.length) return "";
  const { target, key } = chance.pick(fitting);
  return `REFERENCES ${named(target)} (${key.name})${actions(chance)}`;
}

const actions = (chance) => chance.maybe(25, ` ON DELETE ${chance.pick(["CASCADE", "SET NULL", "RESTRICT", "SET DEFAULT"])}`);

function tableConstraint(world, table) {
  const { chance } = world;
  let name = "";
  if (chance.percent(50)) {
    const free = ["c1", "c2", "c3"].filter((one) => !table.constraints?.includes(one) || chance.percent(5));
    const given = chance.pick(free) ?? "c4";
    table.constraints?.push(given);
    name = `CONSTRAINT ${given} `;
  }
  return name + chance.weighted([
    [5, () => `CHECK (${condition(world, table)})`],
    [4, () => keyConstraint(world, table)],
    [3, () => foreignKey(world, table)],
    [table.partitioned ? 0 : 0.5, () => `EXCLUDE USING btree (${world.column(table).name} WITH =)`],
  ])();
}

function keyConstraint(world, table) {
  const { chance } = world;
  const sortable = table.columns.filter(({ type }) => !/json/.test(type));
  const columns = sortable.length ? chance.some(sortable, 2) : [world.column(table)];
  if (columns.length === 1) (table.keyed ??= []).push(columns[0]);
  const primary = !table.primary && chance.percent(30);
  table.primary ||= primary;
  return `${primary ? "PRIMARY KEY" : "UNIQUE"} (${columns.map(({ name }) => name).join(", ")})${chance.maybe(5, " DEFERRABLE")}`;
}

function foreignKey(world, table) {
  const column = world.column(table);
  const target = reference(world, table, column);
  return target ? `FOREIGN KEY (${column.name}) ${target}` : `CHECK (${condition(world, table)})`;
}

// ---- CREATE TABLE ---------------------------------------------------------------------------------

function createTable(world) {
  const { chance } = world;
  const parent = world.some("table");
  const form = chance.weighted([[80, "plain"], [parent.ghost ? 0 : 10, "child"], [10, "partitioned"]]);
  const table = world.make("table");
  const elements = [columnDefinition(world, table)];
  let tail = "";
  if (form === "partitioned") {
    table.partitioned = chance.pick(["RANGE", "LIST", "HASH"]);
    tail = ` PARTITION BY ${table.partitioned} (${table.columns[0].name})`;
  }
  for (let more = chance.between(0, 3); more > 0; more -= 1) elements.push(columnDefinition(world, table));
  while (chance.percent(25)) elements.push(tableConstraint(world, table));
  if (chance.percent(4)) elements.push(likeClause(world));
  if (form === "child") {
    tail = ` INHERITS (${named(parent)})`;
    table.columns.push(...parent.columns);
  }
  return `CREATE ${tableKind(chance, form)} ${named(table)} (${elements.join(", ")})${tail}`;
}

const tableKind = (chance, form) =>
  chance.weighted([[20, "TABLE"], [form === "plain" ? 1 : 0, "UNLOGGED TABLE"], [form === "plain" ? 0.5 : 0, "TEMP TABLE"], [2, "TABLE IF NOT EXISTS"]]);

function likeClause(world) {
  const including = world.chance.maybe(70, ` INCLUDING ${world.chance.pick(["ALL", "DEFAULTS", "CONSTRAINTS", "INDEXES"])}`);
  return `LIKE ${named(world.some("table", "view"))}${including}`;
}

function createPartition(world) {
  const { chance } = world;
  const parents = world.all("table").filter(({ partitioned }) => partitioned);
  const parent = parents.length ? chance.pick(parents) : world.some("table");
  const part = world.make("table", { columns: [...parent.columns], parent });
  return `CREATE TABLE ${named(part)} PARTITION OF ${named(parent)} ${bounds(world, parent)}`;
}

function bounds(world, { partitioned }) {
  const { chance } = world;
  const low = chance.between(0, 2);
  const form = partitioned && chance.percent(92) ? partitioned : chance.pick(["RANGE", "LIST", "HASH", "REST"]);
  return {
    RANGE: `FOR VALUES FROM (${low * 10}) TO (${low * 10 + 10})`,
    LIST: `FOR VALUES IN ('${low}', '${low + 5}')`,
    HASH: `FOR VALUES WITH (MODULUS 3, REMAINDER ${low})`,
    REST: "DEFAULT",
  }[chance.percent(10) ? "REST" : form];
}

function createTableAs(world) {
  const { text, columns } = query(world);
  const table = world.make("table", { columns: [...columns] });
  return `CREATE TABLE ${named(table)} AS ${text}${world.chance.maybe(30, " WITH NO DATA")}`;
}

// ---- ALTER TABLE ----------------------------------------------------------------------------------

function alterTable(world) {
  const { chance } = world;
  const table = world.some("table");
  const actions = [chance.weighted(ACTIONS)(world, table)];
  while (chance.percent(15)) actions.push(chance.weighted(ACTIONS)(world, table));
  return `ALTER TABLE ${chance.maybe(5, "IF EXISTS ")}${chance.maybe(4, "ONLY ")}${named(table)} ${actions.join(", ")}`;
}

// Versions of PostgreSQL do not agree on the options, persistence and exclusion of partitioned tables.
const ACTIONS = [
  [10, (world, table) => `ADD COLUMN ${world.chance.maybe(10, "IF NOT EXISTS ")}${columnDefinition(world, table)}`],
  [6, dropColumn],
  [8, (world, table) => `ADD ${tableConstraint(world, table)}${world.chance.maybe(5, " NOT VALID")}`],
  [4, (world, table) => `DROP CONSTRAINT ${world.chance.maybe(15, "IF EXISTS ")}${madeUpConstraint(world, table)}${ending(world.chance)}`],
  [3, (world, table) => `VALIDATE CONSTRAINT ${world.constraintName(table)}`],
  [4, changeType],
  [4, (world, table) => setDefault(world, world.column(table))],
  [2, (world, table) => `ALTER COLUMN ${world.column(table).name} DROP DEFAULT`],
  [4, (world, table) => `ALTER COLUMN ${world.column(table).name} ${world.chance.pick(["SET", "DROP"])} NOT NULL`],
  [1, (world, table) => `ALTER COLUMN ${world.column(table).name} ADD GENERATED ALWAYS AS IDENTITY`],
  [1, (world, table) => `ALTER COLUMN ${world.column(table).name} DROP IDENTITY${world.chance.maybe(40, " IF EXISTS")}`],
  [1, (world, table) => `ALTER COLUMN ${world.column(table).name} DROP EXPRESSION${world.chance.maybe(40, " IF EXISTS")}`],
  [1, (world, table) => (table.partitioned ? setDefault(world, world.column(table)) : `SET (fillfactor = ${world.chance.pick([50, 70, 5])})`)],
  [1, (world, table) => `ALTER COLUMN ${world.column(table).name} SET STATISTICS 100`],
  [1, (world) => `${world.chance.pick(["ENABLE", "DISABLE", "FORCE"])} ROW LEVEL SECURITY`],
  [1, (world) => `REPLICA IDENTITY ${world.chance.pick(["FULL", "NOTHING", "USING INDEX i1"])}`],
  [1, (world) => `${world.chance.pick(["INHERIT", "NO INHERIT"])} ${named(world.some("table"))}`],
  [1, (world, table) => (table.partitioned ? dropColumn(world, table) : `SET ${world.chance.pick(["LOGGED", "UNLOGGED"])}`)],
];

function dropColumn(world, table) {
  const { name } = world.column(table);
  table.columns = table.columns.filter((column) => column.name !== name);
  return `DROP COLUMN ${world.chance.maybe(10, "IF EXISTS ")}${name}${ending(world.chance)}`;
}

function setDefault(world, { name, type }) {
  return `ALTER COLUMN ${name} SET DEFAULT ${value(world, type)}`;
}

function changeType(world, table) {
  const column = world.column(table);
  const type = world.chance.weighted([[3, "bigint"], [3, "text"], [1, "integer"], [1, "varchar(40)"], [1, typeName(world)]]);
  const using = world.chance.maybe(40, ` USING ${column.name}::text::${type}`);
  column.type = type;
  return `ALTER COLUMN ${column.name} TYPE ${type}${using}`;
}

/** A given name, or one as PostgreSQL makes it up. */
function madeUpConstraint(world, table) {
  const { chance } = world;
  if (chance.percent(40)) return world.constraintName(table);
  const { name } = world.column(table);
  return chance.pick([`${table.name}_pkey`, `${table.name}_${name}_key`, `${table.name}_${name}_check`, `${table.name}_${name}_fkey`]);
}

function renameColumn(world) {
  const relation = world.some("table", "table", "table", "view", "materialized view");
  const column = world.column(relation);
  const old = column.name;
  column.name = world.newColumnName(relation);
  return `ALTER TABLE ${named(relation)} RENAME COLUMN ${old} TO ${column.name}`;
}

function renameConstraint(world) {
  const table = world.some("table");
  return `ALTER TABLE ${named(table)} RENAME CONSTRAINT ${madeUpConstraint(world, table)} TO ${world.chance.pick(["c1", "c2", "c3"])}`;
}

function renameTable(world) {
  const table = world.some("table");
  const old = named(table);
  if (!table.ghost) table.name = world.freshName("table", table.schema);
  return `ALTER TABLE ${old} RENAME TO ${table.name}`;
}

function moveTable(world) {
  const relation = world.some("table", "view", "sequence");
  const old = named(relation);
  const schema = world.anySchema();
  if (!relation.ghost) relation.schema = schema;
  return `ALTER TABLE ${old} SET SCHEMA ${schema}`;
}

function dropTable(world) {
  const { chance } = world;
  const table = world.some("table");
  world.drop(table);
  return `DROP TABLE ${chance.maybe(15, "IF EXISTS ")}${named(table)}${ending(chance)}`;
}

function attach(world) {
  const { chance } = world;
  const parents = world.all("table").filter(({ partitioned }) => partitioned);
  const parent = parents.length ? chance.pick(parents) : world.some("table");
  if (chance.percent(30)) return `ALTER TABLE ${named(parent)} DETACH PARTITION ${named(world.some("table"))}`;
  return `ALTER TABLE ${named(parent)} ATTACH PARTITION ${named(world.some("table"))} ${bounds(world, parent)}`;
}

function likePartition(world) {
  const { chance } = world;
  const parents = world.all("table").filter(({ partitioned }) => partitioned);
  const parent = parents.length ? chance.pick(parents) : world.some("table");
  const table = world.make("table", { columns: [...parent.columns] });
  return `CREATE TABLE ${named(table)} (LIKE ${named(parent)}${chance.maybe(50, " INCLUDING ALL")})`;
}

// ---- indexes and statistics -----------------------------------------------------------------------

function createIndex(world) {
  const { chance } = world;
  const table = world.some("table", "table", "table", "materialized view");
  const index = world.make("index", { of: table, schema: table.schema });
  const name = chance.percent(75) ? `${index.name} ` : "";
  const keys = Array.from({ length: chance.between(1, 2) }, () => indexKey(world, table));
  const where = chance.maybe(15, ` WHERE ${condition(world, table)}`);
  const include = chance.maybe(8, ` INCLUDE (${world.column(table).name})`);
  const using = chance.maybe(8, `USING ${chance.pick(["btree", "hash", "gin", "gist"])} `);
  return `CREATE ${chance.maybe(30, "UNIQUE ")}INDEX ${name && chance.maybe(8, "IF NOT EXISTS ")}${name}ON ${named(table)} ${using}(${keys.join(", ")})${include}${where}`;
}

function indexKey(world, table) {
  const { name, type } = world.column(table);
  const plain = `${name}${world.chance.maybe(10, " DESC")}`;
  if (/text|varchar/.test(type)) return world.chance.percent(30) ? `lower(${name})` : plain;
  if (type === "integer") return world.chance.percent(15) ? `(${name} + 1)` : plain;
  return plain;
}

function changeIndex(world) {
  const { chance } = world;
  const index = world.some("index");
  const old = named(index);
  if (chance.percent(50)) {
    if (!index.ghost) index.name = world.freshName("index", index.schema);
    return `ALTER INDEX ${old} RENAME TO ${index.name}`;
  }
  world.drop(index);
  return `DROP INDEX ${chance.maybe(15, "IF EXISTS ")}${old}${ending(chance)}`;
}

function changeStatistics(world) {
  const { chance } = world;
  const table = world.some("table");
  if (chance.percent(70)) {
    const statistics = world.make("statistics", { of: table });
    return `CREATE STATISTICS ${named(statistics)} ON ${world.column(table).name}, ${world.column(table).name} FROM ${named(table)}`;
  }
  return `DROP STATISTICS ${chance.maybe(20, "IF EXISTS ")}${named(world.some("statistics"))}`;
}

/** `[weight, maker, kind]`: the maker needs something of the kind, if one is named. */
export const TABLE_STATEMENTS = [
  [16, createTable],
  [5, createPartition, "partitioned table"],
  [4, createTableAs, "table"],
  [26, alterTable, "table"],
  [6, renameColumn, "table"],
  [3, renameConstraint, "table"],
  [4, renameTable, "table"],
  [3, moveTable, "table"],
  [5, dropTable, "table"],
  [5, attach, "partitioned table"],
  [3, likePartition, "partitioned table"],
  [9, createIndex, "table"],
  [3, changeIndex, "index"],
  [1, changeStatistics, "table"],
];
