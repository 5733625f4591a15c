// A script ↔ its statements. It is cut as psql cuts it: at semicolons outside of quotes, comments,
// parentheses and the BEGIN ATOMIC body of a routine. Never in it: our own parser, which is
// on trial, and any look at what a statement means.

const BLANK = /\s+|--[^\n]*/y;
const QUOTED = /(?:[eE]'(?:\\[^]|''|[^'\\])*(?:'|$))|(?:'(?:''|[^'])*(?:'|$))|(?:"(?:""|[^"])*(?:"|$))/y;
const DOLLAR = /\$(?:[\p{L}_][\p{L}\p{N}_]*)?\$/uy;
const WORD = /[\p{L}_][\p{L}\p{N}_$]*/uy;
const META_COMMAND = /\\[^\n]*/y;

const ROUTINE = /^create( or replace)? (function|procedure)$/;

/** Returns the script of some statements. */
export const scriptOf = (statements) => statements.map((text) => `${text};\n`).join("");

/**
 * Returns the statements of `script`, without their semicolons and what stands between them:
 * `{ text, offset, ended }`, the offset counted in UTF-16 units; only the last may lack its semicolon.
 */
export function splitScript(script) {
  const statements = [];
  let at = 0;
  let statement;

  const match = (pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(script)?.[0];
  };
  const take = (length) => {
    statement ??= { start: at, words: [], parentheses: 0, bodies: 0 };
    at += length;
    statement.end = at;
  };
  const finish = (ended) => {
    if (statement) {
      const { start, end } = statement;
      statements.push({ text: script.slice(start, end), offset: start, ended });
    }
    statement = undefined;
  };

  while (at < script.length) {
    const character = script[at];
    let token;
    if ((token = match(BLANK)) !== undefined) at += token.length;
    else if (script.startsWith("/*", at)) at = endOfComment(script, at);
    else if (character === "\\" && !statement) at += match(META_COMMAND).length;
    else if ((token = match(QUOTED)) !== undefined) take(token.length);
    else if ((token = match(DOLLAR)) !== undefined) {
      const end = script.indexOf(token, at + token.length);
      take((end < 0 ? script.length : end + token.length) - at);
    } else if ((token = match(WORD)) !== undefined) {
      take(token.length);
      noteWord(statement, token.toLowerCase());
    } else if (character === ";" && !(statement?.parentheses > 0) && !(statement?.bodies > 0)) {
      finish(true);
      at += 1;
    } else {
      take(1);
      if (character === "(") statement.parentheses += 1;
      if (character === ")") statement.parentheses -= 1;
    }
  }
  finish(false);
  return statements;
}

/** Keeps count of the BEGIN and CASE that are open in a routine's body. */
function noteWord(statement, word) {
  if (statement.words.length < 4) statement.words.push(word);
  const { words } = statement;
  if (!ROUTINE.test(words.slice(0, 2).join(" ")) && !ROUTINE.test(words.join(" "))) return;
  if (word === "begin" || (word === "case" && statement.bodies > 0)) statement.bodies += 1;
  if (word === "end" && statement.bodies > 0) statement.bodies -= 1;
}

function endOfComment(script, start) {
  let depth = 0;
  let at = start;
  do {
    if (script.startsWith("/*", at)) [depth, at] = [depth + 1, at + 2];
    else if (script.startsWith("*/", at)) [depth, at] = [depth - 1, at + 2];
    else at += 1;
  } while (depth > 0 && at < script.length);
  return at;
}
