/**
 * The page's state: the history in IndexedDB, what is shown of it, and everything that changes it.
 *
 * Never in it: elements of the page.
 */
import {
  type Branch,
  type DdlHistoryEntry,
  DdlVersioningManager,
  HistoryError,
  type Resolution,
  type Reverted,
  type RevertPlan,
  type VerifyReport,
} from "schemagraft";

import { type Choice, HEAD, loadChoice, type Panel, type Place, type Point, saveChoice } from "./choice.ts";
import { deleteDatabase } from "./database.ts";
import { type Pair, Reading, type Resolutions, type Shown } from "./reading.ts";

export type { Shown };

/** How many entries "Show older" adds. */
const PAGE = 25;

/** The history that this browser keeps, and what is shown of it. */
export class Playground {
  readonly #name: string;
  #history: DdlVersioningManager;
  #choice: Choice = loadChoice();
  #entriesShown = PAGE;
  /** What was decided of the merge that is shown, by the conflict's id. */
  readonly #decided = new Map<string, Resolution>();
  #listener: (shown: Shown) => void = () => undefined;
  readonly #otherTabs: BroadcastChannel;
  /** How often what is shown was asked for. */
  #asked = 0;
  #refreshing: Promise<void> | undefined;

  private constructor(name: string, history: DdlVersioningManager) {
    this.#name = name;
    this.#history = history;
    this.#otherTabs = new BroadcastChannel(`schemagraft:${name}`);
  }

  /** Opens the history of this name, which the browser keeps. */
  static async open(name: string): Promise<Playground> {
    return new Playground(name, await DdlVersioningManager.open(`idb:${name}`));
  }

