import { describe, expect, it } from "vitest";
import { labels, requestsOf } from "../testing/calls";
import { edge, graphOf, ids, node, wires } from "../testing/look";
import { config, deployment, namespace, service } from "../testing/objects";

const SHOP = [
  namespace("shop"),
  service("shop/web"),
  service("shop/cart"),
  ...deployment("shop/web-v1"),
  ...deployment("shop/cart-v1"),
  ...deployment("shop/cart-v2"),
];

const WEB_TO_CART = { from: "shop/web-v1", to: "shop/cart-v1", host: "shop/cart" } as const;

/** Source of the labels' meaning: https://istio.io/latest/docs/reference/config/metrics/ */
describe("what a node is", () => {
  const traffic = requestsOf(
    { ...WEB_TO_CART, rate: 8 },
    { ...WEB_TO_CART, to: "shop/cart-v2", rate: 2 },
  );

  it.each([
    {
      type: "workload",
      services: true,
      expected: [
        "s:shop/cart -> w:shop/cart-v1 8",
        "s:shop/cart -> w:shop/cart-v2 2",
        "w:shop/web-v1 -> s:shop/cart 10",
      ],
    },
    {
      type: "workload",
      services: false,
      expected: ["w:shop/web-v1 -> w:shop/cart-v1 8", "w:shop/web-v1 -> w:shop/cart-v2 2"],
    },
    {
      type: "app",
      services: false,
      expected: ["a:shop/web -> a:shop/cart 10"],
    },
    {
      type: "app",
      services: true,
      expected: ["a:shop/web -> s:shop/cart 10", "s:shop/cart -> a:shop/cart 10"],
    },
    {
      type: "versioned-app",
      services: false,
      expected: ["v:shop/web/v1 -> v:shop/cart/v1 8", "v:shop/web/v1 -> v:shop/cart/v2 2"],
    },
    { type: "service", services: true, expected: ["s:shop/web -> s:shop/cart 10"] },
    { type: "service", services: false, expected: ["s:shop/web -> s:shop/cart 10"] },
  ] as const)("$type, services between: $services", ({ type, services, expected }) => {
    expect(wires(graphOf(SHOP, traffic, { type, services }))).toEqual(expected);
  });

  it("boxes an app that has more than one version, and puts versions under the service that fronts them", () => {
    const boxed = graphOf(SHOP, traffic, { services: false, idle: false });
    expect(node(boxed, "v:shop/cart/v2").parent).toBe("a:lab/shop/cart");
    expect(node(boxed, "a:shop/cart")).toMatchObject({ kind: "app", callers: 1 });
    expect(node(boxed, "v:shop/web/v1").parent).toBeNull();
    const carded = graphOf(SHOP, traffic);
    expect(node(carded, "v:shop/cart/v2").parent).toBe("s:lab/shop/cart");
  });

  it("boxes versions that two services front", () => {
    const graph = graphOf([...SHOP, service("shop/basket", "cart")], traffic);
    expect(node(graph, "v:shop/cart/v1").parent).toBe("a:lab/shop/cart");
  });

  it("folds workloads into services once: no request is counted at two of them", () => {
    const canary = [...SHOP, service("shop/cart-canary", "cart")];
    const calls = requestsOf(
      { ...WEB_TO_CART, rate: 8 },
      { ...WEB_TO_CART, host: "shop/cart-canary", rate: 2 },
      { from: "shop/cart-v1", to: "unknown", host: "db.example", rate: 5 },
    );
    const graph = graphOf(canary, calls, { type: "service" });
    expect(wires(graph)).toEqual([
      "s:shop/cart -> p:lab 5",
      "s:shop/web -> s:shop/cart 8",
      "s:shop/web -> s:shop/cart-canary 2",
    ]);
    expect(node(graph, "s:shop/cart").outbound?.requestsPerSecond).toBe(5);
  });

  it("counts callers and callees without the steps from services to their own workloads", () => {
    const graph = graphOf(SHOP, traffic, { type: "workload" });
    expect(node(graph, "s:shop/cart")).toMatchObject({ callers: 1, callees: 0 });
    expect(node(graph, "w:shop/cart-v1")).toMatchObject({ callers: 1, callees: 0 });
    expect(node(graph, "w:shop/web-v1")).toMatchObject({ callers: 0, callees: 1 });
  });
});

