// What of a history can't stand in its text: the objects that came out of function calls and computed
// statements, as the corpus' ddl-events.jsonl has them from the server's event triggers. A difference is
// accounted for if it is of such an object, and the subject has called the statement opaque. Never in it:
// whether the subject should have known.
import { existsSync, readFileSync } from "node:fs";

/**
 * Returns `accounts(difference, opaque)` for the history in `folder`; `opaque` are the texts of the statements
 * that the subject called opaque.
 */
export function accountant(folder) {
  const events = hiddenEvents(`${folder}/ddl-events.jsonl`);
  return (difference, opaque) => {
    const [heads, text] = [opaque.map(head), undated(Object.values(difference).join("\n"))];
    const told = events.filter(({ statement }) => heads.some((one) => one.startsWith(statement)));
    const wanted = told.filter(({ isAlter }) => !isAlter || differsInValidity(difference));
    return wanted.some(({ object }) => mentions(text, object)) || opaque.some((one) => mentions(one, bareName(difference)));
  };
}

/** Returns the objects that were made, dropped or altered where the text does not show it. */
function hiddenEvents(file) {
  if (!existsSync(file)) return [];
  const events = readFileSync(file, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return events
    .filter(({ via, identity }) => identity && via !== "statement")
    .map(({ tag, identity, statement_head }) => ({
      object: undated(identity),
      isAlter: tag.startsWith("ALTER"),
      statement: head(statement_head),
    }));
}

/** An index on a parent alone is not valid as long as there are partitions without it. */
const differsInValidity = ({ original = "", rebuilt }) => original.replace(" is not valid", "") === rebuilt;

/** The start of a statement as the corpus keeps it; names in it are cut off there. */
const head = (statement) => statement.replace(/\s+/g, " ").replace(/;\s*$/, "").trim().slice(0, 150);

/** Partitions are called by the day on which a history ran. */
const undated = (text) => text.replace(/\d{8}/g, "(day)");

/** Tells whether a text speaks of an object, or of what has its name in front: its key, its sequence. */
function mentions(text, name) {
  const at = text.indexOf(name);
  return name.length > 0 && at >= 0 && !/[\w.]/.test(text[at - 1] ?? " ");
}

/** Returns the name of what differs, without its schema and its arguments. */
const bareName = ({ identity }) => identity.replace(/\(.*$/s, "").split(/[ .]/).at(-1);
