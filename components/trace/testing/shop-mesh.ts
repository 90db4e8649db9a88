import { OFFLINE_CLUSTER, readOfflineMesh } from "@/lib/mesh/offline/offline-mesh";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { TraceMesh } from "@/lib/mesh/trace/mesh";
import type { TraceRequest } from "@/lib/mesh/trace/request";

const SHOP = `
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec: {selector: {app: cart}, ports: [{port: 80, name: http, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata:
  {name: cart-v1, namespace: shop, labels: {app: cart, version: v1, security.istio.io/tlsMode: istio}, annotations: {sidecar.istio.io/status: "{}"}}
spec: {containers: [{name: c}, {name: istio-proxy}]}
status: {phase: Running, podIP: 10.0.0.7, conditions: [{type: Ready, status: "True"}]}
---
apiVersion: v1
kind: Pod
metadata:
  {name: web, namespace: shop, labels: {app: web, security.istio.io/tlsMode: istio}, annotations: {sidecar.istio.io/status: "{}"}}
spec: {containers: [{name: c}, {name: istio-proxy}]}
status: {phase: Running, podIP: 10.0.0.3, conditions: [{type: Ready, status: "True"}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: cart-a, namespace: shop, labels: {kubernetes.io/service-name: cart}}
addressType: IPv4
ports: [{name: http, port: 8080}]
endpoints:
- {addresses: [10.0.0.7], conditions: {ready: true}, targetRef: {kind: Pod, name: cart-v1, namespace: shop}}
---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: {name: cart, namespace: shop}
spec: {host: cart, subsets: [{name: v1, labels: {version: v1}}, {name: v2, labels: {version: v2}}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec:
  hosts: [cart]
  http:
  - match: [{headers: {end-user: {exact: jason}}}]
    route: [{destination: {host: cart, subset: v2}}]
    timeout: 2s
  - route:
    - {destination: {host: cart, subset: v1}, weight: 90}
    - {destination: {host: cart, subset: v2}, weight: 10}
`;

/** The mesh of these objects, and of more behind them. */
export function shopMesh(more = ""): TraceMesh {
  const { index } = readOfflineMesh([{ name: "shop.yaml", text: `${SHOP}---\n${more}` }], {});
  return { index, settings: settingsOf(index, OFFLINE_CLUSTER) };
}

export const fromWeb: TraceRequest = {
  from: { cluster: OFFLINE_CLUSTER, kind: "Workload", namespace: "shop", name: "web" },
  host: "cart",
  port: 80,
  method: "GET",
  path: "/",
  headers: {},
  sni: null,
  claims: null,
  plaintext: false,
};
