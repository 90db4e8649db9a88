type PodSaid = {
  readonly namespace: string;
  readonly app: string;
  readonly ip: string;
  /** Labels and annotations, as YAML. */
  readonly more: string;
  /** What stands in the one container. */
  readonly container?: string;
};

export const podManifest = ({
  namespace,
  app,
  ip,
  more,
  container = "name: app",
}: PodSaid): string => `
apiVersion: v1
kind: Pod
metadata: { name: ${app}-1, namespace: ${namespace}, ${more} }
spec: { serviceAccountName: ${app}, containers: [{ ${container} }] }
status: { phase: Running, podIP: ${ip}, podIPs: [{ ip: ${ip} }], conditions: [{ type: Ready, status: "True" }] }
`;

/** Labels and annotations of a pod with a sidecar. */
export const sidecarOf = (app: string): string =>
  `annotations: { sidecar.istio.io/status: "{}" }, labels: { app: ${app}, security.istio.io/tlsMode: istio }`;

type ApplicationSaid = Pick<PodSaid, "namespace" | "app"> & {
  /** Of the Service; `None` for a headless one. */
  readonly ip: string;
  readonly podIp: string;
  readonly port: number;
};

/** A pod with a sidecar, the Service before it and its EndpointSlice. */
export const applicationManifest = ({
  namespace,
  app,
  ip,
  podIp,
  port,
}: ApplicationSaid): string => `
${podManifest({ namespace, app, ip: podIp, more: sidecarOf(app) })}
---
apiVersion: v1
kind: Service
metadata: { name: ${app}, namespace: ${namespace} }
spec: { clusterIP: ${ip}, selector: { app: ${app} }, ports: [{ name: http, port: ${port}, targetPort: ${port} }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: ${app}-1, namespace: ${namespace}, labels: { kubernetes.io/service-name: ${app} } }
addressType: IPv4
ports: [{ name: http, port: ${port}, protocol: TCP }]
endpoints: [{ addresses: [${podIp}], conditions: { ready: true }, targetRef: { kind: Pod, name: ${app}-1, namespace: ${namespace} } }]
`;

/** The pod of an ingress gateway in namespace `a`, with the label `app: edge`. */
export const edgePod = podManifest({
  ...{ namespace: "a", app: "edge", ip: "10.1.0.9", more: "labels: { app: edge }" },
  container: "name: istio-proxy, args: [proxy, router]",
});

/** That pod and the Service before it, with one port as YAML. */
export const edgeGateway = (port: string): string => `${edgePod}---
apiVersion: v1
kind: Service
metadata: { name: edge, namespace: a }
spec: { clusterIP: 10.96.0.9, selector: { app: edge }, ports: [{ ${port} }] }
---
`;
