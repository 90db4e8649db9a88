import type { ConfigResource, NamespaceResource } from "../../../model/resource";
import { children, type Spec, text } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import {
  AUTHORIZATION_POLICY,
  type CodeInfo,
  kialiCode,
  REQUEST_AUTHENTICATION,
  TELEMETRY,
  WASM_PLUGIN,
} from "../../codes";
import { actionOf, isHttpField, ruleFields } from "../../reading/policy-rules";
import { selectedWorkloads } from "../../reading/selected-workloads";
import {
  hasWaypoint,
  knowsAmbient,
  namespaceHasWaypoint,
  targetsOf,
} from "../../reading/waypoints";
import { isAmbient } from "../../registry/ambient";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

type Judged =
  | typeof AUTHORIZATION_POLICY
  | typeof REQUEST_AUTHENTICATION
  | typeof WASM_PLUGIN
  | typeof TELEMETRY;

type Codes = { readonly noWaypoint: CodeInfo; readonly noTarget: CodeInfo };

const codes = (noWaypoint: string, noTarget: string): Codes => ({
  noWaypoint: kialiCode(noWaypoint, "warning"),
  noTarget: kialiCode(noTarget, "warning"),
});

const CODES: Readonly<Record<Judged, Codes>> = {
  [AUTHORIZATION_POLICY]: codes("KIA0109", "KIA0110"),
  [REQUEST_AUTHENTICATION]: codes("KIA1110", "KIA1115"),
  [WASM_PLUGIN]: codes("KIA1111", "KIA1116"),
  [TELEMETRY]: codes("KIA1112", "KIA1117"),
};

/**
 * Policies about HTTP in ambient namespaces, where a waypoint has to act on them: none stands there, or the policy does not name what is
 * behind it (`targetRefs`) and so stays with the ztunnel, which sees connections alone. There a rule to allow that asks for HTTP never
 * matches, and nobody gets through.
 *
 * Sources: https://istio.io/latest/docs/ambient/usage/l7-features/; Kiali `business/checkers/*ambient*`. Unlike it, only one of both is
 * said, and nothing of what acts on sidecars and gateways. A workload that such a policy reaches (KIA1317) is named by the policy.
 */
export const policyWaypoints: Analyzer<Judged> = {
  name: "policy-waypoints",
  judges: [AUTHORIZATION_POLICY, REQUEST_AUTHENTICATION, WASM_PLUGIN, TELEMETRY],
  codes: Object.values(CODES).flatMap((c) => [c.noWaypoint, c.noTarget]),
  reads: ["Namespace", "Service", "Workload"],
  needs: ["Namespace", "Service"],
  judge(policy, context) {
    if (!knowsAmbient(context)) return [];
    const { cluster, namespace } = policy.meta;
    const home = context.index.find("Namespace", cluster, "", namespace);
    if (home === null || !isAmbient(home.meta.labels) || !isAboutHttp(policy)) return [];
    const targets = targetsOf(policy);
    // Judged are objects of these kinds alone.
    const { noWaypoint, noTarget } = CODES[policy.kind as Judged];
    if (targets.length > 0) {
      const bare = targets.filter((t) => isBare(t, home, context));
      const names = bare.map((t) => text(t, "name") ?? "");
      return bare.length === 0
        ? []
        : [finding(noWaypoint, policy, [], { namespace, targets: names })];
    }
    const acts = selectedWorkloads(policy, context);
    if (acts.length > 0 && !acts.some((w) => w.proxy === "ambient")) return [];
    const code = namespaceHasWaypoint(home, context) ? noTarget : noWaypoint;
    return [
      finding(code, policy, [], {
        ...{ namespace, targets: [] },
        ...(policy.kind === AUTHORIZATION_POLICY ? { action: actionOf(policy) } : {}),
      }),
    ];
  },
};

/** Whether a target is a Service that no waypoint stands before. */
function isBare(target: Spec, home: NamespaceResource, { index }: AnalysisContext): boolean {
  if (text(target, "kind") !== "Service") return false;
  const { cluster, name } = home.meta;
  const service = index.find("Service", cluster, name, text(target, "name") ?? "");
  return service !== null && !hasWaypoint(service.meta.labels, home);
}

function isAboutHttp(policy: ConfigResource): boolean {
  if (policy.kind === AUTHORIZATION_POLICY) {
    return actionOf(policy) === "CUSTOM" || ruleFields(policy).some(isHttpField);
  }
  if (policy.kind !== TELEMETRY) return true;
  const { spec } = policy;
  return (
    children(spec, "tracing").length > 0 ||
    children(spec, "accessLogging").length > 0 ||
    children(spec, "metrics").some((m) => children(m, "overrides").length > 0)
  );
}
