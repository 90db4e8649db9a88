import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { edge, graphOf, group, health, node, part } from "./graph-builder";

/** The mesh of the visual target: bookinfo with a canary that fails, boutique with a callee that is gone. */
export function shopGraph(): MeshGraph {
  return graphOf([...entrances(), ...bookinfo(), ...boutique(), ...outside()], edges(), [
    group("istio-system", { requestsPerSecond: 127, nodes: 1 }),
    group("legacy", { mesh: "none", nodes: 1, health: health("unknown") }),
    group("bookinfo", { requestsPerSecond: 42, services: 5, health: health("degraded") }),
    group("boutique", { requestsPerSecond: 85, services: 12, health: health("failing") }),
  ]);
}

const entrances = () => [
  node("istio-system/ingressgateway", {
    kind: "workload",
    gateway: "ingress",
    rps: 127,
    errors: 0.0009,
    mtls: null,
    health: health("healthy"),
  }),
  node("legacy/report-nightly", {
    kind: "workload",
    workloadKind: "CronJob",
    outOfMesh: true,
    level: "unknown",
  }),
];

const version = (service: string, name: string, facts: Parameters<typeof node>[1]) =>
  node(`bookinfo/${service}-${name}`, {
    kind: "workload",
    version: name,
    parent: `bookinfo/${service}`,
    ...facts,
  });

const bookinfo = () => [
  node("bookinfo/productpage", { rps: 42, errors: 0.0005, p95: 61, health: health("healthy") }),
  node("bookinfo/reviews", { rps: 42, errors: 0.004, p95: 29, level: "degraded" }),
  version("reviews", "v1", { rps: 37.9, errors: 0.001, health: health("healthy") }),
  version("reviews", "v2", {}),
  version("reviews", "v3", { rps: 4.1, errors: 0.031, level: "degraded" }),
  node("bookinfo/details", { rps: 42, errors: 0, p95: 9 }),
  node("bookinfo/ratings", { rps: 4.7, errors: 0.002, p95: 8, health: health("healthy") }),
  version("ratings", "v1", { rps: 0.6, mtls: 0 }),
  version("ratings", "v2", { rps: 4.1 }),
  node("bookinfo/mongodb", { bytes: 90_000 }),
  node("bookinfo/ratings-mysql", { dead: true, level: "unknown" }),
];

const boutique = () => [
  node("boutique/frontend", { rps: 85, errors: 0.001, p95: 160, health: health("healthy") }),
  node("boutique/loadgenerator", { kind: "workload", rps: 0.4, errors: 1, level: "failing" }),
  node("boutique/recommendationservice", {
    rps: 70,
    errors: 0.0005,
    p95: 30,
    health: health("healthy"),
  }),
  node("boutique/adservice", { rps: 80, errors: 0.003, p95: 18, health: health("healthy") }),
  node("boutique/currencyservice", { rps: 626, p95: 4 }),
  node("boutique/cartservice", { rps: 136, errors: 0.001, p95: 15, health: health("healthy") }),
  node("boutique/checkoutservice", { rps: 6, errors: 0.004, p95: 260, health: health("healthy") }),
  node("boutique/productcatalogservice", { rps: 386, p95: 6 }),
  node("boutique/redis-cart", { bytes: 130_000 }),
  node("boutique/paymentservice", { rps: 6, errors: 0.002, p95: 40, health: health("healthy") }),
  node("boutique/emailservice", {
    rps: 6,
    errors: 1,
    level: "failing",
    replicas: { desired: 1, ready: 0 },
  }),
  node("boutique/shippingservice", {
    rps: 6,
    p95: 20,
    level: "not-ready",
    replicas: { desired: 2, ready: 1 },
  }),
];

const outside = () => [
  node("/api.payments.example", {
    kind: "external",
    rps: 6,
    mtls: null,
    hosts: ["api.payments.example"],
  }),
  node("/PassthroughCluster", {
    kind: "passthrough",
    rps: 0.9,
    mtls: null,
    level: "unknown",
    why: { code: "passthrough" },
  }),
];

const edges = () => [
  edge("istio-system/ingressgateway → bookinfo/productpage", { rps: 42 }),
  edge("istio-system/ingressgateway → boutique/frontend", { rps: 85 }),
  edge("legacy/report-nightly → bookinfo/ratings-v1", { rps: 0.6, mtls: 0 }),
  edge("bookinfo/productpage → bookinfo/details", { rps: 42, p95: 9 }),
  edge("bookinfo/productpage → bookinfo/reviews", {
    rps: 42,
    errors: 0.004,
    p95: 29,
    level: "degraded",
    caller: "spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage",
    split: [
      part("bookinfo/reviews-v1", 0.902, { rps: 37.9, errors: 0.001, set: 90 }),
      part("bookinfo/reviews-v2", 0, { set: 0 }),
      part("bookinfo/reviews-v3", 0.098, { rps: 4.1, errors: 0.031, set: 10 }),
    ],
  }),
  edge("bookinfo/reviews-v3 → bookinfo/ratings-v2", { rps: 4.1 }),
  edge("bookinfo/ratings-v2 → bookinfo/mongodb", { bytes: 90_000 }),
  edge("boutique/frontend → boutique/recommendationservice", { rps: 70, protocol: "grpc" }),
  edge("boutique/frontend → boutique/adservice", { rps: 80, protocol: "grpc" }),
  edge("boutique/frontend → boutique/currencyservice", { rps: 620, protocol: "grpc" }),
  edge("boutique/frontend → boutique/cartservice", { rps: 130, protocol: "grpc" }),
  edge("boutique/frontend → boutique/checkoutservice", { rps: 6, protocol: "grpc" }),
  edge("boutique/frontend → boutique/productcatalogservice", { rps: 310, protocol: "grpc" }),
  edge("boutique/recommendationservice → boutique/productcatalogservice", { rps: 70 }),
  edge("boutique/cartservice → boutique/redis-cart", { bytes: 130_000 }),
  edge("boutique/checkoutservice → boutique/shippingservice", { rps: 6 }),
  edge("boutique/checkoutservice → boutique/emailservice", { rps: 6, errors: 1, level: "failing" }),
  edge("boutique/checkoutservice → boutique/paymentservice", { rps: 6 }),
  edge("boutique/loadgenerator → boutique/paymentservice", {
    rps: 0.4,
    denied: { ratePerSecond: 0.4, ratio: 1, by: [], path: "", certain: true },
    level: "failing",
  }),
  edge("boutique/paymentservice → /api.payments.example", { rps: 6, mtls: null }),
  edge("boutique/shippingservice → /PassthroughCluster", { rps: 0.9, mtls: null }),
];
