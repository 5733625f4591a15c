/** Recording files: a script, or a folder of migrations in the order of its tool. */
import { ImportError, type ImportPlan, type MigrationFile, parseDdl, planImport, SqlError } from "schemagraft";

import { byId, element, onPress } from "../dom.ts";
import { chosenFiles, droppedFiles } from "../files.ts";
import type { Playground, Shown } from "../playground.ts";
import { count } from "../words.ts";
import { ask } from "./dialog.ts";

/** Wires the choice of files, and the whole page for what is dropped on it; returns what updates it. */
export function filesView(
  playground: Playground,
  onRecorded: (text: string) => void,
  onFailure: (error: unknown) => void,
): (shown: Shown) => void {
  let branch: Shown["branch"] | undefined;
  const use = async (reading: Promise<MigrationFile[]>) => {
    // What is said of it is said there, whatever panel it was dropped on.
    const [files] = await Promise.all([reading, playground.selectPanel("history")]);
    if (branch) askToRecord(playground, branch, await planned(files), onRecorded);
  };
  for (const id of ["files", "folder"]) {
    const input = byId(id, HTMLInputElement);
    onPress(`record-${id}`, () => { input.click(); });
    input.addEventListener("change", () => {
      const reading = chosenFiles(input.files ?? []);
      // The same files may be chosen again.
      input.value = "";
      use(reading).catch(onFailure);
    });
  }
  onDrop((transfer) => { use(droppedFiles(transfer)).catch(onFailure); });
  return (shown) => { branch = shown.branch; };
}

/** Returns what files hold, in order; one file is a script, whatever it is called. */
async function planned(files: readonly MigrationFile[]): Promise<Pick<ImportPlan, "migrations" | "skipped">> {
  const [first] = files;
  if (!first) throw new Error("There is no .sql file among these.");
  try {
    return await planImport(files);
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    if (files.length > 1) throw new Error(`In which order do these run? ${error.message}`, { cause: error });
    return { migrations: [{ path: first.path, version: undefined, sql: first.text }], skipped: [] };
  }
}

function askToRecord(
  playground: Playground,
  branch: Shown["branch"],
  { migrations, skipped }: Pick<ImportPlan, "migrations" | "skipped">,
  onRecorded: (text: string) => void,
): void {
  ask({
    title: `Record ${count(migrations.length, "file")} on ${branch.name}`,
    text: migrations.length > 1 ? "They run in this order, and are recorded all or none." : "",
    body: element(
      "div",
      { class: "body" },
      element("ol", { class: "files" }, ...migrations.map(({ path }) => element("li", {}, path))),
      ...(skipped.length > 0 ? [element("p", {}, "Passed over:")] : []),
      element("ul", { class: "files" }, ...skipped.map(({ path, reason }) => element("li", {}, `${path}: ${reason}`))),
    ),
    confirm: "Record",
    perform: async () => {
      for (const { path, sql } of migrations) await check(path, sql);
      // A file may lack the semicolon at its end, or have a comment there.
      const script = migrations.map(({ sql }) => sql).join("\n;\n");
      // A folder may begin later than its database: what does not fit is told in the history.
      const entries = await playground.record(branch, script, false);
      const recorded = count(entries.length, "entry", "entries");
      onRecorded(`Recorded ${recorded} of ${count(migrations.length, "file")} on ${branch.name}.`);
    },
  });
}

/** Checks that a file can be read; the error says which file it is. */
async function check(path: string, sql: string): Promise<void> {
  try {
    await parseDdl(sql);
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new Error(`In ${path}, ${error.message}. Nothing was recorded.`, { cause: error });
  }
}

/** Calls back when files are dropped on the page, which the browser would show in its place otherwise. */
function onDrop(use: (transfer: DataTransfer) => void): void {
  const takesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const options = { capture: true };
  document.addEventListener("dragover", (event) => { if (takesFiles(event)) event.preventDefault(); }, options);
  document.addEventListener(
    "drop",
    (event) => {
      if (!event.dataTransfer || !takesFiles(event)) return;
      event.preventDefault();
      // The editor would insert the file's text.
      event.stopPropagation();
      use(event.dataTransfer);
    },
    options,
  );
}
