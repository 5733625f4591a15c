import { conflicts, createBranch, expect, goTo, loadExample, openPage, record, recorded, test } from "./page.ts";

test.beforeEach(({ page }) => openPage(page));

test("what two branches did to one column appears with both statements marked", async ({ page }) => {
  await recorded(page, "create table users (id int, name text)");
  await createBranch(page, "feature");
  await recorded(page, "alter table users alter column name type varchar(80)");
  await goTo(page, "main");
  await recorded(page, "alter table users drop column name");

  await page.getByRole("tab", { name: "Merge", exact: true }).click();
  await expect(conflicts(page)).toHaveCount(1);
  await expect(conflicts(page)).toContainText("name");
  await expect(page.getByRole("region", { name: "On feature" }).locator("mark")).not.toBeEmpty();
  await expect(page.getByRole("region", { name: "On main" }).locator("mark")).not.toBeEmpty();
});

test("branches that don't clash are said not to", async ({ page }) => {
  await createBranch(page, "feature");
  await recorded(page, "create table a (id int)");
  await page.getByRole("tab", { name: "Merge", exact: true }).click();
  await expect(page.locator("#merge-summary")).toContainText("feature and main don't conflict");
});

test("a conflict is resolved, and the branch merged", async ({ page }) => {
  await recorded(page, "create table users (id int, name text)");
  await createBranch(page, "feature");
  await recorded(page, "alter table users alter column name type varchar(80)");
  await recorded(page, "create table carts (id int)");
  await goTo(page, "main");
  await recorded(page, "alter table users alter column name type varchar(40)");
  await page.getByRole("tab", { name: "Merge", exact: true }).click();
  await page.getByLabel("Merge from").selectOption("feature");
  const merge = page.getByRole("button", { name: "Merge feature into main" });
  await expect(merge).toBeDisabled();
  await expect(page.locator("#merge-steps")).toBeHidden();
  await page.getByLabel("Resolution for users.name").selectOption("feature is right");
  await expect(page.locator("#merge-summary")).toHaveText("All is decided: feature merges into main.");
  await expect(page.locator("#merge-steps li").first()).toContainText("varchar(80)");
  await merge.click();
  await expect(page.locator("#merge-message")).toContainText("main has all of feature now: 2 statements");
  await expect(page.locator("#merge-summary")).toHaveText("There is nothing to merge: main has all that feature did.");
  await expect(merge).toBeHidden();
  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page.locator("#schema")).toContainText("carts");
  await expect(page.locator("#schema")).toContainText("(80)");
});

test("what a merge would cost is said before it is made", async ({ page }) => {
  await recorded(page, "create table users (id int, name text)");
  await createBranch(page, "feature");
  await recorded(page, "alter table users drop column name");
  await page.getByRole("tab", { name: "Merge", exact: true }).click();
  await expect(page.locator("#merge-plan-title")).toHaveText("What main gets: 1 statement; 1 loses data.");
  await expect(page.locator("#merge-steps")).toContainText("Data loss");
  await page.getByText("The merged schema").click();
  await expect(page.locator("#merged-schema")).toContainText("CREATE TABLE public.users");
  await expect(page.locator("#merged-schema")).not.toContainText("name");
});

test("a statement that can't run is told of where its branch is merged", async ({ page }) => {
  await recorded(page, "create table users (id int)");
  await createBranch(page, "feature");
  await record(page, "alter table users add id int");
  await page.getByRole("button", { name: "Record it all the same" }).click();
  await expect(page.locator("#history .failure")).toContainText("PostgreSQL would refuse this");
  await page.getByRole("tab", { name: "Merge", exact: true }).click();
  await expect(page.locator("#merge-warnings")).toContainText("can't run");
  await expect(page.locator("#merge-summary")).not.toContainText("has all");
});

test("a conflict can be decided by SQL, which is refused with the reason", async ({ page }) => {
  await recorded(page, "create table users (id int, name text)");
  await createBranch(page, "feature");
  await recorded(page, "alter table users alter column name type varchar(80)");
  await goTo(page, "main");
  await recorded(page, "alter table users alter column name type varchar(40)");
  await page.getByRole("tab", { name: "Merge", exact: true }).click();
  await page.getByLabel("Merge from").selectOption("feature");
  await page.getByLabel("Resolution for users.name").selectOption("SQL of your own…");
  const own = page.getByLabel("SQL that decides users.name");
  await own.fill("alter table nobody add x int");
  await page.getByRole("button", { name: "Use it" }).click();
  await expect(conflicts(page)).toContainText("is refused");
  await expect(conflicts(page)).not.toHaveClass(/decided/u);
  await own.fill("alter table users alter column name type varchar(60)");
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByRole("button", { name: "Merge feature into main" }).click();
  await expect(page.locator("#merge-message")).toContainText("main has all of feature now");
  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page.locator("#schema")).toContainText("(60)");
});

test("the first conflict stands on the first screen, on a phone too", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await loadExample(page);
  await page.evaluate(() => {
    scrollTo(0, 0);
  });
  const box = await conflicts(page).first().boundingBox();
  expect(box?.y).toBeLessThan(560);
});

test("one press loads the example and shows its conflicts", async ({ page }) => {
  await loadExample(page);
  for (const object of ["price_cents", "coupons", "tags", "body"]) {
    await expect(page.locator("#conflicts h3").filter({ hasText: object }).first()).toBeVisible();
  }
  await expect(page.locator("#branches button")).toHaveCount(3);
  await page.getByLabel("Merge from").selectOption("main");
  await expect(page.locator("#merge-summary")).toContainText("There is nothing to merge");
});

test("the tabs go by the arrow keys", async ({ page }) => {
  await page.getByRole("tab", { name: "History" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tabpanel", { name: "Schema" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("tab", { name: "Compare" })).toBeFocused();
  await expect(page.getByRole("tabpanel", { name: "Compare" })).toBeVisible();
});
