/** The history of the current branch, newest first. */
import type { DdlHistoryEntry } from "schemagraft";

import { branchName } from "../branches.ts";
import { byId, element, onPress, replaceItems } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";
import { prose, time } from "../words.ts";
import { askForBranch } from "./branches.ts";
import { statement } from "./statement.ts";

/** Wires the list; returns what updates it. */
export function historyView(
  playground: Playground,
  onFailure: (error: unknown) => void,
): (shown: Shown) => void {
  const list = byId("history", HTMLOListElement);
  const older = byId("older", HTMLButtonElement);
  onPress("older", () => void playground.showOlder().catch(onFailure));

  return (shown) => {
    const branchFrom = (ddlId: number) => {
      askForBranch(playground, shown.branch, ddlId);
    };
    const items = shown.entries.map((entry) => item(entry, shown, branchFrom));
    replaceItems(list, items.length > 0 ? items : [empty(shown.branch.name)]);
    older.hidden = !shown.hasOlder;
  };
}

function item(
  entry: DdlHistoryEntry,
  shown: Shown,
  branchFrom: (ddlId: number) => void,
): HTMLElement {
  const isOwn = entry.branchId === shown.branch.branchId;
  const from = isOwn ? "" : ` on ${branchName(entry.branchId, shown.branches)}`;
  const when = new Date(entry.executedAt).toISOString();
  return element(
    "li",
    { class: isOwn ? "card" : "card shared" },
    element(
      "div",
      { class: "card-head" },
      element("span", { class: "id" }, `#${entry.ddlId}`),
      element(
        "h3",
        {},
        `${prose(entry.operation)} ${prose(entry.objectType)} `,
        element("span", { class: "name" }, entry.objectName),
      ),
      element("time", { class: "detail", datetime: when }, time(entry.executedAt) + from),
      element(
        "button",
        {
          id: `branch-from-${entry.ddlId}`,
          type: "button",
          class: "quiet",
          "aria-label": `New branch from entry ${entry.ddlId}`,
          click: () => {
            branchFrom(entry.ddlId);
          },
        },
        "Branch here…",
      ),
    ),
    statement(entry.ddlStatement),
  );
}

function empty(branch: string): HTMLElement {
  return element(
    "li",
    { class: "empty" },
    `Nothing is recorded on ${branch} yet. Write a statement above and press Record, or load the example.`,
  );
}
