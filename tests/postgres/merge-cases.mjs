// Where pairs of branches come from: the shared cases, and the corpus.
// A pair is `{ name, group, base, source, target, form?, expected?, merged? }`: `group` is the history or
// project, `expected` what is known of the verdict, `merged` the scripts that lead to the merged schema.
// Never in it: how a merge is made, and how it is judged.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { CORPUS } from "./corpus-scripts.mjs";

const CASES = new URL("../../../shared/merge-cases/cases.jsonl", import.meta.url);

function* lines(file) {
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, "utf8").split("\n")) if (line) yield JSON.parse(line);
}

export function* sharedCases() {
  for (const { id, base, source, target, verdict, merged } of lines(CASES)) {
    const scripts = { base, source, target };
    yield { name: id, group: "cases", ...scripts, expected: verdict, merged: merged?.map((script) => scripts[script]) };
  }
}

const folders = (path) => (existsSync(path) ? readdirSync(path) : []);

export const histories = () => folders(`${CORPUS}/histories`);

/** Returns a history: the script that comes first, how many migrations there are, and their scripts by reference. */
export function migrations(name) {
  const folder = `${CORPUS}/histories/${name}`;
  const prelude = `${folder}/prelude.sql`;
  const files = new Map();
  for (const { seq, sql } of lines(`${folder}/migrations.jsonl`)) files.set(seq, `${sql}\n;\n`);
  const count = files.size;
  for (const { ref, sql } of lines(`${folder}/merge_files.jsonl`)) files.set(ref, `${sql}\n;\n`);
  const first = existsSync(prelude) ? `${readFileSync(prelude, "utf8")}\n;\n` : "";
  const script = (references) => references.flatMap(expanded).map((one) => files.get(one) ?? "").join("");
  return { first, count, script };
}

function expanded(reference) {
  if (typeof reference === "number") return [reference];
  const range = /^(\d+)-(\d+)$/.exec(reference);
  if (!range) return [/^\d+$/.test(reference) ? Number(reference) : reference];
  const [first, last] = range.slice(1).map(Number);
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** The merges that people made in git. */
export function* realMerges() {
  for (const name of histories()) {
    const { first, script } = migrations(name);
    let at = 0;
    for (const one of lines(`${CORPUS}/histories/${name}/merges.jsonl`)) {
      at += 1;
      const base = first + script([...(one.base ?? []), ...(one.common ?? [])]);
      const branches = { base, source: script(one.theirs), target: script(one.ours) };
      yield { name: `${name} merge ${at}`, group: name, ...branches, expected: one.verdict_pg15 };
    }
  }
}

/** The forks that the corpus made of the histories. */
export function* forks() {
  for (const name of histories()) {
    const { first, script } = migrations(name);
    for (const one of lines(`${CORPUS}/histories/${name}/forks.jsonl`)) {
      const base = first + script([`1-${one.fork_after_seq}`]);
      const branches = { base, source: script(one.theirs), target: script(one.ours) };
      yield { name: `${name} fork ${one.fork_after_seq}`, group: name, ...branches, expected: one.verdict_pg15 };
    }
  }
}

/** The merges that people made of a committed dump. */
export function* dumps() {
  for (const name of folders(`${CORPUS}/dump-merges`)) {
    const folder = `${CORPUS}/dump-merges/${name}`;
    let at = 0;
    for (const { blobs, classification } of lines(`${folder}/cases.jsonl`)) {
      at += 1;
      const [base, source, target, merged] = [blobs.base, blobs.theirs, blobs.ours, blobs.merged].map((blob) => dump(folder, blob));
      const isExact = classification.endsWith("-exact");
      const texts = { base, source, target, merged: isExact ? [merged] : undefined };
      yield { name: `${name} dump ${at}`, group: name, form: "schemas", ...texts, expected: classification };
    }
  }
}

function dump(folder, blob) {
  for (const path of [`${folder}/${blob}`, `${folder}/blobs/${blob}`, `${folder}/blobs/${blob}.sql.gz`, `${folder}/blobs/${blob}.sql`]) {
    if (existsSync(path)) return path.endsWith(".gz") ? gunzipSync(readFileSync(path)).toString() : readFileSync(path, "utf8");
  }
  throw new Error(`there is no blob ${blob} in ${folder}`);
}

/** How many migrations are dealt at a point. */
const DEALT = 10;

/**
 * Branches of our own: at even points of each history the next migrations, dealt alternately and by halves. A
 * migration goes to the other branch, or to none, if PostgreSQL refuses a statement of it; `refused(base, scripts)`
 * returns the places of such among scripts that run one after another.
 */
export async function* deals({ refused, points, isWanted = () => true }) {
  for (const group of histories()) {
    const history = migrations(group);
    const at = (point) => Math.floor(((point + 1) * (history.count - 1)) / (points + 1));
    for (const point of new Set(Array.from({ length: points }, (_, place) => at(place)))) {
      const base = history.first + history.script([`1-${point}`]);
      const next = Array.from({ length: Math.min(DEALT, history.count - point) }, (_, place) => point + 1 + place);
      const ways = { alternate: (place) => place % 2, halves: (place) => Number(place >= next.length / 2) };
      for (const [way, side] of Object.entries(ways)) {
        const name = `${group} ${way} ${point}`;
        if (!isWanted(name)) continue;
        const hands = [0, 1].map((wanted) => next.filter((_, place) => side(place) === wanted));
        const [target, source] = (await dealt(hands, (hand) => taken(history, base, hand, refused))).map(history.script);
        if (source && target) yield { name, group, base, source, target };
      }
    }
  }
}

/** Gives each hand what the other can't take, in order. */
async function dealt([one, other], take) {
  const taken = await take(one);
  const both = await take([...other, ...one.filter((migration) => !taken.includes(migration))].sort((a, b) => a - b));
  return [await take([...taken, ...other.filter((migration) => !both.includes(migration))].sort((a, b) => a - b)), both];
}

/** Returns the migrations of a hand that run on the base, one after another, without those that are refused. */
async function taken({ script }, base, hand, refused) {
  let rest = hand;
  for (;;) {
    const places = await refused(base, rest.map((migration) => script([migration])));
    if (!places.length) return rest;
    // What comes after the first may have been refused for what that one left.
    rest = rest.filter((_, place) => place !== places[0]);
  }
}