  /** Calls back with what to show, now and whenever it changes, in this tab or another. */
  async show(listener: (shown: Shown) => void, onFailure: (error: unknown) => void): Promise<void> {
    this.#listener = listener;
    const refresh = () => void this.#refresh().catch(onFailure);
    this.#otherTabs.addEventListener("message", refresh);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) refresh();
    });
    await this.#refresh();
  }

  /** Records a script on a branch, and returns the new entries; with `check` only what PostgreSQL would run. */
  record(branch: Branch, sql: string, check: boolean): Promise<DdlHistoryEntry[]> {
    return this.#change((history) => history.recordDdl(branch.name, sql, { check }));
  }

  /** Creates a branch from another, at its head or at one of its entries, and goes to it. */
  async createBranch(name: string, from: Branch, at?: number): Promise<void> {
    const created = await this.#change((history) =>
      history.createBranch(name, { from: from.name, at }),
    );
    await this.selectBranch(created);
  }

  async renameBranch(branch: Branch, name: string): Promise<void> {
    await this.#change((history) => history.renameBranch(branch.name, name));
  }

  async deleteBranch(branch: Branch, force: boolean): Promise<void> {
    await this.#change((history) => history.deleteBranch(branch.name, { force }));
  }

  /** Merges one branch into another, and returns what was appended. */
  async merge({ source, target }: Pair, resolutions: Resolutions): Promise<readonly DdlHistoryEntry[]> {
    const result = await this.#change((history) =>
      history.merge(source.name, target.name, { resolutions }),
    );
    this.#decided.clear();
    return result.entries;
  }

  /** Decides a conflict of the merge that is shown; `undefined` takes the decision back. */
  decide(id: string, resolution: Resolution | undefined): Promise<void> {
    if (resolution === undefined) this.#decided.delete(id);
    else this.#decided.set(id, resolution);
    return this.#refresh();
  }

  /** Returns what taking back entries, or a merge, would do. */
  planRevert(branch: Branch, what: Reverted): Promise<RevertPlan> {
    return this.#history.planRevert(branch.name, what);
  }

  /** Takes back what was planned, if nothing was recorded on the branch meanwhile. */
  async revert(branch: Branch, what: Reverted, plan: RevertPlan): Promise<void> {
    await this.#change((history) => history.revert(branch.name, what, { plan }));
  }

  async takeSnapshot(branch: Branch, name: string): Promise<void> {
    await this.#change((history) => history.createSchemaSnapshot(branch.name, name));
  }

  /** Returns how many entries a branch has on top of where it started. */
  async countOwnEntries(branch: Branch): Promise<number> {
    return (await this.#history.getDdlSince(branch.name, branch.forkedFrom?.ddlId ?? 0)).length;
  }

  /** Returns whether nothing was done to this history yet. */
  async isEmpty(): Promise<boolean> {
    const branches = await this.#history.listBranches();
    return branches.length === 1 && branches[0]?.head === undefined;
  }

  verify(): Promise<VerifyReport> {
    return this.#history.verify();
  }

  export(): Promise<Uint8Array> {
    return this.#history.export();
  }

  /** Puts the history of a bundle in the place of this one; a bundle that can't be read changes nothing. */
  async replaceWith(bundle: Uint8Array): Promise<void> {
    await checkBundle(bundle);
    await this.#startAnew((history) => history.import(bundle));
  }

  /** Deletes everything. */
  clear(): Promise<void> {
    return this.#startAnew(() => Promise.resolve());
  }

  selectBranch(branch: Branch): Promise<void> {
    this.#entriesShown = PAGE;
    return this.#choose({ branchId: branch.branchId, point: HEAD });
  }

  /** Shows the current branch's schema at a point. */
  showSchema(point: Point): Promise<void> {
    return this.#choose({ panel: "schema", point });
  }

  /** Chooses what to compare: points, or whether statements are to keep a database in use usable. */
  chooseComparison(choice: { from?: Place; to?: Place; isOnline?: boolean }): Promise<void> {
    return this.#choose(choice);
  }

  selectPanel(panel: Panel): Promise<void> {
    return this.#choose({ panel });
  }

  /** Chooses the branches to merge, by their names. */
  async pair(source: string, target: string): Promise<void> {
    // At once: what is decided while the branches are read is of this pair.
    this.#decided.clear();
    const branches = await this.#history.listBranches();
    const idOf = (name: string) => branches.find((branch) => branch.name === name)?.branchId;
    await this.#choose({ sourceId: idOf(source), targetId: idOf(target) });
  }

  showOlder(): Promise<void> {
    this.#entriesShown += PAGE;
    return this.#refresh();
  }

  async #startAnew(fill: (history: DdlVersioningManager) => Promise<void>): Promise<void> {
    if (!(await this.isEmpty())) {
      await this.#history.close();
      await deleteDatabase(this.#name);
      this.#history = await DdlVersioningManager.open(`idb:${this.#name}`);
    }
    this.#choice = { panel: this.#choice.panel };
    this.#entriesShown = PAGE;
    this.#decided.clear();
    await this.#change(fill);
  }

  async #change<T>(change: (history: DdlVersioningManager) => Promise<T>): Promise<T> {
    const result = await change(this.#history);
    this.#otherTabs.postMessage("changed");
    await this.#refresh();
    return result;
  }

  #choose(choice: Partial<Choice>): Promise<void> {
    this.#choice = { ...this.#choice, ...choice };
    saveChoice(this.#choice);
    return this.#refresh();
  }

  /** Reads what is shown; calls that come in meanwhile are served by one more reading. */
  #refresh(): Promise<void> {
    this.#asked += 1;
    this.#refreshing ??= this.#readUntilFresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #readUntilFresh(): Promise<void> {
    let shown: Shown | undefined;
    let asked: number;
    do {
      asked = this.#asked;
      shown = await Reading.of(
        this.#history,
        this.#choice,
        this.#entriesShown,
        this.#decided,
      ).catch((error: unknown) => {
        if (!isGoneBranch(error)) throw error;
        return undefined;
      });
      // What was chosen meanwhile is not put back to what it was.
    } while (!shown || asked !== this.#asked);
    this.#listener(shown);
  }
}

/** Another tab deleted or renamed it between two readings. */
function isGoneBranch(error: unknown): boolean {
  return error instanceof HistoryError && error.code === "BRANCH_NOT_FOUND";
}

async function checkBundle(bundle: Uint8Array): Promise<void> {
  const trial = await DdlVersioningManager.open("memory:");
  try {
    await trial.import(bundle);
  } finally {
    await trial.close();
  }
}
