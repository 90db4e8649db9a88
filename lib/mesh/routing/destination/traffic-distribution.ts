import type { MeshIndex } from "../../model/mesh-index";
import { refOf } from "../../model/resource";
import type { MeshService } from "../registry/mesh-service";
import type { MeshSettings } from "../spec/mesh-settings";
import { isSince } from "../spec/versions";
import type { DistributionWish } from "./locality";

const ANNOTATION = "networking.istio.io/traffic-distribution";

/**
 * What a service wishes of how near its callers' servers are: its field, else its annotation, else (of a Kubernetes service) that of its
 * namespace. An annotation with another value wishes nothing, and hides that of the namespace.
 *
 * Sources: istio/istio `pilot/pkg/model/service.go` GetTrafficDistribution, `pilot/pkg/serviceregistry/kube/controller/controller.go`;
 * executed against istiod 1.30.3.
 */
export function distributionWish(
  index: MeshIndex,
  service: MeshService,
  settings: Pick<MeshSettings, "version">,
): DistributionWish | null {
  const { resource, meta } = service;
  const by = refOf(resource);
  const field = resource.kind === "Service" ? (resource.trafficDistribution ?? "") : "";
  const asField = nearnessOf(field, settings);
  if (asField) return { value: field, nearness: asField, by, path: "trafficDistribution" };
  const value = meta.annotations[ANNOTATION] ?? "";
  if (value !== "") {
    const nearness = nearnessOf(value, settings);
    return nearness && { value, nearness, by, path: "" };
  }
  if (resource.kind !== "Service" || !isSince(settings, "distribution-of-namespaces")) return null;
  const home = index.find("Namespace", meta.cluster, "", meta.namespace);
  const inherited = home?.meta.annotations[ANNOTATION];
  if (!home || inherited === undefined) return null;
  const nearness = nearnessOf(inherited, settings);
  return nearness && { value: inherited, nearness, by: refOf(home), path: "" };
}

function nearnessOf(
  value: string,
  settings: Pick<MeshSettings, "version">,
): DistributionWish["nearness"] | null {
  const isRenamed = isSince(settings, "nearness-of-zones");
  switch (value.toLowerCase()) {
    case "preferclose":
      return isRenamed ? "zone" : "subzone";
    case "prefersamezone":
      return isRenamed ? "zone" : null;
    case "prefersamenode":
      return isRenamed ? "node" : null;
    default:
      return null;
  }
}
