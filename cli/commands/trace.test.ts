import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { call } from "../testing/call";

const SHOP = fileURLToPath(new URL("../testdata/shop.yaml", import.meta.url));
const text = readFileSync(SHOP, "utf8");

const to = ["--from", "shop/client-1", "--to", "cart:80"];
const cart = {
  host: "cart.shop.svc.cluster.local",
  subset: "v1",
  port: 80,
  share: 1,
  endpoints: 1,
};
const rules = { apiVersion: "networking.istio.io/v1", namespace: "shop", name: "cart" };

describe("heddle trace", () => {
  it("answers as JSON", async () => {
    const { exit, out } = await call(["trace", SHOP, ...to, "-o", "json"]);
    expect(exit).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      outcome: "forward",
      destinations: [cart],
      route: { object: { ...rules, kind: "VirtualService" }, path: "http[1]" },
      destinationRule: { object: { ...rules, kind: "DestinationRule" } },
      timeoutMs: 2_000,
      retries: { attempts: 2 },
      mirror: [],
      mtls: { mode: "mtls" },
      authorization: { verdict: "allowed", by: [] },
    });
  });

  it("answers as text, with the line of what decides", async () => {
    const { out } = await call(["trace", SHOP, ...to, "--path", "/old/x"]);
    expect(out).toContain("redirected: 301 http://cart/new");
    const line = text.split("\n").findIndex((l) => l.includes("uri: {prefix: /old}")) + 1;
    expect(out).toContain(
      [
        "At shop/client-1",
        "  host  cart, with rules",
        `          VirtualService shop/cart  ${SHOP}:62`,
        "  rule  http[0], its match holds",
        `          VirtualService shop/cart  http[0].match[0]  ${SHOP}:${line}`,
        `          VirtualService shop/cart  http[0]  ${SHOP}:${line - 1}`,
        "",
      ].join("\n"),
    );
  });

  it("answers as text by the proxies on the way, in words", async () => {
    const { out } = await call(["trace", SHOP, ...to, "--plaintext"]);
    const said = out.split("\n").filter((text) => !text.includes(SHOP));
    expect(said.slice(said.indexOf("At the caller, which has no proxy"))).toEqual([
      "At the caller, which has no proxy",
      "  registry   reached at its address: the caller has no proxy",
      "  rule       no rule: straight to the service",
      "  goes to    cart.shop.svc.cluster.local:80",
      "  endpoints  1 endpoint",
      "",
      "At shop/cart-1",
      "  mTLS       plain text, PERMISSIVE accepts it",
      "  policies   no policy stands in the way",
      "",
    ]);
  });

  it("knows no endpoints where no pods were read", async () => {
    const rest = text.split("---\n").filter((o) => !/^kind: (Pod|EndpointSlice)$/m.test(o));
    const deployment =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: client-1, namespace: shop}\n" +
      "spec: {template: {metadata: {labels: {app: client}}, spec: {containers: [{name: app}]}}}\n";
    const { out } = await call(["trace", "-", ...to], {
      input: [...rest, deployment].join("---\n"),
    });
    expect(out).toContain("cart.shop.svc.cluster.local:80  v1  (endpoints not known)");
    expect(out).toContain("endpoints  not known: neither pods nor endpoint slices were read");
  });

  it("answers for the version of a control plane, and says where nothing tells it", async () => {
    const version = async (...args: readonly string[]) => {
      const { out } = await call(["trace", SHOP, ...to, "-o", "json", ...args]);
      return JSON.parse(out).istio;
    };
    expect(await version()).toEqual({ version: "1.30", basis: "assumed" });
    expect(await version("--istio-version", "1.28.4")).toEqual({ version: "1.28", basis: "known" });
    expect(await version("--istio-version", "1.40")).toEqual({ version: "1.31", basis: "newer" });
    const wrong = await call(["trace", SHOP, ...to, "--istio-version", "latest"]);
    expect(wrong.exit).toBe(2);
    expect(wrong.err).toContain("latest is no version of Istio");
  });

  it("answers a batch in order, and says which line it cannot answer", async () => {
    const lines = [
      '\ufeff{"from":"shop/client-1","to":"cart:80"}\r',
      "nonsense",
      "",
      '{"from":"shop/client-1","to":"cart:80","path":"/old"}',
      '{"from":"shop/client-1","to":"cart:80","verb":"GET"}',
      '{"from":"shop/client-1","to":"cart:80","constructor":"GET","__proto__":{}}',
    ];
    const { exit, out } = await call(["trace", "-", "--batch", "requests.jsonl"], {
      input: text,
      batch: lines.join("\n"),
    });
    const answers = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(exit).toBe(2);
    expect(answers.map((a) => a.line ?? a.outcome)).toEqual(["forward", 2, "redirect", 5, 6]);
    expect(answers[3].error).toContain("There is no field verb");
    expect(answers[4].error).toContain("There is no field constructor");
  });

  it("answers from what can be read, says what cannot, and ends with 2", async () => {
    const { exit, out, err } = await call(["trace", "-", ...to, "-o", "json"], {
      input: `a: [1\n---\n${text}`,
    });
    expect(exit).toBe(2);
    expect(err).toContain("(standard input):1: not YAML");
    expect(JSON.parse(out).outcome).toBe("forward");
  });
});
