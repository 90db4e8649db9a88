import type { ConfigResource, WorkloadResource } from "../../../model/resource";
import { mtlsInForce } from "../../../policy/peer-authentication";
import type { Analyzer } from "../../analyzer";
import {
  AUTHORIZATION_POLICY,
  DESTINATION_RULE,
  kialiCode,
  PEER_AUTHENTICATION,
} from "../../codes";
import type { Finding } from "../../finding";
import { type RuleField, ruleFields } from "../../reading/policy-rules";
import { besidePolicy } from "../../reading/policy-scope";
import { namesOfWorkloads, selectedWorkloads } from "../../reading/selected-workloads";
import { peerModeOf, tlsModeOf } from "../../reading/wide-rules";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const NEEDS_MTLS = kialiCode("KIA0105", "error");

/**
 * Rules that ask who the caller is, for workloads that nobody calls with mTLS: `principals` never match there, and `notPrincipals` always.
 *
 * Source: Kiali `business/checkers/authorization/mtls_enabled_checker.go`. Unlike it, the mode is asked of the policy engine, workload by
 * workload, with what a mode of the whole workload says; workloads without a proxy enforce nothing and are not counted.
 */
export const peerIdentity: Analyzer = {
  name: "peer-identity",
  judges: [AUTHORIZATION_POLICY],
  codes: [NEEDS_MTLS],
  reads: [PEER_AUTHENTICATION, DESTINATION_RULE, "Workload", "MeshConfig"],
  needs: ["Workload"],
  follow(changed, context) {
    const { index, settings } = context;
    const policies =
      changed.kind === PEER_AUTHENTICATION
        ? besidePolicy(AUTHORIZATION_POLICY, changed, context)
        : settings.autoMtls
          ? []
          : index.all(AUTHORIZATION_POLICY);
    return policies.filter((p) => ruleFields(p).some(asksForPeer));
  },
  judge(policy, context) {
    const fields = ruleFields(policy).filter(asksForPeer);
    if (fields.length === 0 || !mayLackMtls(policy, context)) return [];
    const without = selectedWorkloads(policy, context).filter((w) => isNeverMutual(w, context));
    if (without.length === 0) return [];
    const workloads = namesOfWorkloads(without);
    return fields.map(
      ({ name, path }): Finding => finding(NEEDS_MTLS, policy, path, { field: name, workloads }),
    );
  },
};

const PEER: ReadonlySet<string> = new Set([
  ...["principals", "namespaces", "serviceAccounts"],
  ...["notPrincipals", "notNamespaces", "notServiceAccounts"],
  ...["source.principal", "source.namespace", "source.serviceAccount", "connection.sni"],
]);

const asksForPeer = ({ name }: RuleField): boolean => PEER.has(name);

/** Nearly always nobody switches mTLS off, and no workload has to be asked. */
function mayLackMtls(policy: ConfigResource, context: AnalysisContext): boolean {
  if (!context.settings.autoMtls) return true;
  return besidePolicy(PEER_AUTHENTICATION, policy, context).some(
    (p) => peerModeOf(p) === "DISABLE",
  );
}

function isNeverMutual(workload: WorkloadResource, context: AnalysisContext): boolean {
  if (workload.proxy !== "sidecar") return false;
  const { index, settings } = context;
  if (mtlsInForce(index, workload, null, settings).mode === "DISABLE") return true;
  return !settings.autoMtls && !isCalledMutually(workload, context);
}

/** Without automatic mTLS a client uses it where a DestinationRule says so. */
const isCalledMutually = (
  workload: WorkloadResource,
  { index, settings, destinationRules }: AnalysisContext,
): boolean =>
  index.servicesOf(workload).some(({ meta }) => {
    const host = `${meta.name}.${meta.namespace}.svc.${settings.domainSuffix}`.toLowerCase();
    return destinationRules
      .overlapping(meta.cluster, host)
      .some((dr: ConfigResource) => ["ISTIO_MUTUAL", "MUTUAL"].includes(tlsModeOf(dr) ?? ""));
  });
