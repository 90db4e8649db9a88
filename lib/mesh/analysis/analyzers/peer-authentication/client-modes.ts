import type { ConfigResource } from "../../../model/resource";
import { child } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { type CodeInfo, DESTINATION_RULE, kialiCode, PEER_AUTHENTICATION } from "../../codes";
import { peerModeOf, type Reach, reachOf, tlsModeOf, wideRules } from "../../reading/wide-rules";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const STRICT_MESH = kialiCode("KIA0401", "error");
const STRICT_NAMESPACE = kialiCode("KIA0501", "error");
const DISABLED_NAMESPACE = kialiCode("KIA0505", "error");
const DISABLED_MESH = kialiCode("KIA0506", "error");

/**
 * What a PeerAuthentication of a namespace or of the mesh asks of servers, where clients are told the opposite: mTLS that no client begins,
 * because they do not choose it by themselves here; or none, while a DestinationRule as wide has them begin it.
 *
 * Source: Kiali `business/checkers/peerauthentications/{disabled_meshwide,disabled_namespacewide,meshmtls,namespacemtls}_checker.go`.
 * Unlike it, every host as wide as `*.local` counts for the mesh.
 */
export const clientModes: Analyzer = {
  name: "client-modes",
  judges: [PEER_AUTHENTICATION],
  codes: [STRICT_MESH, STRICT_NAMESPACE, DISABLED_NAMESPACE, DISABLED_MESH],
  reads: [DESTINATION_RULE, "MeshConfig"],
  follow: (changed, { index, settings }) =>
    changed.kind === DESTINATION_RULE && reachOf(changed, settings) === null
      ? []
      : index.all(PEER_AUTHENTICATION),
  judge(policy, context) {
    if (child(policy.spec, "selector") !== null) return [];
    const { namespace } = policy.meta;
    const code = judgeMode(policy, context);
    return code === null ? [] : [finding(code, policy, ["spec", "mtls", "mode"], { namespace })];
  },
};

function judgeMode(policy: ConfigResource, context: AnalysisContext): CodeInfo | null {
  const { settings } = context;
  const isMeshWide = policy.meta.namespace === settings.rootNamespace;
  const ofMesh = modesOf(policy, context, (reach) => reach.of === "mesh");
  const ofNamespace = modesOf(
    policy,
    context,
    (reach) => reach.of === "namespace" && reach.namespace === policy.meta.namespace,
  );
  const mode = peerModeOf(policy);
  if (mode === "STRICT" && !settings.autoMtls) {
    const wide = isMeshWide ? ofMesh : [...ofNamespace, ...ofMesh];
    if (wide.includes("ISTIO_MUTUAL")) return null;
    return isMeshWide ? STRICT_MESH : STRICT_NAMESPACE;
  }
  if (mode !== "DISABLE") return null;
  if (isMeshWide) return ofMesh.some(isMutual) ? DISABLED_MESH : null;
  const begun =
    ofNamespace.some(isMutual) || (ofMesh.some(isMutual) && !ofNamespace.includes("DISABLE"));
  return begun ? DISABLED_NAMESPACE : null;
}

const isMutual = (mode: string): boolean => mode === "ISTIO_MUTUAL" || mode === "MUTUAL";

/** The TLS modes of the cluster's DestinationRules of a reach. */
const modesOf = (
  { meta }: ConfigResource,
  context: AnalysisContext,
  counts: (reach: Reach) => boolean,
): readonly string[] =>
  wideRules(context).flatMap(({ rule, reach }) =>
    rule.meta.cluster === meta.cluster && counts(reach) ? (tlsModeOf(rule) ?? []) : [],
  );
