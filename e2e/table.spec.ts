import type { Locator } from "@playwright/test";
import { expect, test } from "./support/journey";

/** Figures begin with the largest, names with the first. */
const NUMERIC = ["Rate", "Errors", "p95", "mTLS", "Bytes", "Ready", "Callers", "Callees", "Share"];

/** A place on the head of a card, above the rows of its versions. */
const HEAD = { x: 60, y: 12 };

/** Texts of one column from the top, read at one moment: figures change with every tick. */
const column = (grid: Locator, at: number): Promise<readonly string[]> =>
  grid
    .getByRole("row")
    .evaluateAll((rows, i) => rows.slice(1).map((r) => r.children[i]?.textContent ?? ""), at);

/** Presses a heading twice, and answers the direction of the first press; the second is the other one. */
async function pressedTwice(header: Locator): Promise<string | null> {
  await header.getByRole("button").click();
  const first = await header.getAttribute("aria-sort");
  await header.getByRole("button").click();
  const other = first === "ascending" ? "descending" : "ascending";
  await expect(header).toHaveAttribute("aria-sort", other);
  return first;
}

test.describe("the table twin", () => {
  test("sorts by every column, and says so", async ({ topology }) => {
    // Forty-odd presses, each a step of the history.
    test.slow();
    await topology.open("table=1");
    for (const grid of [topology.nodes, topology.edges]) {
      for (const header of await grid.getByRole("columnheader").all()) {
        const first = await pressedTwice(header);
        const name = await header.innerText();
        if (name !== "Health") {
          expect(first, name).toBe(NUMERIC.includes(name) ? "descending" : "ascending");
        }
        await expect(grid.locator('th:not([aria-sort="none"])')).toHaveText([name]);
      }
    }
  });

  test("orders names and numbers, and what is not known comes last", async ({ topology }) => {
    await topology.open("table=1");
    const { nodes } = topology;
    const sortBy = (name: string) =>
      nodes.getByRole("columnheader", { name, exact: true }).getByRole("button").click();
    await sortBy("Name");
    const names = await column(nodes, 0);
    expect(names.length).toBeGreaterThan(40);
    const order = new Intl.Collator("en", { numeric: true });
    expect(names).toEqual([...names].sort(order.compare));

    const callers = await nodes
      .getByRole("columnheader")
      .evaluateAll((all) => all.findIndex((th) => th.textContent === "Callers"));
    await sortBy("Callers");
    const counts = (await column(nodes, callers)).map(Number);
    expect(counts[0]).toBeGreaterThan(1);
    expect(counts).toEqual([...counts].sort((a, b) => b - a));

    for (let press = 0; press < 2; press++) {
      await sortBy("Rate");
      const known = (await column(nodes, 4)).map((text) => text !== "n/a");
      expect(known).toContain(false);
      expect(known.lastIndexOf(true)).toBeLessThan(known.indexOf(false));
    }
  });

  test("has one tab stop for its rows; arrows move, Enter inspects", async ({ page, topology }) => {
    await topology.open("table=1");
    const rows = topology.edges.locator("tbody").getByRole("row");
    await expect(topology.edges.locator('tbody tr[tabindex="0"]')).toHaveCount(1);
    await rows.first().focus();
    await page.keyboard.press("ArrowDown");
    await expect(rows.nth(1)).toBeFocused();
    await page.keyboard.press("End");
    await expect(rows.last()).toBeFocused();
    await expect(rows.last()).toBeInViewport();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowUp");
    await expect(rows.first()).toBeFocused();
    const ends = await rows.first().getByRole("gridcell").allInnerTexts();
    await page.keyboard.press("Enter");
    await expect(topology.title(`${ends[0]} to ${ends[1]}`)).toBeVisible();
    await expect(rows.first()).toBeFocused();
  });

  test("letters find a row by its name", async ({ page, topology }) => {
    await topology.open("table=1&sort=name");
    await topology.nodes.locator("tbody").getByRole("row").first().focus();
    await page.keyboard.type("frontend");
    await expect(topology.node("frontend")).toBeFocused();
    await expect(topology.node("frontend")).toBeInViewport();
    await page.keyboard.press("Enter");
    await expect(topology.title("frontend")).toBeVisible();
    await page.keyboard.press("Shift+Z");
    await expect(page.locator("[aria-live=polite]")).toContainText("No row has Z in its name.");
    await expect(topology.node("frontend")).toBeFocused();
  });

  test("shares its selection with the canvas both ways", async ({ page, topology }) => {
    await topology.open();
    await topology.canvas.waitFor();
    await topology.canvas.getByRole("img", { name: /^ratings, / }).click({ position: HEAD });
    await expect(topology.title(/^ratings$/)).toBeVisible();
    await page.keyboard.press("t");
    await expect(topology.node("ratings")).toHaveAttribute("aria-selected", "true");
    await topology.node("details").click();
    await page.keyboard.press("t");
    await expect(topology.tables).toHaveCount(0);
    await expect(topology.title("details")).toBeVisible();
    await topology.canvas.focus();
    await page.keyboard.press("ArrowLeft");
    // The keyboard walks from what is selected: the caller of details is productpage.
    await page.keyboard.press("Enter");
    await expect(topology.title(/^productpage/)).toBeVisible();
  });
});
