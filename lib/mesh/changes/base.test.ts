import { describe, expect, it } from "vitest";
import type { ConfigResource } from "../model/resource";
import { emptySnapshot } from "../model/snapshot";
import { baseOf, basesIn } from "./base";

const resource: ConfigResource = {
  kind: "Gateway.gateway.networking.k8s.io",
  meta: {
    cluster: "c",
    namespace: "edge",
    name: "main",
    uid: "u",
    resourceVersion: "7",
    createdAt: "2026-01-01T00:00:00Z",
    labels: {},
    annotations: { note: "x", "kubectl.kubernetes.io/last-applied-configuration": "{}" },
  },
  apiVersion: "gateway.networking.k8s.io/v1",
  generation: 3,
  spec: { gatewayClassName: "istio" },
  status: { conditions: [] },
  managers: ["kubectl"],
};

describe("baseOf", () => {
  it("holds what an author may write, without status, server fields and kubectl's copy", () => {
    expect(baseOf(resource)).toEqual({
      ref: { cluster: "c", kind: resource.kind, namespace: "edge", name: "main" },
      value: {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: { name: "main", namespace: "edge", annotations: { note: "x" } },
        spec: { gatewayClassName: "istio" },
      },
      uid: "u",
      resourceVersion: "7",
      generation: 3,
    });
  });

  it("names no namespace where there is none", () => {
    const meta = { ...resource.meta, namespace: "", annotations: {} };
    const value = baseOf({
      ...resource,
      kind: "GatewayClass.gateway.networking.k8s.io",
      meta,
    }).value;
    expect(value["metadata"]).toEqual({ name: "main" });
  });

  it("is one object for one resource, also when found in a snapshot", () => {
    const key = "c/Gateway.gateway.networking.k8s.io/edge/main";
    const current = basesIn({ ...emptySnapshot, resources: new Map([[key, resource]]) });
    const { ref } = baseOf(resource);
    expect(current(ref)).toBe(baseOf(resource));
    expect(current({ ...ref, name: "other" })).toBeNull();
  });
});
