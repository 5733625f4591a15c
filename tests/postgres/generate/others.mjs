// Statements on all that is no table: views, sequences, types, routines, triggers, policies, rules,
// comments, privileges, schemas.
import { condition, query, typeName, value } from "./expressions.mjs";
import { named } from "./world.mjs";

const ending = (chance) => chance.maybe(25, " CASCADE");
const ifThere = (chance) => chance.maybe(15, "IF EXISTS ");

// ---- views ----------------------------------------------------------------------------------------

function createView(world) {
  const { text, columns } = query(world);
  const view = world.make("view", { columns: columns.map((column) => ({ ...column })) });
  return `CREATE ${world.chance.maybe(15, "OR REPLACE ")}VIEW ${named(view)} AS ${text}`;
}

function replaceView(world) {
  const view = world.some("view");
  const { text, columns } = query(world);
  view.columns = columns.map((column) => ({ ...column }));
  return `CREATE OR REPLACE VIEW ${named(view)} AS ${text}`;
}

function createMaterialized(world) {
  const { text, columns } = query(world);
  const view = world.make("materialized view", { columns: columns.map((column) => ({ ...column })) });
  return `CREATE MATERIALIZED VIEW ${world.chance.maybe(8, "IF NOT EXISTS ")}${named(view)} AS ${text}`;
}

function changeView(world) {
  const { chance } = world;
  const view = world.some("view", "view", "materialized view");
  const old = `${view.kind.toUpperCase()} ${named(view)}`;
  if (view.kind === "materialized view" && chance.percent(20)) return `REFRESH ${old}`.replace("VIEW", chance.pick(["VIEW", "VIEW CONCURRENTLY"]));
  if (chance.percent(40)) {
    world.drop(view);
    return `DROP ${view.kind.toUpperCase()} ${ifThere(chance)}${named(view)}${ending(chance)}`;
  }
  if (chance.percent(50) && !view.ghost) {
    view.name = world.freshName(view.kind, view.schema);
    return `ALTER ${old} RENAME TO ${view.name}`;
  }
  return `ALTER ${old} SET SCHEMA ${world.anySchema()}`;
}

/** Rows come and go only where there are none: what they are is not known to anyone. */
function changeRows(world) {
  const { chance } = world;
  const relation = world.some("table");
  const [one, other] = [world.column(relation), world.column(relation)];
  return chance.pick([
    `UPDATE ${named(relation)} SET ${one.name} = ${chance.pick([value(world, one.type), other.name, "DEFAULT"])} WHERE false`,
    `DELETE FROM ${named(relation)} WHERE ${condition(world, relation)} AND false`,
  ]);
}

// ---- sequences ------------------------------------------------------------------------------------

function createSequence(world) {
  const { chance } = world;
  const sequence = world.make("sequence");
  const options = chance.maybe(40, chance.pick([" INCREMENT BY 5", " START 10", " AS smallint", " MINVALUE 5 MAXVALUE 3", " CYCLE CACHE 3"]));
  return `CREATE SEQUENCE ${chance.maybe(8, "IF NOT EXISTS ")}${named(sequence)}${options}${chance.maybe(15, ` OWNED BY ${ownColumn(world)}`)}`;
}

function ownColumn(world) {
  const table = world.some("table");
  return `${named(table)}.${world.column(table).name}`;
}

function changeSequence(world) {
  const { chance } = world;
  const sequence = world.some("sequence");
  const old = named(sequence);
  return chance.weighted([
    [2, () => `ALTER SEQUENCE ${old} ${chance.pick(["INCREMENT BY 2", "MAXVALUE 1000", "RESTART", "CYCLE", "AS integer", "START 7"])}`],
    [2, () => `ALTER SEQUENCE ${old} OWNED BY ${chance.percent(25) ? "NONE" : ownColumn(world)}`],
    [1, () => renamed(world, sequence, "SEQUENCE")],
    [2, () => (world.drop(sequence), `DROP SEQUENCE ${ifThere(chance)}${old}${ending(chance)}`)],
  ])();
}

function renamed(world, thing, word) {
  const old = named(thing);
  if (!thing.ghost) thing.name = world.freshName(thing.kind, thing.schema);
  return `ALTER ${word} ${old} RENAME TO ${thing.name}`;
}

