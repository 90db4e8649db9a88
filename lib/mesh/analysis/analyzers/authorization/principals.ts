import { matchesPrincipal } from "../../../policy/rules/identity";
import type { MeshSettings } from "../../../routing/spec/mesh-settings";
import type { Analyzer } from "../../analyzer";
import { AUTHORIZATION_POLICY, kialiCode } from "../../codes";
import { accountsOf } from "../../reading/accounts";
import { ruleFields } from "../../reading/policy-rules";
import { groundOf } from "../../reading/selected-workloads";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const NOBODY = kialiCode("KIA0106", "error");
const ELSEWHERE = kialiCode("KIA0107", "info");
const OTHER_DOMAIN = kialiCode("KIA0108", "warning");

/**
 * Principals that nobody is: no service account of the cluster, one of another cluster of the mesh alone, or one of a trust domain that
 * the mesh does not know.
 *
 * Source: Kiali `business/checkers/authorization/principals_checker.go`. Unlike it, patterns are read as istiod reads them, trust domain
 * aliases count, and so does a service account that no pod uses at the moment.
 */
export const principals: Analyzer = {
  name: "principals",
  judges: [AUTHORIZATION_POLICY],
  codes: [NOBODY, ELSEWHERE, OTHER_DOMAIN],
  reads: ["Workload", "ServiceAccount", "MeshConfig"],
  needs: ["Workload", "ServiceAccount"],
  judge: (policy, context) =>
    ruleFields(policy).flatMap(({ name, values, path }) => {
      if (!["principals", "notPrincipals", "source.principal"].includes(name)) return [];
      return values.flatMap((principal, k) => {
        const code = judgePrincipal(principal, policy.meta.cluster, context);
        return code === null ? [] : [finding(code, policy, [...path, k], { principal })];
      });
    }),
};

function judgePrincipal(principal: string, cluster: string, { index, settings }: AnalysisContext) {
  if (principal === "" || principal === "*") return null;
  const byCluster = accountsOf(groundOf(index));
  if (isOneOf(principal, byCluster.get(cluster), settings)) return null;
  const others = [...byCluster].filter(([name]) => name !== cluster);
  if (others.some(([, accounts]) => isOneOf(principal, accounts, settings))) return ELSEWHERE;
  return isForeign(principal, settings) ? OTHER_DOMAIN : NOBODY;
}

function isOneOf(
  principal: string,
  accounts: ReadonlySet<string> | undefined,
  settings: MeshSettings,
): boolean {
  if (accounts === undefined) return false;
  const holds = matchesPrincipal(settings);
  const [, account] = /^[^/*]+(\/ns\/[^/*]+\/sa\/[^/*]+)$/.exec(principal) ?? [];
  if (account === undefined) {
    return [...accounts].some((a) => holds(principal, `${settings.trustDomain}${a}`));
  }
  return accounts.has(account) && holds(principal, `${settings.trustDomain}${account}`);
}

/** A name of a trust domain that is no pattern, nor one of the mesh's own. */
function isForeign(principal: string, { trustDomain, trustDomainAliases }: MeshSettings): boolean {
  const [, domain = ""] = /^([^/]+)\/ns\//.exec(principal) ?? [];
  const own = [trustDomain, "cluster.local", ...trustDomainAliases];
  return domain !== "" && !domain.includes("*") && !own.includes(domain);
}
