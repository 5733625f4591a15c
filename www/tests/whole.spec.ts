import { readFile } from "node:fs/promises";

import {
  conflicts,
  entries,
  expect,
  loadExample,
  openPage,
  recorded,
  test,
  verified,
} from "./page.ts";

test.beforeEach(({ page }) => openPage(page));

test("an exported history can be imported in the place of another", async ({ page }) => {
  await loadExample(page);
  const before = await verified(page);
  const downloading = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  const bundle = await readFile(await (await downloading).path());

  await page.getByRole("button", { name: "Clear…" }).click();
  await page.getByRole("button", { name: "Clear everything" }).click();
  await expect(page.locator("#branches button")).toHaveCount(1);
  await page.getByRole("tab", { name: "History" }).click();
  await recorded(page, "create table other (id int)");

  await page.getByLabel("Bundle to import").setInputFiles({
    name: "history.schemagraft",
    mimeType: "application/octet-stream",
    buffer: bundle,
  });
  await page.getByRole("button", { name: "Replace everything" }).click();
  await expect(page.locator("#branches button")).toHaveCount(3);
  expect(await verified(page)).toBe(before);
  await page.getByRole("tab", { name: "Merge" }).click();
  await page.getByLabel("Merge from").selectOption("checkout");
  await page.locator("#target").selectOption("catalogue");
  await expect(conflicts(page).first()).toBeVisible();
});

test("a file that is no bundle changes nothing", async ({ page }) => {
  await recorded(page, "create table kept (id int)");
  await page.getByLabel("Bundle to import").setInputFiles({
    name: "photo.png",
    mimeType: "image/png",
    buffer: Buffer.from("no bundle at all"),
  });
  await page.getByRole("button", { name: "Replace everything" }).click();
  await expect(page.getByRole("alert")).toContainText("no whole bundle");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(entries(page)).toContainText("kept");
  expect(await verified(page)).toContain("1 entry");
});

test("nothing is evaluated from text", async ({ page, problems }) => {
  // In a task of its own: what the debugger evaluates directly is excepted from the policy.
  const refused = await page.evaluate(
    () =>
      new Promise<boolean>((resolve) => {
        setTimeout(() => {
          try {
            // eslint-disable-next-line @typescript-eslint/no-implied-eval -- what the policy is to refuse
            new Function("return 1");
            resolve(false);
          } catch (error) {
            resolve(error instanceof EvalError);
          }
        });
      }),
  );
  expect(refused).toBe(true);
  // The browser may report what it refused.
  problems.length = 0;
});

test("a narrow page does not scroll sideways", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await loadExample(page);
  for (const tab of ["Merge", "History", "Schema", "Compare"]) {
    await page.getByRole("tab", { name: tab }).click();
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow, tab).toBeLessThanOrEqual(0);
  }
});
