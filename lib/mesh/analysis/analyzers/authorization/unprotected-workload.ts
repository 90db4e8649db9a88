import { policiesOn } from "../../../policy/attachment";
import type { Analyzer } from "../../analyzer";
import { AUTHORIZATION_POLICY, kialiCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const UNPROTECTED = kialiCode("KIA1301", "warning");

/**
 * Workloads of the mesh on which no AuthorizationPolicy acts: everybody may call them. Said only where it is asked for, as in Kiali, which
 * leaves the code out by default.
 *
 * Source: Kiali `business/checkers/workloads/uncovered_workload_checker.go`. Unlike it, policies for Gateways by reference count, and
 * workloads without a proxy are not named, because no policy would act there.
 */
export const unprotectedWorkload: Analyzer<"Workload"> = {
  name: "unprotected-workload",
  judges: ["Workload"],
  codes: [UNPROTECTED],
  reads: [AUTHORIZATION_POLICY],
  follow(changed, { index, inputs, settings: { rootNamespace } }) {
    if (inputs.also?.has(UNPROTECTED.code) !== true) return [];
    const { cluster, namespace } = changed.meta;
    return namespace === rootNamespace
      ? index.all("Workload").filter((w) => w.meta.cluster === cluster)
      : index.inNamespace("Workload", cluster, namespace);
  },
  judge(workload, { index, settings, inputs }) {
    if (inputs.also?.has(UNPROTECTED.code) !== true) return [];
    if (!["sidecar", "ambient", "gateway"].includes(workload.proxy)) return [];
    if (policiesOn(index, workload, settings).length > 0) return [];
    return [finding(UNPROTECTED, workload, [], { workload: workload.meta.name })];
  },
};
