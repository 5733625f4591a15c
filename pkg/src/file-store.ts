/** The store of `file:directory`: LevelDB, by the optional dependency classic-level. */
import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import { StoreError } from "./errors.js";
import { levelStore, openLevel } from "./level-store.js";
import type { Store } from "./store.js";

/** Opens the store in a directory, which is made if it is not there; also takes the rest of a file URL. */
export async function openFile(directory: string): Promise<Store> {
  const path = directory.startsWith("//") ? fileURLToPath(`file:${directory}`) : directory;
  const { ClassicLevel } = await classicLevel();
  await checkBeginning(path);
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

/** Refuses a directory whose database lost its beginning: LevelDB would make a new one, and delete the rest. */
async function checkBeginning(path: string): Promise<void> {
  const files = await readdir(path).catch((): string[] => []);
  if (files.includes("CURRENT") || !files.some((file) => file.startsWith("MANIFEST-"))) return;
  throw new StoreError(
    "STORE_CORRUPT",
    `${path} is damaged: the file CURRENT is gone, and others of the database are there`,
    { details: { location: path } },
  );
}
