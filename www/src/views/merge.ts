/** The conflicts between two branches, with the statements of both sides, and their merge. */
import type { Branch, ConflictSide, DdlConflict, Resolution } from "schemagraft";

import { byId, element, replaceItems } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";
import { count, prose, sentence } from "../words.ts";
import { statement } from "./statement.ts";

/** Wires the choice of branches; returns what updates it and the list. */
export function conflictsView(
  playground: Playground,
  onFailure: (error: unknown) => void,
): (shown: Shown) => void {
  const source = byId("source", HTMLSelectElement);
  const target = byId("target", HTMLSelectElement);
  const summary = byId("conflicts-summary", HTMLElement);
  const list = byId("conflicts", HTMLOListElement);
  const merge = byId("merge", HTMLButtonElement);
  const message = byId("merge-message", HTMLElement);
  /** What was decided, by the conflict's id. */
  const decided = new Map<string, Resolution>();
  let shown: Pick<Shown, "pair" | "conflicts"> = { pair: undefined, conflicts: [] };

  const update = () => {
    const { pair, conflicts } = shown;
    merge.disabled = !pair || conflicts.some(({ id }) => !decided.has(id));
    merge.textContent = pair ? `Merge ${pair.source.name} into ${pair.target.name}` : "Merge";
  };
  const run = async ({ source, target }: NonNullable<Shown["pair"]>) => {
    const resolutions = Object.fromEntries(
      shown.conflicts.flatMap(({ id }) => {
        const resolution = decided.get(id);
        return resolution ? [[id, resolution] as const] : [];
      }),
    );
    const entries = await playground.merge(source, target, resolutions);
    message.textContent = `${target.name} has all of ${source.name} now: ${count(entries.length, "statement")} appended.`;
  };
  merge.addEventListener("click", () => {
    if (shown.pair) void run(shown.pair).catch(onFailure);
  });
  list.addEventListener("change", ({ target: choice }) => {
    if (!(choice instanceof HTMLSelectElement)) return;
    const { id } = choice.dataset;
    if (id === undefined) return;
    if (choice.value) decided.set(id, choice.value as Resolution);
    else decided.delete(id);
    update();
  });

  const compare = () => {
    decided.clear();
    message.textContent = "";
    void playground.compare(source.value, target.value).catch(onFailure);
  };
  source.addEventListener("change", compare);
  target.addEventListener("change", compare);

  return ({ branches, pair, conflicts, panel }) => {
    if (panel !== "conflicts") return;
    fill(source, branches, pair?.source);
    fill(target, branches.filter((branch) => branch !== pair?.source), pair?.target);
    summary.textContent = summarize(pair, conflicts);
    shown = { pair, conflicts };
    const items = pair
      ? conflicts.map((conflict) => item(conflict, pair, decided.get(conflict.id)))
      : [];
    replaceItems(list, items);
    update();
  };
}

function fill(
  select: HTMLSelectElement,
  branches: readonly Branch[],
  chosen: Branch | undefined,
): void {
  const options = branches.map(({ name }) => element("option", { value: name }, name));
  select.replaceChildren(...options);
  select.value = chosen?.name ?? "";
  select.disabled = branches.length === 0 || !chosen;
}

function summarize(pair: Shown["pair"], conflicts: readonly DdlConflict[]): string {
  if (!pair) {
    return "There is only one branch. Create a second and record on both, or load the example.";
  }
  const [source, target] = [pair.source.name, pair.target.name];
  if (conflicts.length > 0) {
    return `${count(conflicts.length, "conflict")} between ${source} and ${target}.`;
  }
  return `${source} and ${target} don't conflict: no object was changed by both in ways that clash.`;
}

function item(
  conflict: DdlConflict,
  pair: NonNullable<Shown["pair"]>,
  decided: Resolution | undefined,
): HTMLElement {
  return element(
    "li",
    { class: "card" },
    element(
      "div",
      { class: "card-head" },
      element(
        "h3",
        {},
        `${prose(conflict.objectType)} `,
        element("span", { class: "name" }, conflict.objectName),
      ),
      element("span", { class: "badge", title: conflict.conflictType }, prose(conflict.class)),
    ),
    element("p", {}, sentence(conflict.explanation)),
    element(
      "div",
      { class: "sides" },
      side(pair.source.name, conflict.source),
      side(pair.target.name, conflict.target),
    ),
    choice(conflict, pair, decided),
  );
}

/** What can be decided about a conflict. */
function choice(
  { id, resolutions, objectName }: DdlConflict,
  pair: NonNullable<Shown["pair"]>,
  decided: Resolution | undefined,
): HTMLElement {
  const words = {
    source: `${pair.source.name} is right`,
    target: `${pair.target.name} is right`,
    both: "both are right",
  };
  const select = element(
    "select",
    { "data-id": id, "aria-label": `Resolution for ${objectName}` },
    element("option", { value: "" }, "undecided"),
    ...resolutions.map((value) => element("option", { value }, words[value])),
  );
  select.value = typeof decided === "string" ? decided : "";
  return element("label", {}, "Resolution ", select);
}

function side(branch: string, statements: readonly ConflictSide[]): HTMLElement {
  return element(
    "section",
    { "aria-label": `On ${branch}` },
    ...statements.flatMap((each) => [
      element(
        "h4",
        {},
        element("span", { class: "name" }, branch),
        element("span", { class: "id" }, ` #${each.ddlId}`),
      ),
      statement(each.statement, each.span),
    ]),
  );
}
