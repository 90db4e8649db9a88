import { parse, parseAllDocuments } from "yaml";
import { readMeshConfigText } from "../../lib/mesh/manifest/mesh-config";
import { CONFIG_KINDS } from "../../lib/mesh/model/kinds";
import { indexSnapshot, type MeshIndex } from "../../lib/mesh/model/mesh-index";
import type { Labels, MeshResource, ResourceMeta } from "../../lib/mesh/model/resource";
import { advance, emptySnapshot } from "../../lib/mesh/model/snapshot";

/**
 * A file of cases: a small world in short form, Istio objects as YAML, and requests with the answer of istiod's own generation.
 * The same file makes the mesh that Heddle's engines read and the Kubernetes objects that the oracle reads.
 */
export type CaseFile = { readonly cases: readonly MeshCase[] };

export type MeshCase = {
  readonly name: string;
  /** Pods by `namespace/name`: their labels; `sidecar: "false"` leaves out the proxy, `istio: ingressgateway` makes a gateway. */
  readonly workloads: Readonly<Record<string, Labels>>;
  /** Services by `namespace/name`: the selected app and `name:port:targetPort` of each port. */
  readonly services: Readonly<Record<string, { readonly app: string; readonly ports: string }>>;
  /** MeshConfig as YAML, where it is not Istio's default. */
  readonly mesh?: string;
  readonly objects: string;
  readonly requests: readonly CaseRequest[];
};

export type CaseRequest = {
  /** `namespace/name` of the calling workload. */
  readonly from: string;
  /** `METHOD http://host:port/path`, headers in the next field; `TCP tcp://host:port` for bytes that are no HTTP. */
  readonly call: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The server name of the caller's own TLS. */
  readonly sni?: string;
  /** Claims of the token that comes with it. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly answer?: string;
};

type FileText = {
  readonly workloads?: MeshCase["workloads"];
  readonly services?: MeshCase["services"];
  readonly cases: readonly (Omit<MeshCase, "workloads" | "services"> & Partial<MeshCase>)[];
};

/** Cases of a file; what a case does not say about workloads and services comes from the head of the file. */
export function parseCases(text: string): readonly MeshCase[] {
  // The files are ours and the tests fail on any that does not have this form.
  const file = parse(text) as FileText;
  return file.cases.map((c) => ({
    ...c,
    workloads: { ...file.workloads, ...c.workloads },
    services: { ...file.services, ...c.services },
  }));
}

export function parseCall(call: string): {
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly protocol: "http" | "tcp";
} {
  const [, method = "GET", protocol, host = "", port = "80", path = "/"] =
    /^(\w+) (http|tcp):\/\/([^:/]+)(?::(\d+))?(\/.*)?$/.exec(call) ?? [];
  return { method, host, port: Number(port), path, protocol: protocol === "tcp" ? "tcp" : "http" };
}

const CLUSTER = "c";

const meta = (
  namespace: string,
  name: string,
  labels: Labels = {},
  createdAt: string | null = null,
  annotations: Labels = {},
): ResourceMeta => ({
  cluster: CLUSTER,
  namespace,
  name,
  uid: "",
  resourceVersion: "1",
  createdAt,
  labels,
  annotations,
});

const split = (key: string): [string, string] => {
  const [namespace = "", name = ""] = key.split("/");
  return [namespace, name];
};

/** The mesh of a case, as the engines read it. */
export function meshOf(c: MeshCase): MeshIndex {
  const resources = [
    ...Object.entries(c.workloads).map(([key, labels]) => workload(key, labels)),
    ...Object.entries(c.services).map(([key, s], i) => service(key, s, i)),
    ...configs(c.objects),
    ...(c.mesh === undefined ? [] : [meshConfig(c.mesh)]),
  ];
  return indexSnapshot(
    advance(
      emptySnapshot,
      resources.map((resource) => ({ type: "put" as const, resource })),
    ),
  );
}

const meshConfig = (text: string): MeshResource => ({
  kind: "MeshConfig",
  meta: meta("istio-system", "istio"),
  mesh: readMeshConfigText(text),
});

function workload(key: string, labels: Labels): MeshResource {
  const [namespace, name] = split(key);
  const gateway = labels["istio"]?.includes("gateway") === true;
  return {
    kind: "Workload",
    meta: meta(namespace, name, labels),
    workloadKind: "Deployment",
    podLabels: labels,
    podAnnotations: {},
    meshClusterId: null,
    serviceAccount: name,
    canonicalService: labels["app"] ?? name,
    canonicalRevision: labels["version"] ?? "latest",
    replicas: { desired: 1, current: 1, ready: 1 },
    proxy: labels["sidecar"] === "false" ? "none" : gateway ? "gateway" : "sidecar",
    pods: [],
    podsOmitted: 0,
    containerPorts: [],
  };
}

const ports = (text: string) =>
  text.split(" ").map((p) => {
    const [name = "", port = "", target = port] = p.split(":");
    return { name, port: Number(port), targetPort: Number(target) };
  });

function service(
  key: string,
  s: { readonly app: string; readonly ports: string },
  i: number,
): MeshResource {
  const [namespace, name] = split(key);
  return {
    kind: "Service",
    meta: meta(namespace, name),
    type: "ClusterIP",
    clusterIps: [`10.96.0.${i + 1}`],
    externalName: null,
    headless: false,
    ports: ports(s.ports).map((p) => ({ ...p, protocol: "TCP", appProtocol: null })),
    selector: { app: s.app },
  };
}

type ObjectText = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    /** None for an object of the cluster. */
    readonly namespace?: string;
    readonly creationTimestamp?: string;
    readonly labels?: Labels;
    readonly annotations?: Labels;
  };
  readonly spec?: Record<string, unknown>;
};

