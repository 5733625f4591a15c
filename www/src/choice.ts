/** What this tab shows of the history, kept over a reload. */

/** The panels. */
export const PANELS = ["history", "schema", "compare", "merge"] as const;

/** One of the panels. */
export type Panel = (typeof PANELS)[number];

/** A point of a branch's history as it is chosen: `head`, `entry:12`, or `snapshot:` and its name. */
export type Point = string;

/** The newest point of a branch, whichever that is. */
export const HEAD: Point = "head";

/** Before the first entry of a branch. */
export const START: Point = "entry:0";

/** A branch at a point of its history. */
export interface Place {
  readonly branchId?: number | undefined;
  readonly point: Point;
}

/** What was chosen to be shown; branches by their ids, which a rename keeps. */
export interface Choice {
  readonly panel: Panel;
  readonly branchId?: number | undefined;
  /** At which point the current branch's schema is shown; its head if not given. */
  readonly point?: Point | undefined;
  readonly from?: Place | undefined;
  readonly to?: Place | undefined;
  readonly isOnline?: boolean | undefined;
  readonly sourceId?: number | undefined;
  readonly targetId?: number | undefined;
}

const KEY = "schemagraft:choice";

/** Returns what this tab showed last. */
export function loadChoice(): Choice {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<Choice>;
    const panel = PANELS.find((name) => name === kept.panel) ?? "history";
    return { ...kept, panel };
  } catch {
    // Storage may be switched off, or hold what others wrote: then the page starts at the start.
    return { panel: "history" };
  }
}

/** Keeps what this tab shows. */
export function saveChoice(choice: Choice): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(choice));
  } catch {
    // A choice that is not kept costs a click.
  }
}
