/** The current branch's schema as PostgreSQL would have it, and what of its history did not fit. */
import type { Schema } from "schemagraft";

import { byId, element, replaceItems } from "../dom.ts";
import type { Shown } from "../playground.ts";
import { count } from "../words.ts";

/** Returns what updates the panel. */
export function schemaView(): (shown: Shown) => void {
  const summary = byId("schema-summary", HTMLElement);
  const ddl = byId("schema", HTMLElement);
  const findings = byId("schema-findings", HTMLOListElement);
  return ({ branch, schema }) => {
    if (!schema) return;
    summary.textContent = `${branch.name} has ${count(schema.tables.length, "table")}.`;
    ddl.textContent = schema.ddl.map((text) => `${text};`).join("\n\n");
    replaceItems(findings, items(schema));
  };
}

function items({ errors, opaque }: Schema): HTMLElement[] {
  return [
    ...errors.map(({ ddlId, ddlStatement, sqlstate, message }) =>
      item(ddlId, ddlStatement, `PostgreSQL would refuse it: ${message} (${sqlstate})`),
    ),
    ...opaque.map(({ ddlId, ddlStatement, reason }) =>
      item(ddlId, ddlStatement, `What it does is not known: ${reason}`),
    ),
  ];
}

function item(ddlId: number | undefined, statement: string, what: string): HTMLElement {
  return element(
    "li",
    { class: "card" },
    element("p", {}, ddlId === undefined ? what : `#${ddlId}: ${what}`),
    element("pre", { class: "sql" }, statement),
  );
}
