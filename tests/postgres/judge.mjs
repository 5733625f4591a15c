// What is asked of the subject for one script: it refuses the statements that PostgreSQL refuses and
// says why in the same words; its DDL, run on an empty database, leaves the same facts; and its DDL
// is its own fixed point. Statements that the subject calls opaque are not held against it here:
// they are counted.
import { compareFacts, describeDifference } from "./facts.mjs";
import { scriptOf, splitScript } from "./split.mjs";
import { wording } from "./wording.mjs";

/**
 * Judges `subject` on `script`. `run` is an engine's run, or one that remembers. The verdict's lists
 * are empty where the subject agrees: `errors`, `rebuildErrors`, `differences`, `unstable`, `crash`.
 * With `onlyErrors` nothing is asked but which statements are refused, and how. A difference that
 * `accounts(difference, opaque texts)` accounts for is counted as `accounted`, and not held against it.
 */
export async function judge({ run, subject, script, onlyErrors = false, accounts = () => false }) {
  const statements = splitScript(script).map(({ text }) => text);
  const original = await run(statements, { facts: !onlyErrors });
  const verdict = {
    statements: statements.length,
    refused: original.errors.length,
    facts: original.facts.length,
    objects: original.facts.filter(isObject).length,
    ddl: 0,
    opaque: [],
    errors: [],
    rebuildErrors: [],
    differences: [],
    accounted: 0,
    unstable: [],
    milliseconds: 0,
  };
  try {
    const started = performance.now();
    const answer = await subject.materialize(script);
    verdict.milliseconds = performance.now() - started;
    verdict.opaque = answer.opaque;
    verdict.errors = compareErrors(statements, original.errors, answer);
    if (!onlyErrors) await rebuild(verdict, { answer, original, run, subject });
    const opaque = verdict.opaque.map(({ statement }) => statements[statement]);
    const all = verdict.differences;
    verdict.differences = all.filter((difference) => !accounts(difference, opaque));
    verdict.accounted = all.length - verdict.differences.length;
  } catch (error) {
    verdict.crash = error.stack ?? String(error);
  }
  return verdict;
}

export const agrees = (verdict) => complaints(verdict).length === 0;

async function rebuild(verdict, { answer, original, run, subject }) {
  verdict.ddl = answer.ddl.length;
  const [rebuilt, again] = await Promise.all([
    run(answer.ddl.map(withoutSemicolon)),
    subject.materialize(scriptOf(answer.ddl.map(withoutSemicolon))),
  ]);
  verdict.rebuildErrors = rebuilt.errors.map((error) => ({ text: answer.ddl[error.statement], ...error }));
  verdict.differences = compareFacts(original.facts, rebuilt.facts);
  verdict.unstable = compareLists(answer.ddl, again.ddl);
}

const withoutSemicolon = (text) => text.replace(/;?\s*$/, "");

/** A column, a comment, a privilege is a fact, and no object. */
const isObject = (line) => !/^(column|column order|comment|privileges|member|setting|sequence of)\t/.test(line);

function compareErrors(statements, expected, { errors, opaque }) {
  const byStatement = (list) => new Map(list.map((one) => [one.statement, one]));
  const [theirs, ours, unjudged] = [expected, errors, opaque].map(byStatement);
  const disagreements = [];
  for (const [statement, text] of statements.entries()) {
    const [one, other] = [theirs.get(statement), ours.get(statement)];
    if (unjudged.has(statement) || wording(one) === wording(other)) continue;
    disagreements.push({ statement, text, expected: one, got: other });
  }
  for (const error of errors) {
    if (error.statement < statements.length) continue;
    disagreements.push({ statement: error.statement, text: "(there is no such statement)", got: error });
  }
  return disagreements;
}

function compareLists(before, after) {
  const length = Math.max(before.length, after.length);
  return Array.from({ length }, (_, at) => ({ at, before: before[at], after: after[at] })).filter(
    ({ before: one, after: other }) => one !== other,
  );
}

/** Returns an answer to a statement as text for people. */
export const said = (error) => (error ? `${error.sqlstate} ${error.message}` : "accepted");
const indented = (text) => text.trim().replaceAll("\n", "\n    ");

/** Returns what is held against the subject, each complaint as text for people. */
export function complaints(verdict) {
  const { crash, errors, rebuildErrors, differences, unstable } = verdict;
  return [
    ...(crash ? [`crash: ${crash}`] : []),
    ...errors.map(
      ({ statement, text, expected, got }) =>
        `statement ${statement}\n    ${indented(text)}\n  PostgreSQL: ${said(expected)}\n  subject:    ${said(got)}`,
    ),
    ...rebuildErrors.map((error) => `its DDL is refused: ${said(error)}\n    ${indented(error.text)}`),
    ...differences.map(describeDifference),
    ...unstable
      .slice(0, 5)
      .map(({ at, before, after }) => `not a fixed point at ${at}:\n  first: ${before}\n  again: ${after}`),
  ];
}
