import type { Severity } from "./finding";

/** What a code means. Codes are never used again for something else. */
export type CodeInfo = {
  readonly code: string;
  /** As a rule; a case that is worse or better says so itself. */
  readonly severity: Severity;
  /** Where it is explained: Istio's page of the message, Kiali's of the check, or Heddle's own. */
  readonly docs: string;
};

export const VIRTUAL_SERVICE = "VirtualService.networking.istio.io";
export const DESTINATION_RULE = "DestinationRule.networking.istio.io";
export const HTTP_ROUTE = "HTTPRoute.gateway.networking.k8s.io";
export const GRPC_ROUTE = "GRPCRoute.gateway.networking.k8s.io";

export const ISTIO_GATEWAY = "Gateway.networking.istio.io";
export const K8S_GATEWAY = "Gateway.gateway.networking.k8s.io";
export const REFERENCE_GRANT = "ReferenceGrant.gateway.networking.k8s.io";
export const SERVICE_ENTRY = "ServiceEntry.networking.istio.io";
export const SIDECAR = "Sidecar.networking.istio.io";
export const TELEMETRY = "Telemetry.telemetry.istio.io";
export const ENVOY_FILTER = "EnvoyFilter.networking.istio.io";
export const PROXY_CONFIG = "ProxyConfig.networking.istio.io";
export const AUTHORIZATION_POLICY = "AuthorizationPolicy.security.istio.io";
export const REQUEST_AUTHENTICATION = "RequestAuthentication.security.istio.io";
export const WASM_PLUGIN = "WasmPlugin.extensions.istio.io";
export const WORKLOAD_ENTRY = "WorkloadEntry.networking.istio.io";
export const PEER_AUTHENTICATION = "PeerAuthentication.security.istio.io";
export const WORKLOAD_GROUP = "WorkloadGroup.networking.istio.io";
export const GATEWAY_CLASS = "GatewayClass.gateway.networking.k8s.io";
export const TCP_ROUTE = "TCPRoute.gateway.networking.k8s.io";
export const TLS_ROUTE = "TLSRoute.gateway.networking.k8s.io";

export const istioCode = (code: string, severity: Severity): CodeInfo => ({
  code,
  severity,
  docs: `https://istio.io/latest/docs/reference/config/analysis/${code.toLowerCase()}/`,
});

export const kialiCode = (code: string, severity: Severity): CodeInfo => ({
  code,
  severity,
  docs: "https://kiali.io/docs/features/validations/",
});

export const ownCode = (code: string, severity: Severity): CodeInfo => ({
  code,
  severity,
  docs: `#${code.toLowerCase()}`,
});
