import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { namespaceMtls } from "../../../policy/peer-authentication";
import { child, children, emptySpec } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { type CodeInfo, DESTINATION_RULE, kialiCode, PEER_AUTHENTICATION } from "../../codes";
import type { Finding } from "../../finding";
import { type Reach, reachOf, tlsModeOf, wideRules } from "../../reading/wide-rules";
import { type AnalysisContext, ruleHost } from "../../registry/context";
import { nearHosts } from "../../registry/near";
import { nameOf } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const DROPS_TLS = kialiCode("KIA0204", "warning");
const MESH_UNASKED = kialiCode("KIA0205", "error");
const NAMESPACE_UNASKED = kialiCode("KIA0206", "error");
const NAMESPACE_STRICT = kialiCode("KIA0207", "error");
const MESH_STRICT = kialiCode("KIA0208", "error");

/**
 * DestinationRules that are at odds with the mode that servers are told: wide ones that begin mTLS for servers that take none, or send
 * plain text to servers that insist on it (every request fails); and ones for a host that leave out the mTLS which a wider rule sets,
 * because rules of different hosts are not joined.
 *
 * Source: Kiali `business/checkers/destinationrules/{traffic_policy,meshwide_mtls,namespacewide_mtls,disabled_*}_checker.go`. Unlike it, the
 * mode is the one in force, and leaving out mTLS is said only where clients do not choose it by themselves: where they do, nothing is
 * lost.
 */
export const mutualTls: Analyzer = {
  name: "mutual-tls",
  judges: [DESTINATION_RULE],
  codes: [DROPS_TLS, MESH_UNASKED, NAMESPACE_UNASKED, NAMESPACE_STRICT, MESH_STRICT],
  reads: [DESTINATION_RULE, PEER_AUTHENTICATION, "MeshConfig"],
  follow: (changed, context) =>
    changed.kind === PEER_AUTHENTICATION
      ? wideRules(context).map(({ rule }) => rule)
      : nearHosts(changed, context),
  judge(dr, context) {
    const reach = reachOf(dr, context.settings);
    return reach === null ? judgeNarrow(dr, context) : judgeWide(dr, reach, context);
  },
};

function judgeWide(dr: ConfigResource, reach: Reach, context: AnalysisContext): readonly Finding[] {
  const { index, settings } = context;
  const mode = tlsModeOf(dr);
  if (mode !== "ISTIO_MUTUAL" && mode !== "DISABLE") return [];
  const namespace = reach.of === "mesh" ? settings.rootNamespace : reach.namespace;
  const server = namespaceMtls(index, dr.meta.cluster, namespace, settings);
  const by = server.by === null ? "" : `${server.by.namespace}/${server.by.name}`;
  const code = wideCode(mode, reach, server, settings.rootNamespace, settings.autoMtls);
  if (code === null) return [];
  return [finding(code, dr, ["spec", "trafficPolicy", "tls", "mode"], { namespace, policy: by })];
}

function wideCode(
  mode: "ISTIO_MUTUAL" | "DISABLE",
  reach: Reach,
  server: ReturnType<typeof namespaceMtls>,
  root: string,
  autoMtls: boolean,
): CodeInfo | null {
  if (mode === "DISABLE") {
    if (server.mode !== "STRICT") return null;
    return server.by?.namespace === root ? MESH_STRICT : NAMESPACE_STRICT;
  }
  // Istio's default takes both, whoever asks for it; a server that is told DISABLE takes none.
  if (autoMtls || (server.by !== null && server.mode !== "DISABLE")) return null;
  return reach.of === "mesh" ? MESH_UNASKED : NAMESPACE_UNASKED;
}

function judgeNarrow(dr: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const { settings, destinationRules } = context;
  const policy = child(dr.spec, "trafficPolicy") ?? emptySpec;
  if (settings.autoMtls || tlsModeOf(dr) !== null) return [];
  if (children(policy, "portLevelSettings").some((p) => child(p, "tls") !== null)) return [];
  const wider = destinationRules
    .overlapping(dr.meta.cluster, ruleHost(dr, settings))
    .filter((other) => refKey(refOf(other)) !== refKey(refOf(dr)))
    .filter((other) => ruleHost(other, settings).startsWith("*") && tlsModeOf(other) === MUTUAL);
  if (wider.length === 0) return [];
  const path = policy === emptySpec ? ["spec"] : ["spec", "trafficPolicy"];
  const fix = {
    ref: refOf(dr),
    changes: [
      policy === emptySpec
        ? ({ op: "set", path: ["spec", "trafficPolicy"], to: { tls: { mode: MUTUAL } } } as const)
        : ({ op: "set", path: [...path, "tls"], to: { mode: MUTUAL } } as const),
    ],
  };
  const rules = wider.map(nameOf).toSorted();
  return [finding(DROPS_TLS, dr, path, { rules }, { fix })];
}

const MUTUAL = "ISTIO_MUTUAL";
