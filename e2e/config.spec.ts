import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/journey";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe has to say of the page, a line for each element. */
async function wrongIn(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(RULES)
    .exclude(".react-flow__viewport")
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

/** The places of configuration, by role and name. */
const configOf = (page: Page) => {
  const table = page.getByRole("grid", { name: /^Configuration, / });
  return {
    table,
    row: (name: RegExp) => table.getByRole("row", { name }),
    heading: (name: string) =>
      table.getByRole("columnheader").getByRole("button", { name, exact: true }),
    worst: (name: RegExp) =>
      page.getByRole("group", { name: "Worst finding" }).getByRole("button", { name }),
    editor: (name: string) => page.getByRole("textbox", { name: `YAML of ${name}` }),
    part: (name: string) => page.getByRole("region", { name, exact: true }),
    tray: page.getByRole("region", { name: "Change tray", exact: true }),
    /** Opens the list, and waits until the mesh was analysed. */
    async open(search = "") {
      await page.goto(`/config${search}`);
      await page.getByRole("group", { name: "Worst finding" }).waitFor();
    },
  };
};

const ORDERS = "/config/VirtualService.networking.istio.io/fulfilment/orders";

test("what is broken is found by severity, and read on its line", async ({ page }) => {
  const config = configOf(page);
  await config.open();
  const rail = page.getByRole("navigation", { name: "Places" });
  await expect(rail.getByRole("link", { name: /^Config\D*1 error/ })).toBeVisible();

  await config.worst(/with errors/).click();
  await expect(page).toHaveURL(/find=severity:error/);
  await expect(config.table.getByRole("row")).toHaveCount(2);
  await config
    .row(/orders/)
    .getByRole("link", { name: "orders" })
    .click();

  await expect(page).toHaveURL(ORDERS);
  const editor = config.editor("VirtualService orders");
  const note = /No DestinationRule of orders has a subset v2/;
  await expect(editor.getByText(note)).toBeVisible();
  // The note stands under the line that is wrong.
  const lines = await editor.locator(".cm-line, .cm-note").allTextContents();
  const at = lines.findIndex((line) => note.test(line));
  expect(lines[at - 1]).toContain("subset: v2");

  const findings = config.part("Findings");
  await expect(findings.getByText(note)).toBeVisible();
  await findings.getByRole("button", { name: /^Show line / }).click();
  await expect(editor).toBeFocused();

  const out = config.part("Points to");
  await expect(out.getByText(/v2 not there/)).toBeVisible();
  await out.getByRole("link", { name: "DestinationRule fulfilment/orders" }).click();
  await expect(
    config.part("Pointed to by").getByRole("link", { name: "VirtualService fulfilment/orders" }),
  ).toBeVisible();
});

test("a quick fix goes into a draft, and its review opens", async ({ page }) => {
  const config = configOf(page);
  await page.goto(ORDERS);
  const editor = config.editor("VirtualService orders");
  await editor.locator(".cm-line", { hasText: "host: orders" }).first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(".fulfilment");

  // A short name with a dot is taken as it stands, and nothing has it.
  const findings = config.part("Findings");
  const fix = findings.getByRole("button", { name: "Fix IST0101 in the draft" });
  await expect(fix).toBeVisible();
  await fix.click();
  await expect(
    editor.locator(".cm-line", { hasText: "host: orders.fulfilment.svc.cluster.local" }),
  ).toBeVisible();
  await expect(fix).toHaveCount(0);

  await config.tray.locator('[data-saving="saved"]').waitFor({ timeout: 40_000 });
  await config.tray.getByRole("button", { name: /^Review/ }).click();
  await expect(page.getByRole("dialog")).toContainText("orders");
  await expect(page).toHaveURL(/review=1/);
});

test("the list is sorted, searched and walked by keyboard", async ({ page }) => {
  const config = configOf(page);
  await config.open("?ns=bookinfo");
  await config.heading("Name").click();
  await expect(page).toHaveURL(/sort=name/);
  const find = page.getByRole("combobox", { name: "Find or hide" });
  await find.fill("kind:VirtualService owner:kubectl* age>1s");
  await find.press("Enter");
  await expect(config.table.getByRole("row")).toHaveCount(4);

  const rows = config.table.locator("[data-row]");
  await rows.first().focus();
  await page.keyboard.press("ArrowDown");
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press("End");
  await expect(rows.nth(2)).toBeFocused();
  await page.keyboard.press("Home");
  await expect(rows.first()).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/config\/VirtualService[^/]*\/bookinfo\/bookinfo$/);
});

test("the lens colours by the worst finding and counts objects and findings", async ({
  page,
  topology,
}) => {
  await topology.open("lens=config");
  const card = topology.canvas.getByRole("img", { name: /^orders, / });
  await expect(card).toContainText("1\u202ffinding");
  await expect(card).toContainText("2\u202fobjects");
  await expect(topology.canvas.getByRole("list")).toContainText("an object decides");
  const overview = topology.overview;
  await expect(overview.getByRole("button", { name: /fulfilment/ })).toContainText("1 finding");
  await overview.getByRole("link", { name: /orders/ }).click();
  await expect(page).toHaveURL(ORDERS);
});

test("a code says what it means, and what is not there says so", async ({ page }) => {
  await page.goto("/config/codes/IST0101");
  await expect(page.getByRole("heading", { name: "How to fix it" })).toBeVisible();
  await page.getByRole("link", { name: "Objects with IST0101" }).click();
  await expect(configOf(page).row(/orders/)).toBeVisible();
  await page.goto("/config/codes/NONE1");
  await expect(page.getByText("There is no code NONE1")).toBeVisible();
  await page.goto("/config/VirtualService/bookinfo/nobody");
  await expect(page.getByText("There is no VirtualService bookinfo/nobody")).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`axe finds nothing in configuration, ${colorScheme}`, () => {
    test.use({ colorScheme });
    test.slow();

    test("the list, an object, a code and the lens", async ({ page, topology }) => {
      const config = configOf(page);
      await config.open();
      expect(await wrongIn(page)).toEqual([]);
      await page.goto(ORDERS);
      await config.editor("VirtualService orders").waitFor();
      await config
        .part("Findings")
        .getByText(/subset v2/)
        .waitFor();
      expect(await wrongIn(page)).toEqual([]);
      await page.goto("/config/codes");
      await page.getByRole("link", { name: "IST0101" }).waitFor();
      expect(await wrongIn(page)).toEqual([]);
      await topology.open("lens=config");
      await expect(topology.canvas.getByRole("img", { name: /^orders, / })).toContainText(
        "finding",
      );
      expect(await wrongIn(page)).toEqual([]);
    });
  });
}
