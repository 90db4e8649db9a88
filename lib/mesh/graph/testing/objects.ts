import type { RawObject } from "../../model/inventory";

/** `shop/web` as namespace and name. */
export function placeOf(path: string): { readonly namespace: string; readonly name: string } {
  const [namespace = "", ...rest] = path.split("/");
  return { namespace, name: rest.join("/") };
}

type Annotations = Readonly<Record<string, string>>;

/** A namespace; in the mesh by default. */
export const namespace = (name: string, mesh = true, annotations: Annotations = {}): RawObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, annotations, labels: mesh ? { "istio-injection": "enabled" } : {} },
});

/** A service on port 8080 that selects `app: <name>`, or the app given. */
export function service(path: string, app?: string, annotations: Annotations = {}): RawObject {
  const { name, namespace: ns } = placeOf(path);
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace: ns, annotations },
    spec: { selector: { app: app ?? name }, ports: [{ name: "http", port: 8080 }] },
  };
}

export type DeploymentOptions = {
  readonly app?: string;
  readonly version?: string;
  readonly proxy?: "sidecar" | "gateway" | "waypoint" | "none";
  readonly replicas?: number;
  readonly ready?: boolean;
  readonly annotations?: Annotations;
  readonly podAnnotations?: Annotations;
  /** What the proxy calls its cluster. */
  readonly clusterId?: string;
};

const HASH = "6d5f7c9b8";

/** A Deployment with one pod. `shop/reviews-v2` has app `reviews` and version `v2` unless told otherwise. */
export function deployment(path: string, options: DeploymentOptions = {}): readonly RawObject[] {
  const { name, namespace: ns } = placeOf(path);
  const [, stem = name, version = "v1"] = /^(.+)-(v\d+)$/.exec(name) ?? [];
  const { app = stem, proxy = "sidecar", replicas = 1, ready = true } = options;
  const labels = { app, version: options.version ?? version };
  const rs = `${name}-${HASH}`;
  const own = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: ns, labels, annotations: options.annotations ?? {} },
    spec: {
      replicas,
      template: {
        metadata: { labels, annotations: options.podAnnotations ?? {} },
        spec: { serviceAccountName: app },
      },
    },
    status: { replicas, readyReplicas: ready ? replicas : 0 },
  };
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${rs}-x2k4z`,
      generateName: `${rs}-`,
      namespace: ns,
      labels: { ...labels, "pod-template-hash": HASH, ...marksOf(proxy).labels },
      annotations: { ...(options.podAnnotations ?? {}), ...marksOf(proxy).annotations },
      ownerReferences: [
        { apiVersion: "apps/v1", kind: "ReplicaSet", name: rs, uid: rs, controller: true },
      ],
    },
    spec: {
      serviceAccountName: app,
      containers: [
        {
          name: proxy === "none" ? "app" : "istio-proxy",
          env:
            options.clusterId === undefined
              ? []
              : [{ name: "ISTIO_META_CLUSTER_ID", value: options.clusterId }],
        },
      ],
    },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
    },
  };
  return replicas === 0 ? [own] : [own, pod];
}

const STATUS = { "sidecar.istio.io/status": '{"containers":["istio-proxy"]}' };

function marksOf(proxy: NonNullable<DeploymentOptions["proxy"]>) {
  if (proxy === "none") return { labels: {}, annotations: {} };
  if (proxy === "sidecar") return { labels: {}, annotations: STATUS };
  if (proxy === "gateway") {
    const annotations = { ...STATUS, "inject.istio.io/templates": "gateway" };
    return { labels: { istio: "ingressgateway" }, annotations };
  }
  return {
    labels: { "gateway.istio.io/managed": "istio.io-mesh-controller" },
    annotations: STATUS,
  };
}

/** A `networking.istio.io` or `security.istio.io` object. */
export function config(kind: string, path: string, spec: Record<string, unknown>): RawObject {
  const { name, namespace: ns } = placeOf(path);
  const group = kind === "AuthorizationPolicy" ? "security.istio.io" : "networking.istio.io";
  const metadata = { name, namespace: ns, creationTimestamp: "2026-01-01T00:00:00Z" };
  return { apiVersion: `${group}/v1`, kind, metadata, spec };
}

/** Splits a host among subsets that select versions: `weights("shop/reviews", { v1: 90, v2: 10 })`. */
export function weights(path: string, byVersion: Record<string, number>): readonly RawObject[] {
  const { name } = placeOf(path);
  const route = Object.entries(byVersion).map(([subset, weight]) => ({
    destination: { host: name, subset },
    weight,
  }));
  const subsets = Object.keys(byVersion).map((version) => ({ name: version, labels: { version } }));
  return [
    config("DestinationRule", path, { host: name, subsets }),
    config("VirtualService", path, { hosts: [name], http: [{ route }] }),
  ];
}
