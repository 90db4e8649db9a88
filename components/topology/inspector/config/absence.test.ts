import { expect, it } from "vitest";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { graphOf, node } from "@/lib/mesh/graph/testing/look";
import { deployment, namespace, service } from "@/lib/mesh/graph/testing/objects";
import type { UnreadResource } from "@/lib/mesh/model/reading";
import { absenceOf } from "./absence";

const SHOP = [namespace("shop"), service("shop/cart"), ...deployment("shop/cart-v1")];
const cart = node(graphOf(SHOP, null, { type: "workload" }), "s:shop/cart");
const gone: MeshNode = { ...cart, refs: [], why: { code: "not-in-cluster" } };
const hidden: MeshNode = {
  ...cart,
  refs: [],
  why: { code: "not-readable", kind: "Service", resources: ["services"] },
};

const routes: UnreadResource = {
  kind: "VirtualService.networking.istio.io",
  resource: "virtualservices.networking.istio.io",
  namespace: "",
  readIn: [],
};
const jobs: UnreadResource = {
  kind: "Workload",
  resource: "jobs.batch",
  namespace: "",
  readIn: [],
};
const reading = (unread: readonly UnreadResource[], current = true) => [
  { cluster: cart.cluster, current, unread },
];

it.each([
  ["none", [cart], reading([])],
  ["none", [cart], reading([jobs])],
  ["unread", [cart], reading([routes])],
  ["unread", [cart], reading([], false)],
  ["unread", [cart], []],
  ["unread", [hidden, cart], reading([routes])],
  ["no-target", [gone], reading([])],
  ["target-unread", [hidden], reading([routes])],
] as const)("%s", (absence, ends, readings) => {
  expect(absenceOf(ends, readings)).toBe(absence);
});
