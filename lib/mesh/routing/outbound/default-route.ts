import { refOf } from "../../model/resource";
import type { MeshService } from "../registry/mesh-service";
import { noHeaderOperations, type Route, type RouteProtocol } from "../route";
import { retriesInForce } from "../rules/retries";
import type { MeshSettings } from "../spec/mesh-settings";

/** The service itself as the destination of everything on a port. Source: istio/istio `route.go` BuildDefaultHTTPOutboundRoute. */
export function defaultRoute(
  service: Pick<MeshService, "hostname" | "resource">,
  port: number,
  protocol: RouteProtocol,
  settings: MeshSettings,
): Route {
  const { hostname } = service;
  const destination = { host: hostname, hostname, subset: null, port, weight: null, share: 1 };
  return {
    by: refOf(service.resource),
    path: "",
    protocol,
    name: null,
    matches: [],
    action: {
      type: "forward",
      destinations: [{ ...destination, path: "", fails: null, headers: noHeaderOperations }],
    },
    timeoutMs: null,
    retries: protocol === "http" ? retriesInForce(null, settings.defaultHttpRetryPolicy) : null,
    fault: null,
    mirrors: [],
    rewrite: null,
    headers: noHeaderOperations,
    uncertain: [],
  };
}
