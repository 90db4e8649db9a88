import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/journey";
import type { TopologyParts } from "./support/topology";

type Box = {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

async function boxOf(part: Locator): Promise<Box> {
  const box = await part.boundingBox();
  if (box === null) throw new Error(`${part} is not shown`);
  return box;
}

/** Half a pixel of rounding is no overlap. */
const overlap = (a: Box, b: Box): boolean =>
  a.x + 0.5 < b.x + b.width &&
  b.x + 0.5 < a.x + a.width &&
  a.y + 0.5 < b.y + b.height &&
  b.y + 0.5 < a.y + a.height;

/** Names of parts that lie over one another, or over the edge of the window. */
async function collisions(page: Page, parts: Readonly<Record<string, Locator>>) {
  const size = page.viewportSize() ?? { width: 0, height: 0 };
  const boxes = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => ({ name, box: await boxOf(part) })),
  );
  const outside = boxes.filter(
    ({ box }) =>
      box.x < -0.5 ||
      box.x + box.width > size.width + 0.5 ||
      box.y + box.height > size.height + 0.5,
  );
  const pairs = boxes.flatMap((a, i) =>
    boxes
      .slice(i + 1)
      .filter((b) => overlap(a.box, b.box))
      .map((b) => `${a.name} over ${b.name}`),
  );
  return [...outside.map(({ name }) => `${name} outside`), ...pairs];
}

const areas = (page: Page, topology: TopologyParts) => ({
  rail: page.getByRole("navigation", { name: "Places" }),
  bar: page.getByRole("banner"),
  canvas: topology.canvas,
  inspector: topology.inspector,
  time: topology.timeBar,
  lens: page.getByRole("radiogroup", { name: "Lens" }),
});

const toolbar = (page: Page) => ({
  lens: page.getByRole("radiogroup", { name: "Lens" }),
  table: page.getByRole("button", { name: "Table", exact: true }),
  pause: page.getByRole("button", { name: "Pause motion" }),
  fit: page.getByRole("button", { name: "Fit the picture" }),
  zoomOut: page.getByRole("button", { name: "Zoom out" }),
  zoomIn: page.getByRole("button", { name: "Zoom in" }),
});

const topBar = (page: Page, topology: TopologyParts) => ({
  clusters: page.getByRole("button", { name: /^Clusters: / }),
  namespaces: page.getByRole("button", { name: /^Namespaces: / }),
  find: topology.find,
  time: page.getByRole("button", { name: /^Time: / }),
  sources: topology.sources,
  palette: page.getByRole("button", { name: "Command palette" }),
  theme: page.getByRole("button", { name: "Appearance" }),
});

test("wide and narrow: the side panel yields first, nothing overlaps", async ({
  page,
  topology,
}) => {
  await topology.open("find=ns:boutique&sel=node:s:demo/bookinfo/reviews");
  await topology.canvas.waitFor();
  await expect(topology.overview).toBeVisible();
  const wide = await boxOf(topology.inspector);
  const parts = { ...areas(page, topology), overview: topology.overview };
  expect(await collisions(page, parts)).toEqual([]);
  expect(await collisions(page, toolbar(page))).toEqual([]);
  expect(await collisions(page, topBar(page, topology))).toEqual([]);

  await page.setViewportSize({ width: 1024, height: 768 });
  await expect(topology.overview).toBeHidden();
  const narrow = await boxOf(topology.inspector);
  expect(narrow.width).toBe(wide.width);
  expect((await boxOf(topology.canvas)).width).toBeGreaterThan(480);
  expect(await collisions(page, areas(page, topology))).toEqual([]);
  expect(await collisions(page, toolbar(page))).toEqual([]);
  expect(await collisions(page, topBar(page, topology))).toEqual([]);
  const scrolls = () =>
    page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return scrollWidth > innerWidth || scrollHeight > innerHeight;
    });
  expect(await scrolls()).toBe(false);
  await page.keyboard.press("t");
  await expect(topology.tables).toBeVisible();
  expect(await scrolls()).toBe(false);
});

test("the theme is chosen, kept, and follows the system again", async ({ page, topology }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await topology.open();
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  const choose = async (name: string) => {
    await page.getByRole("button", { name: "Appearance" }).click();
    await page.getByRole("menuitemradio", { name }).click();
  };
  await choose("Dark");
  await expect.poll(ground).not.toBe(light);
  const dark = await ground();
  await page.reload();
  expect(await ground()).toBe(dark);
  await topology.live();
  await choose("As the system");
  await expect.poll(ground).toBe(light);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(ground).toBe(dark);
});

/** Whether the picture, all its pieces, stays as it is over some frames of the screen. */
const isStill = (pieces: Locator): Promise<boolean> =>
  pieces.evaluateAll(async (elements) => {
    const look = () =>
      elements.map((e) => (e instanceof HTMLCanvasElement ? e.toDataURL() : "")).join("\n");
    const before = look();
    if (before === "") throw new Error("no canvas");
    for (let frame = 0; frame < 30; frame++) await new Promise(requestAnimationFrame);
    return look() === before;
  });

test("dots move, rest when paused, and never move where motion is reduced", async ({
  page,
  topology,
}) => {
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await topology.open();
  const canvas = topology.canvas.locator("canvas");
  // New figures change the picture too, but only every few seconds: polling finds the time between.
  await expect.poll(() => isStill(canvas)).toBe(false);
  await page.getByRole("button", { name: "Pause motion" }).click();
  await expect(page.getByRole("button", { name: "Move again" })).toBeVisible();
  await expect.poll(() => isStill(canvas)).toBe(true);
  await page.getByRole("button", { name: "Move again" }).click();
  await expect.poll(() => isStill(canvas)).toBe(false);
  await page.emulateMedia({ reducedMotion: "reduce" });
  await expect.poll(() => isStill(canvas)).toBe(true);
});
