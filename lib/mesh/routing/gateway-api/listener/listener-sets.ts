import type { MeshIndex } from "../../../model/mesh-index";
import type { ConfigResource } from "../../../model/resource";
import { oldestFirst } from "../../spec/age";
import { child, text } from "../../spec/read-spec";
import { selectsNamespace } from "./namespaces-allowed";

/**
 * ListenerSets that a Gateway lets add listeners, the oldest first. Without `allowedListeners` it lets none.
 * Source: istio/istio `pilot/pkg/config/kube/gateway/conversion.go` namespaceAcceptedByAllowListeners.
 */
export function listenerSetsOf(
  index: MeshIndex,
  gateway: ConfigResource,
): readonly ConfigResource[] {
  return index
    .all("ListenerSet.gateway.networking.k8s.io")
    .filter((set) => set.meta.cluster === gateway.meta.cluster && belongsTo(set, gateway))
    .filter((set) => accepts(index, gateway, set.meta.namespace))
    .toSorted(oldestFirst);
}

function belongsTo(set: ConfigResource, gateway: ConfigResource): boolean {
  const parent = child(set.spec, "parentRef");
  return (
    parent !== null &&
    (text(parent, "kind") ?? "Gateway") === "Gateway" &&
    text(parent, "name") === gateway.meta.name &&
    (text(parent, "namespace") ?? set.meta.namespace) === gateway.meta.namespace
  );
}

function accepts(index: MeshIndex, gateway: ConfigResource, namespace: string): boolean {
  const namespaces = child(child(gateway.spec, "allowedListeners") ?? {}, "namespaces");
  if (namespaces === null) return false;
  const from = text(namespaces, "from") ?? "None";
  if (from === "All") return true;
  if (from === "Same") return namespace === gateway.meta.namespace;
  const selector = child(namespaces, "selector");
  if (from !== "Selector" || selector === null) return false;
  const home = index.find("Namespace", gateway.meta.cluster, "", namespace);
  return home !== null && selectsNamespace(selector, home);
}
