import type { KubeObject } from "../case";
import type { Random } from "../random";
import { NAMES, PATHS } from "./vocabulary";

/** What the objects of a generated mesh may name. */
export type World = {
  readonly random: Random;
  readonly namespaces: readonly string[];
  readonly workloads: readonly WorldWorkload[];
  readonly services: readonly WorldService[];
  /** Few of the services, which most rules and requests are about: so that they meet. */
  readonly focus: readonly WorldService[];
  /** Paths that rules name in this mesh; few, so that requests hit them. */
  readonly paths: readonly string[];
  /** Hosts that gateways let in. */
  readonly names: readonly string[];
  /** Hosts outside the cluster, whether or not a ServiceEntry has them. */
  readonly outside: readonly string[];
  readonly objects: KubeObject[];
};

export type WorldWorkload = {
  readonly namespace: string;
  /** Name of the Deployment: app and version. */
  readonly name: string;
  readonly app: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly account: string;
  readonly proxy: boolean;
  readonly ips: readonly string[];
  readonly ready: readonly boolean[];
};

export type WorldService = {
  readonly namespace: string;
  readonly name: string;
  readonly app: string;
  readonly ports: readonly WorldPort[];
  readonly ip: string | null;
};

export type WorldPort = {
  readonly name: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly appProtocol?: string;
};

export const hostOf = (s: WorldService): string => `${s.name}.${s.namespace}.svc.cluster.local`;

/** Moments of creation; few, so that objects of the same age are common. */
const TIMES = [
  "2024-01-01T00:00:00Z",
  "2024-02-01T00:00:00Z",
  "2024-03-01T00:00:00Z",
  "2024-04-01T00:00:00Z",
];

let serial = 0;
/** Names of objects are drawn too: among objects of one age they decide. */
export function metaOf(
  { random }: World,
  namespace: string,
  more: object = {},
): KubeObject["metadata"] {
  serial += 1;
  return {
    name: `${random.pick(["a", "k", "z"])}${serial}`,
    namespace,
    creationTimestamp: random.pick(TIMES),
    ...more,
  };
}

const NAMED: readonly WorldPort[] = [
  { name: "http", port: 80, targetPort: 8080 },
  { name: "http-web", port: 80, targetPort: "http" },
  { name: "http-api", port: 8080 },
  { name: "grpc", port: 9000 },
  { name: "http2-x", port: 8081, targetPort: 8080 },
  { name: "tcp-db", port: 9090 },
  { name: "web", port: 80, targetPort: 8080 },
  { name: "web", port: 7000 },
  { name: "https-x", port: 443, targetPort: 8443 },
  { name: "tls", port: 8443 },
  { name: "x", port: 9091, appProtocol: "http" },
  { name: "http", port: 9092, appProtocol: "tcp" },
  { name: "y", port: 9093, appProtocol: "kubernetes.io/h2c" },
  { name: "mongo", port: 27017 },
  { name: "mysql", port: 3306 },
  { name: "http-gone", port: 82, targetPort: "nowhere" },
];

/** Namespaces, workloads with pods, services with endpoint slices. */
export function makeWorld(random: Random): World {
  serial = 0;
  const namespaces = ["a", "b", ...(random.chance(0.6) ? ["c"] : [])];
  const world: World = {
    random,
    namespaces,
    workloads: [],
    services: [],
    focus: [],
    names: random.pick(NAMES),
    paths: [random.pick(PATHS), random.pick(PATHS), random.pick(PATHS)],
    outside: ["out.example.com", "api.example.com", "deep.api.example.com", "other.test"],
    objects: [...namespaces, "istio-system"].map((name) => ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name,
        labels: { "kubernetes.io/metadata.name": name, tier: random.pick(["x", "y"]) },
      },
    })),
  };
  const workloads = namespaces.flatMap((ns, n) => workloadsIn(world, ns, n));
  for (const w of workloads) world.objects.push(...podsOf(w));
  const services = namespaces.flatMap((ns, n) => servicesIn(world, ns, n, workloads));
  const focus = services.length > 0 ? random.times(1, 2, () => random.pick(services)) : [];
  return { ...world, workloads, services, focus };
}

/** A host of a gateway or of a rule for one, most often one of the two that the mesh is about. */
export const gatewayHost = ({ random, names }: World): string =>
  random.pick(random.chance(0.88) ? names : NAMES.flat());

/** A service, most often one of the focus. */
export const someService = ({ random, focus, services }: World): WorldService =>
  random.pick(random.chance(0.8) ? focus : services);

