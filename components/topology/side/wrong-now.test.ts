import { describe, expect, it } from "vitest";
import type { MeshEdge, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { Health, HealthReason } from "@/lib/mesh/telemetry/health";
import { edge, figures, graph, node, version } from "../state/graph.fixture";
import { wrongNow } from "./wrong-now";

const because = (reason: HealthReason): Health => ({ level: reason.level, reasons: [reason] });

const ratio = (
  part: Partial<Extract<HealthReason, { readonly code: "error-ratio" }>> = {},
): HealthReason => ({
  code: "error-ratio",
  level: "degraded",
  rule: "5xx",
  protocol: "http",
  direction: "inbound",
  ratio: 0.031,
  threshold: 0.01,
  ratePerSecond: 0.3,
  seen: ["500"],
  annotation: null,
  ...part,
});

const policy = {
  cluster: "c",
  kind: "AuthorizationPolicy.security.istio.io",
  namespace: "shop",
  name: "payment-callers",
} as const;

/** One line per item, as it is read. */
const told = (nodes: readonly MeshNode[], edges: readonly MeshEdge[] = []) =>
  wrongNow(graph(nodes, edges)).map(({ mark, title, detail, selection }) =>
    `${mark}: ${title} — ${detail} [${selection.type} ${selection.id}]`.replaceAll("\u202f", " "),
  );

describe("wrong now", () => {
  it("has nothing to say of a healthy mesh", () => {
    expect(told([node("web"), node("cart")], [edge("web", "cart")])).toEqual([]);
  });

  it("tells a missing pod once, with what its callers lose", () => {
    const lost = ratio({ level: "failing", rule: "grpc", protocol: "grpc", seen: ["14 UH"] });
    const failing = { protocol: "grpc", figures: figures(6, { errorRatio: 1 }) } as const;
    expect(
      told(
        [
          node("checkout"),
          node("email", {
            health: {
              level: "failing",
              reasons: [{ code: "no-endpoints", level: "failing", service: "email" }, lost],
            },
          }),
          version("email", "v1", {
            health: because({
              code: "replicas",
              level: "failing",
              workload: "email",
              ready: 0,
              desired: 1,
              reason: "CrashLoopBackOff",
            }),
          }),
        ],
        [edge("checkout", "email", { ...failing, health: because(lost) })],
      ),
    ).toEqual([
      "failing: email has no ready pod — 6.0 rps from checkout fail, gRPC 14 UH [node email]",
    ]);
  });

  it("names the version that fails, not its service as well", () => {
    const health = because(ratio());
    expect(
      told(
        [node("reviews", { health }), version("reviews", "v3", { health }), node("web")],
        [edge("web", "reviews", { health, figures: figures(10, { errorRatio: 0.03 }) })],
      ),
    ).toEqual(["degraded: reviews v3 fails 3.1 % — 0.3 rps, 500 [node reviews v3]"]);
  });

  it("tells a denied caller, and not once more that the callee refuses it", () => {
    const refused = ratio({ rule: "4xx", level: "failing", ratio: 1, ratePerSecond: 0.4 });
    const denied = { ratePerSecond: 0.4, ratio: 1, by: [policy], path: "", certain: true };
    const nodes = [node("loader"), node("payment", { health: because(refused) })];
    const call = edge("loader", "payment", { denied, health: because(refused) });
    expect(told(nodes, [call])).toEqual([
      "failing: loader denied — 0.4 rps get 403, by AuthorizationPolicy payment-callers [edge loader payment http]",
    ]);
    const unsure = { ...call, denied: { ...denied, certain: false } };
    expect(told(nodes, [unsure])).toEqual([
      "failing: loader probably denied — 0.4 rps get 403 [edge loader payment http]",
    ]);
  });

  it("tells a route that leads nowhere by its subset", () => {
    const lost: HealthReason = {
      code: "missing-subset",
      level: "degraded",
      subsets: ["v2"],
      ratePerSecond: 0.2,
    };
    const failed = ratio({ ratePerSecond: 0.2, seen: ["503 NC"] });
    expect(
      told(
        [node("web"), node("orders", { health: because(failed) })],
        [edge("web", "orders", { health: { level: "degraded", reasons: [failed, lost] } })],
      ),
    ).toEqual([
      "degraded: web to orders: a route leads nowhere — 0.2 rps fail, no subset v2 [edge web orders http]",
    ]);
  });

  it("keeps a service whose errors the denied caller explains only in part", () => {
    const failed = ratio({ ratePerSecond: 1 });
    const denied = { ratePerSecond: 0.4, ratio: 0.1, by: [], path: "", certain: false };
    const lines = told(
      [node("web"), node("cart", { health: because(failed) })],
      [edge("web", "cart", { denied })],
    );
    expect(lines).toHaveLength(2);
  });

  it("tells an edge that fails between nodes in order", () => {
    const failed = ratio({ direction: "outbound" });
    expect(
      told([node("web"), node("cart")], [edge("web", "cart", { health: because(failed) })]),
    ).toEqual(["degraded: web to cart fails 3.1 % — 0.3 rps, 500 [edge web cart http]"]);
  });

  it("tells plaintext inside the mesh, but not from outside a gateway", () => {
    const plain = figures(1, { security: { mutualTls: 0, plaintext: 1, unknown: 0 } });
    const outside = node("outside", {
      kind: "unknown",
      why: { code: "outside-caller", gateway: "gw" },
    });
    const stranger = node("u", {
      kind: "unknown",
      why: { code: "no-proxy-caller", candidates: [] },
    });
    expect(
      told(
        [outside, stranger, node("gw"), node("ratings")],
        [
          edge("outside", "gw", { figures: plain }),
          edge("u", "ratings", { figures: plain }),
          edge("gw", "ratings", { figures: figures(3) }),
        ],
      ),
    ).toEqual([
      "degraded: An unknown caller sends plaintext — 1.0 rps to ratings without mutual TLS [edge u ratings http]",
    ]);
  });

  it("tells calls to unknown hosts", () => {
    const out = node("p", { kind: "passthrough" });
    expect(told([node("ship"), out], [edge("ship", "p", { hosts: ["rates.example"] })])).toEqual([
      "degraded: rates.example unknown — 1.0 rps leave from ship by Passthrough [edge ship p http]",
    ]);
  });

  it("says that nobody calls it only where calls were read", () => {
    const health = because({
      code: "replicas",
      level: "degraded",
      workload: "ship",
      ready: 1,
      desired: 2,
      reason: null,
    });
    const alone = graph([node("ship", { health, callers: 0 })], []);
    expect(wrongNow(alone).map(({ detail }) => detail)).toEqual(["nobody calls it"]);
    expect(wrongNow(alone, false).map(({ detail }) => detail)).not.toContain("nobody calls it");
  });

  it("puts the worst first, then what concerns most requests, whatever the order of the input", () => {
    const zero = because({ code: "scaled-to-zero", level: "not-ready", workload: "idle" });
    const nodes = [
      node("idle", { health: zero }),
      node("web"),
      node("a", { health: because(ratio()) }),
      node("b", { health: because(ratio()) }),
      node("c", { health: because(ratio({ level: "failing" })) }),
    ];
    const edges = [
      edge("web", "a", { figures: figures(1, { errorRatio: 1 }) }),
      edge("web", "b", { figures: figures(9, { errorRatio: 1 }) }),
    ];
    const order = (of: readonly MeshNode[]) => wrongNow(graph(of, edges)).map((i) => i.key);
    expect(order(nodes)).toEqual(["node c", "node b", "node a", "node idle"]);
    expect(order(nodes.toReversed())).toEqual(order(nodes));
  });
});
