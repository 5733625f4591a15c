/** A statement as it is shown everywhere: its exact text, and a marked part of it. */
import type { Span } from "schemagraft";

import { element } from "../dom.ts";

/** Returns a statement's text, with the part that matters marked. */
export function statement(text: string, span?: Span): HTMLElement {
  if (!span) return element("pre", { class: "sql" }, text);
  return element(
    "pre",
    { class: "sql" },
    text.slice(0, span.start),
    element("mark", {}, text.slice(span.start, span.end)),
    text.slice(span.end),
  );
}
