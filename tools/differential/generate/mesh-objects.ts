import type { KubeObject } from "../case";
import { anyNamespace, exportTo, portOf, ruleHost, serviceHost } from "./values";
import { hostOf, metaOf, someService, type World } from "./world";

const API = "networking.istio.io/v1";

export const TLS_MODES = ["DISABLE", "ISTIO_MUTUAL", "SIMPLE", "ISTIO_MUTUAL", "DISABLE"] as const;

export function destinationRule(world: World): KubeObject {
  const { random } = world;
  const namespace = anyNamespace(world);
  const host = random.chance(0.75) ? serviceHost(world, namespace) : ruleHost(world, namespace);
  const names = random.pick([["v1", "v2"], ["v1", "v2"], ["v1"], ["v2"], []]);
  return {
    apiVersion: API,
    kind: "DestinationRule",
    metadata: metaOf(world, namespace),
    spec: {
      host,
      ...exportTo(world),
      ...random.maybe(0.1, () => ({
        workloadSelector: { matchLabels: { app: random.pick(["client", "api"]) } },
      })),
      ...random.maybe(0.5, () => ({ trafficPolicy: trafficPolicy(world) })),
      ...(names.length > 0 && { subsets: names.map((name) => subset(world, name)) }),
    },
  };
}

function subset(world: World, name: string): object {
  const { random } = world;
  return {
    name,
    labels: random.weighted<object>([
      [8, { version: name }],
      [0.5, {}],
      [0.5, { version: name, tier: "x" }],
    ]),
    ...random.maybe(0.2, () => ({ trafficPolicy: trafficPolicy(world) })),
  };
}

function trafficPolicy(world: World): object {
  const { random } = world;
  return {
    ...parts(world),
    ...random.maybe(0.3, () => ({
      portLevelSettings: [{ port: { number: portOf(world) }, ...parts(world) }],
    })),
  };
}

function parts({ random }: World): object {
  return {
    ...random.maybe(0.6, () => ({
      tls: {
        mode: random.pick(TLS_MODES),
        ...random.maybe(0.1, () => ({ credentialName: "client-cert" })),
        ...random.maybe(0.08, () => ({ sni: "named.example.com" })),
      },
    })),
    ...random.maybe(0.2, () => ({
      loadBalancer: { simple: random.pick(["ROUND_ROBIN", "RANDOM", "PASSTHROUGH"]) },
    })),
    ...random.maybe(0.2, () => ({ outlierDetection: { consecutive5xxErrors: 3 } })),
    ...random.maybe(0.2, () => ({ connectionPool: { http: { http1MaxPendingRequests: 1 } } })),
  };
}

const PORTS = [
  { number: 80, name: "http", protocol: "HTTP" },
  { number: 443, name: "tls", protocol: "TLS" },
  { number: 443, name: "https", protocol: "HTTPS" },
  { number: 9090, name: "tcp", protocol: "TCP" },
  { number: 8080, name: "http-2", protocol: "HTTP", targetPort: 80 },
  { number: 9000, name: "grpc", protocol: "GRPC" },
] as const;

/** A ServiceEntry, with WorkloadEntries where it selects some. */
export function serviceEntry(world: World): readonly KubeObject[] {
  const { random } = world;
  const namespace = anyNamespace(world, 0.05);
  const hosts = random.weighted<() => readonly string[]>([
    [5, () => [random.pick(world.outside)]],
    [1, () => [world.outside[0] ?? "", world.outside[3] ?? ""]],
    [1, () => ["*.example.com"]],
    [0.3, () => ["Out.Example.com"]],
    [0.5, () => ["*.api.example.com"]],
    [0.7, () => [hostOf(random.pick(world.services))]],
  ])();
  const byPort = new Map(random.times(1, 2, () => random.pick(PORTS)).map((p) => [p.number, p]));
  const labels = { app: "vm", version: random.pick(["v1", "v2"]) };
  const selects = random.chance(0.15);
  const selected = random.pick(["vm", "vm", "api"]);
  const resolution = random.pick(
    selects ? ["STATIC"] : ["DNS", "DNS", "STATIC", "NONE", "NONE", "DNS_ROUND_ROBIN"],
  );
  const entry: KubeObject = {
    apiVersion: API,
    kind: "ServiceEntry",
    metadata: metaOf(world, namespace),
    spec: {
      hosts,
      ...exportTo(world),
      ...random.maybe(0.3, () => ({ addresses: [random.pick(["240.1.1.1", "240.1.2.0/24"])] })),
      ports: [...byPort.values()],
      ...random.maybe(0.6, () => ({ location: random.pick(["MESH_EXTERNAL", "MESH_INTERNAL"]) })),
      resolution,
      ...(selects && { workloadSelector: { labels: { app: selected } } }),
      ...(!selects &&
        resolution === "STATIC" && {
          endpoints: random.times(0, 2, (i) => ({
            address: `192.0.2.${i + 1}`,
            ...random.maybe(0.4, () => ({ labels })),
            ...random.maybe(0.2, () => ({ serviceAccount: "vm" })),
            ...random.maybe(0.2, () => ({ ports: { http: 8088, tls: 8443 } })),
          })),
        }),
      ...(resolution === "DNS" &&
        random.maybe(0.4, () => ({
          endpoints: [{ address: "one.other.test" }, { address: "two.other.test" }],
        }))),
    },
  };
  return selects
    ? [entry, ...random.times(0, 2, (i) => workloadEntry(world, namespace, i))]
    : [entry];
}

