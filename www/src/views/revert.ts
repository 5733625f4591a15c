/** Taking back an entry, or a merge: what would be done is shown first. */
import type { Branch, Reverted, RevertPlan } from "schemagraft";

import { element } from "../dom.ts";
import type { Playground } from "../playground.ts";
import { sentence } from "../words.ts";
import { ask } from "./dialog.ts";
import { steps } from "./statement.ts";

/** Shows what taking it back would do, and asks. */
export async function askToRevert(
  playground: Playground,
  branch: Branch,
  what: Reverted,
): Promise<void> {
  const plan = await playground.planRevert(branch, what);
  const title =
    "merge" in what ? "Take back the whole merge?" : `Take back entry #${String(what.first)}?`;
  const canRun = plan.conflicts.length === 0 && plan.ddl.length > 0;
  ask({
    title,
    text: account(plan, branch),
    body: body(plan),
    ...(canRun && { confirm: "Take it back", perform: () => playground.revert(branch, what, plan) }),
  });
}

function account({ conflicts, ddl }: RevertPlan, branch: Branch): string {
  if (conflicts.length > 0) return "It can't be taken back as it stands: later entries need it.";
  if (ddl.length === 0) return "There is nothing left to take back.";
  return `These statements are appended to ${branch.name}; what was changed since stays.`;
}

function body({ conflicts, ddl, hazards, lost }: RevertPlan): HTMLElement {
  const notes = [
    ...conflicts.map(({ explanation }) => element("li", { class: "danger" }, sentence(explanation))),
    ...lost.map((text) => element("li", { class: "danger" }, sentence(text))),
  ];
  return element(
    "div",
    { class: "body" },
    element("ul", { class: "notes" }, ...notes),
    element("ol", { class: "steps" }, ...steps(ddl, hazards)),
  );
}
