import { expect, test } from "./support/journey";

const LONG = `l${"o".repeat(251)}g`;

const HOST = 'host".with"}quotes.{braces}';

/** What a workload can call itself in metrics, whatever Kubernetes would say. */
const HOSTILE = {
  "productpage-v1": 'x"} or up{job="',
  "details-v1": "<img src=x onerror=\"document.title='owned'\">",
  "reviews-v1": LONG,
  "reviews-v2": "отзывы-評論-🚀-\u202Etxt.exe",
  "reviews-v3": "back\\slash\nnew line\ttab",
  "ratings-v1": "{{7*7}} $& $1 %s",
  "details.bookinfo.svc.cluster.local": HOST,
} as const;

/** The label values of a query, and what is left of it without them. */
function readQuery(query: string) {
  const literal = /"((?:[^"\\\n]|\\(?:["\\n]|x[0-9a-f]{2}))*)"/g;
  const escaped = /\\(n|x[0-9a-f]{2}|.)/g;
  const plain = (_: string, e: string) => {
    if (e === "n") return "\n";
    return e.length === 1 ? e : String.fromCharCode(Number.parseInt(e.slice(1), 16));
  };
  const values = [...query.matchAll(literal)].map(([, text = ""]) => text.replace(escaped, plain));
  return { values, rest: query.replace(literal, "") };
}

const isBalanced = (text: string): boolean => {
  const open: string[] = [];
  const pair: Readonly<Record<string, string>> = { ")": "(", "}": "{", "]": "[" };
  for (const sign of text) {
    if ("({[".includes(sign)) open.push(sign);
    else if (sign in pair && open.pop() !== pair[sign]) return false;
  }
  return open.length === 0;
};

test("hostile names are text: they run nothing and break no query", async ({
  own,
  page,
  topology,
}) => {
  test.slow();
  const prometheus = await own.prometheus("bookinfo", { renamed: HOSTILE });
  const server = await own.server({ PROMETHEUS_URL: prometheus.url });
  await topology.open("", { base: server.url });
  await expect(topology.canvas).toBeVisible();
  await page.keyboard.press("t");
  const cell = (text: string) => topology.nodes.getByRole("row").filter({ hasText: text }).first();
  const workloads = Object.values(HOSTILE).filter((name) => name !== HOST);
  for (const name of workloads) {
    // What would turn the direction of text is written out.
    const shown = name.replace("\u202E", "\\u202e");
    await cell(shown).click();
    const heading = topology.inspector.getByRole("heading", { level: 2 });
    await expect(heading).toContainText(shown);
    await expect(topology.inspector.getByRole("region", { name: "Last 30 min" })).toBeVisible();
    const inside = await topology.inspector.evaluate(
      (panel) => panel.scrollWidth <= panel.clientWidth,
    );
    expect(inside, name).toBe(true);
  }
  await expect(page).toHaveTitle("Topology, Heddle");
  expect(await page.locator("img").count()).toBe(0);

  const charts = prometheus.questions.filter(({ path }) => path.endsWith("/query_range"));
  const queries = charts.map(({ form }) => form.get("query") ?? "");
  const asked = new Set(queries.flatMap((query) => readQuery(query).values));
  for (const name of workloads) expect(asked).toContain(name);
  for (const query of prometheus.questions.flatMap(({ form }) => form.get("query") ?? [])) {
    const { rest } = readQuery(query);
    expect(isBalanced(rest), query).toBe(true);
    expect(rest, query).toMatch(/^[\w\s(){}[\],=~!|.:*/+<>-]*$/);
    expect(rest).not.toContain("up{");
  }
});
