import type { ResourceRef } from "../../model/resource";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { settingsOf } from "../../routing/spec/settings-of";
import type { TraceAnswer } from "../answer";
import type { TraceMesh } from "../mesh";
import { traceRequest } from "../trace";

const pod = (namespace: string, app: string, ip: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${app}-1, namespace: ${namespace}, annotations: { sidecar.istio.io/status: "{}" }, labels: { app: ${app}, security.istio.io/tlsMode: istio } }
spec: { serviceAccountName: ${app}, containers: [{ name: app }] }
status: { phase: Running, podIP: ${ip}, podIPs: [{ ip: ${ip} }], conditions: [{ type: Ready, status: "True" }] }
`;

const service = (namespace: string, app: string, ip: string, podIp: string): string => `
${pod(namespace, app, podIp)}
---
apiVersion: v1
kind: Service
metadata: { name: ${app}, namespace: ${namespace} }
spec: { clusterIP: ${ip}, selector: { app: ${app} }, ports: [{ name: http, port: 80, targetPort: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${app}-1, namespace: ${namespace}, labels: { kubernetes.io/service-name: ${app} } }
addressType: IPv4
ports: [{ name: http, port: 80, protocol: TCP }]
endpoints: [{ addresses: [${podIp}], conditions: { ready: true }, targetRef: { kind: Pod, name: ${app}-1, namespace: ${namespace} } }]
`;

/** A client in `a`; in `b` a service with an address and two without. Each has one pod with a sidecar. */
const WORLD = [
  pod("a", "client", "10.1.0.1"),
  service("b", "api", "10.96.0.1", "10.2.0.1"),
  service("b", "db", "None", "10.2.0.2"),
  service("b", "store", "None", "10.2.0.3"),
].join("---\n");

type Asked = {
  /** As it is dialled. */
  readonly host: string;
  /** The host header, where it is another. */
  readonly authority?: string;
  readonly port?: number;
  readonly sni?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly plaintext?: boolean;
};

/** The small mesh with these objects. */
export function smallMesh(objects: string): TraceMesh {
  const { index } = readOfflineMesh([{ name: "case", text: `${WORLD}---\n${objects}` }]);
  return { index, settings: settingsOf(index, OFFLINE_CLUSTER) };
}

export const CLIENT: ResourceRef = {
  cluster: OFFLINE_CLUSTER,
  kind: "Workload",
  namespace: "a",
  name: "client-1",
};

/** What becomes of a GET of `a/client` in the small mesh with these objects. */
export function askSmallMesh(
  objects: string,
  { host, authority = host, port = 80, sni, claims = {}, plaintext = false }: Asked,
): TraceAnswer {
  return traceRequest(smallMesh(objects), {
    from: CLIENT,
    ...{ host, port, claims, plaintext },
    ...{ method: "GET", path: "/", headers: { host: authority }, sni: sni ?? null },
  });
}
