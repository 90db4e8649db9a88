import { memoPerIndex } from "../../model/memo-per-index";
import type { MeshIndex } from "../../model/mesh-index";
import { type ConfigResource, refKey, refOf } from "../../model/resource";
import { hostsOverlap } from "../../routing/spec/host-names";

/** Objects by the full host names that they speak of, in one cluster. */
export type HostTable = {
  /** Objects of which a host overlaps the given one, wildcards on both sides included, by namespace and name. */
  readonly overlapping: (cluster: string, host: string) => readonly ConfigResource[];
};

/** What is found must not depend on which object came first: a draft's come last here, and where they belong in the mesh that it becomes. */
function byPlace(a: ConfigResource, b: ConfigResource): number {
  const [x, y] = [a.meta, b.meta];
  if (x.namespace !== y.namespace) return x.namespace < y.namespace ? -1 : 1;
  if (x.name !== y.name) return x.name < y.name ? -1 : 1;
  return a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0;
}

type Filed = {
  readonly byHost: ReadonlyMap<string, readonly ConfigResource[]>;
  readonly wild: readonly { readonly host: string; readonly resource: ConfigResource }[];
  /** What was looked up before: several analyzers ask for the same hosts. */
  readonly known: Map<string, readonly ConfigResource[]>;
};

export type HostsOf = (resource: ConfigResource) => readonly string[];

/**
 * A table that is made once per snapshot and follows a draft by its touched objects alone, so that a step of a drag does not read every
 * object of the mesh.
 */
export function createHostTable(
  list: (index: MeshIndex) => readonly ConfigResource[],
  hostsOf: HostsOf,
) {
  const fileOf = memoPerIndex((index) => file(list(index), hostsOf));
  return (base: MeshIndex, overlaid: Overlaid): HostTable => {
    let laid: readonly { readonly resource: ConfigResource; readonly hosts: readonly string[] }[];
    return {
      overlapping(cluster, host) {
        // A draft of many objects is looked up many times.
        laid ??= overlaid.put.map((resource) => ({ resource, hosts: hostsOf(resource) }));
        const filed = lookUp(fileOf(base), cluster, host);
        if (overlaid.touched.size === 0) return filed;
        const before = filed.filter((r) => !overlaid.touched.has(refKey(refOf(r))));
        const put = laid.flatMap(({ resource, hosts }) =>
          resource.meta.cluster === cluster && hosts.some((h) => hostsOverlap(h, host))
            ? [resource]
            : [],
        );
        const found = put.length === 0 ? before : [...before, ...put];
        return found.length < 2 ? found : found.toSorted(byPlace);
      },
    };
  };
}

/** The objects that a draft touches, as keys, and those of the table's kinds that it leaves, as they then are. */
export type Overlaid = {
  readonly touched: ReadonlySet<string>;
  readonly put: readonly ConfigResource[];
};

function file(resources: readonly ConfigResource[], hostsOf: HostsOf): Filed {
  const byHost = new Map<string, ConfigResource[]>();
  const wild: { host: string; resource: ConfigResource }[] = [];
  for (const resource of resources) {
    for (const host of new Set(hostsOf(resource))) {
      if (host.startsWith("*")) wild.push({ host, resource });
      const key = `${resource.meta.cluster}/${host.toLowerCase()}`;
      const known = byHost.get(key);
      if (known) known.push(resource);
      else byHost.set(key, [resource]);
    }
  }
  return { byHost, wild, known: new Map() };
}

function lookUp(filed: Filed, cluster: string, host: string): readonly ConfigResource[] {
  const key = `${cluster}/${host.toLowerCase()}`;
  const known = filed.known.get(key);
  if (known !== undefined) return known;
  const found = search(filed, cluster, host, key);
  filed.known.set(key, found);
  return found;
}

const NONE: readonly ConfigResource[] = [];

function search(
  { byHost, wild }: Filed,
  cluster: string,
  host: string,
  key: string,
): readonly ConfigResource[] {
  const covering = wild.filter(
    (w) => w.resource.meta.cluster === cluster && hostsOverlap(w.host, host),
  );
  const found = host.startsWith("*") ? under(host, cluster, byHost) : (byHost.get(key) ?? NONE);
  const all = covering.length === 0 ? found : [...found, ...covering.map((w) => w.resource)];
  return all.length < 2 ? all : [...new Set(all)].toSorted(byPlace);
}

function under(host: string, cluster: string, byHost: Filed["byHost"]): readonly ConfigResource[] {
  return [...byHost].flatMap(([key, resources]) => {
    const slash = key.lastIndexOf("/");
    const sameCluster = key.slice(0, slash) === cluster;
    return sameCluster && hostsOverlap(key.slice(slash + 1), host) ? resources : [];
  });
}
