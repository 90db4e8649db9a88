import type { Page } from "@playwright/test";
import { expect, test } from "./support/journey";

// Tab by Tab through the page, on a machine that may be busy.
test.slow();

type Stop = { readonly name: string; readonly inCanvas: boolean; readonly seen: boolean };

/** Where the focus is, whether that is in the picture, and whether it can be seen: not covered and not off the page. */
const focusOf = (page: Page): Promise<Stop | null> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return null;
    const box = element.getBoundingClientRect();
    const x = Math.min(Math.max(box.x + box.width / 2, 0), innerWidth - 1);
    const y = Math.min(Math.max(box.y + Math.min(box.height, 40) / 2, 0), innerHeight - 1);
    const top = document.elementFromPoint(x, y);
    const seen = top !== null && (element.contains(top) || top.contains(element));
    const name = element.getAttribute("aria-label") ?? element.textContent ?? "";
    const inCanvas = element.closest('[role="application"]') !== null;
    return { name: name.slice(0, 60), inCanvas, seen: seen && box.width > 0 };
  });

test("tab goes through the page once, and the picture is one stop", async ({ page, topology }) => {
  await topology.open();
  await topology.canvas.waitFor();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeFocused();
  await expect(page.getByRole("link", { name: "Skip to the content" })).toBeInViewport();
  const stops: Stop[] = [];
  for (let press = 0; press < 90; press++) {
    await page.keyboard.press("Tab");
    const stop = await focusOf(page);
    if (stop === null || stop.name === "Skip to the content") break;
    stops.push(stop);
  }
  expect(stops.filter((stop) => !stop.seen)).toEqual([]);
  expect(stops.length).toBeLessThan(80);
  const names = stops.map(({ name }) => name);
  for (const name of ["Find or hide", "Command palette", "Moment, last 2\u202fh"]) {
    expect(names).toContain(name);
  }
  const inCanvas = stops.filter((stop) => stop.inCanvas);
  expect(inCanvas.map(({ name }) => name)).toEqual([expect.stringMatching(/^Topology, /)]);
});

