import type { ResourceRef } from "../model/resource";
import { child, children, numeral, type Spec, text } from "../routing/spec/read-spec";
import type { DestinationPolicy } from "../routing/subsets";

/** The TLS setting of a DestinationRule that a client follows. */
export type ClientTls = {
  readonly by: ResourceRef;
  /** `trafficPolicy.tls`, `subsets[0].trafficPolicy.tls` … */
  readonly path: string;
  readonly mode: "DISABLE" | "SIMPLE" | "MUTUAL" | "ISTIO_MUTUAL";
};

/**
 * The client's TLS setting that a DestinationRule makes for a port and subset: the subset's own beats the rule's. An entry of
 * `portLevelSettings` replaces the rule's settings even when it has no `tls`, except that `DISABLE` stays in force.
 */
export function clientTls(
  policy: DestinationPolicy,
  port: number,
  subset: string | null,
): ClientTls | null {
  const chosen = policy.subsets.find((s) => s.name === subset);
  if (chosen?.trafficPolicy) {
    const path = `${chosen.path}.trafficPolicy`;
    const own = tlsOf(chosen.trafficPolicy, port, chosen.by, path);
    const found = own.port ?? own.whole;
    if (found) return found;
  }
  if (!policy.trafficPolicy) return null;
  const { by, spec } = policy.trafficPolicy;
  const base = tlsOf(spec, port, by, "trafficPolicy");
  if (base.port) return base.port;
  return base.hasPort && base.whole?.mode !== "DISABLE" ? null : base.whole;
}

function tlsOf(spec: Spec, port: number, by: ResourceRef, path: string) {
  const settings = children(spec, "portLevelSettings");
  const i = settings.findIndex((s) => numeral(child(s, "port") ?? {}, "number") === port);
  const entry = settings[i];
  return {
    hasPort: entry !== undefined,
    port: entry ? readTls(entry, by, `${path}.portLevelSettings[${i}].tls`) : null,
    whole: readTls(spec, by, `${path}.tls`),
  };
}

function readTls(spec: Spec, by: ResourceRef, path: string): ClientTls | null {
  const tls = child(spec, "tls");
  if (tls === null) return null;
  const mode = text(tls, "mode") ?? "DISABLE";
  const known = ["DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"] as const;
  const found = known.find((k) => k === mode);
  return found ? { by, path, mode: found } : null;
}
