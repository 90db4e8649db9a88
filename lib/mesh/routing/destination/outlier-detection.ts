import { durationMs, flag, numeral } from "../spec/read-spec";
import { type DestinationSetting, factsOf, placeOf, positive } from "./destination-setting";
import type { PolicyPart } from "./traffic-policy";

/**
 * When an endpoint is left out for a while, with the proxy's values where the rule gives none. Ratios of success are never asked.
 * `consecutive5xx: 0`: errors of that kind count nothing.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/cluster_traffic_policy.go` applyOutlierDetection; Envoy
 * `api/envoy/config/cluster/v3/outlier_detection.proto` for the defaults.
 */
export function outlierDetectionSetting(part: PolicyPart): DestinationSetting {
  const { spec } = part;
  const split = flag(spec, "splitExternalLocalOriginErrors");
  return {
    at: "outlier-detection",
    code: "outlier-detection",
    by: [placeOf(part)],
    facts: factsOf({
      consecutive5xx: numeral(spec, "consecutive5xxErrors") ?? 5,
      consecutiveGateway: positive(numeral(spec, "consecutiveGatewayErrors")),
      consecutiveLocalOrigin: split
        ? (positive(numeral(spec, "consecutiveLocalOriginFailures")) ?? 5)
        : null,
      intervalMs: durationMs(spec, "interval") ?? 10_000,
      baseEjectionMs: durationMs(spec, "baseEjectionTime") ?? 30_000,
      maxEjectionPercent: positive(numeral(spec, "maxEjectionPercent")) ?? 10,
      minHealthPercent: numeral(spec, "minHealthPercent") ?? 0,
    }),
  };
}