describe("where a request ended that reached no workload", () => {
  it("is the service it was meant for, whether services are drawn or not", () => {
    const failed = { ...WEB_TO_CART, to: "unknown", code: "503", flags: "UH" };
    for (const services of [true, false]) {
      const graph = graphOf(SHOP, requestsOf(failed), { type: "workload", services });
      expect(wires(graph)).toEqual(["w:shop/web-v1 -> s:shop/cart 1"]);
      expect(edge(graph, "w:shop/web-v1", "s:shop/cart").split).toMatchObject([
        { target: null, share: 1 },
      ]);
    }
  });

  // An absent cluster is reported under the Host header, with an unknown destination namespace (seen with Istio 1.30.3).
  it("is the service that `cart:8080` means in the caller's namespace, and names the subset that is missing", () => {
    const objects = [
      ...SHOP,
      config("DestinationRule", "shop/cart", {
        host: "cart",
        subsets: [{ name: "v1", labels: { version: "v1" } }],
      }),
      config("VirtualService", "shop/cart", {
        hosts: ["cart"],
        http: [
          {
            route: [
              { destination: { host: "cart", subset: "v1" }, weight: 80 },
              { destination: { host: "cart", subset: "v9" }, weight: 20 },
            ],
          },
        ],
      }),
    ];
    const lost = {
      from: "shop/web-v1",
      to: "unknown",
      host: "cart:8080",
      code: "503",
      flags: "NC",
    };
    const graph = graphOf(objects, requestsOf({ ...WEB_TO_CART, rate: 8 }, { ...lost, rate: 2 }));
    const found = edge(graph, "v:shop/web/v1", "s:shop/cart");
    expect(found.missingSubsets).toEqual(["v9"]);
    expect(found.hosts).toEqual(["cart.shop.svc.cluster.local", "cart:8080"]);
    expect(found.health.reasons.map((r) => r.code)).toContain("missing-subset");
    expect(ids(graph).filter((id) => id.startsWith("n:"))).toEqual([]);
    // However the caller spelled it, it is one service: the share is of both.
    const apart = graphOf(objects, requestsOf({ ...WEB_TO_CART, rate: 8 }, { ...lost, rate: 2 }), {
      services: false,
    });
    expect(edge(apart, "v:shop/web/v1", "v:shop/cart/v1").share).toBe(0.8);
  });

  it("stays in the caller's cluster when no cluster was reached", () => {
    const traffic = requestsOf(
      {
        from: "lab|shop/web-v1",
        to: "unknown|unknown",
        host: "shop/cart",
        code: "503",
        flags: "UH",
      },
      { from: "west|shop/web-v1", to: "west|shop/cart-v1", host: "shop/cart" },
    );
    expect(wires(graphOf(SHOP, traffic, { type: "workload", idle: false }))).toEqual([
      "s:west/shop/cart -> w:west/shop/cart-v1 1",
      "w:shop/web-v1 -> s:shop/cart 1",
      "w:west/shop/web-v1 -> s:west/shop/cart 1",
    ]);
  });

  it("knows a service by its full name although the caller may not see it", () => {
    const hidden = service("shop/cart", "cart", { "networking.istio.io/exportTo": "~" });
    const graph = graphOf([...SHOP, hidden], requestsOf(WEB_TO_CART));
    expect(node(graph, "s:shop/cart").why).toBeNull();
  });
});

