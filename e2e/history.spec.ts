import type { Page } from "@playwright/test";
import { GOOD, keepDraft, reviewOf } from "./support/drafts";
import { expect, test } from "./support/journey";

test.slow();

const dialog = (page: Page) => page.getByRole("dialog");

/** Applies a draft that makes one DestinationRule, to be kept within so many minutes. */
async function applied(page: Page, base: string, draft: string, minutes: string): Promise<void> {
  await page.goto(reviewOf(base, draft));
  await dialog(page)
    .getByRole("spinbutton", { name: /^Minutes/ })
    .fill(minutes);
  await dialog(page)
    .getByRole("button", { name: /^Apply 1 object/ })
    .click();
  await expect(page).toHaveURL(/\/changes\/[\w-]+$/);
}

test("a change that is kept, rolled back, and found in the history", async ({
  own,
  page,
  request,
}) => {
  const server = await own.server({});
  const id = await keepDraft(request, server.url, "subsets of details", [GOOD]);
  await applied(page, server.url, id, "5");
  const main = page.getByRole("main");
  await expect(main).toContainText("subsets of details is taken back by itself");
  await expect(main.getByRole("timer")).toHaveText(/^in [45]:\d\d\smin$/);

  // Every other page says that it waits.
  await page.getByRole("link", { name: "Drafts" }).click();
  const bar = page.getByRole("region", { name: "subsets of details is taken back by itself" });
  await expect(bar).toBeVisible();
  await bar.getByRole("button", { name: "Keep subsets of details" }).click();
  await expect(bar).toHaveCount(0);

  // The picture says what was changed: at its side, and on the bar of time.
  await page.getByRole("link", { name: "Topology", exact: true }).click();
  const side = page.getByRole("region", { name: "Overview" });
  await expect(side.getByRole("link", { name: /^\d\d:\d\d\s?subsets of details/ })).toBeVisible();
  const marks = page.getByRole("list", { name: "Changes in this time" });
  await expect(marks.getByRole("listitem")).toHaveText(/^\d\d:\d\d: subsets of details by /);

  await page.getByRole("link", { name: "Changes", exact: true }).click();
  const row = page.getByRole("row").filter({ hasText: "subsets of details" });
  await expect(row).toContainText("DestinationRule details");
  await expect(row).toContainText("applied");
  await page.getByRole("searchbox", { name: "Filter changes" }).fill("nothing like it");
  await expect(row).toHaveCount(0);
  await expect(main).toContainText("No change matches");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await page.getByRole("combobox", { name: "Namespace" }).selectOption("bookinfo");
  await row.getByRole("link", { name: "subsets of details" }).click();

  await page.getByRole("button", { name: "Roll back" }).click();
  await expect(dialog(page)).toContainText(
    "DestinationRule details, which the change made, is removed.",
  );
  await expect(dialog(page)).toContainText("Nobody has written these objects since.");
  await dialog(page).getByRole("radio", { name: "Keep at once" }).check();
  await dialog(page)
    .getByRole("button", { name: /^Roll back 1 object in bookinfo/ })
    .click();
  await expect(main.getByRole("link", { name: "Takes back" })).toBeVisible();
  await expect(main).toContainText("All is written and kept.");
  await page.getByRole("button", { name: "Show the journal" }).click();
  await expect(main).toContainText("1: wrote DestinationRule details.");
});

test("what nobody keeps in time is taken back, and what is asked back at once", async ({
  own,
  page,
  request,
}) => {
  const server = await own.server({});
  const id = await keepDraft(request, server.url, "subsets of details", [GOOD]);
  await applied(page, server.url, id, "1");
  const main = page.getByRole("main");
  await expect(main).toContainText("to be kept");
  await expect(main).toContainText("Nothing of it stands.", { timeout: 90_000 });
  await expect(page.getByRole("button", { name: "Roll back" })).toHaveAccessibleDescription(
    "Nothing of this change stands: there is nothing to take back.",
  );
  await page.getByRole("button", { name: "Show the journal" }).click();
  await expect(main).toContainText("Nobody kept it in time: it is taken back.");

  await applied(page, server.url, id, "5");
  await page.getByRole("button", { name: /^Revert .* now$/ }).click();
  await expect(main).toContainText("Nothing of it stands.");
  await page.getByRole("button", { name: "Show the journal" }).click();
  await expect(main).toContainText("It was asked to be taken back.");
});

test("drafts are renamed, removed, and gone when somebody else removed them", async ({
  own,
  page,
  request,
}) => {
  const server = await own.server({});
  await page.goto(`${server.url}/drafts`);
  await expect(page.getByText("There are no drafts")).toBeVisible({ timeout: 30_000 });
  const first = await keepDraft(request, server.url, "first", [GOOD]);
  const second = await keepDraft(request, server.url, "second", [GOOD]);
  // The page hears of them by itself.
  const row = (name: string) => page.getByRole("row").filter({ hasText: name });
  await expect(row("second")).toContainText("DestinationRule details");

  await page.getByRole("button", { name: "Rename second" }).click();
  await dialog(page).getByRole("textbox", { name: "Name" }).fill("third");
  await dialog(page).getByRole("button", { name: "Rename" }).click();
  await expect(row("third")).toBeVisible();

  await page.getByRole("button", { name: "Remove first" }).click();
  await expect(dialog(page)).toContainText("1 edit is lost.");
  await dialog(page).getByRole("button", { name: "Remove the draft" }).click();
  await expect(row("first")).toHaveCount(0);

  await page.goto(reviewOf(server.url, first));
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await page.goto(`${server.url}/drafts/${second}`);
  await page.waitForURL(/\/topology\?/);
  expect(new URL(page.url()).searchParams.get("ns")).toBe("bookinfo");
  const tray = page.getByRole("region", { name: "Change tray", exact: true });
  await expect(tray).toContainText("DestinationRule details");
});
