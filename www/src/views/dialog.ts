/** Questions that are asked in a dialog before something is done. */
import { element } from "../dom.ts";
import { failure } from "../words.ts";

/** A question, and what to do when it is confirmed. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** What is shown below the text. */
  readonly body?: HTMLElement;
  /** The text to ask for, if any. */
  readonly field?: { readonly label: string; readonly value?: string };
  /** What the button says that does it; without one there is nothing to do but read. */
  readonly confirm?: string;
  readonly isDangerous?: boolean;
  /** Does it; if it fails, the dialog stays and says why. */
  readonly perform?: (answer: string) => Promise<void>;
}

/** Asks in a modal dialog. */
export function ask({ title, text, body, field, confirm, isDangerous, perform }: Question): void {
  const input = element("input", {
    value: field?.value ?? "",
    required: true,
    maxlength: "200",
    autocomplete: "off",
    spellcheck: "false",
  });
  const problem = element("p", { class: "message failure", role: "alert" });
  const kind = isDangerous ? "danger" : "primary";
  const cancel = element("button", { type: "button", click: () => { dialog.close(); } });
  cancel.append(confirm ? "Cancel" : "Close");
  const form = element(
    "form",
    { method: "dialog" },
    element("h2", { id: "dialog-title" }, title),
    element("p", {}, text),
    ...(body ? [body] : []),
    ...(field ? [element("label", {}, field.label, input)] : []),
    problem,
    element(
      "div",
      { class: "buttons end" },
      cancel,
      ...(confirm ? [element("button", { type: "submit", class: kind }, confirm)] : []),
    ),
  );
  const dialog = element(
    "dialog",
    { "aria-labelledby": "dialog-title", class: body ? "wide" : "" },
    form,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    perform?.(input.value.trim()).then(
      () => { dialog.close(); },
      (error: unknown) => { problem.textContent = failure(error); },
    );
  });
  dialog.addEventListener("close", () => { dialog.remove(); });
  document.body.append(dialog);
  dialog.showModal();
  if (field) input.select();
}
