import type { ConfigKind, InventoryKind, Kind } from "./kinds";

/** Identity of one object. The cluster comes first: the same namespace and name exist in every cluster. */
export type ResourceRef = {
  readonly cluster: string;
  readonly kind: Kind;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly name: string;
};

/** One string per object. Kind, namespace and name hold no slash, so the key stays unique whatever the cluster is called. */
export const refKey = (ref: ResourceRef): string =>
  `${ref.cluster}/${ref.kind}/${ref.namespace}/${ref.name}`;

export type Labels = Readonly<Record<string, string>>;

export type ResourceMeta = {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Kubernetes `metadata.resourceVersion`; opaque, compare for equality only. */
  readonly resourceVersion: string;
  /** RFC 3339, or `null` when the source did not say. */
  readonly createdAt: string | null;
  readonly labels: Labels;
  readonly annotations: Labels;
};

export type NamespaceResource = {
  readonly kind: "Namespace";
  readonly meta: ResourceMeta;
  readonly terminating: boolean;
};

export type ServicePort = {
  readonly name: string;
  readonly port: number;
  /** Number or container port name; `null` when it equals `port`. */
  readonly targetPort: number | string | null;
  readonly protocol: "TCP" | "UDP" | "SCTP";
  readonly appProtocol: string | null;
};

export type ServiceResource = {
  readonly kind: "Service";
  readonly meta: ResourceMeta;
  readonly type: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
  /** Empty for headless (`None`) and ExternalName services. */
  readonly clusterIps: readonly string[];
  readonly externalName: string | null;
  readonly headless: boolean;
  readonly ports: readonly ServicePort[];
  /** `null` when the service selects nothing by itself. */
  readonly selector: Labels | null;
  /** Where its clients should go first (`PreferClose` …); absent where it says nothing. */
  readonly trafficDistribution?: string;
};

export type Endpoint = {
  readonly addresses: readonly string[];
  readonly ready: boolean;
  readonly serving: boolean;
  readonly terminating: boolean;
  /** Name of the pod behind it, in the slice's namespace. */
  readonly pod: string | null;
};

export type EndpointSliceResource = {
  readonly kind: "EndpointSlice";
  readonly meta: ResourceMeta;
  /** From label `kubernetes.io/service-name`. */
  readonly service: string | null;
  readonly ports: readonly { readonly name: string; readonly port: number | null }[];
  readonly endpoints: readonly Endpoint[];
};

/** How a pod takes part in the mesh. */
export type ProxyMode = "sidecar" | "ambient" | "gateway" | "waypoint" | "none";

export type PodSummary = {
  readonly name: string;
  readonly ip: string | null;
  readonly phase: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";
  readonly ready: boolean;
  readonly terminating: boolean;
  readonly proxy: ProxyMode;
  /** Labels that this pod has besides its workload's, or with other values; absent when there are none. */
  readonly ownLabels?: Labels;
  readonly restarts: number;
  /** Why a container waits or ended (`CrashLoopBackOff`, `ImagePullBackOff`, `OOMKilled`), worst first; `null` when none does. */
  readonly reason: string | null;
};

export type WorkloadReplicas = {
  /** `null` when nothing says how many there should be (bare pods, jobs). */
  readonly desired: number | null;
  /** Pods that exist and are not terminating. */
  readonly current: number;
  readonly ready: number;
};

/**
 * A workload as Istio's telemetry names it, with its pods folded in.
 *
 * Name and kind follow istio/istio `pkg/kube/inject/webhook.go` and `pilot/pkg/serviceregistry/kube/controller`:
 * a ReplicaSet owned by a Deployment counts as the Deployment, a Job of a CronJob as the CronJob, a pod without owner as itself.
 */
