/**
 * The kinds Heddle reads, with the versions it accepts (best first).
 *
 * An id is the kind, a dot and the group, as `kubectl` spells it (`Gateway.networking.istio.io`): two groups
 * define a kind `Gateway`, so the bare name does not identify. Core kinds have no group.
 *
 * Sources: istio/istio `manifests/charts/base/files/crd-all.gen.yaml`, kubernetes-sigs/gateway-api CRD bundle.
 */
export type ConfigKindInfo = {
  readonly id: string;
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
  readonly versions: readonly string[];
  readonly namespaced: boolean;
};

const config = <K extends string, G extends string>(
  kind: K,
  group: G,
  plural: string,
  versions: readonly string[],
  namespaced = true,
) => ({ id: `${kind}.${group}` as `${K}.${G}`, group, kind, plural, versions, namespaced });

const NETWORKING = "networking.istio.io";
const SECURITY = "security.istio.io";
const TELEMETRY = "telemetry.istio.io";
const EXTENSIONS = "extensions.istio.io";
const GATEWAY_API = "gateway.networking.k8s.io";
const GATEWAY_API_X = "gateway.networking.x-k8s.io";
const INFERENCE = "inference.networking.k8s.io";
const INFERENCE_X = "inference.networking.x-k8s.io";

/** Istio and Gateway API kinds: kept whole (spec and status) in the snapshot. */
export const CONFIG_KINDS = [
  config("VirtualService", NETWORKING, "virtualservices", ["v1", "v1beta1", "v1alpha3"]),
  config("DestinationRule", NETWORKING, "destinationrules", ["v1", "v1beta1", "v1alpha3"]),
  config("Gateway", NETWORKING, "gateways", ["v1", "v1beta1", "v1alpha3"]),
  config("ServiceEntry", NETWORKING, "serviceentries", ["v1", "v1beta1", "v1alpha3"]),
  config("Sidecar", NETWORKING, "sidecars", ["v1", "v1beta1", "v1alpha3"]),
  config("WorkloadEntry", NETWORKING, "workloadentries", ["v1", "v1beta1", "v1alpha3"]),
  config("WorkloadGroup", NETWORKING, "workloadgroups", ["v1", "v1beta1", "v1alpha3"]),
  config("EnvoyFilter", NETWORKING, "envoyfilters", ["v1alpha3"]),
  config("ProxyConfig", NETWORKING, "proxyconfigs", ["v1beta1"]),
  config("AuthorizationPolicy", SECURITY, "authorizationpolicies", ["v1", "v1beta1"]),
  config("PeerAuthentication", SECURITY, "peerauthentications", ["v1", "v1beta1"]),
  config("RequestAuthentication", SECURITY, "requestauthentications", ["v1", "v1beta1"]),
  config("Telemetry", TELEMETRY, "telemetries", ["v1", "v1alpha1"]),
  config("WasmPlugin", EXTENSIONS, "wasmplugins", ["v1alpha1"]),
  config("TrafficExtension", EXTENSIONS, "trafficextensions", ["v1alpha1"]),
  config("GatewayClass", GATEWAY_API, "gatewayclasses", ["v1", "v1beta1"], false),
  config("Gateway", GATEWAY_API, "gateways", ["v1", "v1beta1"]),
  config("HTTPRoute", GATEWAY_API, "httproutes", ["v1", "v1beta1"]),
  config("GRPCRoute", GATEWAY_API, "grpcroutes", ["v1"]),
  config("TLSRoute", GATEWAY_API, "tlsroutes", ["v1", "v1alpha3", "v1alpha2"]),
  config("TCPRoute", GATEWAY_API, "tcproutes", ["v1", "v1alpha2"]),
  config("UDPRoute", GATEWAY_API, "udproutes", ["v1", "v1alpha2"]),
  config("ListenerSet", GATEWAY_API, "listenersets", ["v1"]),
  config("BackendTLSPolicy", GATEWAY_API, "backendtlspolicies", ["v1", "v1alpha3"]),
  config("ReferenceGrant", GATEWAY_API, "referencegrants", ["v1", "v1beta1"]),
  config("XBackendTrafficPolicy", GATEWAY_API_X, "xbackendtrafficpolicies", ["v1alpha1"]),
  config("XBackend", GATEWAY_API_X, "xbackends", ["v1alpha1"]),
  config("XMesh", GATEWAY_API_X, "xmeshes", ["v1alpha1"], false),
  config("InferencePool", INFERENCE, "inferencepools", ["v1"]),
  config("InferenceObjective", INFERENCE_X, "inferenceobjectives", ["v1alpha2", "v1alpha1"]),
  config("InferenceModelRewrite", INFERENCE_X, "inferencemodelrewrites", ["v1alpha2", "v1alpha1"]),
  config("InferencePoolImport", INFERENCE_X, "inferencepoolimports", ["v1alpha1"]),
] as const;

export type ConfigKind = (typeof CONFIG_KINDS)[number]["id"];

/**
 * Kinds that are reduced to what the mesh needs of them. `Workload` stands for Deployments, StatefulSets, bare pods …, `MeshConfig` for
 * the ConfigMap that holds the mesh configuration, `CaConfigMap` for the others, which are read of files alone.
 */
export type InventoryKind =
  | "Namespace"
  | "Service"
  | "EndpointSlice"
  | "Workload"
  | "ServiceAccount"
  | "Secret"
  | "MeshConfig"
  | "CaConfigMap";

/**
 * Kinds that no snapshot holds, because their objects are folded into others (`Pod`, `Deployment`) or concern the control plane alone.
 * They are named where somebody speaks of such an object: in findings.
 */
export type ObservedKind =
  | "Pod"
  | "Deployment"
  | "Node"
  | "ConfigMap"
  | "MeshNetworks"
  | "MutatingWebhookConfiguration"
  | "ValidatingWebhookConfiguration"
  | "CustomResourceDefinition";

export type Kind = InventoryKind | ConfigKind | ObservedKind;

const byId = new Map<string, ConfigKindInfo>(CONFIG_KINDS.map((k) => [k.id, k]));

/** What is known of a configuration kind, or `null` for an inventory kind. */
export const configKindInfo = (kind: Kind): ConfigKindInfo | null => byId.get(kind) ?? null;

/** The bare kind, as manifests spell it: `Gateway.networking.istio.io` gives `Gateway`. */
export const bareKind = (kind: Kind): string => kind.split(".", 1)[0] ?? kind;
