import { memoPerIndex } from "../model/memo-per-index";
import type { MeshIndex } from "../model/mesh-index";
import type { ConfigResource, ResourceOf } from "../model/resource";
import { oldestFirst } from "../routing/spec/age";

export type PolicyKind =
  | "AuthorizationPolicy.security.istio.io"
  | "PeerAuthentication.security.istio.io"
  | "RequestAuthentication.security.istio.io";

const known = memoPerIndex(() => new Map<string, readonly ConfigResource[]>());

/** The policies of a kind in a namespace, the oldest first; sorted once per index. */
export function oldestIn<K extends PolicyKind>(
  index: MeshIndex,
  kind: K,
  cluster: string,
  namespace: string,
): readonly ResourceOf<K>[] {
  const lists = known(index);
  // Neither a kind nor a namespace holds a slash.
  const key = `${kind}/${namespace}/${cluster}`;
  const hit = lists.get(key);
  // A list is filed under its own kind, so what is found under a kind has that kind.
  if (hit) return hit as readonly ResourceOf<K>[];
  const sorted = index.inNamespace(kind, cluster, namespace).toSorted(oldestFirst);
  lists.set(key, sorted);
  return sorted;
}
