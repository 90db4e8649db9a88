import type { Locator } from "@playwright/test";
import { expect, test } from "./support/journey";
import { topologyOf } from "./support/topology";

/** How many different colours the picture has, all its pieces together: a blank one has a single one. */
const coloursOf = (pieces: Locator): Promise<number> =>
  pieces.evaluateAll((elements) => {
    const colours = new Set<number>();
    for (const element of elements) {
      if (!(element instanceof HTMLCanvasElement) || element.width === 0) continue;
      const copy = new OffscreenCanvas(element.width, element.height).getContext("2d");
      copy?.drawImage(element, 0, 0);
      const pixels = copy?.getImageData(0, 0, element.width, element.height);
      for (const colour of new Uint32Array(pixels?.data.buffer ?? new ArrayBuffer(0))) {
        colours.add(colour);
      }
    }
    return colours.size;
  });

test("first sight is the live graph, without a click", async ({ page, topology }) => {
  await page.goto("/");
  await expect(page).toHaveURL(/\/topology(?:\?|$)/);
  await expect(page).toHaveTitle("Topology, Heddle");
  await topology.live();
  await expect(topology.canvas).toBeVisible();
  await expect(topology.canvas).toHaveAccessibleName(/^Topology, \d\d nodes, \d\d edges$/);
  await expect(page.getByText(/^\d\d nodes, \d\d edges/)).toBeVisible();
  await expect.poll(() => coloursOf(topology.canvas.locator("canvas"))).toBeGreaterThan(10);
  for (const name of [/^productpage, /, /^frontend, /, /^emailservice, .*failing/]) {
    await expect(topology.canvas.getByRole("img", { name })).toBeVisible();
  }
  await expect(topology.overview).toContainText("emailservice has no ready pod");
  await expect(topology.overview).toContainText("loadgenerator denied");
  await expect(topology.overview).toContainText("2 sources in time");
  await expect(topology.inspector).toHaveCount(0);
  await expect(topology.moment).toBeVisible();
});

test("ages tick, and start over with the next figures", async ({ topology }) => {
  await topology.open();
  const aged = (seconds: string) => new RegExp(`^Sources: in time, ${seconds}\\ss ago$`);
  await expect(topology.sources).toHaveAccessibleName(aged("[3-9]"));
  await expect(topology.sources).toHaveAccessibleName(aged("[0-2]"));
  await expect(topology.sources).toHaveAccessibleName(aged("[3-9]"));
});

test("a second tab shares the stream of the first", async ({ context, own, page, topology }) => {
  test.slow();
  const server = await own.server({});
  const viewers = async () => {
    const answer = await page.request.get(`${server.url}/api/metrics`);
    const [, count] = /^heddle_viewers (\d+)$/m.exec(await answer.text()) ?? [];
    return Number(count);
  };
  await topology.open("", { base: server.url });
  expect(await viewers()).toBe(1);
  const second = await context.newPage();
  const other = topologyOf(second);
  await other.open("table=1", { base: server.url });
  await expect(other.node("reviews")).toBeVisible();
  expect(await viewers()).toBe(1);
  await page.close();
  // Whoever is left takes the stream over: figures go on coming.
  await expect(other.sources).toHaveAccessibleName(/in time, [4-9]\ss ago$/);
  await expect(other.sources).toHaveAccessibleName(/in time, [0-2]\ss ago$/);
  expect(await viewers()).toBe(1);
});
