import type { Labels, ResourceMeta } from "../../model/resource";

/** Of a container what analyzers look at. */
export type ContainerFacts = {
  readonly name: string;
  /** As written; empty where there is none. */
  readonly image: string;
  readonly runAsUser: number | null;
  /** Of the variables that switch something of the control plane: see `KEPT_VARIABLES`. */
  readonly env: Labels;
};

/** Of a pod's specification what analyzers look at. */
export type PodSpecFacts = {
  readonly hostNetwork: boolean;
  readonly runAsUser: number | null;
  readonly nodeName: string | null;
  readonly containers: readonly ContainerFacts[];
  readonly initContainers: readonly ContainerFacts[];
};

export type PodObject = {
  readonly kind: "Pod";
  readonly meta: ResourceMeta;
  readonly spec: PodSpecFacts;
};

export type DeploymentObject = {
  readonly kind: "Deployment";
  readonly meta: ResourceMeta;
  readonly template: {
    readonly labels: Labels;
    readonly annotations: Labels;
    readonly spec: PodSpecFacts;
  };
};

export type NodeObject = { readonly kind: "Node"; readonly meta: ResourceMeta };

/** The ConfigMap of an injector: `istio-sidecar-injector`, `istio-sidecar-injector-<revision>`. */
export type InjectorObject = {
  readonly kind: "ConfigMap";
  readonly meta: ResourceMeta;
  /** `sidecarInjectorWebhook.enableNamespacesByDefault` of its values. */
  readonly injectsByDefault: boolean;
  /** The image that it gives to sidecars; empty where the values cannot be read. */
  readonly image: string;
};

export type MeshNetworksObject = {
  readonly kind: "MeshNetworks";
  readonly meta: ResourceMeta;
  readonly networks: readonly { readonly name: string; readonly registries: readonly string[] }[];
};

/** `metav1.LabelSelector`. */
export type LabelSelector = {
  readonly matchLabels: Labels;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
};

export type WebhookFacts = {
  readonly name: string;
  readonly url: string | null;
  readonly service: { readonly namespace: string; readonly name: string } | null;
  /** `null` selects all, as an empty one does. */
  readonly namespaceSelector: LabelSelector | null;
  readonly objectSelector: LabelSelector | null;
};

type WebhooksOf<K> = {
  readonly kind: K;
  readonly meta: ResourceMeta;
  readonly webhooks: readonly WebhookFacts[];
};

export type WebhooksObject =
  | WebhooksOf<"MutatingWebhookConfiguration">
  | WebhooksOf<"ValidatingWebhookConfiguration">;

export type DefinitionObject = {
  readonly kind: "CustomResourceDefinition";
  readonly meta: ResourceMeta;
  readonly group: string;
  readonly definedKind: string;
};

/** Objects that no snapshot holds and analyzers look at. */
export type KubeObject =
  | PodObject
  | DeploymentObject
  | NodeObject
  | InjectorObject
  | MeshNetworksObject
  | WebhooksObject
  | DefinitionObject;

/** A condition of a status, whatever kind of object it is of. */
export type Condition = {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
};
