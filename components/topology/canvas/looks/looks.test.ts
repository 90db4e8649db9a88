import { describe, expect, it } from "vitest";
import { edge, graphOf, node } from "@/fixtures/graphs/graph-builder";
import { shopGraph } from "@/fixtures/graphs/shop-graph";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import type { Lens } from "@/lib/view/view-params";
import { toFlow } from "../../flow/to-flow";
import { NO_DRAFT } from "./draft-look";
import type { LookContext, Segment } from "./look";
import { looksOf } from "./looks";
import { expectsMutualTls, lockOf, shortIdentity } from "./security";
import { stitchesFor } from "./thread-look";

const context = (lens: Lens, old: string | null = null): LookContext => ({
  lens,
  old,
  unread: false,
  pinned: new Set(),
  drafts: NO_DRAFT,
});
const looks = (lens: Lens, old: string | null = null, graph: MeshGraph = shopGraph()) =>
  looksOf(toFlow(graph), context(lens, old), null);

/** Words with their tone, where it is not plain: `42 rps 0.40 %!degraded`. */
const print = (segments: readonly Segment[]) =>
  segments
    .map((s) => `${s.text.replaceAll("\u202f", " ")}${s.tone === "plain" ? "" : `!${s.tone}`}`)
    .join(" | ");

describe("cards", () => {
  const traffic = looks("traffic").cards;

  it.each([
    ["bookinfo/productpage", "42 rps | 0.05 % | 73 ms", "healthy", "plain"],
    ["bookinfo/reviews", "42 rps | 0.40 %!degraded | 34 ms", "degraded", "degraded"],
    ["boutique/emailservice", "0/1 ready!failing | 6.0 rps | 100 %!failing", "failing", "failing"],
    ["boutique/shippingservice", "1/2 ready!degraded | 6.0 rps", "not-ready", "degraded"],
    ["bookinfo/mongodb", "TCP | 90 kB/s", "healthy", "plain"],
    ["bookinfo/ratings-mysql", "selects no pods!muted", "idle", "plain"],
    ["legacy/report-nightly", "CronJob | no proxy", "idle", "plain"],
    ["/PassthroughCluster", "host not registered | 0.9 rps", "unknown", "plain"],
  ])("%s says %s", (id, figures, ring, border) => {
    const look = traffic.get(id);
    expect([print(look?.figures ?? []), look?.ring, look?.border]).toEqual([figures, ring, border]);
  });

  it("say of a caller that nobody calls that it counts what it sends", () => {
    const own = { rps: 3, errors: 0.033 };
    const caller = {
      ...node("a/cron", { kind: "workload", idle: false }),
      outbound: node("a/x", own).inbound,
    };
    const look = looks("traffic", null, graphOf([caller], [], [])).cards.get("a/cron");
    expect(print(look?.figures ?? [])).toBe("sends 3.0 rps | 3.3 %");
    const stranger = {
      ...caller,
      kind: "unknown" as const,
      why: { code: "outside-caller" as const, gateway: "g" },
    };
    const strange = looks("traffic", null, graphOf([stranger], [], [])).cards.get("a/cron");
    expect(print(strange?.figures ?? [])).toMatch(/ \| 3\.0 rps$/);
    expect(look?.spoken).toMatch(/sends 3\.0.requests per second, 3\.3.percent of them fail/);
  });

  it("show the share of failed requests as an arc only where that is wrong", () => {
    expect(traffic.get("bookinfo/reviews")?.arc).toBeCloseTo(0.004);
    expect(traffic.get("bookinfo/productpage")?.arc).toBe(0);
  });

  it("show shares of versions where a route divides them, else rates", () => {
    const rows = (id: string) =>
      traffic.get(id)?.rows.map((r) => `${r.label} ${r.text.replaceAll("\u202f", " ")}`);
    expect(rows("bookinfo/reviews")).toEqual(["v1 90 %", "v2 idle", "v3 10 %"]);
    expect(rows("bookinfo/ratings")).toEqual(["v1 0.6 rps", "v2 4.1 rps"]);
  });

  it("have eyes only where threads end or begin", () => {
    const eyes = (id: string) => [traffic.get(id)?.called, traffic.get(id)?.calls];
    expect(eyes("istio-system/ingressgateway")).toEqual([false, true]);
    expect(eyes("bookinfo/details")).toEqual([true, false]);
    expect(eyes("bookinfo/reviews")).toEqual([false, false]);
  });

  it("are grey with their age while the source is late", () => {
    const late = looks("traffic", "48 s old").cards.get("boutique/emailservice");
    expect(print(late?.figures ?? [])).toBe("6.0 rps!muted | 48 s old!muted");
    // That there was none is as old; what objects alone say is not.
    const quiet = graphOf(
      [node("a/quiet", { idle: true }), node("a/dead", { idle: true, dead: true })],
      [],
      [],
    );
    const old = looks("traffic", "48 s old", quiet).cards;
    expect(print(old.get("a/quiet")?.figures ?? [])).toBe("no traffic!muted | 48 s old!muted");
    expect(print(old.get("a/dead")?.figures ?? [])).toBe("selects no pods!muted");
    expect([late?.ring, late?.border, late?.corner]).toEqual(["stale", "plain", null]);
  });

  it("show how they are reached in the Security lens", () => {
    const security = looks("security").cards;
    expect(security.get("bookinfo/details")?.lock).toBe("closed");
    expect(security.get("bookinfo/ratings")?.lock).toBe("closed");
    expect(security.get("istio-system/ingressgateway")?.lock).toBe("unknown");
    expect(security.get("boutique/emailservice")?.border).toBe("plain");
  });

  it("speak of what they are, how they are and who is around", () => {
    expect(traffic.get("bookinfo/reviews")?.spoken).toBe(
      "bookinfo/reviews".slice(9) +
        ", degraded, 42\u202frequests per second, 0.40\u202fpercent errors, 3 versions, 1 caller, 1 callee",
    );
  });

  it("cut names in the middle where others begin alike", () => {
    const graph = graphOf(
      [node("a/recommendation-service-eu"), node("a/recommendation-service-us"), node("a/x")],
      [],
      [],
    );
    const cards = looks("traffic", null, graph).cards;
    expect(cards.get("a/recommendation-service-eu")?.tail).toBe("vice-eu");
    expect(cards.get("a/x")?.tail).toBe("");
  });
});

