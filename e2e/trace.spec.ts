import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { keepDraft } from "./support/drafts";
import { expect, test } from "./support/journey";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const REVIEWS = "from=demo/Workload/bookinfo/productpage-v1&host=reviews&port=9080";

async function axe(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

/** The parts of the place, each by role and name. */
function traceOf(page: Page) {
  const request = page.getByRole("region", { name: "Request", exact: true });
  const answer = page.getByRole("table", { name: "Answer" });
  const aside = page.getByRole("region", { name: "What decides" });
  return {
    request,
    answer,
    aside,
    field: (name: string) => request.getByLabel(name, { exact: true }),
    verdict: (side: "Live" | "Draft") =>
      page.getByRole("heading", { level: 2, name: new RegExp(`^${side}: `) }),
    row: (name: string) =>
      answer.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) }),
    yaml: (object: string) => aside.getByRole("region", { name: `YAML of ${object}` }),
    async open(search: string) {
      await page.goto(`/trace?${search}`);
      await answer.waitFor();
    },
  };
}

/** Two rules for one host: one for requests of jason, one for all others. */
const BY_USER = {
  kind: "VirtualService",
  name: "details-by-user",
  spec: {
    hosts: ["details"],
    http: [
      {
        match: [{ headers: { "end-user": { exact: "jason" } } }],
        fault: { abort: { httpStatus: 418, percentage: { value: 100 } } },
        route: [{ destination: { host: "details" } }],
      },
      { route: [{ destination: { host: "details" } }], timeout: "3s" },
    ],
  },
} as const;
const DETAILS = "from=demo/Workload/bookinfo/productpage-v1&host=details&port=9080";

test("from a call of the picture to the rule that decides, at its line", async ({
  page,
  topology,
}) => {
  await topology.open("table=1&ns=bookinfo");
  await topology.edge("productpage v1", "reviews").click();
  await topology.inspector.getByRole("link", { name: "Trace a request" }).click();
  const trace = traceOf(page);
  await expect(trace.field("From")).toContainText("productpage-v1");
  await expect(trace.field("Host")).toHaveValue("reviews");
  await expect(trace.field("Port")).toHaveValue("9080");
  await expect(trace.verdict("Live")).toHaveText(
    /Goes to reviews\.bookinfo v1 90\s% and reviews\.bookinfo v3 10\s%/,
  );
  await expect(trace.row("Goes to").first()).toContainText("DestinationRule reviews");
  await trace.row("Rule").getByRole("button", { name: "VirtualService reviews" }).click();
  await expect(trace.row("Rule")).toContainText(/line \d+/);
  await expect(trace.yaml("VirtualService reviews")).toContainText("weight: 90");
  await expect(page).toHaveURL(/obj=.*VirtualService.*reviews/);
  await page.getByRole("button", { name: "Show on the topology" }).click();
  const path = page.getByRole("region", { name: "Traced request" });
  await expect(path.getByRole("heading", { level: 2, name: /^Live: Goes to/ })).toHaveText(
    /v1 90\s% and .*v3 10\s%/,
  );
  await expect(page).toHaveURL(/\/topology\?trace=/);
  await path.getByRole("button", { name: "VirtualService reviews" }).last().click();
  await expect(trace.yaml("VirtualService reviews")).toContainText("weight: 90");
});

test("both ends of a request are chosen in the picture", async ({ page, topology }) => {
  await page.goto("/trace");
  await page.getByRole("button", { name: "Choose on the topology" }).click();
  await expect(page.getByText("Choose who calls: a workload or a gateway")).toBeVisible();
  const card = (name: RegExp) => topology.canvas.getByRole("img", { name });
  await card(/^istio-ingressgateway, /).click();
  await expect(page.getByText("Choose what is called")).toBeVisible();
  await card(/^productpage, /).click();
  const path = page.getByRole("region", { name: "Traced request" });
  await expect(path.getByRole("heading", { level: 2, name: /Goes to productpage/ })).toBeVisible();
  await expect(page).toHaveURL(/from=.*Gateway.*host=bookinfo\.example\.com/);
});

test.describe("while nothing can be saved", () => {
  test.use({ troubled: true });

  test("an edit of a draft stands beside the live way at once", async ({ page, topology }) => {
    await page.route("**/drafts.save**", (route) => route.abort());
    const split = "mode=design&table=1&ns=bookinfo&split=demo/Service/bookinfo/reviews";
    await topology.open(`${split}&trace=${encodeURIComponent(REVIEWS)}`);
    await page.getByRole("radio", { name: "Selection", exact: true }).click();
    const box = page.getByRole("spinbutton", { name: "Weight of v2" });
    await box.fill("40");
    await box.press("Enter");
    const path = page.getByRole("region", { name: "Traced request" });
    const verdict = (name: RegExp) => path.getByRole("heading", { level: 2, name });
    await expect(verdict(/^Draft: /)).toHaveText(/v2 40\s%/);
    await expect(verdict(/^Live: /)).toHaveText(/v1 90\s% and .*v3 10\s%/);
  });
});

/** Who has a token of the issuer may read; a token of another is no token that counts. */
const TOKENS = [
  {
    kind: "RequestAuthentication",
    name: "details-tokens",
    spec: {
      selector: { matchLabels: { app: "details" } },
      jwtRules: [{ issuer: "heddle@example.com", jwks: '{"keys":[]}' }],
    },
  },
  {
    kind: "AuthorizationPolicy",
    name: "details-readers",
    spec: {
      selector: { matchLabels: { app: "details" } },
      rules: [
        {
          from: [{ source: { requestPrincipals: ["heddle@example.com/*"] } }],
          when: [{ key: "request.auth.claims[role]", values: ["reader"] }],
        },
      ],
    },
  },
] as const;

