import type { MeshIndex } from "../mesh/model/mesh-index";
import { type ClusterReading, whyUnread } from "../mesh/model/reading";

type Asked = {
  /** Watched clusters that the view shows. */
  readonly clusters: readonly string[];
  readonly readings: readonly ClusterReading[];
  /** `null` for all. */
  readonly namespaces: readonly string[] | null;
};

/** Namespaces of a view that none of its clusters has, in the order asked for. None while a cluster does not let all of its namespaces be read. */
export function unknownNamespaces(
  index: MeshIndex,
  { clusters, readings, namespaces }: Asked,
): readonly string[] {
  const isFact = (cluster: string) =>
    whyUnread(readings, { cluster, kind: "Namespace", namespace: null }) === null;
  if (namespaces === null || clusters.length === 0 || !clusters.every(isFact)) return [];
  return namespaces.filter((name) =>
    clusters.every((cluster) => index.find("Namespace", cluster, "", name) === null),
  );
}
