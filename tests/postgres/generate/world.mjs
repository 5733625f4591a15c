// What a sequence has probably made so far, so that most of its statements have something to work
// on. It takes every statement for accepted, which is often wrong, and knows nothing of what
// depends on what: PostgreSQL decides that. Never in it: SQL.

const NAMES = {
  schema: ["shop"],
  table: ["item", "part", "log", "node"],
  view: ["v1", "v2", "v3"],
  "materialized view": ["m1", "m2"],
  sequence: ["s1", "s2"],
  index: ["i1", "i2", "i3"],
  enum: ["mood", "shade"],
  composite: ["pair", "spot"],
  domain: ["positive", "label"],
  range: ["span"],
  function: ["act", "noted", "is_good"],
  procedure: ["run", "act"],
  trigger: ["t1", "t2"],
  policy: ["p1", "p2"],
  rule: ["r1", "r2"],
  constraint: ["c1", "c2", "c3"],
  statistics: ["x1", "x2"],
  column: ["id", "a", "b", "name", "at"],
};

const RELATIONS = ["table", "view", "materialized view", "sequence", "index"];
const TYPES = ["enum", "composite", "domain", "range"];
const SCHEMAS = ["public", "shop"];

/** How often a name is one that fits, and not any name of the kind. */
const FITTING = 96;

/** How often one that is in focus is taken, where there is one. */
const IN_FOCUS = 85;

export class World {
  things = [];
  /** The names of those that statements like best. */
  focus = [];

  constructor(chance) {
    this.chance = chance;
  }

  /** Returns a world with the same things, which may go on otherwise. */
  copy() {
    const world = new World(this.chance);
    world.things = structuredClone(this.things);
    world.focus = this.focus;
    return world;
  }

  /** What is there of the kinds. */
  all(...kinds) {
    return this.things.filter(({ kind }) => kinds.includes(kind));
  }

  /** Whether there is something of the kind, or a partitioned table. */
  has(kind) {
    return this.things.some((thing) => thing.kind === kind || (kind === "partitioned table" && thing.partitioned));
  }

  types() {
    return this.all(...TYPES);
  }

  /** One that is there; sometimes, and where there is none, one that may not be there. */
  some(...kinds) {
    const there = this.all(...kinds);
    const liked = this.focus.length ? there.filter(({ name, of }) => this.focus.includes(name) || this.focus.includes(of?.name)) : [];
    if (liked.length && this.chance.percent(IN_FOCUS)) return this.chance.pick(liked);
    if (there.length && this.chance.percent(FITTING)) return this.chance.pick(there);
    const kind = this.chance.pick(kinds);
    return { kind, schema: this.schema(), name: this.chance.pick(NAMES[kind]), columns: [], ghost: true };
  }

  /** A new thing, which is in the world from now on; sometimes its name is taken. */
  make(kind, more = {}) {
    const schema = more.schema ?? this.schema();
    const thing = { kind, schema, name: this.freshName(kind, schema), columns: [], constraints: [], ...more };
    this.things.push(thing);
    return thing;
  }

  freshName(kind, schema) {
    const family = [RELATIONS, TYPES].find((kinds) => kinds.includes(kind)) ?? [kind];
    const taken = this.all(...family).filter((thing) => thing.schema === schema).map(({ name }) => name);
    const free = NAMES[kind].filter((name) => !taken.includes(name));
    return this.chance.pick(free.length && this.chance.percent(FITTING) ? free : NAMES[kind]);
  }

  schema() {
    const other = this.all("schema").length ? 20 : 2;
    return this.chance.percent(other) ? "shop" : "public";
  }

  anySchema() {
    return this.chance.pick(this.all("schema").length || this.chance.percent(10) ? SCHEMAS : SCHEMAS.slice(0, 1));
  }

  drop(thing) {
    this.things = this.things.filter((one) => one !== thing && one.of !== thing);
  }

  /** A column of `relation`, `{ name, type }`; sometimes one that it lacks. */
  column(relation) {
    if (relation.columns.length && this.chance.percent(FITTING)) return this.chance.pick(relation.columns);
    return { name: this.chance.pick(NAMES.column), type: "integer" };
  }

  newColumnName(relation) {
    const free = NAMES.column.filter((name) => !relation.columns.some((column) => column.name === name));
    return this.chance.pick(free.length && this.chance.percent(FITTING) ? free : NAMES.column);
  }

  constraintName(table) {
    const { constraints = [] } = table;
    return constraints.length && this.chance.percent(FITTING) ? this.chance.pick(constraints) : this.chance.pick(NAMES.constraint);
  }
}

/** Returns the name that finds `thing` under the usual search_path. */
export const named = ({ schema, name }) => (schema === "public" ? name : `${schema}.${name}`);
