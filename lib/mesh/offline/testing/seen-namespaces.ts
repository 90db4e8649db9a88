import { settingsOf } from "../../routing/spec/settings-of";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../offline-mesh";

/** Three namespaces with a service and rules of the same name; the label `mesh` is "true" at one of them, `shop`. */
export const namespaces = ["shop", "lab", "istio-system"]
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

const pod = (namespace: string, name: string, version: string): string => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}-${version}
  namespace: ${namespace}
  labels: { app: ${name}, version: ${version}, security.istio.io/tlsMode: istio }
  annotations: { sidecar.istio.io/status: "{}" }
spec: { containers: [{ name: istio-proxy, args: [proxy, sidecar] }] }
status: { phase: Running, podIP: 10.1.0.${name.length}${version.length}, conditions: [{ type: Ready, status: "True" }] }
`;
const istio = (kind: string, name: string, namespace: string, spec: string): string => `
apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: ${namespace}, creationTimestamp: "2024-01-01T00:00:00Z" }
spec: { ${spec} }
`;
const HOST = "reviews.shop.svc.cluster.local";
const SUBSETS = `host: ${HOST}, subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }]`;
const SPLIT = `hosts: [${HOST}], http: [{ route: [{ destination: { host: ${HOST}, subset: v1 }, weight: 90 }, { destination: { host: ${HOST}, subset: v2 }, weight: 10 }] }]`;
const POLICY = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: nothing, namespace: istio-system }
spec: {}
`;

/** A shop whose split stands in the namespace `home`; a policy of the root namespace denies everything. */
export const shopRuledFrom = (home: string, mesh: string, ...more: readonly string[]) => {
  const objects = [
    pod("shop", "web", "v1"),
    pod("shop", "reviews", "v1"),
    pod("shop", "reviews", "v2"),
    `
apiVersion: v1
kind: Service
metadata: { name: reviews, namespace: shop }
spec: { clusterIP: 10.96.0.1, selector: { app: reviews }, ports: [{ name: http, port: 80 }] }
`,
    istio("DestinationRule", "reviews", "shop", SUBSETS),
    istio("VirtualService", "reviews", home, SPLIT),
    POLICY,
    ...more,
  ];
  const { index } = readOfflineMesh(
    [{ name: "mesh", text: [namespaces, ...objects].join("\n---\n") }],
    {
      meshConfig: { name: "config", text: mesh },
    },
  );
  const caller = index.find("Workload", OFFLINE_CLUSTER, "shop", "web-v1");
  const server = index.find("Workload", OFFLINE_CLUSTER, "shop", "reviews-v1");
  const service = index.find("Service", OFFLINE_CLUSTER, "shop", "reviews");
  if (!caller || !server || !service) throw new Error("no such mesh");
  return { index, caller, server, service, settings: settingsOf(index, OFFLINE_CLUSTER) };
};

/** A mesh configuration that lets the control plane see `shop` alone. */
export const ONLY_SHOP = 'discoverySelectors: [{ matchLabels: { mesh: "true" } }]';
