import type { KubeObject } from "../case";
import { CERTIFICATE } from "./credentials";
import { gatewayHost, metaOf, type World } from "./world";

/** Pods of gateways: where they are, what Gateways select them by, and the ports of the service before them. */
export type GatewayPods = {
  readonly namespace: string;
  readonly selector: Readonly<Record<string, string>>;
};

const SERVICE_PORTS = [
  { name: "http2", port: 80, targetPort: 8080, protocol: "TCP" },
  { name: "alt", port: 8080, targetPort: 8080, protocol: "TCP" },
  { name: "https", port: 443, targetPort: 8443, protocol: "TCP" },
  { name: "tcp", port: 31400, targetPort: 31400, protocol: "TCP" },
  { name: "tls", port: 15443, targetPort: 15443, protocol: "TCP" },
];

export const GATEWAY_PORTS = SERVICE_PORTS.map((p) => p.port);

/** istiod gives the service of its own deployments the ports of the listeners. */
const MANAGED_PORTS = [80, 8080, 443].map((port) => ({
  name: `p${port}`,
  port,
  targetPort: port,
  protocol: "TCP",
}));

type Pods = {
  readonly name: string;
  readonly namespace: string;
  readonly ip: string;
  readonly ports: typeof SERVICE_PORTS;
};

