import { memoPerIndex } from "../../../model/memo-per-index";
import { child, children, emptySpec, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { AUTHORIZATION_POLICY, istioCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const NOT_FOUND = istioCode("IST0101", "error");

/**
 * Namespaces of callers that an AuthorizationPolicy names and that do not exist.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/authz/authorizationpolicies.go`. Unlike it, the cluster's own namespaces
 * (`kube-system` …) are known to exist.
 */
export const policyNamespaces: Analyzer = {
  name: "policy-namespaces",
  judges: [AUTHORIZATION_POLICY],
  codes: [NOT_FOUND],
  reads: ["Namespace"],
  needs: ["Namespace"],
  judge(policy, { index }) {
    const names = namesIn(index).get(policy.meta.cluster) ?? NONE;
    return children(policy.spec, "rules").flatMap((rule, i) =>
      children(rule, "from").flatMap((from, j) => {
        const source = child(from, "source") ?? emptySpec;
        return ["namespaces", "notNamespaces"].flatMap((field) =>
          texts(source, field).flatMap((pattern, k) => {
            if (takesOne(pattern, names)) return [];
            const path = ["spec", "rules", i, "from", j, "source", field, k];
            return [finding(NOT_FOUND, policy, path, { reftype: "namespace", refval: pattern })];
          }),
        );
      }),
    );
  },
};

const NONE: ReadonlySet<string> = new Set();

/** Kubernetes has them in lower case alone. */
const namesIn = memoPerIndex((index) => {
  const byCluster = new Map<string, Set<string>>();
  for (const { meta } of index.all("Namespace")) {
    const known = byCluster.get(meta.cluster) ?? new Set();
    byCluster.set(meta.cluster, known.add(meta.name));
  }
  return byCluster;
});

function takesOne(pattern: string, names: ReadonlySet<string>): boolean {
  if (pattern.startsWith("*")) return [...names].some((name) => name.endsWith(pattern.slice(1)));
  if (pattern.endsWith("*"))
    return [...names].some((name) => name.startsWith(pattern.slice(0, -1)));
  return names.has(pattern.toLowerCase());
}
