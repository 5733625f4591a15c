// Statements that a branch has besides those of a sequence: what two branches do to one object by turns.
// Owners, privileges and comments of all kinds, what replaces or widens, what drops and makes anew,
// publications.
import { condition, query, typeName } from "./expressions.mjs";
import { named } from "./world.mjs";

const ROLES = ["alice", "bob"];
const WORDS = { enum: "TYPE", composite: "TYPE", range: "TYPE" };

const word = ({ kind }) => WORDS[kind] ?? kind.toUpperCase();
const isRoutine = ({ kind }) => kind === "function" || kind === "procedure";

/** Returns what `ALTER`, `COMMENT ON` and `DROP` call a thing, its word before it. */
function called(thing) {
  if (thing.of && /^(trigger|policy|rule)$/.test(thing.kind)) return `${word(thing)} ${thing.name} ON ${named(thing.of)}`;
  return `${word(thing)} ${named(thing)}${isRoutine(thing) ? `(${thing.argument ?? ""})` : ""}`;
}

const OWNED = ["table", "table", "view", "materialized view", "sequence", "function", "enum", "domain"];
const COMMENTED = [...OWNED, "index", "trigger", "policy", "procedure"];

const changeOwner = (world) => `ALTER ${called(world.some(...OWNED))} OWNER TO ${world.chance.pick(ROLES)}`;

function commentOn(world) {
  const { chance } = world;
  const said = chance.pick(["'about it'", "'of old'", "NULL"]);
  const thing = world.some(...COMMENTED);
  if (thing.columns?.length && chance.percent(40)) return `COMMENT ON COLUMN ${named(thing)}.${world.column(thing).name} IS ${said}`;
  return `COMMENT ON ${called(thing)} IS ${said}`;
}

function privileges(world) {
  const { chance } = world;
  const thing = world.some("table", "table", "view", "sequence", "function", "enum");
  const relation = /^(table|view)$/.test(thing.kind);
  const what = relation ? chance.pick(["SELECT", "INSERT, UPDATE", "ALL", `SELECT (${world.column(thing).name})`]) : "ALL";
  const on = relation ? named(thing) : called(thing);
  const [verb, to] = chance.percent(70) ? ["GRANT", "TO"] : ["REVOKE", "FROM"];
  const option = verb === "GRANT" ? chance.maybe(15, " WITH GRANT OPTION") : "";
  return `${verb} ${what} ON ${on} ${to} ${chance.pick([...ROLES, "PUBLIC"])}${option && "@"}`.replace(/PUBLIC@$/, "PUBLIC").replace("@", option);
}

function defaultPrivileges(world) {
  const { chance } = world;
  const what = chance.pick(["SELECT ON TABLES", "ALL ON SEQUENCES", "EXECUTE ON FUNCTIONS"]);
  const [verb, to] = chance.percent(75) ? ["GRANT", "TO"] : ["REVOKE", "FROM"];
  return `ALTER DEFAULT PRIVILEGES ${chance.maybe(50, "IN SCHEMA shop ")}${verb} ${what} ${to} ${chance.pick(ROLES)}`;
}

const BODIES = { integer: "SELECT 2", boolean: "SELECT false", text: "SELECT ''y''", bigint: "SELECT 2::bigint" };

function replaceFunction(world) {
  const { chance } = world;
  const made = world.some("function");
  const head = `CREATE OR REPLACE FUNCTION ${named(made)}`;
  if (made.trigger) return `${head}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN ${chance.pick(["RETURN OLD", "RETURN NULL", "RETURN NEW"])}; END'`;
  const strength = chance.pick([" IMMUTABLE", " STABLE", ""]);
  const returns = made.returns in BODIES ? made.returns : "integer";
  return `${head}(${made.argument ? `x ${made.argument}` : ""}) RETURNS ${returns} LANGUAGE sql${strength} AS '${BODIES[returns]}'`;
}

/** A view with one column more, which is what `CREATE OR REPLACE VIEW` allows. */
function widenView(world) {
  const { chance } = world;
  const view = world.some("view");
  const name = chance.pick(["extra", "more"]);
  const text = view.text ?? query(world).text;
  view.columns?.push({ name, type: "integer" });
  view.text = `SELECT q.*, ${chance.between(1, 2)} AS ${name} FROM (${text}) q`;
  return `CREATE OR REPLACE VIEW ${named(view)} AS ${view.text}`;
}

