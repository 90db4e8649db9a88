import type { ConfigResource, WorkloadResource } from "../../../model/resource";
import { attachedTo, policiesOn } from "../../../policy/attachment";
import { children } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import {
  AUTHORIZATION_POLICY,
  ownCode,
  REQUEST_AUTHENTICATION,
  VIRTUAL_SERVICE,
} from "../../codes";
import type { Finding } from "../../finding";
import { actionOf, type RuleField, ruleFields } from "../../reading/policy-rules";
import { besidePolicy } from "../../reading/policy-scope";
import { enforcing, namesOfWorkloads } from "../../reading/selected-workloads";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const NOBODY_READS = ownCode("HED303", "error");
const OPTIONAL = ownCode("HED304", "warning");

/**
 * Rules about tokens where nobody reads tokens, and tokens that are read but that no rule asks for: a RequestAuthentication alone turns
 * away wrong tokens and lets requests without any through.
 *
 * Source: https://istio.io/latest/docs/reference/config/security/request_authentication/. Claims that a VirtualService routes by on a
 * gateway are IST0149's.
 */
export const tokens: Analyzer = {
  name: "tokens",
  judges: [AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION],
  codes: [NOBODY_READS, OPTIONAL],
  reads: [AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, VIRTUAL_SERVICE, "Workload"],
  needs: ["Workload"],
  follow(changed, context) {
    switch (changed.kind) {
      case REQUEST_AUTHENTICATION:
        return besidePolicy(AUTHORIZATION_POLICY, changed, context);
      case AUTHORIZATION_POLICY:
        return besidePolicy(REQUEST_AUTHENTICATION, changed, context);
      default:
        return routesByClaim(changed) ? context.index.all(REQUEST_AUTHENTICATION) : [];
    }
  },
  judge: (policy, context) =>
    policy.kind === AUTHORIZATION_POLICY
      ? judgeRules(policy, context)
      : judgeProvider(policy, context),
};

const isToken = ({ name }: RuleField): boolean =>
  /^(notR|r)equestPrincipals$|^request\.auth\./.test(name);

function judgeRules(policy: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const fields = ruleFields(policy).filter(isToken);
  if (fields.length === 0) return [];
  const without = enforcing(policy, context).filter(
    (workload) =>
      attachedTo(context.index, REQUEST_AUTHENTICATION, { workload }, context.settings).length ===
      0,
  );
  if (without.length === 0) return [];
  const workloads = namesOfWorkloads(without);
  const action = actionOf(policy);
  return fields.map(({ name, path }) =>
    finding(NOBODY_READS, policy, path, { field: name, workloads, action }),
  );
}

function judgeProvider(provider: ConfigResource, context: AnalysisContext): readonly Finding[] {
  if (children(provider.spec, "jwtRules").length === 0) return [];
  const open = enforcing(provider, context).filter((w) => !asks(w, context));
  if (open.length === 0) return [];
  const workloads = namesOfWorkloads(open);
  return [finding(OPTIONAL, provider, ["spec", "jwtRules"], { workloads })];
}

/** Whether a rule at the workload looks at the token, or an authorizer outside may, or claims decide about a gateway's routes. */
function asks(workload: WorkloadResource, { index, settings }: AnalysisContext): boolean {
  if (policiesOn(index, workload, settings).some(looksAtTokens)) return true;
  return (
    workload.proxy === "gateway" &&
    index
      .all(VIRTUAL_SERVICE)
      .some((vs) => vs.meta.cluster === workload.meta.cluster && routesByClaim(vs))
  );
}

const looksAtTokens = (policy: ConfigResource): boolean =>
  actionOf(policy) === "CUSTOM" || ruleFields(policy).some(isToken);

const known = new WeakMap<ConfigResource, boolean>();

/** An object is never changed. */
function routesByClaim(vs: ConfigResource): boolean {
  const does = known.get(vs) ?? JSON.stringify(vs.spec).includes('"@request.auth.claims');
  known.set(vs, does);
  return does;
}
