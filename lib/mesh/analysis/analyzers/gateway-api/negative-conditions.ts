import { recordsAt } from "../../../model/raw/value";
import { refKey } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import {
  AUTHORIZATION_POLICY,
  GRPC_ROUTE,
  HTTP_ROUTE,
  istioCode,
  K8S_GATEWAY,
  SERVICE_ENTRY,
  WORKLOAD_ENTRY,
} from "../../codes";
import type { Condition } from "../../inputs/kube-objects";
import { conditionsOf } from "../../inputs/read-inputs";
import type { SubjectOf } from "../../inputs/subject";
import type { AnalysisContext } from "../../registry/context";
import { finding } from "../../registry/spec-parts";

const NEGATIVE = istioCode("IST0171", "warning");

type Judged =
  | "Service"
  | typeof SERVICE_ENTRY
  | typeof WORKLOAD_ENTRY
  | typeof AUTHORIZATION_POLICY
  | typeof K8S_GATEWAY
  | typeof HTTP_ROUTE
  | typeof GRPC_ROUTE;

const BOUND = ["istio.io/WaypointBound"];
const TAKEN = ["Accepted", "Programmed", "ResolvedRefs"];
const REPORTED: Readonly<Record<Judged, readonly string[]>> = {
  Service: BOUND,
  [SERVICE_ENTRY]: BOUND,
  [WORKLOAD_ENTRY]: BOUND,
  [AUTHORIZATION_POLICY]: ["ZtunnelAccepted", "WaypointAccepted"],
  [K8S_GATEWAY]: TAKEN,
  [HTTP_ROUTE]: TAKEN,
  [GRPC_ROUTE]: TAKEN,
};

/**
 * Objects of whose status a controller says that it does not follow them.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/conditions/conditions.go`. A policy that a waypoint took in part counts too.
 */
export const negativeConditions: Analyzer<Judged> = {
  name: "negative-conditions",
  judges: [
    "Service",
    SERVICE_ENTRY,
    WORKLOAD_ENTRY,
    AUTHORIZATION_POLICY,
    K8S_GATEWAY,
    HTTP_ROUTE,
    GRPC_ROUTE,
  ],
  codes: [NEGATIVE],
  reads: [],
  judge(object, context) {
    // Judged are objects of these kinds alone.
    const reported = REPORTED[object.kind as Judged];
    return conditionsIn(object, context)
      .filter((c) => isNegative(c, reported))
      .map(({ type, reason, message }) =>
        finding(NEGATIVE, object, ["status"], { type, reason, message }),
      );
  },
};

function isNegative({ type, status, reason }: Condition, reported: readonly string[]): boolean {
  if (!reported.includes(type)) return false;
  return status === "False" || (type === "WaypointAccepted" && reason === "PartiallyInvalid");
}

function conditionsIn(
  object: SubjectOf<Judged>,
  { inputs }: AnalysisContext,
): readonly Condition[] {
  if (object.kind === "Service") {
    const { cluster, namespace, name } = object.meta;
    const key = refKey({ kind: "Service", cluster, namespace, name });
    return inputs.serviceConditions.get(key) ?? [];
  }
  const status = object.status ?? {};
  const ofParents = object.kind === HTTP_ROUTE || object.kind === GRPC_ROUTE;
  return ofParents ? recordsAt(status, "parents").flatMap(conditionsOf) : conditionsOf(status);
}