test("a token is accepted, is not enough, or is none that counts", async ({
  page,
  request,
  baseURL,
}) => {
  const id = await keepDraft(request, baseURL ?? "", "details by token", TOKENS);
  const trace = traceOf(page);
  await trace.open(`${DETAILS}&draft=${id}&show=draft`);
  await expect(trace.verdict("Draft")).toHaveText(/Is refused with 403/);
  const claims = (role: string, issuer = "heddle@example.com") =>
    JSON.stringify({ iss: issuer, sub: "a", role });
  await trace.field("Token").fill(claims("reader"));
  await expect(trace.verdict("Draft")).toHaveText(/Goes to details/);
  await expect(trace.row("Token")).toContainText("the token is accepted");
  await expect(trace.row("Allowed")).toContainText("AuthorizationPolicy details-readers");
  await trace.field("Token").fill(claims("guest"));
  await expect(trace.verdict("Draft")).toHaveText(/Is refused with 403/);
  await trace.field("Token").fill(claims("reader", "somebody@example.com"));
  await expect(trace.verdict("Draft")).toHaveText(/Is refused with 401/);
  await expect(trace.row("Token")).toContainText("RequestAuthentication details-tokens");
});

test("a header, a curl line and a token change the request; the link carries all of it", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const trace = traceOf(page);
  await trace.open(REVIEWS);
  await trace.request.getByRole("button", { name: "Header", exact: true }).click();
  await page.keyboard.type("end-user");
  await trace.field("Value of header 1").fill("jason");
  await trace.field("Token").fill('{\n  "iss": x}');
  await expect(trace.request.getByRole("alert")).toHaveText(
    "Line 2, column 10: a value is expected.",
  );
  await trace.field("Token").fill('{"iss": "x"}');
  await expect(trace.answer).toBeVisible();
  await page.getByRole("button", { name: "Copy link" }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const before = await trace.answer.innerText();
  await page.goto("/trace");
  await page.goto(link);
  await expect(trace.field("Value of header 1")).toHaveValue("jason");
  await expect(trace.field("Token")).toHaveValue('{"iss": "x"}');
  await trace
    .row("Goes to")
    .first()
    .getByText(/line \d+/)
    .waitFor();
  expect((await trace.answer.innerText()).replace(/line \d+/g, "")).toBe(
    before.replace(/line \d+/g, ""),
  );

  await page.getByRole("button", { name: "Paste curl" }).click();
  await page
    .getByRole("textbox", { name: "Curl command" })
    .fill("curl -X DELETE 'http://ratings:9080/ratings/0'");
  await page.getByRole("button", { name: "Take it" }).click();
  await expect(trace.field("Host")).toHaveValue("ratings");
  await expect(trace.field("Method")).toHaveValue("DELETE");
  await expect(trace.verdict("Live")).toHaveText(/Goes to ratings\.bookinfo v2/);
});

test("a draft stands beside the live mesh, and a header changes which of its rules decides", async ({
  page,
  request,
  baseURL,
}) => {
  const id = await keepDraft(request, baseURL ?? "", "details by user", [BY_USER]);
  const trace = traceOf(page);
  await trace.open(`${DETAILS}&draft=${id}`);
  await expect(trace.verdict("Draft")).toHaveText(/Goes to details\.bookinfo/);
  await expect(trace.row("Rule")).toContainText("http[1]");
  await expect(trace.row("Timeout")).toContainText(/3\.0\ss/);
  await trace.request.getByRole("button", { name: "Header", exact: true }).click();
  await page.keyboard.type("end-user");
  await page.keyboard.press("Tab");
  await page.keyboard.type("jason");
  await expect(trace.row("Rule")).toContainText("http[0]");
  await expect(trace.row("Fault")).toContainText(/100\s% end with 418/);
  await expect(trace.row("Fault")).toContainText("not in the live mesh");
  await expect(trace.verdict("Draft")).toHaveText(/Is answered 418/);
  await trace.row("Fault").getByRole("button", { name: "VirtualService details-by-user" }).click();
  await expect(trace.yaml("VirtualService details-by-user")).toContainText("httpStatus: 418");
  await expect(trace.aside).toContainText("http[1]");
  await expect(trace.aside).toContainText("not reached");
  expect(await axe(page)).toEqual([]);
  await trace.request.getByRole("radio", { name: "Live", exact: true }).click();
  await expect(trace.verdict("Draft")).toHaveCount(0);
});

test("with keys alone: the caller by name, the host, and Enter", async ({ page }) => {
  await page.goto("/trace");
  const trace = traceOf(page);
  await trace.field("From").focus();
  await page.keyboard.press("Enter");
  await page.keyboard.type("bookinfo product");
  await page.keyboard.press("Enter");
  await expect(trace.field("From")).toContainText("productpage-v1");
  await page.keyboard.press("Tab");
  await expect(trace.field("Host")).toBeFocused();
  await page.keyboard.type("nowhere.example");
  await page.keyboard.press("Enter");
  await expect(trace.verdict("Live")).toHaveText(/Passes through/);
  await expect(page.locator("[data-announcer]")).toContainText("Passes through");
  await expect(trace.request.getByRole("link", { name: /nowhere\.example/ })).toBeVisible();
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`axe finds nothing, ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("in an answer, in a refusal and in an empty place", async ({ page }) => {
      const trace = traceOf(page);
      await trace.open(REVIEWS);
      await trace.yaml("VirtualService reviews").waitFor();
      expect(await axe(page)).toEqual([]);
      await trace.open(`${REVIEWS.replace("port=9080", "port=1")}&lens=x`);
      expect(await axe(page)).toEqual([]);
      await page.goto("/trace");
      await expect(page.getByText("A request to ask about")).toBeVisible();
      expect(await axe(page)).toEqual([]);
    });
  });
}