export type WorkloadResource = {
  readonly kind: "Workload";
  readonly meta: ResourceMeta;
  /** `Deployment`, `StatefulSet`, `DaemonSet`, `ReplicaSet`, `Job`, `CronJob`, `Pod`, or the kind of a foreign controller (`Rollout`). */
  readonly workloadKind: string;
  /** Labels of the pods: the template's, or those that all pods share. Selectors of services and policies match these. */
  readonly podLabels: Labels;
  readonly podAnnotations: Labels;
  readonly serviceAccount: string;
  /** Istio's canonical service and revision of the pods: what telemetry calls the app and its version. */
  readonly canonicalService: string;
  readonly canonicalRevision: string;
  readonly replicas: WorkloadReplicas;
  /** The pods' common mode; `mixed` while old and new pods differ (for instance after injection was turned on); `none` for no proxy. */
  readonly proxy: ProxyMode | "mixed";
  /** Sorted by name; `podsOmitted` more exist when the list was cut. */
  readonly pods: readonly PodSummary[];
  readonly podsOmitted: number;
  /** The ID by which the proxies of its pods name their cluster in metrics; `null` where no pod says one. */
  readonly meshClusterId: string | null;
  /** Container ports that pods declare, by name; for services that target a named port. */
  readonly containerPorts: readonly { readonly name: string; readonly port: number }[];
  /** Only where its pods are on the network of their node: they are never injected. */
  readonly hostNetwork?: true;
  /** Of istiod alone: the version that its image's tag or its label says (`1.30.3`). */
  readonly istiodVersion?: string;
};

export type ServiceAccountResource = {
  readonly kind: "ServiceAccount";
  readonly meta: ResourceMeta;
};

/** All that leaves the server of a Secret: that it is there, its type, its keys and the dates of its certificate. Never a value. */
export type SecretResource = {
  readonly kind: "Secret";
  readonly meta: ResourceMeta;
  readonly type: string;
  readonly keys: readonly string[];
  readonly certificate: {
    readonly notBefore: string;
    readonly notAfter: string;
    readonly dnsNames: readonly string[];
  } | null;
};

/** The mesh configuration of one control plane: the ConfigMap `istio`, or `istio-<revision>`, of its namespace. */
export type MeshConfigResource = {
  readonly kind: "MeshConfig";
  readonly meta: ResourceMeta;
  /** MeshConfig as its YAML says it, however wrong it is; `null` when it cannot be read as YAML. */
  readonly mesh: Readonly<Record<string, unknown>> | null;
};

/** A ConfigMap of a file, as far as it may hold certificate authorities. */
export type CaConfigMapResource = {
  readonly kind: "CaConfigMap";
  readonly meta: ResourceMeta;
  /** Keys of its `data` that have a value. */
  readonly keys: readonly string[];
  /** Whether all ConfigMaps of its namespace were read, so that one that is not there does not exist. */
  readonly complete: boolean;
};

/** An Istio or Gateway API object, as found: it may be nonsense and must still be shown. */
export type ConfigResource = {
  readonly kind: ConfigKind;
  readonly meta: ResourceMeta;
  readonly apiVersion: string;
  readonly generation: number | null;
  readonly spec: Readonly<Record<string, unknown>>;
  readonly status: Readonly<Record<string, unknown>> | null;
  /** Field managers, newest last; who owns an object decides what may be written. */
  readonly managers: readonly string[];
};

export type MeshResource =
  | NamespaceResource
  | ServiceResource
  | EndpointSliceResource
  | WorkloadResource
  | ServiceAccountResource
  | SecretResource
  | MeshConfigResource
  | CaConfigMapResource
  | ConfigResource;

export type ResourceOf<K extends Kind> = K extends ConfigKind
  ? ConfigResource & { readonly kind: K }
  : Extract<MeshResource, { readonly kind: K & InventoryKind }>;

export const refOf = (resource: MeshResource): ResourceRef => ({
  cluster: resource.meta.cluster,
  kind: resource.kind,
  namespace: resource.meta.namespace,
  name: resource.meta.name,
});
