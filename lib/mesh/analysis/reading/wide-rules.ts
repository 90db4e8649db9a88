import type { ConfigResource } from "../../model/resource";
import { isInside } from "../../routing/spec/host-names";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { child, emptySpec, text } from "../../routing/spec/read-spec";
import type { AnalysisContext } from "../registry/context";

/** For how much a DestinationRule is: for every service of the mesh, or of one namespace; `null` for less. */
export type Reach =
  | { readonly of: "mesh" }
  | { readonly of: "namespace"; readonly namespace: string };

/**
 * The reach of a rule by its host: `*.local` and every wildcard as wide, `*.shop.svc.cluster.local`.
 *
 * Source: Kiali `kubernetes/istio.go` knows `*.local` and `*.<namespace>.<domain>` alone.
 */
export function reachOf({ spec }: ConfigResource, { domainSuffix }: MeshSettings): Reach | null {
  const host = text(spec, "host")?.toLowerCase() ?? "";
  if (!host.startsWith("*")) return null;
  const services = `.svc.${domainSuffix}`.toLowerCase();
  if (isInside(`*${services}`, host)) return { of: "mesh" };
  const [, namespace] = /^\*\.([^.]+)(\.svc\..+)$/.exec(host) ?? [];
  return namespace !== undefined && host.endsWith(`.${namespace}${services}`)
    ? { of: "namespace", namespace }
    : null;
}

/** A DestinationRule that is for more than one service. */
export type WideRule = { readonly rule: ConfigResource; readonly reach: Reach };

const known = new WeakMap<AnalysisContext, readonly WideRule[]>();

/** The wide rules of all clusters; a mesh has few. */
export function wideRules(context: AnalysisContext): readonly WideRule[] {
  const rules =
    known.get(context) ??
    context.index.all("DestinationRule.networking.istio.io").flatMap((rule) => {
      const reach = reachOf(rule, context.settings);
      return reach === null ? [] : [{ rule, reach }];
    });
  known.set(context, rules);
  return rules;
}

const policyOf = ({ spec }: ConfigResource) => child(spec, "trafficPolicy") ?? emptySpec;

/** `trafficPolicy.tls.mode` of a DestinationRule; `null` without one. */
export const tlsModeOf = (dr: ConfigResource): string | null =>
  text(child(policyOf(dr), "tls") ?? emptySpec, "mode");

/** `mtls.mode` of a PeerAuthentication; `null` without one. */
export const peerModeOf = ({ spec }: ConfigResource): string | null =>
  text(child(spec, "mtls") ?? emptySpec, "mode");
