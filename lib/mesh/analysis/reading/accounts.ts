import { memoPerIndex } from "../../model/memo-per-index";

/** Service accounts that exist or that pods use, `/ns/shop/sa/web`, by cluster. They are no configuration: ask of the index beneath all drafts. */
export const accountsOf = memoPerIndex((index) => {
  const byCluster = new Map<string, Set<string>>();
  const add = (cluster: string, namespace: string, name: string) => {
    const known = byCluster.get(cluster) ?? new Set<string>();
    byCluster.set(cluster, known.add(`/ns/${namespace}/sa/${name}`));
  };
  for (const { meta } of index.all("ServiceAccount")) add(meta.cluster, meta.namespace, meta.name);
  for (const { meta, serviceAccount } of index.all("Workload")) {
    add(meta.cluster, meta.namespace, serviceAccount);
  }
  return byCluster;
});
