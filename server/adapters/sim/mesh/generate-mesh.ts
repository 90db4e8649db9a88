import "server-only";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { hash32 } from "../hash";
import type { SimMesh } from "./load-mesh";
import { trafficSchema } from "./traffic-schema";

export type MeshSize = {
  readonly namespaces: number;
  readonly servicesPer: number;
  /** Workloads behind each service; default 1. */
  readonly versionsPer?: number;
  readonly podsPer?: number;
  /** Calls that each workload makes; default 2. Services deeper than the first layer are called by those before them. */
  readonly callsPer?: number;
  readonly seed?: number;
  /** Requests per second into the gateway, per namespace; default 20. */
  readonly rps?: number;
};

/**
 * A mesh of any size, the same for the same arguments: a gateway, and namespaces whose services call others in their own namespace
 * and, one call in eight, in the next. Calls go from lower to higher numbers, so that there is no circle.
 *
 * Nodes of a topology with services: `namespaces × servicesPer × (1 + versionsPer)` and the gateway.
 */
export function generateMesh(size: MeshSize): SimMesh {
  const { namespaces, seed = 1, rps = 20 } = size;
  const names = Array.from({ length: namespaces }, (_, i) => `team-${pad(i)}`);
  const calls = names.flatMap((namespace, i) => [
    {
      from: "outside",
      through: "istio-system/istio-ingressgateway",
      host: `${namespace}.example.com`,
      port: 80,
      rps,
    },
    ...callsOf(size, seed, namespace, names[i + 1] ?? null),
  ]);
  return {
    objects: [...gatewayObjects(), ...names.flatMap((n) => namespaceObjects(size, n))],
    traffic: trafficSchema.parse({ seed, calls }),
  };
}

const pad = (n: number): string => String(n).padStart(3, "0");
const serviceName = (i: number): string => `svc-${pad(i)}`;
const workloadName = (i: number, version: number): string => `${serviceName(i)}-v${version + 1}`;

function callsOf(size: MeshSize, seed: number, namespace: string, next: string | null) {
  const { servicesPer, versionsPer = 1, callsPer = 2 } = size;
  const range = (n: number) => Array.from({ length: n }, (_, i) => i);
  return range(servicesPer).flatMap((i) =>
    range(versionsPer).flatMap((v) => {
      // Every service is called by the one before it; further calls go anywhere ahead.
      const targets = range(callsPer).map((c) => {
        const key = hash32(`${seed}/${namespace}/${i}/${c}`);
        if (c > 0 && next && key % 8 === 0)
          return { host: `${serviceName(i)}.${next}`, calls: 0.1 };
        const ahead = c === 0 ? i + 1 : i + 1 + (key % Math.max(1, servicesPer - i - 1));
        return ahead < servicesPer ? { host: serviceName(ahead), calls: 0.6 / callsPer } : null;
      });
      const distinct = new Map(targets.flatMap((t) => (t ? [[t.host, t] as const] : [])));
      return [...distinct.values()].map(({ host, calls }) => ({
        from: `${namespace}/${workloadName(i, v)}`,
        host,
        port: 8080,
        protocol: hash32(host) % 3 === 0 ? "grpc" : "http",
        calls,
        latency: { p50: 2 + (hash32(`${namespace}/${host}`) % 40), sigma: 0.7 },
        errors: { share: hash32(`${seed}${host}`) % 25 === 0 ? 0.02 : 0.0005 },
      }));
    }),
  );
}

function namespaceObjects(size: MeshSize, namespace: string): readonly RawObject[] {
  const services = Array.from({ length: size.servicesPer }, (_, i) => serviceName(i));
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: namespace, labels: { "istio-injection": "enabled" } },
    },
    ...services.flatMap((name, i) => serviceObjects(size, namespace, name, i)),
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: { name: "public", namespace },
      spec: {
        selector: { istio: "ingressgateway" },
        servers: [
          {
            port: { number: 80, name: "http", protocol: "HTTP" },
            hosts: [`${namespace}.example.com`],
          },
        ],
      },
    },
    {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "public", namespace },
      spec: {
        hosts: [`${namespace}.example.com`],
        gateways: ["public"],
        http: [{ route: [{ destination: { host: serviceName(0), port: { number: 8080 } } }] }],
      },
    },
  ];
}

function serviceObjects(
  { versionsPer = 1, podsPer = 1 }: MeshSize,
  namespace: string,
  name: string,
  i: number,
): readonly RawObject[] {
  const versions = Array.from({ length: versionsPer }, (_, v) => v);
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace, labels: { app: name } },
      spec: { selector: { app: name }, ports: [{ name: "http", port: 8080, targetPort: 8080 }] },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    ...versions.map((v) =>
      deployment(namespace, workloadName(i, v), { app: name, version: `v${v + 1}` }, podsPer),
    ),
  ];
}

function deployment(
  namespace: string,
  name: string,
  labels: Readonly<Record<string, string>>,
  replicas: number,
  annotations: Readonly<Record<string, string>> = {},
): RawObject {
  const container = {
    name: "app",
    image: "registry.example/app:1",
    ports: [{ containerPort: 8080 }],
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations },
        spec: { serviceAccountName: labels["app"] ?? "default", containers: [container] },
      },
    },
  };
}

function gatewayObjects(): readonly RawObject[] {
  const labels = { app: "istio-ingressgateway", istio: "ingressgateway" };
  const marks = { "inject.istio.io/templates": "gateway" };
  const injected = { ...labels, "sidecar.istio.io/inject": "true" };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "istio-system" } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "istio-ingressgateway", namespace: "istio-system", labels },
      spec: {
        type: "LoadBalancer",
        selector: labels,
        ports: [{ name: "http2", port: 80, targetPort: 80 }],
      },
    },
    deployment("istio-system", "istio-ingressgateway", injected, 1, marks),
  ];
}
