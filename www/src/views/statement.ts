/** SQL as it is shown everywhere: its exact text in colours, with a marked part, and what is said of it. */
import { PostgreSQL } from "@codemirror/lang-sql";
import { highlightTree, tagHighlighter, tags } from "@lezer/highlight";
import type { Span, StatementHazard } from "schemagraft";

import { element } from "../dom.ts";
import { constantCase, sentence } from "../words.ts";

type SyntaxTree = Parameters<typeof highlightTree>[0];

/** Names the parts of SQL by classes, whose colours follow the page. */
export const HIGHLIGHTER = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword], class: "sql-keyword" },
  { tag: tags.typeName, class: "sql-type" },
  { tag: [tags.string, tags.special(tags.string)], class: "sql-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "sql-number" },
  { tag: tags.comment, class: "sql-comment" },
]);

/** Returns a statement's text, with the part that matters marked. */
export function statement(text: string, span?: Span): HTMLElement {
  return element("pre", { class: "sql" }, ...coloured(text, span));
}

/** Puts a script into an element, in colours. */
export function showScript(where: HTMLElement, statements: readonly string[]): void {
  const script = statements.map((text) => `${text};`).join("\n\n");
  where.replaceChildren(...coloured(script));
  where.hidden = script === "";
}

/** Returns statements in order, each with what can go wrong when it runs. */
export function steps(
  ddl: readonly string[],
  hazards: readonly StatementHazard[],
): HTMLElement[] {
  return ddl.map((text, place) => {
    const own = hazards.filter((hazard) => hazard.statement === place);
    const notes = element("ul", { class: "notes" }, ...own.map(note));
    return element("li", {}, statement(`${text};`), ...(own.length > 0 ? [notes] : []));
  });
}

function note({ code, severity, message }: StatementHazard): HTMLElement {
  const name = element("strong", {}, constantCase(code));
  return element("li", { class: severity }, name, ` ${sentence(message)}`);
}

/** Returns a text in pieces, by what they are; those of the marked part in a mark. */
function coloured(text: string, span?: Span): (Node | string)[] {
  const { start, end } = span ?? { start: text.length, end: text.length };
  const tree = PostgreSQL.language.parser.parse(text);
  const pieces = (from: number, to: number) => colouredPart(text, tree, from, to);
  const marked = pieces(start, end);
  return [
    ...pieces(0, start),
    ...(marked.length > 0 ? [element("mark", {}, ...marked)] : []),
    ...pieces(end, text.length),
  ];
}

function colouredPart(text: string, tree: SyntaxTree, start: number, end: number): (Node | string)[] {
  const pieces: (Node | string)[] = [];
  let place = start;
  const plain = (to: number) => {
    if (place < to) pieces.push(text.slice(place, to));
  };
  highlightTree(
    tree,
    HIGHLIGHTER,
    (from, to, className) => {
      const [first, last] = [Math.max(from, start), Math.min(to, end)];
      if (first >= last) return;
      plain(first);
      pieces.push(element("span", { class: className }, text.slice(first, last)));
      place = last;
    },
    start,
    end,
  );
  plain(end);
  return pieces;
}
