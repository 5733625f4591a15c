/**
 * What the page shows, read from the history: of each panel only while it is shown, since a schema, a
 * comparison and a merge take time on long branches.
 *
 * Never in it: elements of the page; anything that changes the history.
 */
import {
  ArgumentError,
  type Branch,
  type DdlConflict,
  type DdlHistoryEntry,
  type DdlVersioningManager,
  type MergePlan,
  type MergeRecord,
  type Resolution,
  type Schema,
  type SchemaDiff,
  type SchemaPoint,
  type SchemaSnapshot,
} from "schemagraft";

import { forksOf } from "./branches.ts";
import { type Choice, HEAD, type Panel, type Place, type Point, START } from "./choice.ts";

/** So many entries can be chosen as points, the newest ones; any other through the history. */
const POINTS = 200;

/** What the page shows. */
export interface Shown {
  readonly branches: readonly Branch[];
  /** The branch that is recorded on, and whose history and schema are shown. */
  readonly branch: Branch;
  readonly panel: Panel;
  readonly history: HistoryShown | undefined;
  readonly schema: SchemaShown | undefined;
  readonly comparison: ComparisonShown | undefined;
  readonly merge: MergeShown | undefined;
}

/** The current branch's history. */
export interface HistoryShown {
  /** Newest first. */
  readonly entries: readonly DdlHistoryEntry[];
  readonly hasOlder: boolean;
  /** The merges into the branch. */
  readonly merges: readonly MergeRecord[];
  /** The branch's schema, for what is said in it of entries. */
  readonly schema: Schema;
}

/** The current branch's schema at a point. */
export interface SchemaShown {
  readonly points: Points;
  readonly point: Point;
  readonly schema: Schema;
}

/** Two schemas, compared. */
export interface ComparisonShown {
  readonly from: PlaceShown;
  readonly to: PlaceShown;
  readonly isOnline: boolean;
  readonly diff: SchemaDiff;
}

/** A branch at a point, among the others that can be chosen. */
export interface PlaceShown {
  readonly branch: Branch;
  readonly point: Point;
  readonly points: Points;
}

/** The points of a branch that can be chosen. */
export interface Points {
  /** Newest first. */
  readonly entries: readonly DdlHistoryEntry[];
  readonly snapshots: readonly SchemaSnapshot[];
}

/** What a merge of two branches would do. */
export interface MergeShown {
  /** The branches; `undefined` while there is only one. */
  readonly pair: Pair | undefined;
  /** All conflicts, decided or not. */
  readonly conflicts: readonly DdlConflict[];
  /** What comes of what was decided. */
  readonly plan: MergePlan | undefined;
  /** What was decided. */
  readonly resolutions: Resolutions;
}

/** What was decided, by the conflict's id. */
export type Resolutions = Readonly<Record<string, Resolution>>;

/** Two branches: the one merged from, and the one merged into. */
export interface Pair {
  readonly source: Branch;
  readonly target: Branch;
}

/** Reads what a choice shows. */
export class Reading {
  readonly #history: DdlVersioningManager;
  readonly #choice: Choice;
  readonly #branches: readonly Branch[];

  private constructor(
    history: DdlVersioningManager,
    choice: Choice,
    branches: readonly Branch[],
  ) {
    this.#history = history;
    this.#choice = choice;
    this.#branches = branches;
  }

  /** Reads what is shown of a history; `limit` counts its entries, `decided` has what was decided of a merge. */
  static async of(
    history: DdlVersioningManager,
    choice: Choice,
    limit: number,
    decided: ReadonlyMap<string, Resolution>,
  ): Promise<Shown> {
    const branches = await history.listBranches();
    const reading = new Reading(history, choice, branches);
    const branch = reading.#branch(choice.branchId);
    const { panel } = choice;
    return {
      branches,
      branch,
      panel,
      history: panel === "history" ? await reading.#entries(branch, limit) : undefined,
      schema: panel === "schema" ? await reading.#schema(branch) : undefined,
      comparison: panel === "compare" ? await reading.#comparison(branch) : undefined,
      merge: panel === "merge" ? await reading.#merge(decided) : undefined,
    };
  }

