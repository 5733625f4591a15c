/** A conflict with the statements of both sides, and what can be decided about it. */
import type { ConflictSide, DdlConflict, Resolution } from "schemagraft";

import { element } from "../dom.ts";
import type { Pair } from "../reading.ts";
import { prose, sentence } from "../words.ts";
import { statement } from "./statement.ts";

/** What is decided of conflicts, by their ids. */
export interface Decisions {
  readonly decided: Readonly<Record<string, Resolution>>;
  /** Those that are left: a decision may not hold. */
  readonly open: ReadonlySet<string>;
  /** SQL that is being written, whatever is shown anew meanwhile. */
  readonly drafts: Map<string, string>;
  /** Decides a conflict; without a resolution it is open again. */
  readonly decide: (id: string, resolution?: Resolution) => void;
}

/** Returns a conflict as a card. */
export function conflictItem(
  conflict: DdlConflict,
  pair: Pair,
  decisions: Decisions,
): HTMLElement {
  const isDecided = decisions.decided[conflict.id] !== undefined && !decisions.open.has(conflict.id);
  return element(
    "li",
    { class: isDecided ? "card decided" : "card" },
    element(
      "div",
      { class: "card-head" },
      element(
        "h3",
        {},
        `${prose(conflict.objectType)} `,
        element("span", { class: "name" }, conflict.objectName),
      ),
      element("span", { class: "badge", title: conflict.conflictType }, prose(conflict.class)),
    ),
    element("p", {}, sentence(conflict.explanation)),
    element(
      "div",
      { class: "sides" },
      side(pair.source.name, conflict.source),
      side(pair.target.name, conflict.target),
    ),
    ...(conflict.base === undefined ? [] : [before(conflict.base)]),
    ...choice(conflict, pair, decisions),
  );
}

function side(branch: string, statements: readonly ConflictSide[]): HTMLElement {
  return element(
    "section",
    { "aria-label": `On ${branch}` },
    ...statements.flatMap((each) => [
      element(
        "h4",
        {},
        element("span", { class: "name" }, branch),
        element("span", { class: "id" }, ` #${each.ddlId}`),
      ),
      statement(each.statement, each.span),
    ]),
  );
}

function before(base: string): HTMLElement {
  return element("details", {}, element("summary", {}, "Before both"), statement(base));
}

/** What can be decided: a side, both, or SQL of one's own. */
function choice(
  { id, resolutions, objectName }: DdlConflict,
  pair: Pair,
  { decided, drafts, decide }: Decisions,
): HTMLElement[] {
  const words = {
    source: `${pair.source.name} is right`,
    target: `${pair.target.name} is right`,
    both: "both are right",
  };
  const now = decided[id];
  const sql = drafts.get(id) ?? (typeof now === "object" ? now.sql : undefined);
  const select = element(
    "select",
    { id: `decide-${id}`, "aria-label": `Resolution for ${objectName}` },
    element("option", { value: "" }, "undecided"),
    ...resolutions.map((value) => element("option", { value }, words[value])),
    element("option", { value: "sql" }, "SQL of your own…"),
  );
  const chosen = typeof now === "string" ? now : "";
  select.value = sql === undefined ? chosen : "sql";
  const help = `It runs last, on a schema in which ${pair.target.name} is right.`;
  const own = ownSql({ id, objectName, help, sql: sql ?? "" }, (text) => {
    drafts.set(id, text);
  });
  own.hidden = sql === undefined;
  own.querySelector("button")?.addEventListener("click", () => {
    const text = drafts.get(id) ?? sql ?? "";
    decide(id, text.trim() ? { sql: text } : undefined);
  });
  select.addEventListener("change", () => {
    own.hidden = select.value !== "sql";
    if (own.hidden) {
      drafts.delete(id);
      decide(id, (select.value || undefined) as Resolution | undefined);
    } else {
      drafts.set(id, "");
      own.querySelector("textarea")?.focus();
    }
  });
  return [element("label", { class: "inline" }, "Resolution ", select), own];
}

function ownSql(
  { id, objectName, help, sql }: Readonly<Record<"id" | "objectName" | "help" | "sql", string>>,
  write: (text: string) => void,
): HTMLElement {
  const text = element("textarea", {
    id: `sql-${id}`,
    rows: "3",
    spellcheck: "false",
    "aria-label": `SQL that decides ${objectName}`,
    "aria-describedby": `sql-help-${id}`,
    input: () => { write(text.value); },
  });
  text.value = sql;
  return element(
    "div",
    { class: "own-sql" },
    text,
    element("p", { id: `sql-help-${id}`, class: "detail" }, help),
    element("div", { class: "buttons" }, element("button", { id: `use-${id}`, type: "button" }, "Use it")),
  );
}
