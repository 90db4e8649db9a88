import { readMeshConfigText } from "../../../manifest/mesh-config";
import { memoPerIndex } from "../../../model/memo-per-index";
import type { MeshIndex } from "../../../model/mesh-index";
import { type Raw, recordAt, textAt } from "../../../model/raw/value";
import type { ConfigResource } from "../../../model/resource";
import { child, textMap } from "../../../routing/spec/read-spec";
import { PROXY_CONFIG } from "../../codes";
import type { PodObject } from "../../inputs/kube-objects";
import type { AnalysisContext } from "../context";
import { meshConfigOf } from "../mesh-config";
import { matches } from "../mesh-pods";

/**
 * The image type that is in force for a pod (`distroless`, `debug`); empty for the default. The narrowest that says one: the mesh
 * configuration, ProxyConfigs of the root namespace, of the pod's namespace, for its labels, its own annotation.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/util/proxyconfig.go`.
 */
export function imageTypeOf(pod: PodObject, context: AnalysisContext): string {
  const { cluster, namespace, labels, annotations } = pod.meta;
  const configs = configsOf(context.index).filter((c) => c.meta.cluster === cluster);
  const root = configs.filter((c) => c.meta.namespace === context.settings.rootNamespace);
  const own = configs.filter((c) => c.meta.namespace === namespace && !root.includes(c));
  const annotation = annotations["proxy.istio.io/config"];
  const said = [
    typeIn(recordAt(meshConfigOf(context, cluster) ?? {}, "defaultConfig")),
    ...root.slice(-1).map((c) => typeIn(c.spec)),
    ...own
      .filter((c) => child(c.spec, "selector") === null)
      .slice(-1)
      .map((c) => typeIn(c.spec)),
    ...own.filter((c) => isSelected(c, labels)).map((c) => typeIn(c.spec)),
    annotation === undefined ? "" : typeIn(readMeshConfigText(annotation) ?? {}),
  ];
  const last = said.findLast((type) => type !== "") ?? "";
  return last === "default" ? "" : last;
}

const configsOf = memoPerIndex((index: MeshIndex) => index.all(PROXY_CONFIG));

const typeIn = (config: Raw): string => textAt(recordAt(config, "image"), "imageType") ?? "";

function isSelected({ spec }: ConfigResource, labels: Readonly<Record<string, string>>): boolean {
  const selector = child(spec, "selector");
  return selector !== null && matches(textMap(selector, "matchLabels"), labels);
}
