import { expect, test } from "./support/journey";

test.use({ troubled: true });
test.slow();

const OLD = /^\d+\s(?:s|min) old$/;

test("Prometheus fails, talks garbage, and comes back", async ({ own, page, topology }) => {
  const prometheus = await own.prometheus("bookinfo");
  const server = await own.server({ PROMETHEUS_URL: prometheus.url });
  await topology.open("table=1", { base: server.url });
  const details = topology.edge("productpage v1", "details");
  await details.click();
  await expect(details).toContainText(/\d\srps/);
  const ofMesh = await details.innerText();
  const rate = details.getByRole("gridcell").nth(4);
  const colour = () => rate.evaluate((cell) => getComputedStyle(cell).color);
  const live = await colour();

  prometheus.feel("failing");
  const banner = page.getByRole("main");
  await expect(banner).toContainText(/Metrics are \d+\ss old\./);
  await expect(banner).toContainText("answered 503: unavailable: storage is not ready");
  await expect(banner).toContainText("Figures are grey.");
  await expect(page.getByRole("button", { name: /^Sources: Metrics out of date, / })).toBeVisible();
  await expect(topology.overview).toContainText("1 of 2 sources out of date");
  await expect(topology.inspector.getByText(OLD)).toBeVisible();
  expect(await details.innerText()).toBe(ofMesh);
  expect(await colour()).not.toBe(live);
  // The age goes on; nothing seems new.
  const age = topology.inspector.getByText(OLD);
  const first = await age.innerText();
  await expect(age).not.toHaveText(first);

  prometheus.feel("garbage");
  await page.getByRole("button", { name: "Try now" }).first().click();
  await expect(banner).toContainText("gave an answer that cannot be read");
  expect(await details.innerText()).toBe(ofMesh);

  prometheus.feel("recorded");
  await page.getByRole("button", { name: "Try now" }).first().click();
  await topology.live();
  await expect(banner).not.toContainText(/Metrics are .* old/);
  await expect(topology.overview).toContainText("2 sources in time");
  await expect.poll(colour).toBe(live);
});

test("a Prometheus that comes back is noticed without a click", async ({ own, page, topology }) => {
  const prometheus = await own.prometheus("bookinfo");
  const server = await own.server({ PROMETHEUS_URL: prometheus.url });
  await topology.open("", { base: server.url });
  prometheus.feel("failing");
  await expect(page.getByRole("main")).toContainText(/Metrics are \d+\ss old\./);
  // On the picture too: figures carry their age, and no ring says that a card is well.
  const card = topology.canvas.getByRole("img", { name: /^productpage, / });
  await expect(card).toContainText(/\d+\s(?:s|min) old/);
  prometheus.feel("recorded");
  await topology.live();
  await expect(card).not.toContainText(/ old/);
});

test("without any answer of Prometheus nothing is called healthy", async ({
  own,
  page,
  topology,
}) => {
  const prometheus = await own.prometheus("bookinfo", { mood: "failing" });
  const server = await own.server({ PROMETHEUS_URL: prometheus.url });
  await page.goto(`${server.url}/topology?table=1`);
  await expect(
    page.getByRole("button", { name: /^Sources: Metrics not answering, / }),
  ).toBeVisible();
  await expect(topology.node("reviews")).toBeVisible();
  await expect(topology.node("reviews")).not.toContainText("rps");
  const services = topology.nodes
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell", { name: "Service", exact: true }) });
  await expect(services.filter({ hasText: "Unknown" })).not.toHaveCount(0);
  await expect(services.filter({ hasText: "Healthy" })).toHaveCount(0);
  // What the cluster itself says still counts.
  await expect(topology.node("emailservice v1")).toContainText("0/1");
  await topology.node("reviews").click();
  await expect(topology.inspector).toContainText("the metrics source gives none");
  await expect(topology.inspector).not.toContainText("in this window");
  await topology.node("details v1").click();
  await expect(topology.inspector).toContainText("requests are not known");
  await expect(topology.inspector).not.toContainText("in this window");
  // What was not read is neither idle nor without callers.
  await expect(topology.tables).toContainText("who calls whom is not known");
  await expect(topology.overview).not.toContainText("nobody calls it");
  await page.keyboard.press("t");
  const cards = topology.canvas.getByRole("img", { name: /requests not known/ });
  await expect(cards.first()).toBeVisible();
  await expect(topology.canvas).not.toContainText("no traffic");
  await page.keyboard.press("t");

  prometheus.feel("recorded");
  await topology.sources.click();
  await page.getByRole("dialog").getByRole("button", { name: "Try now" }).click();
  await expect(topology.node("productpage").first()).toContainText(/\d\srps/);
});

test("the server restarts: the page says so, and recovers by itself", async ({
  own,
  page,
  topology,
}) => {
  const server = await own.server({});
  await topology.open("table=1", { base: server.url });
  await topology.node("reviews").click();
  await expect(topology.inspector.getByRole("table", { name: "Rate, rps" })).toBeAttached();
  await server.stop();
  const main = page.getByRole("main");
  await expect(main).toContainText(/Metrics are \d+\ss old\./, { timeout: 20_000 });
  await expect(main).toContainText(/Configuration is \d+\ss old\./);
  await expect(main).toContainText("no connection to Heddle");
  await expect(topology.node("reviews")).toContainText(/\d\srps/);
  await own.server({}, server.port);
  await expect(topology.sources).toHaveAccessibleName(/^Sources: in time, /, { timeout: 30_000 });
  await expect(main).not.toContainText("no connection to Heddle");
  await expect(topology.title("reviews")).toBeVisible();
  await expect(topology.inspector.getByText(/^as of \d+\ss ago$/)).toBeVisible();
});

test("the browser goes offline and comes back", async ({ context, page, topology }) => {
  await topology.open("table=1");
  await context.setOffline(true);
  await topology.edge("productpage v1", "details").click();
  await expect(topology.title("productpage v1 to details")).toBeVisible();
  await context.setOffline(false);
  await topology.live();
  await expect(topology.inspector.getByRole("table", { name: "Rate, rps" })).toBeAttached({
    timeout: 20_000,
  });
  await expect(page.getByRole("main")).not.toContainText("no connection to Heddle");
});

test("a part of the page that cannot be loaded takes no more with it", async ({
  page,
  topology,
}) => {
  await topology.open("table=1");
  await page.route("**/_next/static/**", (route) => route.abort());
  await topology.node("reviews").click();
  await expect(
    topology.inspector.getByText(/^The drawing could not be loaded/).first(),
  ).toBeVisible();
  await expect(topology.inspector.getByRole("table", { name: "Rate, rps" })).toContainText(/rps/);
  await expect(topology.node("reviews")).toContainText(/\d\srps/);
});

test("a server that never answered: every place says so instead of reading for ever", async ({
  page,
}) => {
  await page.route("**/api/trpc/live.stream**", (route) =>
    route.fulfill({ status: 502, body: "" }),
  );
  for (const place of ["topology", "config", "drafts", "trace", "changes"]) {
    await page.goto(`/${place}`);
    const main = page.getByRole("main");
    await expect(main, place).toContainText("Heddle's server does not answer");
    await expect(main, place).not.toContainText("What you see is from before");
  }
});