function configs(objects: string): readonly MeshResource[] {
  return parseAllDocuments(objects).flatMap((doc) => {
    // As above: our own files.
    const o = doc.toJS() as ObjectText | null;
    if (o === null) return [];
    const group = o.apiVersion.split("/")[0];
    const kind = CONFIG_KINDS.find((k) => k.kind === o.kind && k.group === group);
    if (!kind) return [];
    const { name, namespace, creationTimestamp, labels, annotations } = o.metadata;
    return {
      kind: kind.id,
      meta: meta(namespace ?? "", name, labels, creationTimestamp ?? null, annotations),
      apiVersion: o.apiVersion,
      generation: 1,
      spec: o.spec ?? {},
      status: null,
      managers: [],
    };
  });
}

/** The same mesh as Kubernetes objects for the oracle. */
export function kubernetesObjects(c: MeshCase): string {
  const names = new Set(
    [...Object.keys(c.workloads), ...Object.keys(c.services)].map((k) => split(k)[0]),
  );
  const docs: unknown[] = [...names, "istio-system"].map((name) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name },
  }));
  for (const [i, [key, labels]] of Object.entries(c.workloads).entries()) {
    docs.push(pod(key, labels, i));
  }
  for (const [i, [key, s]] of Object.entries(c.services).entries())
    docs.push(...kubeService(c, key, s, i));
  return [...docs.map((d) => JSON.stringify(d)), c.objects].join("\n---\n");
}

/** Address of the pod that stands for a workload. */
export const podIp = (c: MeshCase, key: string): string =>
  `10.1.0.${Object.keys(c.workloads).indexOf(key) + 10}`;

function pod(key: string, labels: Labels, i: number) {
  const [namespace, name] = split(key);
  const inMesh = labels["sidecar"] !== "false";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${name}-1`,
      namespace,
      labels: inMesh ? { ...labels, "security.istio.io/tlsMode": "istio" } : labels,
      annotations: inMesh ? { "sidecar.istio.io/status": "{}" } : {},
    },
    spec: { serviceAccountName: name, containers: [{ name: "app" }] },
    status: {
      phase: "Running",
      podIP: `10.1.0.${i + 10}`,
      podIPs: [{ ip: `10.1.0.${i + 10}` }],
      conditions: [{ type: "Ready", status: "True" }],
    },
  };
}

function kubeService(
  c: MeshCase,
  key: string,
  s: { readonly app: string; readonly ports: string },
  i: number,
): unknown[] {
  const [namespace, name] = split(key);
  const behind = Object.entries(c.workloads).filter(
    ([k, labels]) => split(k)[0] === namespace && labels["app"] === s.app,
  );
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace, creationTimestamp: "2024-01-01T00:00:00Z" },
      spec: {
        clusterIP: `10.96.0.${i + 1}`,
        clusterIPs: [`10.96.0.${i + 1}`],
        selector: { app: s.app },
        ports: ports(s.ports).map((p) => ({ ...p, protocol: "TCP" })),
      },
    },
    {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { name: `${name}-1`, namespace, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      ports: ports(s.ports).map((p) => ({ name: p.name, port: p.targetPort, protocol: "TCP" })),
      endpoints: behind.map(([k]) => ({
        addresses: [podIp(c, k)],
        conditions: { ready: true },
        targetRef: { kind: "Pod", namespace, name: `${split(k)[1]}-1` },
      })),
    },
  ];
}
