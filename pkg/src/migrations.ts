/** Reading a folder of migrations, whichever tool runs them. */
import { listOf, object, text } from "./arguments.js";
import { guarded } from "./panic.js";
import { loadedGlue } from "./wasm.js";

/** A file of a migrations folder. */
export interface MigrationFile {
  /** Its path relative to the folder, with `/` between the parts. */
  readonly path: string;
  /** Its content. */
  readonly text: string;
}

/**
 * How a folder arranges its migrations.
 *
 * - `Numbered`: `0001_name.sql`, plain files with a number or time in front; also of sqlx
 * - `UpDown`: `0001_name.up.sql`, of golang-migrate, and sqlx's reversible ones
 * - `Flyway`: `V1.2__name.sql`, then `R__name.sql`
 * - `Goose`, `Dbmate`, `SqlMigrate`, `NodePgMigrate`: files with sections for up and down
 * - `Diesel`: a folder each, with `up.sql`
 * - `Prisma`: a folder each, with `migration.sql`; also of Drizzle's newer versions
 * - `Drizzle`: files in the order of `meta/_journal.json`
 * - `Sqitch`: files in the folder `deploy`, in the order of `sqitch.plan`
 * - `Folders`: a folder each with a version for its name, and one SQL file in it
 */
export type MigrationLayout =
  | "Numbered"
  | "UpDown"
  | "Flyway"
  | "Goose"
  | "Dbmate"
  | "SqlMigrate"
  | "NodePgMigrate"
  | "Diesel"
  | "Prisma"
  | "Drizzle"
  | "Sqitch"
  | "Folders";

/** One migration, ready to be recorded. */
export interface ImportedMigration {
  /** The file's path relative to the folder. */
  readonly path: string;
  /** The version in its name, as written there; nothing for one that has none. */
  readonly version: string | undefined;
  /** The SQL that runs upwards; a place in it is the same place in the file. */
  readonly sql: string;
}

/** A file that was passed over. */
export interface SkippedFile {
  /** The file's path relative to the folder. */
  readonly path: string;
  /** Why, such as "down migration". */
  readonly reason: string;
}

/** What a folder holds. */
export interface ImportPlan {
  /** How the folder arranges its migrations. */
  readonly layout: MigrationLayout;
  /** The migrations, in the order in which the tool runs them. */
  readonly migrations: readonly ImportedMigration[];
  /** The SQL files that are no part of the history. */
  readonly skipped: readonly SkippedFile[];
}

/**
 * Returns the migrations of a folder in the order in which their tool runs them.
 *
 * @param files - The folder's files, in any order: the `.sql` ones, Drizzle's `meta/_journal.json` and
 * Sqitch's `sqitch.plan`. Others are ignored.
 * @throws `IMPORT_LAYOUT` if the files fit no known layout, or contradict each other.
 *
 * @example
 * const { migrations } = await planImport([{ path: "0001_users.sql", text: "CREATE TABLE …" }]);
 * for (const { sql } of migrations) await manager.recordDdl("main", sql);
 */
export async function planImport(files: readonly MigrationFile[]): Promise<ImportPlan> {
  const checked = listOf(migrationFile)("files", files);
  const { planImport: plan } = await loadedGlue();
  return guarded(() => plan(checked));
}

function migrationFile(name: string, value: unknown): MigrationFile {
  const file: { path?: unknown; text?: unknown } = object(name, value);
  return { path: text(`${name}.path`, file.path), text: text(`${name}.text`, file.text) };
}
