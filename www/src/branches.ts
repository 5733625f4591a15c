/** What can be told of branches without asking the history. */
import type { Branch } from "schemagraft";

import { count } from "./words.ts";

/** What stands against deleting a branch. */
export type Guard =
  | { readonly kind: "none" }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "loses-entries"; readonly why: string };

/** Returns what stands against deleting a branch; `own` counts the entries it alone has. */
export function deletionGuard(branch: Branch, all: readonly Branch[], own: number): Guard {
  if (!branch.forkedFrom) {
    const why = `${branch.name} is where this history began, so it stays. You can rename it.`;
    return { kind: "refused", why };
  }
  const children = forksOf(branch, all).map(({ name }) => name);
  if (children.length > 0) {
    const why = `${children.join(", ")} started from ${branch.name}: delete that first.`;
    return { kind: "refused", why };
  }
  if (own === 0) return { kind: "none" };
  const why = `${count(own, "entry", "entries")} on ${branch.name} are on no other branch and go with it, for good.`;
  return { kind: "loses-entries", why };
}

/** Returns the branches that started from this one. */
export function forksOf(branch: Branch, all: readonly Branch[]): Branch[] {
  return all.filter(({ forkedFrom }) => forkedFrom?.branchId === branch.branchId);
}

/** Returns where a branch started, in words. */
export function origin(branch: Branch, all: readonly Branch[]): string {
  if (!branch.forkedFrom) return "the first branch";
  const { branchId, ddlId } = branch.forkedFrom;
  const parent = branchName(branchId, all);
  return ddlId === undefined ? `from the start of ${parent}` : `from ${parent} #${ddlId}`;
}

/** Returns the name of the branch with this id. */
export function branchName(branchId: number, all: readonly Branch[]): string {
  return all.find((branch) => branch.branchId === branchId)?.name ?? `branch ${branchId}`;
}
