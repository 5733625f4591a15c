import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import type { Locator, Page } from "@playwright/test";

import { editor, entries, expect, message, openPage, test } from "./page.ts";

test.beforeEach(({ page }) => openPage(page));

/** The names of what was recorded, oldest first. */
async function recordedNames(page: Page): Promise<string[]> {
  const names = await entries(page).locator("h3 .name").allInnerTexts();
  return names.reverse();
}

async function confirm(page: Page): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: "Record" }).click();
}

function sqlFile(name: string, text: string) {
  return { name, mimeType: "application/sql", buffer: Buffer.from(text) };
}

test("files are recorded in the order of their numbers", async ({ page }) => {
  await page.getByLabel("SQL files to record").setInputFiles([
    sqlFile("10_c.sql", "create table c (id int references b)"),
    sqlFile("2_b.sql", "create table b (id int primary key) -- no semicolon"),
    sqlFile("1_a.sql", "begin; create table a (id int); commit;"),
    sqlFile("1_a.down.sql", "drop table a;"),
  ]);
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("ol li")).toHaveText(["1_a.sql", "2_b.sql", "10_c.sql"]);
  await expect(dialog.locator("ul li")).toHaveText(["1_a.down.sql: down migration"]);
  await confirm(page);
  await expect(message(page)).toHaveText("Recorded 3 entries of 3 files on main.");
  expect(await recordedNames(page)).toEqual(["a", "b", "c"]);
});

test("a folder is read as its tool reads it", async ({ page }, testInfo) => {
  const folder = testInfo.outputPath("migrations");
  const files = {
    "20240201_b/migration.sql": "alter table a add b int;",
    "20240101_a/migration.sql": "create table a (id int);",
    "migration_lock.toml": 'provider = "postgresql"',
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await page.getByLabel("Folder of migrations to record").setInputFiles(folder);
  const listed = page.getByRole("dialog").locator("ol li");
  await expect(listed).toHaveText(["20240101_a/migration.sql", "20240201_b/migration.sql"]);
  await confirm(page);
  await expect(entries(page)).toHaveCount(2);
  await expect(entries(page).first()).toContainText("alter table a add b int");
});

test("a file that can't be read is named, and nothing is recorded", async ({ page }) => {
  await page.getByLabel("SQL files to record").setInputFiles([
    sqlFile("1_a.sql", "create table a (id int);"),
    sqlFile("2_b.sql", "\ncreate tabel b (id int);"),
  ]);
  await confirm(page);
  await expect(page.getByRole("alert")).toContainText("In 2_b.sql, line 2, column 8");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(entries(page)).toHaveCount(0);

  await page.getByLabel("SQL files to record").setInputFiles([
    sqlFile("users.sql", "create table users ();"),
    sqlFile("orders.sql", "create table orders ();"),
  ]);
  await expect(message(page)).toContainText("orders.sql: its name has no version in front");
});

/** Drops a file on an element. */
function drop(target: Locator, name: string, text: string): Promise<void> {
  return target.evaluate(
    (element, [name, text]) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([text], name));
      for (const type of ["dragover", "drop"]) {
        element.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
      }
    },
    [name, text] as const,
  );
}

test("a file that is dropped is recorded, wherever it is dropped and whatever it is called", async ({ page }) => {
  const listed = page.getByRole("dialog").locator("ol li");
  await page.getByRole("tab", { name: "Schema" }).click();
  await drop(page.getByRole("tabpanel", { name: "Schema" }), "schema.sql", "create table dropped (id int);");
  await expect(listed).toHaveText(["schema.sql"]);
  await confirm(page);
  await expect(message(page)).toHaveText("Recorded 1 entry of 1 file on main.");
  await drop(editor(page), "more.sql", "create table more (id int);");
  await expect(listed).toHaveText(["more.sql"]);
  await confirm(page);
  await expect(entries(page)).toHaveCount(2);
  expect(await recordedNames(page)).toEqual(["dropped", "more"]);
  await expect(editor(page)).not.toContainText("more");
});
