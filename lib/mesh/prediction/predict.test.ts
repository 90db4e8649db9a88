import { describe, expect, it } from "vitest";
import { type Call, requestsOf } from "../graph/testing/calls";
import { config, deployment, namespace, service, weights } from "../graph/testing/objects";
import { indexOf } from "../graph/testing/recorded-mesh";
import type { RawObject } from "../model/inventory";
import type { ConfigOverlay } from "../model/overlay-index";
import { predict } from "./predict";
import {
  describePrediction,
  overlayOf,
  reviewsRules,
  route,
  without,
} from "./testing/describe-prediction";

const REVIEWS = "shop/reviews";

const shop: readonly RawObject[] = [
  namespace("shop"),
  service("shop/web"),
  service(REVIEWS),
  ...deployment("shop/web"),
  ...deployment("shop/reviews-v1"),
  ...deployment("shop/reviews-v2"),
];

const call = (to: string, rate: number, more: Partial<Call> = {}): Call => ({
  from: "shop/web",
  to,
  host: REVIEWS,
  rate,
  ...more,
});

/** 36 rps to v1 and 4 to v2, of which 1 in 20 fails. */
const ninetyTen = [
  call("shop/reviews-v1", 36),
  call("shop/reviews-v2", 3.8),
  call("shop/reviews-v2", 0.2, { code: "500" }),
];

const predicted = (
  objects: readonly RawObject[],
  overlay: ConfigOverlay,
  calls: readonly Call[] = ninetyTen,
) => {
  const base = indexOf([...shop, ...objects]);
  return predict({ base, overlay, traffic: requestsOf(...calls), clusterOf: () => "lab" });
};

const lines = (...args: Parameters<typeof predicted>) => describePrediction(predicted(...args));

const httpRoute = (shares: Readonly<Record<string, number>>): RawObject => ({
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "reviews", namespace: "shop" },
  spec: {
    parentRefs: [{ group: "", kind: "Service", name: "reviews" }],
    rules: [
      {
        backendRefs: Object.entries(shares).map(([version, weight]) => ({
          ...{ name: `reviews-${version}`, port: 8080, weight },
        })),
      },
    ],
  },
});

const split = weights(REVIEWS, { v1: 90, v2: 10 });

