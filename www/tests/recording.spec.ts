import {
  branch,
  createBranch,
  editor,
  entries,
  expect,
  goTo,
  message,
  openPage,
  ready,
  record,
  recorded,
  test,
} from "./page.ts";

test.beforeEach(({ page }) => openPage(page));

test("an empty history says what to do", async ({ page }) => {
  await expect(page.locator("#history")).toContainText("Write a statement above");
  await page.getByRole("tab", { name: "Merge" }).click();
  await expect(page.locator("#merge-summary")).toContainText("Create a second");
});

test("what is recorded stands in the history and survives a reload", async ({ page }) => {
  await recorded(page, "create table people (id int primary key)");
  await expect(entries(page)).toHaveCount(1);
  await expect(entries(page)).toContainText("create table people");
  await expect(editor(page)).not.toContainText("create table people");

  await page.reload();
  await ready(page);
  await expect(entries(page)).toHaveCount(1);
});

test("a script becomes one entry a statement, by the keyboard alone", async ({ page }) => {
  await editor(page).focus();
  await page.keyboard.insertText("create table a (id int);\ncreate view v as select id from a;");
  await page.keyboard.press("Control+Enter");
  await expect(entries(page)).toHaveCount(2);
  await expect(entries(page).first()).toContainText("create view");
});

test("a syntax error shows its place and changes nothing", async ({ page }) => {
  await record(page, "create table a (id int);\ncreate table b (id int,,);");
  await expect(message(page)).toContainText(/line 2, column \d+/iu);
  await expect(message(page)).toContainText("Nothing was recorded");
  await expect(page.locator(".cm-lintRange-error, .cm-lintPoint-error").first()).toBeVisible();
  await expect(page.locator(".cm-gutter-lint .cm-lint-marker-error")).toHaveCount(1);
  await expect(entries(page)).toHaveCount(0);
  await expect(editor(page)).toContainText("create table b");
});

test("text without DDL is refused in words", async ({ page }) => {
  await record(page, "-- nothing but a comment");
  await expect(message(page)).toContainText("There is no DDL");
  await expect(entries(page)).toHaveCount(0);
});

test("what was said is gone with what it was said of", async ({ page }) => {
  await record(page, "-- nothing but a comment");
  await expect(message(page)).toContainText("There is no DDL");
  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page.locator("#schema-summary")).toContainText("0 tables");
  await page.getByRole("tab", { name: "History" }).click();
  await expect(message(page)).toHaveText("");
  await record(page, "-- nothing but a comment");
  await expect(message(page)).toContainText("There is no DDL");
  await createBranch(page, "feature");
  await expect(message(page)).toHaveText("");
});

test("on a phone each tab has one line, and all of them are seen", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const name of ["History", "Schema", "Compare", "Merge"]) {
    const box = await page.getByRole("tab", { name }).boundingBox();
    expect(box?.height).toBeLessThan(48);
    expect((box?.x ?? 0) + (box?.width ?? 999)).toBeLessThanOrEqual(390);
  }
});

test("a long history is shown in parts", async ({ page }) => {
  const script = Array.from({ length: 60 }, (_, n) => `create table t${n} (id int);`).join("\n");
  await record(page, script);
  await expect(entries(page)).toHaveCount(25);
  await page.getByRole("button", { name: "Show older entries" }).click();
  await page.getByRole("button", { name: "Show older entries" }).click();
  await expect(entries(page)).toHaveCount(60);
  await expect(page.getByRole("button", { name: "Show older entries" })).toBeHidden();
});

test("a branch can start at an entry, be renamed, and be deleted", async ({ page }) => {
  await recorded(page, "create table first (id int)");
  await recorded(page, "create table second (id int)");
  await page.getByRole("button", { name: "New branch from entry 1" }).click();
  await page.getByLabel("Name").fill("feature");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(entries(page)).toHaveCount(1);

  await page.getByRole("button", { name: "Rename…" }).click();
  await page.getByLabel("New name").fill("main");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("exists already");
  await page.getByLabel("New name").fill("fix");
  await page.getByRole("button", { name: "Rename", exact: true }).click();
  await expect(branch(page, "fix")).toHaveAttribute("aria-current", "true");

  await recorded(page, "create table third (id int)");
  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByRole("dialog")).toContainText("1 entry on fix");
  await page.getByRole("button", { name: "Delete the branch and its entries" }).click();
  await expect(branch(page, "fix")).toHaveCount(0);
  await expect(branch(page, "main")).toHaveAttribute("aria-current", "true");
});

test("a branch that others need is not deleted, and the page says why", async ({ page }) => {
  await createBranch(page, "feature");
  await createBranch(page, "child");
  await goTo(page, "feature");
  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByRole("dialog")).toContainText("child started from feature");
  await page.getByRole("button", { name: "Close" }).click();
  await goTo(page, "main");
  await page.getByRole("button", { name: "Delete…" }).click();
  await expect(page.getByRole("dialog")).toContainText("where this history began");
});

