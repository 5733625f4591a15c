/** The SQL editor, and the place of an error in it. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import { bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import type { Span } from "schemagraft";

import { HIGHLIGHTER } from "./statement.ts";

const SHORTEST = 1;

/** What the editor tells of. */
interface EditorEvents {
  /** Ctrl or Cmd and Enter. */
  readonly record: () => void;
  /** The person changed the text. */
  readonly change: () => void;
}

/** A text of SQL that is being written. */
export class SqlEditor {
  readonly #view: EditorView;

  /** Puts an editor into an element. */
  constructor(parent: HTMLElement, events: EditorEvents) {
    const record = () => {
      events.record();
      return true;
    };
    this.#view = new EditorView({
      parent,
      extensions: [
        keymap.of([{ key: "Mod-Enter", run: record }, ...defaultKeymap, ...historyKeymap]),
        lineNumbers(),
        lintGutter(),
        history(),
        bracketMatching(),
        indentUnit.of("    "),
        sql({ dialect: PostgreSQL }),
        syntaxHighlighting(HIGHLIGHTER),
        placeholder("create table users (\n    id bigint primary key\n);"),
        EditorView.lineWrapping,
        EditorView.updateListener.of(({ docChanged }) => {
          if (docChanged) events.change();
        }),
        EditorState.tabSize.of(4),
        EditorView.contentAttributes.of({
          "aria-label": "DDL to record",
          "aria-describedby": "editor-message",
        }),
      ],
    });
  }

  /** The text, its lines ended by line feeds. */
  get text(): string {
    return this.#view.state.doc.toString();
  }

  /** Empties the editor. */
  clear(): void {
    this.#view.dispatch({ changes: { from: 0, to: this.#view.state.doc.length } });
    this.clearError();
  }

  /** Marks a place as wrong, and puts the cursor there. */
  showError(span: Span, message: string): void {
    const { length } = this.#view.state.doc;
    const from = Math.min(span.start, Math.max(0, length - SHORTEST));
    const to = Math.min(Math.max(span.end, from + SHORTEST), length);
    const diagnostic = { from, to, message, severity: "error" as const };
    this.#view.dispatch(setDiagnostics(this.#view.state, [diagnostic]), {
      selection: { anchor: from },
      scrollIntoView: true,
    });
    this.#view.focus();
  }

  /** Takes the mark of an error away. */
  clearError(): void {
    this.#view.dispatch(setDiagnostics(this.#view.state, []));
  }
}
