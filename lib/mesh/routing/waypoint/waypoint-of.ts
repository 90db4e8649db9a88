import type { MeshIndex } from "../../model/mesh-index";
import { waypointOf } from "../../model/namespace-mesh";
import {
  type ConfigResource,
  type ResourceRef,
  refOf,
  type ServiceResource,
  type WorkloadResource,
} from "../../model/resource";
import { gatewayController } from "../gateway-api/listener/gateway-class";
import { namespacesAllowed } from "../gateway-api/listener/namespaces-allowed";
import { child, children } from "../spec/read-spec";

/** The waypoint that requests to a service pass. */
export type Waypoint = {
  readonly gateway: ConfigResource;
  /** The workload whose proxies it is; `null` while none runs. */
  readonly workload: WorkloadResource | null;
  /** The service or namespace whose label sends them there. */
  readonly by: ResourceRef;
};

const USE_WAYPOINT = "istio.io/use-waypoint";
const WAYPOINT_FOR = "istio.io/waypoint-for";
const GATEWAY_NAME = "gateway.networking.k8s.io/gateway-name";

/**
 * The waypoint of a Service or ServiceEntry: the one that its own label names, else its namespace's. One that is not there, stands
 * before workloads alone or takes nothing from the namespace is none.
 *
 * Sources: https://istio.io/latest/docs/ambient/usage/waypoint/; istio/istio
 * `pilot/pkg/serviceregistry/kube/controller/ambient/waypoints.go` fetchWaypointForTarget.
 */
export function waypointFor(
  index: MeshIndex,
  service: ServiceResource | ConfigResource,
): Waypoint | null {
  const { cluster, namespace, labels } = service.meta;
  const home = index.find("Namespace", cluster, "", namespace);
  const meta = home?.meta ?? { ...service.meta, name: namespace, labels: {} };
  const named = waypointOf(labels, { meta });
  if (named === null) return null;
  const gateway = index.find(
    "Gateway.gateway.networking.k8s.io",
    cluster,
    named.namespace,
    named.name,
  );
  if (!gateway || gatewayController(index, gateway) !== "waypoint") return null;
  if (!takesServices(gateway) || !takesFrom(index, gateway, namespace)) return null;
  const own = labels[USE_WAYPOINT] !== undefined || home === null;
  return { gateway, workload: workloadOf(index, gateway), by: refOf(own ? service : home) };
}

const CANARY = "istio.io/use-waypoint-canary";

/**
 * The Service or namespace that sends a share of its connections to a second waypoint; `null` where nobody does. The labels stand where the
 * waypoint is named.
 *
 * Source: https://istio.io/latest/docs/ambient/usage/waypoint/
 */
export function canaryOf(index: MeshIndex, { by }: Waypoint): ResourceRef | null {
  const found = index.find(by.kind, by.cluster, by.namespace, by.name);
  if (!found?.meta.labels[CANARY]) return null;
  return Number(found.meta.annotations[`${CANARY}-weight`] ?? 0) > 0 ? by : null;
}

/** Without a label a waypoint stands before services. */
function takesServices(gateway: ConfigResource): boolean {
  const kind = gateway.meta.labels[WAYPOINT_FOR] ?? "service";
  return kind === "service" || kind === "all";
}

/** Another namespace's services must be let in by a listener. */
const takesFrom = (index: MeshIndex, gateway: ConfigResource, namespace: string): boolean =>
  namespace === gateway.meta.namespace ||
  children(gateway.spec, "listeners").some((listener) => {
    const allowed = namespacesAllowed(index, gateway, child(listener, "allowedRoutes"));
    return allowed.includes("*") || allowed.includes(namespace);
  });

const workloadOf = (index: MeshIndex, { meta }: ConfigResource): WorkloadResource | null =>
  index
    .inNamespace("Workload", meta.cluster, meta.namespace)
    .find((w) => w.proxy === "waypoint" && w.podLabels[GATEWAY_NAME] === meta.name) ?? null;
