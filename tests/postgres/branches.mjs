// Two branches by chance, on top of a base: 1 to 6 statements each, which often touch the same objects.
// The same seed and number give the same branches. Never in it: what becomes of them when they are merged.
import { BRANCH_STATEMENTS } from "./generate/branches.mjs";
import { chance } from "./generate/chance.mjs";
import { OTHER_STATEMENTS } from "./generate/others.mjs";
import { TABLE_STATEMENTS } from "./generate/tables.mjs";
import { World } from "./generate/world.mjs";

const STATEMENTS = [...TABLE_STATEMENTS, ...OTHER_STATEMENTS, ...BRANCH_STATEMENTS];
const isMaker = ([, maker]) => maker.name.startsWith("create");
const MAKING = STATEMENTS.filter(isMaker);
/** What a branch does more with what is there, and less beside it. */
const BRANCHING = STATEMENTS.map((one) => (isMaker(one) ? [one[0] / 2, ...one.slice(1)] : one));
const [[, createTable]] = TABLE_STATEMENTS;

/** What every base begins with; superusers, since who may read what is not the matter here. */
export const STANDING = ["CREATE ROLE alice SUPERUSER", "CREATE ROLE bob SUPERUSER", "CREATE SCHEMA shop"];

/**
 * What says nothing about merging: what goes with the session, a generated column, or one of numbers, that a parent
 * may have as well (which versions do not take alike), a sequence whose persistence is that of its table before or after one statement, and a
 * child that is made like its parent as well.
 */
const BESIDE_THE_POINT = /^CREATE TEMP|\b(?:STORED|IDENTITY)\b.*INHERITS|serial\b.*UNLOGGED|LIKE (\S+?)[ ,)].*INHERITS \(\1\)/;

/** How many of a hundred statements of the target are the source's, too. */
const ALIKE = 8;

/** Returns pair `number` of `seed`, `{ base, source, target }`: lists of statements, without semicolons. */
export function branches(seed, number) {
  const choices = chance(seed, number, 7);
  const world = new World(choices);
  world.things.push({ kind: "schema", name: "shop", schema: "public" });
  const base = statements(world, MAKING, choices.between(3, 8));
  world.focus = focus(world, choices);
  const [one, other] = [world.copy(), world.copy()];
  const source = statements(one, BRANCHING, length(choices), base);
  const target = statements(other, BRANCHING, length(choices), base);
  const alike = target.map((text) => (choices.percent(ALIKE) ? choices.pick(source) : text));
  return { base, source, target: alike };
}

const length = (choices) => choices.weighted([[30, 1], [26, 2], [18, 3], [12, 4], [8, 5], [6, 6]]);

/** The names of the one or two things that both branches are after. */
function focus(world, choices) {
  const things = world.things.filter(({ kind }) => kind !== "schema");
  return things.length ? choices.some(things, 2).map(({ name, of }) => of?.name ?? name) : [];
}

function statements(world, makers, count, before = []) {
  const made = [];
  while (made.length < count) {
    const first = world.all("table").length === 0 && world.chance.percent(80);
    const fitting = makers.filter(([, , kind]) => !kind || world.has(kind));
    const maker = first ? createTable : world.chance.weighted(fitting);
    const texts = [maker(world)].flat();
    if (texts.some((text) => BESIDE_THE_POINT.test(text)) || hasEndlessView([...before, ...made, ...texts])) continue;
    made.push(...texts);
    keepTexts(world, made.at(-1));
  }
  return made;
}

const VIEW = /^CREATE (?:OR REPLACE )?(?:MATERIALIZED )?VIEW (?:IF NOT EXISTS )?(\S+) AS (.*)$/s;
const READ = /\b(?:FROM|JOIN) ([\w.]+)/g;

/** Tells whether a view reads itself, perhaps by others, once the statements have run. */
function hasEndlessView(script) {
  const views = script.map((text) => VIEW.exec(text)).filter(Boolean);
  const reads = new Map(views.map(([, view, query]) => [view, [...query.matchAll(READ)].map(([, name]) => name)]));
  const isReached = (view, from, seen = new Set()) =>
    (reads.get(from) ?? []).some((name) => name === view || (!seen.has(name) && isReached(view, name, seen.add(name))));
  return [...reads.keys()].some((view) => isReached(view, view));
}

/** Keeps what a new view shows, for a statement that widens it. */
function keepTexts(world, statement) {
  const [, text] = /^CREATE VIEW .*? AS (SELECT .*|WITH .*)$/.exec(statement) ?? [];
  const view = world.all("view").at(-1);
  if (text && view) view.text ??= text;
}