  #branch(branchId: number | undefined): Branch {
    const branch = this.#branches.find((each) => each.branchId === branchId) ?? this.#branches[0];
    if (!branch) throw new Error("this history has no branch: clear it to begin anew");
    return branch;
  }

  async #entries({ name }: Branch, limit: number): Promise<HistoryShown> {
    const newest = await this.#history.getDdlHistory(name, { limit: limit + 1 });
    return {
      entries: newest.slice(0, limit),
      hasOlder: newest.length > limit,
      merges: await this.#history.listMerges(name),
      schema: await this.#history.schemaAt(name),
    };
  }

  async #schema(branch: Branch): Promise<SchemaShown> {
    const { point, points } = await this.#place({ branchId: branch.branchId, point: this.#choice.point ?? HEAD });
    return { points, point, schema: await this.#history.schemaAt(branch.name, schemaPoint(point)) };
  }

  /** Compares what was chosen. */
  async #comparison(branch: Branch): Promise<ComparisonShown> {
    const [first, second] = this.#compared(branch);
    const from = await this.#place(this.#choice.from ?? first);
    const to = await this.#place(this.#choice.to ?? second);
    const isOnline = this.#choice.isOnline ?? false;
    const ref = ({ branch, point }: PlaceShown) => ({ branch: branch.name, ...schemaPoint(point) });
    const diff = await this.#history.diff(ref(from), ref(to), { online: isOnline });
    return { from, to, isOnline, diff };
  }

  /**
   * Returns what is compared at first: the branch that the current one started from, and the current one; the first
   * branch, and the newest that started from it, or, if none did, its own beginning and end.
   */
  #compared(branch: Branch): [Place, Place] {
    const head = (branchId: number) => ({ branchId, point: HEAD });
    const own = head(branch.branchId);
    if (branch.forkedFrom) return [head(branch.forkedFrom.branchId), own];
    const fork = forksOf(branch, this.#branches).at(-1);
    return fork ? [own, head(fork.branchId)] : [{ ...own, point: START }, own];
  }

  /** Returns a place with the points beside it; its head in place of a point that is gone. */
  async #place({ branchId, point }: Place): Promise<PlaceShown> {
    const branch = this.#branch(branchId);
    const entries = await this.#history.getDdlHistory(branch.name, { limit: POINTS });
    const snapshots = await this.#history.listSnapshots(branch.name);
    const points = { entries, snapshots };
    const isThere = point.startsWith("snapshot:")
      ? snapshots.some(({ name }) => point === `snapshot:${name}`)
      : point === HEAD || (await this.#hasEntry(branch, schemaPoint(point).ddlId ?? 0));
    return { branch, points, point: isThere ? point : HEAD };
  }

  async #hasEntry(branch: Branch, ddlId: number): Promise<boolean> {
    if (ddlId === 0) return true;
    const found = await this.#history.getDdlHistory(branch.name, { after: ddlId - 1, before: ddlId + 1 });
    return found.length > 0;
  }

  async #merge(decided: ReadonlyMap<string, Resolution>): Promise<MergeShown> {
    const pair = pairOf(this.#branches, this.#choice.sourceId, this.#choice.targetId);
    if (!pair) return { pair, conflicts: [], resolutions: {}, plan: undefined };
    const names = [pair.source.name, pair.target.name] as const;
    const conflicts = await this.#history.detectConflicts(...names);
    const plan = (resolutions: Resolutions) => this.#history.planMerge(...names, { resolutions });
    let resolutions: Resolutions = Object.fromEntries(decided);
    const planned = await plan(resolutions).catch((error: unknown) => {
      // Another tab changed what there is to decide.
      if (!(error instanceof ArgumentError)) throw error;
      const isThere = ([id]: [string, Resolution]) => conflicts.some((one) => one.id === id);
      resolutions = Object.fromEntries([...decided].filter(isThere));
      return plan(resolutions);
    });
    return { pair, conflicts: allOf(conflicts, planned.conflicts), resolutions, plan: planned };
  }
}

/** What is decided may leave another conflict; and what is said of one may say why a decision does not hold. */
function allOf(
  conflicts: readonly DdlConflict[],
  open: readonly DdlConflict[],
): readonly DdlConflict[] {
  const byId = new Map([...conflicts, ...open].map((conflict) => [conflict.id, conflict]));
  return [...byId.values()];
}

/** Returns a point as the history takes it. */
export function schemaPoint(point: Point): SchemaPoint {
  const [, kind, rest = ""] = /^(entry|snapshot):(.*)$/su.exec(point) ?? [];
  if (kind === "snapshot") return { snapshot: rest };
  return kind === "entry" ? { ddlId: Number(rest) } : {};
}

/** The branches chosen; in place of one that is gone, or was never chosen, the newest into the first. */
function pairOf(
  branches: readonly Branch[],
  sourceId: number | undefined,
  targetId: number | undefined,
): Pair | undefined {
  const chosen = (id: number | undefined) => branches.find(({ branchId }) => branchId === id);
  const source = chosen(sourceId) ?? branches.findLast(({ branchId }) => branchId !== targetId);
  const others = branches.filter((branch) => branch !== source);
  const target = others.find(({ branchId }) => branchId === targetId) ?? others[0];
  return source && target ? { source, target } : undefined;
}
