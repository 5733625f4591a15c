/** What a person does on the page, for the tests. */
import { test as base, expect, type Page } from "@playwright/test";

/** A test that fails when its pages write an error to the console. */
export const test = base.extend<{ problems: string[] }>({
  problems: [
    async ({ context }, use) => {
      const problems: string[] = [];
      context.on("weberror", (error) => problems.push(String(error.error())));
      context.on("console", (message) => {
        if (message.type() === "error") problems.push(message.text());
      });
      await use(problems);
      expect(problems).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Opens the page and waits until it is ready. */
export async function openPage(page: Page): Promise<void> {
  await page.goto("/");
  await ready(page);
}

/** Waits until the page shows the history. */
export async function ready(page: Page): Promise<void> {
  // A megabyte of WebAssembly is compiled first, on a machine that may be busy.
  const loaded = { timeout: 60_000 };
  await expect(page.locator("#page")).toHaveAttribute("aria-busy", "false", loaded);
}

export const editor = (page: Page) => page.getByRole("textbox", { name: "DDL to record" });
export const entries = (page: Page) => page.locator("#history .card");
export const conflicts = (page: Page) => page.locator("#conflicts .card");
export const message = (page: Page) => page.locator("#editor-message");

/** Writes into the editor and records it, without waiting for what comes of it. */
export async function record(page: Page, sql: string): Promise<void> {
  await editor(page).fill(sql);
  await page.getByRole("button", { name: "Record", exact: true }).click();
}

/** Records one statement, and waits until it stands in the history. */
export async function recorded(page: Page, sql: string): Promise<void> {
  await record(page, sql);
  await expect(message(page)).toHaveText(/^Recorded/u);
  await expect(entries(page).first()).toContainText(sql);
}

/** Creates a branch from the head of the current one, and goes to it. */
export async function createBranch(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "New…" }).click();
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Create" }).click();
  await expect(branch(page, name)).toHaveAttribute("aria-current", "true");
}

/** The button of a branch in the list. */
export const branch = (page: Page, name: string) =>
  page.locator("#branches button").filter({ has: page.getByText(name, { exact: true }) });

/** Goes to a branch, and waits until the page shows it: what is recorded goes to the branch that is shown. */
export async function goTo(page: Page, name: string): Promise<void> {
  await branch(page, name).click();
  await expect(branch(page, name)).toHaveAttribute("aria-current", "true");
}

/** Loads the example into a history that is empty. */
export async function loadExample(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Load the example" }).click();
  await expect(conflicts(page)).not.toHaveCount(0, { timeout: 60_000 });
}

/** Verifies the history, which must be whole, and returns the account. */
export async function verified(page: Page): Promise<string> {
  await page.getByRole("button", { name: "Verify" }).click();
  const account = page.locator("#whole-message");
  await expect(account).toContainText("Nothing is wrong");
  return account.innerText();
}