test("from load to the YAML of an edge without a mouse", async ({ page, topology }) => {
  await topology.open();
  await topology.canvas.waitFor();
  const said = page.locator("[aria-live=polite]");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  for (let press = 0; press < 60; press++) {
    if (await topology.canvas.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await expect(topology.canvas).toBeFocused();

  await page.keyboard.press("Home");
  await expect(said).toContainText(/^istio-ingressgateway, /);
  await page.keyboard.press("ArrowRight");
  await expect(said).toContainText(/^(?:productpage|frontend), /);
  await page.keyboard.press("ArrowLeft");
  await expect(said).toContainText(/^istio-ingressgateway, /);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("e");
  await expect(said).toContainText(/^(?:productpage|frontend) to \w+, /);
  const [edge = ""] = /^\w+ to \w+/.exec(await said.innerText()) ?? [];
  await page.keyboard.press("Enter");
  await expect(topology.title(edge.replace(" to ", " v1 to "))).toBeVisible();
  await expect(topology.canvas).toBeFocused();

  // From the picture the inspector is some stops further on; its tabs are one stop and move by arrows.
  for (let press = 0; press < 40; press++) {
    if (await topology.tab("Traffic").evaluate((tab) => tab === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("End");
  await expect(topology.tab("Config")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(topology.inspector.getByRole("region", { name: /^YAML of / })).toContainText(
    "apiVersion:",
  );
});

test("letters find, arrows walk, Escape leaves", async ({ page, topology }) => {
  await topology.open();
  await topology.canvas.focus();
  const said = page.locator("[aria-live=polite]");
  // P alone pins; with Shift, letters that are keys look for a name too.
  await page.keyboard.press("Shift+P");
  await page.keyboard.type("roductp");
  await expect(said).toContainText(/^productpage, /);
  // F is a key: the rest of the name finds it all the same.
  await expect(async () => {
    await page.keyboard.type("frontend");
    await expect(said).toContainText(/^frontend, /, { timeout: 500 });
  }).toPass({ intervals: [1_000] });
  await page.keyboard.press("Escape");
  await expect(async () => {
    await page.keyboard.type("reviews");
    await expect(said).toContainText(/^reviews, /, { timeout: 500 });
  }, "what was typed before is forgotten after a second").toPass({ intervals: [1_000] });
  await expect(said).toContainText(/^reviews, /);
  await page.keyboard.press("Enter");
  await expect(topology.title("reviews")).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(said).toContainText(/^ratings, /);
  await page.keyboard.press("Enter");
  await expect(topology.title("ratings")).toBeVisible();
  await page.keyboard.press("1");
  await expect(said).toContainText(/^ratings and what is 1 hop away/);
  await expect(page).toHaveURL(/[?&]focus=1:node:/);
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/[?&]focus=/);
  await page.keyboard.press("Escape");
  await expect(topology.inspector).toHaveCount(0);
  await expect(topology.canvas).toBeFocused();
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Move again" })).toBeVisible();
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: "Pause motion" })).toBeVisible();
});

test("P pins a node, and so does the inspector; both say it", async ({ page, topology }) => {
  await topology.open("sel=node:s:demo/bookinfo/details");
  const said = page.locator("[aria-live=polite]");
  const pin = topology.inspector.getByRole("button", { name: "Pin in place" });
  const card = topology.canvas.getByRole("img", { name: /^details, / });
  await expect(pin).toHaveAttribute("aria-pressed", "false");
  await expect(pin).toHaveAccessibleDescription("");
  await pin.focus();
  await page.keyboard.press("Enter");
  await expect(said).toContainText("details pinned.");
  await expect(pin).toHaveAttribute("aria-pressed", "true");
  await expect(topology.inspector).toContainText(/^Service, .*pinned/);
  await expect(card).toHaveAccessibleName(/pinned/);
  await page.reload();
  await topology.live();
  await expect(pin).toHaveAttribute("aria-pressed", "true");
  await topology.canvas.focus();
  await page.keyboard.press("p");
  await expect(said).toContainText("details unpinned.");
  await expect(pin).toHaveAttribute("aria-pressed", "false");
  await expect(card).not.toHaveAccessibleName(/pinned/);
  // Without a picture there is nothing to pin it in.
  await page.keyboard.press("t");
  await expect(topology.tables).toBeVisible();
  await expect(pin).toHaveCount(0);
});

test("T shows the table and the picture in turn", async ({ page, topology }) => {
  await topology.open();
  await topology.canvas.focus();
  await page.keyboard.press("t");
  await expect(topology.tables).toBeVisible();
  await expect(page).toHaveURL(/[?&]table=1/);
  await page.keyboard.press("t");
  await expect(topology.canvas).toBeVisible();
  await expect(page).not.toHaveURL(/table=/);
  // However quickly: an odd number of presses shows the table.
  for (let press = 0; press < 5; press++) await page.keyboard.press("t");
  await expect(page).toHaveURL(/[?&]table=1/);
  await expect(topology.tables).toBeVisible();
});

test("? lists the keys that work now, Escape closes and gives the focus back", async ({
  page,
  topology,
}) => {
  await topology.open();
  await topology.canvas.focus();
  await page.keyboard.press("?");
  const sheet = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(sheet).toBeVisible();
  await expect(sheet).toContainText("next edge of the node");
  await expect(sheet).toContainText("find by name");
  await expect(sheet.getByRole("link", { name: "React Flow" })).toBeVisible();
  await expect(sheet).not.toContainText("row before");
  // Keys of the page rest while the sheet is open.
  await page.keyboard.press("t");
  await expect(topology.tables).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(topology.canvas).toBeFocused();

  await page.keyboard.press("t");
  await page.keyboard.press("?");
  await expect(sheet).toContainText("row before");
  await expect(sheet).not.toContainText("next edge of the node");
  const switchOff = sheet.getByRole("checkbox", { name: "Single-character keys" });
  await switchOff.click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("l");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog", { name: "Command palette" })).toBeVisible();
  await expect(page).not.toHaveURL(/lens=/);
});

test("Ctrl+K finds a service and opens it", async ({ page, topology }) => {
  await topology.open();
  await topology.canvas.focus();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Command palette" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("nothing like it");
  await expect(palette).toContainText("Nothing matches nothing like it");
  await page.keyboard.press("Escape");
  await expect(palette).toHaveCount(0);
  await expect(topology.canvas).toBeFocused();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("shipp");
  await expect(palette.getByRole("option", { name: /^shippingservice/ })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Enter");
  await expect(palette).toHaveCount(0);
  await expect(topology.title("shippingservice")).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(palette.getByText("Recent")).toBeVisible();
  await expect(palette.getByRole("option").first()).toContainText("shippingservice");
});