function workloadEntry(world: World, namespace: string, i: number): KubeObject {
  const { random } = world;
  return {
    apiVersion: API,
    kind: "WorkloadEntry",
    metadata: metaOf(world, random.chance(0.85) ? namespace : random.pick(world.namespaces)),
    spec: {
      address: `192.0.2.${20 + i}`,
      labels: { app: random.chance(0.85) ? "vm" : "other", version: "v1" },
      ...random.maybe(0.5, () => ({ serviceAccount: "vm" })),
    },
  };
}

export function sidecar(world: World): KubeObject {
  const { random } = world;
  const namespace = anyNamespace(world, 0.25);
  const where = () => random.pick([".", "*", ...world.namespaces]);
  const host = () =>
    random.pick([
      `${where()}/*`,
      `${where()}/*`,
      "*/*",
      `${where()}/${hostOf(someService(world))}`,
      `*/${hostOf(someService(world))}`,
      `${where()}/*.example.com`,
      `*/${random.pick(world.outside)}`,
      "~/*",
    ]);
  return {
    apiVersion: API,
    kind: "Sidecar",
    metadata: metaOf(world, namespace),
    spec: {
      ...random.maybe(0.4, () => ({
        workloadSelector: { labels: { app: random.pick(["client", "api"]) } },
      })),
      egress: egress(world, host),
      ...random.maybe(0.3, () => ({
        outboundTrafficPolicy: { mode: random.pick(["REGISTRY_ONLY", "ALLOW_ANY"]) },
      })),
    },
  };
}

/** A server outside the cluster that stands in for pods of a Kubernetes service. */
export function standIn(world: World): KubeObject {
  const { random } = world;
  const { namespace, app } = someService(world);
  return {
    apiVersion: API,
    kind: "WorkloadEntry",
    metadata: metaOf(world, namespace),
    spec: {
      address: "192.0.2.40",
      labels: { app, version: random.pick(["v1", "v2"]) },
      ...random.maybe(0.5, () => ({ serviceAccount: app })),
      ...random.maybe(0.4, () => ({ ports: { http: 8089, nowhere: 8090, "tcp-db": 8091 } })),
    },
  };
}

/** A Sidecar that says what its workloads listen on. */
export function ingressSidecar(world: World): KubeObject {
  const { random } = world;
  const listener = (number: number) => ({
    port: { number, protocol: random.pick(["HTTP", "TCP", "GRPC", "HTTPS"]), name: "in" },
    defaultEndpoint: `127.0.0.1:${number}`,
  });
  const ports = [8080, 8088, 9000, 9090].filter(() => random.chance(0.4));
  return {
    apiVersion: API,
    kind: "Sidecar",
    metadata: metaOf(world, anyNamespace(world, 0.1)),
    spec: {
      workloadSelector: { labels: { app: random.pick(["api", "api", "web"]) } },
      ...(ports.length > 0 && { ingress: ports.map(listener) }),
      egress: [{ hosts: ["*/*"] }],
    },
  };
}

/** Listeners for ports of their own come before the one for all others. */
function egress(world: World, host: () => string): readonly object[] {
  const { random } = world;
  const hosts = () => ({ hosts: random.times(1, 3, host) });
  const onPort = () => ({
    port: {
      number: portOf(world),
      protocol: random.pick(["HTTP", "HTTP", "TCP", "GRPC"]),
      name: random.pick(["one", "http-two"]),
    },
    ...hosts(),
  });
  return [...(random.chance(0.25) ? [onPort()] : []), ...(random.chance(0.95) ? [hosts()] : [])];
}

/** A Kubernetes Service that is only another name. */
export function externalName(world: World): KubeObject {
  const { random } = world;
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: "alias",
      namespace: random.pick(world.namespaces),
      creationTimestamp: "2024-01-01T00:00:00Z",
    },
    spec: {
      type: "ExternalName",
      externalName: random.pick([hostOf(random.pick(world.services)), "out.example.com"]),
      ports: [{ name: "http", port: 80, protocol: "TCP" }],
    },
  };
}

const AUTHORIZER = {
  name: "authorizer",
  envoyExtAuthzHttp: { service: "api.b.svc.cluster.local", port: 8000 },
};

const EXPORTS = [["."], ["*"], ["a"]];

/** The ConfigMap with the mesh configuration. */
export function meshConfig({ random }: World): KubeObject {
  const mesh = {
    ...random.maybe(0.4, () => ({
      outboundTrafficPolicy: { mode: random.pick(["REGISTRY_ONLY", "ALLOW_ANY"]) },
    })),
    ...random.maybe(0.25, () => ({ enableAutoMtls: false })),
    ...random.maybe(0.2, () => ({ defaultVirtualServiceExportTo: random.pick(EXPORTS) })),
    ...random.maybe(0.2, () => ({ defaultDestinationRuleExportTo: random.pick(EXPORTS) })),
    ...random.maybe(0.15, () => ({ defaultServiceExportTo: random.pick(EXPORTS) })),
    ...random.maybe(0.25, () => ({
      defaultHttpRetryPolicy: random.pick([{ attempts: 0 }, { attempts: 5, retryOn: "reset" }]),
    })),
    ...random.maybe(0.2, () => ({ trustDomain: "td.example" })),
    ...random.maybe(0.2, () => ({ trustDomainAliases: ["old.example", "cluster.local"] })),
    ...random.maybe(0.35, () => ({ extensionProviders: [AUTHORIZER] })),
    ...random.maybe(0.2, () => ({
      pathNormalization: {
        normalization: random.pick(["NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES"]),
      },
    })),
  };
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "istio", namespace: "istio-system" },
    data: { mesh: JSON.stringify(mesh) },
  };
}