describe("clusters", () => {
  it("keeps workloads of the same name in other clusters apart", () => {
    const traffic = requestsOf(
      { from: "lab|shop/web-v1", to: "lab|shop/cart-v1", host: "shop/cart", rate: 3 },
      { from: "west|shop/web-v1", to: "lab|shop/cart-v1", host: "shop/cart", rate: 4 },
    );
    expect(wires(graphOf(SHOP, traffic, { type: "workload" }))).toEqual([
      "s:shop/cart -> w:shop/cart-v1 7",
      "w:shop/web-v1 -> s:shop/cart 3",
      "w:west/shop/web-v1 -> s:shop/cart 4",
    ]);
  });

  /** Istio's default ID is the same in every mesh that nobody configured. Source: istio/istio values.yaml, multiCluster.clusterName */
  const ISTIOS = [
    { from: "Kubernetes|shop/web-v1", to: "Kubernetes|shop/cart-v1", host: "shop/cart", rate: 3 },
    { from: "west|shop/web-v1", to: "Kubernetes|shop/cart-v1", host: "shop/cart", rate: 4 },
  ] as const;
  const SAME = [
    "s:shop/cart -> w:shop/cart-v1 7",
    "w:shop/web-v1 -> s:shop/cart 3",
    "w:west/shop/web-v1 -> s:shop/cart 4",
  ];
  const VIEW = { type: "workload" } as const;

  it("are known by the ID that their proxies report", () => {
    const clusterId = "Kubernetes";
    const objects = [
      ...SHOP.slice(0, 3),
      ...deployment("shop/web-v1", { clusterId }),
      ...deployment("shop/cart-v1", { clusterId }),
    ];
    expect(wires(graphOf(objects, requestsOf(...ISTIOS), VIEW))).toEqual(SAME);
  });

  it("are known by the ID that was set, whatever proxies say", () => {
    const objects = [
      ...SHOP.slice(0, 3),
      ...deployment("shop/web-v1", { clusterId: "west" }),
      ...deployment("shop/cart-v1"),
    ];
    const clusterIds = { Kubernetes: "lab", west: "west" };
    expect(wires(graphOf(objects, requestsOf(...ISTIOS), VIEW, { clusterIds }))).toEqual(SAME);
  });

  it("stay apart under an ID that no watched cluster is known by", () => {
    const graph = graphOf(SHOP, requestsOf(...ISTIOS), VIEW);
    expect(node(graph, "w:Kubernetes/shop/web-v1").why).toEqual({
      code: "not-watched",
      cluster: "Kubernetes",
    });
  });
});

describe("gateways and waypoints", () => {
  const objects = [
    ...SHOP,
    namespace("edge"),
    service("edge/gate"),
    ...deployment("edge/gate", { proxy: "gateway" }),
    ...deployment("shop/waypoint", { proxy: "waypoint" }),
  ];

  it("keep their own node in every type of graph", () => {
    const traffic = requestsOf({ from: "edge/gate", to: "shop/web-v1", host: "shop/web" });
    for (const type of ["workload", "app", "versioned-app", "service"] as const) {
      const graph = graphOf(objects, traffic, { type });
      expect(node(graph, "w:edge/gate")).toMatchObject({ gateway: "ingress", inbound: null });
      expect(node(graph, "w:shop/waypoint").gateway).toBe("waypoint");
    }
  });
});

describe("hostile names", () => {
  const names = [
    "a/b",
    "a b",
    "a%0020b",
    "a%002fb",
    '"',
    "{le}",
    "<b>",
    "\u2000",
    "%2000",
    "é",
    "x".repeat(253),
    "\ud800",
  ];

  it("give one node each, and ids that blanks split into source, target and protocol", () => {
    const traffic = requestsOf(
      ...names.map((name) => ({ from: `shop/${name}`, to: "shop/cart-v1", host: "shop/cart" })),
      ...names.map((name) => ({
        from: "shop/web-v1",
        to: "unknown",
        host: `${name}.example`,
        flags: "NR",
      })),
    );
    const graph = graphOf(SHOP, traffic, { type: "workload", idle: false });
    expect(graph.nodes.filter((n) => n.why?.code === "not-in-cluster")).toHaveLength(names.length);
    expect(graph.nodes.filter((n) => n.why?.code === "host-unresolved")).toHaveLength(names.length);
    expect(new Set(graph.nodes.map((n) => n.id)).size).toBe(graph.nodes.length);
    for (const { id, source, target, protocol } of graph.edges) {
      expect(id.split(" ")).toEqual([source, target, protocol]);
    }
  });

  it("labels of the notation itself are what they say", () => {
    expect(labels({ from: "a/b/c", to: "unknown", host: "x y" })).toMatchObject({
      sourceNamespace: "a",
      sourceWorkload: "b/c",
      destinationWorkload: "unknown",
      destinationService: "x y",
    });
  });
});
