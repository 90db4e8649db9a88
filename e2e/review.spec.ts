import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { GOOD, keepDraft, REFUSED, reviewOf } from "./support/drafts";
import { expect, test } from "./support/journey";

test.slow();

const dialog = (page: Page) => page.getByRole("dialog");
const apply = (page: Page) => dialog(page).getByRole("button", { name: /^Apply / });

async function findings(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

test("a split is reviewed, its owner taken over, applied and watched until the shares are as set", async ({
  own,
  page,
}) => {
  const server = await own.server({});
  const split = "mode=design&table=1&sel=node:s:demo/bookinfo/reviews";
  await page.goto(`${server.url}/topology?${split}&split=demo/Service/bookinfo/reviews`);
  await page.getByRole("button", { name: "v3 to 50 percent" }).click();
  await page.keyboard.press("r");

  await expect(dialog(page)).toContainText(
    "Requests to reviews go half to v1 and half to v3. Until now 90 and 10.",
    // The first save makes a store, and waits until the disk has it.
    { timeout: 40_000 },
  );
  await expect(dialog(page)).toContainText("http[0].route[v3].weight10 → 50");
  // The API server's own words, who owns the field, and why the button does nothing.
  await expect(dialog(page)).toContainText(
    'conflict with "ops1" using networking.istio.io/v1: .spec.http',
  );
  await expect(apply(page)).toHaveAttribute("aria-disabled", "true");
  await expect(apply(page)).toHaveAccessibleDescription(
    "ops1 owns fields of VirtualService reviews",
  );
  expect(await findings(page)).toEqual([]);

  await dialog(page).getByRole("button", { name: "Take ownership from ops1" }).click();
  await expect(dialog(page)).toContainText(/Dry run, VirtualService reviewsaccepted, \d+\sms/);
  await expect(apply(page)).toHaveText(/^Apply 1 object to bookinfo, ≈\s\d+\srps affected$/);
  await dialog(page).getByRole("radio", { name: "Keep at once" }).check();
  await dialog(page).getByRole("textbox", { name: "Why" }).fill("INC-2231");
  await apply(page).click();

  const main = page.getByRole("main");
  await expect(page).toHaveURL(/\/changes\/[\w-]+$/);
  await expect(main).toContainText("Why: INC-2231");
  await expect(main).toContainText("All is written and kept.");
  await expect(main).toContainText("Proxies are given their time, and metrics a full window.");
  await expect(main).toContainText("Shares seen are those that were set", { timeout: 110_000 });
  await expect(main).toContainText(/of the predicted requests went elsewhere/);
});

test("an object that the cluster refuses is left out, and the rest applied", async ({
  own,
  page,
  request,
}) => {
  const server = await own.server({});
  const id = await keepDraft(request, server.url, "details, by subset", [GOOD, REFUSED]);
  await page.goto(reviewOf(server.url, id));
  await expect(dialog(page)).toContainText("Dry run refused, VirtualService details");
  await expect(dialog(page).locator("pre").first()).toContainText("route");
  await expect(apply(page)).toHaveAttribute("aria-disabled", "true");

  await dialog(page).getByRole("button", { name: "Leave out" }).click();
  await expect(apply(page)).toHaveText(/^Apply 1 of 2 objects to bookinfo, /);
  await expect(apply(page)).not.toHaveAttribute("aria-disabled");
  await dialog(page).getByRole("button", { name: "Put back" }).click();
  await expect(apply(page)).toHaveText(/^Apply 2 objects to bookinfo, /);
  await dialog(page).getByRole("button", { name: "Leave out" }).click();

  // A time that is none is said beside the button.
  await dialog(page)
    .getByRole("spinbutton", { name: /^Minutes/ })
    .fill("0");
  await expect(apply(page)).toHaveAccessibleDescription(/between 1 and 1440 minutes/);
  await dialog(page).getByRole("radio", { name: "Keep at once" }).check();
  await apply(page).click();
  await expect(page.getByRole("main")).toContainText("1 of 1 stand");
});

test("on a narrow window the parts of a review are tabs", async ({ own, page, request }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  const server = await own.server({});
  const id = await keepDraft(request, server.url, "details, by subset", [GOOD, REFUSED]);
  await page.goto(reviewOf(server.url, id));
  const tab = (name: RegExp) => dialog(page).getByRole("tab", { name });
  await expect(tab(/^Summary/)).toHaveAttribute("aria-selected", "true");
  await expect(tab(/^All/)).toHaveCount(0);
  await expect(dialog(page)).toContainText("DestinationRule details is made, with subset v1.");
  await tab(/^YAML/).click();
  await dialog(page).getByText("Side by side").click();
  await expect(
    dialog(page).getByRole("region", { name: "Differences of DestinationRule details" }),
  ).toContainText("host: details");
  await tab(/^Checks 1/).click();
  await expect(dialog(page)).toContainText("Dry run refused, VirtualService details");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await expect(page).not.toHaveURL(/review=1/);
});
