import { type ConfigResource, refKey, refOf, type WorkloadResource } from "../../../model/resource";
import { authorize } from "../../../policy/authorize";
import type { Analyzer } from "../../analyzer";
import { AUTHORIZATION_POLICY, ownCode } from "../../codes";
import type { ObservedCall } from "../../inputs/analysis-inputs";
import { callsTo, factsOfCalls } from "../../reading/calls";
import { besidePolicy } from "../../reading/policy-scope";
import { groundOf, selectedWorkloads } from "../../reading/selected-workloads";
import { ledPorts } from "../../reading/workload-ports";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const DENIED = ownCode("HED308", "error");

/**
 * Callers that were seen and that the policies turn away, whatever they ask for: an ALLOW policy closes a workload for everybody it does not
 * name. Said of the policy that decides; what depends on a request's path, method or token is not.
 *
 * Source: the policy engine (`authorize`), asked with who the caller is alone. Without known traffic it says nothing.
 */
export const deniedCallers: Analyzer = {
  name: "denied-callers",
  judges: [AUTHORIZATION_POLICY],
  codes: [DENIED],
  reads: [AUTHORIZATION_POLICY, "Workload", "Service", "MeshConfig"],
  follow: (changed, context) =>
    context.inputs.calls === undefined ? [] : besidePolicy(AUTHORIZATION_POLICY, changed, context),
  judge(policy, context) {
    if (context.inputs.calls === undefined) return [];
    const denied = selectedWorkloads(policy, context).flatMap((workload) =>
      callsTo(workload, context.inputs).filter((call) => isDenied(policy, workload, call, context)),
    );
    return denied.length === 0 ? [] : [finding(DENIED, policy, ["spec"], factsOfCalls(denied))];
  },
};

function isDenied(
  policy: ConfigResource,
  workload: WorkloadResource,
  { from, mutualTls }: ObservedCall,
  context: AnalysisContext,
): boolean {
  const { index, settings } = context;
  const caller = from === null ? null : callerNamed(from, context);
  // Who cannot be named is not judged.
  if (caller === null || mutualTls === null) return false;
  const { namespace } = caller.meta;
  const account = `${settings.trustDomain}/ns/${namespace}/sa/${caller.serviceAccount}`;
  const ports = ledPorts(workload, context);
  const isTcp =
    ports.length > 0 && ports.every((p) => p.protocol === "tcp" || p.protocol === "tls");
  const verdict = authorize(
    index,
    workload,
    {
      source: { principal: mutualTls ? account : null },
      port: undefined,
      protocol: isTcp ? "tcp" : "http",
    },
    settings,
  );
  if (verdict.verdict !== "deny") return false;
  const key = refKey(refOf(policy));
  return verdict.by === null
    ? verdict.unmatched.some((ref) => refKey(ref) === key)
    : refKey(verdict.by) === key;
}

function callerNamed(key: string, { index }: AnalysisContext): WorkloadResource | null {
  const found = groundOf(index).snapshot.resources.get(key);
  return found?.kind === "Workload" ? found : null;
}
