/** Making and finding elements. */

/** What an element is given: an attribute, or, for a function, a listener by its event's name. */
type Attributes = Readonly<Record<string, string | boolean | EventListener>>;

/** Returns a new element with attributes and children; an attribute that is `false` is left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** Returns the page's element with this id, which must be of this class. */
export function byId<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${kind.name} with the id ${id}`);
}

/** Calls back when the button with this id is pressed. */
export function onPress(id: string, listener: () => void): void {
  byId(id, HTMLButtonElement).addEventListener("click", listener);
}

/** Replaces what a list shows; the focus stays on the element of the same id, where there is one. */
export function replaceItems(list: HTMLElement, items: readonly Node[]): void {
  const focused = list.contains(document.activeElement) ? document.activeElement?.id : undefined;
  list.replaceChildren(...items);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}
