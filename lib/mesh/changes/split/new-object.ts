import type { ConfigKind } from "../../model/kinds";
import type { MeshIndex } from "../../model/mesh-index";
import type { ServiceResource } from "../../model/resource";
import type { ConfigRef } from "../edit";

/** A name for an object to be made for a service: the service's own, as is usual, or one beside it where that is taken. */
export function newObjectRef(
  index: MeshIndex,
  { meta }: ServiceResource,
  kind: ConfigKind,
): ConfigRef {
  const { cluster, namespace } = meta;
  const taken = index.find(kind, cluster, namespace, meta.name) !== null;
  return { cluster, kind, namespace, name: taken ? `${meta.name}-versions` : meta.name };
}
