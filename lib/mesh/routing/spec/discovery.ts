import { memoPerIndex } from "../../model/memo-per-index";
import { indexSnapshot, type MeshIndex } from "../../model/mesh-index";
import { selectsNamespace } from "../gateway-api/listener/namespaces-allowed";
import type { MeshSettings } from "./mesh-settings";

const known = memoPerIndex(() => new Map<MeshSettings, MeshIndex>());

/**
 * The mesh as its control plane sees it: without the objects of namespaces that none of `discoverySelectors` takes, Istio's own namespace
 * included. Without selectors it is the mesh itself.
 *
 * Source: istio/istio `pkg/kube/namespace/filter.go` discoveryNamespacesFilter.
 */
export function discovered(index: MeshIndex, settings: MeshSettings): MeshIndex {
  if (settings.discoverySelectors.length === 0) return index;
  const bySettings = known(index);
  const found = bySettings.get(settings) ?? seenPart(index, settings);
  bySettings.set(settings, found);
  return found;
}

function seenPart(index: MeshIndex, { discoverySelectors }: MeshSettings): MeshIndex {
  const memo = new Map<string, boolean>();
  const isSeen = (cluster: string, name: string): boolean => {
    const key = `${cluster}/${name}`;
    // Of a namespace that is not listed nothing but its name is known.
    const namespace = index.find("Namespace", cluster, "", name) ?? { meta: { name, labels: {} } };
    const seen =
      memo.get(key) ?? discoverySelectors.some((selector) => selectsNamespace(selector, namespace));
    memo.set(key, seen);
    return seen;
  };
  const resources = [...index.snapshot.resources].filter(([, { kind, meta }]) => {
    // The mesh configuration is read by its name, wherever istiod runs.
    if (meta.namespace === "" || kind === "MeshConfig") return true;
    return isSeen(meta.cluster, meta.namespace);
  });
  return indexSnapshot({ ...index.snapshot, resources: new Map(resources) });
}
