// What is asked of a difference between two schemas: run after `from`, it is accepted and leaves the
// facts of `to`, and nothing is left to do then.
import { compareFacts, describeDifference } from "./facts.mjs";
import { splitScript } from "./split.mjs";

/** Returns `{ ddl, left, complaints }`; `complaints` is empty where all is as asked. */
export async function judgeDiff({ run, subject, from, to, options }) {
  const [before, wanted] = [from, to].map((script) => splitScript(script).map(({ text }) => text));
  try {
    const { ddl, unresolved } = await subject.diff(from, to, options);
    const [after, there] = [await run([...before, ...ddl]), await run(wanted)];
    const refused = after.errors.filter(({ statement }) => statement >= before.length);
    const differences = compareFacts(there.facts, after.facts).filter(counts);
    const left = await subject.diff(`${from}\n;\n${ddl.map((text) => `${text};\n`).join("")}`, to);
    const complaints = [
      ...refused.map(({ statement, sqlstate, message }) => `refused: ${sqlstate} ${message}\n    ${ddl[statement - before.length]}`),
      ...differences.map(describeDifference),
      ...left.ddl.map((text) => `left: ${text}`),
      ...unresolved.map((text) => `unresolved: ${text}`),
    ];
    return { ddl, left: left.ddl, complaints };
  } catch (error) {
    return { ddl: [], left: [], complaints: [`crash: ${error.stack ?? error}`] };
  }
}

/** No statement changes the order of a table's columns. */
const counts = ({ kind }) => kind !== "column order";
