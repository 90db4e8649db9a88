import type { Labels } from "../../model/resource";
import type { Spec } from "./read-spec";

/** What a proxy does with traffic to a host that is not in its registry. */
export type OutboundMode = "ALLOW_ANY" | "REGISTRY_ONLY" | "ALLOW_ANY_DYNAMIC_DNS";

/** How paths are made comparable before a rule is asked. `BASE`: RFC 3986 dot segments, and backslashes as slashes. */
export type PathNormalization = "NONE" | "BASE" | "MERGE_SLASHES" | "DECODE_AND_MERGE_SLASHES";

export type ExtensionProvider = {
  readonly name: string;
  /** The field that describes it: `envoyExtAuthzHttp`, `zipkin`, `prometheus` …; empty when there is none. */
  readonly kind: string;
  /** `authz.shop.svc.cluster.local`, or that with `namespace/` before it; `null` where it names none. */
  readonly service: string | null;
};

/** The parts of MeshConfig that decide about routing and policy. */
export type MeshSettings = {
  readonly rootNamespace: string;
  readonly domainSuffix: string;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  readonly autoMtls: boolean;
  readonly defaultServiceExportTo: readonly string[];
  readonly defaultVirtualServiceExportTo: readonly string[];
  readonly defaultDestinationRuleExportTo: readonly string[];
  readonly outboundMode: OutboundMode;
  readonly pathNormalization: PathNormalization;
  /** At which sidecars take requests of HTTP clients that are told to use a proxy; `null`: they do not. */
  readonly proxyHttpPort: number | null;
  /** `HTTPRetry` in force where a route says nothing; `null`: Istio's own. */
  readonly defaultHttpRetryPolicy: Spec | null;
  /** `TrafficPolicy` beneath every DestinationRule's (Istio 1.31). */
  readonly defaultTrafficPolicy: Spec | null;
  readonly localityLbSetting: Spec | null;
  /** Nearness as Envoy itself sees to it (Istio 1.31). */
  readonly zoneAwareLbSetting: Spec | null;
  /** Who sees which ServiceEntries (Istio 1.31). */
  readonly serviceEntryVisibility: Spec | null;
  /** Of connections to servers, where no DestinationRule says otherwise. */
  readonly connectTimeoutMs: number;
  readonly serviceSettings: readonly Spec[];
  /** Label selectors: only namespaces that one of them takes are in the registry. Empty: all are. */
  readonly discoverySelectors: readonly Spec[];
  readonly extensionProviders: readonly ExtensionProvider[];
  /** `defaultConfig.proxyMetadata`: switches such as `ISTIO_META_DNS_CAPTURE`. */
  readonly proxyMetadata: Labels;
  /** Proxies before the gateways whose `X-Forwarded-For` is believed. */
  readonly numTrustedProxies: number;
  /** Istio 1.`minor` of the control plane; `assumed` where nothing says it: then the newest that these rules were compared with. */
  readonly version: { readonly minor: number; readonly assumed?: true };
};

/** The newest version whose behaviour these rules have been compared with. */
export const NEWEST_MINOR = 30;

/** MeshConfig's defaults (istio/istio `pkg/config/mesh/mesh.go` DefaultMeshConfig). In force where the mesh configuration is not read. */
export const defaultMeshSettings: MeshSettings = {
  rootNamespace: "istio-system",
  domainSuffix: "cluster.local",
  trustDomain: "cluster.local",
  trustDomainAliases: [],
  autoMtls: true,
  defaultServiceExportTo: ["*"],
  defaultVirtualServiceExportTo: ["*"],
  defaultDestinationRuleExportTo: ["*"],
  outboundMode: "ALLOW_ANY",
  pathNormalization: "BASE",
  proxyHttpPort: null,
  defaultHttpRetryPolicy: null,
  defaultTrafficPolicy: null,
  localityLbSetting: null,
  zoneAwareLbSetting: null,
  serviceEntryVisibility: null,
  connectTimeoutMs: 10_000,
  serviceSettings: [],
  discoverySelectors: [],
  extensionProviders: [],
  proxyMetadata: {},
  numTrustedProxies: 0,
  version: { minor: NEWEST_MINOR, assumed: true },
};
