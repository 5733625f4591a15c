import type { Page } from "@playwright/test";

import {
  branch,
  createBranch,
  editor,
  entries,
  expect,
  message,
  openPage,
  recorded,
  test,
  verified,
} from "./page.ts";

const EACH = 100;

test("two tabs that record at once lose nothing", async ({ page, context }) => {
  test.slow();
  const other = await context.newPage();
  await openPage(page);
  await openPage(other);
  await Promise.all([recordMany(page, "one"), recordMany(other, "two")]);

  expect(await verified(page)).toContain(`${2 * EACH} entries`);
  for (const tab of [page, other]) {
    await expect(entries(tab).first()).toContainText(`#${2 * EACH}`);
  }
});

test("what one tab does shows in the other", async ({ page, context }) => {
  const other = await context.newPage();
  await openPage(page);
  await openPage(other);
  await recorded(page, "create table shared (id int)");
  await expect(entries(other)).toContainText("shared");
  await createBranch(page, "feature");
  await expect(branch(other, "feature")).toBeVisible();
  await expect(branch(other, "main")).toHaveAttribute("aria-current", "true");
});

test("a history replaced in one tab is replaced in the other", async ({ page, context }) => {
  const other = await context.newPage();
  await openPage(page);
  await openPage(other);
  await recorded(other, "create table old (id int)");
  await page.getByRole("button", { name: "Load the example" }).click();
  await page.getByRole("button", { name: "Replace everything" }).click();
  await expect(branch(other, "checkout")).toBeVisible({ timeout: 60_000 });
  await recorded(other, "create table fresh (id int)");
  await verified(page);
});

/**
 * Records through the page, one statement after the other, as fast as it takes them; by the keyboard,
 * since a press of the mouse waits for frames, of which a tab in the background has few.
 */
async function recordMany(page: Page, prefix: string): Promise<void> {
  for (let number = 0; number < EACH; number += 1) {
    const sql = `create table ${prefix}_${number} (id int)`;
    await editor(page).fill(sql);
    await editor(page).press("Control+Enter");
    await expect(page.locator(".cm-placeholder")).toBeVisible();
    await expect(message(page)).toHaveText(/^Recorded 1 entry/u);
  }
}
