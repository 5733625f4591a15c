/** The store of `file:directory`: LevelDB, by the optional dependency classic-level. */
import { fileURLToPath } from "node:url";

import { StoreError } from "./errors.js";
import { levelStore, openLevel } from "./level-store.js";
import type { Store } from "./store.js";

/** Opens the store in a directory, which is made if it is not there; also takes the rest of a file URL. */
export async function openFile(directory: string): Promise<Store> {
  const path = directory.startsWith("//") ? fileURLToPath(`file:${directory}`) : directory;
  const { ClassicLevel } = await classicLevel();
  const db = new ClassicLevel(path);
  await openLevel(db, path);
  return levelStore(db);
}

async function classicLevel(): Promise<typeof import("classic-level")> {
  try {
    return await import("classic-level");
  } catch (cause) {
    throw new StoreError(
      "STORE_UNAVAILABLE",
      "stores in files need the package classic-level, which can't be loaded: install it, and keep it out of bundles",
      { cause, details: { dependency: "classic-level" } },
    );
  }
}
