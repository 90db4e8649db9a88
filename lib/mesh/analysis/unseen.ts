import { CONFIG_KINDS } from "../model/kinds";
import type { MeshIndex } from "../model/mesh-index";
import { type ConfigResource, refOf } from "../model/resource";
import { UNSEEN } from "./analyzers";
import type { Finding } from "./finding";
import { isSystemNamespace } from "./registry/system-namespaces";

/**
 * Objects of namespaces that `discoverySelectors` keep from the control plane: they do nothing, and nothing else is said of them. An
 * object whose namespace nobody read is judged as if it were seen.
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

export const unseenFinding = (object: ConfigResource): Finding => ({
  code: UNSEEN.code,
  severity: UNSEEN.severity,
  ref: refOf(object),
  path: [],
  facts: { namespace: object.meta.namespace },
  fix: null,
});