describe("cards that metrics name and nobody may read", () => {
  const why = { code: "not-readable" as const, kind: "Service" as const, resources: ["services"] };
  const figuresOf = (kind: "service" | "unknown", traffic: object) => {
    const card = { ...node("a/x", traffic), kind, why };
    const look = looksOf(toFlow(graphOf([card], [], [])), context("traffic"), null);
    return look.cards.get("a/x");
  };

  it("show what metrics say, and the reason where they say nothing", () => {
    expect(print(figuresOf("service", { rps: 42, errors: 0.004 })?.figures ?? [])).toMatch(
      /^42 rps \| 0\.40 %/,
    );
    expect(print(figuresOf("service", {})?.figures ?? [])).toBe("cannot be read");
  });

  it("are hosts, not callers, where they are called", () => {
    expect(figuresOf("unknown", { rps: 1 })?.spoken).toMatch(/^x, unknown host, /);
  });
});

describe("cards without figures", () => {
  const graph = graphOf([node("a/idle")], [], []);
  const card = (unread: boolean) =>
    looksOf(toFlow(graph), { ...context("traffic"), unread }, null).cards.get("a/idle");

  it("are idle where there are no requests, and not known where none were read", () => {
    expect([card(false)?.ring, print(card(false)?.figures ?? [])]).toEqual([
      "idle",
      "no traffic!muted",
    ]);
    expect([card(true)?.ring, print(card(true)?.figures ?? [])]).toEqual([
      "unknown",
      "rate n/a!muted",
    ]);
  });

  it("are spoken of likewise", () => {
    expect(card(false)?.spoken).toContain("idle, 1 caller");
    expect(card(true)?.spoken).toMatch(/requests not known$/);
  });
});

