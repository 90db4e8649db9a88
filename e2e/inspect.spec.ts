import { expect, test } from "./support/journey";

test.describe("the inspector", () => {
  test.beforeEach(({ topology }) => topology.open("table=1"));

  test("compares set and seen of a split, and draws its history", async ({ page, topology }) => {
    const { inspector } = topology;
    await topology.edge("productpage v1", "reviews").click();
    await expect(topology.title("productpage v1 to reviews")).toBeVisible();
    await expect(page).toHaveURL(/[?&]sel=edge:/);
    const versions = inspector.getByRole("table", { name: "Versions" });
    await expect(versions.getByRole("columnheader")).toHaveText([
      "Version",
      "Set",
      "Seen",
      "rps",
      "Errors",
      "p95",
    ]);
    const row = (version: string) =>
      versions.getByRole("row").filter({ has: page.getByRole("button", { name: version }) });
    // The route sets 90/10; what is seen scatters around it.
    await expect(row("v1").getByRole("cell").nth(1)).toHaveText("90");
    await expect(row("v3").getByRole("cell").nth(1)).toHaveText("10");
    await expect(row("v2").getByRole("cell").nth(1)).toHaveText("0");
    await expect(row("v1").getByRole("cell").nth(2)).toHaveText(/^(?:8[5-9]|9[0-5])\.\d\s%$/);
    await expect(row("v3").getByRole("cell").nth(2)).toHaveText(/^(?:[5-9]|1[0-5])\.\d\s%$/);
    await expect(row("v2").getByRole("cell").nth(2)).toHaveText("none");

    const history = inspector.getByRole("region", { name: "Last 30 min" });
    for (const chart of ["Rate, rps", "Errors, % of requests", "Latency, ms"]) {
      await expect(history.getByRole("table", { name: chart })).toBeAttached();
    }
    const lines = history.getByRole("figure", { name: /^Rate/ }).locator("svg path");
    await expect(lines.first()).toBeVisible();
    expect(await lines.count()).toBeGreaterThanOrEqual(2);
  });

  test("says which object decides, and shows the deciding line of its YAML", async ({
    topology,
  }) => {
    const { inspector } = topology;
    await topology.edge("productpage v1", "reviews").click();
    const split = inspector.getByRole("definition").filter({ hasText: "VirtualService reviews" });
    await expect(split).toHaveText(/http\[0\]\.route, line \d+/);
    const [, line = ""] = /line (\d+)/.exec(await split.innerText()) ?? [];
    await split.getByRole("button", { name: "VirtualService reviews" }).click();

    await expect(topology.tab("Config")).toHaveAttribute("aria-selected", "true");
    const yaml = inspector.getByRole("region", { name: "YAML of VirtualService reviews" });
    await expect(yaml).toContainText("kind: VirtualService");
    await expect(yaml).toContainText("weight: 90");
    const deciding = yaml.locator("pre > *").filter({ hasText: "decides" });
    await expect(deciding).toHaveText(new RegExp(`^${line}\\s*-?\\s*route:\\s+decides`));
    await expect(inspector.getByRole("list", { name: "Objects that apply" })).toContainText(
      "DestinationRule reviews",
    );
  });

  test("says why a workload without a ready pod fails, and what its flags mean", async ({
    page,
    topology,
  }) => {
    const { inspector } = topology;
    await topology.node("emailservice v1").click();
    await expect(inspector).toContainText(/emailservice: 0 of 1 pods are ready \(\w+\)\./);
    const pods = inspector.getByRole("table", { name: "Pods of the workload emailservice" });
    await expect(pods.getByRole("row")).toHaveCount(2);
    await expect(topology.node("emailservice v1")).toContainText("0/1");

    await topology.node("emailservice").click();
    await expect(inspector).toContainText("emailservice is called and has no ready endpoint.");
    await expect(inspector).toContainText(/100\s% of inbound gRPC requests end in a gRPC error/);
    await topology.tab("Flags").click();
    const answers = inspector.getByRole("table", { name: "Answers by code and flag" });
    await expect(answers.getByRole("cell", { name: "UH", exact: true })).toBeVisible();
    await expect(inspector.getByRole("term").getByText("UH", { exact: true })).toBeVisible();
    await expect(inspector).toContainText("No endpoint of the called service is healthy");
    await expect(page.getByText("There is nobody to send to")).toBeVisible();
  });

  test("names the policy that denies a caller", async ({ topology }) => {
    const { inspector } = topology;
    await topology.edge("loadgenerator v1", "paymentservice").click();
    await expect(inspector).toContainText(/100\s% of inbound HTTP requests end in 4xx \(403\)/);
    await topology.tab("Security").click();
    await expect(inspector).toContainText("the policies refuse this caller too");
    await inspector.getByRole("button", { name: "AuthorizationPolicy payment-callers" }).click();
    const yaml = inspector.getByRole("region", {
      name: "YAML of AuthorizationPolicy payment-callers",
    });
    await expect(yaml).toContainText("kind: AuthorizationPolicy");
  });

  test("names the subset that no DestinationRule defines", async ({ topology }) => {
    const { inspector } = topology;
    await topology.edge("dispatcher v1", "orders").click();
    await expect(inspector).toContainText("go to the subset “v2”, which no DestinationRule");
    const versions = inspector.getByRole("table", { name: "Versions" });
    await expect(versions.getByRole("row", { name: /^reached none/ })).toBeVisible();
    await topology.tab("Flags").click();
    await expect(inspector.getByRole("term").getByText("503 NC")).toBeVisible();
    await expect(inspector).toContainText("A route names a subset or host that does not exist");
  });

  test("lists who an unknown caller can be", async ({ page, topology }) => {
    const { inspector } = topology;
    await page.getByRole("button", { name: /An unknown caller sends plaintext/ }).click();
    await expect(topology.title(/unknown to ratings/)).toBeVisible();
    await topology
      .title(/unknown to ratings/)
      .getByRole("button", { name: "unknown" })
      .click();
    await expect(inspector).toContainText("It is a client without a proxy.");
    await expect(inspector).toContainText(/\d workloads without a proxy can be it:/);
    await inspector.getByRole("button", { name: "legacy/report-nightly" }).click();
    await expect(topology.title(/^report-nightly/)).toBeVisible();
  });

  test("goes from node to callers, callees and edges, and back by history", async ({
    page,
    topology,
  }) => {
    const { inspector } = topology;
    await topology.node("reviews").click();
    await inspector.getByRole("button", { name: "productpage v1" }).click();
    await expect(topology.title("productpage v1")).toBeVisible();
    await inspector
      .getByRole("button", { name: /^Inspect the edge productpage to details/ })
      .click();
    await expect(topology.title("productpage v1 to details")).toBeVisible();
    await expect(topology.edge("productpage v1", "details")).toHaveAttribute(
      "aria-selected",
      "true",
    );
    await page.goBack();
    await expect(topology.title("productpage v1")).toBeVisible();
    await page.goBack();
    await expect(topology.title("reviews")).toBeVisible();
    await inspector.getByRole("button", { name: "Close the inspector" }).click();
    await expect(inspector).toHaveCount(0);
    await expect(page).not.toHaveURL(/[?&]sel=/);
  });
});
