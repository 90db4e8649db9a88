import type { MeshSettings } from "./mesh-settings";

type Change = {
  /** The first minor of Istio 1 that behaves so by default. */
  readonly since: number;
  /** What is so since then; before, it was not. */
  readonly what: string;
  readonly source: string;
};

/** Versions of Istio 1 whose behaviour is told apart. What is older or newer is taken for the nearest of them. */
export const KNOWN_MINORS = { oldest: 26, newest: 31 } as const;

const notes = (minor: number): string =>
  `https://istio.io/latest/news/releases/1.${minor}.x/announcing-1.${minor}/change-notes/`;
const NOTES_31 = notes(31);

/** What of routing, policy and their checks differs between these versions: the one place that names a version. */
export const VERSION_CHANGES = {
  "tilde-in-gateway-names": {
    since: 27,
    what: "the Istio Gateway that stands for a listener has tildes in its name, where it had dashes",
    source: "istio/istio pkg/config/gateway/kube/gateway.go InternalGatewayName",
  },
  "hosts-without-case": {
    since: 27,
    what: "a VirtualService's host with capitals stands for the name in lower case; before, sidecars followed no rule of it",
    source: `${notes(27)} (issue 55767)`,
  },
  "nearness-of-zones": {
    since: 27,
    what: "PreferClose looks as far as the zone, where it looked at the subzone; PreferSameZone and PreferSameNode are known",
    source: `${notes(27)} (issue 55848)`,
  },
  "retry-budgets": {
    since: 27,
    what: "a traffic policy may bound retries by a share of the requests; before, there was no such field",
    source: notes(27),
  },
  "cors-filters": {
    since: 27,
    what: "an HTTPRoute may have a CORS filter; before, a rule with one was left out",
    source: notes(27),
  },
  "backend-tls-policies": {
    since: 28,
    what: "BackendTLSPolicies are served without the switch for what is not stable",
    source: notes(28),
  },
  "mirrors-keep-authority": {
    since: 28,
    what: "copies that a rule mirrors arrive with the request's authority; before, with -shadow behind its host",
    source: `${notes(28)} DISABLE_SHADOW_HOST_SUFFIX (issue 57530); Envoy config.route.v3.RouteAction.RequestMirrorPolicy`,
  },
  "kubernetes-first": {
    since: 30,
    what: "of namespaces that have one host, one with a Kubernetes service goes first, then the oldest; before, the first by name",
    source: notes(30),
  },
  "route-kinds-joined": {
    since: 30,
    what: "HTTPRoutes and GRPCRoutes of one listener and host are joined; before, the HTTPRoutes alone were served",
    source: `${notes(30)} (istio/istio issues 57172, 59222)`,
  },
  "several-authorizers": {
    since: 30,
    what: "CUSTOM policies of a workload may name several providers; before, the rules of all of them denied what they match",
    source: `${notes(30)} (issue 57933)`,
  },
  "source-trust-domains": {
    since: 30,
    what: "rules of AuthorizationPolicies may ask for trustDomains and notTrustDomains; before, there were no such fields",
    source: "istio/istio pull request 59358, istio/api pull request 3665",
  },
  "grants-of-all-targets": {
    since: 30,
    what: "every entry of a ReferenceGrant's to counts; before, the last alone",
    source: notes(30),
  },
  "waypoints-join-rules": {
    since: 30,
    what: "a waypoint asks the rules of all objects of a host in turn; before, the first object alone. Later patches of 1.28 have it too",
    source: `${notes(30)} (issue 59483); istio/istio pull request 59800 for 1.28`,
  },
  "retry-budgets-mended": {
    since: 30,
    what: "a retry budget without a share has 20 %, and holds where a subset has a policy too; before, 0.2 %, and it was lost there",
    source: `${notes(30)} (issues 59504, 59667)`,
  },
  "distribution-of-namespaces": {
    since: 30,
    what: "services take over the traffic distribution that their namespace's annotation names",
    source: `${notes(30)} (issue 58701)`,
  },
  "labels-of-names": {
    since: 30,
    what: "labels tell servers apart that the proxy finds by names; before, failoverPriority and nearness did nothing there",
    source: `${notes(30)} (issue 58674)`,
  },
  "cors-origins-parsed": {
    since: 30,
    what: "a CORS filter's origins may have wildcards, and preflights of other origins are answered too; before, these went on",
    source: `${notes(30)} (issues 59018, 59026)`,
  },
  "no-backends-404": {
    since: 30,
    what: "a rule of the Gateway API without backends answers 404, where it answered 500; 1.31 took that back",
    source: `${notes(30)} (issue 59356)`,
  },
  "tls-routes": {
    since: 30,
    what: "TLSRoutes are served without the switch for what is not stable",
    source: "executed against istiod 1.30.3",
  },
  "no-backends-500": {
    since: 31,
    what: "a rule of the Gateway API without backends answers 500, where it answered 404",
    source: "istio/istio pull request 60787; Gateway API conformance HTTPRouteNoBackendRefs",
  },
  "default-traffic-policy": {
    since: 31,
    what: "defaultTrafficPolicy of the mesh configuration lies beneath every DestinationRule's traffic policy",
    source: NOTES_31,
  },
  "sidecar-exclusions": {
    since: 31,
    what: "hosts of a Sidecar that begin with a tilde and a namespace, or name a host, are taken away from what is imported",
    source: `${NOTES_31} (issue 60139)`,
  },
  "redirect-of-prefixes": {
    since: 31,
    what: "a VirtualService's redirect may replace the prefix that matched",
    source: `${NOTES_31} (issue 47500)`,
  },
  "subset-tls-of-host": {
    since: 31,
    what: "whether endpoints of a subset without tls are sent mTLS follows the host's tls; before, the subset's alone",
    source: "istio/istio pilot/pkg/xds/endpoints/mtls_checker.go tlsModeForDestinationRule",
  },
  "strict-gateways": {
    since: 31,
    what: "an Istio Gateway of another namespace does not act on proxies that Istio has made for a Gateway of the Gateway API",
    source: `${NOTES_31} PILOT_ENABLE_STRICT_GATEWAY_MERGING`,
  },
  "rule-over-backend-policy": {
    since: 31,
    what: "a DestinationRule goes before a BackendTLSPolicy of the same host, which fills in what it leaves open; before, the rule's own traffic policy was lost",
    source: `${NOTES_31} (issue 60358)`,
  },
  "ignored-backend-policies": {
    since: 31,
    what: "the annotation istio.io/ignore-policy-attachment keeps a BackendTLSPolicy from Istio",
    source: `${NOTES_31} (issue 60122)`,
  },
  "unready-endpoints-sent": {
    since: 31,
    what: "proxies know of servers that are not ready, where outlier detection asks for no share of healthy ones; these count against their priority",
    source: `${NOTES_31} PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS`,
  },
  "waypoint-canaries": {
    since: 31,
    what: "a share of a service's connections may go to a second waypoint",
    source: `${NOTES_31} (issue 60801)`,
  },
  "outbound-by-name": {
    since: 31,
    what: "ALLOW_ANY_DYNAMIC_DNS sends requests of unknown hosts to where their Host header leads; before, there was no such mode",
    source: NOTES_31,
  },
  "zone-aware": {
    since: 31,
    what: "zoneAwareLbSetting leaves nearness to Envoy; before, there was no such field",
    source: NOTES_31,
  },
  "visibility-of-entries": {
    since: 31,
    what: "the mesh configuration may say who sees which ServiceEntries",
    source: `${NOTES_31} (issue 60870)`,
  },
  "entry-conflicts-found": {
    since: 31,
    what: "analysis names ServiceEntries that give one port of a host several protocols (IST0177)",
    source: "istio/istio pkg/config/analysis/analyzers/serviceentry/conflictingserviceentries.go",
  },
} as const satisfies Readonly<Record<string, Change>>;

