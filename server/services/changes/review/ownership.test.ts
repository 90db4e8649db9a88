import { describe, expect, it } from "vitest";
import { baseOf } from "@/lib/mesh/changes/base";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { changeOf } from "@/lib/mesh/changes/plan/change-set-of";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { readConfig } from "@/lib/mesh/model/raw/config";
import { readMeta } from "@/lib/mesh/model/raw/meta";
import { refKey } from "@/lib/mesh/model/resource";
import { ok } from "@/lib/result";
import { ownershipFor } from "./ownership";

const ref: ConfigRef = {
  ...{ cluster: "c", kind: "VirtualService.networking.istio.io" },
  ...{ namespace: "shop", name: "reviews" },
};
const route = (name: string, weight: number) => ({ name, route: [{ weight }] });
const manifest = (...http: readonly ReturnType<typeof route>[]): JsonObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "reviews", namespace: "shop" },
  spec: { hosts: ["reviews"], http },
});

const rollout = {
  kind: "Rollout",
  metadata: { name: "web", namespace: "shop" },
  spec: {
    strategy: {
      canary: {
        trafficRouting: { istio: { virtualService: { name: "reviews", routes: ["steered"] } } },
      },
    },
  },
};

describe("a Rollout that steers one route", () => {
  it.each([
    ["its weights", manifest(route("free", 1), route("steered", 2)), "automated"],
    ["its weights, when the route before it goes", manifest(route("steered", 2)), "automated"],
    ["another route", manifest(route("free", 2), route("steered", 1)), "none"],
    ["another route that goes", manifest(route("steered", 1)), "none"],
  ])("and a change of %s", (_, after, expected) => {
    const live = manifest(route("free", 1), route("steered", 1));
    const resource = readConfig(ref.kind, readMeta(ref.cluster, ref, live), live);
    const change = changeOf({ ref, before: baseOf(resource), after, text: "", edits: [] });
    if (change === null) throw new Error("nothing changes");
    const found = ownershipFor(change, {
      objects: new Map([[refKey(ref), ok({ resource, manifest: live })]]),
      delivery: new Map([
        ["shop", ok({ canaries: [], rollouts: [rollout], argoLabel: null, hidden: [] })],
      ]),
    });
    expect(found?.class).toBe(expected);
  });
});
