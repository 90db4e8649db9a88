import type { ConfigKind } from "../../model/kinds";
import type { ConfigResource } from "../../model/resource";
import type { AnalysisContext } from "../registry/context";

/**
 * Objects of a kind that may act beside a changed policy: those of its namespace and of the root namespace; of one of the root namespace,
 * which acts everywhere, all of the cluster.
 */
export function besidePolicy(
  kind: ConfigKind,
  { meta }: ConfigResource,
  { index, settings: { rootNamespace } }: AnalysisContext,
): readonly ConfigResource[] {
  if (meta.namespace === rootNamespace) {
    return index.all(kind).filter((o) => o.meta.cluster === meta.cluster);
  }
  return [meta.namespace, rootNamespace].flatMap((ns) => index.inNamespace(kind, meta.cluster, ns));
}
