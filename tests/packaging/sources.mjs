// What the apps do with the package, the same everywhere.

/** A module that uses the package over a store that lasts, and exports the account of it. */
export const use = (specifier, store) => `
import { DdlVersioningManager, parseDdl, SchemagraftError } from "${specifier}";

export async function use() {
  const { statements } = await parseDdl("ALTER TABLE users ADD email text;");
  const first = await DdlVersioningManager.open("${store}");
  await first.recordDdl("main", "CREATE TABLE users (id int);");
  await first.createBranch("feature", { from: "main" });
  await first.recordDdl("main", "ALTER TABLE users ADD email text;");
  await first.recordDdl("feature", "ALTER TABLE users ADD email varchar(80);");
  const conflicts = await first.detectConflicts("feature", "main");
  await first.close();
  const again = await DdlVersioningManager.open("${store}");
  const history = await again.getDdlHistory("main");
  const missing = await again.getDdlHistory("nowhere").catch((error) => error);
  await again.close();
  return {
    parsed: statements.map(({ operation }) => operation),
    conflicts: conflicts.map(({ conflictType }) => conflictType),
    history: history.map(({ ddlStatement }) => ddlStatement),
    error: missing instanceof SchemagraftError && missing.code,
  };
}
`;

/** What \`use\` returns. */
export const EXPECTED = {
  parsed: ["Alter"],
  conflicts: ["BothCreated"],
  history: ["ALTER TABLE users ADD email text", "CREATE TABLE users (id int)"],
  error: "BRANCH_NOT_FOUND",
};

/** A page that runs \`main.js\`, which is to set \`report\`. */
export const page =
  '<!doctype html><meta charset="utf-8"><title>app</title><script type="module" src="./main.js"></script>';

/** The page's script: uses the package itself. */
export const main = 'import { use } from "./use.js";\nglobalThis.report = await use();\n';

/** The page's script: uses the package itself and in a worker. */
export const mainWithWorker = `
import { use } from "./use.js";
const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
const answered = new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = ({ message }) => reject(new Error(message));
});
const inWorker = await answered;
globalThis.report = { page: await use(), worker: inWorker };
`;

/** The worker's script. Its store is the page's, so it is done before the page begins. */
export const worker = 'import { use } from "./use-in-worker.js";\npostMessage(await use());\n';
