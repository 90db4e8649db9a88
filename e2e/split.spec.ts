import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { applyDraft, designOf } from "./support/design";
import { keepDraft } from "./support/drafts";
import { expect, test } from "./support/journey";

test.slow();

const REVIEWS = ["v1", "v2", "v3"] as const;

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe has to say, a line for each element. Cards are looked into by the journey about the picture. */
async function axe(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(RULES)
    .exclude(".react-flow__viewport")
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

/** Drags the handle of a slider over some places, 0..1 of its width. */
async function drag(page: Page, version: string, ...over: readonly number[]) {
  const box = await designOf(page).slider(version).boundingBox();
  if (box === null) throw new Error("the slider is not there");
  const handle = 5;
  const at = (share: number) => box.x + handle + share * (box.width - 2 * handle);
  const y = box.y + box.height / 2;
  const [first = 0, ...others] = over;
  await page.mouse.move(at(first), y);
  await page.mouse.down();
  for (const share of others) await page.mouse.move(at(share), y, { steps: 6 });
  await page.mouse.up();
}

test("a drag is one edit: predicted and checked as it goes, drawn over the picture, undone at once", async ({
  page,
}) => {
  const design = designOf(page);
  await design.split("reviews");
  expect(await design.weights(...REVIEWS)).toBe("v1 90, v2 0, v3 10");
  const panel = design.panelOf("reviews");
  await expect(panel).toContainText("http[0], every request that no earlier rule takes");
  await expect(panel).toContainText("Callers: productpage-v1.");

  await drag(page, "v3", 0.1, 0.7, 0.3, 0.5);
  expect(await design.weights(...REVIEWS)).toBe("v1 50, v2 0, v3 50");
  await expect(panel).toContainText(/\d+\.\d → ≈\s\d+\.\d/);
  await expect(design.tray).toContainText("1 edit in 1 object, nothing changed since");
  await expect(design.tray).toContainText("Split 90/10 to 50/50");
  // What the checks say of it depends on the traffic of the moment.
  await expect(design.tray).toContainText(/valid|1 finding at line \d+/);
  const card = page.locator('[data-card="s:demo/bookinfo/reviews"]');
  await expect(card).toContainText("90 → 50");
  await expect(card).toContainText("what v3 calls: not predicted");
  await design.isSaved();

  await design.layers.getByRole("radio", { name: "Live" }).click();
  await expect(card).not.toContainText("90 → 50");
  await design.layers.getByRole("radio", { name: "Both" }).click();

  await design.undo.click();
  expect(await design.weights(...REVIEWS)).toBe("v1 90, v2 0, v3 10");
  await expect(design.tray).toContainText("nothing in it yet");
  await design.redo.click();
  await expect(design.tray).toContainText("Split 90/10 to 50/50");

  await drag(page, "v1", 0.5, 0.9);
  await expect(design.tray).toContainText("2 edits in 1 object");
  await design.tray.getByRole("button", { name: /^Take back: Split 50.50 to / }).click();
  expect(await design.weights(...REVIEWS)).toBe("v1 50, v2 0, v3 50");
});

test("a locked version keeps its weight, and a box takes a number", async ({ page }) => {
  const design = designOf(page);
  await design.split("reviews");
  const panel = design.panelOf("reviews");
  await panel.getByRole("button", { name: "Lock v1" }).click();
  await design.box("v3").fill("4");
  await design.box("v3").press("Enter");
  expect(await design.weights(...REVIEWS)).toBe("v1 90, v2 6, v3 4");
  await expect(design.slider("v1")).toBeDisabled();
  await panel.getByRole("button", { name: "Unlock v1" }).click();
  await panel.getByRole("button", { name: "v3 to 25 percent" }).click();
  await expect(panel.getByText("sum 100")).toBeVisible();
  await expect(design.tray).toContainText("2 edits in 1 object");
});

test("from the picture to a split and back with keys alone", async ({ page, topology }) => {
  const design = designOf(page);
  await topology.open("ns=bookinfo");
  await topology.canvas.focus();
  await page.keyboard.press("Alt+2");
  await expect(design.tray).toContainText("No draft is open");
  // R is a key while one designs: with Shift it begins a name.
  await page.keyboard.press("Shift+R");
  await page.keyboard.type("eviews");
  await expect(design.said).toContainText(/^reviews, /);
  await page.keyboard.press("Enter");
  await page.keyboard.press("s");
  await expect(design.slider("v1")).toBeFocused();

  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(design.said).toContainText("reviews: v1 83 percent, v2 0 percent, v3 17 percent.");
  // One edit where the strokes came soon after one another: a slow machine makes more of them.
  await expect(design.tray).toContainText(/Split 90.10 to (83.17|8\d.1\d)/);
  const until = (keys: string, text: RegExp) =>
    expect(async () => {
      await page.keyboard.press(keys);
      await expect(design.tray).toContainText(text, { timeout: 1_000 });
    }).toPass();
  await until("Control+z", /nothing in it yet/);
  await expect(design.said).toContainText(/Undone: Split 90.10 to /);
  await until("Control+Shift+z", /to 83.17/);
  await page.keyboard.press("Escape");
  await expect(design.panelOf("reviews")).toHaveCount(0);
  await page.keyboard.press("Alt+1");
  await expect(design.tray).toHaveCount(0);
});

test("a service and an edge offer it, in the inspector and under the other button", async ({
  page,
  topology,
}) => {
  const design = designOf(page);
  await topology.open("ns=bookinfo&sel=node:s:demo/bookinfo/details");
  await topology.inspector.getByRole("button", { name: "Split traffic" }).click();
  await expect(design.panelOf("details")).toContainText(
    "Only v1 runs: a split needs a second version.",
  );
  await expect(page).toHaveURL(/mode=design/);

  await topology.canvas.getByRole("img", { name: /^reviews, / }).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Split traffic of reviews" }).click();
  await expect(design.panelOf("reviews")).toBeVisible();
});

test.describe("when the server does not take it", () => {
  test.use({ troubled: true });

  test("a draft is kept in the browser, also over a reload, and saved when it can be", async ({
    page,
  }) => {
    const design = designOf(page);
    await design.split("reviews");
    await page.getByRole("button", { name: "v3 to 50 percent" }).click();
    await design.isSaved();

    await page.route("**/api/trpc/drafts.save**", (route) => route.abort());
    await page.getByRole("button", { name: "v3 to 25 percent" }).click();
    await expect(design.tray).toContainText(/not saved since \d\d:\d\d:\d\d/);
    await expect(page.getByText("It is kept in this browser and tried again.")).toBeVisible();
    await page.reload();
    await expect(design.box("v3")).toHaveValue("25");
    await expect(design.tray).toContainText("2 edits in 1 object");

    // A store that is away gives nothing: what this browser has kept is opened all the same, and says what it is.
    await page.route("**/api/trpc/*drafts.get*", (route) => route.abort());
    await page.reload();
    const copy = page.getByText("This is the copy that this browser has kept of the draft.");
    await expect(copy).toBeVisible();
    await expect(design.box("v3")).toHaveValue("25");
    await expect(design.tray).toContainText("2 edits in 1 object");
    await page.unroute("**/api/trpc/*drafts.get*");
    await expect(copy).toHaveCount(0);
    await expect(design.box("v3")).toHaveValue("25");

    await page.unroute("**/api/trpc/drafts.save**");
    await design.isSaved();
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await expect(design.box("v3")).toHaveValue("25");
  });
});

test("two tabs on one draft agree", async ({ page, context }) => {
  const design = designOf(page);
  await design.split("reviews");
  await page.getByRole("button", { name: "v3 to 50 percent" }).click();
  await design.isSaved();
  await expect(page).toHaveURL(/draft=/);

  const second = await context.newPage();
  await second.goto(page.url());
  const other = designOf(second);
  await expect(other.box("v3")).toHaveValue("50");
  await second.getByRole("button", { name: "v3 to 25 percent" }).click();
  await expect(design.box("v3")).toHaveValue("25");
  await page.bringToFront();
  await page.getByRole("button", { name: "Undo the last edit" }).click();
  await expect(other.box("v3")).toHaveValue("50");

  await design.tray.getByRole("button", { name: "Discard" }).click();
  await expect(second.getByText("This draft was discarded elsewhere.")).toBeVisible();
  await second.getByRole("button", { name: "Keep mine" }).click();
  await other.isSaved();
  await expect(design.tray).toContainText("No draft is open");
  await design.tray.getByRole("button", { name: "Bring it back" }).click();
  await expect(design.box("v3")).toHaveValue("50");
});

test("a cluster that moves under a draft is said, and the draft follows when asked", async ({
  own,
  page,
  request,
}) => {
  const server = await own.server({});
  const rule = (timeout: string) => ({
    kind: "VirtualService" as const,
    name: "details",
    spec: {
      hosts: ["details"],
      http: [{ timeout, route: [{ destination: { host: "details" } }] }],
    },
  });
  const mine = await keepDraft(request, server.url, "mine", [rule("1s")]);
  const theirs = await keepDraft(request, server.url, "theirs", [rule("2s")]);
  const design = designOf(page);
  await page.goto(`${server.url}/topology?mode=design&ns=bookinfo&draft=${mine}`);
  await expect(design.tray).toContainText("1 edit in 1 object, nothing changed since");

  await applyDraft(request, server.url, theirs);
  const news = page.getByRole("status").filter({ hasText: "changed since you started" });
  await expect(news).toContainText("VirtualService bookinfo/details", { timeout: 20_000 });
  await expect(design.tray).toContainText("1 object changed since");
  await news.getByRole("button", { name: "Rebase" }).click();
  await expect(news).toHaveCount(0);
  await expect(design.tray).toContainText("does not fit: the object exists by now");
  await design.tray.getByRole("button", { name: /^Take back: / }).click();
  await expect(design.tray).toContainText("nothing in it yet");
});

for (const colorScheme of ["light", "dark"] as const) {
  test(`the design mode passes the checks of axe, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    const design = designOf(page);
    await design.split("reviews", "&sel=node:s:demo/bookinfo/reviews");
    await page.getByRole("button", { name: "v3 to 50 percent" }).click();
    await expect(design.tray).toContainText("Split 90/10 to 50/50");
    expect(await axe(page)).toEqual([]);
  });
}
