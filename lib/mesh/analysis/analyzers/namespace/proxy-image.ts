import type { Labels } from "../../../model/resource";
import type { Analyzer } from "../../analyzer";
import { istioCode, PROXY_CONFIG } from "../../codes";
import type { PodObject } from "../../inputs/kube-objects";
import { imageTypeOf } from "../../registry/injection/image-type";
import { finding } from "../../registry/spec-parts";
import { injectorName } from "./injection-labels";

const OLD_IMAGE = istioCode("IST0158", "warning");

/**
 * Namespaces with pods whose sidecar is not the one that the injector gives now: they were made before an upgrade.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/injection/injection-image.go`. Pods that name their own image are left out.
 */
export const proxyImage: Analyzer<"Namespace"> = {
  name: "proxy-image",
  judges: ["Namespace"],
  codes: [OLD_IMAGE],
  reads: ["Pod", "ConfigMap", PROXY_CONFIG, "MeshConfig"],
  needs: ["Pod", "ConfigMap"],
  judge(namespace, context) {
    const { cluster, name } = namespace.meta;
    const injector = injectorOf(namespace.meta.labels);
    if (injector === null) return [];
    const images = context
      .observed("ConfigMap")
      .filter((c) => c.meta.cluster === cluster && c.meta.name === injector);
    const image = images.at(-1)?.image;
    if (image === undefined) return [];
    const pods = context
      .podsIn(cluster, name)
      .filter((pod) => hasOther(pod, image, imageTypeOf(pod, context)))
      .map((pod) => pod.meta.name)
      .toSorted();
    return pods.length === 0 ? [] : [finding(OLD_IMAGE, namespace, [], { name, pods, image })];
  },
};

function injectorOf(labels: Labels): string | null {
  const revision = labels["istio.io/rev"];
  if (revision !== undefined) return injectorName(revision);
  return labels["istio-injection"] === "enabled" ? injectorName("default") : null;
}

function hasOther({ meta, spec }: PodObject, image: string, type: string): boolean {
  if (meta.annotations["sidecar.istio.io/proxyImage"]) return false;
  const wanted = type === "" ? image : `${image}-${type}`;
  return [...spec.containers, ...spec.initContainers].some(
    (c) => c.name === "istio-proxy" && c.image !== image && c.image !== wanted,
  );
}
