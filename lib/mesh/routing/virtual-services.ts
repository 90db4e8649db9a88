import type { MeshIndex } from "../model/mesh-index";
import { refOf, type WorkloadResource } from "../model/resource";
import type { ResolvedHost } from "./hosts";
import type { RouteSet } from "./route";
import { defaultMeshSettings, type MeshSettings } from "./spec/mesh-settings";

/**
 * The rules that a caller's proxy follows for requests to a host on a port.
 *
 * @param caller its proxy decides: a sidecar follows mesh rules, a gateway those bound to it
 * @param host a host as the caller dials it, or already resolved
 * @param port the service's port
 */
export function routesFor(
  _index: MeshIndex,
  caller: WorkloadResource,
  _host: ResolvedHost | string,
  _port: number,
  _settings: MeshSettings = defaultMeshSettings,
): RouteSet {
  return {
    by: null,
    routes: [],
    shadowed: [],
    uncertain: [{ code: "unsupported", ref: refOf(caller), path: "" }],
  };
}
