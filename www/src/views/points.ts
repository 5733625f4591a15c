/** Choosing a point of a branch's history. */
import { HEAD, type Point, START } from "../choice.ts";
import { element } from "../dom.ts";
import type { Points } from "../reading.ts";
import { prose, time } from "../words.ts";

/** Fills a choice of points, of which one is chosen. */
export function fillPoints(select: HTMLSelectElement, points: Points, chosen: Point): void {
  const { entries, snapshots } = points;
  const named = snapshots.map(({ name, createdAt }) =>
    element("option", { value: `snapshot:${name}` }, `${name}, ${time(createdAt)}`),
  );
  const numbered = entries.map(({ ddlId, operation, objectType, objectName }) => {
    const what = `#${ddlId} ${prose(operation)} ${prose(objectType)} ${objectName}`;
    return element("option", { value: `entry:${ddlId}` }, short(what));
  });
  select.replaceChildren(
    element("option", { value: HEAD }, "now"),
    ...group("Snapshots", named.reverse()),
    ...group("After entry", numbered),
  );
  select.append(element("option", { value: START }, "before the first entry"));
  // An entry from long ago, chosen in the history.
  const isListed = [...select.options].some(({ value }) => value === chosen);
  if (!isListed) select.append(element("option", { value: chosen }, chosen.replace("entry:", "#")));
  select.value = chosen;
}

function group(label: string, options: HTMLElement[]): HTMLElement[] {
  return options.length > 0 ? [element("optgroup", { label }, ...options)] : [];
}

const LONGEST = 60;

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
