import { describe, expect, it } from "vitest";
import { meshClusterIdOf } from "./mesh-cluster-id";
import type { Raw } from "./value";

const env = (name: string, value?: string) => (value === undefined ? { name } : { name, value });
const pod = (container: string, ...variables: Raw[]): Raw => ({
  containers: [
    { name: "app", env: [env("CLUSTER_ID", "the app's own")] },
    { name: container, env: variables },
  ],
});

/** Source of the variables: istio/istio manifests/charts, injection-template.yaml, istiod and ztunnel. */
describe("the cluster ID of a pod", () => {
  it.each<[string, Record<string, string>, Raw, string | null]>([
    ["a sidecar", {}, pod("istio-proxy", env("ISTIO_META_CLUSTER_ID", "east")), "east"],
    [
      "a native sidecar",
      {},
      { initContainers: pod("istio-proxy", env("ISTIO_META_CLUSTER_ID", "east"))["containers"] },
      "east",
    ],
    [
      "istiod",
      { app: "istiod" },
      { containers: [{ name: "discovery", env: [env("CLUSTER_ID", "east")] }] },
      "east",
    ],
    [
      "ztunnel",
      { app: "ztunnel" },
      { containers: [{ name: "istio-proxy", env: [env("CLUSTER_ID", "east")] }] },
      "east",
    ],
    ["an app with a variable of that name", {}, pod("other", env("CLUSTER_ID", "east")), null],
    ["a value from elsewhere", {}, pod("istio-proxy", env("ISTIO_META_CLUSTER_ID")), null],
    ["nonsense", {}, { containers: ["x", null, { env: "y" }] } as unknown as Raw, null],
  ])("of %s", (_, labels, spec, expected) => {
    expect(meshClusterIdOf(labels, spec)).toBe(expected);
  });
});
