/** The tabs, by the keys that tabs have: arrows, Home and End. */
import { type Panel, PANELS } from "../choice.ts";
import { byId } from "../dom.ts";
import type { Playground, Shown } from "../playground.ts";

/** Wires the tabs; returns what updates them. */
export function tabsView(
  playground: Playground,
  onFailure: (error: unknown) => void,
): (shown: Shown) => void {
  const select = (panel: Panel) => void playground.selectPanel(panel).catch(onFailure);
  for (const panel of PANELS) {
    tab(panel).addEventListener("click", () => {
      select(panel);
    });
    tab(panel).addEventListener("keydown", (event) => {
      const next = neighbour(panel, event.key);
      if (!next) return;
      event.preventDefault();
      tab(next).focus();
      select(next);
    });
  }
  return (shown) => {
    for (const panel of PANELS) {
      const isSelected = panel === shown.panel;
      tab(panel).ariaSelected = String(isSelected);
      tab(panel).tabIndex = isSelected ? 0 : -1;
      byId(`panel-${panel}`, HTMLElement).hidden = !isSelected;
    }
  };
}

function tab(panel: Panel): HTMLButtonElement {
  return byId(`tab-${panel}`, HTMLButtonElement);
}

function neighbour(panel: Panel, key: string): Panel | undefined {
  const index = PANELS.indexOf(panel);
  if (key === "ArrowRight") return PANELS[(index + 1) % PANELS.length];
  if (key === "ArrowLeft") return PANELS.at(index - 1);
  if (key === "Home") return PANELS[0];
  return key === "End" ? PANELS.at(-1) : undefined;
}
