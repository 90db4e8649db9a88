import { describe, expect, it } from "vitest";
import { indexSnapshot } from "@/lib/mesh/model/mesh-index";
import type { MeshResource } from "@/lib/mesh/model/resource";
import { advance, emptySnapshot } from "@/lib/mesh/model/snapshot";
import { kindOf, objectAt } from "./find-object";

const namespace = (cluster: string): MeshResource => ({
  kind: "Namespace",
  meta: {
    cluster,
    namespace: "",
    name: "shop",
    uid: "",
    resourceVersion: "1",
    createdAt: null,
    labels: {},
    annotations: {},
  },
  terminating: false,
});

const index = indexSnapshot(advance(emptySnapshot, [{ type: "put", resource: namespace("west") }]));
const shop = { kind: "Namespace", namespace: "", name: "shop" };

describe("the object of an address", () => {
  it.each([
    [null, "west"],
    ["west", "west"],
    // What is not there is told of the cluster that was asked for.
    ["east", "east"],
  ])("in cluster %s is in %s", (asked, cluster) => {
    expect(objectAt(index, shop, ["east", "west"], asked)?.cluster).toBe(cluster);
  });

  it("has a kind that is known", () => {
    expect(kindOf("VirtualService")).toBe("VirtualService.networking.istio.io");
    expect(kindOf("Gateway.gateway.networking.k8s.io")).toBe("Gateway.gateway.networking.k8s.io");
    expect(objectAt(index, { ...shop, kind: "Deploymint" }, ["east"], null)).toBeNull();
  });
});
