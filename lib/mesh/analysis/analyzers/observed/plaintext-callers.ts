import type { ConfigResource } from "../../../model/resource";
import { refKey, refOf } from "../../../model/resource";
import { mtlsInForce } from "../../../policy/peer-authentication";
import type { Analyzer } from "../../analyzer";
import { ownCode, PEER_AUTHENTICATION } from "../../codes";
import { callsTo, factsOfCalls } from "../../reading/calls";
import { besidePolicy } from "../../reading/policy-scope";
import { namesOfWorkloads } from "../../reading/selected-workloads";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const BREAKS = ownCode("HED309", "error");

/**
 * Callers that were seen without mTLS, of workloads that insist on it: their connections are closed. They have no proxy, or call by an
 * address that is in no registry.
 *
 * Source: the policy engine (`mtlsInForce`); istio/istio issues 32466, 37431, 47942, 50100. Without known traffic it says nothing: that a
 * workload has no proxy does not say that it calls.
 */
export const plaintextCallers: Analyzer = {
  name: "plaintext-callers",
  judges: [PEER_AUTHENTICATION],
  codes: [BREAKS],
  reads: [PEER_AUTHENTICATION, "Workload", "MeshConfig"],
  follow: (changed, context) =>
    context.inputs.calls === undefined ? [] : besidePolicy(PEER_AUTHENTICATION, changed, context),
  judge(policy, context) {
    if (context.inputs.calls === undefined) return [];
    const { index, settings, inputs } = context;
    const key = refKey(refOf(policy));
    const strict = candidates(policy, context).filter((w) => {
      const { mode, by } = mtlsInForce(index, w, null, settings);
      return mode === "STRICT" && by !== null && refKey(by) === key && w.proxy === "sidecar";
    });
    const broken = strict.flatMap((w) =>
      callsTo(w, inputs).filter((call) => call.mutualTls === false),
    );
    if (broken.length === 0) return [];
    const hit = new Set(broken.map((call) => call.to));
    const workloads = namesOfWorkloads(strict.filter((w) => hit.has(refKey(refOf(w)))));
    return [
      finding(BREAKS, policy, ["spec", "mtls", "mode"], { workloads, ...factsOfCalls(broken) }),
    ];
  },
};

const candidates = ({ meta }: ConfigResource, { index, settings }: AnalysisContext) =>
  meta.namespace === settings.rootNamespace
    ? index.all("Workload").filter((w) => w.meta.cluster === meta.cluster)
    : index.inNamespace("Workload", meta.cluster, meta.namespace);