function proxyPods(
  world: World,
  { name, namespace, ip, ports }: Pods,
  labels: Record<string, string>,
): void {
  const service = { name, namespace, creationTimestamp: "2024-01-01T00:00:00Z" };
  const pod = {
    name: `${name}-5d4f-0`,
    generateName: `${name}-5d4f-`,
    namespace,
    labels: { ...labels, "pod-template-hash": "5d4f" },
    ownerReferences: [
      {
        apiVersion: "apps/v1",
        kind: "ReplicaSet",
        name: `${name}-5d4f`,
        uid: "1",
        controller: true,
      },
    ],
  };
  world.objects.push(
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: pod,
      spec: {
        serviceAccountName: name,
        containers: [{ name: "istio-proxy", args: ["proxy", "router"] }],
      },
      status: {
        phase: "Running",
        podIP: ip,
        podIPs: [{ ip }],
        conditions: [{ type: "Ready", status: "True" }],
      },
    },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: service,
      spec: {
        clusterIP: `10.96.9.${ip.split(".").at(-1)}`,
        selector: labels,
        ports,
      },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${name}-1`, namespace, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      ports: ports.map((p) => ({
        name: p.name,
        port: p.targetPort,
        protocol: "TCP",
      })),
      endpoints: [
        {
          addresses: [ip],
          conditions: { ready: true, serving: true, terminating: false },
          targetRef: { kind: "Pod", namespace, name: pod.name },
        },
      ],
    },
  );
}

/** Pods of an ingress gateway as the charts install it. */
export function ingressPods(world: World): GatewayPods {
  const namespace = world.random.chance(0.7) ? "istio-system" : "a";
  const labels = { istio: "ingressgateway", app: "istio-ingressgateway" };
  proxyPods(
    world,
    { name: "istio-ingressgateway", namespace, ip: "10.9.0.1", ports: SERVICE_PORTS },
    labels,
  );
  return { namespace, selector: { istio: "ingressgateway" } };
}

/** The deployment that istiod makes for a Gateway of the Gateway API. */
export function managedPods(world: World, namespace: string, gateway: string, n: number): void {
  proxyPods(
    world,
    { name: `${gateway}-istio`, namespace, ip: `10.9.1.${n + 1}`, ports: MANAGED_PORTS },
    {
      "gateway.networking.k8s.io/gateway-name": gateway,
      "gateway.networking.k8s.io/gateway-class-name": "istio",
      "gateway.istio.io/managed": "istio.io-gateway-controller",
    },
  );
}

/** An Istio Gateway with servers of every protocol. */
export function istioGateway(world: World, pods: GatewayPods): KubeObject {
  const { random } = world;
  const namespace = random.chance(0.5) ? pods.namespace : random.pick(world.namespaces);
  const servers = random.times(1, 3, (i) => server(world, i));
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "Gateway",
    metadata: metaOf(world, namespace),
    spec: { selector: pods.selector, servers },
  };
}

function server(world: World, i: number): object {
  const { random } = world;
  const hosts = random.times(1, 2, () => {
    const host = gatewayHost(world);
    return random.weighted([
      [7, host],
      [1, `./${host}`],
      [1, `*/${host}`],
      [1, `${random.pick(world.namespaces)}/${host}`],
    ]);
  });
  const { httpsRedirect, protocols, numbers, ...rest } = random.weighted<ServerKind>(SERVERS);
  const tls = httpsRedirect && random.chance(0.12) ? { httpsRedirect: true } : rest.tls;
  const credentialName = random.pick(["cert", "cert2"]);
  return {
    port: { number: random.pick(numbers), name: `s${i}`, protocol: random.pick(protocols) },
    hosts,
    ...(tls && { tls: rest.ownsCertificate ? { ...tls, credentialName } : tls }),
  };
}

type ServerKind = {
  readonly protocols: readonly string[];
  readonly numbers: readonly number[];
  readonly tls?: object;
  /** It names a Secret. */
  readonly ownsCertificate?: true;
  /** It may send plain requests to HTTPS. */
  readonly httpsRedirect?: true;
};

const https = (mode: string, ownsCertificate: true | undefined = true): ServerKind => ({
  protocols: ["HTTPS"],
  numbers: [443],
  tls: { mode },
  ...(ownsCertificate && { ownsCertificate }),
});

const SERVERS: readonly (readonly [number, ServerKind])[] = [
  [6, { protocols: ["HTTP", "HTTP2"], numbers: [80, 80, 8080], httpsRedirect: true }],
  [1.5, https("SIMPLE")],
  [0.75, https("MUTUAL")],
  [0.75, https("OPTIONAL_MUTUAL")],
  [0.6, https("PASSTHROUGH", undefined)],
  [0.3, { ...https("ISTIO_MUTUAL", undefined), protocols: ["HTTPS", "TLS"] }],
  [1.2, { protocols: ["TLS"], numbers: [443, 15443], tls: { mode: "PASSTHROUGH" } }],
  [0.3, { protocols: ["TLS"], numbers: [15443], tls: { mode: "AUTO_PASSTHROUGH" } }],
  [0.5, { protocols: ["TLS"], numbers: [443], tls: { mode: "SIMPLE", credentialName: "cert" } }],
  [0.8, { protocols: ["TCP"], numbers: [31400] }],
];

/** A Gateway of the Gateway API, with the pods that istiod would have made. */
export function managedGateway(world: World, n: number): KubeObject {
  const { random } = world;
  const namespace = random.pick(world.namespaces);
  const metadata = metaOf(world, namespace);
  managedPods(world, namespace, metadata.name, n);
  const hasSecret = world.objects.some(
    (o) => o.kind === "Secret" && o.metadata.namespace === namespace,
  );
  if (!hasSecret)
    world.objects.push({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "cert", namespace },
      type: "kubernetes.io/tls",
      data: CERTIFICATE,
    });
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "Gateway",
    metadata,
    spec: {
      gatewayClassName: random.chance(0.95) ? "istio" : "other",
      listeners: random.times(1, 3, (i) => listener(world, i)),
    },
  };
}

function listener(world: World, i: number): object {
  const { random } = world;
  const hostname = random.maybe(0.6, () => ({
    hostname: gatewayHost(world).replace(/^\*$/, "out.example.com"),
  }));
  const from = random.pick<object | undefined>([
    undefined,
    { namespaces: { from: "Same" } },
    { namespaces: { from: "All" } },
    { namespaces: { from: "All" } },
    { namespaces: { from: "All" } },
    { namespaces: { from: "All" } },
    { namespaces: { from: "Selector", selector: { matchLabels: { tier: "x" } } } },
    { namespaces: { from: "All" }, kinds: [{ kind: random.pick(["HTTPRoute", "GRPCRoute"]) }] },
  ]);
  const common = { name: `l${i}`, ...hostname, ...(from && { allowedRoutes: from }) };
  if (random.chance(0.7)) return { ...common, port: random.pick([80, 80, 8080]), protocol: "HTTP" };
  const certificateRefs = [{ name: random.chance(0.9) ? "cert" : "gone" }];
  return { ...common, port: 443, protocol: "HTTPS", tls: { mode: "Terminate", certificateRefs } };
}
