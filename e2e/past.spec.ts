import { expect, test } from "./support/journey";

const BANNER = /You are looking at (?:\d+ \w+, )?\d\d:\d\d:\d\d UTC\./;

test.describe("the past", () => {
  test("is reached by keyboard on the time bar, and left again", async ({ page, topology }) => {
    await topology.open("table=1&sel=node:s:demo/bookinfo/details");
    const { moment, inspector } = topology;
    await moment.focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowLeft");
    await expect(page).toHaveURL(/[?&]at=\d{4}-\d\d-\d\dT\d\d:\d\d:00Z/);
    await expect(page.getByText(BANNER)).toBeVisible();
    await expect(inspector).toContainText(/at \d\d:\d\d:00/);
    const [, at = ""] = /at=([^&]*)/.exec(page.url()) ?? [];
    await expect(moment).toHaveAttribute("aria-valuenow", String(Date.parse(at)));
    await expect(moment).toHaveAttribute("aria-valuetext", /: .*rps, .*rps failed$/);
    await page.keyboard.press("PageDown");
    await expect(moment).toHaveAttribute("aria-valuenow", String(Date.parse(at) - 600_000));
    // Figures of then: there was traffic.
    await expect(topology.edge("productpage v1", "details")).toContainText(/\d\srps/);
    await page.keyboard.press("End");
    await expect(page).not.toHaveURL(/at=/);
    await expect(page.getByText(BANNER)).toHaveCount(0);
    await expect(inspector).toContainText(/as of \d+\ss ago/);
  });

  test("shows what was: before the canary every request went to v1", async ({ page, topology }) => {
    await topology.open("table=1");
    await topology.edge("productpage v1", "reviews").click();
    const bar = await topology.moment.boundingBox();
    await topology.moment.click({ position: { x: (bar?.width ?? 0) * 0.5, y: 10 } });
    await expect(page.getByText(BANNER)).toBeVisible();
    const versions = topology.inspector.getByRole("table", { name: "Versions" });
    const v3 = versions.getByRole("row", { name: /^v3/ });
    await expect(v3.getByRole("cell").nth(2)).toHaveText("none");
    const banner = page.getByText(BANNER).locator("xpath=ancestor::*[.//button][1]");
    await banner.getByRole("button", { name: "Back to live" }).click();
    await expect(v3.getByRole("cell").nth(2)).toHaveText(/\d\s%/);
    await expect(page).not.toHaveURL(/at=/);
  });

  test("is reached by [ and by a moment that is typed", async ({ page, topology }) => {
    await topology.open();
    await page.keyboard.press("[");
    await expect(page.getByText(BANNER)).toBeVisible();
    await page.keyboard.press("]");
    await expect(page.getByText(BANNER)).toHaveCount(0);

    await page.getByRole("button", { name: /^Time: Live, / }).click();
    const field = page.getByLabel("Moment, UTC");
    const now = Date.parse(`${await field.inputValue()}Z`);
    await field.fill(new Date(now + 3_600_000).toISOString().slice(0, 19));
    await expect(page.getByText(/^Choose a moment within the last /).first()).toBeAttached();
    await field.fill(new Date(now - 1_800_000).toISOString().slice(0, 19));
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await expect(page.getByText(BANNER)).toBeVisible();
    await expect(page).toHaveURL(/at=/);
  });

  test("rates over 5 min are other figures, and live", async ({ page, topology }) => {
    await topology.open("table=1&sel=node:s:demo/bookinfo/details");
    await page.getByRole("button", { name: /^Time: Live, / }).click();
    await page
      .getByRole("radiogroup", { name: "Rates over" })
      .getByRole("radio", { name: /^5\sm$/ })
      .click();
    await page.keyboard.press("Escape");
    await expect(page).toHaveURL(/[?&]window=5m/);
    await expect(topology.inspector).toContainText(/5\smin window/);
    await expect(topology.inspector).toContainText(/as of \d+\ss ago/);
    await expect(topology.edge("productpage v1", "details")).toContainText(/\d\srps/);
  });
});