test("what PostgreSQL would refuse is said at once, with the place", async ({ page }) => {
  await record(page, "create table a (id int);\nalter table nosuch add x int;");
  await expect(message(page)).toContainText("PostgreSQL would refuse this. Line 2, column 13");
  await expect(message(page)).toContainText("Nothing was recorded");
  await expect(page.locator(".cm-lintRange-error")).toHaveText("nosuch");
  await expect(entries(page)).toHaveCount(0);

  await page.getByRole("button", { name: "Record it all the same" }).click();
  await expect(message(page)).toHaveText("Recorded 2 entries on main.");
  await expect(page.getByRole("button", { name: "Record it all the same" })).toBeHidden();
  await expect(entries(page).first()).toContainText("Line 1, column 13: PostgreSQL would refuse this");
  await expect(entries(page).first().locator("mark")).toHaveText("nosuch");
  await expect(entries(page).last()).not.toContainText("refuse");
  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page.locator("#schema-summary")).toContainText("without 1 statement that PostgreSQL would refuse");
});

test("an entry is taken back, and what that does is shown first", async ({ page }) => {
  await recorded(page, "create table users (id int)");
  await recorded(page, "alter table users add column name text");
  await page.getByRole("button", { name: "Take back entry 2" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("ALTER TABLE public.users DROP COLUMN name");
  await expect(dialog).toContainText("Data loss");
  await dialog.getByRole("button", { name: "Take it back" }).click();
  await expect(entries(page)).toHaveCount(3);
  await expect(entries(page).first()).toContainText("DROP COLUMN name");
});

test("a merge is taken back as a whole", async ({ page }) => {
  await recorded(page, "create table users (id int)");
  await createBranch(page, "feature");
  await recorded(page, "create table carts (id int)");
  await page.getByRole("tab", { name: "Merge" }).click();
  await page.getByRole("button", { name: "Merge feature into main" }).click();
  await expect(page.locator("#merge-message")).toContainText("main has all of feature now");
  await page.getByRole("tab", { name: "History" }).click();
  await goTo(page, "main");
  await expect(entries(page).first()).toContainText("merged from feature");
  await page.getByRole("button", { name: "Take back the merge that brought entry 3" }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await expect(entries(page).first()).toContainText("DROP TABLE public.carts");
});

test("what later entries need is not taken back, and the page says why", async ({ page }) => {
  await recorded(page, "create table users (id int)");
  await recorded(page, "alter table users alter id type bigint");
  await recorded(page, "alter table users alter id type smallint");
  await page.getByRole("button", { name: "Take back entry 2" }).click();
  await expect(page.getByRole("dialog")).toContainText("later entries need it");
  await expect(page.getByRole("dialog").getByRole("button")).toHaveText(["Close"]);
});

test("the schema is shown as it was after an entry", async ({ page }) => {
  await recorded(page, "create table users (id int)");
  await recorded(page, "drop table users");
  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page.locator("#schema-summary")).toContainText("0 tables");
  await page.getByLabel("Schema of main").selectOption("before the first entry");
  await expect(page.locator("#schema-summary")).toContainText("0 tables");
  await page.getByRole("tab", { name: "History" }).click();
  await page.getByRole("button", { name: "Schema after entry 1" }).click();
  await expect(page.locator("#schema")).toContainText("CREATE TABLE public.users");
  await expect(page.getByLabel("Schema of main")).toHaveValue("entry:1");
});

test("two points are compared, with what can go wrong", async ({ page }) => {
  await recorded(page, "create table users (id int, name text)");
  await page.getByRole("tab", { name: "Compare" }).click();
  await expect(page.locator("#compare-summary")).toHaveText("1 statement.");
  await page.getByRole("tab", { name: "History" }).click();
  await createBranch(page, "feature");
  await recorded(page, "alter table users drop column name");
  await page.getByRole("tab", { name: "Compare" }).click();
  await expect(page.locator("#compare-summary")).toHaveText("1 statement; 1 loses data.");
  await goTo(page, "main");
  await expect(page.locator("#to-branch option:checked")).toHaveText("feature");
  await expect(page.locator("#compare-summary")).toHaveText("1 statement; 1 loses data.");
  await expect(page.locator("#compare li").first()).toContainText("DROP COLUMN name");
  await expect(page.locator("#compare .danger")).toContainText("Data loss");
  await page.getByRole("button", { name: "Swap" }).click();
  await expect(page.locator("#compare li").first()).toContainText("ADD COLUMN name");
  await page.getByLabel("Point to compare from").selectOption("entry:1");
  await expect(page.locator("#compare-summary")).toHaveText("The schemas are equal.");
});

test("a snapshot keeps the schema under a name", async ({ page }) => {
  await recorded(page, "create table users (id int)");
  await page.getByRole("tab", { name: "Schema" }).click();
  await page.getByRole("button", { name: "Take a snapshot…" }).click();
  await page.getByLabel("Name").fill("release");
  await page.getByRole("button", { name: "Take it" }).click();
  await expect(page.getByLabel("Schema of main")).toHaveValue("snapshot:release");
  await page.getByRole("tab", { name: "History" }).click();
  await recorded(page, "drop table users");
  await page.getByRole("tab", { name: "Schema" }).click();
  await expect(page.locator("#schema")).toContainText("CREATE TABLE public.users");
  await page.getByLabel("Schema of main").selectOption("now");
  await expect(page.locator("#schema")).toBeHidden();
});
