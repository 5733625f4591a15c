/** Two points of the history, compared: the statements from one to the other, and what can go wrong with them. */
import type { SchemaDiff } from "schemagraft";

import type { Place } from "../choice.ts";
import { HEAD } from "../choice.ts";
import { byId, element, onPress, replaceItems } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";
import type { ComparisonShown, PlaceShown } from "../reading.ts";
import { constantCase, count, sentence } from "../words.ts";
import { fillPoints } from "./points.ts";
import { steps } from "./statement.ts";

/** Wires the choice of both points; returns what updates the panel. */
export function compareView(
  playground: Playground,
  onFailure: (error: unknown) => void,
): (shown: Shown) => void {
  const online = byId("online", HTMLInputElement);
  const choose = (choice: Parameters<Playground["chooseComparison"]>[0]) => {
    playground.chooseComparison(choice).catch(onFailure);
  };
  const from = placeChoice("from", (place) => { choose({ from: place }); });
  const to = placeChoice("to", (place) => { choose({ to: place }); });
  let comparison: ComparisonShown | undefined;
  online.addEventListener("change", () => { choose({ isOnline: online.checked }); });
  onPress("swap", () => {
    if (comparison) choose({ from: placeOf(comparison.to), to: placeOf(comparison.from) });
  });
  return (shown) => {
    comparison = shown.comparison;
    if (!comparison) return;
    from(shown, comparison.from);
    to(shown, comparison.to);
    online.checked = comparison.isOnline;
    show(comparison.diff);
  };
}

function placeOf({ branch, point }: PlaceShown): Place {
  return { branchId: branch.branchId, point };
}

/** Wires the choice of one point; returns what shows it. */
function placeChoice(
  which: "from" | "to",
  choose: (place: Place) => void,
): (shown: Shown, place: PlaceShown) => void {
  const branch = byId(`${which}-branch`, HTMLSelectElement);
  const point = byId(`${which}-point`, HTMLSelectElement);
  branch.addEventListener("change", () => { choose({ branchId: Number(branch.value), point: HEAD }); });
  point.addEventListener("change", () => {
    choose({ branchId: Number(branch.value), point: point.value });
  });
  return ({ branches }, place) => {
    branch.replaceChildren(
      ...branches.map(({ branchId, name }) => element("option", { value: String(branchId) }, name)),
    );
    branch.value = String(place.branch.branchId);
    fillPoints(point, place.points, place.point);
  };
}

function show({ ddl, hazards, hints, unresolved }: SchemaDiff): void {
  byId("compare-summary", HTMLElement).textContent = summarize(ddl, hazards);
  const notes = [
    ...hints.map(({ code, message }) => [constantCase(code), message] as const),
    ...unresolved.map((left) => ["Not done", left] as const),
  ];
  replaceItems(
    byId("compare-hints", HTMLUListElement),
    notes.map(([name, text]) => element("li", { class: "info" }, element("strong", {}, name), ` ${sentence(text)}`)),
  );
  replaceItems(byId("compare", HTMLOListElement), steps(ddl, hazards));
}

/** Says how many statements there are, and on how many one has to look. */
export function summarize(ddl: SchemaDiff["ddl"], hazards: SchemaDiff["hazards"]): string {
  if (ddl.length === 0) return "The schemas are equal.";
  const dangerous = new Set(
    hazards.filter(({ severity }) => severity === "danger").map((hazard) => hazard.statement),
  ).size;
  const loses = dangerous === 1 ? "loses data" : "lose data";
  const danger = dangerous > 0 ? `; ${dangerous} ${loses}` : "";
  return `${count(ddl.length, "statement")}${danger}.`;
}
