import { describe, expect, it } from "vitest";
import { foldSamples } from "../fold";
import type { TrafficSamples } from "../traffic";
import {
  buckets,
  fold,
  messages,
  only,
  request,
  samples,
  secured,
  show,
  tcp,
} from "./testing/rows";

describe("latency", () => {
  it("comes with its own moment and stays on edges that still exist", () => {
    const first = fold({
      requests: [request("web>cart@cart", 1), request("web>pay@pay", 1)],
      latency: [
        buckets("web>cart@cart", [1, 2, 3], { sumMs: 60, count: 3 }),
        buckets("web>pay@pay", [1, 1, 1]),
      ],
    });
    const second = foldSamples(
      samples({ at: 6_000, requests: [request("web>cart@cart", 2), request("web>new@new", 1)] }),
      first,
      2,
    );
    expect([first.latencyAt, second.latencyAt]).toEqual([1_000, 1_000]);
    expect(show(second)).toEqual([
      "http:shop/web>=/cart@cart! | 200 2 | buckets 1 2 3 | avg 20",
      "http:shop/web>=/new@new! | 200 1",
    ]);
  });

  it("goes when a new answer does not name the edge", () => {
    const first = fold({
      requests: [request("web>cart@cart", 1)],
      latency: [buckets("web>cart@cart", [1, 1, 1])],
    });
    expect(show(fold({ requests: [request("web>cart@cart", 1)], latency: [] }, first))).toEqual([
      "http:shop/web>=/cart@cart! | 200 1",
    ]);
  });

  it("adds bucket rows of one edge", () => {
    const edge = only(
      fold({
        requests: [request("web>cart@cart", 1)],
        latency: [buckets("web>cart@cart", [1, 2, 3]), buckets("web>cart@cart", [0, 1, 5])],
      }),
    );
    expect(edge.latency?.counts).toEqual([1, 3, 8]);
  });

  it.each([
    { bounds: [10, 100], counts: [1, 2] },
    { bounds: [10, Number.POSITIVE_INFINITY], counts: [1, Number.NaN] },
    { bounds: [10, Number.POSITIVE_INFINITY], counts: [0, 0] },
    { bounds: [10, Number.POSITIVE_INFINITY], counts: [1] },
  ])("is not known from $bounds $counts", (row) => {
    const edge = only(
      fold({
        requests: [request("web>cart@cart", 1)],
        latency: [buckets("web>cart@cart", [], row)],
      }),
    );
    expect(edge.latency).toBeNull();
  });

  it("per service sits on an edge without destination workload, while the caller calls the service", () => {
    const parts: Partial<TrafficSamples> = {
      requests: [request("web>cart-v1@cart", 1), request("web>cart-v2@cart", 1)],
      latency: [buckets("web>-@cart", [1, 2, 2]), buckets("web>-@gone", [1, 1, 1])],
      latencyLevel: "service",
    };
    const first = fold(parts);
    const lines = [
      "http:shop/web>/@cart.shop.svc.cluster.local | buckets 1 2 2",
      "http:shop/web>=/cart-v1@cart! | 200 1",
      "http:shop/web>=/cart-v2@cart! | 200 1",
    ];
    expect(show(first)).toEqual(lines);
    const second = fold({ ...parts, latency: null }, first);
    expect(show(second)).toEqual(lines);
    expect(second.latencyLevel).toBe("service");
    expect(show(fold({ requests: [], latency: null }, second))).toEqual([]);
  });
});

describe("a part that failed", () => {
  const all: Partial<TrafficSamples> = {
    requests: [request("web>cart@cart", 1), request("web>feed@feed", 1, { protocol: "grpc" })],
    unproxied: [request("unknown>cart@cart", 2)],
    security: [secured("web>cart@cart", "mutual_tls", 1, { sourcePrincipal: "spiffe://web" })],
    tcp: [tcp("cart>redis@redis", "source"), tcp("cart>redis@redis", "destination")],
    messages: [messages("web>feed@feed", 1, 1), messages("web>live@live", 1, 1)],
    latency: [buckets("web>cart@cart", [1, 2, 3])],
  };
  const first = fold(all);

  it.each(["requests", "unproxied", "security", "tcp", "messages", "latency"] as const)(
    "%s keeps its former values",
    (part) => {
      expect(show(fold({ ...all, [part]: null }, first))).toEqual(show(first));
    },
  );

  it.each([
    ["requests", "http:shop/web>=/cart@cart!"],
    ["unproxied", "http:?/?>shop/cart@cart!"],
    ["tcp", "tcp:shop/cart>=/redis@redis!"],
  ])("%s is something else than one that answered nothing", (part, id) => {
    expect(fold({ ...all, [part]: [] }, first).edges.has(id)).toBe(false);
  });

  it("does not bring back what other parts say is gone", () => {
    expect(show(fold({ ...all, requests: [], security: null, latency: null }, first))).toEqual(
      show(first)
        .filter((text) => !text.includes("web>=/cart"))
        .map((text) => text.replace(" | 200 1 | messages", " | messages")),
    );
  });
});