export type VersionChange = keyof typeof VERSION_CHANGES;

/** Whether a control plane behaves as it does since a change. */
export const isSince = (
  { version }: Pick<MeshSettings, "version">,
  change: VersionChange,
): boolean => version.minor >= VERSION_CHANGES[change].since;

/** The minor of a version such as `1.28`, `v1.28.3` or `1.31.0-rc.1`; `null` for what is none. */
export function minorOfVersion(version: string): number | null {
  const [, minor] = /^v?1\.(\d{1,3})(?:[.-].*)?$/.exec(version) ?? [];
  return minor === undefined ? null : Number(minor);
}

/** Whose rules an answer follows. */
export type VersionInForce = {
  /** The rules of Istio 1.`minor`. */
  readonly minor: number;
  /**
   * `known`: the control plane's, or the one that was asked for. `assumed`: nothing says it. `older`, `newer`: it is none of those whose
   * rules are known, and `minor` is the nearest of them.
   */
  readonly basis: "known" | "assumed" | "older" | "newer";
};

export function versionInForce({ version }: Pick<MeshSettings, "version">): VersionInForce {
  const { minor, assumed } = version;
  const { oldest, newest } = KNOWN_MINORS;
  if (assumed) return { minor, basis: "assumed" };
  if (minor < oldest) return { minor: oldest, basis: "older" };
  return minor > newest ? { minor: newest, basis: "newer" } : { minor, basis: "known" };
}