describe("threads", () => {
  const label = (lens: Lens, id: string, old: string | null = null) => {
    const look = looks(lens, old).threads.get(id);
    return [look?.tone, print(look?.label ?? []), look?.lock];
  };
  const PLAIN = "legacy/report-nightly bookinfo/ratings-v1 http";
  const DENIED = "boutique/loadgenerator boutique/paymentservice http";
  const REVIEWS = "bookinfo/productpage bookinfo/reviews http";
  const TCP = "boutique/cartservice boutique/redis-cart tcp";

  it.each([
    ["traffic", REVIEWS, "degraded", "42 rps | 0.40 %!degraded", "closed"],
    ["traffic", PLAIN, "degraded", "0.6 rps | plaintext!degraded", "open"],
    ["traffic", DENIED, "failing", "0.4 rps | 403 denied!failing", "closed"],
    ["traffic", TCP, "edge", "TCP | 130 kB/s", "closed"],
    ["traffic", "boutique/paymentservice /api.payments.example http", "edge", "6.0 rps", null],
    ["health", "bookinfo/productpage bookinfo/details http", "ok", "0 % | 10 ms", null],
    ["health", REVIEWS, "degraded", "0.40 %!degraded | 34 ms", null],
    ["security", REVIEWS, "edge", "100 % mTLS | bookinfo/bookinfo-productpage!muted", "closed"],
    ["security", PLAIN, "degraded", "0 % mTLS!degraded", "open"],
    ["security", DENIED, "failing", "403 denied!failing | 100 % mTLS", "closed"],
    ["security", "shop", undefined, "", undefined],
  ] as const)("through %s, %s", (lens, id, tone, text, lock) => {
    expect(label(lens, id)).toEqual([tone, text, lock]);
  });

  it("colour nothing that is too old", () => {
    expect(label("traffic", DENIED, "48 s old")).toEqual([
      "edge",
      "0.4 rps!muted | 403 denied!muted",
      null,
    ]);
  });

  it("say on the chip what the route sets", () => {
    expect(looks("traffic").threads.get(REVIEWS)?.chip).toBe("90/10");
    expect(looks("traffic").threads.get(REVIEWS)?.plies).toEqual(["edge", "idle", "degraded"]);
  });

  it("without requests are idle: no label, no stitches", () => {
    const graph = graphOf([node("a/x"), node("a/y")], [edge("a/x → a/y")], []);
    const look = looks("traffic", null, graph).threads.get("a/x a/y http");
    expect([look?.tone, look?.label, look?.stitches]).toEqual(["idle", [], 0]);
  });

  it.each([
    [0, 0],
    [0.1, 1],
    [10, 1],
    [11, 2],
    [61, 3],
    [251, 4],
    [1e6, 4],
  ])("%d requests per second move %d stitches", (rps, stitches) => {
    expect(stitchesFor(rps)).toBe(stitches);
  });
});

describe("a tick of metrics", () => {
  it("keeps the very looks that did not change", () => {
    const before = looks("traffic");
    const again = looksOf(toFlow(shopGraph()), context("traffic"), before);
    for (const [id, look] of again.cards) expect(look).toBe(before.cards.get(id));
    for (const [id, look] of again.threads) expect(look).toBe(before.threads.get(id));
  });
});

describe("security", () => {
  it.each([
    [1, "closed"],
    [0.98, "half"],
    [0, "open"],
    [null, "unknown"],
  ])("a share of %s is a lock that is %s", (share, lock) => {
    expect(lockOf(share)).toBe(lock);
  });

  it("shortens what SPIFFE names of the mesh say, and nothing else", () => {
    expect(shortIdentity("spiffe://cluster.local/ns/shop/sa/cart")).toBe("shop/cart");
    expect(shortIdentity("spiffe://other/thing")).toBe("spiffe://other/thing");
  });

  it("expects no mutual TLS of what enters a gateway or leaves the mesh", () => {
    const gateway = node("istio-system/gw", { gateway: "ingress" });
    const external = node("/x", { kind: "external" });
    expect(expectsMutualTls(node("a/x"), node("a/y"))).toBe(true);
    expect(expectsMutualTls(node("a/x"), gateway)).toBe(false);
    expect(expectsMutualTls(node("a/x"), external)).toBe(false);
  });
});