function workloadsIn({ random }: World, namespace: string, n: number): readonly WorldWorkload[] {
  const apps = ["client", ...random.some(["api", "web", "db"], 3), ...(n === 0 ? [] : ["api"])];
  let host = 10;
  return [...new Set(apps)].flatMap((app) =>
    (app === "client" ? ["v1"] : random.pick([["v1"], ["v1", "v2"], ["v1", "v2"]])).map(
      (version) => {
        const pods = random.weighted([
          [6, 1],
          [2, 2],
          [app === "client" ? 0 : 1, 0],
        ]);
        const ips = Array.from({ length: pods }, () => `10.${n + 1}.0.${host++}`);
        return {
          namespace,
          name: `${app}-${version}`,
          app,
          labels: {
            app,
            version,
            "pod-template-hash": "5d4f",
            ...random.maybe(0.2, () => ({ tier: "x" })),
          },
          account: random.chance(0.8) ? app : "default",
          proxy: random.chance(app === "client" ? 0.95 : 0.88),
          ips,
          ready: ips.map(() => app === "client" || random.chance(0.88)),
        };
      },
    ),
  );
}

function podsOf(w: WorldWorkload): readonly KubeObject[] {
  return w.ips.map((podIP, i) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${w.name}-5d4f-${i}`,
      generateName: `${w.name}-5d4f-`,
      namespace: w.namespace,
      labels: w.proxy ? { ...w.labels, "security.istio.io/tlsMode": "istio" } : w.labels,
      ...(w.proxy && { annotations: { "sidecar.istio.io/status": "{}" } }),
      ownerReferences: [
        {
          apiVersion: "apps/v1",
          kind: "ReplicaSet",
          name: `${w.name}-5d4f`,
          uid: "1",
          controller: true,
        },
      ],
    },
    spec: {
      serviceAccountName: w.account,
      containers: [
        { name: "app", ports: [{ name: "http", containerPort: 8088, protocol: "TCP" }] },
      ],
    },
    status: {
      phase: "Running",
      podIP,
      podIPs: [{ ip: podIP }],
      conditions: [{ type: "Ready", status: w.ready[i] ? "True" : "False" }],
    },
  }));
}

function servicesIn(
  world: World,
  namespace: string,
  n: number,
  workloads: readonly WorldWorkload[],
): readonly WorldService[] {
  const { random } = world;
  const apps = [...new Set(workloads.filter((w) => w.namespace === namespace).map((w) => w.app))];
  const named = apps.filter((app) => app !== "client");
  return [...named, ...(random.chance(0.2) ? ["empty"] : [])].map((app, i) => {
    const headless = random.chance(0.1);
    const ports = portsOf(random);
    const service: WorldService = {
      namespace,
      name: app,
      app,
      ports,
      ip: headless ? null : `10.96.${n + 1}.${i + 1}`,
    };
    const exportTo = random.maybe(0.08, () => ({
      "networking.istio.io/exportTo": random.pick([".", ".", "*", "*", "~", "a", "b,c"]),
    }));
    world.objects.push(kubeService(service, exportTo), ...slicesOf(service, workloads));
    return service;
  });
}

function portsOf(random: Random): readonly WorldPort[] {
  const first = random.chance(0.55) ? [NAMED[random.below(2)]] : [];
  const ports = [...first, ...random.some(NAMED, 2)].filter((p) => p !== undefined);
  const byPort = new Map(ports.toReversed().map((p) => [p.port, p]));
  const unique = [...byPort.values()].filter(
    (p, i, all) => all.findIndex((q) => q.name === p.name) === i,
  );
  if (unique.length === 0) return [{ name: "http", port: 80, targetPort: 8080 }];
  const [only] = unique;
  return unique.length === 1 && only && random.chance(0.05) ? [{ ...only, name: "" }] : unique;
}

function kubeService(s: WorldService, annotations: object | undefined): KubeObject {
  const ip = s.ip ?? "None";
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name: s.name,
      namespace: s.namespace,
      creationTimestamp: "2024-01-01T00:00:00Z",
      ...(annotations && { annotations: { ...annotations } }),
    },
    spec: {
      clusterIP: ip,
      clusterIPs: [ip],
      selector: { app: s.app },
      // The API server fills in a target port that is not said; the oracle reads objects as they are.
      ports: s.ports.map((p) => ({ targetPort: p.port, ...p, protocol: "TCP" })),
    },
  };
}

/** What the endpoint controller makes: ports whose target a pod does not have are left out. */
function slicesOf(s: WorldService, workloads: readonly WorldWorkload[]): readonly KubeObject[] {
  const behind = workloads.filter((w) => w.namespace === s.namespace && w.app === s.app);
  const ports = s.ports.flatMap((p) => {
    const target = p.targetPort === "http" ? 8088 : (p.targetPort ?? p.port);
    return typeof target === "number" ? [{ name: p.name, port: target, protocol: "TCP" }] : [];
  });
  const endpoints = behind.flatMap((w) =>
    w.ips.map((ip, i) => ({
      addresses: [ip],
      conditions: { ready: w.ready[i] === true, serving: w.ready[i] === true, terminating: false },
      targetRef: { kind: "Pod", namespace: w.namespace, name: `${w.name}-5d4f-${i}` },
    })),
  );
  return [
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        name: `${s.name}-1`,
        namespace: s.namespace,
        labels: { "kubernetes.io/service-name": s.name },
      },
      addressType: "IPv4",
      ports,
      endpoints,
    },
  ];
}
