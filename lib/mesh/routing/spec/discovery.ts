import { memoPerIndex } from "../../model/memo-per-index";
import { indexSnapshot, type MeshIndex } from "../../model/mesh-index";
import { clusterOfKey, type Origin, originOf, overlayIndex } from "../../model/overlay-index";
import { selectsNamespace } from "../gateway-api/listener/namespaces-allowed";
import type { MeshSettings } from "./mesh-settings";
import { children, type Spec, text, textMap } from "./read-spec";

const known = memoPerIndex(() => new Map<MeshSettings, MeshIndex>());

/** For whose settings an index is already what the control plane sees. */
const seenBy = new WeakMap<MeshIndex, MeshSettings>();

/**
 * The mesh as its control plane sees it: without the objects of namespaces that none of `discoverySelectors` takes, Istio's own namespace
 * included. Without selectors it is the mesh itself. A namespace whose labels are not known is taken, unless its name alone keeps it out:
 * nothing is concluded from labels that nobody read (`undecided` names them). The engine asks here before it asks what stands in the mesh: whatever reads routes,
 * policies or destinations may be given the whole mesh.
 *
 * Source: istio/istio `pkg/kube/namespace/filter.go` discoveryNamespacesFilter.
 */
export function discovered(index: MeshIndex, settings: MeshSettings): MeshIndex {
  if (settings.discoverySelectors.length === 0 || seenBy.get(index) === settings) return index;
  const bySettings = known(index);
  const origin = originOf(index);
  const found =
    bySettings.get(settings) ?? (origin ? seenDraft(origin, settings) : seenPart(index, settings));
  bySettings.set(settings, found);
  seenBy.set(found, settings);
  return found;
}

/** A draft changes no namespace, so what it is laid over need not be looked through again. */
function seenDraft({ base, overlay }: Origin, settings: MeshSettings): MeshIndex {
  const isSeen = namespacesSeen(base, settings);
  const kept = [...overlay].filter(([key]) => {
    const [cluster, namespace] = [clusterOfKey(key), key.split("/").at(-2) ?? ""];
    return namespace === "" || isSeen(cluster, namespace);
  });
  return overlayIndex(discovered(base, settings), new Map(kept));
}

function seenPart(index: MeshIndex, settings: MeshSettings): MeshIndex {
  const isSeen = namespacesSeen(index, settings);
  const resources = [...index.snapshot.resources].filter(([, { kind, meta }]) => {
    // The mesh configuration is read by its name, wherever istiod runs.
    if (meta.namespace === "" || kind === "MeshConfig") return true;
    return isSeen(meta.cluster, meta.namespace);
  });
  return indexSnapshot({ ...index.snapshot, resources: new Map(resources) });
}

function namespacesSeen(
  index: MeshIndex,
  { discoverySelectors }: MeshSettings,
): (cluster: string, namespace: string) => boolean {
  const memo = new Map<string, boolean>();
  return (cluster, name) => {
    const key = `${cluster}/${name}`;
    const namespace = index.find("Namespace", cluster, "", name);
    const seen =
      memo.get(key) ??
      discoverySelectors.some((selector) =>
        namespace === null
          ? byName(selector, name) !== "out"
          : selectsNamespace(selector, namespace),
      );
    memo.set(key, seen);
    return seen;
  };
}

/** Those of the namespaces of which it is not known whether `discoverySelectors` take them: what there is names no labels of theirs. */
export function undecided(
  index: MeshIndex,
  { discoverySelectors }: MeshSettings,
  cluster: string,
  namespaces: Iterable<string>,
): readonly string[] {
  return [...new Set(namespaces)].filter((name) => {
    if (name === "" || index.find("Namespace", cluster, "", name) !== null) return false;
    const said = new Set(discoverySelectors.map((selector) => byName(selector, name)));
    return said.has("unknown") && !said.has("in");
  });
}

const NAME = "kubernetes.io/metadata.name";

/** What a selector makes of a namespace of which nothing but its name is known. */
function byName(selector: Spec, name: string): "in" | "out" | "unknown" {
  const labels = textMap(selector, "matchLabels");
  const expressions = children(selector, "matchExpressions");
  const isOfName = (key: string | null) => key === NAME;
  const ofName = {
    matchLabels: Object.fromEntries(Object.entries(labels).filter(([key]) => isOfName(key))),
    matchExpressions: expressions.filter((e) => isOfName(text(e, "key"))),
  };
  if (!selectsNamespace(ofName, { meta: { name, labels: {} } })) return "out";
  const others = [...Object.keys(labels), ...expressions.map((e) => text(e, "key"))];
  return others.every(isOfName) ? "in" : "unknown";
}
