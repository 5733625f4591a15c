import { conflicts, createBranch, expect, goTo, loadExample, openPage, recorded, test } from "./page.ts";

test.beforeEach(({ page }) => openPage(page));

test("what two branches did to one column appears with both statements marked", async ({ page }) => {
  await recorded(page, "create table users (id int, name text)");
  await createBranch(page, "feature");
  await recorded(page, "alter table users alter column name type varchar(80)");
  await goTo(page, "main");
  await recorded(page, "alter table users drop column name");

  await page.getByRole("tab", { name: "Conflicts" }).click();
  await expect(conflicts(page)).toHaveCount(1);
  await expect(conflicts(page)).toContainText("name");
  await expect(page.getByRole("region", { name: "On feature" }).locator("mark")).not.toBeEmpty();
  await expect(page.getByRole("region", { name: "On main" }).locator("mark")).not.toBeEmpty();
});

test("branches that don't clash are said not to", async ({ page }) => {
  await createBranch(page, "feature");
  await recorded(page, "create table a (id int)");
  await page.getByRole("tab", { name: "Conflicts" }).click();
  await expect(page.locator("#conflicts-summary")).toContainText("feature and main don't conflict");
});

test("a conflict is resolved, and the branch merged", async ({ page }) => {
  await recorded(page, "create table users (id int, name text)");
  await createBranch(page, "feature");
  await recorded(page, "alter table users alter column name type varchar(80)");
  await recorded(page, "create table carts (id int)");
  await goTo(page, "main");
  await recorded(page, "alter table users alter column name type varchar(40)");
  await page.getByRole("tab", { name: "Conflicts" }).click();
  await page.getByLabel("Merge from").selectOption("feature");
  const merge = page.getByRole("button", { name: "Merge feature into main" });
  await expect(merge).toBeDisabled();
  await page.getByLabel("Resolution for users.name").selectOption("feature is right");
  await merge.click();
  await expect(page.locator("#merge-message")).toContainText("main has all of feature now");
  await expect(page.locator("#conflicts-summary")).toContainText("don't conflict");
  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page.locator("#schema")).toContainText("carts");
  await expect(page.locator("#schema")).toContainText("(80)");
});

test("one press loads the example and shows its conflicts", async ({ page }) => {
  await loadExample(page);
  for (const object of ["price_cents", "coupons", "tags", "body"]) {
    await expect(page.locator("#conflicts h3").filter({ hasText: object }).first()).toBeVisible();
  }
  await expect(page.locator("#branches button")).toHaveCount(3);
  await page.getByLabel("Merge from").selectOption("main");
  await expect(page.locator("#conflicts-summary")).toContainText("don't conflict");
});

test("the tabs go by the arrow keys", async ({ page }) => {
  await page.getByRole("tab", { name: "History" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tabpanel", { name: "Schema" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Conflicts" })).toBeFocused();
  await expect(page.getByRole("tabpanel", { name: "Conflicts" })).toBeVisible();
});
