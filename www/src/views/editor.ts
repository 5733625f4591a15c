/** The SQL editor, and the place of an error in it. */
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { PostgreSQL, sql } from "@codemirror/lang-sql";
import {
  bracketMatching,
  HighlightStyle,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Span } from "schemagraft";

/** Colours by the page's own variables, so that light and dark follow the page. */
const HIGHLIGHT = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: "var(--sql-keyword)" },
  { tag: tags.typeName, color: "var(--sql-type)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--sql-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--sql-number)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
]);

const SHORTEST = 1;

/** A text of SQL that is being written. */
export class SqlEditor {
  readonly #view: EditorView;

  /** Puts an editor into an element; `onRecord` is called on Ctrl or Cmd and Enter. */
  constructor(parent: HTMLElement, onRecord: () => void) {
    const record = () => {
      onRecord();
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
        syntaxHighlighting(HIGHLIGHT),
        placeholder("create table users (\n    id bigint primary key\n);"),
        EditorView.lineWrapping,
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
