/** The snapshots of the current branch. */
import type { SchemaSnapshot } from "schemagraft";

import { byId, element, onPress, replaceItems } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";
import { count, time } from "../words.ts";
import { ask } from "./dialog.ts";

/** Wires the button; returns what updates the list. */
export function snapshotsView(playground: Playground): (shown: Shown) => void {
  const list = byId("snapshots", HTMLOListElement);
  let branch: Shown["branch"] | undefined;

  onPress("new-snapshot", () => {
    if (branch) askForSnapshot(playground, branch);
  });

  return (shown) => {
    branch = shown.branch;
    const items = shown.snapshots.map(item).reverse();
    replaceItems(list, items.length > 0 ? items : [empty(branch.name)]);
  };
}

function askForSnapshot(playground: Playground, branch: Shown["branch"]): void {
  ask({
    title: "Take a snapshot",
    text: `It keeps the schema of ${branch.name} as it is now, under a name.`,
    field: { label: "Name" },
    confirm: "Take it",
    perform: (name) => playground.takeSnapshot(branch, name),
  });
}

function item(snapshot: SchemaSnapshot): HTMLElement {
  const { schemaDdl, lastDdlId } = snapshot;
  const statements = count(schemaDdl.length, "statement");
  return element(
    "li",
    { class: "card" },
    element(
      "div",
      { class: "card-head" },
      element("h3", {}, element("span", { class: "name" }, snapshot.name)),
      element(
        "time",
        { class: "detail", datetime: new Date(snapshot.createdAt).toISOString() },
        time(snapshot.createdAt),
      ),
    ),
    element(
      "details",
      {},
      element("summary", {}, lastDdlId ? `${statements}, as of #${lastDdlId}` : statements),
      element("pre", { class: "sql" }, schemaDdl.map((text) => `${text};`).join("\n\n")),
    ),
  );
}

function empty(branch: string): HTMLElement {
  return element(
    "li",
    { class: "empty" },
    `${branch} has no snapshots yet. Take one to keep its schema under a name.`,
  );
}
