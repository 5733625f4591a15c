/**
 * The page's state: the history in IndexedDB, what is shown of it, and everything that changes it.
 *
 * Never in it: elements of the page.
 */
import {
  type Branch,
  type DdlConflict,
  type DdlHistoryEntry,
  DdlVersioningManager,
  HistoryError,
  type Resolution,
  type Schema,
  type SchemaSnapshot,
  type VerifyReport,
} from "schemagraft";

import { type Choice, loadChoice, type Panel, saveChoice } from "./choice.ts";
import { deleteDatabase } from "./database.ts";

/** How many entries "Show older" adds. */
const PAGE = 25;

/** What the page shows. */
export interface Shown {
  readonly branches: readonly Branch[];
  /** The branch that is recorded on, and whose history is shown. */
  readonly branch: Branch;
  readonly panel: Panel;
  /** Newest first. */
  readonly entries: readonly DdlHistoryEntry[];
  readonly hasOlder: boolean;
  readonly snapshots: readonly SchemaSnapshot[];
  /** The branch's schema, read while its panel is shown only. */
  readonly schema: Schema | undefined;
  /** The branches compared; `undefined` while there is only one. */
  readonly pair: { readonly source: Branch; readonly target: Branch } | undefined;
  /** Read while their panel is shown only: that takes time on long branches. */
  readonly conflicts: readonly DdlConflict[];
}

/** The history that this browser keeps, and what is shown of it. */
export class Playground {
  readonly #name: string;
  #history: DdlVersioningManager;
  #choice: Choice = loadChoice();
  #entriesShown = PAGE;
  #listener: (shown: Shown) => void = () => undefined;
  readonly #otherTabs: BroadcastChannel;
  #isStale = false;
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

  /** Records a script on a branch, and returns the new entries. */
  record(branch: Branch, sql: string): Promise<DdlHistoryEntry[]> {
    return this.#change((history) => history.recordDdl(branch.name, sql));
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
  async merge(
    source: Branch,
    target: Branch,
    resolutions: Readonly<Record<string, Resolution>>,
  ): Promise<readonly DdlHistoryEntry[]> {
    const result = await this.#change((history) =>
      history.merge(source.name, target.name, { resolutions }),
    );
    return result.entries;
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
    return this.#choose({ branchId: branch.branchId });
  }

  selectPanel(panel: Panel): Promise<void> {
    return this.#choose({ panel });
  }

  /** Chooses the branches to compare, by their names. */
  async compare(source: string, target: string): Promise<void> {
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
    this.#isStale = true;
    this.#refreshing ??= this.#readUntilFresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #readUntilFresh(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      try {
        this.#listener(await this.#read());
      } catch (error) {
        if (!isGoneBranch(error)) throw error;
        this.#isStale = true;
      }
    }
  }

  async #read(): Promise<Shown> {
    const { panel, branchId, sourceId, targetId } = this.#choice;
    const branches = await this.#history.listBranches();
    const branch = branches.find((each) => each.branchId === branchId) ?? branches[0];
    if (!branch) throw new Error("this history has no branch: clear it to begin anew");
    const pair = pairOf(branches, sourceId, targetId);
    const limit = this.#entriesShown;
    const newest = await this.#history.getDdlHistory(branch.name, { limit: limit + 1 });
    return {
      branches,
      branch,
      panel,
      entries: newest.slice(0, limit),
      hasOlder: newest.length > limit,
      snapshots: await this.#history.listSnapshots(branch.name),
      schema: panel === "schema" ? await this.#history.schemaAt(branch.name) : undefined,
      pair,
      conflicts:
        pair && panel === "conflicts"
          ? await this.#history.detectConflicts(pair.source.name, pair.target.name)
          : [],
    };
  }
}

/** The branches chosen; in place of one that is gone, or was never chosen, the newest into the first. */
function pairOf(
  branches: readonly Branch[],
  sourceId: number | undefined,
  targetId: number | undefined,
): Shown["pair"] {
  const chosen = (id: number | undefined) => branches.find(({ branchId }) => branchId === id);
  const source = chosen(sourceId) ?? branches.findLast(({ branchId }) => branchId !== targetId);
  const others = branches.filter((branch) => branch !== source);
  const target = others.find(({ branchId }) => branchId === targetId) ?? others[0];
  return source && target ? { source, target } : undefined;
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
