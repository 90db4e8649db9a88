import type { Labels, ProxyMode } from "../resource";
import { type Raw, recordsAt, textAt, textsAt } from "./value";

const PROXY_CONTAINER = "istio-proxy";
const ROLE_LABEL = "istio";

/** What decides the proxy of a pod, or of a template that pods are made from. */
export type PodShape = {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly spec: Raw;
  /** Whether its containers were started. */
  readonly started: boolean;
};

/**
 * How a pod takes part in the mesh.
 *
 * Gateways and waypoints come first: they carry the same container as a sidecar does. A sidecar stands among the containers, or
 * since Istio 1.27 by default among the init containers (native sidecar). Ambient is what the CNI agent wrote on the pod; the
 * label, which only asks for it, counts until the containers start. A pod that has a sidecar is never redirected to ztunnel.
 *
 * source: istio/istio `manifests/charts/istio-control/istio-discovery/files/*.yaml` (templates), `cni/pkg/util/podutil.go`,
 * `pilot/cmd/pilot-agent` (`proxy sidecar|router|waypoint|ztunnel`).
 */
export function proxyModeOf(pod: PodShape): ProxyMode {
  return managedMode(pod) ?? containerMode(pod) ?? ambientMode(pod);
}

function managedMode({ labels, annotations }: PodShape): ProxyMode | null {
  const manager = labels["gateway.istio.io/managed"];
  if (manager === "istio.io-mesh-controller") return "waypoint";
  if (manager !== undefined) return "gateway";
  const templates = (annotations["inject.istio.io/templates"] ?? "").split(",");
  if (templates.some((name) => name.trim() === "gateway")) return "gateway";
  return null;
}

function containerMode({ labels, annotations, spec }: PodShape): ProxyMode | null {
  const containers = recordsAt(spec, "containers");
  const isProxy = (container: Raw) => textAt(container, "name") === PROXY_CONTAINER;
  const proxy = containers.find(isProxy) ?? recordsAt(spec, "initContainers").find(isProxy);
  if (!proxy) return annotations["sidecar.istio.io/status"] === undefined ? null : "sidecar";
  const role = textsAt(proxy, "args")[1];
  if (role === "ztunnel") return "none";
  if (role === "router") return "gateway";
  if (role === "waypoint") return "waypoint";
  const alone = containers.length === 1 && containers.some(isProxy);
  return alone && namesGateway(labels) ? "gateway" : "sidecar";
}

/** Labels that gateways of the charts and of the Gateway API carry. */
const namesGateway = (labels: Labels): boolean =>
  labels["istio.io/gateway-name"] !== undefined ||
  labels["gateway.networking.k8s.io/gateway-name"] !== undefined ||
  /gateway$/.test(labels[ROLE_LABEL] ?? "");

function ambientMode({ labels, annotations, started }: PodShape): ProxyMode {
  const redirection = annotations["ambient.istio.io/redirection"];
  if (redirection !== undefined) return redirection === "enabled" ? "ambient" : "none";
  return !started && labels["istio.io/dataplane-mode"] === "ambient" ? "ambient" : "none";
}
