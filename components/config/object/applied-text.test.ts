import { describe, expect, it } from "vitest";
import { authoredText, currentText, lastApplied } from "./applied-text";

const APPLIED = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name: "web", namespace: "shop", annotations: {} },
  spec: { http: [{ route: [{ weight: 90, destination: { host: "web" } }] }], hosts: ["web"] },
};

const manifest = (annotation: string) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: web
  namespace: shop
  uid: u
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      ${annotation}
spec:
  hosts: [web]
`;

describe("what was applied last", () => {
  it("is what kubectl keeps in the object", () => {
    expect(lastApplied(manifest(JSON.stringify(APPLIED)))).toEqual(APPLIED);
  });

  it.each([
    ["there is no annotation", "kind: VirtualService\nmetadata: { name: web }\n"],
    ["there are no annotations at all", "kind: VirtualService\n"],
    ["it is no JSON", manifest("{ not json")],
    ["it is no object", manifest("[1]")],
    ["nothing can be read", ": ["],
  ])("is not known where %s", (_, text) => {
    expect(lastApplied(text)).toBeNull();
  });

  it("is compared in what an author writes, whatever the order of its keys", () => {
    const standing = currentText({
      kind: "VirtualService.networking.istio.io",
      apiVersion: "networking.istio.io/v1",
      generation: 4,
      meta: {
        cluster: "c",
        namespace: "shop",
        name: "web",
        uid: "u",
        resourceVersion: "7",
        createdAt: "2026-01-01T00:00:00Z",
        labels: {},
        annotations: {},
      },
      spec: { hosts: ["web"], http: [{ route: [{ destination: { host: "web" }, weight: 90 }] }] },
      status: { conditions: [] },
      managers: ["kubectl"],
    });
    expect(authoredText(APPLIED)).toBe(standing);
    expect(standing).toContain("weight: 90");
    expect(standing).not.toContain("status");
  });
});
