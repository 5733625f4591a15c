/** The history of the current branch, newest first, with what can be done from each entry. */
import type { DdlHistoryEntry, MergeRecord, RefusedStatement } from "schemagraft";

import { branchName } from "../branches.ts";
import { byId, element, onPress, replaceItems } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";
import type { HistoryShown } from "../reading.ts";
import { prose, sentence, time } from "../words.ts";
import { askForBranch } from "./branches.ts";
import { askToRevert } from "./revert.ts";
import { statement } from "./statement.ts";

/** Wires the list; returns what updates it. */
export function historyView(
  playground: Playground,
  onFailure: (error: unknown) => void,
): (shown: Shown) => void {
  const list = byId("history", HTMLOListElement);
  const older = byId("older", HTMLButtonElement);
  onPress("older", () => void playground.showOlder().catch(onFailure));

  return ({ branch, branches, history }) => {
    if (!history) return;
    const from = (entry: DdlHistoryEntry) =>
      entry.branchId === branch.branchId ? "" : ` on ${branchName(entry.branchId, branches)}`;
    const items = history.entries.map((entry) => {
      const merge = mergeOf(entry, history.merges);
      const revert = () =>
        askToRevert(playground, branch, merge ? { merge: entry.ddlId } : { first: entry.ddlId });
      const actions = [
        action("Schema here", `schema-at-${entry.ddlId}`, `Schema after entry ${entry.ddlId}`, () => {
          playground.showSchema(`entry:${entry.ddlId}`).catch(onFailure);
        }),
        action("Branch here…", `branch-from-${entry.ddlId}`, `New branch from entry ${entry.ddlId}`, () => {
          askForBranch(playground, branch, entry.ddlId);
        }),
        action(
          merge ? "Take the merge back…" : "Take back…",
          `revert-${entry.ddlId}`,
          merge ? `Take back the merge that brought entry ${entry.ddlId}` : `Take back entry ${entry.ddlId}`,
          () => { revert().catch(onFailure); },
        ),
      ];
      const brought = merge ? `, merged from ${branchName(merge.source, branches)}` : "";
      return item(entry, time(entry.executedAt) + from(entry) + brought, actions, history);
    });
    replaceItems(list, items.length > 0 ? items : [empty(branch.name)]);
    older.hidden = !history.hasOlder;
  };
}

/** Returns the merge that appended an entry. */
function mergeOf({ ddlId, branchId }: DdlHistoryEntry, merges: readonly MergeRecord[]): MergeRecord | undefined {
  return merges.find(
    ({ target, targetHead = 0, head = 0 }) => target === branchId && targetHead < ddlId && ddlId <= head,
  );
}

function what({ operation, objectType }: DdlHistoryEntry): string {
  const isKnown = operation !== "Other" || objectType !== "Unknown";
  return isKnown ? `${prose(operation)} ${prose(objectType)}` : "other statement";
}

function item(
  entry: DdlHistoryEntry,
  detail: string,
  actions: HTMLElement[],
  { schema }: HistoryShown,
): HTMLElement {
  const refused = schema.errors.find(({ ddlId }) => ddlId === entry.ddlId);
  const opaque = schema.opaque.find(({ ddlId }) => ddlId === entry.ddlId);
  return element(
    "li",
    { class: "card" },
    element(
      "div",
      { class: "card-head" },
      element("span", { class: "id" }, `#${entry.ddlId}`),
      element(
        "h3",
        {},
        `${what(entry)} `,
        element("span", { class: "name" }, entry.objectName),
      ),
      element("time", { class: "detail", datetime: new Date(entry.executedAt).toISOString() }, detail),
    ),
    statement(entry.ddlStatement, refused?.span),
    ...(refused ? [element("p", { class: "message failure" }, refusal(refused))] : []),
    ...(opaque ? [element("p", { class: "message" }, unknown(opaque.reason))] : []),
    element("div", { class: "buttons actions" }, ...actions),
  );
}

/** Says that PostgreSQL would refuse a recorded statement, and where. */
export function refusal({ message, position, hint }: RefusedStatement): string {
  const said = [message, hint].filter((text) => text !== undefined).map(sentence).join(" ");
  return `Line ${position.line}, column ${position.column}: PostgreSQL would refuse this, so it changes nothing. ${said}`;
}

/** Says that it is not known what a recorded statement does. */
export function unknown(reason: string): string {
  return `What it does to the schema is not known: ${sentence(reason)}`;
}

function action(text: string, id: string, label: string, click: () => void): HTMLElement {
  return element("button", { id, type: "button", class: "quiet", "aria-label": label, click }, text);
}

function empty(branch: string): HTMLElement {
  return element(
    "li",
    { class: "empty" },
    `Nothing is recorded on ${branch} yet. Write a statement above and press Record, drop SQL files or a folder of migrations here, or load the example.`,
  );
}
