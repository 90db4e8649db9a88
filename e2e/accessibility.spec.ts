import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./support/journey";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Hundreds of cards take axe seconds, so one journey alone looks into them. */
const CARDS = ".react-flow__viewport";

type Scan = {
  readonly cards?: boolean;
  /** One part of the page, which takes a fraction of the time. */
  readonly part?: string;
  /** Only colours: all that can differ between the themes. */
  readonly colours?: boolean;
};

/** What axe has to say, a line for each element. */
async function findings(
  page: Page,
  { cards = false, part, colours = false }: Scan = {},
): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page });
  if (colours) axe.withRules(["color-contrast", "link-in-text-block"]);
  else axe.withTags(RULES);
  if (!cards) axe.exclude(CARDS);
  if (part !== undefined) axe.include(part);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

const INSPECTOR = 'section[aria-label="Selection"]';
const DIALOG = '[role="dialog"]';
const BAR = "header";

const TABS = ["Traffic", "Flags", "Security", "Config"] as const;

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`axe finds nothing, ${colorScheme}`, () => {
    test.use({ colorScheme });
    test.slow();
    const colours = colorScheme === "dark";

    test("in the picture with its cards", async ({ page, topology }) => {
      await topology.open();
      await topology.canvas.getByRole("img").first().waitFor();
      expect(await findings(page, { cards: true })).toEqual([]);
      await topology.open("lens=security&find=from:productpage");
      expect(await findings(page)).toEqual([]);
    });

    test("in the tables, and where a search finds nothing", async ({ page, topology }) => {
      await topology.open("table=1");
      expect(await findings(page)).toEqual([]);
      await topology.open("find=name:nowhere&lens=colour");
      await expect(page.getByText("Nothing matches", { exact: true })).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });

    for (const [what, selection] of [
      ["a node", "node:s:demo/boutique/emailservice"],
      ["an edge", "edge:v:demo/bookinfo/productpage/v1+s:demo/bookinfo/reviews+http"],
    ] as const) {
      test(`in each tab of ${what}`, async ({ page, topology }) => {
        await topology.open(`sel=${selection}`);
        for (const name of TABS) {
          await topology.tab(name).click();
          if (name === "Config") {
            const objects = topology.inspector.getByRole("list", { name: "Objects that apply" });
            await objects.getByRole("button").first().click();
            await topology.inspector.getByRole("region", { name: /^YAML of / }).waitFor();
          }
          expect(await findings(page, { colours, part: INSPECTOR }), name).toEqual([]);
        }
      });
    }

    test("in palette, sheet and popovers", async ({ page, topology }) => {
      await topology.open();
      for (const key of ["Control+k", "?"]) {
        await page.keyboard.press(key);
        await page.getByRole("dialog").waitFor();
        expect(await findings(page, { colours, part: DIALOG }), key).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
      for (const name of [/^Namespaces: /, /^Time: /, /^Sources: /]) {
        await page.getByRole("button", { name }).click();
        await page.getByRole("dialog").waitFor();
        expect(await findings(page, { colours, part: DIALOG }), String(name)).toEqual([]);
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }
      for (const name of ["Appearance", /^Nodes/]) {
        await page.getByRole("button", { name }).click();
        await page.getByRole("menu").waitFor();
        expect(await findings(page, { colours, part: '[role="menu"]' }), String(name)).toEqual([]);
        await page.keyboard.press("Escape");
        // Its button takes the focus back: from a field that is filled in meanwhile, too.
        await expect(page.getByRole("menu")).toHaveCount(0);
        await expect(page.getByRole("button", { name })).toBeFocused();
      }
      await topology.find.fill("err");
      await page.getByRole("listbox").waitFor();
      expect(await findings(page, { colours, part: BAR }), "completion").toEqual([]);
      await topology.find.fill("errr>=1%");
      await topology.find.press("Enter");
      await page.getByText("There is no term").waitFor();
      expect(await findings(page, { colours, part: BAR }), "wrong term").toEqual([]);
    });
  });
}
