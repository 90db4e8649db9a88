import type { MeshIndex } from "../../model/mesh-index";
import { type ResourceRef, refOf } from "../../model/resource";
import type { MeshService } from "../registry/mesh-service";
import type { MeshSettings } from "../spec/mesh-settings";
import { meshConfigOf } from "../spec/settings-of";
import { isSince } from "../spec/versions";
import type { DestinationPolicy } from "../subsets";
import { connectionPoolSetting } from "./connection-pool";
import { type DestinationSetting, placeOf } from "./destination-setting";
import { hashPolicyFor, type Reaching } from "./hash-policy";
import { loadBalancerSetting } from "./load-balancer";
import { localitySetting } from "./locality";
import { outlierDetectionSetting } from "./outlier-detection";
import { distributionWish } from "./traffic-distribution";
import {
  hostLayer,
  type PolicyPart,
  partOf,
  type TrafficPolicy,
  trafficPolicyFor,
  unset,
} from "./traffic-policy";
import { tunnelSetting } from "./tunnel";

/** A destination as a caller's proxy has it. */
export type SettingsInput = Reaching & {
  readonly service: MeshService;
  readonly policy: DestinationPolicy | null;
  /** Whether the called address is used as it is: then nothing is chosen among. */
  readonly direct: boolean;
};

/**
 * What a caller's proxy does at a destination beside sending to it, each with the place that decides: the load balancer, nearness,
 * outlier detection, limits of connections, and a tunnel. The load balancer is always told; the others where they act.
 */
export function destinationSettings(
  index: MeshIndex,
  input: SettingsInput,
  settings: MeshSettings,
): readonly DestinationSetting[] {
  const { policy, port, subset, http, service, direct } = input;
  const own = policy ? trafficPolicyFor(policy, port, subset) : unset;
  const config = meshConfigOf(index, service.meta.cluster);
  const meshConfig = config && refOf(config);
  const { connectionPool: pool, outlierDetection: outlier } = overMesh(own, settings, meshConfig);
  const whole = policy && hostLayer(policy);
  const limits = connectionPoolSetting({
    pool,
    budget: budgetInForce(policy, subset, own, settings),
    whole: whole && partOf(whole, "connectionPool"),
    http,
    settings,
    meshConfig,
  });
  return [
    ...balancing(index, input, own, { detects: outlier !== null, settings, meshConfig }),
    ...(outlier ? [outlierDetectionSetting(outlier)] : []),
    ...(limits ? [limits] : []),
    ...(own.tunnel && !direct ? [tunnelSetting(own.tunnel, http)] : []),
  ];
}

/** Before 1.30 a budget was lost wherever the chosen subset has a traffic policy of its own. */
function budgetInForce(
  policy: DestinationPolicy | null,
  subset: string | null,
  { retryBudget }: TrafficPolicy,
  settings: MeshSettings,
): PolicyPart | null {
  if (!isSince(settings, "retry-budgets")) return null;
  const hasOwn = policy?.subsets.some((s) => s.name === subset && s.trafficPolicy !== null);
  return hasOwn && !isSince(settings, "retry-budgets-mended") ? null : retryBudget;
}

/** The mesh's own policy lies beneath all others. Source: istio/api `mesh/v1alpha1/config.proto` default_traffic_policy. */
function overMesh(
  own: TrafficPolicy,
  settings: MeshSettings,
  by: ResourceRef | null,
): Pick<TrafficPolicy, "connectionPool" | "outlierDetection"> {
  const spec = isSince(settings, "default-traffic-policy") ? settings.defaultTrafficPolicy : null;
  const beneath = (part: "connectionPool" | "outlierDetection"): PolicyPart | null =>
    spec && by && partOf({ by, path: "defaultTrafficPolicy", spec }, part);
  return {
    connectionPool: own.connectionPool ?? beneath("connectionPool"),
    outlierDetection: own.outlierDetection ?? beneath("outlierDetection"),
  };
}

type MeshSide = {
  readonly detects: boolean;
  readonly settings: MeshSettings;
  readonly meshConfig: ResourceRef | null;
};

/** How an endpoint is chosen. Where none is, a load balancer that is written all the same does nothing. */
function balancing(
  index: MeshIndex,
  input: SettingsInput,
  { loadBalancer }: TrafficPolicy,
  { detects, settings, meshConfig }: MeshSide,
): readonly DestinationSetting[] {
  const { policy, service, direct } = input;
  const hash = policy && hashPolicyFor(policy, input);
  const balancer = loadBalancerSetting(loadBalancer, hash);
  if (direct) {
    if (balancer.code === "called-address") return [balancer];
    return loadBalancer
      ? [
          {
            at: "load-balancer",
            code: "balancer-without-choice",
            by: [placeOf(loadBalancer)],
            facts: {},
          },
        ]
      : [];
  }
  const mesh = settings.localityLbSetting;
  const locality = localitySetting({
    balancer: loadBalancer,
    detects,
    distribution: distributionWish(index, service, settings),
    zoneAware: isSince(settings, "zone-aware")
      ? { mesh: settings.zoneAwareLbSetting, by: meshConfig }
      : null,
    byLabels: service.resolution !== "dns" || isSince(settings, "labels-of-names"),
    mesh: mesh && { spec: mesh, by: meshConfig },
  });
  return [balancer, ...(locality ? [locality] : [])];
}
