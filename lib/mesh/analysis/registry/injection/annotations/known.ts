type KnownAnnotation = {
  readonly deprecated: boolean;
  /** Kinds of objects on which it means something; `Any` for all. */
  readonly on: readonly string[];
};

const DEPRECATED: ReadonlySet<string> = new Set([
  "alpha.istio.io/canonical-serviceaccounts",
  "alpha.istio.io/kubernetes-serviceaccounts",
  "sidecar.istio.io/discoveryAddress",
  "sidecar.istio.io/extraStatTags",
  "sidecar.istio.io/inject",
  "sidecar.istio.io/statsCompression",
  "sidecar.istio.io/statsInclusionPrefixes",
  "sidecar.istio.io/statsInclusionRegexps",
  "sidecar.istio.io/statsInclusionSuffixes",
  "traffic.sidecar.istio.io/kubevirtInterfaces",
]);

/** Names by the kinds of objects that they belong on. */
const BY_KINDS: readonly (readonly [string, readonly string[]])[] = [
  ["Any", ["galley.istio.io/analyze-suppress"]],
  ["AuthorizationPolicy", ["istio.io/dry-run"]],
  [
    "Gateway",
    [
      "gateway.istio.io/name-override",
      "gateway.istio.io/service-account",
      "networking.istio.io/service-type",
    ],
  ],
  ["GatewayClass, Gateway", ["ambient.istio.io/waypoint-inbound-binding"]],
  ["Ingress", ["kubernetes.io/ingress.class"]],
  ["Namespace", ["topology.istio.io/controlPlaneClusters"]],
  ["Namespace, Service, ServiceEntry", ["networking.istio.io/traffic-distribution"]],
  [
    "Pod",
    [
      "ambient.istio.io/bypass-inbound-capture",
      "ambient.istio.io/dns-capture",
      "ambient.istio.io/redirection",
      "inject.istio.io/templates",
      "istio.io/reroute-virtual-interfaces",
      "prometheus.istio.io/merge-metrics",
      "proxy.istio.io/config",
      "proxy.istio.io/overrides",
      "readiness.status.sidecar.istio.io/applicationPorts",
      "readiness.status.sidecar.istio.io/failureThreshold",
      "readiness.status.sidecar.istio.io/initialDelaySeconds",
      "readiness.status.sidecar.istio.io/periodSeconds",
      "sidecar.istio.io/agentLogLevel",
      "sidecar.istio.io/bootstrapOverride",
      "sidecar.istio.io/componentLogLevel",
      "sidecar.istio.io/discoveryAddress",
      "sidecar.istio.io/extraStatTags",
      "sidecar.istio.io/inject",
      "sidecar.istio.io/interceptionMode",
      "sidecar.istio.io/logLevel",
      "sidecar.istio.io/nativeSidecar",
      "sidecar.istio.io/proxyCPU",
      "sidecar.istio.io/proxyCPULimit",
      "sidecar.istio.io/proxyImage",
      "sidecar.istio.io/proxyImageType",
      "sidecar.istio.io/proxyMemory",
      "sidecar.istio.io/proxyMemoryLimit",
      "sidecar.istio.io/rewriteAppHTTPProbers",
      "sidecar.istio.io/statsCompression",
      "sidecar.istio.io/statsEvictionInterval",
      "sidecar.istio.io/statsFlushInterval",
      "sidecar.istio.io/statsHistogramBuckets",
      "sidecar.istio.io/statsInclusionPrefixes",
      "sidecar.istio.io/statsInclusionRegexps",
      "sidecar.istio.io/statsInclusionSuffixes",
      "sidecar.istio.io/userVolume",
      "sidecar.istio.io/userVolumeMount",
      "status.sidecar.istio.io/port",
      "traffic.sidecar.istio.io/excludeInboundPorts",
      "traffic.sidecar.istio.io/excludeInterfaces",
      "traffic.sidecar.istio.io/excludeOutboundIPRanges",
      "traffic.sidecar.istio.io/excludeOutboundPorts",
      "traffic.sidecar.istio.io/includeInboundPorts",
      "traffic.sidecar.istio.io/includeOutboundIPRanges",
      "traffic.sidecar.istio.io/includeOutboundPorts",
      "traffic.sidecar.istio.io/kubevirtInterfaces",
    ],
  ],
  [
    "Service",
    [
      "alpha.istio.io/canonical-serviceaccounts",
      "alpha.istio.io/kubernetes-serviceaccounts",
      "networking.istio.io/exportTo",
    ],
  ],
  [
    "WorkloadEntry",
    [
      "istio.io/autoRegistrationGroup",
      "istio.io/connectedAt",
      "istio.io/disconnectedAt",
      "istio.io/workloadController",
    ],
  ],
];

/**
 * The annotations that Istio documents.
 *
 * Source: istio/api `annotation/annotations.yaml` as istioctl 1.30.3 has it, asked of it annotation by annotation.
 */
export const ANNOTATIONS: ReadonlyMap<string, KnownAnnotation> = new Map(
  BY_KINDS.flatMap(([kinds, names]) =>
    names.map((name) => [name, { deprecated: DEPRECATED.has(name), on: kinds.split(", ") }]),
  ),
);