// ---- types ----------------------------------------------------------------------------------------

function createType(world) {
  const { chance } = world;
  return chance.weighted([
    [4, () => {
      const type = world.make("enum", { labels: chance.some(["sad", "ok", "happy"]) });
      return `CREATE TYPE ${named(type)} AS ENUM (${type.labels.map((label) => `'${label}'`).join(", ")})`;
    }],
    [2, () => {
      const type = world.make("composite", { columns: [{ name: "a", type: "integer" }, { name: "b", type: "text" }] });
      return `CREATE TYPE ${named(type)} AS (a integer, b ${chance.percent(80) ? "text" : typeName(world)})`;
    }],
    [3, () => {
      const base = chance.pick(["integer", "text", "numeric(10,2)"]);
      const domain = world.make("domain", { base });
      const check = base === "text" ? "VALUE <> ''" : "VALUE > 0";
      return `CREATE DOMAIN ${named(domain)} AS ${base}${chance.maybe(20, ` DEFAULT ${value(world, base)}`)}${chance.maybe(15, " NOT NULL")}${chance.maybe(60, ` CHECK (${check})`)}`;
    }],
    [1, () => `CREATE TYPE ${named(world.make("range"))} AS RANGE (SUBTYPE = ${chance.pick(["integer", "date", "text", "jsonb"])})`],
  ])();
}

function changeEnum(world) {
  const { chance } = world;
  const type = world.some("enum");
  const label = chance.pick(type.labels ?? ["sad"]);
  const other = chance.pick(["sad", "glad", "blue"]);
  if (chance.percent(50)) {
    type.labels = (type.labels ?? []).map((one) => (one === label ? other : one));
    return `ALTER TYPE ${named(type)} RENAME VALUE '${label}' TO '${other}'`;
  }
  type.labels?.push(other);
  return `ALTER TYPE ${named(type)} ADD VALUE ${chance.maybe(20, "IF NOT EXISTS ")}'${other}'${chance.maybe(40, ` ${chance.pick(["BEFORE", "AFTER"])} '${label}'`)}`;
}

function changeComposite(world) {
  const { chance } = world;
  const type = world.some("composite");
  const attribute = world.column(type).name;
  const tail = ending(chance);
  return `ALTER TYPE ${named(type)} ${chance.pick([
    `ADD ATTRIBUTE ${world.newColumnName(type)} ${typeName(world)}${tail}`,
    `DROP ATTRIBUTE ${attribute}${tail}`,
    `ALTER ATTRIBUTE ${attribute} TYPE bigint${tail}`,
    `RENAME ATTRIBUTE ${attribute} TO ${world.newColumnName(type)}${tail}`,
  ])}`;
}

function changeDomain(world) {
  const { chance } = world;
  const domain = world.some("domain");
  return `ALTER DOMAIN ${named(domain)} ${chance.pick([
    "SET NOT NULL", "DROP NOT NULL", "DROP DEFAULT", `SET DEFAULT ${value(world, domain.base ?? "integer")}`,
    "ADD CONSTRAINT c1 CHECK (VALUE IS NOT NULL)", `DROP CONSTRAINT ${chance.pick(["c1", `${domain.name}_check`])}`,
    `RENAME CONSTRAINT ${domain.name}_check TO c2`,
  ])}`;
}

function changeType(world) {
  const { chance } = world;
  const type = world.some("enum", "composite", "domain", "range");
  const word = type.kind === "domain" ? "DOMAIN" : "TYPE";
  if (chance.percent(45)) {
    world.drop(type);
    return `DROP ${word} ${ifThere(chance)}${named(type)}${ending(chance)}`;
  }
  if (chance.percent(60)) return renamed(world, type, word);
  const old = named(type);
  type.schema = world.anySchema();
  return `ALTER ${word} ${old} SET SCHEMA ${type.schema}`;
}

// ---- routines -------------------------------------------------------------------------------------

const BODIES = { integer: "SELECT 1", boolean: "SELECT true", text: "SELECT ''x''", bigint: "SELECT 1::bigint" };

