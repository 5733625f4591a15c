/** The current branch's schema, now or at a point of its history, and what of that history did not fit. */
import type { Schema } from "schemagraft";

import { byId, element, onPress, replaceItems } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";
import { count } from "../words.ts";
import { ask } from "./dialog.ts";
import { refusal, unknown } from "./history.ts";
import { fillPoints } from "./points.ts";
import { showScript, statement } from "./statement.ts";

/** Wires the choice of a point; returns what updates the panel. */
export function schemaView(
  playground: Playground,
  onFailure: (error: unknown) => void,
): (shown: Shown) => void {
  const point = byId("schema-point", HTMLSelectElement);
  const summary = byId("schema-summary", HTMLElement);
  const ddl = byId("schema", HTMLElement);
  const findings = byId("schema-findings", HTMLOListElement);
  let branch: Shown["branch"] | undefined;
  point.addEventListener("change", () => {
    playground.showSchema(point.value).catch(onFailure);
  });
  onPress("new-snapshot", () => {
    if (branch) askForSnapshot(playground, branch);
  });
  return (shown) => {
    branch = shown.branch;
    if (!shown.schema) return;
    const { schema } = shown.schema;
    fillPoints(point, shown.schema.points, shown.schema.point);
    summary.textContent = summarize(schema);
    showScript(ddl, schema.ddl);
    replaceItems(findings, items(schema));
  };
}

function summarize({ tables, views, functions, enums, errors }: Schema): string {
  const counts = [
    count(tables.length, "table"),
    ...(views.length > 0 ? [count(views.length, "view")] : []),
    ...(functions.length > 0 ? [count(functions.length, "function")] : []),
    ...(enums.length > 0 ? [count(enums.length, "enum")] : []),
  ];
  const refused = count(errors.length, "statement");
  const doubt = errors.length > 0 ? ` It is without ${refused} that PostgreSQL would refuse.` : "";
  return `${counts.join(", ")}.${doubt}`;
}

function items({ errors, opaque }: Schema): HTMLElement[] {
  return [
    ...errors.map((refused) =>
      item(refused.ddlId, refusal(refused), statement(refused.ddlStatement, refused.span)),
    ),
    ...opaque.map(({ ddlId, ddlStatement, reason }) =>
      item(ddlId, unknown(reason), statement(ddlStatement)),
    ),
  ];
}

function item(ddlId: number | undefined, what: string, shown: HTMLElement): HTMLElement {
  return element(
    "li",
    { class: "card" },
    element("p", {}, ddlId === undefined ? what : `#${ddlId}: ${what}`),
    shown,
  );
}

function askForSnapshot(playground: Playground, branch: Shown["branch"]): void {
  ask({
    title: "Take a snapshot",
    text: `It keeps the schema of ${branch.name} as it is now, under a name.`,
    field: { label: "Name" },
    confirm: "Take it",
    perform: async (name) => {
      await playground.takeSnapshot(branch, name);
      await playground.showSchema(`snapshot:${name}`);
    },
  });
}
