/** Opens the history that this browser keeps, and puts the views on it. */
import { byId } from "./dom.ts";
import { Playground } from "./playground.ts";
import { branchesView } from "./views/branches.ts";
import { compareView } from "./views/compare.ts";
import { historyView } from "./views/history.ts";
import { mergeView } from "./views/merge.ts";
import { recordingView } from "./views/recording.ts";
import { schemaView } from "./views/schema.ts";
import { tabsView } from "./views/tabs.ts";
import { wholeView } from "./views/whole.ts";
import { failure } from "./words.ts";

async function start(): Promise<void> {
  const playground = await Playground.open("playground");
  const { fail } = wholeView(playground);
  const views = [
    branchesView(playground, fail),
    recordingView(playground),
    tabsView(playground, fail),
    historyView(playground, fail),
    schemaView(playground, fail),
    compareView(playground, fail),
    mergeView(playground, fail),
  ];
  await playground.show((shown) => {
    for (const update of views) update(shown);
  }, fail);
  byId("page", HTMLElement).ariaBusy = "false";
}

start().catch((error: unknown) => {
  const message = byId("whole-message", HTMLElement);
  message.textContent = failure(error);
  message.classList.add("failure");
});
