import { describe, expect, it } from "vitest";
import { createInventory } from "../../../model/inventory";
import { indexSnapshot } from "../../../model/mesh-index";
import { advance, emptySnapshot } from "../../../model/snapshot";
import { analyse } from "../../analyse";
import { findingText } from "../../testing/analysis-case";

const namespace = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "b", labels: { "istio-injection": "enabled" } },
};
const owner = { apiVersion: "apps/v1", kind: "StatefulSet", name: "db", controller: true };
const pod = (name: string, spec: object, more: object = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "b", ...more },
  spec: { containers: [{ name: "app" }], ...spec },
  status: { phase: "Running" },
});
const proxy = { containers: [{ name: "app" }, { name: "istio-proxy", image: "proxyv2" }] };

/** As a page sees it, that knows workloads and no single pods. */
function said(...objects: readonly object[]): readonly string[] {
  const inventory = createInventory("c");
  const events = [namespace, ...objects].flatMap((o) => inventory.put({ ...o }));
  const findings = analyse(indexSnapshot(advance(emptySnapshot, events)));
  return findings.filter((f) => f.code === "IST0103").map(findingText);
}

describe("pods without a sidecar, of a live mesh", () => {
  it("are told by their workload", () => {
    expect(said(pod("p", {}), pod("q", proxy))).toEqual([
      "IST0103 warning Workload b/p {pod: p, namespace: b}",
    ]);
  });

  it("are named one by one where others of the workload have one", () => {
    const owned = { ownerReferences: [owner], generateName: "db-" };
    expect(said(pod("db-0", proxy, owned), pod("db-1", {}, owned))).toEqual([
      "IST0103 warning Workload b/db {pod: db-1, namespace: b}",
    ]);
  });

  it.each([
    ["opted out", pod("p", {}, { labels: { "sidecar.istio.io/inject": "false" } })],
    ["on the node's network", pod("p", { hostNetwork: true })],
    ["ended", { ...pod("p", {}), status: { phase: "Succeeded" } }],
  ])("are left out when they are %s", (_, object) => {
    expect(said(object)).toEqual([]);
  });
});
