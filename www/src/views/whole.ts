/** What is done to the history as a whole: the example, verify, export, import, clear. */
import type { VerifyReport } from "schemagraft";

import { byId, element, onPress } from "../dom.ts";
import type { Playground } from "../playground.ts";
import { count, failure } from "../words.ts";
import { ask } from "./dialog.ts";

/** Wires the buttons; returns what says how something went. */
export function wholeView(playground: Playground): { fail: (error: unknown) => void } {
  const message = byId("whole-message", HTMLElement);
  const say = (text: string, isFailure = false) => {
    message.textContent = text;
    message.classList.toggle("failure", isFailure);
  };
  const fail = (error: unknown) => {
    say(failure(error), true);
    // On narrow screens it stands at the end of the page.
    message.scrollIntoView({ block: "nearest" });
  };
  const run = (work: () => Promise<void>) => void work().catch(fail);

  onPress("verify", () => {
    run(async () => {
      const report = await playground.verify();
      say(account(report), !report.ok);
    });
  });
  onPress("export", () => {
    run(async () => {
      const bundle = await playground.export();
      download(bundle);
      say(`Exported ${count(bundle.length, "byte")}.`);
    });
  });
  onPress("clear", () => {
    askToReplace("Clear the history?", "Clear everything", async () => {
      await playground.clear();
      say("Everything is cleared.");
    });
  });
  onPress("load-example", () => {
    const load = async () => {
      await loadExample(playground);
      say("Loaded the example: a shop's schema, and two branches that disagree.");
    };
    run(() => replaceIfNeeded(playground, "Load the example?", load));
  });
  onBundle((bundle) => {
    const load = async () => {
      await playground.replaceWith(bundle);
      say("Imported the bundle.");
    };
    run(() => replaceIfNeeded(playground, "Import the bundle?", load));
  });
  return { fail };
}

async function loadExample(playground: Playground): Promise<void> {
  const { exampleBundle, EXAMPLE_PAIR } = await import("../example.ts");
  await playground.replaceWith(await exampleBundle());
  await playground.pair(EXAMPLE_PAIR.source, EXAMPLE_PAIR.target);
  await playground.selectPanel("merge");
}

/** Asks before a history that is not empty gives way to another. */
async function replaceIfNeeded(
  playground: Playground,
  title: string,
  perform: () => Promise<void>,
): Promise<void> {
  if (await playground.isEmpty()) await perform();
  else askToReplace(title, "Replace everything", perform);
}

function askToReplace(title: string, confirm: string, perform: () => Promise<void>): void {
  ask({
    title,
    text: "What this browser keeps now, on every branch, goes for good. Export it first to keep it.",
    confirm,
    isDangerous: true,
    perform,
  });
}

function account({ ok, branches, entries, snapshots, problems }: VerifyReport): string {
  if (!ok) {
    return problems.map(({ branch, message }) => `${branch}: ${message}`).join("\n");
  }
  const parts = [
    count(branches, "branch", "branches"),
    count(entries, "entry", "entries"),
    count(snapshots, "snapshot"),
  ];
  return `Nothing is wrong: ${parts.join(", ")} read.`;
}

function download(bundle: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(bundle)]));
  element("a", { href: url, download: "history.schemagraft" }).click();
  URL.revokeObjectURL(url);
}

function onBundle(use: (bundle: Uint8Array) => void): void {
  const input = byId("bundle", HTMLInputElement);
  onPress("import", () => {
    input.click();
  });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    // The same file may be chosen again.
    void file?.arrayBuffer().then((bytes) => {
      input.value = "";
      use(new Uint8Array(bytes));
    });
  });
}
