import type { BaseObject } from "@/lib/mesh/changes/draft";
import type { ConfigRef, Edit } from "@/lib/mesh/changes/edit";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import type { ConfigKind } from "@/lib/mesh/model/kinds";
import type { ResourceRef } from "@/lib/mesh/model/resource";

export const CLUSTER = "prod-eu1";
/** 21 November 2026, 16:42:31 UTC. */
export const NOW = Date.UTC(2026, 10, 21, 16, 42, 31);

export const VIRTUAL_SERVICE = "VirtualService.networking.istio.io";
export const DESTINATION_RULE = "DestinationRule.networking.istio.io";
export const AUTHORIZATION_POLICY = "AuthorizationPolicy.security.istio.io";

export const ref = (kind: ConfigKind, name: string): ConfigRef => ({
  cluster: CLUSTER,
  kind,
  namespace: "bookinfo",
  name,
});

export const workload = (name: string): ResourceRef => ({
  cluster: CLUSTER,
  kind: "Workload",
  namespace: "bookinfo",
  name,
});

export const service = (name: string): ResourceRef => ({ ...workload(name), kind: "Service" });

const object = (apiVersion: string, kind: string, name: string, spec: JsonObject): JsonObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: "bookinfo" },
  spec,
});

const to = (subset: string, weight: number): JsonObject => ({
  destination: { host: "reviews", subset },
  weight,
});

export const reviews = (v1: number, v3: number): JsonObject =>
  object("networking.istio.io/v1", "VirtualService", "reviews", {
    hosts: ["reviews"],
    http: [
      {
        name: "jason",
        match: [{ headers: { "end-user": { exact: "jason" } } }],
        route: [{ destination: { host: "reviews", subset: "v2" } }],
      },
      { route: [to("v1", v1), to("v3", v3)], timeout: "2s" },
    ],
  });

export const subsets = (...names: readonly string[]): JsonObject =>
  object("networking.istio.io/v1", "DestinationRule", "reviews", {
    host: "reviews",
    trafficPolicy: { loadBalancer: { simple: "LEAST_REQUEST" } },
    subsets: names.map((name) => ({ name, labels: { version: name } })),
  });

export const callers: JsonObject = object(
  "security.istio.io/v1",
  "AuthorizationPolicy",
  "ratings-callers",
  {
    selector: { matchLabels: { app: "ratings" } },
    action: "ALLOW",
    rules: [
      { from: [{ source: { principals: ["cluster.local/ns/bookinfo/sa/bookinfo-reviews"] } }] },
    ],
  },
);

export const base = (of: ConfigRef, value: JsonObject, resourceVersion: string): BaseObject => ({
  ref: of,
  value,
  uid: `uid-${of.name}`,
  resourceVersion,
  generation: 3,
});

/** The gestures behind the sample: weights in three steps, and a policy that was typed. */
export const EDITS: readonly Edit[] = [
  split("1", 90, 70),
  split("2", 70, 50),
  {
    id: "3",
    intent: { type: "typed", ref: ref(AUTHORIZATION_POLICY, "ratings-callers") },
    objects: [
      { type: "create", ref: ref(AUTHORIZATION_POLICY, "ratings-callers"), value: callers },
    ],
  },
];

function split(id: string, before: number, after: number): Edit {
  return {
    id,
    intent: {
      type: "split",
      service: service("reviews"),
      host: "reviews.bookinfo.svc.cluster.local",
      rule: "http[1]",
      shares: [
        { destination: "v1", before, after },
        { destination: "v3", before: 100 - before, after: 100 - after },
      ],
    },
    objects: [
      {
        type: "patch",
        ref: ref(VIRTUAL_SERVICE, "reviews"),
        changes: [
          { op: "set", path: ["spec", "http", 1, "route", 0, "weight"], was: before, to: after },
        ],
      },
    ],
  };
}
