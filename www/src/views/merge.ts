/** The merge of two branches: its conflicts, what is decided about them, and what comes of that. */
import type { Branch, MergePlan, MergeWarning } from "schemagraft";

import { byId, element, onPress, replaceItems } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";
import type { MergeShown, Pair } from "../reading.ts";
import { count, failure, prose, sentence } from "../words.ts";
import { summarize } from "./compare.ts";
import { conflictItem, type Decisions } from "./conflict.ts";
import { showScript, steps } from "./statement.ts";

/** Wires the choice of branches; returns what updates the panel. */
export function mergeView(
  playground: Playground,
  onFailure: (error: unknown) => void,
): (shown: Shown) => void {
  const source = byId("source", HTMLSelectElement);
  const target = byId("target", HTMLSelectElement);
  const list = byId("conflicts", HTMLOListElement);
  const done = byId("merge-message", HTMLElement);
  const problem = byId("merge-failure", HTMLElement);
  const drafts = new Map<string, string>();
  let merge: MergeShown | undefined;

  const choose = () => {
    done.textContent = "";
    drafts.clear();
    playground.pair(source.value, target.value).catch(onFailure);
  };
  source.addEventListener("change", choose);
  target.addEventListener("change", choose);
  onPress("merge", () => {
    if (!merge?.pair) return;
    const { pair } = merge;
    playground.merge(pair, merge.resolutions).then(
      (entries) => {
        drafts.clear();
        const what = entries.length === 0 ? "nothing had" : `${count(entries.length, "statement")} had`;
        done.textContent = `${pair.target.name} has all of ${pair.source.name} now: ${what} to be appended.`;
      },
      (error: unknown) => { problem.textContent = failure(error); },
    );
  });

  let heads = "";
  return ({ branches, merge: shown }) => {
    merge = shown;
    if (!shown) {
      done.textContent = "";
      return;
    }
    const { pair, conflicts, resolutions, plan } = shown;
    // What was said of a merge is not said of what was recorded since.
    const now = JSON.stringify([pair?.source.head, pair?.target.branchId]);
    if (heads !== now) done.textContent = "";
    heads = now;
    problem.textContent = "";
    fill(source, branches, pair?.source);
    fill(target, branches.filter((branch) => branch !== pair?.source), pair?.target);
    const decisions: Decisions = {
      decided: resolutions,
      open: new Set(plan?.conflicts.map(({ id }) => id)),
      drafts,
      decide: (id, resolution) => {
        playground.decide(id, resolution).catch(onFailure);
      },
    };
    const items = pair ? conflicts.map((conflict) => conflictItem(conflict, pair, decisions)) : [];
    replaceItems(list, items);
    byId("merge-summary", HTMLElement).textContent = account(shown);
    showButton(shown);
    showWarnings(plan?.warnings ?? []);
    showPlan(pair, plan);
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

function account({ pair, conflicts, plan }: MergeShown): string {
  if (!pair || !plan) {
    return "There is only one branch. Create a second and record on both, or load the example.";
  }
  const [source, target] = [pair.source.name, pair.target.name];
  if (plan.conflicts.length > 0) {
    const open = plan.conflicts.length;
    const all = count(conflicts.length, "conflict");
    const left = open < conflicts.length ? `, ${open} of them to be decided` : "";
    return `${all} between ${source} and ${target}${left}.`;
  }
  if (plan.ddl.length === 0 && plan.warnings.length > 0) {
    return `There is nothing that ${target} could get of ${source}, but something to look at.`;
  }
  if (plan.ddl.length === 0) return `There is nothing to merge: ${target} has all that ${source} did.`;
  if (conflicts.length > 0) return `All is decided: ${source} merges into ${target}.`;
  return `${source} and ${target} don't conflict: ${source} merges into ${target}.`;
}

function showButton({ pair, plan }: MergeShown): void {
  const button = byId("merge", HTMLButtonElement);
  const open = plan?.conflicts.length ?? 0;
  const isPossible = pair !== undefined && plan !== undefined && plan.ddl.length > 0 && open === 0;
  button.disabled = !isPossible;
  button.textContent = pair ? `Merge ${pair.source.name} into ${pair.target.name}` : "Merge";
  button.hidden = !isPossible && open === 0;
}

/** Shows what merges, and should be looked at all the same. */
function showWarnings(warnings: readonly MergeWarning[]): void {
  const notes = warnings.map((warning) =>
    element(
      "li",
      { class: "warning" },
      element("strong", {}, prose(warning.class)),
      ` ${sentence(warning.explanation)}`,
    ),
  );
  replaceItems(byId("merge-warnings", HTMLUListElement), notes);
}

/** Shows what the target would get. */
function showPlan(pair: Pair | undefined, plan: MergePlan | undefined): void {
  const isEmpty = !pair || !plan || plan.ddl.length === 0;
  byId("merge-plan", HTMLElement).hidden = isEmpty;
  if (isEmpty) return;
  const title = byId("merge-plan-title", HTMLElement);
  title.textContent = `What ${pair.target.name} gets: ${summarize(plan.ddl, plan.hazards)}`;
  replaceItems(byId("merge-steps", HTMLOListElement), steps(plan.ddl, plan.hazards));
  showScript(byId("merged-schema", HTMLElement), plan.merged_schema);
}