function createFunction(world) {
  const { chance } = world;
  const head = `CREATE ${chance.maybe(30, "OR REPLACE ")}FUNCTION`;
  if (chance.percent(30)) {
    const made = world.make("function", { trigger: true, argument: "" });
    return `${head} ${named(made)}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`;
  }
  const argument = chance.percent(20) ? typeName(world) : chance.pick(["integer", "text", ""]);
  const returns = chance.pick(["integer", "boolean", "boolean", "text"]);
  const made = world.make("function", { argument, returns });
  const parameter = argument && `x ${argument}${chance.maybe(15, ` DEFAULT ${value(world, argument)}`)}`;
  const strength = chance.maybe(60, " IMMUTABLE");
  if (chance.percent(20)) return `${head} ${named(made)}(${parameter}) RETURNS ${returns} LANGUAGE sql${strength} RETURN (${BODIES[returns].replaceAll("''", "'")})`;
  return `${head} ${named(made)}(${parameter}) RETURNS ${returns} LANGUAGE sql${strength} AS '${BODIES[returns]}'`;
}

function queryingFunction(world) {
  const { text } = query(world);
  const made = world.make("function", { argument: "", returns: "record" });
  const source = world.some("table", "view");
  if (world.chance.percent(30)) return `CREATE FUNCTION ${named(made)}() RETURNS ${typeName(world)} LANGUAGE sql AS 'SELECT ${world.column(source).name} FROM ${named(source)}'`;
  if (world.chance.percent(50)) return `CREATE FUNCTION ${named(made)}() RETURNS SETOF ${named(source)} LANGUAGE sql AS 'SELECT * FROM ${named(source)}'`;
  return `CREATE FUNCTION ${named(made)}() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM (${text}) q; END`;
}

function changeFunction(world) {
  const { chance } = world;
  const made = world.some("function", "function", "procedure");
  const signature = `${named(made)}${chance.percent(80) ? `(${made.argument ?? ""})` : ""}`;
  const word = made.kind.toUpperCase();
  return chance.weighted([
    [3, () => (world.drop(made), `DROP ${word} ${ifThere(chance)}${signature}${ending(chance)}`)],
    [2, () => {
      if (!made.ghost) made.name = world.freshName(made.kind, made.schema);
      return `ALTER ${word} ${signature} RENAME TO ${made.name}`;
    }],
    [1, () => `ALTER ${word} ${signature} ${chance.pick(["SECURITY DEFINER", "STABLE", "STRICT", "COST 5"])}`],
    [1, () => {
      made.schema = world.anySchema();
      return `ALTER ${word} ${signature} SET SCHEMA ${made.schema}`;
    }],
  ])();
}

function createProcedure(world) {
  const made = world.make("procedure", { argument: "integer" });
  return `CREATE ${world.chance.maybe(30, "OR REPLACE ")}PROCEDURE ${named(made)}(x integer) LANGUAGE sql AS 'SELECT 1'`;
}

// ---- triggers, policies, rules --------------------------------------------------------------------

function createTrigger(world) {
  const { chance } = world;
  const table = world.some("table");
  const own = world.all("function").filter(({ trigger }) => trigger);
  const called = own.length && chance.percent(90) ? chance.pick(own) : world.some("function");
  const made = world.make("trigger", { of: table, schema: "public" });
  const event = chance.pick(["INSERT", "UPDATE", "DELETE", `UPDATE OF ${world.column(table).name}`, "INSERT OR UPDATE"]);
  const when = event === "INSERT" ? chance.maybe(30, ` WHEN (${condition(world, table, "NEW.")})`) : "";
  return `CREATE TRIGGER ${made.name} ${chance.pick(["BEFORE", "AFTER"])} ${event} ON ${named(table)} FOR EACH ROW${when} EXECUTE FUNCTION ${named(called)}()`;
}

function changeTrigger(world) {
  const { chance } = world;
  const trigger = world.some("trigger");
  const table = trigger.of ?? world.some("table");
  return chance.pick([
    `DROP TRIGGER ${ifThere(chance)}${trigger.name} ON ${named(table)}`,
    `ALTER TRIGGER ${trigger.name} ON ${named(table)} RENAME TO ${chance.pick(["t1", "t2"])}`,
    `ALTER TABLE ${named(table)} ${chance.pick(["DISABLE", "ENABLE", "ENABLE ALWAYS"])} TRIGGER ${trigger.name}`,
  ]);
}

