import type { WorkloadResource } from "../../model/resource";
import type { MeshSettings } from "../../routing/spec/mesh-settings";

const TUNNEL_LABEL = "networking.istio.io/tunnel";
const TUNNEL_SETTING = "ISTIO_META_ENABLE_HBONE";

/**
 * Whether a connection travels in the mesh's tunnel (HBONE, mTLS on port 15008): both ends speak it. A ztunnel and a waypoint do; a
 * sidecar and a gateway where the mesh is installed for ambient. Without it a ztunnel sends, and takes, plain text.
 *
 * Sources: istio/istio `pilot/pkg/xds/endpoints/endpoint_builder.go` (supportsTunnel), `pkg/config/constants` TunnelLabel;
 * https://istio.io/latest/docs/ambient/architecture/hbone/
 */
export function tunnelOf(
  caller: WorkloadResource | null,
  server: WorkloadResource | null,
  settings: MeshSettings,
): "hbone" | "none" {
  if (caller === null || server === null) return "none";
  const either = [caller, server].some(isAmbient);
  return either && speaksHbone(caller, settings) && speaksHbone(server, settings)
    ? "hbone"
    : "none";
}

const isAmbient = ({ proxy }: WorkloadResource): boolean =>
  proxy === "ambient" || proxy === "waypoint";

function speaksHbone(workload: WorkloadResource, settings: MeshSettings): boolean {
  if (isAmbient(workload)) return true;
  if (workload.proxy === "none" || workload.proxy === "mixed") return false;
  return (
    workload.podLabels[TUNNEL_LABEL] === "http" || settings.proxyMetadata[TUNNEL_SETTING] === "true"
  );
}
