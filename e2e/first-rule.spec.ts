import type { APIRequestContext } from "@playwright/test";
import { applyDraft, designOf } from "./support/design";
import { expect, test } from "./support/journey";

test.slow();

const RATINGS = {
  cluster: "demo",
  kind: "VirtualService.networking.istio.io",
  namespace: "bookinfo",
  name: "ratings",
} as const;

const KEY = Object.values(RATINGS).join("/");

/** The VirtualService of `ratings` goes, as somebody else would remove it: two versions run behind a service without a rule. */
async function removeRule(request: APIRequestContext, base: string): Promise<void> {
  const input = encodeURIComponent(JSON.stringify({ ref: RATINGS }));
  const read = await (await request.get(`${base}/api/trpc/resources.read?input=${input}`)).text();
  const fact = (name: string) => new RegExp(`${name}: \\\\?"?([\\w-]+)`).exec(read)?.[1] ?? "";
  const [uid, resourceVersion] = [fact("uid"), fact("resourceVersion")];
  const value = {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: RATINGS.name, namespace: RATINGS.namespace },
    spec: {
      hosts: ["ratings"],
      http: [{ route: [{ destination: { host: "ratings", subset: "v2" } }] }],
    },
  };
  const draft = {
    id: "without-the-rule",
    name: "without the rule",
    cluster: RATINGS.cluster,
    base: {
      [KEY]: { ref: RATINGS, value, uid, resourceVersion },
    },
    edits: [
      {
        id: "e",
        intent: { type: "remove", ref: RATINGS },
        objects: [{ type: "remove", ref: RATINGS, was: value }],
      },
    ],
    undone: [],
  };
  const saved = await request.post(`${base}/api/trpc/drafts.save`, {
    data: { draft, expected: 0 },
  });
  if (!(await saved.text()).includes('"ok":true')) throw new Error(await saved.text());
  await applyDraft(request, base, draft.id, [KEY]);
}

test("a service without a rule: what will be made is said first, then drafted, then written", async ({
  own,
  page,
  request,
}) => {
  const server = await own.server({});
  await removeRule(request, server.url);
  const design = designOf(page);
  const panel = design.panelOf("ratings");
  const split = "mode=design&ns=bookinfo&split=demo/Service/bookinfo/ratings";
  await page.goto(`${server.url}/topology?${split}`);
  await expect(panel).toContainText("for requests that no rule takes yet", { timeout: 20_000 });
  await expect(panel).toContainText("Makes VirtualService ratings");
  await expect(design.tray).toContainText("No draft is open");

  await panel.getByRole("radio", { name: /^A new HTTPRoute/ }).click();
  await expect(panel.getByRole("slider")).toHaveCount(0);
  await panel.getByRole("radio", { name: /^A new VirtualService/ }).click();

  await page.getByRole("button", { name: "v2 to 50 percent" }).click();
  await expect(design.tray).toContainText("VirtualService ratings");
  await design.isSaved();
  await page.keyboard.press("r");
  const review = page.getByRole("dialog");
  await expect(review).toContainText(/Dry run, VirtualService ratingsaccepted/);
  await review.getByRole("radio", { name: "Keep at once" }).check();
  await review.getByRole("button", { name: /^Apply 1 object to bookinfo/ }).click();
  await expect(page).toHaveURL(/\/changes\/[\w-]+$/);
  await expect(page.getByRole("main")).toContainText("All is written and kept.");
});