function changePolicy(world) {
  const { chance } = world;
  if (chance.percent(65)) {
    const table = world.some("table");
    const policy = world.make("policy", { of: table });
    return `CREATE POLICY ${policy.name} ON ${named(table)}${chance.maybe(40, ` FOR ${chance.pick(["SELECT", "ALL", "UPDATE"])}`)} USING (${condition(world, table)})`;
  }
  const policy = world.some("policy");
  const table = policy.of ?? world.some("table");
  return chance.pick([
    `DROP POLICY ${ifThere(chance)}${policy.name} ON ${named(table)}`,
    `ALTER POLICY ${policy.name} ON ${named(table)} RENAME TO ${chance.pick(["p1", "p2"])}`,
    `ALTER POLICY ${policy.name} ON ${named(table)} USING (${condition(world, table)})`,
  ]);
}

function changeRule(world) {
  const { chance } = world;
  const rule = chance.percent(70) ? world.make("rule", { of: world.some("table", "view") }) : world.some("rule");
  const relation = rule.of ?? world.some("table");
  if (chance.percent(25)) return `DROP RULE ${ifThere(chance)}${rule.name} ON ${named(relation)}`;
  return `CREATE ${chance.maybe(20, "OR REPLACE ")}RULE ${rule.name} AS ON DELETE TO ${named(relation)}${chance.maybe(40, ` WHERE ${condition(world, relation, "OLD.")}`)} DO ${chance.pick(["INSTEAD NOTHING", "ALSO NOTHING", `INSTEAD UPDATE ${named(world.some("table"))} SET id = 1`])}`;
}

// ---- comments, privileges, schemas ----------------------------------------------------------------

function comment(world) {
  const { chance } = world;
  const said = chance.pick(["'about it'", "'it''s'", "NULL"]);
  const relation = world.some("table", "view", "sequence", "materialized view");
  const type = world.some("enum", "composite");
  return `COMMENT ON ${chance.pick([
    `${relation.kind.toUpperCase()} ${named(relation)}`,
    `COLUMN ${named(relation)}.${world.column(relation).name}`,
    `TYPE ${named(type)}`,
    `CONSTRAINT ${world.constraintName(relation)} ON ${named(relation)}`,
    `INDEX ${named(world.some("index"))}`,
  ])} IS ${said}`;
}

function grant(world) {
  const { chance } = world;
  const relation = world.some("table", "view");
  const verb = chance.percent(75) ? ["GRANT", "TO"] : ["REVOKE", "FROM"];
  const what = chance.pick(["SELECT", "INSERT, UPDATE", "ALL", `SELECT (${world.column(relation).name})`]);
  return `${verb[0]} ${what} ON ${named(relation)} ${verb[1]} PUBLIC`;
}

function changeSchema(world) {
  const { chance } = world;
  return chance.weighted([
    [2, () => createSchema(world)],
    [1, () => `CREATE SCHEMA IF NOT EXISTS ${world.make("schema").name}`],
    [1, () => `DROP SCHEMA ${ifThere(chance)}shop${ending(chance)}`],
    [1, () => `SET search_path = ${chance.pick(["shop, public", "public", "shop"])}`],
  ])();
}

export function createSchema(world) {
  return `CREATE SCHEMA ${world.make("schema").name}`;
}

/** `[weight, maker, kind]`: the maker needs something of the kind, if one is named. */
export const OTHER_STATEMENTS = [
  [10, createView, "table"],
  [3, replaceView, "view"],
  [3, createMaterialized, "table"],
  [4, changeView, "view"],
  [2, changeRows, "table"],
  [4, createSequence],
  [4, changeSequence, "sequence"],
  [7, createType],
  [3, changeEnum, "enum"],
  [2, changeComposite, "composite"],
  [3, changeDomain, "domain"],
  [3, changeType, "enum"],
  [1, changeType, "composite"],
  [2, changeType, "domain"],
  [7, createFunction],
  [2, queryingFunction, "table"],
  [4, changeFunction, "function"],
  [1, createProcedure],
  [4, createTrigger, "table"],
  [2, changeTrigger, "trigger"],
  [4, changePolicy, "table"],
  [2, changeRule, "table"],
  [3, comment, "table"],
  [2, grant, "table"],
  [2, changeSchema],
];
