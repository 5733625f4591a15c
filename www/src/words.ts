/** What the page says: counts, times and failures in plain words. */
import { SchemagraftError, SqlError } from "schemagraft";

const TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** Returns a count with its noun: "1 entry", "3 entries". */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString()} ${number === 1 ? singular : plural}`;
}

/** Returns a time, given in milliseconds since 1970, as people here write it. */
export function time(milliseconds: number): string {
  return TIME.format(milliseconds);
}

/** Returns the words of an enum apart, as prose has them: "DropVsModify" → "drop vs modify". */
export function prose(word: string): string {
  return word.replace(/(?<=[a-z])(?=[A-Z])/gu, " ").toLowerCase();
}

/** Returns the words of a code apart: "DATA_LOSS" → "Data loss". */
export function constantCase(code: string): string {
  return code.charAt(0) + code.slice(1).replaceAll("_", " ").toLowerCase();
}

/** Returns what went wrong, as a sentence for the person in front of the page. */
export function failure(error: unknown): string {
  if (error instanceof SqlError) return `${sqlFailure(error)} Nothing was recorded.`;
  if (error instanceof SchemagraftError) return sentence(error.message);
  return error instanceof Error ? sentence(error.message) : String(error);
}

/** What is wrong with a script, and where. */
function sqlFailure({ code, message, details }: SqlError): string {
  if (code !== "SQL_REFUSED") return sentence(message);
  const more = [details["detail"], details["hint"]].filter((text) => typeof text === "string");
  return ["PostgreSQL would refuse this.", ...[message, ...more].map(sentence)].join(" ");
}

/** Returns a line as a sentence: with a capital and an end. */
export function sentence(text: string): string {
  const started = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/u.test(started) ? started : `${started}.`;
}
