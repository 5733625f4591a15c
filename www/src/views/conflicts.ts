/** The conflicts between two branches, with the statements of both sides. */
import type { Branch, ConflictSide, DdlConflict } from "schemagraft";

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

  const compare = () => void playground.compare(source.value, target.value).catch(onFailure);
  source.addEventListener("change", compare);
  target.addEventListener("change", compare);

  return ({ branches, pair, conflicts, panel }) => {
    if (panel !== "conflicts") return;
    fill(source, branches, pair?.source);
    fill(target, branches.filter((branch) => branch !== pair?.source), pair?.target);
    summary.textContent = summarize(pair, conflicts);
    replaceItems(list, pair ? conflicts.map((conflict) => item(conflict, pair)) : []);
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

function item(conflict: DdlConflict, pair: NonNullable<Shown["pair"]>): HTMLElement {
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
  );
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
