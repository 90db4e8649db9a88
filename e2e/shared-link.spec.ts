import type { Page } from "@playwright/test";
import { expect, test } from "./support/journey";
import { type TopologyParts, topologyOf } from "./support/topology";
import { watchTroubles } from "./support/troubles";

/** What an address asks for, in no order; apart from where to look, which depends on the arrangement of the cards. */
const asked = (address: string) => {
  const { origin, pathname, searchParams } = new URL(address);
  const params = [...searchParams].filter(([name]) => name !== "vp");
  return [origin, pathname, ...params.map(([name, value]) => `${name}=${value}`).sort()];
};

/** The middle of a card on the screen. */
async function placeOf({ canvas }: TopologyParts, name: string) {
  const box = await canvas.getByRole("img", { name: new RegExp(`^${name}, `) }).boundingBox();
  if (box === null) throw new Error(`${name} is not shown`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

test("a copied link shows the same view to somebody else", async ({
  browser,
  context,
  page,
  topology,
}) => {
  test.slow();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await topology.open();
  await page.getByRole("button", { name: /^Namespaces: / }).click();
  await page.getByRole("button", { name: "Only bookinfo" }).click();
  await page.keyboard.press("Escape");
  await page.getByRole("radio", { name: "Security", exact: true }).click();
  await page.getByRole("button", { name: "Pause motion" }).click();
  await page.getByRole("button", { name: /^Time: Live, / }).click();
  await page.getByRole("radio", { name: /^5\sm$/ }).click();
  await page.keyboard.press("Escape");
  await topology.find.fill("from:productpage");
  await topology.find.press("Enter");
  await topology.canvas.getByRole("img", { name: /^reviews, / }).click();
  await topology.inspector.getByRole("button", { name: /^Inspect the edge productpage/ }).click();
  await topology.tab("Security").click();
  // The picture is still on its way when the link is copied.
  await page.getByRole("button", { name: "Zoom in" }).click();
  await topology.inspector.getByRole("button", { name: "Copy link" }).click();
  await expect(page.locator("[aria-live=polite]").getByText("Link copied")).toBeAttached();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toMatch(/[?&]vp=/);
  await expect.poll(() => asked(page.url())).toEqual(asked(link));

  const elsewhere = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const troubles = watchTroubles(elsewhere);
  const other = await elsewhere.newPage();
  const seen = topologyOf(other);
  await other.goto(link);
  await seen.live();
  await expect(seen.title("productpage v1 to reviews")).toBeVisible();
  await expect(seen.tab("Security")).toHaveAttribute("aria-selected", "true");
  await expect(other.getByRole("button", { name: "Namespaces: bookinfo" })).toBeVisible();
  await expect(other.getByRole("radio", { name: "Security", exact: true })).toBeChecked();
  await expect(other.getByRole("button", { name: "Move again" })).toHaveAttribute(
    "aria-pressed",
    "true",
  );
  await expect(other.getByRole("button", { name: /^Time: Live, 5\sm window/ })).toBeVisible();
  await expect(other.getByRole("button", { name: "Remove from:productpage" })).toBeVisible();
  await expect(seen.canvas.getByRole("img", { name: /^frontend, / })).toHaveCount(0);
  await expect(seen.zoom).toHaveText(await topology.zoom.innerText());
  // What is selected stands where it stands here at rest; an address holds whole px, and the zoom to a thousandth.
  const apart = async () => {
    const here = await placeOf(topology, "reviews");
    const there = await placeOf(seen, "reviews");
    return Math.hypot(there.x - here.x, there.y - here.y);
  };
  await expect.poll(apart).toBeLessThan(3);
  expect(other.url()).toBe(link);
  expect(troubles()).toEqual([]);
  await elsewhere.close();
});

const lookedAt = (address: string) => new URL(address).searchParams.get("vp");

/** Drags the picture by its empty corner. */
async function pan({ canvas }: TopologyParts, page: Page, by: number) {
  const box = await canvas.boundingBox();
  if (box === null) throw new Error("there is no picture");
  await page.mouse.move(box.x + 150, box.y + 60);
  await page.mouse.down();
  await page.mouse.move(box.x + 150 + by, box.y + 60 + by / 2, { steps: 6 });
  await page.mouse.up();
}

test("the address looks where the picture does, also when a panel takes of its room", async ({
  page,
  topology,
}) => {
  await topology.open();
  await expect(page).toHaveURL(/[?&]vp=/);
  const first = lookedAt(page.url());
  await pan(topology, page, 60);
  await expect.poll(() => lookedAt(page.url())).not.toBe(first);
  const panned = lookedAt(page.url());
  const before = await placeOf(topology, "productpage");
  await topology.canvas.getByRole("img", { name: /^productpage, / }).click();
  await expect(topology.title("productpage")).toBeVisible();
  await expect(page).toHaveURL(/[?&]sel=/);
  expect(await placeOf(topology, "productpage")).toEqual(before);
  expect(lookedAt(page.url())).toBe(panned);
});

test("what follows a pan at once arrives", async ({ page, topology }) => {
  await topology.open();
  const zoom = await topology.zoom.innerText();
  await pan(topology, page, 40);
  await page.mouse.wheel(0, -200);
  await expect(topology.zoom).not.toHaveText(zoom);
  await page.getByRole("button", { name: "Fit the picture" }).click();
  await pan(topology, page, 40);
  const { x, y } = await placeOf(topology, "productpage");
  await page.mouse.click(x, y);
  await expect(topology.title("productpage")).toBeVisible();
});

test("a link to the table and to a moment shows both", async ({ page, topology }) => {
  const at = `${new Date(Date.now() - 1_800_000).toISOString().slice(0, 17)}00Z`;
  await topology.open(`table=1&ns=bookinfo&at=${at}&sel=node:s:demo/bookinfo/reviews`);
  await expect(page.getByText(/You are looking at/)).toContainText(at.slice(11, 19));
  await expect(topology.node("reviews")).toHaveAttribute("aria-selected", "true");
  await expect(topology.node("frontend")).toHaveCount(0);
  await expect(topology.moment).toHaveAttribute("aria-valuenow", String(Date.parse(at)));
});

test("a link shows the table as it was sorted, and the object that was open", async ({
  page,
  topology,
}) => {
  await topology.open("table=1");
  const heading = (grid: typeof topology.nodes, name: string) =>
    grid.getByRole("columnheader", { name, exact: true });
  await heading(topology.nodes, "Rate").getByRole("button").click();
  await heading(topology.edges, "From").getByRole("button").click();
  await heading(topology.edges, "From").getByRole("button").click();
  await topology.edge("productpage v1", "reviews").click();
  await topology.tab("Config").click();
  const objects = topology.inspector.getByRole("list", { name: "Objects that apply" });
  await objects.getByRole("button", { name: /^VirtualService reviews/ }).click();
  const manifest = topology.inspector.getByRole("region", { name: /^YAML of / });
  await manifest.waitFor();
  await expect(page).toHaveURL(/[?&]obj=/);
  await page.goto(page.url());
  await topology.live();
  await expect(heading(topology.nodes, "Rate")).toHaveAttribute("aria-sort", "descending");
  await expect(heading(topology.edges, "From")).toHaveAttribute("aria-sort", "descending");
  await expect(topology.tab("Config")).toHaveAttribute("aria-selected", "true");
  await expect(manifest).toContainText("apiVersion:");
  // Another selection keeps the tab, and not the object.
  await topology.node("details").click();
  await expect(topology.title("details")).toBeVisible();
  await expect(topology.tab("Config")).toHaveAttribute("aria-selected", "true");
  await expect(page).not.toHaveURL(/obj=/);
});

test("a wrong link says what is wrong with it, and can be cleaned", async ({ page, topology }) => {
  await topology.open("lens=colour&table=1&window=2m&colour=blue&ns=bookinfo,bokinfo");
  const main = page.getByRole("main");
  await expect(main).toContainText("Part of this link is not shown.");
  await expect(main).toContainText("lens cannot be “colour”; the default is shown.");
  await expect(main).toContainText("window cannot be “2m”; the default is shown.");
  await expect(main).toContainText("colour is not known here.");
  await expect(main).toContainText("There is no namespace bokinfo.");
  await expect(topology.node("reviews")).toBeVisible();
  await page.getByRole("button", { name: "Clean the link" }).click();
  await expect(main).not.toContainText("Part of this link");
  await expect(page).toHaveURL(
    /\/topology\?(?=.*table=1)(?=.*ns=bookinfo)(?!.*bokinfo)(?!.*colou?r)/,
  );
});

test("a link to what is not in the view says why, and offers the way to it", async ({
  page,
  topology,
}) => {
  const { inspector } = topology;
  await topology.open("table=1&ns=boutique&sel=node:s:demo/bookinfo/reviews");
  await expect(topology.title("It is not in this view")).toBeVisible();
  await expect(inspector).toContainText("outside the chosen clusters or namespaces");
  await inspector.getByRole("button", { name: "Show it" }).click();
  await expect(topology.title("reviews")).toBeVisible();
  await expect(page).not.toHaveURL(/ns=/);

  await topology.open("table=1&sel=node:s:demo/bookinfo/nowhere");
  await expect(inspector).toContainText("No view of this moment has it");
  await expect(inspector).toContainText("s:demo/bookinfo/nowhere");
  await inspector.getByRole("button", { name: "Clear the selection" }).click();
  await expect(inspector).toHaveCount(0);
});

test("Back undoes what was chosen, step by step", async ({ page, topology }) => {
  await topology.open("table=1");
  await topology.node("reviews").click();
  await expect(topology.title("reviews")).toBeVisible();
  await page.keyboard.press("l");
  await expect(page).toHaveURL(/lens=health/);
  await page.goBack();
  await expect(page).not.toHaveURL(/lens=/);
  await expect(topology.title("reviews")).toBeVisible();
  await page.goBack();
  await expect(topology.inspector).toHaveCount(0);
  await page.goForward();
  await expect(topology.title("reviews")).toBeVisible();
  await topology.tab("Flags").click();
  await topology.nodes
    .getByRole("columnheader", { name: "Name", exact: true })
    .getByRole("button")
    .click();
  await expect(page).toHaveURL(/sort=name/);
  await page.goBack();
  await expect(page).not.toHaveURL(/sort=/);
  await expect(topology.tab("Flags")).toHaveAttribute("aria-selected", "true");
  await page.goBack();
  await expect(topology.tab("Traffic")).toHaveAttribute("aria-selected", "true");
});
