import type { MeshIndex } from "../../../model/mesh-index";
import type { ConfigResource } from "../../../model/resource";
import { text } from "../../spec/read-spec";

/** What of Istio takes care of a Gateway: proxies it deploys, a waypoint, a gateway between networks, or nothing of its own. */
export type GatewayController = "gateway" | "waypoint" | "east-west" | "remote";

const BY_CONTROLLER: Readonly<Record<string, GatewayController>> = {
  "istio.io/gateway-controller": "gateway",
  "istio.io/mesh-controller": "waypoint",
  "istio.io/eastwest-controller": "east-west",
  "istio.io/unmanaged-gateway": "remote",
};

/** Classes that istiod knows without an object. */
const BUILT_IN: Readonly<Record<string, GatewayController>> = {
  istio: "gateway",
  "istio-waypoint": "waypoint",
  "istio-east-west": "east-west",
  "istio-remote": "remote",
};

/**
 * The controller of a Gateway's class; `null` when the class is another product's or unknown.
 * Source: istio/istio `pilot/pkg/config/kube/gateway/gatewayclass.go`.
 */
export function gatewayController(
  index: MeshIndex,
  gateway: ConfigResource,
): GatewayController | null {
  const name = text(gateway.spec, "gatewayClassName") ?? "";
  const found = index.find(
    "GatewayClass.gateway.networking.k8s.io",
    gateway.meta.cluster,
    "",
    name,
  );
  if (!found) return BUILT_IN[name] ?? null;
  return BY_CONTROLLER[text(found.spec, "controllerName") ?? ""] ?? null;
}