describe("predict", () => {
  it("divides the caller's rate by the weights of an unconditional rule", () => {
    expect(lines(split, overlayOf(reviewsRules({ route: route({ v1: 50, v2: 50 }) })))).toEqual([
      "web -> reviews 40",
      "  reviews-v1: 36 -> 20",
      "  reviews-v2: 4 -> 20",
      "  failed: 0.2 -> 1",
    ]);
  });

  it.each([
    ["a rule that mirrors and changes", [60, 40], true, true, ["http[0] 1 v2 reviews"]],
    ["a mirror that comes, and nothing else", [90, 10], false, true, ["http[0] 1 v2 reviews"]],
    ["a mirror that goes, and nothing else", [90, 10], true, false, ["http[0] 1 v2 reviews"]],
    ["no mirror", [60, 40], false, false, []],
  ])("names the rules whose copies it leaves out: %s", (_, [v1 = 0, v2 = 0], was, is, expected) => {
    const mirrors = [{ destination: { host: "reviews", subset: "v2" } }];
    const rule = (shares: Readonly<Record<string, number>>, isMirrored: boolean) =>
      reviewsRules({ route: route(shares), ...(isMirrored && { mirrors }) });
    const { mirrors: found = [], reach } = predicted(
      [...split.slice(0, 1), rule({ v1: 90, v2: 10 }, was)],
      overlayOf(rule({ v1, v2 }, is)),
    );
    expect(found.map((m) => `${m.path} ${m.ratio} ${m.subset} ${m.by.name}`)).toEqual(expected);
    expect(reach).toBe(v1 === 90 ? 0 : 40);
  });

  it("says of flows that stay as they are how many requests they have, and nothing else", () => {
    const { flows, reach, staying } = predicted(
      split,
      overlayOf(reviewsRules({ route: route({ v1: 9, v2: 1 }) })),
    );
    expect(flows).toEqual([]);
    expect(reach).toBe(0);
    expect(staying).toBe(40);
  });

  // source: spec "Prediction": what a match on headers takes is unknown, so the answer is an interval.
  it("gives an interval where a rule matches on what metrics do not carry", () => {
    const jason = {
      match: [{ headers: { "end-user": { exact: "jason" } } }],
      route: route({ v2: 100 }),
    };
    const overlay = overlayOf(reviewsRules(jason, { route: route({ v1: 50, v2: 50 }) }));
    expect(lines(split, overlay)).toEqual([
      "web -> reviews 40; because match http[0]",
      "  reviews-v1: 36 -> 0 to 20",
      "  reviews-v2: 4 -> 20 to 40",
      "  failed: 0.2 -> 1 to 2",
    ]);
  });

  it("is certain where the match is on the caller itself", () => {
    const others = { match: [{ sourceLabels: { app: "batch" } }], route: route({ v2: 100 }) };
    const overlay = overlayOf(reviewsRules(others, { route: route({ v1: 50, v2: 50 }) }));
    expect(lines(split, overlay)[0]).toBe("web -> reviews 40");
    const own = { match: [{ sourceLabels: { app: "web" } }], route: route({ v2: 100 }) };
    expect(
      lines(split, overlayOf(reviewsRules(own, { route: route({ v1: 50, v2: 50 }) }))),
    ).toEqual([
      "web -> reviews 40",
      "  reviews-v1: 36 -> 0",
      "  reviews-v2: 4 -> 40",
      "  failed: 0.2 -> 2",
    ]);
  });

  it("counts what no rule takes as requests without a route", () => {
    const only = { match: [{ uri: { prefix: "/api" } }], route: route({ v1: 100 }) };
    expect(lines(split, overlayOf(reviewsRules(only)))).toEqual([
      "web -> reviews 40; because match http[0]",
      "  reviews-v1: 36 -> 0 to 40",
      "  reviews-v2: 4 -> 0",
      "  no-route: 0 -> 0 to 40",
      "  failed: 0.2 -> 0",
    ]);
  });

  it.each([
    ["a failure", { httpStatus: 503 }, "  aborted: 0 -> 10", "  failed: 0.2 -> 11.5"],
    [
      "a failure of gRPC",
      { grpcStatus: "UNAVAILABLE" },
      "  aborted: 0 -> 10",
      "  failed: 0.2 -> 11.5",
    ],
    ["another answer", { httpStatus: 404 }, "  answered: 0 -> 10", "  failed: 0.2 -> 1.5"],
  ])("takes out what a fault answers, as %s", (_, status, answered, failed) => {
    const fault = { abort: { ...status, percentage: { value: 25 } } };
    // A quarter of 40 goes no further; of the other 30 one in 20 fails in v2.
    expect(lines(split, overlayOf(reviewsRules({ fault, route: route({ v2: 100 }) })))).toEqual([
      "web -> reviews 40",
      answered,
      "  reviews-v1: 36 -> 0",
      "  reviews-v2: 4 -> 30",
      failed,
    ]);
  });

  it("says that a subset nobody defines fails", () => {
    expect(lines(split, overlayOf(reviewsRules({ route: route({ v1: 75, v3: 25 }) })))).toEqual([
      "web -> reviews 40",
      "  reviews-v1: 36 -> 30",
      "  reviews-v2: 4 -> 0",
      "  no-subset v3: 0 -> 10",
      "  failed: 0.2 -> 10",
    ]);
  });

  it("says that a version without a ready pod fails", () => {
    const unready = [...deployment("shop/reviews-v3", { ready: false })];
    const overlay = overlayOf(...weights(REVIEWS, { v1: 50, v3: 50 }));
    expect(lines([...split, ...unready], overlay)).toContain("  no-endpoint v3: 0 -> 20");
  });

  it("does not know how often a version fails that had no requests", () => {
    const overlay = overlayOf(...weights(REVIEWS, { v1: 50, v2: 50 }));
    expect(lines(split, overlay, [call("shop/reviews-v1", 40)])).toEqual([
      "web -> reviews 40",
      "  reviews-v1: 40 -> 20",
      "  reviews-v2: 0 -> 20",
      "  failed: 0 -> not known",
    ]);
  });

  it("leaves the choice among workloads of one destination open", () => {
    const index = indexOf([...shop, ...split]);
    const gone = without(index, "VirtualService.networking.istio.io", REVIEWS);
    expect(lines(split, gone)).toEqual([
      "web -> reviews 40; because load-balancing ",
      "  reviews-v1: 36 -> 0 to 40",
      "  reviews-v2: 4 -> 0 to 40",
      "  failed: 0.2 -> 0 to 2",
    ]);
  });

  it("takes a subset's labels from the DestinationRule of the draft", () => {
    const swapped = config("DestinationRule", REVIEWS, {
      host: "reviews",
      subsets: [
        { name: "v1", labels: { version: "v2" } },
        { name: "v2", labels: { version: "v1" } },
      ],
    });
    expect(lines(split, overlayOf(swapped)).slice(1, 3)).toEqual([
      "  reviews-v1: 36 -> 4",
      "  reviews-v2: 4 -> 36",
    ]);
  });

  it.each([
    [{ v1: 50, v2: 50 }, ["  reviews-v1: 36 -> 20", "  reviews-v2: 4 -> 20", "  failed: 0.2 -> 1"]],
    [{ v1: 1, v2: 3 }, ["  reviews-v1: 36 -> 10", "  reviews-v2: 4 -> 30", "  failed: 0.2 -> 1.5"]],
  ])(
    "divides among the backends of an HTTPRoute, whose names the metrics have: %j",
    (shares, to) => {
      const backends = ["v1", "v2"].map((version) => ({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: `reviews-${version}`, namespace: "shop" },
        spec: { selector: { app: "reviews", version }, ports: [{ name: "http", port: 8080 }] },
      }));
      const calls = ninetyTen.map((c) => ({ ...c, host: c.to }));
      const base = [...backends, httpRoute({ v1: 90, v2: 10 })];
      expect(lines(base, overlayOf(httpRoute(shares)), calls)).toEqual([
        `web -> reviews 40; through ${["v1", "v2"].map((v) => `reviews-${v}.shop.svc.cluster.local`).join(", ")}`,
        ...to,
      ]);
    },
  );

  it("leaves callers without an identity out, and says how much they ask", () => {
    const stranger = call("shop/reviews-v1", 5, { from: "unknown" });
    const overlay = overlayOf(reviewsRules({ route: route({ v1: 50, v2: 50 }) }));
    const { flows, unattributed } = predicted(split, overlay, [...ninetyTen, stranger]);
    expect(flows).toHaveLength(1);
    expect(unattributed).toBe(5);
  });

  it("says that nothing is known where an EnvoyFilter rewrites the routes", () => {
    const filter = config("EnvoyFilter", "shop/rewrite", {
      configPatches: [{ applyTo: "HTTP_ROUTE", patch: { operation: "MERGE" } }],
    });
    const overlay = overlayOf(reviewsRules({ route: route({ v1: 50, v2: 50 }) }));
    expect(lines([...split, filter], overlay)).toEqual([
      "web -> reviews 40 not known; because envoy-filter",
      "  failed: 0.2 -> not known",
    ]);
  });
});
