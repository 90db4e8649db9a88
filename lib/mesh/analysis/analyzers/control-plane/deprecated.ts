import type { ConfigResource } from "../../../model/resource";
import { child, children, emptySpec, numeral } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { istioCode, SIDECAR, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { finding } from "../../registry/spec-parts";

const DEPRECATED = istioCode("IST0002", "warning");

/** Kinds that Istio has no more. */
const REMOVED = ["ClusterRbacConfig", "RbacConfig", "ServiceRole", "ServiceRoleBinding"];

/**
 * Fields and kinds that Istio has given up.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/deprecation/deprecation.go`.
 */
export const deprecated: Analyzer<
  typeof VIRTUAL_SERVICE | typeof SIDECAR | "CustomResourceDefinition"
> = {
  name: "deprecated",
  judges: [VIRTUAL_SERVICE, SIDECAR, "CustomResourceDefinition"],
  codes: [DEPRECATED],
  reads: [],
  judge(object) {
    if (object.kind === "CustomResourceDefinition") {
      const { group, definedKind: kind } = object;
      if (group !== "rbac.istio.io" || !REMOVED.includes(kind)) return [];
      return [finding(DEPRECATED, object, [], { what: "removed-kind", name: `${kind}.${group}` })];
    }
    return object.kind === SIDECAR ? judgeSidecar(object) : judgeFaults(object);
  },
};

function judgeSidecar(sidecar: ConfigResource): readonly Finding[] {
  const policy = child(sidecar.spec, "outboundTrafficPolicy") ?? emptySpec;
  if (child(policy, "egressProxy") === null) return [];
  const path = ["spec", "outboundTrafficPolicy", "egressProxy"];
  const facts = { what: "ignored-field", name: "outboundTrafficPolicy.egressProxy" };
  return [finding(DEPRECATED, sidecar, path, facts)];
}

function judgeFaults(vs: ConfigResource): readonly Finding[] {
  return children(vs.spec, "http").flatMap((rule, i) => {
    const delay = child(child(rule, "fault") ?? emptySpec, "delay") ?? emptySpec;
    const percent = numeral(delay, "percent") ?? 0;
    if (percent <= 0) return [];
    const path = ["spec", "http", i, "fault", "delay"];
    const facts = { what: "replaced-field", name: "fault.delay.percent", use: "percentage" };
    const ref = { ...vs.meta, kind: vs.kind };
    const { cluster, kind, namespace, name } = ref;
    const changes = [
      { op: "remove", path: [...path, "percent"], was: percent },
      ...(child(delay, "percentage") === null
        ? [{ op: "set", path: [...path, "percentage"], to: { value: percent } } as const]
        : []),
    ] as const;
    const fix = { ref: { cluster, kind, namespace, name }, changes };
    return [finding(DEPRECATED, vs, [...path, "percent"], facts, { fix })];
  });
}
