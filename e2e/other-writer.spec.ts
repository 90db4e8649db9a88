import type { Browser, Page } from "@playwright/test";
import { designOf } from "./support/design";
import { expect, test } from "./support/journey";

test.slow();

const VERSIONS = ["v1", "v2", "v3"] as const;

const dialog = (page: Page) => page.getByRole("dialog");
const apply = (page: Page) => dialog(page).getByRole("button", { name: /^Apply / });

/** Divides the requests to `reviews` in a draft of its own, and opens the review with everything consented to. */
async function reviewed(page: Page, base: string, percent: number): Promise<void> {
  const design = designOf(page);
  const search = "mode=design&table=1&ns=bookinfo&split=demo/Service/bookinfo/reviews";
  await page.goto(`${base}/topology?${search}`);
  await page.getByRole("button", { name: `v3 to ${percent} percent` }).click();
  await design.isSaved();
  await page.keyboard.press("r");
  await dialog(page)
    .getByRole("button", { name: "Take ownership from ops1" })
    .click({ timeout: 40_000 });
  await dialog(page).getByRole("radio", { name: "Keep at once" }).check();
  await expect(apply(page)).not.toHaveAttribute("aria-disabled");
}

/** Somebody else, at another browser, writes another share. */
async function anotherWrites(browser: Browser, base: string, percent: number): Promise<void> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await reviewed(page, base, percent);
  await apply(page).click();
  await expect(page.getByRole("main")).toContainText("All is written and kept.");
  await context.close();
}

test("what another wrote after the review is not written over, but said, and reviewed anew", async ({
  browser,
  own,
  page,
}) => {
  const server = await own.server({});
  const design = designOf(page);
  await reviewed(page, server.url, 50);
  await anotherWrites(browser, server.url, 25);

  await apply(page).click();
  await expect(dialog(page).getByRole("alert")).toContainText("Nothing was written");
  await expect(page).not.toHaveURL(/\/changes\//);
  // The review that stands there now knows who wrote, and what.
  await expect(apply(page)).toHaveAccessibleDescription("VirtualService reviews has moved on");
  await expect(dialog(page)).toContainText("What somebody else did meanwhile");
  await expect(dialog(page)).toContainText(/VirtualService reviews written by heddle, /);
  await expect(dialog(page)).toContainText("http[0].route[0].weight90 → 75");
  await apply(page).click({ force: true });
  await expect(page).not.toHaveURL(/\/changes\//);

  await dialog(page).getByRole("button", { name: "Back to draft" }).click();
  const news = page.getByRole("status").filter({ hasText: "changed since you started" });
  await news.getByRole("button", { name: "Compare" }).click();
  const manifests = page.getByRole("region", { name: "Manifests", exact: true });
  await expect(manifests.getByRole("radio", { name: "Diff" })).toBeChecked();
  // What stands, and what the draft would make of it.
  await expect(manifests.locator(".cm-deletedChunk, .cm-deletedLine").first()).toContainText("75");
  await news.getByRole("button", { name: "Rebase" }).click();
  await expect(design.tray).toContainText("does not fit: it says something else now");
  await design.tray.getByRole("button", { name: /^Take back: Split / }).click();
  expect(await design.weights(...VERSIONS)).toBe("v1 75, v2 0, v3 25");

  await page.getByRole("button", { name: "v3 to 50 percent" }).click();
  await design.isSaved();
  await page.keyboard.press("r");
  await expect(dialog(page)).toContainText("http[0].route[v3].weight25 → 50");
  await dialog(page).getByRole("radio", { name: "Keep at once" }).check();
  await apply(page).click();
  await expect(page.getByRole("main")).toContainText("All is written and kept.");

  // Two changes were written, by two authors, and no third.
  await page.getByRole("link", { name: "Changes", exact: true }).click();
  const rows = page.getByRole("row").filter({ hasText: "VirtualService reviews" });
  await expect(rows).toHaveCount(2);
  for (const row of await rows.all()) await expect(row).toContainText("applied");
});
