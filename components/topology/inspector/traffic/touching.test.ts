import { describe, expect, it } from "vitest";
import { change } from "@/lib/delivery/change.fixture";
import { edge, indexOf, node } from "../../state/graph.fixture";
import type { Subject } from "../subject";
import { changesTouching } from "./touching";

const service = (name: string) => `
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { clusterIP: 10.0.0.1, selector: { app: ${name} }, ports: [{ name: http, port: 80 }] }
`;
const CALLER = `
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec:
  containers: [{ name: app, image: app }, { name: istio-proxy, image: proxyv2 }]
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
`;
const routes = (host: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${host}-routes, namespace: shop }
spec: { hosts: [${host}], http: [{ route: [{ destination: { host: ${host} } }] }] }
`;
const index = indexOf(
  [CALLER, service("cart"), service("mail"), routes("cart"), routes("mail")].join("---"),
);

const refTo = (kind: "Service" | "Workload", name: string) => ({
  cluster: "c",
  kind,
  namespace: "shop",
  name,
});
const cart = node("cart", { kind: "service", refs: [refTo("Service", "cart")] });
const web = node("web", { kind: "workload", refs: [refTo("Workload", "web")] });
const subject: Subject = { type: "node", node: cart };
const call: Subject = { type: "edge", edge: edge("web", "cart"), source: web, target: cart };

const share = { min: 0, max: 1 };
const foretold = (name: string) =>
  change({
    id: `removed ${name}`,
    on: ["shop/removed"],
    watch: {
      verdict: "agrees",
      at: 0,
      since: 0,
      parts: [
        {
          caller: refTo("Workload", "web"),
          service: refTo("Service", name),
          end: "",
          set: share,
          predicted: share,
          seen: null,
          agreement: { verdict: "too-few", requests: 0 },
        },
      ],
      reverted: [],
      predictionError: null,
    },
  });

const CHANGES = [
  change({ id: "its rules", on: ["shop/cart-routes"] }),
  change({ id: "among others", on: ["shop/mail-routes", "shop/cart-routes"] }),
  change({ id: "rules of another", on: ["shop/mail-routes"] }),
  change({ id: "of the same name elsewhere", on: ["bank/cart-routes"] }),
  foretold("cart"),
  foretold("mail"),
];

describe("changes that a selection is about", () => {
  it("wrote what applies to it, or foretold its requests", () => {
    expect(changesTouching(CHANGES, index, subject).map(({ id }) => id)).toEqual([
      "its rules",
      "among others",
      "removed cart",
    ]);
  });

  it("of an edge wrote what applies to its requests, or foretold those of its caller", () => {
    expect(changesTouching(CHANGES, index, call).map(({ id }) => id)).toEqual([
      "its rules",
      "among others",
      "removed cart",
    ]);
    const other: Subject = { ...call, source: node("batch", { kind: "workload" }) };
    expect(changesTouching([foretold("cart")], index, other)).toEqual([]);
  });
});
