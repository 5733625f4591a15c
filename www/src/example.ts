/** The shop of `examples/shop`: main, and what two teams did on top of it. */
import { DdlVersioningManager } from "schemagraft";

const FILES = import.meta.glob<string>("../../examples/shop/**/*.sql", {
  query: "?raw",
  import: "default",
  eager: true,
});

/** The branches whose conflicts the example is about. */
export const EXAMPLE_PAIR = { source: "checkout", target: "catalogue" } as const;

/** Returns the example as a bundle, the way an export gives it. */
export async function exampleBundle(): Promise<Uint8Array> {
  const history = await DdlVersioningManager.open("memory:");
  try {
    await recordFolder(history, "main", "main");
    for (const branch of Object.values(EXAMPLE_PAIR)) {
      await history.createBranch(branch, { from: "main" });
      await recordFolder(history, branch, `branches/${branch}`);
    }
    return await history.export();
  } finally {
    await history.close();
  }
}

async function recordFolder(
  history: DdlVersioningManager,
  branch: string,
  folder: string,
): Promise<void> {
  const paths = Object.keys(FILES).filter((path) => path.includes(`/shop/${folder}/`));
  for (const path of paths.sort()) {
    await history.recordDdl(branch, FILES[path] ?? "", { executedBy: `shop/${folder}` });
  }
}