/** What is dropped and made anew: another thing of the same name. */
function remake(world) {
  const { chance } = world;
  const thing = world.some("table", "view", "index", "sequence", "enum", "trigger", "policy");
  const drop = `DROP ${called(thing)}${chance.maybe(50, " CASCADE")}`;
  const relation = thing.of ?? world.some("table");
  const again = {
    table: () => {
      thing.columns = [{ name: "id", type: chance.pick(["integer", "bigint"]) }, { name: "a", type: "text" }];
      return `CREATE TABLE ${named(thing)} (${thing.columns.map(({ name, type }) => `${name} ${type}`).join(", ")})`;
    },
    view: () => {
      const { text, columns } = query(world);
      Object.assign(thing, { text, columns: [...columns] });
      return `CREATE VIEW ${named(thing)} AS ${text}`;
    },
    index: () => `CREATE INDEX ${thing.name} ON ${named(relation)} (${world.column(relation).name})`,
    sequence: () => `CREATE SEQUENCE ${named(thing)}${chance.maybe(40, " START 3")}`,
    enum: () => `CREATE TYPE ${named(thing)} AS ENUM ('sad', 'happy')`,
    trigger: () => `CREATE TRIGGER ${thing.name} BEFORE DELETE ON ${named(relation)} FOR EACH ROW EXECUTE FUNCTION ${named(world.some("function"))}()`,
    policy: () => `CREATE POLICY ${thing.name} ON ${named(relation)} USING (${condition(world, relation)})`,
  }[thing.kind]();
  return [drop, again];
}

function rowSecurity(world) {
  return `ALTER TABLE ${named(world.some("table"))} ${world.chance.pick(["ENABLE", "ENABLE", "DISABLE", "FORCE"])} ROW LEVEL SECURITY`;
}

/** A column that the other branch is likely to add, too. */
function addColumn(world) {
  const { chance } = world;
  const table = world.some("table");
  const column = { name: chance.pick(["at", "name", "b"]), type: chance.percent(70) ? "text" : typeName(world) };
  table.columns.push(column);
  return `ALTER TABLE ${named(table)} ADD ${chance.maybe(20, "COLUMN IF NOT EXISTS ")}${column.name} ${column.type}${chance.maybe(20, " NOT NULL")}`;
}

function changePublication(world) {
  const { chance } = world;
  const made = world.all("publication")[0];
  const table = named(world.some("table"));
  if (made && chance.percent(80)) return `ALTER PUBLICATION feed ${chance.pick(["ADD TABLE", "DROP TABLE", "SET TABLE"])} ${table}`;
  world.things.push({ kind: "publication", name: "feed", schema: "public" });
  return `CREATE PUBLICATION feed FOR TABLE ${table}`;
}

/** What is about all that there is by then. */
function onAll(world) {
  const { chance } = world;
  if (chance.percent(25)) return `REASSIGN OWNED BY ${chance.pick(ROLES)} TO ${chance.pick(ROLES)}`;
  const what = chance.pick(["SELECT ON ALL TABLES", "ALL ON ALL SEQUENCES", "EXECUTE ON ALL FUNCTIONS"]);
  const [verb, to] = chance.percent(70) ? ["GRANT", "TO"] : ["REVOKE", "FROM"];
  return `${verb} ${what} IN SCHEMA ${world.schema()} ${to} ${chance.pick([...ROLES, "PUBLIC"])}`;
}

/** Statements about rows, of which there are none. */
function rows(world) {
  const table = world.some("table");
  const { name } = world.column(table);
  return `INSERT INTO ${named(table)} (${name}) SELECT ${name} FROM ${named(table)} WHERE ${name} IS NULL`;
}

const attachIndex = (world) => `ALTER INDEX ${named(world.some("index"))} ATTACH PARTITION ${named(world.some("index"))}`;

/** `[weight, maker, kind]`: the maker needs something of the kind, if one is named. */
export const BRANCH_STATEMENTS = [
  [6, changeOwner, "table"],
  [6, commentOn, "table"],
  [6, privileges, "table"],
  [2, defaultPrivileges],
  [6, replaceFunction, "function"],
  [5, widenView, "view"],
  [8, remake, "table"],
  [4, rowSecurity, "table"],
  [8, addColumn, "table"],
  [2, changePublication, "table"],
  [2, onAll],
  [2, rows, "table"],
  [1, attachIndex, "index"],
];
