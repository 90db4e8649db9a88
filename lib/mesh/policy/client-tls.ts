import type { ResourceRef } from "../model/resource";
import { BACKEND_TLS, NO_AUTHORITY } from "../routing/gateway-api/backend-tls";
import { defaultMeshSettings, type MeshSettings } from "../routing/spec/mesh-settings";
import { child, children, numeral, type Spec, text } from "../routing/spec/read-spec";
import { isSince } from "../routing/spec/versions";
import type { DestinationPolicy } from "../routing/subsets";

/** The TLS setting of a DestinationRule that a client follows. */
export type ClientTls = {
  readonly by: ResourceRef;
  /** `trafficPolicy.tls`, `subsets[0].trafficPolicy.tls` … */
  readonly path: string;
  readonly mode: "DISABLE" | "SIMPLE" | "MUTUAL" | "ISTIO_MUTUAL";
  /** The server name that it sets. */
  readonly sni: string | null;
  /** Its certificates come from a Secret, which istiod gives to gateways, and to sidecars that the rule names by `workloadSelector`. */
  readonly bySecret: boolean;
  /** The Secret is one that nobody has: what a BackendTLSPolicy without a certificate authority comes to. */
  readonly noAuthority: boolean;
  /** It only takes the place of the choice of mTLS that the client makes endpoint by endpoint: `mode` is what comes of it. */
  readonly endpointsOnly: boolean;
};

/**
 * The client's TLS setting that a DestinationRule makes for a port and subset: the subset's own beats the rule's, and an entry of
 * `portLevelSettings` replaces what is beside it, even when it has no `tls`.
 *
 * Then the client chooses endpoint by endpoint, and a part of istiod that does not know of that replacement still sees the `tls` beside
 * the entry: `ISTIO_MUTUAL` is mTLS to every server with a proxy, be it told to take none, and any other switches it off. Where the request names a subset it
 * looks at that alone, or at the host where the subset says nothing, as the version has it.
 *
 * Sources: istio/istio `pilot/pkg/networking/util/util.go` MergeTrafficPolicy, `pilot/pkg/xds/endpoints/mtls_checker.go`; all 400
 * combinations executed against istiod 1.30.3.
 */
export function clientTls(
  policy: DestinationPolicy,
  port: number,
  subset: string | null,
  settings: MeshSettings = defaultMeshSettings,
): ClientTls | null {
  const chosen = policy.subsets.find((s) => s.name === subset);
  const base = policy.trafficPolicy
    ? tlsOf(policy.trafficPolicy.spec, port, policy.trafficPolicy.by, "trafficPolicy")
    : NOTHING;
  const beneath = policy.backend
    ? tlsOf(policy.backend.spec, port, policy.backend.by, "trafficPolicy")
    : NOTHING;
  const own = chosen?.trafficPolicy
    ? tlsOf(chosen.trafficPolicy, port, chosen.by, `${chosen.path}.trafficPolicy`)
    : NOTHING;
  const inherited = base.hasPort
    ? (base.port ?? beneath.port)
    : (base.whole ?? beneath.port ?? beneath.whole);
  const explicit = own.hasPort ? own.port : (own.whole ?? inherited);
  if (explicit) return explicit;
  const seen = chosen ? own : base;
  const ofHost = isSince(settings, "subset-tls-of-host") ? (base.port ?? base.whole) : null;
  const beside = seen.port ?? seen.whole ?? ofHost;
  if (beside === null) return null;
  const mode = beside.mode === "ISTIO_MUTUAL" ? beside.mode : "DISABLE";
  return { ...beside, mode, endpointsOnly: true };
}

/**
 * Whether the client sends to the address that was called instead of choosing an endpoint (`loadBalancer.simple: PASSTHROUGH`). A subset
 * cannot go back to choosing where the rule itself passes through, and its own balancer counts even beside an entry of
 * `portLevelSettings` that replaces it.
 *
 * Source: istio/istio `pilot/pkg/networking/core/cluster_builder.go` buildSubsetCluster, `cluster_traffic_policy.go` applyLoadBalancer.
 */
export function isPassthrough(
  policy: DestinationPolicy,
  port: number,
  subset: string | null,
): boolean {
  const base = policy.trafficPolicy?.spec;
  if (base && passesThrough(portEntries(base, port)[0]?.entry ?? base)) return true;
  const own = policy.subsets.find((s) => s.name === subset)?.trafficPolicy;
  if (!own) return false;
  return (
    passesThrough(own) ||
    portEntries(own, port)
      .slice(0, 1)
      .some(({ entry }) => passesThrough(entry))
  );
}

const passesThrough = (spec: Spec): boolean =>
  text(child(spec, "loadBalancer") ?? {}, "simple") === "PASSTHROUGH";

type Tls = {
  readonly hasPort: boolean;
  readonly port: ClientTls | null;
  readonly whole: ClientTls | null;
};

const NOTHING: Tls = { hasPort: false, port: null, whole: null };

function tlsOf(spec: Spec, port: number, by: ResourceRef, path: string): Tls {
  const [found] = portEntries(spec, port);
  const at = found && `${path}.portLevelSettings[${found.i}].tls`;
  return {
    hasPort: found !== undefined,
    port: found && at ? readTls(found.entry, by, at) : null,
    whole: readTls(spec, by, `${path}.tls`),
  };
}

const portEntries = (spec: Spec, port: number) =>
  children(spec, "portLevelSettings")
    .map((entry, i) => ({ entry, i }))
    .filter(({ entry }) => numeral(child(entry, "port") ?? {}, "number") === port);

function readTls(spec: Spec, by: ResourceRef, path: string): ClientTls | null {
  const tls = child(spec, "tls");
  if (tls === null) return null;
  const mode = text(tls, "mode") ?? "DISABLE";
  const known = ["DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"] as const;
  const found = known.find((k) => k === mode);
  if (!found) return null;
  const secret = text(tls, "credentialName");
  const bySecret = secret !== null;
  if (by.kind === BACKEND_TLS) {
    // Of several for one host each has its own port.
    const policy = { ...by, name: text(tls, "policy") ?? by.name };
    const sni = text(tls, "sni");
    const noAuthority = secret === NO_AUTHORITY;
    const setting = { mode: found, sni, bySecret, noAuthority, endpointsOnly: false };
    return { by: policy, path: "validation", ...setting };
  }
  const setting = { mode: found, sni: text(tls, "sni"), bySecret, noAuthority: false };
  return { by, path, ...setting, endpointsOnly: false };
}
