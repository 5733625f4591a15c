/** The list of branches, and what can be done to the current one. */
import type { Branch } from "schemagraft";

import { deletionGuard, origin } from "../branches.ts";
import { byId, element, onPress, replaceItems } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";
import { ask } from "./dialog.ts";

/** Wires the list and its buttons; returns what updates it. */
export function branchesView(
  playground: Playground,
  onFailure: (error: unknown) => void,
): (shown: Shown) => void {
  const list = byId("branches", HTMLUListElement);
  let current: Shown | undefined;

  onPress("new-branch", () => {
    if (current) askForBranch(playground, current.branch);
  });
  onPress("rename-branch", () => {
    if (current) askForName(playground, current.branch);
  });
  onPress("delete-branch", () => {
    if (current) askToDelete(playground, current).catch(onFailure);
  });

  return (shown) => {
    current = shown;
    const select = (branch: Branch) => void playground.selectBranch(branch).catch(onFailure);
    replaceItems(
      list,
      shown.branches.map((branch) => item(branch, shown, select)),
    );
  };
}

/** Asks for the name of a new branch, from the head of this one or from one of its entries. */
export function askForBranch(playground: Playground, from: Branch, at?: number): void {
  const place = at === undefined ? `the head of ${from.name}` : `entry #${at} of ${from.name}`;
  ask({
    title: "New branch",
    text: `It starts from ${place}.`,
    field: { label: "Name" },
    confirm: "Create",
    perform: (name) => playground.createBranch(name, from, at),
  });
}

function askForName(playground: Playground, branch: Branch): void {
  ask({
    title: `Rename ${branch.name}`,
    text: "Its history stays as it is.",
    field: { label: "New name", value: branch.name },
    confirm: "Rename",
    perform: (name) => playground.renameBranch(branch, name),
  });
}

async function askToDelete(playground: Playground, { branch, branches }: Shown): Promise<void> {
  const guard = deletionGuard(branch, branches, await playground.countOwnEntries(branch));
  if (guard.kind === "refused") {
    ask({ title: `${branch.name} can't be deleted`, text: guard.why });
    return;
  }
  const losesEntries = guard.kind === "loses-entries";
  ask({
    title: `Delete ${branch.name}?`,
    text: losesEntries ? guard.why : "It has no entries of its own: nothing else goes with it.",
    confirm: losesEntries ? "Delete the branch and its entries" : "Delete the branch",
    isDangerous: true,
    perform: () => playground.deleteBranch(branch, losesEntries),
  });
}

function item(branch: Branch, shown: Shown, select: (branch: Branch) => void): HTMLElement {
  const isCurrent = branch === shown.branch;
  return element(
    "li",
    {},
    element(
      "button",
      {
        id: `branch-${branch.branchId}`,
        type: "button",
        "aria-current": isCurrent && "true",
        click: () => {
          select(branch);
        },
      },
      element("span", { class: "name" }, branch.name),
      element("span", { class: "detail" }, origin(branch, shown.branches)),
    ),
  );
}
