// Sequences of statements by chance, over a small world of names: most are accepted, many refused.
// The same seed and number give the same sequence. Never in it: what PostgreSQL should say to one.
import { chance } from "./generate/chance.mjs";
import { createSchema, OTHER_STATEMENTS } from "./generate/others.mjs";
import { TABLE_STATEMENTS } from "./generate/tables.mjs";
import { World } from "./generate/world.mjs";

const STATEMENTS = [...TABLE_STATEMENTS, ...OTHER_STATEMENTS];
const [[, createTable]] = TABLE_STATEMENTS;

/** How many of a hundred statements are made though nothing is there for them. */
const IN_VAIN = 4;

/** Returns sequence `number` of `seed`: 3 to 12 statements, without semicolons. */
export function sequence(seed, number) {
  const choices = chance(seed, number);
  const world = new World(choices);
  const statements = choices.percent(15) ? [createSchema(world)] : [];
  for (let left = choices.between(3, 12) - statements.length; left > 0; left -= 1) {
    statements.push(nextMaker(world, choices)(world));
  }
  return statements;
}

function nextMaker(world, choices) {
  if (world.all("table").length === 0 && choices.percent(70)) return createTable;
  const inVain = choices.percent(IN_VAIN);
  return choices.weighted(STATEMENTS.filter(([, , kind]) => inVain || !kind || world.has(kind)));
}
