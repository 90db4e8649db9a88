import { describe, expect, it } from "vitest";
import type { ReadCluster } from "../../lib/mesh/offline/cluster-read";
import { ok } from "../../lib/result";
import { call } from "../testing/call";

const GOOD = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: cart
spec:
  hosts: [cart]
  http:
    - route:
        - destination: {host: cart}
`;
const TWICE = GOOD.replace("hosts: [cart]", "hosts:\n    - cart\n    - cart");
const TYPO = GOOD.replace("hosts:", "host:");

const answer = async (input: string, ...options: readonly string[]) => {
  const { exit, out, err } = await call(["validate", "-", "-o", "json", ...options], { input });
  return { exit, err, verdicts: JSON.parse(out) };
};

describe("heddle validate", () => {
  it("takes what an API server with istiod takes", async () => {
    const { exit, verdicts } = await answer(GOOD, "-n", "shop");
    expect(exit).toBe(0);
    expect(verdicts).toEqual([
      {
        object: {
          apiVersion: "networking.istio.io/v1",
          kind: "VirtualService",
          namespace: "shop",
          name: "cart",
        },
        file: "(standard input)",
        line: 1,
        valid: true,
        errors: [],
        warnings: [],
      },
    ]);
  });

  it.each([
    [
      "what the webhook refuses",
      TWICE,
      "spec.hosts[1]",
      "duplicate hosts in virtual service: cart & cart",
    ],
    [
      "a field that the schema does not know",
      TYPO,
      "spec.host",
      'strict decoding error: unknown field "spec.host"',
    ],
    [
      "a version that is not served",
      GOOD.replace("/v1", "/v9"),
      "apiVersion",
      'no matches for kind "VirtualService" in version "networking.istio.io/v9"',
    ],
  ])("refuses %s", async (_, input, path, message) => {
    const { exit, verdicts } = await answer(input);
    expect(exit).toBe(1);
    expect(verdicts[0]).toMatchObject({ valid: false, errors: [{ path, message }] });
  });

  it("says the line of what is wrong", async () => {
    const { out } = await call(["validate", "-"], { input: TWICE });
    expect(out).toContain("(standard input):8: error: VirtualService default/cart");
    expect(out).toContain("0 valid, 1 refused");
  });

  it("judges the rest where a document cannot be read", async () => {
    const { exit, err, verdicts } = await answer(`${GOOD}---\na: [\n---\n${TWICE}`);
    expect(exit).toBe(2);
    expect(err).toContain("(standard input):1");
    expect(verdicts.map((v: { valid: boolean }) => v.valid)).toEqual([true, false]);
  });

  it("keeps objects of other kinds and says that they are not judged", async () => {
    const input = `${GOOD}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n`;
    const { exit, out } = await call(["validate", "-"], { input });
    expect(exit).toBe(0);
    expect(out).toBe("1 valid, 0 refused, 1 not judged\n");
  });

  it("judges a kind that Heddle does not know by the schema of the cluster", async () => {
    const openApi = {
      type: "object",
      properties: { spec: { type: "object", properties: { size: { type: "integer" } } } },
    };
    const asked: string[] = [];
    const readCluster: ReadCluster = async (target) =>
      ok({
        objects: [],
        gaps: [],
        schemaOf: async (apiVersion, kind) => {
          asked.push(`${target.wants} ${apiVersion} ${kind}`);
          return kind === "Widget" ? openApi : null;
        },
        close: async () => {},
      });
    const widget = (size: string) =>
      `apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {size: ${size}}\n`;
    const input = `${widget("1")}---\n${widget("large")}---\n${widget("2").replace("Widget", "Other")}`;
    const alone = await call(["validate", "-"], { input });
    expect(alone).toMatchObject({ exit: 0, out: "0 valid, 0 refused, 3 not judged\n" });
    const { exit, out } = await call(["validate", "-", "--use-cluster"], { input, readCluster });
    expect(exit).toBe(1);
    expect(out).toContain("(standard input):9: error: Widget default/w spec.size");
    expect(out).toContain("1 valid, 1 refused, 1 not judged");
    expect(asked).toEqual(["schemas example.com/v1 Widget", "schemas example.com/v1 Other"]);
  });

  // source: dry runs on API servers with istiod 1.30.3 and 1.31.0.
  it("judges by the webhook of the control plane's version", async () => {
    const sidecar =
      'apiVersion: networking.istio.io/v1\nkind: Sidecar\nmetadata: {name: s}\nspec: {egress: [{hosts: ["*/*", "~shop/*"]}]}\n';
    const exits = async (input: string, ...more: readonly string[]) =>
      (await call(["validate", "-", ...more], { input })).exit;
    expect(await exits(sidecar)).toBe(1);
    expect(await exits(sidecar, "--istio-version", "1.30")).toBe(1);
    expect(await exits(sidecar, "--istio-version=v1.31.0")).toBe(0);
    const wrong = await call(["validate", "-", "--istio-version", "1"], { input: sidecar });
    expect(wrong).toMatchObject({ exit: 2, err: expect.stringContaining("no version of Istio") });
    const spec = (tag: string) => ({
      containers: [{ name: "discovery", image: `istio/pilot:${tag}` }],
    });
    const metadata = { name: "istiod", namespace: "istio-system", labels: { app: "istiod" } };
    const istiod = (tag: string) => ({
      ...{ apiVersion: "apps/v1", kind: "Deployment", metadata },
      spec: { template: { metadata, spec: spec(tag) } },
    });
    const beside = async (tag: string) => {
      const readCluster: ReadCluster = async () =>
        ok({
          ...{ objects: [istiod(tag)], gaps: [] },
          ...{ schemaOf: async () => null, close: async () => {} },
        });
      return call(["validate", "-", "--use-cluster"], { input: sidecar, readCluster });
    };
    expect(await beside("1.31.0")).toMatchObject({ exit: 0, err: "" });
    expect(await beside("1.30.3")).toMatchObject({ exit: 1, err: "" });
  });
});
