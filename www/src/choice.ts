/** What this tab shows of the history, kept over a reload. */

/** The panels below the editor. */
export const PANELS = ["history", "schema", "conflicts", "snapshots"] as const;

/** One of the panels below the editor. */
export type Panel = (typeof PANELS)[number];

/** What was chosen to be shown; branches by their ids, which a rename keeps. */
export interface Choice {
  readonly panel: Panel;
  readonly branchId?: number | undefined;
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
