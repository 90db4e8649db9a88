import { CONFIG_KINDS } from "../model/kinds";
import type { MeshIndex } from "../model/mesh-index";
import { type ConfigResource, refOf } from "../model/resource";
import { UNSEEN } from "./analyzers";
import type { Finding } from "./finding";
import { isSystemNamespace } from "./registry/system-namespaces";

/**
 * Objects of namespaces that `discoverySelectors` keep from the control plane: they do nothing, and nothing else is said of them. Where
 * no namespace is known by that name, its labels may be others than none.
 *
 * Source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ discoverySelectors
 *
 * @param whole the mesh as it stands
 * @param seen the same as its control plane sees it: `discovered(whole, …)`
 */
export function unseenObjects(whole: MeshIndex, seen: MeshIndex): readonly ConfigResource[] {
  if (whole === seen) return [];
  return CONFIG_KINDS.flatMap(({ id }) => whole.all(id)).filter((r) => isUnseen(r, seen));
}

/** Of one object of the mesh. */
export const isUnseen = ({ kind, meta }: ConfigResource, seen: MeshIndex): boolean =>
  !isSystemNamespace(meta.namespace) &&
  seen.find(kind, meta.cluster, meta.namespace, meta.name) === null;

export function unseenFinding(object: ConfigResource, whole: MeshIndex): Finding {
  const { cluster, namespace } = object.meta;
  const isListed = whole.find("Namespace", cluster, "", namespace) !== null;
  return {
    code: UNSEEN.code,
    severity: UNSEEN.severity,
    ref: refOf(object),
    path: [],
    facts: { namespace, labels: isListed ? "known" : "unknown" },
    fix: null,
  };
}
