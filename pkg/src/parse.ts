/** Reading SQL without a history. */
import { fields, text } from "./arguments.js";
import { guarded } from "./panic.js";
import { PARSE } from "./shapes.js";
import type { ParsedScript, ParseOptions } from "./sql.js";
import { loadedGlue } from "./wasm.js";

/**
 * Reads a script: its statements, classified, with the objects that they name.
 *
 * @throws `SQL_SYNTAX` or `SQL_LIMIT` with the place where the text can't be read.
 *
 * @example
 * const { statements } = await parseDdl("ALTER TABLE users ADD email text;");
 * statements[0].operation; // "Alter"
 */
export async function parseDdl(sql: string, options?: ParseOptions): Promise<ParsedScript> {
  const [script, checked] = [text("sql", sql), fields("options", options, PARSE)];
  const { parseDdl: parse } = await loadedGlue();
  return guarded(() => parse(script, checked));
}
