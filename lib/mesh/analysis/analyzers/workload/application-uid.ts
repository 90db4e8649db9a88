import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import type { Finding } from "../../finding";
import type { PodSpecFacts } from "../../inputs/kube-objects";
import { isControlPlane } from "../../registry/mesh-pods";
import { finding } from "../../registry/spec-parts";

const PROXY_UID = 1337;
const RUNS_AS_PROXY = istioCode("IST0144", "warning");

/**
 * Applications that run with the sidecar's own user ID: what they send is taken for the sidecar's and goes past it.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/deployment/pod.go`. Init containers are not looked at.
 */
export const applicationUid: Analyzer<"Pod" | "Deployment"> = {
  name: "application-uid",
  judges: ["Pod", "Deployment"],
  codes: [RUNS_AS_PROXY],
  reads: [],
  judge(object) {
    if (isControlPlane(object.meta.labels)) return [];
    const isPod = object.kind === "Pod";
    const spec = isPod ? object.spec : object.template.spec;
    const path = isPod ? ["spec"] : ["spec", "template", "spec"];
    return placesOf(spec).map(({ at, container }) =>
      finding(RUNS_AS_PROXY, object, [...path, ...at], { container }),
    );
  },
};

function placesOf(
  spec: PodSpecFacts,
): readonly { readonly at: Finding["path"]; readonly container: string }[] {
  const field = ["securityContext", "runAsUser"];
  const whole = spec.runAsUser === PROXY_UID ? [{ at: field, container: "" }] : [];
  const single = spec.containers.flatMap((c, i) =>
    c.runAsUser !== PROXY_UID || c.name === "istio-proxy" || c.name === "istio-operator"
      ? []
      : [{ at: ["containers", i, ...field], container: c.name }],
  );
  return [...whole, ...single];
}
