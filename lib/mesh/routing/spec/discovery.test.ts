import { expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { discovered } from "./discovery";
import { settingsOf } from "./settings-of";

const TEXT = ["shop", "lab", "istio-system"]
  .map(
    (name) => `
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { mesh: "${name === "shop"}" } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: ${name} }
spec: { ports: [{ port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: web, namespace: ${name} }
spec: { hosts: [web] }
`,
  )
  .join("\n---\n");

// source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ discoverySelectors
it.each([
  ["{}", ["istio-system", "lab", "shop"]],
  ["discoverySelectors: []", ["istio-system", "lab", "shop"]],
  ['discoverySelectors: [{ matchLabels: { mesh: "true" } }]', ["shop"]],
  [
    'discoverySelectors: [{ matchLabels: { mesh: "true" } }, { matchLabels: { kubernetes.io/metadata.name: lab } }]',
    ["lab", "shop"],
  ],
  [
    'discoverySelectors: [{ matchExpressions: [{ key: mesh, operator: NotIn, values: ["true"] }] }]',
    ["istio-system", "lab"],
  ],
  ["discoverySelectors: [{ matchLabels: { mesh: never } }]", []],
])("%s lets the control plane see %j", (mesh, expected) => {
  const { index } = readOfflineMesh([{ name: "mesh", text: TEXT }], {
    meshConfig: { name: "config", text: mesh },
  });
  const seen = discovered(index, settingsOf(index, OFFLINE_CLUSTER));
  const namespacesOf = (kind: "Service" | "VirtualService.networking.istio.io") =>
    seen
      .all(kind)
      .map((o) => o.meta.namespace)
      .toSorted();
  expect(namespacesOf("Service")).toEqual(expected);
  expect(namespacesOf("VirtualService.networking.istio.io")).toEqual(expected);
  expect(seen.all("MeshConfig")).toHaveLength(1);
});
