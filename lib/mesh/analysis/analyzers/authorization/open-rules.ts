import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { policiesOn } from "../../../policy/attachment";
import { child, children, type Spec } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { AUTHORIZATION_POLICY, ownCode } from "../../codes";
import type { Finding } from "../../finding";
import { actionOf } from "../../reading/policy-rules";
import { besidePolicy } from "../../reading/policy-scope";
import { namesOfWorkloads, selectedWorkloads } from "../../reading/selected-workloads";
import type { AnalysisContext } from "../../registry/context";
import { nameOf } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const OPENS_ALL = ownCode("HED305", "warning");
const NOBODY_MAY = ownCode("HED311", "warning");
const EITHER_SUFFICES = ownCode("HED312", "warning");

/**
 * Policies to allow whose rules are wider or narrower than they look: a rule that every request matches, beside which the other policies
 * mean nothing; a policy without rules, where no other lets anybody in; and a caller and an operation in two rules, either of which
 * suffices, where one dash less makes them one.
 *
 * Source: https://istio.io/latest/docs/concepts/security/#implicit-enablement; istio/istio.io issue 9043.
 */
export const openRules: Analyzer = {
  name: "open-rules",
  judges: [AUTHORIZATION_POLICY],
  codes: [OPENS_ALL, NOBODY_MAY, EITHER_SUFFICES],
  reads: [AUTHORIZATION_POLICY, "Workload"],
  needs: ["Workload"],
  follow: (changed, context) => besidePolicy(AUTHORIZATION_POLICY, changed, context),
  judge(policy, context) {
    if (actionOf(policy) !== "ALLOW") return [];
    const rules = children(policy.spec, "rules");
    if (rules.length === 0) return judgeEmpty(policy, context);
    const open = rules.findIndex((rule) => Object.keys(rule).length === 0);
    return open < 0 ? judgeHalves(policy, rules) : judgeOpen(policy, open, context);
  },
};

function judgeOpen(
  policy: ConfigResource,
  rule: number,
  context: AnalysisContext,
): readonly Finding[] {
  const others = new Map(
    selectedWorkloads(policy, context).flatMap((w) => othersAt(policy, w, context)),
  );
  if (others.size === 0) return [];
  const policies = [...others.values()].toSorted();
  return [finding(OPENS_ALL, policy, ["spec", "rules", rule], { policies })];
}

type Workload = Parameters<typeof policiesOn>[1];

/** Other policies to allow on a workload that have rules, key and name. */
const othersAt = (
  policy: ConfigResource,
  workload: Workload,
  { index, settings }: AnalysisContext,
): readonly (readonly [string, string])[] =>
  policiesOn(index, workload, settings)
    .filter((p) => actionOf(p) === "ALLOW" && children(p.spec, "rules").length > 0)
    .map((p) => [refKey(refOf(p)), nameOf(p)] as const)
    .filter(([key]) => key !== refKey(refOf(policy)));

function judgeEmpty(policy: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const closed = selectedWorkloads(policy, context).filter(
    (w) => w.proxy !== "none" && othersAt(policy, w, context).length === 0,
  );
  if (closed.length === 0) return [];
  return [finding(NOBODY_MAY, policy, ["spec"], { workloads: namesOfWorkloads(closed) })];
}

const hasAlone = (rule: Spec | undefined, key: "from" | "to"): boolean =>
  rule !== undefined && Object.keys(rule).length === 1 && children(rule, key).length > 0;

function judgeHalves(policy: ConfigResource, rules: readonly Spec[]): readonly Finding[] {
  const [first, second] = rules;
  if (rules.length !== 2 || !hasAlone(first, "from") || !hasAlone(second, "to")) return [];
  const to = children(second ?? {}, "to").map((t) => child(t, "operation") ?? {});
  if (to.some((operation) => Object.keys(operation).length === 0)) return [];
  return [finding(EITHER_SUFFICES, policy, ["spec", "rules", 1], {})];
}
