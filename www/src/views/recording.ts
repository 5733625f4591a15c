/** The editor with its button, and what came of recording. */
import { type DdlHistoryEntry, SqlError } from "schemagraft";

import { byId, onPress } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";
import { count, failure } from "../words.ts";
import { SqlEditor } from "./editor.ts";
import { filesView } from "./files.ts";

/** Puts the editor into the page; returns what updates it. */
export function recordingView(playground: Playground): (shown: Shown) => void {
  let branch: Shown["branch"] | undefined;
  let place = "";
  let head: Shown["branch"]["head"];
  const button = byId("record", HTMLButtonElement);
  const anyway = byId("record-anyway", HTMLButtonElement);
  const message = byId("editor-message", HTMLElement);

  const say = (text: string, isFailure: boolean) => {
    message.textContent = text;
    message.classList.toggle("failure", isFailure);
    anyway.hidden = true;
  };

  const record = async (check: boolean) => {
    // The button stays focusable: pressing it twice is harmless but for an entry recorded twice.
    if (!branch || button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    editor.clearError();
    const sql = editor.text;
    try {
      const entries = await playground.record(branch, sql, check);
      say(recorded(entries, branch.name), entries.length === 0);
      // What was typed meanwhile stays.
      if (entries.length > 0 && editor.text === sql) editor.clear();
    } catch (error) {
      say(failure(error), true);
      if (error instanceof SqlError) editor.showError(placeOf(error), error.message);
      // A database may know what this history does not.
      anyway.hidden = !(error instanceof SqlError && error.code === "SQL_REFUSED");
    } finally {
      button.ariaDisabled = "false";
    }
  };

  const editor = new SqlEditor(byId("editor", HTMLElement), {
    record: () => void record(true),
    // What was said of a text is not said of another.
    change: () => {
      if (message.classList.contains("failure")) say("", false);
    },
  });
  onPress("record", () => void record(true));
  onPress("record-anyway", () => void record(false));
  const updateFiles = filesView(
    playground,
    (text) => { say(text, false); },
    (error) => { say(failure(error), true); },
  );
  return (shown) => {
    updateFiles(shown);
    branch = shown.branch;
    // What was said is of what was shown then; what was recorded stays so, whatever another tab records.
    const shownPlace = JSON.stringify([branch.branchId, shown.panel]);
    const isFailure = message.classList.contains("failure");
    if (place !== shownPlace || (isFailure && head !== branch.head)) say("", false);
    place = shownPlace;
    head = branch.head;
    for (const name of document.querySelectorAll("[data-current-branch]")) {
      name.textContent = branch.name;
    }
  };
}

function recorded(entries: readonly DdlHistoryEntry[], branch: string): string {
  if (entries.length === 0) return "There is no DDL in this text: write a statement and record it.";
  return `Recorded ${count(entries.length, "entry", "entries")} on ${branch}.`;
}

function placeOf({ details }: SqlError): { start: number; end: number } {
  return { start: Number(details["start"]), end: Number(details["end"]) };
}
