import type { Kind } from "./kinds";

/**
 * Other names of kinds, as `kubectl` takes them: Istio's Gateway is `gw`, that of Gateway API `gtw`.
 *
 * Source: `kubectl api-resources` of an API server with the CRDs of Istio 1.30 and of Gateway API (experimental); bundle v1.6 for XBackend.
 */
const SHORT_NAMES: Partial<Readonly<Record<Kind, readonly string[]>>> = {
  "VirtualService.networking.istio.io": ["vs"],
  "DestinationRule.networking.istio.io": ["dr"],
  "Gateway.networking.istio.io": ["gw"],
  "ServiceEntry.networking.istio.io": ["se"],
  "WorkloadEntry.networking.istio.io": ["we"],
  "WorkloadGroup.networking.istio.io": ["wg"],
  "AuthorizationPolicy.security.istio.io": ["ap"],
  "PeerAuthentication.security.istio.io": ["pa"],
  "RequestAuthentication.security.istio.io": ["ra"],
  "GatewayClass.gateway.networking.k8s.io": ["gc"],
  "Gateway.gateway.networking.k8s.io": ["gtw"],
  "ListenerSet.gateway.networking.k8s.io": ["lset"],
  "BackendTLSPolicy.gateway.networking.k8s.io": ["btlspolicy"],
  "ReferenceGrant.gateway.networking.k8s.io": ["refgrant"],
  "XBackendTrafficPolicy.gateway.networking.x-k8s.io": ["xbtrafficpolicy"],
  "XMesh.gateway.networking.x-k8s.io": ["mesh"],
  Namespace: ["ns"],
  Service: ["svc"],
  ServiceAccount: ["sa"],
  Pod: ["po"],
  Deployment: ["deploy"],
  Node: ["no"],
  ConfigMap: ["cm"],
  CustomResourceDefinition: ["crd", "crds"],
};

export const shortNames = (kind: Kind): readonly string[] => SHORT_NAMES[kind] ?? [];
